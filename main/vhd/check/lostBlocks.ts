/** Blocks that stand in room which no entry of the table points to: a bitmap, and data under its first set bit. */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { bitRuns } from '../../../shared/vhd/sectorBitmap';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import { extentSectors, type BlockMap } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import type { Image } from '../read/image';
import type { ScanControl } from './blockScan';

/** Stretches looked at. */
export const MAX_CANDIDATES = 100_000;
/** Read at once where nothing is known of the file. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** Changes between set and clear bits in the bitmap of a block that somebody wrote. */
const MAX_RUNS = 64;

type Reading = Pick<BlockFile, 'read'>;

/**
 * File sectors where, in room that no entry points to, blocks seem to stand, in file order. Looked for from sector to
 * sector, in large reads; zeros, which begin no block, are passed over. Stopped, it answers what it has.
 */
export async function orphanBlocks(
  { map, file, dataEnd }: Image,
  { signal, report }: ScanControl = {},
): Promise<Result<number[], IoError>> {
  if (map === null) return ok([]);
  const extent = extentSectors(map) * SECTOR_BYTES;
  const found: number[] = [];
  const total = gapBytes(map);
  let before = 0;
  for (const gap of map.gaps.first) {
    const end = Math.min(gap.at + gap.bytes, dataEnd);
    const pieces = inPieces(file, end);
    for (let at = gap.at; at + extent <= end && found.length < MAX_CANDIDATES; ) {
      if (signal?.aborted === true) return ok(found);
      report?.(before + at - gap.at, total);
      const piece = await pieces.at(at, map.bitmapSectors * SECTOR_BYTES);
      if (!piece.ok) return piece;
      const data = nonZeroFrom(piece.value);
      // A bitmap that is not all zero may begin as many sectors before.
      const next = at + Math.max(0, data - (map.bitmapSectors - 1) * SECTOR_BYTES);
      if (next > at) {
        at = next;
        continue;
      }
      const looks = await looksLikeBlock(pieces, map, at);
      if (!looks.ok) return looks;
      if (looks.value) found.push(at / SECTOR_BYTES);
      at += looks.value ? extent : SECTOR_BYTES;
    }
    before += gap.bytes;
  }
  return ok(found);
}

/** Of the room that is looked through. */
export const gapBytes = ({ gaps }: BlockMap): number => gaps.first.reduce((sum, { bytes }) => sum + bytes, 0);

type Pieces = Reading & {
  /** What is at hand from there on: at least so many bytes, but for the end of the file. */
  at(at: number, least: number): Promise<Result<Uint8Array, IoError>>;
};

/** Small reads out of large ones, all through the same memory. The piece at hand moves only with `at`. */
function inPieces(file: BlockFile, end: number): Pieces {
  const room = new Uint8Array(PIECE_BYTES);
  let from = 0;
  let held: Uint8Array = new Uint8Array();
  return {
    at: async (at, least) => {
      if (at < from || Math.min(at + least, end) > from + held.length) {
        const read = await file.read(fileOffset(at), Math.min(PIECE_BYTES, end - at), room);
        if (!read.ok) return read;
        from = at;
        held = read.value;
      }
      return ok(held.subarray(at - from));
    },
    read: async (at, bytes) =>
      at >= from && at + bytes <= from + held.length ? ok(held.subarray(at - from, at - from + bytes)) : file.read(at, bytes),
  };
}

/** Bytes in front of the first sector that is not zero; all of them where none is. */
function nonZeroFrom(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  let word = 0;
  while (word + 8 <= words.length && eightOf(words, word) === 0) word += 8;
  while (word < words.length && words[word] === 0) word += 1;
  return word === words.length ? bytes.length : Math.floor((word * 4) / SECTOR_BYTES) * SECTOR_BYTES;
}

/** Not zero where one of eight words is not. */
const eightOf = (w: Uint32Array, i: number): number =>
  (w[i] as number) |
  (w[i + 1] as number) |
  (w[i + 2] as number) |
  (w[i + 3] as number) |
  (w[i + 4] as number) |
  (w[i + 5] as number) |
  (w[i + 6] as number) |
  (w[i + 7] as number);

export async function looksLikeBlock(file: Reading, map: BlockMap, at: number): Promise<Result<boolean, IoError>> {
  const read = await file.read(fileOffset(at), map.bitmapSectors * SECTOR_BYTES);
  if (!read.ok) return read;
  if (isMixed(read.value.subarray(0, Math.floor(map.blockSectors / 8)))) return ok(false);
  const runs = bitRuns(read.value, 0, map.blockSectors);
  const first = runs.find(({ set }) => set);
  // The bitmap of a whole block, or one with few changes: data does not look so by chance.
  if (first === undefined || runs.length > MAX_RUNS) return ok(false);
  const data = await file.read(fileOffset(at + (map.bitmapSectors + first.at) * SECTOR_BYTES), SECTOR_BYTES);
  return data.ok ? ok(data.value.some((byte) => byte !== 0) && !isConstant(read.value, data.value)) : data;
}

/** Whether so many bytes are neither all set nor all clear that there are too many changes: seen without counting these. */
function isMixed(bitmap: Uint8Array): boolean {
  let mixed = 0;
  for (let i = 0; i < bitmap.length && mixed <= MAX_RUNS; i++) if (bitmap[i] !== 0 && bitmap[i] !== 0xff) mixed += 1;
  return mixed > MAX_RUNS;
}

/** A stretch of one and the same byte is no bitmap with data behind it. */
const isConstant = (bitmap: Uint8Array, data: Uint8Array): boolean =>
  bitmap.every((byte) => byte === bitmap[0]) && data.every((byte) => byte === bitmap[0]);
