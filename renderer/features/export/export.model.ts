/** An export as the user describes it, and what it means: which bytes, in which format, how long. Pure; main decides in the end. */
import { mostDumpBytes, type DumpFormat } from '../../../shared/dumps';
import type { FileType } from '../../../shared/fileTypes';
import type { DumpOf, ConvertRequest, TableFormat, TableName } from '../../../shared/jobList';
import { SECTOR_BYTES, type Space } from '../../../shared/vhd/units';
import type { ByteRange } from '../../../shared/edits';
import type { StructureKind } from '../../../shared/views';
import { parseGoTo, sum } from '../../disk/goTo.model';
import type { PlaceForm, PlaceNeed } from '../../app/place.model';
import { positionOf } from '../../disk/position.model';
import { blockOf, type Disk } from '../../disk/translate.model';

export const EXPORT_WHATS = ['selection', 'range', 'blocks', 'partition', 'disk', 'structure', 'table', 'report'] as const;
export type ExportWhat = (typeof EXPORT_WHATS)[number];
export const BYTE_FORMATS = ['raw', 'hex', 'c', 'python', 'rust', 'go'] as const;
export const TABLE_EXPORTS = ['csv', 'json'] as const;
export type ExportFormat = (typeof BYTE_FORMATS)[number] | TableFormat | 'html';

export type ExportForm = {
  readonly what: ExportWhat;
  /** As typed: `fromText` is an address; `toText` is a number of sectors or the last address. */
  readonly fromText: string;
  readonly toText: string;
  readonly toIs: 'count' | 'last';
  readonly firstBlock: string;
  readonly blockCount: string;
  /** Indexes into the view's partitions and structures. */
  readonly partition: number;
  readonly structure: number;
  readonly table: TableName;
  readonly format: ExportFormat;
  readonly layer: boolean;
  readonly full: boolean;
  /** Writes zeros for sectors that cannot be read. */
  readonly salvage: boolean;
  /** Writes zeros for what only a missing parent has. */
  readonly known: boolean;
  readonly sidecar: boolean;
  readonly unsaved: boolean;
  readonly place: PlaceForm | null;
};

export const NEW_EXPORT: ExportForm = {
  what: 'disk',
  fromText: '0',
  toText: '1',
  toIs: 'count',
  firstBlock: '0',
  blockCount: '1',
  partition: 0,
  structure: 0,
  table: 'bat',
  format: 'raw',
  layer: false,
  full: false,
  salvage: false,
  known: false,
  sidecar: false,
  unsaved: true,
  place: null,
};

export type ExportScene = {
  readonly disk: Disk;
  readonly selection: { readonly space: Space; readonly at: number; readonly bytes: number } | null;
  readonly cursor: { readonly space: Space; readonly at: number };
  /** What the staged changes change: nothing, bytes of the disk only, or also structures of the file. */
  readonly staged: 'nothing' | 'disk-bytes' | 'structures';
};

/** Why nothing can be exported with this form. */
export type ExportProblem =
  | 'no-selection'
  | 'bad-from'
  | 'bad-to'
  | 'ends-before-start'
  | 'beyond-end'
  | 'nothing'
  | 'no-disk'
  | 'no-blocks'
  | 'no-partitions';

/** Half-open, in bytes. */
export type ExportRange = ByteRange & { readonly space: Space };

export type ExportOutcome = {
  readonly range: ExportRange | null;
  readonly problem: ExportProblem | null;
  /** The formats that this can be exported in. */
  readonly formats: readonly ExportFormat[];
  /** The chosen format if it is possible, else the first that is. */
  readonly format: ExportFormat;
  /** Only a child can be exported as one layer, without what its parents hold. */
  readonly canBeLayer: boolean;
  /** Holes can stay holes only in raw files of whole sectors of the disk. */
  readonly canBeSparse: boolean;
  readonly canHash: boolean;
  /** The export contains, or may contain, sectors that only a missing parent has. They cannot be read. */
  readonly needsParent: boolean;
  /** Those sectors are exported as zeros, and listed. */
  readonly isKnownAlone: boolean;
  /** Whether staged changes are part of the export. */
  readonly unsaved: 'none' | 'included' | 'left-out' | 'impossible';
  readonly request: ConvertRequest | null;
  readonly need: PlaceNeed | null;
  readonly fileType: FileType;
};

/** The index of the partition at the cursor; of the first one, if the cursor is in none. */
export function partitionAtCursor({ disk, cursor }: Pick<ExportScene, 'disk' | 'cursor'>): number {
  const { partition } = positionOf(disk, cursor);
  return Math.max(0, disk.view.disk?.partitions.entries.findIndex(({ number }) => number === partition?.number) ?? 0);
}

/** Structures that can be exported on their own. */
const ALONE: readonly StructureKind[] = ['footer-copy', 'dynamic-header', 'bat', 'batmap', 'locator', 'footer', 'trailing'];
export const structuresAlone = ({ view }: Disk) => view.structures.filter(({ kind }) => ALONE.includes(kind));

