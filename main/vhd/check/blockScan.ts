/**
 * Reads every block of an image, bitmap and data, piece by piece, and counts how the two match. Nothing is judged here; the
 * B rules are in bitmapRules.ts.
 */
import type { IoError } from '../../../shared/errors';
import type { Sectors } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { bitmapAt, dataAt, extentSectors, type BlockMap } from '../format/bat';
import { holeWalk, type HoleWalk } from '../read/holes';
import type { Image } from '../read/image';
import { areZero, isAllZero, SECTOR_WORDS, wordsOf, zeroSectorsOf } from '../read/sameBytes';
import { isSet } from '../../../shared/vhd/sectorBitmap';
import { isUnread, type Unread } from './unread';

/** Sectors of data read at once. */
const PIECE_SECTORS = 512;
const WORD_BYTES = 4;
/** Bytes read at once when blocks are much smaller. */
const AHEAD_BYTES = 256 * 1024;

export type ScanControl = {
  readonly signal?: { readonly aborted: boolean };
  /** Progress in bytes of the file; it never goes down and ends at the total. */
  readonly report?: (done: number, total: number) => void;
  /** Called for a range that the drive cannot read wholly; its block is left out. If missing, such a range ends the scan. */
  readonly lost?: (range: Unread) => Promise<void>;
};

/** How one block's bitmap and data match, for sectors that the disk has. */
export type BlockScan = {
  readonly block: number;
  readonly sectors: number;
  readonly set: number;
  readonly clearData: number;
  readonly firstClearData: number;
  readonly setZero: number;
  /** Changes between set and clear bits. */
  readonly runs: number;
  /** The number of mixed bitmap bytes whose bits match the data as they stand, and of those that only match mirrored. */
  readonly straight: number;
  readonly mirrored: number;
  /** Whether bits behind the end of the block are set. */
  readonly bitsBehind: boolean;
  /** Non-zero bytes behind the disk's end. */
  readonly residue: number;
  readonly isAllZero: boolean;
};

/**
 * `zero`: one byte per sector of the block, 1 if all bytes of the sector are zero or the file ends before it. It and the
 * bitmap are valid until the visit ends. Visits may be synchronous: for millions of small blocks, a promise for each would
 * cost more than the work itself.
 */
export type Visit = (scan: BlockScan, bitmap: Uint8Array, zero: Uint8Array) => Result<void, IoError> | Promise<Result<void, IoError>>;

/** Visits every allocated block that can be read, in the order of the disk. Blocks cut by the file's end are left out. */
export async function scanBlocks(image: Image, map: BlockMap, visit: Visit, control: ScanControl): Promise<Result<boolean, IoError>> {
  const { read, held } = readerOf(image, map);
  const bitmap = new Uint8Array(map.bitmapSectors * SECTOR_BYTES);
  const rooms = { bitmap, bitmapWords: wordsOf(bitmap), zero: new Uint8Array(map.blockSectors) };
  const isHole = holeWalk(image.file);
  const extent = extentSectors(map) * SECTOR_BYTES;
  const total = scannedBytes(map);
  let done = 0;
  const within = (bytes: number): void => control.report?.(done + bytes, total);
  for (let block = 0; block < map.entries.length; block++) {
    if (control.signal?.aborted === true) return ok(false);
    if (!isScanned(map, block)) continue;
    const scannedBlock = { image, map, block, read, isHole, within, rooms };
    const whole = held(bitmapAt(map, block), extent);
    const looked = whole === null ? scanned(scannedBlock, visit) : scannedHere(scannedBlock, whole, visit);
    const visited = looked instanceof Promise ? await looked : looked;
    if (!visited.ok && (control.lost === undefined || !isUnread(visited.error))) return visited;
    if (!visited.ok) await control.lost?.({ at: bitmapAt(map, block), bytes: bytesInFile(image, map, block) });
    done += extent;
    within(0);
  }
  return ok(true);
}

/** The loop runs over up to eight million entries: the constant is fetched once. */
const FREE = UNALLOCATED;
const { unscanned } = BLOCK_STATE;

