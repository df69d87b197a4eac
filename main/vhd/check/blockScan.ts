/**
 * Reads every block of an image, bitmap and data, piece by piece, and counts what the two say of each other. Nothing is
 * judged here; the B rules are in bitmapRules.ts.
 */
import type { IoError } from '../../../shared/errors';
import type { Sectors } from '../../../shared/findings';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { bitmapAt, dataAt, type BlockMap } from '../bat';
import type { Image } from '../image';
import { bitRuns, isSet } from '../../../shared/vhd/sectorBitmap';

/** Data read at once. */
const PIECE_SECTORS = 512;

export type ScanControl = {
  readonly signal?: { readonly aborted: boolean };
  readonly report?: (done: number, total: number) => void;
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
  for (let block = 0; block < map.entries.length; block++) {
    if (control.signal?.aborted === true) return ok(false);
    if (map.entries[block] === UNALLOCATED || map.states[block] !== BLOCK_STATE.unscanned) continue;
    const bitmap = await image.file.read(bitmapAt(map, block), map.bitmapSectors * SECTOR_BYTES);
    if (!bitmap.ok) return bitmap;
    const zero = await zeroSectors(image, map, block);
    if (!zero.ok) return zero;
    const visited = await visit(scanOf(image, map, block, bitmap.value, zero.value), bitmap.value, zero.value.zero);
    if (!visited.ok) return visited;
    control.report?.(block + 1, map.entries.length);
  }
  return ok(true);
}

type Zeros = {
  /** One a sector of the block: 1 where all its bytes are zero, or the file ends before it. */ readonly zero: Uint8Array;
  readonly residue: number;
};

async function zeroSectors(image: Image, map: BlockMap, block: number): Promise<Result<Zeros, IoError>> {
  const zero = new Uint8Array(map.blockSectors).fill(1);
  const from = dataAt(map, block);
  const stored = Math.min(map.blockSectors, Math.floor((image.dataEnd - from) / SECTOR_BYTES));
  const onDisk = sectorsOnDisk(image, map, block);
  let residue = 0;
  for (let sector = 0; sector < stored; sector += PIECE_SECTORS) {
    const count = Math.min(PIECE_SECTORS, stored - sector);
    const read = await image.file.read(fileOffset(from + sector * SECTOR_BYTES), count * SECTOR_BYTES);
    if (!read.ok) return read;
    const words = new BigUint64Array(read.value.buffer, 0, (count * SECTOR_BYTES) / 8);
    for (let i = 0; i < count; i++) {
      let any = 0n;
      for (let w = i * 64; w < (i + 1) * 64 && any === 0n; w++) any = words[w] as bigint;
      if (any === 0n) continue;
      zero[sector + i] = 0;
      if (sector + i >= onDisk)
        residue += read.value.subarray(i * SECTOR_BYTES, (i + 1) * SECTOR_BYTES).filter((byte) => byte !== 0).length;
    }
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
