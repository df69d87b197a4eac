/** Translates positions between the two address spaces, the disk and the file, and tells which structure a byte belongs to. */
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer } from '../../shared/vhd/footer';
import { partitionLabel } from '../../shared/text/partitions';
import type { FieldRow } from '../../shared/vhd/defineStruct';
import { SECTOR_BYTES, UNALLOCATED, type Space } from '../../shared/vhd/units';
import { BLOCK_STATE, type BlockTable, type ImageView, type PartitionView, type StructureView } from '../../shared/views';

/** What the models need to know about an open disk. */
export type Disk = { readonly view: ImageView; readonly blocks: BlockTable };

export const spaceBytes = ({ view }: Pick<Disk, 'view'>, space: Space): number =>
  space === 'file' ? view.fileBytes : (view.disk?.sectors ?? 0) * SECTOR_BYTES;

/** The block that holds a byte of the disk; null if the file holds no disk. */
export const blockOf = ({ view }: Disk, diskAt: number): number | null =>
  view.disk === null ? null : Math.min(view.disk.blocks.count - 1, Math.floor(diskAt / view.disk.blocks.sizeBytes));

/** Where disk data ends at the latest: at the footer, or else at the end of the file. */
const dataEnd = ({ fileBytes, disk }: ImageView): number => Math.min(fileBytes, disk?.footer?.at ?? fileBytes);

/** Fixed and raw disks are stored as they are. For a dynamic disk without a table it is not known where anything is stored. */
const isFlat = ({ disk }: ImageView): boolean => disk?.kind === 'fixed' || disk?.kind === 'raw';

type Core = readonly { readonly from: number; readonly to: number }[];

/** Footer copy, header and table, in file sectors: a block whose entry points there has no data, whatever the entry says. */
const coreOf = ({ structures }: ImageView): Core => [
  { from: 0, to: 1 },
  ...structures
    .filter(({ kind }) => kind === 'dynamic-header' || kind === 'bat')
    .map(({ at, bytes }) => ({ from: Math.floor(at / SECTOR_BYTES), to: Math.ceil((at + bytes) / SECTOR_BYTES) })),
];

const extentOf = ({ sizeBytes, bitmapSectors }: { readonly sizeBytes: number; readonly bitmapSectors: number }): number =>
  bitmapSectors + sizeBytes / SECTOR_BYTES;

const isOverCore = (core: Core, entry: number, extent: number): boolean => core.some(({ from, to }) => entry < to && entry + extent > from);

/** Where a byte of the disk is in this file, according to the BAT; null if this file does not hold its block. */
export function toFileOffset({ view, blocks }: Disk, diskAt: number): number | null {
  if (view.disk === null) return null;
  const { sizeBytes, inTable, bitmapSectors } = view.disk.blocks;
  if (!inTable) return isFlat(view) && diskAt < dataEnd(view) ? diskAt : null;
  const entry = blocks.entries[Math.floor(diskAt / sizeBytes)] ?? UNALLOCATED;
  if (entry === UNALLOCATED || isOverCore(coreOf(view), entry, extentOf(view.disk.blocks))) return null;
  const at = (entry + bitmapSectors) * SECTOR_BYTES + (diskAt % sizeBytes);
  return at < dataEnd(view) ? at : null;
}

/** `cut`: the file ends within the block; `beyond`: before it; `over`: it would stand in footer copy, header or table; `unknown`: its entry is not in the file. */
export type BlockFault = 'cut' | 'beyond' | 'over' | 'unknown';

/** Why this file cannot give all of a block of its own that is damaged. */
export const blockFault = (disk: Disk, block: number): BlockFault => faultOver(disk, coreOf(disk.view), block);

function faultOver({ view, blocks }: Disk, core: Core, block: number): BlockFault {
  if (view.disk === null) return 'unknown';
  const { sizeBytes, inTable } = view.disk.blocks;
  if (!inTable) return !isFlat(view) ? 'unknown' : block * sizeBytes < dataEnd(view) ? 'cut' : 'beyond';
  const entry = blocks.entries[block] ?? UNALLOCATED;
  if (entry === UNALLOCATED) return 'unknown';
  if (isOverCore(core, entry, extentOf(view.disk.blocks))) return 'over';
  return entry * SECTOR_BYTES < dataEnd(view) ? 'cut' : 'beyond';
}

/** How many of the file's blocks are there in part, because the file ends within them. */
export function cutBlocks(disk: Disk): number {
  const { states, owners } = disk.blocks;
  const core = coreOf(disk.view);
  let cut = 0;
  for (let block = states.indexOf(BLOCK_STATE.damaged); block >= 0; block = states.indexOf(BLOCK_STATE.damaged, block + 1))
    if (owners[block] === 0 && faultOver(disk, core, block) === 'cut') cut += 1;
  return cut;
}

