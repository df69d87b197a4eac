/** A block's sector bitmap: one bit a sector, most significant bit first, padded to whole sectors. Spec 1.0, "Data Blocks". */

export const isSet = (bitmap: Uint8Array, sector: number): boolean => ((bitmap[sector >> 3] ?? 0) & (0x80 >> (sector & 7))) !== 0;

/** Runs of equal bits among `count` sectors from `from`, in order. */
export function bitRuns(
  bitmap: Uint8Array,
  from: number,
  count: number,
): { readonly at: number; readonly sectors: number; readonly set: boolean }[] {
  const runs: { at: number; sectors: number; set: boolean }[] = [];
  let at = from;
  while (at < from + count) {
    const set = isSet(bitmap, at);
    let end = at + 1;
    while (end < from + count && isSet(bitmap, end) === set) {
      // Whole bytes at once where the run continues.
      const whole = set ? 0xff : 0;
      if ((end & 7) === 0 && end + 8 <= from + count && bitmap[end >> 3] === whole) end += 8;
      else end += 1;
    }
    runs.push({ at, sectors: end - at, set });
    at = end;
  }
  return runs;
}

/** Bits set in a byte. */
const BITS = Uint8Array.from({ length: 256 }, (_, byte) => byte.toString(2).replaceAll('0', '').length);

/** How many of the first `sectors` bits are set. */
export function setBitsIn(bitmap: Uint8Array, sectors: number): number {
  const whole = sectors >> 3;
  let set = 0;
  for (let i = 0; i < whole; i++) set += BITS[bitmap[i] as number] as number;
  for (let sector = whole * 8; sector < sectors; sector++) if (isSet(bitmap, sector)) set += 1;
  return set;
}
