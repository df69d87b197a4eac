/** The map's sentences: about a cell, about the cursor, and about the map itself. */
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import { BLOCK_STATE, BLOCK_STATES, OWNER_NOBODY, OWNER_UNKNOWN, type BlockState, type PartitionView } from '../../shared/views';
import { sizeText } from '../../shared/text/size';
import { unreached } from '../../shared/text/unreached';
import { offsetText, type Radix } from './address.model';
import { countStates, partialBytes, shareIn, type StateCounts } from './stateCounts.model';
import { blocksIn, cellOf, type Blocks, type Grid } from './cellGrid.model';
import {
  apartFromPrevious,
  blockAtFile,
  blockOf,
  partitionAt,
  partitionName,
  spaceBytes,
  toDiskOffset,
  toFileOffset,
  type Disk,
} from './translate.model';
import { grouped, plural, spanText } from '../../shared/text/numbers';

export type Position = { readonly space: 'file' | 'disk'; readonly at: number };

/** Whether the disk has blocks. A fixed or raw disk has none: its cells are stretches of sectors. */
export const hasBlocks = ({ view }: Disk): boolean => view.disk?.blocks.inTable === true;

/** "Block 5", "Blocks 0 – 127"; of a disk without blocks "Sectors 0 – 4,095". */
export function rangeName(disk: Disk, range: Blocks): string {
  const { first, end } = range;
  if (hasBlocks(disk)) return end - first === 1 ? `Block ${grouped(first)}` : `Blocks ${grouped(first)} – ${grouped(end - 1)}`;
  const { at, bytes } = byteRange(disk, range);
  return `Sectors ${spanText(at / SECTOR_BYTES, Math.ceil(bytes / SECTOR_BYTES))}`;
}

/** "7 blocks"; of a disk without blocks how large they are. */
export const countName = (disk: Disk, blocks: number): string =>
  hasBlocks(disk)
    ? plural(blocks, 'block')
    : sizeText(Math.min(blocks * (disk.view.disk?.blocks.sizeBytes ?? 0), spaceBytes(disk, 'disk')));

/** The block at a position in either space; null if there is none. */
export function blockUnder(disk: Disk, { space, at }: Position): number | null {
  if (space === 'disk') return blockOf(disk, at);
  const place = blockAtFile(disk, at);
  if (place !== null) return place.block;
  const diskAt = toDiskOffset(disk, at);
  return diskAt === null ? null : blockOf(disk, diskAt);
}

/** The byte range of blocks on the disk. The last block may be cut short by the end of the disk. */
export function byteRange(disk: Disk, { first, end }: Blocks): { readonly at: number; readonly bytes: number } {
  const size = disk.view.disk?.blocks.sizeBytes ?? 0;
  const last = Math.min(end * size, spaceBytes(disk, 'disk'));
  return { at: first * size, bytes: Math.max(0, last - first * size) };
}

/** How much of the disk is in blocks of this state; of partial ones, what they hold here. What the last block has beyond the end of the disk is no part of it. */
export function stateBytes(disk: Disk, counts: StateCounts, state: BlockState): number {
  const { states } = disk.blocks;
  const size = disk.view.disk?.blocks.sizeBytes ?? 0;
  const beyond = Math.max(0, states.length * size - spaceBytes(disk, 'disk'));
  if (state === 'partial') return partialBytes(disk.blocks, size, beyond);
  return counts[state] * size - (BLOCK_STATES[states.at(-1) ?? 0] === state && counts[state] > 0 ? beyond : 0);
}

export function layerName({ view }: Disk, owner: number): string {
  if (owner === OWNER_NOBODY) return 'none (reads as zeros)';
  if (owner === OWNER_UNKNOWN) return `unknown (${unreached(view.parent).chain})`;
  return owner === 0 ? `${view.layers[0]?.name ?? view.name} (this file)` : (view.layers[owner]?.name ?? 'parent');
}

/** "parent.vhd"; of a layer further down also through which parent: "grand.vhd, through parent.vhd". */
export function layerText({ view }: Pick<Disk, 'view'>, layer: number): string {
  const name = view.layers[layer]?.name ?? 'a parent';
  const through = view.layers[1]?.name;
  return layer < 2 || through === undefined ? name : `${name}, through ${through}`;
}

