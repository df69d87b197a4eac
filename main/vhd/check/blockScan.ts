/**
 * Reads every block of an image, bitmap and data, piece by piece, and counts what the two say of each other. Nothing is
 * judged here; the B rules are in bitmapRules.ts.
 */
import type { IoError } from '../../../shared/errors';
import type { Sectors } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { bitmapAt, dataAt, extentSectors, type BlockMap } from '../format/bat';
import { holeWalk, type HoleWalk } from '../read/holes';
import type { Image } from '../read/image';
import { zeroSectorsOf } from '../read/sameBytes';
import { bitRuns, isSet } from '../../../shared/vhd/sectorBitmap';
import { isUnread, type Unread } from './unread';

/** Data read at once. */
const PIECE_SECTORS = 512;
/** Read at once of blocks that are much smaller. */
const AHEAD_BYTES = 256 * 1024;

export type ScanControl = {
  readonly signal?: { readonly aborted: boolean };
  /** Bytes of the file; never less than before, and at the end all of them. */
  readonly report?: (done: number, total: number) => void;
  /** Told of a range in which the drive does not give everything; its block is left out. Without it, that ends the scan. */
  readonly lost?: (range: Unread) => Promise<void>;
};

/** What one block's bitmap and data say of each other; sectors that the disk has. */
export type BlockScan = {
  readonly block: number;
  readonly sectors: number;
  readonly set: number;
  readonly clearData: number;
  readonly firstClearData: number;
  readonly setZero: number;
  /** Changes between set and clear bits. */
  readonly runs: number;
  /** Partial bytes whose bits are those of the data as they stand, and only mirrored. */
  readonly straight: number;
  readonly mirrored: number;
  /** Whether bits behind the end of the block are set. */
  readonly bitsBehind: boolean;
  /** Bytes that are not zero behind the disk's end. */
  readonly residue: number;
  readonly isAllZero: boolean;
};

export type Visit = (scan: BlockScan, bitmap: Uint8Array, zero: Uint8Array) => Promise<Result<void, IoError>>;

/** Every allocated block that can be read, in the order of the disk. Blocks cut by the file's end are left out. */
export async function scanBlocks(image: Image, map: BlockMap, visit: Visit, control: ScanControl): Promise<Result<boolean, IoError>> {
  const read = readerOf(image, map);
  const isHole = holeWalk(image.file);
  const extent = extentSectors(map) * SECTOR_BYTES;
  const total = scannedBytes(map);
  let done = 0;
  const within = (bytes: number): void => control.report?.(done + bytes, total);
  for (let block = 0; block < map.entries.length; block++) {
    if (control.signal?.aborted === true) return ok(false);
    if (!isScanned(map, block)) continue;
    const visited = await scanned({ image, map, block, read, isHole, within }, visit);
    if (!visited.ok && (control.lost === undefined || !isUnread(visited.error))) return visited;
    if (!visited.ok) await control.lost?.({ at: bitmapAt(map, block), bytes: bytesInFile(image, map, block) });
    done += extent;
    within(0);
  }
  return ok(true);
}

/** Eight million entries are gone through: what they are compared with is fetched once. */
const FREE = UNALLOCATED;
const { unscanned } = BLOCK_STATE;

const isScanned = ({ entries, states }: BlockMap, block: number): boolean => entries[block] !== FREE && states[block] === unscanned;

/** What a scan of all blocks looks at. */
export function scannedBytes(map: BlockMap): number {
  const { entries, states } = map;
  let blocks = 0;
  for (let block = 0; block < entries.length; block++) if (entries[block] !== FREE && states[block] === unscanned) blocks += 1;
  return blocks * extentSectors(map) * SECTOR_BYTES;
}

/** Exactly so many bytes, good until the next read. */
type Read = (at: number, bytes: number) => Promise<Result<Uint8Array, IoError>>;
type Place = {
  readonly image: Image;
  readonly map: BlockMap;
  readonly block: number;
  readonly read: Read;
  readonly isHole: HoleWalk;
  /** Told how many bytes of the block were looked at. */
  readonly within: (bytes: number) => void;
};

