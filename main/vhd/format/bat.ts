/**
 * The block allocation table: 32-bit big-endian file sectors of the blocks' bitmaps. Spec 1.0, "Block Allocation Table".
 * Only what the disk's size needs and the file has is read; places.ts judges the entries.
 */
import type { IoError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { bitmapSectorsOf } from '../../../shared/vhd/newLayout';
import {
  fileOffset,
  fileOffsetOf,
  fileSector,
  MAX_BLOCKS,
  safeNumber,
  SECTOR_BYTES,
  UNALLOCATED,
  type FileOffset,
} from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { givenIn, type Failures, type Unread } from '../check/unread';
import type { BlockFile } from '../read/blockFile';
import { firstAbove, judgePlaces, NO_GAPS, type BlockFaults, type Gaps, type SectorRange } from './places';

const READ_BYTES = 256 * 1024;
/** So many reads of a table may fail before the rest of a stretch counts as lost: a bad drive takes seconds over each. */
const MAX_LOST_READS = 256;
/** At most so many entries behind the disk's last block are looked at: blocks may be hidden there. */
export const MAX_SURPLUS = 1024;

export type BlockMap = {
  readonly tableAt: number;
  /** The number of entries that the header claims. */
  readonly tableEntries: number;
  /** Whether that many entries fit between the table's start and the first block behind it, and in the file. */
  readonly tableFits: boolean;
  /** Bytes that the table takes, in whole sectors; if the claim does not fit, only what the disk needs. */
  readonly tableBytes: number;
  readonly blockSectors: number;
  readonly bitmapSectors: number;
  /** One entry per block that the disk needs, whatever the header claims. Blocks without a table entry are unallocated here. */
  readonly entries: Uint32Array;
  /**
   * One BLOCK_STATE per block: unallocated, unscanned, damaged or overlapping. A block whose entry lies behind the end of
   * the file, or over header or table, is damaged.
   */
  readonly states: Uint8Array;
  /** Blocks whose entries the header promises, though the file ends before them. */
  readonly unbacked: number;
  /** Blocks whose entries are unknown, because the file ends before them or the drive cannot read them. They are damaged. */
  readonly unknown: number;
  /** Stretches of the table that the drive cannot read, in bytes of the file. */
  readonly unread: readonly Unread[];
  readonly faults: BlockFaults;
  readonly gaps: Gaps;
  /** Where no block's data can be: footer copy, header, table. */
  readonly core: readonly SectorRange[];
  /**
   * Set entries behind the disk's last block. `over`: how many of them lie over a block, a structure or each other; `beyond`:
   * how many name a place from which a whole block would reach behind the end of the file; `places`: the file sectors of those that point at whole blocks in the file.
   */
  readonly surplus: {
    readonly entries: number;
    readonly first: number;
    readonly over: number;
    readonly beyond: number;
    readonly places: readonly number[];
  };
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
  /**
   * Parent locators' data and Xen's batmap: blocks over them are reported, and read nevertheless. `room` is what is reserved
   * for them.
   */
  readonly extras: readonly { readonly at: number; readonly bytes: number; readonly room: number }[];
  /** End of the room for blocks: the footer's place. */
  readonly dataEnd: number;
  /** Whether a footer stands there. */
  readonly endsInFooter: boolean;
};

/** The loop runs over up to eight million entries: the constant is fetched once. */
const FREE = UNALLOCATED;

/** The number of blocks that have an entry. */
export function allocatedBlocks({ entries }: Pick<BlockMap, 'entries'>): number {
  let blocks = 0;
  for (let block = 0; block < entries.length; block++) if (entries[block] !== FREE) blocks += 1;
  return blocks;
}

/** Sectors of the file that a block takes, including its bitmap. */
export const extentSectors = (map: Pick<BlockMap, 'bitmapSectors' | 'blockSectors'>): number => map.bitmapSectors + map.blockSectors;

/** Where the block's bitmap starts; only for an allocated block. */
export const bitmapAt = (map: BlockMap, block: number): FileOffset => fileOffsetOf(fileSector(map.entries[block] as number));

/** Where the block's data starts; only for an allocated block. */
export const dataAt = (map: BlockMap, block: number): FileOffset => fileOffset(bitmapAt(map, block) + map.bitmapSectors * SECTOR_BYTES);

/** Whether the block's place overlaps the footer copy, the header or the table, so that it holds no data. */
export const touchesCore = (map: BlockMap, block: number): boolean => {
  const at = map.entries[block] as number;
  return map.core.some(({ from, to }) => at < to && at + extentSectors(map) > from);
};

/**
 * Whether the table gives the block a place where it can have data. A garbage entry does not: it points nowhere, or over
 * header and table.
 */
export const hasPlace = ({ dataEnd }: { readonly dataEnd: number }, map: BlockMap, block: number): boolean =>
  map.entries[block] !== UNALLOCATED && bitmapAt(map, block) < dataEnd && !touchesCore(map, block);

/** The number of blocks that have a place. */
export function placedBlocks(image: { readonly dataEnd: number }, map: BlockMap): number {
  let blocks = 0;
  for (let block = 0; block < map.entries.length; block++) if (map.entries[block] !== FREE && hasPlace(image, map, block)) blocks += 1;
  return blocks;
}

/** The first sector behind header and table: no block's data can stand before it. */
export const endOfCore = (core: readonly SectorRange[]): number => core.reduce((end, { to }) => Math.max(end, to), 0);

const wholeSectors = (bytes: number): number => Math.ceil(bytes / SECTOR_BYTES) * SECTOR_BYTES;

export async function readBlockMap(file: BlockFile, shape: TableShape): Promise<Result<BlockMap, IoError>> {
  const inFile = Math.max(0, Math.floor((shape.dataEnd - shape.tableAt) / 4));
  const count = Math.max(0, Math.min(shape.tableEntries, inFile, shape.needed + MAX_SURPLUS));
  const all = new Uint32Array(Math.max(count, shape.needed)).fill(UNALLOCATED, count);
  const read = await readGivenEntries(file, shape.tableAt, all.subarray(0, count));
  if (!read.ok) return read;
  // No drive reads part of a sector.
  const unread = read.value.map(({ at, bytes }) => ({ at, bytes: Math.min(wholeSectors(bytes), file.bytes - at) }));
  const entries = all.subarray(0, shape.needed);
  const tableFits = claimFits(entries, shape, inFile);
  const kept = tableFits ? shape.tableEntries : Math.min(shape.tableEntries, shape.needed);
  const map = {
    tableAt: shape.tableAt,
    tableEntries: shape.tableEntries,
    tableFits,
    tableBytes: wholeSectors(kept * 4),
    blockSectors: shape.blockSectors,
    bitmapSectors: bitmapSectorsOf(shape.blockSectors),
    entries,
  };
  const core = coreOf(shape, map.tableBytes);
  const surplus = tableFits ? surplusIn(all.subarray(shape.needed, count)) : [];
  const hidden = surplus.filter(({ at }) => isWholeBlock(at, shape, core));
  const places = hidden.map(({ at }) => at);
  const judged = judgePlaces(entries, places, {
    backed: count,
    extent: extentSectors(map),
    dataSectors: shape.blockSectors,
    lastStored: map.bitmapSectors + shape.lastBlockSectors,
    end: Math.floor(shape.dataEnd / SECTOR_BYTES),
    endsInFooter: shape.endsInFooter,
    core,
    extras: shape.extras.map(({ at, bytes, room }) => ({ ...sectorRange(at, bytes), roomTo: sectorRange(at, Math.max(bytes, room)).to })),
  });
  // The header promises these entries, but the file ends before them: nobody knows where those blocks are.
  const backed = Math.min(count, shape.needed);
  const promised = Math.min(shape.tableEntries, shape.needed);
  judged.states.fill(BLOCK_STATE.damaged, backed, promised);
  const notGiven = unread.map((range) => entriesIn(range, shape.tableAt, backed));
  for (const { from, to } of notGiven) judged.states.fill(BLOCK_STATE.damaged, from, to);
  const unbacked = promised - backed;
  const unknown = notGiven.reduce((sum, { from, to }) => sum + to - from, unbacked);
  const taken = [...core, ...shape.extras.map(({ at, bytes }) => sectorRange(at, bytes))];
  const fileEnd = Math.floor(shape.dataEnd / SECTOR_BYTES) + (shape.endsInFooter ? 1 : 0);
  const told = {
    entries: surplus.length,
    first: shape.needed + (surplus[0]?.index ?? 0),
    over: countOver(surplus, { entries, extent: extentSectors(map), taken }),
    beyond: surplus.filter(({ at }) => at + extentSectors(map) > fileEnd).length,
    places,
  };
  // Room that no readable entry points to may belong to blocks whose entries cannot be read.
  const gaps = unread.length === 0 ? judged.gaps : NO_GAPS;
  return ok({ ...map, ...judged, gaps, unbacked, unknown, unread, core, surplus: told });
}

/** Whether the claimed table ends before the file does, and before the first block behind the table's start. */
function claimFits(entries: Uint32Array, { tableAt, tableEntries, needed }: TableShape, inFile: number): boolean {
  if (tableEntries > inFile) return false;
  if (tableEntries <= needed) return true;
  const start = tableAt / SECTOR_BYTES;
  const end = start + (tableEntries * 4) / SECTOR_BYTES;
  for (const at of entries) if (at !== UNALLOCATED && at >= start && at < end) return false;
  return true;
}

const sectorRange = (at: number, bytes: number): SectorRange => ({
  from: Math.floor(at / SECTOR_BYTES),
  to: Math.ceil((at + bytes) / SECTOR_BYTES),
});

const coreOf = (shape: TableShape, tableBytes: number): SectorRange[] => [
  { from: 0, to: 1 },
  sectorRange(shape.headerAt, shape.headerBytes),
  sectorRange(shape.tableAt, tableBytes),
];

/** Fills `entries` from the table at `at`, 256 KiB at a time. */
export async function readEntries(file: BlockFile, at: number, entries: Uint32Array): Promise<IoError | null> {
  for (let from = 0; from < entries.length; from += READ_BYTES / 4) {
    const some = Math.min(READ_BYTES / 4, entries.length - from);
    const read = await file.read(fileOffset(at + from * 4), some * 4);
    if (!read.ok) return read.error;
    const view = new DataView(read.value.buffer, read.value.byteOffset, read.value.byteLength);
    for (let i = 0; i < some; i++) entries[from + i] = view.getUint32(i * 4);
  }
  return null;
}

/** As readEntries, but entries that the drive cannot read become UNALLOCATED, and their stretches are returned. */
async function readGivenEntries(file: BlockFile, at: number, entries: Uint32Array): Promise<Result<readonly Unread[], IoError>> {
  const failures: Failures = { left: MAX_LOST_READS };
  const unread: { at: number; bytes: number }[] = [];
  for (let from = 0; from < entries.length; from += READ_BYTES / 4) {
    const some = entries.subarray(from, from + READ_BYTES / 4);
    const start = at + from * 4;
    const given = await givenIn(file, { at: start, bytes: some.length * 4 }, { failures });
    if (!given.ok) return given;
    if (given.value.unread.length > 0) some.fill(UNALLOCATED);
    for (const piece of given.value.pieces) {
      const view = new DataView(piece.bytes.buffer, piece.bytes.byteOffset, piece.bytes.byteLength);
      const first = (piece.at - start) / 4;
      for (let i = 0; i < view.byteLength / 4; i++) some[first + i] = view.getUint32(i * 4);
    }
    for (const range of given.value.unread) {
      const last = unread.at(-1);
      if (last !== undefined && last.at + last.bytes === range.at) last.bytes += range.bytes;
      else unread.push({ ...range });
    }
  }
  return ok(unread);
}

/** Half-open: the entries, of the first `count`, that stand in the stretch. */
const entriesIn = ({ at, bytes }: Unread, tableAt: number, count: number): { readonly from: number; readonly to: number } => {
  const from = Math.min(count, Math.max(0, (at - tableAt) / 4));
  return { from, to: Math.max(from, Math.min(count, (at + bytes - tableAt) / 4)) };
};

type SurplusEntry = { readonly index: number; readonly at: number };

/** Entries behind the last block that name a place. Zeros are padding that many writers leave there. */
function surplusIn(read: Uint32Array): SurplusEntry[] {
  const found: SurplusEntry[] = [];
  read.forEach((at, index) => {
    if (at !== UNALLOCATED && at !== 0) found.push({ index, at });
  });
  return found;
}

/** Whether a whole block can stand there. */
const isWholeBlock = (at: number, { dataEnd, blockSectors }: TableShape, core: readonly SectorRange[]): boolean =>
  at >= endOfCore(core) && at <= dataEnd / SECTOR_BYTES - blockSectors;

type Others = { readonly entries: Uint32Array; readonly extent: number; readonly taken: readonly SectorRange[] };

/** How many of the places overlap a block of the disk, a structure, or each other. */
function countOver(surplus: readonly SurplusEntry[], { entries, extent, taken }: Others): number {
  if (surplus.length === 0) return 0;
  const places = Uint32Array.from(surplus, ({ at }) => at).sort();
  const isOver = places.map((at, i) => {
    const isOnStructure = taken.some(({ from, to }) => at < to && at + extent > from);
    const isOnNext = at + extent > (places[i + 1] ?? Infinity) || at - extent < (places[i - 1] ?? -Infinity);
    return isOnStructure || isOnNext ? 1 : 0;
  });
  for (const entry of entries) {
    if (entry === UNALLOCATED) continue;
    for (let i = firstAbove(places, entry - extent); i < places.length && (places[i] as number) < entry + extent; i++) isOver[i] = 1;
  }
  return isOver.reduce((sum, one) => sum + one, 0);
}

/** The table's place, entries and block size, if they are possible; `header` is the dynamic header. */
export function tableIn(header: Uint8Array): { readonly at: number; readonly entries: number; readonly blockSectors: number } | null {
  const at = safeNumber(dynamicHeader.get(header, 'tableOffset'));
  const blockSize = dynamicHeader.get(header, 'blockSize');
  if (at === null || at % SECTOR_BYTES !== 0 || blockSize < SECTOR_BYTES) return null;
  return { at, entries: dynamicHeader.get(header, 'maxTableEntries'), blockSectors: Math.floor(blockSize / SECTOR_BYTES) };
}

/** Byte offset behind the last block that lies in the file, or behind the table; null when the table cannot be read. */
export async function endOfBlocks(file: BlockFile, header: Uint8Array): Promise<Result<number | null, IoError>> {
  const table = tableIn(header);
  if (table === null || table.at >= file.bytes) return ok(null);
  const inFile = Math.floor((file.bytes - table.at) / 4);
  const entries = new Uint32Array(Math.max(0, Math.min(table.entries, inFile, MAX_BLOCKS)));
  const failed = await readEntries(file, table.at, entries);
  if (failed !== null) return err(failed);
  const extent = bitmapSectorsOf(table.blockSectors) + table.blockSectors;
  const most = file.bytes / SECTOR_BYTES - extent;
  let last = 0;
  for (const at of entries) if (at <= most && at > last) last = at;
  return ok(Math.max(last === 0 ? 0 : (last + extent) * SECTOR_BYTES, table.at + Math.min(entries.length * 4, file.bytes)));
}
