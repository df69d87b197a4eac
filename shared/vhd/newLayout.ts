/**
 * Where the parts of a new disk's file stand, before a byte of it exists: the creator writes by this, the window previews
 * by it. Positions are bytes of the file. Spec 1.0: footer copy, dynamic header, BAT, locators, blocks, footer.
 */
import { DYNAMIC_HEADER_BYTES } from './dynamicHeader';
import { FOOTER_BYTES, type DiskType } from './footer';
import { MAX_BLOCKS, roundUp, SECTOR_BYTES, UNALLOCATED } from './units';

export const HEADER_AT = FOOTER_BYTES;
export const TABLE_AT = HEADER_AT + DYNAMIC_HEADER_BYTES;
export const DEFAULT_BLOCK_BYTES = 2 * 1024 * 1024;
/** Windows makes no smaller disks, and some of its tools attach none. */
export const MIN_WINDOWS_BYTES = 3 * 1024 * 1024;
/** Room kept for each parent locator's path, so that a longer one fits in its place later. */
export const MIN_LOCATOR_ROOM = 4096;

const PAGE_BYTES = 4096;

/** Sectors a block's bitmap takes in front of the data: at least one. */
export const bitmapSectorsOf = (blockSectors: number): number => Math.max(1, Math.ceil(blockSectors / 8 / SECTOR_BYTES));

const bitmapBytesOf = (blockBytes: number): number => bitmapSectorsOf(blockBytes / SECTOR_BYTES) * SECTOR_BYTES;

export type SparseSpec = {
  readonly sectors: number;
  readonly blockBytes: number;
  /** Blocks' data on 4 KiB, as Windows 8 and later lay it; otherwise everything follows without a gap. */
  readonly isAligned: boolean;
  /** Of each locator, in slot order. */
  readonly locatorRooms: readonly number[];
};

export type SparseFrame = {
  readonly entries: number;
  readonly tableBytes: number;
  readonly locatorsAt: readonly number[];
  /** Behind the last of them: blocks may begin here. */
  readonly blocksAt: number;
  /** What the data of a block starts at a multiple of. */
  readonly align: number;
};

/** Table and locators behind footer copy and header; `rooms`: of each locator, in slot order. */
export function placesInFront(entries: number, rooms: readonly number[]): Pick<SparseFrame, 'tableBytes' | 'locatorsAt' | 'blocksAt'> {
  const tableBytes = roundUp(entries * 4, SECTOR_BYTES);
  let blocksAt = TABLE_AT + tableBytes;
  const locatorsAt = rooms.map((room) => {
    const at = blocksAt;
    blocksAt += room;
    return at;
  });
  return { tableBytes, locatorsAt, blocksAt };
}

/** The fixed part of a dynamic or differencing disk; null when its table could not reach the last block, were all allocated. */
export function sparseFrame({ sectors, blockBytes, isAligned, locatorRooms }: SparseSpec): SparseFrame | null {
  const entries = Math.ceil((sectors * SECTOR_BYTES) / blockBytes);
  if (entries > MAX_BLOCKS) return null;
  const places = placesInFront(entries, locatorRooms);
  const align = isAligned ? PAGE_BYTES : SECTOR_BYTES;
  const lastAt = places.blocksAt + align + (entries - 1) * blockStride(blockBytes, align);
  return lastAt / SECTOR_BYTES < UNALLOCATED ? { entries, ...places, align } : null;
}

/** From the data of one block to the data of the next, where they follow each other. */
export const blockStride = (blockBytes: number, align: number): number => roundUp(bitmapBytesOf(blockBytes) + blockBytes, align);

/** Behind the last of so many blocks that follow each other; where there is none, the place where they would begin. */
export const endOfBlocks = (blocksAt: number, blocks: number, blockBytes: number, align: number): number =>
  blocks === 0 ? blocksAt : dataPlace(blocksAt, blockBytes, align) + (blocks - 1) * blockStride(blockBytes, align) + blockBytes;

/** Where the data of a block lands whose bitmap may begin at `free`. */
export const dataPlace = (free: number, blockBytes: number, align: number): number => roundUp(free + bitmapBytesOf(blockBytes), align);

/**
 * The footer stands where the next block's bitmap will, so that data follows data without a gap; with one sector of bitmap,
 * as Windows has it.
 */
export const footerPlace = (end: number, bitmapBytes: number, align: number): number => roundUp(end + bitmapBytes, align) - bitmapBytes;