const isScanned = ({ entries, states }: BlockMap, block: number): boolean => entries[block] !== FREE && states[block] === unscanned;

/** The number of bytes that a scan of all blocks reads. */
export function scannedBytes(map: BlockMap): number {
  const { entries, states } = map;
  let blocks = 0;
  for (let block = 0; block < entries.length; block++) if (entries[block] !== FREE && states[block] === unscanned) blocks += 1;
  return blocks * extentSectors(map) * SECTOR_BYTES;
}

/** Reads exactly so many bytes; they are valid until the next read. */
type Read = (at: number, bytes: number) => Promise<Result<Uint8Array, IoError>>;
type ScannedBlock = {
  readonly image: Image;
  readonly map: BlockMap;
  readonly block: number;
  readonly read: Read;
  readonly isHole: HoleWalk;
  /** Called with the number of bytes of the block that were read. */
  readonly within: (bytes: number) => void;
  /** Memory for a bitmap and for zero marks, used again for each block. */
  readonly rooms: { readonly bitmap: Uint8Array; readonly bitmapWords: Int32Array; readonly zero: Uint8Array };
};

/** Bytes that were read ahead, as 32-bit words; `first` is the word at which the requested bytes begin. */
type Held = { readonly words: Int32Array; readonly first: number };

type Reader = {
  readonly read: Read;
  /** The bytes, if they were read ahead; null: not all of them were. */
  readonly held: (at: number, bytes: number) => Held | null;
};

/** Small blocks that lie behind each other are read many at once: a read for each costs more than the work itself. */
function readerOf({ file, dataEnd }: Image, map: BlockMap): Reader {
  const room = new Uint8Array(AHEAD_BYTES);
  if (extentSectors(map) * SECTOR_BYTES > AHEAD_BYTES / 4)
    return {
      read: (at, bytes) => (bytes > room.length ? file.read(fileOffset(at), bytes) : file.read(fileOffset(at), bytes, room)),
      held: () => null,
    };
  let [from, next] = [0, -1];
  let held: Uint8Array = new Uint8Array();
  let words = wordsOf(held);
  const isHeld = (at: number, bytes: number): boolean => at >= from && at + bytes <= from + held.length;
  const read: Read = async (at, bytes) => {
    const ahead = at === next ? Math.min(AHEAD_BYTES, dataEnd - at) : bytes;
    next = at + bytes;
    if (isHeld(at, bytes)) return ok(held.subarray(at - from, at - from + bytes));
    const many = ahead > bytes ? await file.read(fileOffset(at), ahead, room) : null;
    // If the larger read fails, this block alone may still be readable.
    const found = many?.ok === true ? many : await file.read(fileOffset(at), bytes, room);
    if (!found.ok) return found;
    [from, held, words] = [at, found.value, wordsOf(found.value)];
    return ok(held.subarray(0, bytes));
  };
  return {
    read,
    held: (at, bytes) => {
      if (!isHeld(at, bytes)) return null;
      next = at + bytes;
      return { words, first: (at - from) / WORD_BYTES };
    },
  };
}

/** Scans a block that is wholly in memory. For millions of blocks, a view for each would cost more than the work itself. */
function scannedHere({ image, map, block, rooms }: ScannedBlock, { words, first }: Held, visit: Visit): ReturnType<Visit> {
  const { bitmap, bitmapWords, zero } = rooms;
  const data = first + bitmapWords.length;
  for (let i = 0; i < bitmapWords.length; i++) bitmapWords[i] = words[first + i] as number;
  for (let i = 0; i < zero.length; i++) zero[i] = areZero(words, data + i * SECTOR_WORDS, data + (i + 1) * SECTOR_WORDS) ? 1 : 0;
  const onDisk = sectorsOnDisk(image, map, block);
  const behind = onDisk < zero.length ? words.subarray(data + onDisk * SECTOR_WORDS, data + zero.length * SECTOR_WORDS) : null;
  const residue = behind === null ? 0 : dataBytes(new Uint8Array(behind.buffer, behind.byteOffset, behind.byteLength));
  return visit(scanOf({ image, map, block, rooms }, residue), bitmap, zero);
}

