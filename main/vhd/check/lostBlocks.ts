/** Finds blocks in room that no entry of the table points to: a bitmap, with data under its first set bit. */
import type { IoError } from '../../../shared/errors';
import { append } from '../../../shared/append';
import { ok, type Result } from '../../../shared/result';
import { bitRuns } from '../../../shared/vhd/sectorBitmap';
import { fileOffset, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockMap } from '../format/bat';
import type { Gap } from '../format/places';
import type { BlockFile } from '../read/blockFile';
import type { Image } from '../read/image';
import type { ScanControl } from './blockScan';
import { walkBlocks, type SlotLook } from './blockWalk';

/** At most so many places are looked at. */
export const MAX_CANDIDATES = 100_000;
/** Bytes read at once if nothing is known about the file. */
const PIECE_BYTES = 4 * 1024 * 1024;
/** The most changes between set and clear bits in the bitmap of a real block. */
export const MAX_RUNS = 64;

type Reading = Pick<BlockFile, 'read'>;

/**
 * File sectors at which blocks seem to stand in room that no entry points to, in file order. Blocks stand at equal distances,
 * so where one was found the next is looked for in step with it; only where that fails, sector by sector in large reads. Zeros,
 * which begin no block, are skipped there. If it is stopped, returns what it has found.
 */
export async function orphanBlocks(
  { map, file, dataEnd }: Image,
  { signal, report }: ScanControl = {},
  gaps: readonly Gap[] = map?.gaps.large ?? [],
): Promise<Result<number[], IoError>> {
  if (map === null) return ok([]);
  const found: number[] = [];
  const total = totalBytes(gaps);
  let before = 0;
  for (const gap of gaps) {
    const end = Math.min(gap.at + gap.bytes, dataEnd);
    const pieces = inPieces(file, end);
    const read = await pieces.at(gap.at, map.bitmapSectors * SECTOR_BYTES);
    if (!read.ok) return read;
    const walked = await walkBlocks({
      map,
      room: { at: gap.at, end },
      most: MAX_CANDIDATES - found.length,
      isStopped: () => signal?.aborted === true,
      report: (at) => report?.(before + at - gap.at, total),
      looksAt: (at) => slotAt(pieces, map, at),
      isEmpty: (from, to) => isEmpty(pieces, from, to),
      nextFrom: (at, until) =>
        nextStart(pieces, map, {
          at,
          until,
          isStoppedAt: (now) => {
            if (signal?.aborted === true) return true;
            report?.(before + now - gap.at, total);
            return false;
          },
        }),
    });
    if (!walked.ok) return walked;
    append(
      found,
      walked.value.map((at) => at / SECTOR_BYTES),
    );
    if (signal?.aborted === true) return ok(found);
    before += gap.bytes;
  }
  return ok(found);
}

type Stretch = { readonly at: number; readonly until: number; readonly isStoppedAt: (at: number) => boolean };

/** The first sector from `at` on, and before `until`, at which a block begins by its bitmap and its data alone; null: none. */
async function nextStart(
  pieces: Pieces,
  map: BlockMap,
  { at: from, until, isStoppedAt }: Stretch,
): Promise<Result<number | null, IoError>> {
  for (let at = from; at < until; ) {
    if (isStoppedAt(at)) return ok(null);
    const piece = await pieces.at(at, map.bitmapSectors * SECTOR_BYTES);
    if (!piece.ok) return piece;
    const data = nonZeroFrom(piece.value);
    // A bitmap that is not all zero may begin some sectors before its first set bit, but not more than it is long.
    const next = at + Math.max(0, data - (map.bitmapSectors - 1) * SECTOR_BYTES);
    if (next > at) {
      at = next;
      continue;
    }
    const looks = await looksLikeBlock(pieces, map, at);
    if (!looks.ok) return looks;
    if (looks.value) return ok(at);
    at += SECTOR_BYTES;
  }
  return ok(null);
}

async function isEmpty(pieces: Pieces, from: number, to: number): Promise<Result<boolean, IoError>> {
  if (to <= from) return ok(true);
  const read = await pieces.read(fileOffset(from), to - from);
  return read.ok ? ok(read.value.every((byte) => byte === 0)) : read;
}

/**
 * What stands where a block may begin. A bitmap of ones is a block’s also where the data behind it begins with zeros, as most
 * blocks of a file system do. Ones throughout may be an erased place.
 */
