/**
 * The block allocation table: 32-bit big-endian file sectors of the blocks' bitmaps. Spec 1.0, "Block Allocation Table".
 * Reads only what the disk's size needs and the file can back, and judges every entry once, when the image is opened.
 */
import type { IoError } from '../../shared/errors';
import { ok, type Result } from '../../shared/result';
import { fileOffset, fileOffsetOf, fileSector, SECTOR_BYTES, UNALLOCATED, type FileOffset } from '../../shared/vhd/units';
import { BLOCK_STATE } from '../../shared/views';
import type { BlockFile } from './blockFile';
import { bitmapSectorsOf } from './sectorBitmap';

const READ_BYTES = 1024 * 1024;
/** No table larger than this is read: 16 M blocks. */
export const MOST_TABLE_BYTES = 64 * 1024 * 1024;

export type BlockMap = {
  readonly tableAt: number;
  /** As the header claims. */
  readonly tableEntries: number;
  /** Room the table takes, in bytes, whole sectors. */
  readonly tableBytes: number;
  readonly blockSectors: number;
  readonly bitmapSectors: number;
  /** One entry a block of the disk: what is needed, not what is claimed. Blocks without a table entry are unallocated here. */
  readonly entries: Uint32Array;
  /** One BLOCK_STATE a block: unallocated, unscanned, damaged or overlapping. */
  readonly states: Uint8Array;
  /** Allocated entries behind the disk's last block. */
  readonly surplus: { readonly entries: number; readonly first: number };
};

export type TableShape = {
  readonly tableAt: number;
  readonly tableEntries: number;
  readonly blockSectors: number;
  /** Blocks the disk's size needs. */
  readonly needed: number;
  /** Sectors of the disk in its last block; the rest of that block need not be in the file. */
  readonly lastBlockSectors: number;
  /** The header's place, which no block may touch. */
  readonly headerAt: number;
  readonly headerBytes: number;
  /** End of the room for blocks: the footer's place. */
  readonly dataEnd: number;
};

/** Bytes of file a block takes, bitmap included. */
export const extentSectors = (map: Pick<BlockMap, 'bitmapSectors' | 'blockSectors'>): number => map.bitmapSectors + map.blockSectors;

/** Where the block's bitmap starts; only for an allocated block. */
export const bitmapAt = (map: BlockMap, block: number): FileOffset => fileOffsetOf(fileSector(map.entries[block] ?? 0));

/** Where the block's data starts; only for an allocated block. */
export const dataAt = (map: BlockMap, block: number): FileOffset => fileOffset(bitmapAt(map, block) + map.bitmapSectors * SECTOR_BYTES);

export async function readBlockMap(file: BlockFile, shape: TableShape): Promise<Result<BlockMap, IoError>> {
  const inFile = Math.floor((file.bytes - shape.tableAt) / 4);
  const claimed = Math.min(shape.tableEntries, inFile, MOST_TABLE_BYTES / 4);
  // A few surplus entries are looked at, because blocks hidden behind the end are worth knowing of.
  const read = await readEntries(file, shape.tableAt, Math.min(claimed, shape.needed + 1024));
  if (!read.ok) return read;
  const entries = new Uint32Array(shape.needed).fill(UNALLOCATED);
  entries.set(read.value.subarray(0, shape.needed));
  const tableBytes = Math.ceil((shape.tableEntries * 4) / SECTOR_BYTES) * SECTOR_BYTES;
  const map = {
    tableAt: shape.tableAt,
    tableEntries: shape.tableEntries,
    tableBytes,
    blockSectors: shape.blockSectors,
    bitmapSectors: bitmapSectorsOf(shape.blockSectors),
    entries,
    states: new Uint8Array(shape.needed),
    surplus: surplusOf(read.value, shape.needed),
  };
  judge(map, shape);
  return ok(map);
}

async function readEntries(file: BlockFile, at: number, count: number): Promise<Result<Uint32Array, IoError>> {
  const entries = new Uint32Array(Math.max(0, count));
  for (let from = 0; from < entries.length; from += READ_BYTES / 4) {
    const some = Math.min(READ_BYTES / 4, entries.length - from);
    const read = await file.read(fileOffset(at + from * 4), some * 4);
    if (!read.ok) return read;
    const view = new DataView(read.value.buffer, read.value.byteOffset, read.value.byteLength);
    for (let i = 0; i < some; i++) entries[from + i] = view.getUint32(i * 4);
  }
  return ok(entries);
}