/** The first two names, and how many more there are. */
function listed(names: readonly string[]): string {
  const all = [...new Set(names)];
  return all.length <= 2 ? all.join(', ') : `${all.slice(0, 2).join(', ')} and ${all.length - 2} more`;
}

type DiskRange = { readonly at: number; readonly bytes: number };

/** The partitions that a range of the disk touches. */
export const touchedBy = (disk: Disk, { at, bytes }: DiskRange): readonly PartitionView[] =>
  (disk.view.disk?.partitions.entries ?? []).filter(
    (p) => p.firstLba * SECTOR_BYTES < at + bytes && (p.firstLba + p.sectors) * SECTOR_BYTES > at,
  );

/** Their names. */
export function partitionsIn(disk: Disk, range: DiskRange): string {
  const touched = touchedBy(disk, range);
  return touched.length === 0 ? 'none' : listed(touched.map(partitionName));
}

/** How far away the previous block is in the file; null if one of the two is not in it. */
export function neighbourText(disk: Disk, block: number): string | null {
  const apart = apartFromPrevious(disk, block);
  if (apart === null) return null;
  if (apart.side === 'over') return 'Over it in the file';
  return apart.bytes === 0 ? `Directly ${apart.side} it in the file` : `${sizeText(apart.bytes)} away in the file, ${apart.side} it`;
}

export type CellFacts = {
  readonly title: string;
  readonly isSingle: boolean;
  /** `owner`: of blocks from parents, as in `BlockTable.owners`; those that no parent gives are counted apart. Otherwise 0. */
  readonly states: readonly { readonly state: BlockState; readonly owner: number; readonly blocks: number }[];
  readonly rows: readonly { readonly label: string; readonly value: string; readonly isMono: boolean }[];
};

/** Everything the card says about a range of blocks. */
export function cellFacts(disk: Disk, range: Blocks, radix: Radix): CellFacts {
  const { at, bytes } = byteRange(disk, range);
  const single = range.end - range.first === 1;
  const counts = countStates(disk.blocks.states, range);
  const lba = at / SECTOR_BYTES;
  const lastLba = Math.max(lba, Math.ceil((at + bytes) / SECTOR_BYTES) - 1);
  const row = (label: string, value: string, isMono = false): CellFacts['rows'][number] => ({ label, value, isMono });
  const neighbour = single ? neighbourText(disk, range.first) : null;
  const share = shareIn(disk.blocks, range);
  const place = fileRow(disk, range, at, radix);
  const rows = [
    ...(share === null ? [] : [row(single ? 'Sectors here' : 'Of partial ones', `${share} % are in this file`)]),
    row('LBA', spanText(lba, lastLba - lba + 1), true),
    row('Virtual offset', offsetText(at, radix), true),
    row(place.label, place.text, place.isOffset),
    row('Partition', partitionsIn(disk, { at, bytes })),
    row('Layer', listed(ownersIn(disk, range)) + (single ? restFrom(disk, share) : '')),
  ];
  return {
    title: `${rangeName(disk, range)} · ${sizeText(bytes)}`,
    isSingle: single,
    states: statesIn(disk, range, counts),
    rows: neighbour === null ? rows : [...rows, row('Previous block', neighbour)],
  };
}

function statesIn(disk: Disk, range: Blocks, counts: StateCounts): CellFacts['states'] {
  const missing = missingIn(disk, range);
  return BLOCK_STATES.flatMap((state): CellFacts['states'] => {
    if (state !== 'parent') return [{ state, owner: 0, blocks: counts[state] }];
    return [
      { state, owner: 1, blocks: counts.parent - missing },
      { state, owner: OWNER_UNKNOWN, blocks: missing },
    ];
  }).filter(({ blocks }) => blocks > 0);
}

/** Of blocks that come from parents: how many a missing one would hold. */
export function missingIn({ blocks: { states, owners } }: Disk, { first, end }: Blocks): number {
  let missing = 0;
  for (let block = first; block < end; block++) if (states[block] === BLOCK_STATE.parent && owners[block] === OWNER_UNKNOWN) missing += 1;
  return missing;
}

/** Of a child's block that is only partly here: the first parent, where the rest is looked for. */
function restFrom({ view }: Disk, share: number | null): string {
  if (share === null || view.disk?.kind !== 'differencing') return '';
  return `; the rest from ${view.layers[1]?.name ?? 'a parent that is missing'}`;
}