async function scanned(scannedBlock: ScannedBlock, visit: Visit): Promise<Result<void, IoError>> {
  const { image, map, block, read, isHole, rooms } = scannedBlock;
  const { bitmap } = rooms;
  const at = bitmapAt(map, block);
  const whole = isHole(at, bytesInFile(image, map, block));
  if (whole === true || (whole !== false && (await whole))) {
    bitmap.fill(0);
    return visit(scanOfHole(scannedBlock), bitmap, rooms.zero.fill(1));
  }
  if (await isHole(at, bitmap.length)) bitmap.fill(0);
  else {
    const found = await read(at, bitmap.length);
    if (!found.ok) return found;
    // Copied because the next read may use the same memory.
    bitmap.set(found.value);
  }
  const residue = await markZeros(scannedBlock);
  if (!residue.ok) return residue;
  return visit(scanOf(scannedBlock, residue.value), bitmap, rooms.zero);
}

/** Bytes of bitmap and data inside the file. */
const bytesInFile = (image: Image, map: BlockMap, block: number): number =>
  Math.min(extentSectors(map) * SECTOR_BYTES, image.dataEnd - bitmapAt(map, block));

/** Marks in `rooms.zero` which sectors are zeros, piece by piece; returns the number of non-zero bytes behind the disk's end. */
async function markZeros({ image, map, block, read: readAt, isHole, within, rooms }: ScannedBlock): Promise<Result<number, IoError>> {
  const zero = rooms.zero.fill(1);
  const from = dataAt(map, block);
  const stored = Math.min(map.blockSectors, Math.floor((image.dataEnd - from) / SECTOR_BYTES));
  const onDisk = sectorsOnDisk(image, map, block);
  let residue = 0;
  for (let sector = 0; sector < stored; sector += PIECE_SECTORS) {
    const count = Math.min(PIECE_SECTORS, stored - sector);
    const hole = isHole(from + sector * SECTOR_BYTES, count * SECTOR_BYTES);
    if (hole === true || (hole !== false && (await hole))) continue;
    const read = await readAt(from + sector * SECTOR_BYTES, count * SECTOR_BYTES);
    if (!read.ok) return read;
    residue += markData(read.value, { zero, sector, onDisk });
    within((sector + count) * SECTOR_BYTES);
  }
  return ok(residue);
}

type Marks = {
  /** One per sector of the block; 0 is written for those with data. */ readonly zero: Uint8Array;
  /** The sector of the block where the bytes begin. */ readonly sector: number;
  /** Sectors of the block that the disk has. */ readonly onDisk: number;
};

/** Marks the sectors of a piece that have data; returns the number of non-zero bytes behind the disk's end. */
function markData(bytes: Uint8Array, { zero, sector, onDisk }: Marks): number {
  if (isAllZero(bytes)) return 0;
  const isZero = zeroSectorsOf(bytes);
  const count = bytes.length / SECTOR_BYTES;
  let residue = 0;
  for (let i = 0; i < count; i++) {
    if (isZero(i)) continue;
    zero[sector + i] = 0;
    if (sector + i >= onDisk) residue += dataBytes(bytes.subarray(i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES));
  }
  return residue;
}

const dataBytes = (bytes: Uint8Array): number => bytes.filter((byte) => byte !== 0).length;

const sectorsOnDisk = (image: Image, map: BlockMap, block: number): number =>
  Math.min(map.blockSectors, image.sectors - block * map.blockSectors);

type Seen = Pick<ScannedBlock, 'image' | 'map' | 'block' | 'rooms'>;

/** The result for a block that is a hole, bitmap and data: disks of 2 TiB have a million of them. */
const scanOfHole = ({ image, map, block }: ScannedBlock): BlockScan => ({
  block,
  sectors: sectorsOnDisk(image, map, block),
  set: 0,
  clearData: 0,
  firstClearData: -1,
  setZero: 0,
  runs: 1,
  straight: 0,
  mirrored: 0,
  bitsBehind: false,
  residue: 0,
  isAllZero: true,
});

