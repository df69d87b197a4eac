/**
 * New disks made from the one that is shown: what can be made of it, and what each would come to. From the block table
 * alone, so sizes that depend on what is in the blocks are bounds, and said to be. Main and the engine have the last word.
 */
import type { FileType } from '../../../shared/fileTypes';
import type { DiskKind, JobRequest } from '../../../shared/jobList';
import { azureSectors } from '../../../shared/vhd/azure';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { DEFAULT_BLOCK_BYTES, endOfBlocks, placesInFront, sparseLength } from '../../../shared/vhd/newLayout';
import { MAX_DISK_SECTORS, roundUp, SECTOR_BYTES } from '../../../shared/vhd/units';
import { OWNER_NOBODY, type DiskView } from '../../../shared/views';
import { countStates } from '../../disk/stateCounts.model';
import type { SizeUnit } from '../../../shared/text/sizeInput';
import { readSize } from '../../disk/diskSize.model';
import type { PlaceNeed, Span } from '../../app/place.model';
import type { Disk } from '../../disk/translate.model';

export const OPERATIONS = ['dynamic', 'fixed', 'raw', 'compact', 'defragment', 'resize', 'flatten', 'merge', 'azure', 'skeleton'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Why an operation makes no sense for a disk. */
export type Reason =
  | 'no-table'
  | 'no-footer'
  | 'same-kind'
  | 'has-parent'
  | 'no-parent'
  | 'not-sparse'
  | 'parent-missing'
  | 'grandparent-missing'
  | 'ancestor-missing'
  | 'chain-loop'
  | 'saved-state'
  | 'azure-already';

const PAGE_BYTES = 4096;
const MIN_ALIGNED_BLOCK = 65_536;

const isSuspended = ({ footer: raw }: DiskView): boolean =>
  raw !== null && raw.bytes.length >= FOOTER_BYTES - 1 && footer.get(raw.bytes, 'savedState') !== 0;

/** A file of another length than its disk and one footer is refused there, too. */
const isForAzure = ({ fileBytes }: Disk['view'], { kind, sectors }: DiskView): boolean =>
  kind === 'fixed' && azureSectors(sectors) === sectors && fileBytes === sectors * SECTOR_BYTES + FOOTER_BYTES;

/** `layers`: those that are there, the disk itself included. */
const missingReason = ({ layers: { length: layers }, parent }: Disk['view']): Reason =>
  parent?.state === 'loop' ? 'chain-loop' : layers < 2 ? 'parent-missing' : layers === 2 ? 'grandparent-missing' : 'ancestor-missing';

/** Null: it can be made. */
export function reasonAgainst({ view }: Disk, operation: Operation): Reason | null {
  const { disk } = view;
  if (disk === null) return 'no-footer';
  const { kind, blocks } = disk;
  const isChild = kind === 'differencing';
  const missing = isChild && view.parent !== null ? missingReason(view) : null;
  if ((isChild || kind === 'dynamic') && !blocks.inTable) return 'no-table';
  switch (operation) {
    case 'dynamic':
    case 'fixed':
    case 'raw':
      return isChild ? 'has-parent' : kind === operation ? 'same-kind' : null;
    case 'compact':
      if (!blocks.inTable) return 'not-sparse';
      return isSuspended(disk) ? 'saved-state' : missing;
    case 'defragment':
      return blocks.inTable ? (isSuspended(disk) ? 'saved-state' : null) : 'not-sparse';
    case 'resize':
      return kind === 'raw' ? 'no-footer' : isSuspended(disk) ? 'saved-state' : missing === 'chain-loop' ? missing : null;
    case 'flatten':
      return isChild ? missing : 'no-parent';
    case 'merge':
      if (!isChild) return 'no-parent';
      return missing === 'chain-loop' || view.layers.length < 2 ? missing : null;
    case 'azure':
      if (missing !== null) return missing;
      return isForAzure(view, disk) ? 'azure-already' : null;
    case 'skeleton':
      return kind === 'raw' ? 'no-footer' : null;
    default:
      return operation satisfies never;
  }
}

/** What is asked besides the operation. */
export type ConvertForm = {
  readonly operation: Operation;
  readonly flattenTo: DiskKind;
  /** Layers below this one that are merged into it. */
  readonly ancestors: number;
  readonly sizeText: string;
  readonly unit: SizeUnit;
};

export const fileTypeOf = ({ operation, flattenTo }: ConvertForm): FileType =>
  operation === 'raw' || (operation === 'flatten' && flattenTo === 'raw') ? 'raw' : 'vhd';

export type SizeFault = 'unreadable' | 'too-large' | 'same' | { readonly partition: number; readonly endLba: number };

/** Of a resized disk, in sectors, or what is wrong with it. */
export function newSectors({ view }: Disk, { sizeText, unit }: ConvertForm): { readonly sectors: number } | { readonly fault: SizeFault } {
  const read = readSize(sizeText, unit);
  if (read === null) return { fault: 'unreadable' };
  const sectors = read.bytes / SECTOR_BYTES;
  if (sectors > MAX_DISK_SECTORS) return { fault: 'too-large' };
  if (sectors === view.disk?.sectors) return { fault: 'same' };
  const was = view.disk?.sectors ?? 0;
  // A partition that starts behind the disk, or ends behind it already while it grows, loses nothing.
  const cut =
    sectors > was
      ? undefined
      : view.disk?.partitions.entries.find(({ firstLba, sectors: count }) => firstLba < was && firstLba + count > sectors);
  return cut === undefined ? { sectors } : { fault: { partition: cut.number, endLba: cut.firstLba + cut.sectors } };
}

/** The request; null while the size makes no sense. */
export function requestOf(disk: Disk, form: ConvertForm): JobRequest | null {
  const { operation, flattenTo, ancestors } = form;
  if (operation === 'dynamic' || operation === 'fixed' || operation === 'raw') return { op: 'convert', to: operation };
  if (operation === 'flatten') return { op: 'flatten', to: flattenTo };
  if (operation === 'merge') return { op: 'merge', ancestors };
  if (operation !== 'resize') return { op: operation };
  const size = newSectors(disk, form);
  return 'sectors' in size ? { op: 'resize', sectors: size.sectors } : null;
}

export type Preview = {
  readonly sectors: number;
  readonly need: PlaceNeed;
  /** Blocks of the file now and at most afterwards; null where one of the two has none. */
  readonly blocks: { readonly now: number | null; readonly most: number } | null;
  /** Kept blocks are known, not only bounded. */
  readonly isExact: boolean;
  readonly kind: DiskView['kind'];
};

/** Length of a sparse file with so many blocks, aligned to pages as Windows does. */
export function sparseFileBytes(sectors: number, blockBytes: number, locatorBytes: number, kept: number): number {
  const align = blockBytes >= MIN_ALIGNED_BLOCK ? PAGE_BYTES : SECTOR_BYTES;
  const entries = Math.ceil((sectors * SECTOR_BYTES) / blockBytes);
  const { blocksAt } = placesInFront(entries, [locatorBytes]);
  return sparseLength(endOfBlocks(blocksAt, kept, blockBytes, align), blockBytes, align);
}

const exactly = (bytes: number): Span => ({ least: bytes, most: bytes });

/** Blocks that the first so many layers hold; of a fixed disk, all of them. */
function heldBy({ blocks }: Disk, layers: number): number {
  let held = 0;
  for (const owner of blocks.owners) if (owner < layers) held += 1;
  return held;
}

/** A chain's layers may have blocks of different sizes: those of this file are what the new one has. */
const ownBlockBytes = ({ blocks }: DiskView): number => (blocks.inTable ? blocks.sizeBytes : DEFAULT_BLOCK_BYTES);

const locatorBytesOf = ({ view }: Disk): number =>
  view.structures.filter(({ kind }) => kind === 'locator').reduce((sum, { bytes }) => sum + roundUp(bytes, SECTOR_BYTES), 0);

/** Another layer's locators are not known here: room for eight of usual length. */
const FOREIGN_LOCATOR_BYTES = 8 * 4096;

type Shape = {
  readonly sectors: number;
  readonly kind: DiskView['kind'];
  readonly held: number;
  readonly known: boolean;
  readonly locatorBytes: number;
};

function sparsePreview({ view }: Disk, disk: DiskView, { sectors, kind, held, known, locatorBytes }: Shape): Preview {
  const blockBytes = ownBlockBytes(disk);
  const entries = Math.ceil((sectors * SECTOR_BYTES) / blockBytes);
  const length = (kept: number): number => sparseFileBytes(sectors, blockBytes, locatorBytes, kept);
  const bytes = { least: length(known ? held : 0), most: length(held) };
  return {
    sectors,
    kind,
    need: { fileBytes: bytes, roomBytes: bytes, laterBytes: length(entries) },
    blocks: { now: view.disk?.blocks.inTable === true ? disk.blocks.allocated : null, most: held },
    isExact: known,
  };
}

/** Raw or fixed: as long as the disk; what is zero takes no room where the file system knows holes. */
function flatPreview(disk: Disk, view: DiskView, sectors: number, kind: 'raw' | 'fixed', layers: number): Preview {
  const bytes = sectors * SECTOR_BYTES + (kind === 'fixed' ? FOOTER_BYTES : 0);
  const held = Math.min(bytes, heldBy(disk, layers) * view.blocks.sizeBytes);
  return { sectors, kind, need: { fileBytes: exactly(bytes), roomBytes: exactly(held), laterBytes: bytes }, blocks: null, isExact: true };
}

/** On Windows a fixed disk is written in full: it attaches none that is a sparse file. A skeleton is not for attaching. */
export const inFullOnWindows = (preview: Preview | null, operation: Operation, platform: string): Preview | null =>
  preview?.kind === 'fixed' && operation !== 'skeleton' && platform === 'win32'
    ? { ...preview, need: { ...preview.need, roomBytes: preview.need.fileBytes } }
    : preview;

/** Null while the size makes no sense. */
export function previewOf(disk: Disk, form: ConvertForm): Preview | null {
  const { view } = disk;
  if (view.disk === null) return null;
  const { sectors, kind, blocks } = view.disk;
  const { operation } = form;
  switch (operation) {
    case 'fixed':
    case 'raw':
      return flatPreview(disk, view.disk, sectors, operation, OWNER_NOBODY);
    case 'azure':
      return flatPreview(disk, view.disk, azureSectors(sectors), 'fixed', OWNER_NOBODY);
    case 'flatten':
      if (form.flattenTo !== 'dynamic') return flatPreview(disk, view.disk, sectors, form.flattenTo, OWNER_NOBODY);
      return sparsePreview(disk, view.disk, { sectors, kind: 'dynamic', held: heldBy(disk, OWNER_NOBODY), known: false, locatorBytes: 0 });
    case 'dynamic':
      return sparsePreview(disk, view.disk, { sectors, kind: 'dynamic', held: dataBlocks(disk, view.disk), known: false, locatorBytes: 0 });
    case 'compact':
    case 'defragment':
      return sparsePreview(disk, view.disk, { sectors, kind, held: blocks.allocated, known: false, locatorBytes: locatorBytesOf(disk) });
    case 'merge':
      return mergePreview(disk, view.disk, form.ancestors);
    case 'resize':
      return resizePreview(disk, view.disk, form);
    case 'skeleton':
      return skeletonPreview(disk, view.disk);
    default:
      return operation satisfies never;
  }
}

/** A fixed disk's blocks are counted in those the new disk will have. */
const dataBlocks = (disk: Disk, { sectors, blocks }: DiskView): number =>
  blocks.inTable ? heldBy(disk, OWNER_NOBODY) : Math.ceil((sectors * SECTOR_BYTES) / DEFAULT_BLOCK_BYTES);

function mergePreview(disk: Disk, view: DiskView, ancestors: number): Preview {
  const last = disk.view.layers[ancestors];
  const kind = last?.kind === 'differencing' ? 'differencing' : 'dynamic';
  return sparsePreview(disk, view, {
    sectors: view.sectors,
    kind,
    held: heldBy(disk, ancestors + 1),
    known: false,
    locatorBytes: kind === 'differencing' ? FOREIGN_LOCATOR_BYTES : 0,
  });
}

function resizePreview(disk: Disk, view: DiskView, form: ConvertForm): Preview | null {
  const size = newSectors(disk, form);
  if (!('sectors' in size)) return null;
  if (view.kind === 'fixed') return flatPreview(disk, view, size.sectors, 'fixed', OWNER_NOBODY);
  return sparsePreview(disk, view, {
    sectors: size.sectors,
    kind: view.kind,
    held: view.blocks.allocated,
    known: false,
    locatorBytes: locatorBytesOf(disk),
  });
}

/** As long as the disk's file; only its structures and bitmaps take room. */
function skeletonPreview({ view }: Disk, disk: DiskView): Preview {
  const structures = view.structures
    .filter(({ kind }) => kind !== 'blocks' && kind !== 'data' && kind !== 'gap' && kind !== 'trailing')
    .reduce((sum, { bytes }) => sum + bytes, 0);
  const room = structures + disk.blocks.allocated * disk.blocks.bitmapSectors * SECTOR_BYTES;
  return {
    sectors: disk.sectors,
    kind: disk.kind,
    need: { fileBytes: exactly(view.fileBytes), roomBytes: exactly(Math.min(room, view.fileBytes)), laterBytes: view.fileBytes },
    blocks: disk.blocks.inTable ? { now: disk.blocks.allocated, most: disk.blocks.allocated } : null,
    isExact: true,
  };
}

/** Blocks whose data the file cannot give: a job that needs them stops there. */
export function lostBlocks({ blocks }: Disk): number {
  return countStates(blocks.states).damaged;
}

/** Whether the new file still needs the parent beside it. */
export const staysChild = ({ kind }: Preview): boolean => kind === 'differencing';

const SUFFIXES: Readonly<Record<Operation, string>> = {
  dynamic: '-dynamic',
  fixed: '-fixed',
  raw: '',
  compact: '-compact',
  defragment: '-defragmented',
  resize: '-resized',
  flatten: '-flat',
  merge: '-merged',
  azure: '-azure',
  skeleton: '-skeleton',
};

/** A name beside the old one that says what it is. */
export function suggestedName(name: string, form: ConvertForm): string {
  const bare = name.replace(/\.(a?vhd|vud|img|raw|bin|dd)$/i, '');
  return `${bare}${SUFFIXES[form.operation]}.${fileTypeOf(form) === 'raw' ? 'img' : 'vhd'}`;
}