/** Small blocks that lie behind each other are read many at once: a read for each costs more than what is looked at. */
function readerOf({ file, dataEnd }: Image, map: BlockMap): Read {
  const room = new Uint8Array(AHEAD_BYTES);
  if (extentSectors(map) * SECTOR_BYTES > AHEAD_BYTES / 4)
    return (at, bytes) => (bytes > room.length ? file.read(fileOffset(at), bytes) : file.read(fileOffset(at), bytes, room));
  let [from, next] = [0, -1];
  let held: Uint8Array = new Uint8Array();
  return async (at, bytes) => {
    if (at < from || at + bytes > from + held.length) {
      const ahead = at === next ? Math.min(AHEAD_BYTES, dataEnd - at) : bytes;
      const many = ahead > bytes ? await file.read(fileOffset(at), ahead, room) : null;
      // Where a part of what comes later cannot be read, this block may be good.
      const read = many?.ok === true ? many : await file.read(fileOffset(at), bytes, room);
      if (!read.ok) return read;
      [from, held] = [at, read.value];
    }
    next = at + bytes;
    return ok(held.subarray(at - from, at - from + bytes));
  };
}

async function scanned(place: Place, visit: Visit): Promise<Result<void, IoError>> {
  const { image, map, block, read } = place;
  const found = await read(bitmapAt(map, block), map.bitmapSectors * SECTOR_BYTES);
  if (!found.ok) return found;
  // The next read may use the same memory.
  const bitmap = found.value.slice();
  const zero = await zeroSectors(place);
  if (!zero.ok) return zero;
  return visit(scanOf(image, map, block, bitmap, zero.value), bitmap, zero.value.zero);
}

/** Of bitmap and data, as far as the file goes. */
const bytesInFile = (image: Image, map: BlockMap, block: number): number =>
  Math.min(extentSectors(map) * SECTOR_BYTES, image.dataEnd - bitmapAt(map, block));

type Zeros = {
  /** One a sector of the block: 1 where all its bytes are zero, or the file ends before it. */ readonly zero: Uint8Array;
  readonly residue: number;
};

async function zeroSectors({ image, map, block, read: readAt, isHole, within }: Place): Promise<Result<Zeros, IoError>> {
  const zero = new Uint8Array(map.blockSectors).fill(1);
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
    const isZero = zeroSectorsOf(read.value);
    for (let i = 0; i < count; i++) {
      if (isZero(i)) continue;
      zero[sector + i] = 0;
      if (sector + i >= onDisk)
        residue += read.value.subarray(i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES).filter((byte) => byte !== 0).length;
    }
    within((sector + count) * SECTOR_BYTES);
  }
  return ok({ zero, residue });
}

const sectorsOnDisk = (image: Image, map: BlockMap, block: number): number =>
  Math.min(map.blockSectors, image.sectors - block * map.blockSectors);

function scanOf(image: Image, map: BlockMap, block: number, bitmap: Uint8Array, { zero, residue }: Zeros): BlockScan {
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
  const behind = bitmap.length * 8 - map.blockSectors;
  return {
    ...scan,
    block,
    sectors,
    runs: bitRuns(bitmap, 0, sectors).length,
    bitsBehind: behind > 0 && bitRuns(bitmap, map.blockSectors, behind).some(({ set }) => set),
    residue,
    isAllZero: zero.every((one) => one === 1),
  };
}

/** A partial byte's bits against its eight sectors, as they stand and mirrored. */
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

/** Adds to a tally of sectors. */
export function addSectors(to: { blocks: number; sectors: number; firstLba: number }, sectors: number, firstLba: number): void {
  if (sectors === 0) return;
  if (to.blocks === 0) to.firstLba = firstLba;
  to.blocks += 1;
  to.sectors += sectors;
}

export type SectorTally = { -readonly [K in keyof Sectors]: Sectors[K] };
export const noSectors = (): SectorTally => ({ blocks: 0, sectors: 0, firstLba: 0 });
