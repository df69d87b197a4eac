/**
 * A block's sector bitmap as a picture of 64 columns: which kind each sector is, what is said of it, and where it stands
 * in the grid. Two kinds are contradictions: bytes under a clear bit, and a set bit over zeros.
 */
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { SECTOR_MARK, SECTOR_SOURCES, type SectorRun } from '../../shared/views';
import { grouped, plural } from './address';
import { blockAtFile, type Disk } from './translate';

export const BITMAP_COLUMNS = 64;

export const SECTOR_KINDS = ['file', 'void', 'parent', 'zero', 'stale', 'unknown', 'damaged'] as const;
/**
 * `file`: here, with data; `void`: marked as here, all zeros; `parent`: read from a parent; `zero`: not here, reads as
 * zeros; `stale`: not here, and old bytes still stand in its place; `unknown`: a missing parent's; `damaged`: lost.
 */
export type SectorKind = (typeof SECTOR_KINDS)[number];

export function kindOf(mark: number): SectorKind {
  if ((mark & SECTOR_MARK.lost) !== 0) return 'damaged';
  const isZero = (mark & SECTOR_MARK.zero) !== 0;
  if ((mark & SECTOR_MARK.set) !== 0) return isZero ? 'void' : 'file';
  if (!isZero) return 'stale';
  const source = sourceOf(mark);
  return source === 'file' ? 'zero' : source;
}

export const sourceOf = (mark: number): (typeof SECTOR_SOURCES)[number] =>
  SECTOR_SOURCES[Math.floor(mark / SECTOR_MARK.sourceStep)] ?? 'damaged';

export const isEdited = (mark: number): boolean => (mark & SECTOR_MARK.edited) !== 0;

/** How many sectors are of each kind. */
export function countKinds(marks: Uint8Array): Readonly<Record<SectorKind, number>> {
  const counts: Record<SectorKind, number> = { file: 0, void: 0, parent: 0, zero: 0, stale: 0, unknown: 0, damaged: 0 };
  for (const mark of marks) counts[kindOf(mark)] += 1;
  return counts;
}

/** The grid of a block: lengths in CSS pixels. */
export type SectorGrid = { readonly sectors: number; readonly columns: number; readonly rows: number; readonly cell: number };

const LEAST_CELL = 3;
const MOST_CELL = 12;

/** As large as the width allows; small blocks get large cells, a row of 64 is never broken. */
export function sectorGrid(sectors: number, width: number): SectorGrid {
  const columns = Math.min(BITMAP_COLUMNS, Math.max(1, sectors));
  const cell = Math.max(LEAST_CELL, Math.min(MOST_CELL, Math.floor(width / columns)));
  return { sectors, columns, rows: Math.max(1, Math.ceil(sectors / columns)), cell };
}

/** The sector under a point, counted from the first row; null outside. */
export function sectorAt({ columns, cell, sectors }: SectorGrid, x: number, y: number): number | null {
  const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
  const sector = row * columns + column;
  return column < 0 || column >= columns || row < 0 || sector >= sectors ? null : sector;
}

/** Where an arrow key and its kin lead from a sector; null for other keys. `command`: Ctrl or ⌘ is held. */
export function sectorByKey({ columns, sectors }: SectorGrid, from: number, key: string, command: boolean): number | null {
  const page = 16 * columns;
  const row = from - (from % columns);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    PageUp: from - page,
    PageDown: from + page,
    Home: command ? 0 : row,
    End: command ? sectors - 1 : row + columns - 1,
  };
  const to = steps[key];
  return to === undefined ? null : Math.max(0, Math.min(sectors - 1, to));
}

/** Where a selection was begun, which stretching it keeps: the end at which the cursor is not. `selected` is half-open. */
export function anchorSector(selected: { readonly first: number; readonly end: number } | null, cursor: number): number {
  if (selected === null) return cursor;
  return cursor === selected.first ? selected.end - 1 : selected.first;
}

/** The sector of the block that the cursor stands in or on: of a byte of bitmap, the first it speaks for. Null in other blocks. */
export function sectorUnder(
  disk: Disk,
  block: number,
  { space, at }: { readonly space: 'file' | 'disk'; readonly at: number },
): number | null {
  const size = disk.view.disk?.blocks.sizeBytes ?? 0;
  const sectors = sectorsIn(disk, block);
  const inside = (sector: number): number | null => (sector >= 0 && sector < sectors ? sector : null);
  if (space === 'disk') return inside(Math.floor((at - block * size) / SECTOR_BYTES));
  const place = blockAtFile(disk, at);
  if (place?.block !== block) return null;
  return inside(place.part === 'bitmap' ? (at - place.at) * 8 : Math.floor((at - place.at) / SECTOR_BYTES));
}

/** Sectors of the disk in the block: the last one may have fewer. */
export function sectorsIn({ view }: Disk, block: number): number {
  const { disk } = view;
  if (disk === null) return 0;
  const perBlock = disk.blocks.sizeBytes / SECTOR_BYTES;
  return Math.max(0, Math.min(perBlock, disk.sectors - block * perBlock));
}

/** What one sector is, for a line of text. */
export type SectorFacts = { readonly sector: number; readonly lba: number; readonly kind: SectorKind; readonly isEdited: boolean };

export const sectorFacts = ({ view }: Disk, block: number, sector: number, mark: number): SectorFacts => ({
  sector,
  lba: (block * (view.disk?.blocks.sizeBytes ?? 0)) / SECTOR_BYTES + sector,
  kind: kindOf(mark),
  isEdited: isEdited(mark),
});

/** "1,377 of 4,096 sectors are in this file; the rest read from child-1.vhd." `runs` go by the bits. */
export function holdingText({ view }: Disk, runs: readonly SectorRun[]): string {
  const sum = (wanted: (run: SectorRun) => boolean): number => runs.reduce((n, run) => n + (wanted(run) ? run.sectors : 0), 0);
  const total = sum(() => true);
  const here = sum(({ layer, at }) => layer === 0 && at !== null);
  if (here === total) return `All ${plural(total, 'sector')} ${total === 1 ? 'is' : 'are'} in this file.`;
  const layers = new Set(runs.filter(({ source }) => source === 'parent').map(({ layer }) => layer));
  const [only] = layers;
  const parents = layers.size === 1 && only !== undefined ? `read from ${view.layers[only]?.name ?? 'a parent'}` : 'read from its parents';
  const rest = [
    ...(layers.size > 0 ? [parents] : []),
    ...(sum(({ source }) => source === 'zero') > 0 ? ['read as zeros'] : []),
    ...(sum(({ source }) => source === 'unknown') > 0 ? ['would come from a parent that is missing'] : []),
    ...(sum(({ source }) => source === 'damaged') > 0 ? ['cannot be read'] : []),
  ];
  if (here === 0) return `None of ${plural(total, 'sector')} is in this file; they ${rest.join(' or ')}.`;
  const whose = rest.length > 1 ? 'the others' : 'the rest';
  return `${grouped(here)} of ${plural(total, 'sector')} ${here === 1 ? 'is' : 'are'} in this file; ${whose} ${rest.join(' or ')}.`;
}