function surplusOf(read: Uint32Array, needed: number): { entries: number; first: number } {
  let entries = 0;
  let first = 0;
  for (let i = needed; i < read.length; i++) {
    if (read[i] === UNALLOCATED || read[i] === 0) continue;
    if (entries === 0) first = i;
    entries += 1;
  }
  return { entries, first };
}

/** Fills `states`: out of file is damaged, shared with another block or a structure is overlapping. */
function judge(map: BlockMap, shape: TableShape): void {
  const { entries, states } = map;
  const extent = extentSectors(map);
  const endSector = Math.floor(shape.dataEnd / SECTOR_BYTES);
  const structures = [
    { from: 0, to: 1 },
    { from: shape.headerAt / SECTOR_BYTES, to: (shape.headerAt + shape.headerBytes) / SECTOR_BYTES },
    { from: map.tableAt / SECTOR_BYTES, to: (map.tableAt + map.tableBytes) / SECTOR_BYTES },
  ];
  const structuresEnd = Math.max(...structures.map(({ to }) => to));
  let lowest = UNALLOCATED;
  let highest = 0;
  let allocated = 0;
  for (let block = 0; block < entries.length; block++) {
    const at = entries[block] as number;
    if (at === UNALLOCATED) continue;
    const stored = block === entries.length - 1 ? map.bitmapSectors + shape.lastBlockSectors : extent;
    if (at + stored > endSector) states[block] = BLOCK_STATE.damaged;
    else if (at < structuresEnd && structures.some(({ from, to }) => at < to && at + extent > from))
      states[block] = BLOCK_STATE.overlapping;
    else states[block] = BLOCK_STATE.unscanned;
    if (at < lowest) lowest = at;
    if (at > highest) highest = at;
    allocated += 1;
  }
  if (allocated > 1) markShared(map, lowest, highest, allocated);
}

/**
 * Marks blocks that share file space. Nearly always all blocks lie on one grid (one behind the other, or each padded to
 * 4 KiB), and then a byte per place tells duplicates in one pass; otherwise the entries are sorted.
 */
function markShared(map: BlockMap, lowest: number, highest: number, allocated: number): void {
  const extent = extentSectors(map);
  for (const stride of [extent, extent + 7]) {
    const places = Math.floor((highest - lowest) / stride) + 1;
    if (places <= allocated * 4 + 4096 && markOnGrid(map, lowest, stride, places)) return;
  }
  markBySorting(map, extent, allocated);
}

function markOnGrid(map: BlockMap, lowest: number, stride: number, places: number): boolean {
  const { entries, states } = map;
  const taken = new Uint8Array(places);
  let shared = false;
  for (let block = 0; block < entries.length; block++) {
    const at = entries[block] as number;
    if (at === UNALLOCATED) continue;
    const place = (at - lowest) / stride;
    if (!Number.isInteger(place)) return false;
    const before = taken[place] as number;
    if (before === 1) shared = true;
    taken[place] = before === 0 ? 1 : 2;
  }
  for (let block = 0; shared && block < entries.length; block++) {
    const at = entries[block] as number;
    if (at !== UNALLOCATED && taken[(at - lowest) / stride] === 2 && states[block] !== BLOCK_STATE.damaged)
      states[block] = BLOCK_STATE.overlapping;
  }
  return true;
}

function markBySorting(map: BlockMap, extent: number, allocated: number): void {
  const { entries, states } = map;
  const sorted = new Uint32Array(allocated);
  let n = 0;
  for (const at of entries) if (at !== UNALLOCATED) sorted[n++] = at;
  sorted.sort();
  const shared = new Set<number>();
  for (let i = 1; i < sorted.length; i++) {
    const [a, b] = [sorted[i - 1] as number, sorted[i] as number];
    if (b - a < extent) shared.add(a).add(b);
  }
  for (let block = 0; shared.size > 0 && block < entries.length; block++) {
    if (shared.has(entries[block] as number) && states[block] !== BLOCK_STATE.damaged) states[block] = BLOCK_STATE.overlapping;
  }
}
