/**
 * A second reader of VHD, written from the format's description and sharing nothing with the program: small disks only,
 * all at once. It also judges strictly what a program that writes must leave behind.
 * Big-endian throughout; offsets are those of the specification.
 */
const SECTOR = 512;

export type Reading = {
  /** The trailing footer is there and its checksum holds. */
  readonly trailing: boolean;
  /** So is the copy; true for a fixed disk, which has none. */
  readonly copy: boolean;
  /** The disk's bytes; null when nothing can be read. */
  readonly disk: Uint8Array | null;
  /** The same, by a reader that takes an allocated block's sectors whatever its bitmap says; dynamic disks only. */
  readonly loose: Uint8Array | null;
  /** What a strict judge finds wrong. */
  readonly faults: readonly string[];
};

const u32 = (bytes: Uint8Array, at: number): number =>
  (((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)) >>> 0;
const u64 = (bytes: Uint8Array, at: number): number => u32(bytes, at) * 2 ** 32 + u32(bytes, at + 4);

const isText = (bytes: Uint8Array, at: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
};

function sumHolds(bytes: Uint8Array, at: number, length: number, sumAt: number): boolean {
  let sum = 0;
  for (let i = at; i < at + length; i++) sum += bytes[i] as number;
  for (let i = at + sumAt; i < at + sumAt + 4; i++) sum -= bytes[i] as number;
  return ~sum >>> 0 === u32(bytes, at + sumAt);
}

const isFooter = (bytes: Uint8Array, at: number): boolean =>
  at >= 0 && at + SECTOR <= bytes.length && isText(bytes, at, 'conectix') && sumHolds(bytes, at, SECTOR, 64);

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && Buffer.compare(a, b) === 0;

const nothing = (trailing: boolean, copy: boolean, fault: string): Reading => ({
  trailing,
  copy,
  disk: null,
  loose: null,
  faults: [fault],
});

/** `parent`: the bytes a differencing disk's absent sectors show. */
export function readPlainly(file: Uint8Array, parent: Uint8Array | null = null): Reading {
  const end = file.length - SECTOR;
  const trailing = file.length % SECTOR === 0 && isFooter(file, end);
  if (trailing && u32(file, end + 60) === 2) return readFixed(file, end);
  const copy = isFooter(file, 0);
  if (!trailing && !copy) return nothing(trailing, copy, 'no footer');
  const footerAt = trailing ? end : 0;
  const faults: string[] = [];
  if (!trailing) faults.push('no trailing footer');
  if (!copy) faults.push('no footer copy');
  if (trailing && copy && !sameBytes(file.subarray(0, SECTOR), file.subarray(end))) faults.push('footers differ');
  return readSparse(file, footerAt, { trailing, copy, faults, parent });
}

function readFixed(file: Uint8Array, end: number): Reading {
  const size = u64(file, end + 48);
  const faults = size === end ? [] : [`fixed disk of ${size} bytes in a file of ${file.length}`];
  return { trailing: true, copy: true, disk: file.subarray(0, Math.min(size, end)), loose: null, faults };
}

type Found = { readonly trailing: boolean; readonly copy: boolean; readonly faults: string[]; readonly parent: Uint8Array | null };

function readSparse(file: Uint8Array, footerAt: number, { trailing, copy, faults, parent }: Found): Reading {
  const size = u64(file, footerAt + 48);
  const headerAt = u64(file, footerAt + 16);
  if (headerAt + 1024 > file.length || !isText(file, headerAt, 'cxsparse')) return nothing(trailing, copy, 'no header');
  if (!sumHolds(file, headerAt, 1024, 36)) return nothing(trailing, copy, 'header checksum');
  const table = u64(file, headerAt + 16);
  const entries = u32(file, headerAt + 28);
  const blockBytes = u32(file, headerAt + 32);
  const bitmapBytes = Math.max(SECTOR, Math.ceil(blockBytes / SECTOR / 8 / SECTOR) * SECTOR);
  const differencing = u32(file, footerAt + 60) === 4;
  const disk = new Uint8Array(size);
  if (differencing && parent !== null) disk.set(parent.subarray(0, size));
  const loose = differencing ? null : new Uint8Array(size);
  const dataEnd = trailing ? footerAt : file.length;
  const places: number[] = [];
  for (let block = 0; block < Math.ceil(size / blockBytes); block++) {
    const entry = block < entries ? u32(file, table + block * 4) : 0xffff_ffff;
    if (entry === 0xffff_ffff) continue;
    const at = entry * SECTOR;
    if (at < table + entries * 4 || at + bitmapBytes + blockBytes > dataEnd) {
      faults.push(`block ${block} at ${at} is outside the room for blocks`);
      continue;
    }
    places.push(at);
    readBlock(file, at, { disk, loose, first: block * blockBytes, bitmapBytes, blockBytes });
  }
  places.sort((a, b) => a - b);
  places.forEach((at, i) => {
    if (i > 0 && at < (places[i - 1] as number) + bitmapBytes + blockBytes) faults.push(`two blocks at ${at}`);
  });
  return { trailing, copy, disk, loose, faults };
}

type Into = {
  readonly disk: Uint8Array;
  readonly loose: Uint8Array | null;
  readonly first: number;
  readonly bitmapBytes: number;
  readonly blockBytes: number;
};

function readBlock(file: Uint8Array, at: number, { disk, loose, first, bitmapBytes, blockBytes }: Into): void {
  const sectors = Math.min(blockBytes, disk.length - first) / SECTOR;
  for (let sector = 0; sector < sectors; sector++) {
    const from = at + bitmapBytes + sector * SECTOR;
    const data = file.subarray(from, from + SECTOR);
    if (((file[at + (sector >> 3)] as number) & (0x80 >> (sector & 7))) !== 0) disk.set(data, first + sector * SECTOR);
    loose?.set(data, first + sector * SECTOR);
  }
}