export const whatIsPossible = ({ disk, selection }: ExportScene): Readonly<Record<ExportWhat, boolean>> => {
  const { view } = disk;
  const hasDisk = view.disk !== null;
  return {
    selection: selection !== null && selection.bytes > 0,
    range: hasDisk,
    blocks: view.disk?.blocks.inTable === true,
    partition: (view.disk?.partitions.entries.length ?? 0) > 0,
    disk: hasDisk,
    structure: structuresAlone(disk).length > 0,
    table: hasDisk,
    report: hasDisk,
  };
};

type Found = { readonly range: ExportRange } | { readonly problem: ExportProblem };
const problem = (why: ExportProblem): Found => ({ problem: why });

export function outcomeOfExport(form: ExportForm, scene: ExportScene): ExportOutcome {
  const formats: readonly ExportFormat[] = form.what === 'table' ? TABLE_EXPORTS : form.what === 'report' ? ['html'] : BYTE_FORMATS;
  const format = formats.includes(form.format) ? form.format : (formats[0] ?? 'raw');
  const found = form.what === 'table' || form.what === 'report' ? dataOf(scene) : rangeOf(form, scene);
  const range = found !== null && 'range' in found ? found.range : null;
  // The choices depend on what is exported, not on its range: they do not change while the range is being typed.
  const space = spaceOf(form, scene);
  const isDisk = space === 'disk';
  const canBeLayer = isDisk && scene.disk.view.disk?.kind === 'differencing';
  const layer = canBeLayer && form.layer;
  const isWhole = isDisk && (range === null || isAligned(range));
  const canBeSparse = isWhole && format === 'raw';
  const unsaved = unsavedOf(form, scene, isDisk);
  const needsParent = isDisk && !layer && scene.disk.view.parent !== null;
  const shape = { ...form, format, layer, known: needsParent && canBeSparse && form.known, unsaved: unsaved === 'included' };
  return {
    range,
    problem: found !== null && 'problem' in found ? found.problem : null,
    formats,
    format,
    canBeLayer,
    canBeSparse,
    canHash: space !== null,
    needsParent,
    isKnownAlone: shape.known,
    unsaved,
    request: found !== null && 'problem' in found ? null : requestOf(shape, range, isWhole),
    need: range === null ? null : needOf(shape, range, scene.disk, canBeSparse),
    fileType: format === 'hex' ? 'text' : format,
  };
}

/** Lists and reports are in no space, as they are not bytes. */
function spaceOf({ what }: ExportForm, { selection }: ExportScene): Space | null {
  if (what === 'table' || what === 'report') return null;
  if (what === 'structure') return 'file';
  return what === 'selection' ? (selection?.space ?? 'disk') : 'disk';
}

function dataOf({ disk }: ExportScene): Found | null {
  return disk.view.disk === null ? problem('no-disk') : null;
}

function rangeOf(form: ExportForm, scene: ExportScene): Found {
  const { disk, selection } = scene;
  const { disk: shown } = disk.view;
  if (form.what === 'selection') return selection === null || selection.bytes === 0 ? problem('no-selection') : { range: selection };
  if (form.what === 'structure') {
    const structure = structuresAlone(disk)[form.structure];
    return structure === undefined ? problem('nothing') : { range: { space: 'file', at: structure.at, bytes: structure.bytes } };
  }
  if (shown === null) return problem('no-disk');
  const diskBytes = shown.sectors * SECTOR_BYTES;
  if (form.what === 'disk') return diskBytes === 0 ? problem('nothing') : { range: { space: 'disk', at: 0, bytes: diskBytes } };
  if (form.what === 'partition') {
    const partition = shown.partitions.entries[form.partition];
    if (partition === undefined) return problem('no-partitions');
    return bounded(partition.firstLba * SECTOR_BYTES, partition.sectors * SECTOR_BYTES, diskBytes);
  }
  if (form.what === 'blocks') return blocksOf(form, disk, diskBytes);
  return typedRange(form, scene, diskBytes);
}

function blocksOf(form: ExportForm, { view }: Disk, diskBytes: number): Found {
  const blocks = view.disk?.blocks;
  if (blocks === undefined || !blocks.inTable) return problem('no-blocks');
  const first = numberIn(form.firstBlock);
  const count = numberIn(form.blockCount);
  if (first === null) return problem('bad-from');
  if (count === null) return problem('bad-to');
  if (count === 0) return problem('nothing');
  if (first + count > blocks.count) return problem('beyond-end');
  const at = first * blocks.sizeBytes;
  return { range: { space: 'disk', at, bytes: Math.min(count * blocks.sizeBytes, diskBytes - at) } };
}

