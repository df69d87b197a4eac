/**
 * A block's sector bitmap in words and kinds: which kind each sector is, and what is said about it. Two kinds are
 * contradictions: bytes under a clear bit, and zeros under a set bit. Where sectors are in the picture: sectorGrid.model.ts.
 */
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import { SECTOR_MARK, SECTOR_SOURCES, type BlockState, type SectorRun } from '../../shared/views';
import { blockAtFile, type Disk } from './translate.model';
import { grouped, plural } from '../../shared/text/numbers';

export const SECTOR_KINDS = ['file', 'void', 'parent', 'zero', 'stale', 'unknown', 'damaged'] as const;
/**
 * `file`: stored here, with data; `void`: marked as stored here, but all zeros; `parent`: read from a parent; `zero`: not
 * stored here, reads as zeros; `stale`: not stored here, but old bytes are still in its place; `unknown`: a missing parent
 * would hold it; `damaged`: the file cannot give it.
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

/**
 * The mark of a sector in a block without a bitmap. All that is known of such a sector is where it is read from; nothing is
 * stored. `runs` are in order. Null if none of them holds the sector.
 */
export function markFromRuns(runs: readonly SectorRun[], lba: number): number | null {
  let low = 0;
  let high = runs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs[middle] as SectorRun).lba <= lba) low = middle + 1;
    else high = middle;
  }
  const run = runs[low - 1];
  if (run === undefined || lba >= run.lba + run.sectors) return null;
  return SECTOR_MARK.zero + SECTOR_SOURCES.indexOf(run.source) * SECTOR_MARK.sourceStep;
}

/** The marks of a block's first sectors; null if one of them is not known yet. */
export function marksOf(sectors: number, markOf: (sector: number) => number | null): Uint8Array | null {
  const marks = new Uint8Array(sectors);
  for (let sector = 0; sector < sectors; sector++) {
    const mark = markOf(sector);
    if (mark === null) return null;
    marks[sector] = mark;
  }
  return marks;
}

/** How many sectors are of each kind. */
export function countKinds(marks: Uint8Array): Readonly<Record<SectorKind, number>> {
  const counts: Record<SectorKind, number> = { file: 0, void: 0, parent: 0, zero: 0, stale: 0, unknown: 0, damaged: 0 };
  for (const mark of marks) counts[kindOf(mark)] += 1;
  return counts;
}

/**
 * The sector of the block that the cursor is in. In the bitmap, it is the first sector of the cursor's byte. Null if the cursor
 * is not in this block.
 */
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

/** How many sectors of the disk are in the block; the last block may have fewer. */
export function sectorsIn({ view }: Disk, block: number): number {
  const { disk } = view;
  if (disk === null) return 0;
  const perBlock = disk.blocks.sizeBytes / SECTOR_BYTES;
  return Math.max(0, Math.min(perBlock, disk.sectors - block * perBlock));
}

/** The selected sectors, counted from the block's first: half-open, and not cut off at the block's ends. Null if none are selected. */
export function selectedSectors(
  { view }: Disk,
  block: number,
  selection: { readonly space: 'file' | 'disk'; readonly at: number; readonly bytes: number } | null,
): { readonly first: number; readonly end: number } | null {
  if (selection === null || selection.space !== 'disk' || selection.bytes === 0) return null;
  const blockAt = block * (view.disk?.blocks.sizeBytes ?? 0);
  return {
    first: Math.floor((selection.at - blockAt) / SECTOR_BYTES),
    end: Math.ceil((selection.at + selection.bytes - blockAt) / SECTOR_BYTES),
  };
}

/** `sector` is counted from the block's first and may lie in another block; answers the nearest sector that the disk has. */
export function nearestSector({ view }: Disk, block: number, sector: number): number {
  const { disk } = view;
  if (disk === null) return 0;
  const first = block * (disk.blocks.sizeBytes / SECTOR_BYTES);
  return Math.max(-first, Math.min(disk.sectors - 1 - first, sector));
}