export async function slotAt(pieces: Reading, map: BlockMap, at: number): Promise<Result<SlotLook, IoError>> {
  const read = await pieces.read(fileOffset(at), map.bitmapSectors * SECTOR_BYTES);
  if (!read.ok) return read;
  if (read.value.every((byte) => byte === 0)) return ok('zeros');
  if (isAllOnes(read.value, map)) {
    for (const sector of [0, map.blockSectors - 1]) {
      const data = await pieces.read(fileOffset(at + (map.bitmapSectors + sector) * SECTOR_BYTES), SECTOR_BYTES);
      if (!data.ok) return data;
      if (data.value.some((byte) => byte !== 0xff)) return ok('block');
    }
    return ok('ones');
  }
  const looks = await looksLikeBlock(pieces, map, at);
  const agrees = looks.ok && !looks.value ? await agreesWithData(pieces, map, at, read.value) : looks;
  return agrees.ok ? ok(agrees.value ? 'block' : 'other') : agrees;
}

/** So many runs of bits are compared with the data behind them. */
const COMPARED_RUNS = 32;

/** A bitmap with many changes: no data under clear bits, and data under most set ones, at the beginning of each run. */
async function agreesWithData(pieces: Reading, map: BlockMap, at: number, bitmap: Uint8Array): Promise<Result<boolean, IoError>> {
  const runs = bitRuns(bitmap, 0, map.blockSectors).slice(0, COMPARED_RUNS);
  let [set, filled] = [0, 0];
  for (const run of runs) {
    const read = await pieces.read(fileOffset(at + (map.bitmapSectors + run.at) * SECTOR_BYTES), SECTOR_BYTES);
    if (!read.ok) return read;
    const isFilled = read.value.some((byte) => byte !== 0);
    if (isFilled && !run.set) return ok(false);
    set += run.set ? 1 : 0;
    filled += isFilled ? 1 : 0;
  }
  return ok(runs.length >= COMPARED_RUNS && filled * 2 > set);
}

/** All bits of the block are set; those behind them are all set or all clear, as every program leaves them. */
export function isAllOnes(bitmap: Uint8Array, { blockSectors }: BlockMap): boolean {
  const used = Math.ceil(blockSectors / 8);
  if (!bitmap.subarray(0, used).every((byte) => byte === 0xff)) return false;
  const rest = bitmap.subarray(used);
  return rest.every((byte) => byte === rest[0]) && (rest.length === 0 || rest[0] === 0 || rest[0] === 0xff);
}

/** Bytes of the room that is searched. */
export const gapBytes = ({ gaps }: BlockMap): number => totalBytes(gaps.large);
const totalBytes = (gaps: readonly Gap[]): number => gaps.reduce((sum, { bytes }) => sum + bytes, 0);

export type Pieces = Reading & {
  /** The bytes from there on that are in memory: at least so many, except at the file's end. */
  at(at: number, least: number): Promise<Result<Uint8Array, IoError>>;
};

/** Serves small reads out of large ones, all in the same memory. Only `at` moves the piece in memory. */
export function inPieces(file: BlockFile, end: number): Pieces {
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

/** The number of bytes before the first sector that is not zero; all of them if there is none. */
function nonZeroFrom(bytes: Uint8Array): number {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  let word = 0;
  while (word + 8 <= words.length && eightOf(words, word) === 0) word += 8;
  while (word < words.length && words[word] === 0) word += 1;
  return word === words.length ? bytes.length : Math.floor((word * 4) / SECTOR_BYTES) * SECTOR_BYTES;
}

/** Not zero if one of eight words is not. */
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
  // A bitmap with all bits set, or with few changes: data does not look like that by chance.
  if (first === undefined || runs.length > MAX_RUNS) return ok(false);
  const data = await file.read(fileOffset(at + (map.bitmapSectors + first.at) * SECTOR_BYTES), SECTOR_BYTES);
  return data.ok ? ok(data.value.some((byte) => byte !== 0) && !isConstant(read.value, data.value)) : data;
}

/** Whether so many bytes are neither 0x00 nor 0xFF that there are too many changes, without counting these. */
function isMixed(bitmap: Uint8Array): boolean {
  let mixed = 0;
  for (let i = 0; i < bitmap.length && mixed <= MAX_RUNS; i++) if (bitmap[i] !== 0 && bitmap[i] !== 0xff) mixed += 1;
  return mixed > MAX_RUNS;
}

/** A stretch that repeats one byte is no bitmap with data behind it. */
const isConstant = (bitmap: Uint8Array, data: Uint8Array): boolean =>
  bitmap.every((byte) => byte === bitmap[0]) && data.every((byte) => byte === bitmap[0]);
