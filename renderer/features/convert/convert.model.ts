/**
 * New disks made from the one that is shown: which can be made, and what each would be. It is computed from the block table
 * alone, so sizes that depend on the content of blocks are bounds and are shown as such. Main and the engine decide in the end.
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

/** Why an operation makes no sense for the disk. */
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
  | 'chain-too-deep'
  | 'saved-state'
  | 'azure-already';

const PAGE_BYTES = 4096;
const MIN_ALIGNED_BLOCK = 65_536;

const isSuspended = ({ footer: raw }: DiskView): boolean =>
  raw !== null && raw.bytes.length >= FOOTER_BYTES - 1 && footer.get(raw.bytes, 'savedState') !== 0;

/** Whether Azure takes the disk as it is. It refuses a file that is not exactly as long as its disk and one footer. */
const isForAzure = ({ fileBytes }: Disk['view'], { kind, sectors }: DiskView): boolean =>
  kind === 'fixed' && azureSectors(sectors) === sectors && fileBytes === sectors * SECTOR_BYTES + FOOTER_BYTES;

/** `layers`: how many were found, the disk itself included. */
function missingReason({ layers: { length: layers }, parent }: Disk['view']): Reason {
  if (parent?.state === 'loop') return 'chain-loop';
  if (parent?.state === 'too-deep') return 'chain-too-deep';
  return layers < 2 ? 'parent-missing' : layers === 2 ? 'grandparent-missing' : 'ancestor-missing';
}

/** Null if it can be made. */
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

/** What the user chooses: the operation and its settings. */
export type ConvertForm = {
  readonly operation: Operation;
  readonly flattenTo: DiskKind;
  /** How many layers below this one are merged into it. */
  readonly ancestors: number;
  readonly sizeText: string;
  readonly unit: SizeUnit;
};

export const fileTypeOf = ({ operation, flattenTo }: ConvertForm): FileType =>
  operation === 'raw' || (operation === 'flatten' && flattenTo === 'raw') ? 'raw' : 'vhd';

export type SizeFault = 'unreadable' | 'too-large' | 'same' | { readonly partition: number; readonly endLba: number };

/** The new size in sectors, or what is wrong with it. */
export function newSectors({ view }: Disk, { sizeText, unit }: ConvertForm): { readonly sectors: number } | { readonly fault: SizeFault } {
  const read = readSize(sizeText, unit);
  if (read === null) return { fault: 'unreadable' };
  const sectors = read.bytes / SECTOR_BYTES;
  if (sectors > MAX_DISK_SECTORS) return { fault: 'too-large' };
  if (sectors === view.disk?.sectors) return { fault: 'same' };
  const was = view.disk?.sectors ?? 0;
  // A partition that starts behind the end of the disk loses nothing, nor does any when the disk grows.
  const cut =
    sectors > was
      ? undefined
      : view.disk?.partitions.entries.find(({ firstLba, sectors: count }) => firstLba < was && firstLba + count > sectors);
  return cut === undefined ? { sectors } : { fault: { partition: cut.number, endLba: cut.firstLba + cut.sectors } };
}

/** The request; null while the size is not valid. */
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
  /** Blocks in the file now, and at most in the new one; null if one of the two has no blocks. */
  readonly blocks: { readonly now: number | null; readonly most: number } | null;
  /** The number of kept blocks is exact, and not only an upper limit. */
  readonly isExact: boolean;
  readonly kind: DiskView['kind'];
};

/** The length of a sparse file with so many blocks. They are aligned to pages, as Windows does. */
export function sparseFileBytes(sectors: number, blockBytes: number, locatorBytes: number, kept: number): number {
  const align = blockBytes >= MIN_ALIGNED_BLOCK ? PAGE_BYTES : SECTOR_BYTES;
  const entries = Math.ceil((sectors * SECTOR_BYTES) / blockBytes);
  const { blocksAt } = placesInFront(entries, [locatorBytes]);
  return sparseLength(endOfBlocks(blocksAt, kept, blockBytes, align), blockBytes, align);
}

const exactly = (bytes: number): Span => ({ least: bytes, most: bytes });

/** How many blocks the first `layers` layers hold; for a fixed disk, all of them. */
function heldBy({ blocks }: Disk, layers: number): number {
  let held = 0;
  for (const owner of blocks.owners) if (owner < layers) held += 1;
  return held;
}

/** The layers of a chain may have blocks of different sizes. The new file gets blocks of this file's size. */
const ownBlockBytes = ({ blocks }: DiskView): number => (blocks.inTable ? blocks.sizeBytes : DEFAULT_BLOCK_BYTES);

const locatorBytesOf = ({ view }: Disk): number =>
  view.structures.filter(({ kind }) => kind === 'locator').reduce((sum, { bytes }) => sum + roundUp(bytes, SECTOR_BYTES), 0);

/** The locators of another layer are not known here, so this is room for eight of usual length. */
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

/** Raw or fixed: as long as the disk. If the file system supports holes, zeros take no room. */
function flatPreview(disk: Disk, view: DiskView, sectors: number, kind: 'raw' | 'fixed', layers: number): Preview {
  const bytes = sectors * SECTOR_BYTES + (kind === 'fixed' ? FOOTER_BYTES : 0);
  const held = Math.min(bytes, heldBy(disk, layers) * view.blocks.sizeBytes);
  return { sectors, kind, need: { fileBytes: exactly(bytes), roomBytes: exactly(held), laterBytes: bytes }, blocks: null, isExact: true };
}

/** On Windows a fixed disk is written in full, as Windows attaches no sparse file. A skeleton is not made to be attached. */
export const inFullOnWindows = (preview: Preview | null, operation: Operation, platform: string): Preview | null =>
  preview?.kind === 'fixed' && operation !== 'skeleton' && platform === 'win32'
    ? { ...preview, need: { ...preview.need, roomBytes: preview.need.fileBytes } }
    : preview;

/** Null while the size is not valid. */
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

/** A fixed disk has no blocks, so they are counted as the new disk will have them. */
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

/** As long as the disk's file, but only its structures and bitmaps take up room. */
function skeletonPreview({ view }: Disk, disk: DiskView): Preview {
  const structures = view.structures
    .filter(({ kind }) => kind !== 'blocks' && kind !== 'data' && kind !== 'gap' && kind !== 'unknown' && kind !== 'trailing')
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

/** Blocks whose data the file cannot give. A job that needs them stops there. */
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

/** A name like the old one, with what was done. */
export function suggestedName(name: string, form: ConvertForm): string {
  const bare = name.replace(/\.(a?vhd|vud|img|raw|bin|dd)$/i, '');
  return `${bare}${SUFFIXES[form.operation]}.${fileTypeOf(form) === 'raw' ? 'img' : 'vhd'}`;
}