/** Blocks in the order of their places in the file, sorted once for each table. */
type FileOrder = { readonly entries: Uint32Array; readonly blocks: Uint32Array; readonly structures: ImageView['structures'] };
const orders = new WeakMap<Uint32Array, FileOrder>();

/** Up to this many blocks, a BAT entry and its block fit into one exact double (32 + 20 bits), which sorts faster. */
const BLOCK_BITS = 2 ** 20;

/** Only blocks that have a place: not those over header or table. */
function fileOrder({ view, blocks: { entries } }: Disk): FileOrder {
  const known = orders.get(entries);
  if (known?.structures === view.structures) return known;
  const core = coreOf(view);
  const coreEnd = core.reduce((end, { to }) => Math.max(end, to), 0);
  const extent = view.disk === null ? 0 : extentOf(view.disk.blocks);
  const isPlaced = (entry: number): boolean => entry !== UNALLOCATED && (entry >= coreEnd || !isOverCore(core, entry, extent));
  const allocated: number[] | Float64Array =
    entries.length <= BLOCK_BITS ? packed(entries, isPlaced) : Array.from(entries.keys()).filter((b) => isPlaced(entries[b] as number));
  const blocks =
    allocated instanceof Float64Array
      ? Uint32Array.from(allocated.sort(), (key) => key % BLOCK_BITS)
      : Uint32Array.from(allocated.sort((a, b) => (entries[a] as number) - (entries[b] as number)));
  const order = { blocks, entries: Uint32Array.from(blocks, (block) => entries[block] as number), structures: view.structures };
  orders.set(entries, order);
  return order;
}

function packed(entries: Uint32Array, isPlaced: (entry: number) => boolean): Float64Array {
  const keys = new Float64Array(entries.length);
  let n = 0;
  for (let block = 0; block < entries.length; block++) {
    const entry = entries[block] as number;
    if (isPlaced(entry)) keys[n++] = entry * BLOCK_BITS + block;
  }
  return keys.subarray(0, n);
}

export type BlockPlace = {
  readonly block: number;
  readonly part: 'bitmap' | 'data';
  /** The part's half-open range in the file. */
  readonly at: number;
  readonly end: number;
};

/** The block whose bitmap or data holds a byte of the file; null if there is none. */
export function blockAtFile(disk: Disk, fileAt: number): BlockPlace | null {
  const { view } = disk;
  if (view.disk?.blocks.inTable !== true) return null;
  const { sizeBytes, bitmapSectors } = view.disk.blocks;
  const order = fileOrder(disk);
  const i = lastAtMost(order.entries, Math.floor(fileAt / SECTOR_BYTES));
  const entry = order.entries[i];
  if (entry === undefined) return null;
  const start = entry * SECTOR_BYTES;
  const dataAt = start + bitmapSectors * SECTOR_BYTES;
  const end = Math.min(dataAt + sizeBytes, dataEnd(view));
  if (fileAt >= end) return null;
  const block = order.blocks[i] as number;
  return fileAt < dataAt ? { block, part: 'bitmap', at: start, end: Math.min(dataAt, end) } : { block, part: 'data', at: dataAt, end };
}