/** What one sector is, for a line of text. */
export type SectorFacts = {
  readonly sector: number;
  readonly lba: number;
  readonly kind: SectorKind;
  /** False in a block that is not in this file. */
  readonly hasBit: boolean;
  readonly isEdited: boolean;
};

/** Whether the block is in this file, according to its BAT entry, and so has a bitmap. */
export const hasBits = ({ view, blocks }: Disk, block: number): boolean =>
  view.disk?.blocks.inTable === true && (blocks.entries[block] ?? UNALLOCATED) !== UNALLOCATED;

/** The kinds of sectors that the disk can have: a dynamic disk has no parent. */
export const kindsOn = ({ view }: Disk): readonly SectorKind[] =>
  SECTOR_KINDS.filter((kind) => view.disk?.kind === 'differencing' || (kind !== 'parent' && kind !== 'unknown'));

export const sectorFacts = (disk: Disk, block: number, sector: number, mark: number): SectorFacts => ({
  sector,
  lba: (block * (disk.view.disk?.blocks.sizeBytes ?? 0)) / SECTOR_BYTES + sector,
  kind: kindOf(mark),
  hasBit: hasBits(disk, block),
  isEdited: isEdited(mark),
});

/** "reads as zeros", of one sector. */
const ofOne = (rest: string): string => rest.replace(/^read/, 'reads');

/** The state of a stored block by the runs that follow its bits. */
export function stateOfRuns(runs: readonly SectorRun[]): BlockState {
  const isHere = ({ layer, at }: SectorRun): boolean => layer === 0 && at !== null;
  return runs.every(isHere) ? 'full' : runs.some(isHere) ? 'partial' : 'unset';
}

/** "1,377 of 4,096 sectors are in this file; the rest read from child-1.vhd." `runs` must be those that follow the bits. `zeros`: how many sectors have their bit set, and hold only zeros, as far as they were read. */
export function holdingText({ view }: Disk, runs: readonly SectorRun[], zeros = 0): string {
  const sum = (wanted: (run: SectorRun) => boolean): number => runs.reduce((n, run) => n + (wanted(run) ? run.sectors : 0), 0);
  const total = sum(() => true);
  const here = sum(({ layer, at }) => layer === 0 && at !== null);
  if (here === total && zeros > 0 && total > 1) {
    const those = zeros === total ? `they are all zeros` : `${grouped(zeros)} of them ${zeros === 1 ? 'is' : 'are'} zeros`;
    return `All ${plural(total, 'sector')} have their bit set; ${those}.`;
  }
  if (here === total) return total === 1 ? 'Its only sector is in this file.' : `All ${plural(total, 'sector')} are in this file.`;
  const layers = new Set(runs.filter(({ source }) => source === 'parent').map(({ layer }) => layer));
  const [only] = layers;
  const parents = layers.size === 1 && only !== undefined ? `read from ${view.layers[only]?.name ?? 'a parent'}` : 'read from its parents';
  const rest = [
    ...(layers.size > 0 ? [parents] : []),
    ...(sum(({ source }) => source === 'zero') > 0 ? ['read as zeros'] : []),
    ...(sum(({ source }) => source === 'unknown') > 0 ? ['would come from a parent that is missing'] : []),
    ...(sum(({ source }) => source === 'damaged') > 0 ? ['cannot be read'] : []),
  ];
  if (here === 0 && total === 1) return `Its only sector is not in this file; it ${rest.map(ofOne).join(' or ')}.`;
  if (here === 0) return `None of ${plural(total, 'sector')} is in this file; they ${rest.join(' or ')}.`;
  const whose = rest.length > 1 ? 'the others' : 'the rest';
  return `${grouped(here)} of ${plural(total, 'sector')} ${here === 1 ? 'is' : 'are'} in this file; ${whose} ${rest.join(' or ')}.`;
}
