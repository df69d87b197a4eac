/** A block's sector bitmap: one bit for each sector, most significant bit first, padded to whole sectors. Spec 1.0, "Data Blocks". */

export const isSet = (bitmap: Uint8Array, sector: number): boolean => ((bitmap[sector >> 3] ?? 0) & (0x80 >> (sector & 7))) !== 0;

/** Runs of equal bits in order, over `count` sectors beginning with `from`. */
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
      // Skips whole bytes while the run continues.
      const whole = set ? 0xff : 0;
      if ((end & 7) === 0 && end + 8 <= from + count && bitmap[end >> 3] === whole) end += 8;
      else end += 1;
    }
    runs.push({ at, sectors: end - at, set });
    at = end;
  }
  return runs;
}

/** The bytes as 32-bit numbers in the machine's byte order. Bytes at the end that do not fill a number are left out. */
function wordsOf({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  const words = byteLength >> 2;
  return byteOffset % 4 === 0
    ? new Uint32Array(buffer, byteOffset, words)
    : new Uint32Array(buffer.slice(byteOffset, byteOffset + words * 4));
}

/** How many of the 32 bits are set, by adding up pairs, fours and bytes in parallel. */
function bitsIn(word: number): number {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** How many of the first `sectors` bits are set. */
export function setBitsIn(bitmap: Uint8Array, sectors: number): number {
  const words = wordsOf(bitmap);
  const whole = sectors >> 5;
  const first = (words[0] ?? 0) | 0;
  let equal = 0;
  // A fast path: most bitmaps are all ones or all zeros.
  if (first === 0 || first === -1) while (equal < whole && ((words[equal] as number) | 0) === first) equal += 1;
  let set = first === 0 ? 0 : equal * 32;
  for (let i = equal; i < whole; i++) set += bitsIn((words[i] as number) | 0);
  for (let sector = whole * 32; sector < sectors; sector++) if (isSet(bitmap, sector)) set += 1;
  return set;
}