/** Index of the last element ≤ `wanted` in a sorted array, or -1. */
export function lastAtMost(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Where the next block after `fileAt` begins in the file; null if there is none. */
export function nextBlockStart(disk: Disk, fileAt: number): number | null {
  if (disk.view.disk?.blocks.inTable !== true) return null;
  const order = fileOrder(disk);
  const next = order.entries[lastAtMost(order.entries, Math.floor(fileAt / SECTOR_BYTES)) + 1];
  return next === undefined ? null : next * SECTOR_BYTES;
}

/** The end of the last block that starts at or before `fileAt`, but no later than the end of the data; 0 if there is none. */
export function lastBlockEnd(disk: Disk, fileAt: number): number {
  const { view } = disk;
  if (view.disk?.blocks.inTable !== true) return 0;
  const order = fileOrder(disk);
  const entry = order.entries[lastAtMost(order.entries, Math.floor(fileAt / SECTOR_BYTES))];
  const { bitmapSectors, sizeBytes } = view.disk.blocks;
  return entry === undefined ? 0 : Math.min(dataEnd(view), (entry + bitmapSectors) * SECTOR_BYTES + sizeBytes);
}

/** How far from this block, and on which side, the previous block of the disk is in the file; null if one of them is not in it. */
export function apartFromPrevious(
  { view, blocks }: Disk,
  block: number,
): { readonly side: 'before' | 'behind' | 'over'; readonly bytes: number } | null {
  const info = view.disk?.blocks;
  const [entry, previous] = [blocks.entries[block] ?? UNALLOCATED, blocks.entries[block - 1] ?? UNALLOCATED];
  if (info?.inTable !== true || entry === UNALLOCATED || previous === UNALLOCATED) return null;
  if (Math.max(entry, previous) * SECTOR_BYTES >= view.fileBytes) return null;
  const extent = info.bitmapSectors * SECTOR_BYTES + info.sizeBytes;
  const apart = Math.abs(entry - previous) * SECTOR_BYTES - extent;
  return apart < 0 ? { side: 'over', bytes: 0 } : { side: previous < entry ? 'before' : 'behind', bytes: apart };
}

/** Where a byte of the file is on the disk; null for structures, bitmaps and gaps. */
export function toDiskOffset(disk: Disk, fileAt: number): number | null {
  const { view } = disk;
  if (view.disk === null) return null;
  const bytes = spaceBytes(disk, 'disk');
  if (!view.disk.blocks.inTable) return isFlat(view) && fileAt < Math.min(bytes, dataEnd(view)) ? fileAt : null;
  const place = blockAtFile(disk, fileAt);
  if (place === null || place.part === 'bitmap') return null;
  const at = place.block * view.disk.blocks.sizeBytes + (fileAt - place.at);
  return at < bytes ? at : null;
}

/** The structure that holds a byte of the file; null in a gap that is too small to be listed. */
export const structureAt = ({ view }: Disk, fileAt: number): StructureView | null =>
  view.structures.findLast((s) => s.kind !== 'blocks' && fileAt >= s.at && fileAt < s.at + s.bytes) ??
  view.structures.find((s) => fileAt >= s.at && fileAt < s.at + s.bytes) ??
  null;

export const STRUCTURE_NAMES: Readonly<Record<StructureView['kind'], string>> = {
  'footer-copy': 'Footer copy',
  'dynamic-header': 'Dynamic header',
  bat: 'Block allocation table',
  batmap: 'Xen batmap',
  locator: 'Parent locator',
  blocks: 'Blocks',
  gap: 'Gap',
  unknown: 'Unknown',
  data: 'Disk data',
  footer: 'Footer',
  'footer-place': 'Footer’s place',
  trailing: 'Bytes behind the footer',
};

export const structureName = ({ kind, count }: StructureView): string =>
  kind === 'locator' ? `Parent locator ${count + 1}` : kind === 'batmap' && count === 0 ? 'Xen batmap header' : STRUCTURE_NAMES[kind];

/** The structure's fields and where they are in the file; empty for structures without a table of fields. */
export function fieldsOf({ view }: Disk, structure: StructureView): readonly FieldRow[] {
  const disk = view.disk;
  if (disk === null) return [];
  if (structure.kind === 'footer' && disk.footer !== null) return footer.rows(disk.footer.bytes);
  if (structure.kind === 'footer-copy' && disk.footerCopy !== null) return footer.rows(disk.footerCopy.bytes);
  if (structure.kind === 'dynamic-header' && disk.dynamicHeader !== null) return dynamicHeader.rows(disk.dynamicHeader.bytes);
  return [];
}

export const partitionAt = ({ view }: Disk, diskAt: number): PartitionView | null => {
  const lba = Math.floor(diskAt / SECTOR_BYTES);
  return view.disk?.partitions.entries.findLast((p) => lba >= p.firstLba && lba < p.firstLba + p.sectors) ?? null;
};

/**
 * Where a click on a partition leads, as a byte of the disk: to its start, or to the table if it starts behind the end of the
 * disk.
 */
export const partitionStart = ({ firstLba }: PartitionView, diskSectors: number): number =>
  firstLba < diskSectors ? firstLba * SECTOR_BYTES : 0;

/** What of a partition is on the disk, in bytes; the sector of the table if nothing is. */
export const partitionBytes = ({ firstLba, sectors }: PartitionView, diskSectors: number): number =>
  (firstLba < diskSectors ? Math.min(sectors, diskSectors - firstLba) : 1) * SECTOR_BYTES;

export const partitionName = (partition: PartitionView): string => `${partition.number} · ${partitionLabel(partition)}`;

/** The same byte in the other space. If it is not there, the start of that space. */
export function switchSpace(
  disk: Disk,
  from: { readonly space: Space; readonly at: number },
): { readonly space: Space; readonly at: number } | null {
  if (from.space === 'disk') return { space: 'file', at: toFileOffset(disk, from.at) ?? 0 };
  return disk.view.disk === null ? null : { space: 'disk', at: toDiskOffset(disk, from.at) ?? 0 };
}