function scanOf({ image, map, block, rooms: { bitmap, bitmapWords, zero } }: Seen, residue: number): BlockScan {
  const sectors = sectorsOnDisk(image, map, block);
  const scan = { set: 0, clearData: 0, firstClearData: -1, setZero: 0, straight: 0, mirrored: 0 };
  for (let sector = 0; sector < sectors; sector++) {
    const isZero = zero[sector] === 1;
    if (isSet(bitmap, sector)) {
      scan.set += 1;
      if (isZero) scan.setZero += 1;
    } else if (!isZero) {
      scan.clearData += 1;
      if (scan.firstClearData < 0) scan.firstClearData = sector;
    }
  }
  for (let byte = 0; byte * 8 + 8 <= sectors; byte++) judgeByte(bitmap[byte] as number, zero, byte, scan);
  const { set, clearData, firstClearData, setZero, straight, mirrored } = scan;
  const runs = runsIn(bitmap, sectors);
  const bitsBehind = hasBitsFrom(bitmap, bitmapWords, map.blockSectors);
  const isAllZero = !zero.includes(0);
  return { block, sectors, set, clearData, firstClearData, setZero, runs, straight, mirrored, bitsBehind, residue, isAllZero };
}

/**
 * The number of runs of equal bits among the first `sectors`. Counted without making a list, as a large block may have
 * hundreds of thousands.
 */
function runsIn(bitmap: Uint8Array, sectors: number): number {
  let runs = 1;
  let last = isSet(bitmap, 0);
  for (let sector = 1; sector < sectors; sector++) {
    // Skips whole bytes while the run continues.
    while ((sector & 7) === 0 && sector + 8 <= sectors && bitmap[sector >> 3] === (last ? 0xff : 0)) sector += 8;
    if (sector >= sectors || isSet(bitmap, sector) === last) continue;
    last = !last;
    runs += 1;
  }
  return runs;
}

/** Whether any bit is set from that one on; most bitmaps are much longer than a small block needs. */
function hasBitsFrom(bitmap: Uint8Array, words: Int32Array, sector: number): boolean {
  const wholeWords = Math.min(words.length, Math.ceil(sector / (WORD_BYTES * 8 * 8)) * 8);
  if ((sector & 7) !== 0 && ((bitmap[sector >> 3] as number) & (0xff >> (sector & 7))) !== 0) return true;
  for (let i = (sector + 7) >> 3; i < wholeWords * WORD_BYTES; i++) if (bitmap[i] !== 0) return true;
  return !areZero(words, wholeWords, words.length);
}

/** Compares a mixed byte's bits with its eight sectors, as they stand and mirrored. */
function judgeByte(bits: number, zero: Uint8Array, byte: number, scan: { straight: number; mirrored: number }): void {
  if (bits === 0 || bits === 0xff) return;
  let data = 0;
  for (let i = 0; i < 8; i++) data = data * 2 + (zero[byte * 8 + i] === 1 ? 0 : 1);
  const turned = mirroredByte(bits);
  if (turned === bits) return;
  if (data === bits) scan.straight += 1;
  else if (data === turned) scan.mirrored += 1;
}

export function mirroredByte(bits: number): number {
  let turned = 0;
  for (let i = 0; i < 8; i++) turned |= ((bits >> i) & 1) << (7 - i);
  return turned;
}

/** Adds a block's sectors to a tally. */
export function addSectors(to: { blocks: number; sectors: number; firstLba: number }, sectors: number, firstLba: number): void {
  if (sectors === 0) return;
  if (to.blocks === 0) to.firstLba = firstLba;
  to.blocks += 1;
  to.sectors += sectors;
}

export type SectorTally = { -readonly [K in keyof Sectors]: Sectors[K] };
export const noSectors = (): SectorTally => ({ blocks: 0, sectors: 0, firstLba: 0 });
