/**
 * Where the parts of a new disk's file are, computed before a byte of it exists. The creator writes the file by this, and the
 * window shows a preview of it. Positions are byte offsets in the file. Spec 1.0: footer copy, dynamic header, BAT, locators,
 * blocks, footer.
 */
import { DYNAMIC_HEADER_BYTES } from './dynamicHeader';
import { FOOTER_BYTES, type DiskType } from './footer';
import { MAX_BLOCKS, roundUp, SECTOR_BYTES, UNALLOCATED } from './units';

export const HEADER_AT = FOOTER_BYTES;
export const TABLE_AT = HEADER_AT + DYNAMIC_HEADER_BYTES;
export const DEFAULT_BLOCK_BYTES = 2 * 1024 * 1024;
/** Windows makes no smaller disks, and some of its tools do not attach them. */
export const MIN_WINDOWS_BYTES = 3 * 1024 * 1024;
/** Room kept for the path of each parent locator, so that a longer path fits in later. */
export const MIN_LOCATOR_ROOM = 4096;

const PAGE_BYTES = 4096;

/** How many sectors a block's bitmap takes in front of the data: at least one. */
export const bitmapSectorsOf = (blockSectors: number): number => Math.max(1, Math.ceil(blockSectors / 8 / SECTOR_BYTES));

const bitmapBytesOf = (blockBytes: number): number => bitmapSectorsOf(blockBytes / SECTOR_BYTES) * SECTOR_BYTES;

export type SparseSpec = {
  readonly sectors: number;
  readonly blockBytes: number;
  /** The data of blocks starts at multiples of 4 KiB, as Windows 8 and later do it. Otherwise everything follows without a gap. */
  readonly isAligned: boolean;
  /** The room of each locator, in slot order. */
  readonly locatorRooms: readonly number[];
};

export type SparseFrame = {
  readonly entries: number;
  readonly tableBytes: number;
  readonly locatorsAt: readonly number[];
  /** The end of the last locator: blocks may begin here. */
  readonly blocksAt: number;
  /** The data of a block starts at a multiple of this. */
  readonly align: number;
};

/** Places of the table and the locators, behind footer copy and header. `rooms`: the room of each locator, in slot order. */
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

/** The fixed part of a dynamic or differencing disk; null if the table could not address the last block once all are allocated. */
export function sparseFrame({ sectors, blockBytes, isAligned, locatorRooms }: SparseSpec): SparseFrame | null {
  const entries = Math.ceil((sectors * SECTOR_BYTES) / blockBytes);
  if (entries > MAX_BLOCKS) return null;
  const places = placesInFront(entries, locatorRooms);
  const align = isAligned ? PAGE_BYTES : SECTOR_BYTES;
  const lastAt = places.blocksAt + align + (entries - 1) * blockStride(blockBytes, align);
  return lastAt / SECTOR_BYTES < UNALLOCATED ? { entries, ...places, align } : null;
}

/** The distance from the data of one block to that of the next, if they follow each other. */
export const blockStride = (blockBytes: number, align: number): number => roundUp(bitmapBytesOf(blockBytes) + blockBytes, align);

/** The end of the last of `blocks` blocks that follow each other; if there are none, the place where they would begin. */
export const endOfBlocks = (blocksAt: number, blocks: number, blockBytes: number, align: number): number =>
  blocks === 0 ? blocksAt : dataPlace(blocksAt, blockBytes, align) + (blocks - 1) * blockStride(blockBytes, align) + blockBytes;

/** Where the data of a block begins if its bitmap may begin at `free`. */
export const dataPlace = (free: number, blockBytes: number, align: number): number => roundUp(free + bitmapBytesOf(blockBytes), align);

/**
 * Where the footer goes: where the next block's bitmap will be, so that data follows data without a gap. If bitmaps have one
 * sector, this is what Windows does.
 */
export const footerPlace = (end: number, bitmapBytes: number, align: number): number => roundUp(end + bitmapBytes, align) - bitmapBytes;

/** The length of a sparse file whose last block ends at `end`. */
export const sparseLength = (end: number, blockBytes: number, align: number): number =>
  footerPlace(end, bitmapBytesOf(blockBytes), align) + FOOTER_BYTES;

export type Scheme = 'none' | 'mbr' | 'gpt';

/** How many sectors one copy of a GPT's entries takes. */
export const GPT_ENTRIES_SECTORS = 32;
/** Both copies of the table and one sector between them. */
const MIN_GPT_SECTORS = 2 * GPT_ENTRIES_SECTORS + 4;

/** The fewest sectors that a disk with this partition table needs. */
export const leastSectors = (scheme: Scheme): number => (scheme === 'gpt' ? MIN_GPT_SECTORS : 1);

/** The sectors that are written for an empty partition table, in ascending order. */
export function partitionSpans(scheme: Scheme, sectors: number): { readonly lba: number; readonly sectors: number }[] {
  if (scheme === 'none') return [];
  if (scheme === 'mbr') return [{ lba: 0, sectors: 1 }];
  return [
    { lba: 0, sectors: GPT_ENTRIES_SECTORS + 2 },
    { lba: sectors - GPT_ENTRIES_SECTORS - 1, sectors: GPT_ENTRIES_SECTORS + 1 },
  ];
}

/** How many blocks those sectors are in. */
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
  /** In the order of the file; there may be gaps for alignment. */
  readonly parts: readonly NewPart[];
  /** Length of the file as it is created. */
  readonly startBytes: number;
  /** Length of the file once every block is in it. */
  readonly mostBytes: number;
  /** Entries of the BAT; 0 for a fixed disk. */
  readonly entries: number;
};

export type LayoutSpec = SparseSpec & { readonly kind: DiskType; readonly scheme: Scheme };

/** The layout of the whole file; null if there can be no such file. `sectors` must be positive, and enough for the partition table. */
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