/** Length of a sparse file whose last block ends at `end`. */
export const sparseLength = (end: number, blockBytes: number, align: number): number =>
  footerPlace(end, bitmapBytesOf(blockBytes), align) + FOOTER_BYTES;

export type Scheme = 'none' | 'mbr' | 'gpt';

/** Sectors of one copy of a GPT's entries. */
export const GPT_ENTRIES_SECTORS = 32;
/** Both tables and one sector between them. */
const MIN_GPT_SECTORS = 2 * GPT_ENTRIES_SECTORS + 4;

/** The fewest sectors a disk needs for the table. */
export const leastSectors = (scheme: Scheme): number => (scheme === 'gpt' ? MIN_GPT_SECTORS : 1);

/** Sectors an empty partition table writes, in ascending order. */
export function partitionSpans(scheme: Scheme, sectors: number): { readonly lba: number; readonly sectors: number }[] {
  if (scheme === 'none') return [];
  if (scheme === 'mbr') return [{ lba: 0, sectors: 1 }];
  return [
    { lba: 0, sectors: GPT_ENTRIES_SECTORS + 2 },
    { lba: sectors - GPT_ENTRIES_SECTORS - 1, sectors: GPT_ENTRIES_SECTORS + 1 },
  ];
}

/** Blocks that those sectors fall into. */
function blocksOf(scheme: Scheme, sectors: number, blockBytes: number): number {
  const perBlock = blockBytes / SECTOR_BYTES;
  const touched = new Set<number>();
  for (const span of partitionSpans(scheme, sectors))
    for (let block = Math.floor(span.lba / perBlock); block * perBlock < span.lba + span.sectors; block++) touched.add(block);
  return touched.size;
}

export type PartKind = 'footer-copy' | 'dynamic-header' | 'bat' | 'locators' | 'blocks' | 'data' | 'footer';
export type NewPart = { readonly kind: PartKind; readonly at: number; readonly bytes: number };

export type NewLayout = {
  /** In file order; alignment may leave gaps. */
  readonly parts: readonly NewPart[];
  /** Length of the file as it is created. */
  readonly startBytes: number;
  /** Length of the file once every block is in it. */
  readonly mostBytes: number;
  /** Entries of the BAT; 0 for a fixed disk. */
  readonly entries: number;
};

export type LayoutSpec = SparseSpec & { readonly kind: DiskType; readonly scheme: Scheme };

/** The whole file; null when there can be none like this. `sectors` is positive, and enough for the partition table. */
export function newLayout(spec: LayoutSpec): NewLayout | null {
  if (spec.kind === 'fixed') return fixedLayout(spec.sectors * SECTOR_BYTES);
  const frame = sparseFrame(spec);
  return frame === null ? null : sparseLayout(spec, frame);
}

const fixedLayout = (bytes: number): NewLayout => ({
  parts: [
    { kind: 'data', at: 0, bytes },
    { kind: 'footer', at: bytes, bytes: FOOTER_BYTES },
  ],
  startBytes: bytes + FOOTER_BYTES,
  mostBytes: bytes + FOOTER_BYTES,
  entries: 0,
});

function sparseLayout({ sectors, blockBytes, scheme }: LayoutSpec, { entries, tableBytes, blocksAt, align }: SparseFrame): NewLayout {
  const endOf = (blocks: number): number => endOfBlocks(blocksAt, blocks, blockBytes, align);
  const written = scheme === 'none' ? 0 : blocksOf(scheme, sectors, blockBytes);
  const startBytes = sparseLength(endOf(written), blockBytes, align);
  const tableEnd = TABLE_AT + tableBytes;
  const parts: NewPart[] = [
    { kind: 'footer-copy', at: 0, bytes: FOOTER_BYTES },
    { kind: 'dynamic-header', at: HEADER_AT, bytes: DYNAMIC_HEADER_BYTES },
    { kind: 'bat', at: TABLE_AT, bytes: tableBytes },
    { kind: 'locators', at: tableEnd, bytes: blocksAt - tableEnd },
    { kind: 'blocks', at: blocksAt, bytes: endOf(written) - blocksAt },
    { kind: 'footer', at: startBytes - FOOTER_BYTES, bytes: FOOTER_BYTES },
  ];
  return { parts: parts.filter(({ bytes }) => bytes > 0), startBytes, mostBytes: sparseLength(endOf(entries), blockBytes, align), entries };
}
