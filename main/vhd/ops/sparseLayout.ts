/**
 * The layout of a new dynamic or differencing disk: footer copy, header at 512, BAT at 1536, locators' data, blocks in
 * ascending order without gaps except alignment, footer. A block's place follows from the number of kept blocks before it.
 */
import type { CreateError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, NO_DATA_OFFSET } from '../../../shared/vhd/footer';
import { LOCATOR_ENTRIES, LOCATOR_ENTRY_BYTES } from '../../../shared/vhd/parentLocatorEntry';
import { fileOffset, MAX_DISK_SECTORS, MAX_BLOCKS, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import {
  bitmapSectorsOf,
  blockStride,
  dataPlace,
  endOfBlocks,
  HEADER_AT,
  placesInFront,
  sparseLength,
  TABLE_AT,
} from '../../../shared/vhd/newLayout';
import type { Extent } from './newFile';
import { LARGEST_BLOCK } from '../read/openImage';
import { placedEntry, slotAt } from '../format/parentLocator';
import type { LocatorCopy, SparseTarget } from './rewrite';

export const PAGE_BYTES = 4096;
/** The table is written in pieces of one mebibyte. */
const TABLE_STEP = 1024 * 1024;

export type SparseLayout = {
  readonly fileBytes: number;
  readonly blockSectors: number;
  readonly bitmapBytes: number;
  readonly blocks: number;
  readonly keptBlocks: number;
  /** Where the block's data goes; only for a kept block. */
  dataAt(block: number): number;
  readonly isKept: (block: number) => boolean;
  /** Header, table and locators; without the footers they are not a disk yet. */
  structures(): Iterable<Extent>;
  /** What makes the file a disk, written one by one after everything else. */
  readonly closing: readonly Extent[];
};

export const blocksOf = (sectors: number, blockBytes: number): number => Math.ceil((sectors * SECTOR_BYTES) / blockBytes);

/** Why no VHD of any kind can be that large; null when one can. A larger one can be read, but is not made. */
export function sizeRefusal(sectors: number): CreateError | null {
  const bytes = sectors * SECTOR_BYTES;
  if (sectors <= 0) return { kind: 'size-zero', bytes };
  return sectors > MAX_DISK_SECTORS ? { kind: 'size-too-large', bytes } : null;
}

/** Why a sparse disk of this shape cannot be made; null when it can. */
export function shapeRefusal(sectors: number, blockBytes: number): CreateError | null {
  const refusal = sizeRefusal(sectors);
  if (refusal !== null) return refusal;
  const isPower = Number.isInteger(Math.log2(blockBytes));
  if (!isPower || blockBytes < SECTOR_BYTES || blockBytes > LARGEST_BLOCK) return { kind: 'bad-block-size', bytes: blockBytes };
  return blocksOf(sectors, blockBytes) > MAX_BLOCKS ? { kind: 'blocks-too-small', bytes: sectors * SECTOR_BYTES, blockBytes } : null;
}

/** `kept`: one byte per block, not zero for those that are kept. */
export function layOut(target: SparseTarget, kept: Uint8Array): Result<SparseLayout, CreateError> {
  const refusal = shapeRefusal(target.sectors, target.blockBytes);
  if (refusal !== null) return err(refusal);
  const { blockBytes, align } = target;
  const blockSectors = blockBytes / SECTOR_BYTES;
  const bitmapBytes = bitmapSectorsOf(blockSectors) * SECTOR_BYTES;
  const { tableBytes, locatorsAt, blocksAt } = placesInFront(
    kept.length,
    target.locators.map(({ room }) => room),
  );
  const locators = target.locators.map((locator, i) => ({ ...locator, at: locatorsAt[i] as number }));
  const firstData = dataPlace(blocksAt, blockBytes, align);
  const stride = blockStride(blockBytes, align);
  const places = placesOf(kept);
  const keptBlocks = places.count;
  const dataEnd = endOfBlocks(blocksAt, keptBlocks, blockBytes, align);
  if (dataEnd / SECTOR_BYTES >= UNALLOCATED) return err({ kind: 'blocks-too-small', bytes: target.sectors * SECTOR_BYTES, blockBytes });
  const fileBytes = sparseLength(dataEnd, blockBytes, align);
  const dataAt = (block: number): number => firstData + places.before(block) * stride;
  const header = headerFor(target, kept.length, locators);
  return ok({
    fileBytes,
    blockSectors,
    bitmapBytes,
    blocks: kept.length,
    keptBlocks,
    dataAt,
    isKept: (block) => kept[block] !== 0,
    structures: function* structures() {
      yield { at: fileOffset(HEADER_AT), data: header };
      yield* table(kept, tableBytes, (block) => (dataAt(block) - bitmapBytes) / SECTOR_BYTES);
      for (const { at, data } of locators) yield { at: fileOffset(at), data };
    },
    closing: [
      { at: fileOffset(0), data: target.footer },
      { at: fileOffset(fileBytes - FOOTER_BYTES), data: target.footer },
    ],
  });
}

/** A count is kept for every so many blocks only: one for each block would be as large as the table. */
const STEP = 256;

/** How many blocks are kept before a block, and in total. */
function placesOf(kept: Uint8Array): { readonly before: (block: number) => number; readonly count: number } {
  const sums = new Uint32Array(Math.floor(kept.length / STEP) + 1);
  let count = 0;
  for (let block = 0; block < kept.length; block++) {
    if (block % STEP === 0) sums[block / STEP] = count;
    if (kept[block] !== 0) count += 1;
  }
  const before = (block: number): number => {
    let sum = sums[Math.floor(block / STEP)] as number;
    for (let i = block - (block % STEP); i < block; i++) if (kept[i] !== 0) sum += 1;
    return sum;
  };
  return { before, count };
}

function* table(kept: Uint8Array, tableBytes: number, entryOf: (block: number) => number): Generator<Extent> {
  for (let from = 0; from < tableBytes; from += TABLE_STEP) {
    const data = new Uint8Array(Math.min(TABLE_STEP, tableBytes - from)).fill(0xff);
    const view = new DataView(data.buffer);
    const first = from / 4;
    for (let i = 0; i < data.length / 4 && first + i < kept.length; i++)
      if (kept[first + i] !== 0) view.setUint32(i * 4, entryOf(first + i));
    yield { at: fileOffset(TABLE_AT + from), data };
  }
}

/** The target's header with its new places and sizes; all other bytes are kept. */
function headerFor(target: SparseTarget, entries: number, locators: readonly (LocatorCopy & { readonly at: number })[]): Uint8Array {
  const set = dynamicHeader.setRaw;
  let raw = set(target.header, 'cookie', DYNAMIC_HEADER_COOKIE);
  raw = set(raw, 'dataOffset', NO_DATA_OFFSET);
  raw = set(raw, 'tableOffset', BigInt(TABLE_AT));
  raw = set(raw, 'headerVersion', 0x0001_0000);
  raw = set(raw, 'maxTableEntries', entries);
  raw = set(raw, 'parentLocators', new Uint8Array(LOCATOR_ENTRIES * LOCATOR_ENTRY_BYTES));
  for (const { slot, entry, at } of locators) raw.set(placedEntry(entry, at), slotAt(slot));
  return dynamicHeader.set(raw, 'blockSize', target.blockBytes);
}