/** Whole sectors, beginning with the one that holds the first address. */
function typedRange(form: ExportForm, { disk, cursor }: ExportScene, diskBytes: number): Found {
  const from = sectorAt(form.fromText, disk, cursor);
  if (from === null) return problem('bad-from');
  if (form.toIs === 'count') {
    const count = numberIn(form.toText);
    if (count === null) return problem('bad-to');
    return count === 0 ? problem('nothing') : bounded(from * SECTOR_BYTES, count * SECTOR_BYTES, diskBytes);
  }
  const last = sectorAt(form.toText, disk, cursor);
  if (last === null) return problem('bad-to');
  return last < from ? problem('ends-before-start') : bounded(from * SECTOR_BYTES, (last - from + 1) * SECTOR_BYTES, diskBytes);
}

const bounded = (at: number, bytes: number, diskBytes: number): Found =>
  at + bytes > diskBytes ? problem('beyond-end') : { range: { space: 'disk', at, bytes } };

function sectorAt(text: string, disk: Disk, cursor: ExportScene['cursor']): number | null {
  const target = parseGoTo(text, { disk, cursor: cursor.space === 'disk' ? cursor : { space: 'disk', at: 0 } });
  return target.ok && target.value.space === 'disk' ? Math.floor(target.value.at / SECTOR_BYTES) : null;
}

function numberIn(text: string): number | null {
  const value = sum(text.trim().replaceAll(',', ''));
  return value === null || value < 0 ? null : value;
}

const isAligned = ({ at, bytes }: ByteRange): boolean => at % SECTOR_BYTES === 0 && bytes % SECTOR_BYTES === 0;

function unsavedOf({ what, unsaved }: ExportForm, { staged }: ExportScene, isDisk: boolean): ExportOutcome['unsaved'] {
  if (staged === 'nothing') return 'none';
  // The file's own bytes, lists and reports are exported as saved.
  if (!isDisk || what === 'structure') return 'impossible';
  if (staged === 'structures') return 'impossible';
  return unsaved ? 'included' : 'left-out';
}

type Shape = ExportForm & { readonly format: ExportFormat };

function requestOf(
  { what, table, format, layer, full, salvage, known, sidecar, unsaved }: Shape,
  range: ExportRange | null,
  isWhole: boolean,
): ConvertRequest | null {
  if (what === 'report') return { op: 'report' };
  if (what === 'table') return format === 'csv' || format === 'json' ? { op: 'table', table, format } : null;
  if (range === null || format === 'csv' || format === 'json' || format === 'html') return null;
  const { at, bytes, space } = range;
  if (isWhole && format === 'raw') {
    const sectors = { from: at / SECTOR_BYTES, sectors: bytes / SECTOR_BYTES };
    return { op: 'export', range: what === 'disk' ? null : sectors, layer, full, salvage, known, sidecar, unsaved };
  }
  const of: DumpOf = space === 'disk' ? { kind: 'disk', at, bytes, layer } : { kind: 'file', at, bytes };
  return { op: 'dump', of, format: format === 'raw' ? 'bytes' : format, sidecar, unsaved };
}

/** In a dynamic disk, at most the blocks in the file can hold data. */
function needOf({ format, full }: Shape, { bytes }: ExportRange, { view }: Disk, canBeSparse: boolean): PlaceNeed {
  if (format !== 'raw') {
    const most = mostDumpBytes(format as DumpFormat, bytes);
    return { fileBytes: { least: Math.min(bytes, most), most }, roomBytes: { least: Math.min(bytes, most), most }, laterBytes: most };
  }
  const blocks = view.disk?.blocks;
  const held = blocks?.inTable === true && view.layers.length === 1 ? blocks.allocated * blocks.sizeBytes : bytes;
  const most = full || !canBeSparse ? bytes : Math.min(bytes, held);
  return { fileBytes: { least: bytes, most: bytes }, roomBytes: { least: full || !canBeSparse ? bytes : 0, most }, laterBytes: bytes };
}

/** A file name that says what the file holds. */
export function exportName(form: ExportForm, { disk }: ExportScene, { range, fileType }: ExportOutcome, extension: string): string {
  const base = disk.view.name.replace(/\.[^.]*$/, '');
  const at = range === null ? 0 : Math.floor(range.at / SECTOR_BYTES);
  const part: Readonly<Record<ExportWhat, string>> = {
    selection: range?.space === 'disk' ? `-lba-${at}` : `-bytes-${range?.at ?? 0}`,
    range: `-lba-${at}`,
    blocks: `-block-${range === null ? 0 : (blockOf(disk, range.at) ?? 0)}`,
    partition: `-partition-${disk.view.disk?.partitions.entries[form.partition]?.number ?? 1}`,
    disk: '',
    structure: `-${structuresAlone(disk)[form.structure]?.kind ?? 'bytes'}`,
    table: `-${form.table}`,
    report: '-report',
  };
  return `${base}${part[form.what]}.${fileType === 'raw' && range?.space === 'file' ? 'bin' : extension}`;
}