function fileRow(disk: Disk, range: Blocks, at: number, radix: Radix): { label: string; text: string; isOffset: boolean } {
  const isList = disk.view.disk?.blocks.inTable === true && range.end - range.first > 1;
  if (!isList) {
    const offset = toFileOffset(disk, at);
    return { label: 'File offset', text: offset === null ? 'not in this file' : offsetText(offset, radix), isOffset: offset !== null };
  }
  let held = 0;
  for (let block = range.first; block < range.end; block++) if (disk.blocks.entries[block] !== UNALLOCATED) held += 1;
  const text = held === 0 ? 'none of it' : `${grouped(held)} of ${plural(range.end - range.first, 'block')}`;
  return { label: 'In this file', text, isOffset: false };
}

function ownersIn(disk: Disk, { first, end }: Blocks): readonly string[] {
  const seen = new Set<number>();
  for (let block = first; block < end; block++) seen.add(disk.blocks.owners[block] ?? OWNER_NOBODY);
  return [...seen].sort((a, b) => a - b).map((owner) => layerName(disk, owner));
}

/** What a screen reader says when the cursor arrives: "Block 196,605 of 1,044,480. Not scanned. 384 GiB in. NTFS · Windows." */
export function spokenBlock(disk: Disk, grid: Grid, block: number, nameOf: (state: BlockState, owner: number) => string): string {
  const range = blocksIn(grid, cellOf(grid, block));
  const { at } = byteRange(disk, { first: block, end: block + 1 });
  const partition = partitionAt(disk, at);
  const { states, owners } = disk.blocks;
  const state = nameOf(BLOCK_STATES[states[block] as number] as BlockState, owners[block] ?? OWNER_NOBODY) + restText(disk, block);
  const others = range.end - range.first > 1 ? ` ${cellSentence(disk, range, nameOf)}` : '';
  const where = partition === null ? '' : ` ${partition.name === '' ? partition.type : `${partition.type} ${partition.name}`}.`;
  const name = rangeName(disk, { first: block, end: block + 1 }) + (hasBlocks(disk) ? ` of ${grouped(grid.blocks)}` : '');
  return `${name}. ${state}. ${sizeText(at)} in.${where}${others}`;
}

/** ", 34 percent here, rest from child-1.vhd" for a partial block; empty for others. */
function restText(disk: Disk, block: number): string {
  const share = shareIn(disk.blocks, { first: block, end: block + 1 });
  if (share === null) return '';
  const parent = disk.view.disk?.kind === 'differencing' ? (disk.view.layers[1]?.name ?? 'a parent that is missing') : null;
  return `, ${share} percent here, rest ${parent === null ? 'reads as zeros' : `from ${parent}`}`;
}

/** "Cell of 128 blocks: 40 not scanned, 88 from parent." */
function cellSentence(disk: Disk, range: Blocks, nameOf: (state: BlockState, owner: number) => string): string {
  const parts = statesIn(disk, range, countStates(disk.blocks.states, range)).map(
    ({ state, owner, blocks }) => `${grouped(blocks)} ${nameOf(state, owner).toLowerCase()}`,
  );
  return `Cell of ${countName(disk, range.end - range.first)}${hasBlocks(disk) ? `: ${parts.join(', ')}` : ''}.`;
}

/** "Fit · 128×64 · cell 16 MiB · row 2 GiB", "Fit · 4 stored blocks of 2 MiB · 5 gaps folded". */
export function gridText(disk: Disk, grid: Grid, isFit: boolean): string {
  const size = disk.view.disk?.blocks.sizeBytes ?? 0;
  if (grid.fold !== null) {
    const { stored, gaps } = grid.fold;
    return `${isFit ? 'Fit · ' : ''}${plural(stored, 'stored block')} of ${sizeText(size)} · ${plural(gaps, 'gap')} folded`;
  }
  // A small disk may not fill its first cell or row.
  const covered = (blocks: number): string => sizeText(Math.min(blocks * size, spaceBytes(disk, 'disk')));
  const cell = grid.per === 1 && hasBlocks(disk) ? `cell = 1 block of ${sizeText(size)}` : `cell ${covered(grid.per)}`;
  const rows = `${isFit ? 'Fit · ' : ''}${grid.columns}×${grouped(grid.rows)}`;
  return `${rows} · ${cell} · row ${covered(grid.per * grid.columns)}`;
}
