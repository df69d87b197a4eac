/** How many blocks of each state the map's cells hold, and the map's questions about runs of blocks. */
import { BLOCK_STATE, BLOCK_STATES, WHOLE, type BlockState, type BlockTable } from '../../shared/views';
import { cellsOf, type Blocks, type Grid } from './cellGrid.model';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { addStates, shareTiles, stateTiles, sumShares, TILE } from './stateTiles.model';

export const STATES = BLOCK_STATES.length;
/** Counters for each cell: one for each state, and one for the sum of its partial blocks' shares, each of WHOLE. */
export const COUNTERS = STATES + 1;
export const FILL = STATES;

export const isAllocated = (state: number): boolean => state !== BLOCK_STATE.unallocated && state !== BLOCK_STATE.parent;
export const isProblem = (state: number): boolean => state === BLOCK_STATE.damaged || state === BLOCK_STATE.overlapping;

type States = Pick<BlockTable, 'states' | 'shares'>;

/** `counts[(cell - cells.first) * COUNTERS + state]` for the given cells, by default all of them. */
export function countCells({ states, shares }: States, grid: Grid, cells: Blocks = { first: 0, end: cellsOf(grid) }): Uint32Array {
  const counts = new Uint32Array(Math.max(0, cells.end - cells.first) * COUNTERS);
  const { per, fold } = grid;
  if (fold !== null) return addSlots({ states, shares }, grid, cells, counts);
  if (per % TILE === 0) return addTiles({ states, shares }, cells, per / TILE, counts);
  const end = Math.min(states.length, cells.end * per);
  for (let block = cells.first * per, base = 0, left = per; block < end; block++) {
    const at = base + (states[block] as number);
    counts[at] = (counts[at] as number) + 1;
    const share = shares[block] as number;
    if (share > 0) counts[base + FILL] = (counts[base + FILL] as number) + share;
    left -= 1;
    if (left === 0) {
      base += COUNTERS;
      left = per;
    }
  }
  return counts;
}

/** The same where holes are folded: a hole counts as one block, so that it does not hide what is stored beside it. */
function addSlots({ states, shares }: States, grid: Grid, cells: Blocks, counts: Uint32Array): Uint32Array {
  const starts = grid.fold?.starts ?? new Uint32Array(1);
  const end = Math.min(starts.length - 1, cells.end * grid.per);
  for (let slot = cells.first * grid.per; slot < end; slot++) {
    const block = starts[slot] as number;
    const base = (Math.floor(slot / grid.per) - cells.first) * COUNTERS;
    const at = base + (states[block] as number);
    counts[at] = (counts[at] as number) + 1;
    counts[base + FILL] = (counts[base + FILL] as number) + (shares[block] as number);
  }
  return counts;
}

/** The same, for cells that consist of whole tiles. */
function addTiles({ states, shares }: States, cells: Blocks, perCell: number, counts: Uint32Array): Uint32Array {
  const [tiles, sums] = [stateTiles(states), shareTiles(shares)];
  const end = Math.min(sums.length, cells.end * perCell);
  for (let tile = cells.first * perCell, base = 0, left = perCell; tile < end; tile++) {
    for (let state = 0; state < STATES; state++)
      counts[base + state] = (counts[base + state] as number) + (tiles[tile * STATES + state] as number);
    counts[base + FILL] = (counts[base + FILL] as number) + (sums[tile] as number);
    left -= 1;
    if (left === 0) {
      base += COUNTERS;
      left = perCell;
    }
  }
  return counts;
}

export type StateCounts = Readonly<Record<BlockState, number>>;

export function countStates(states: Uint8Array, range: Blocks = { first: 0, end: states.length }): StateCounts {
  const counts = new Uint32Array(STATES);
  addStates(states, range, counts);
  return Object.fromEntries(BLOCK_STATES.map((name, i) => [name, counts[i] as number])) as Record<BlockState, number>;
}

/** The percentage of sectors that is in this file, over all partial blocks of the range; null if none is partial. */
export function shareIn({ states, shares }: States, { first, end }: Blocks): number | null {
  let sum = 0;
  let partial = 0;
  for (let block = first; block < end; block++) {
    if (states[block] !== BLOCK_STATE.partial) continue;
    sum += shares[block] as number;
    partial += 1;
  }
  // Never 0 or 100: a partial block has some sectors, but not all.
  return partial === 0 ? null : Math.max(1, Math.min(99, Math.round((100 * sum) / (WHOLE * partial))));
}

/** How many bytes of the disk the partial blocks hold in this file. `size`: of a block; `beyond`: what the last one has behind the disk's end. */
export function partialBytes({ states, shares }: States, size: number, beyond: number): number {
  const last = states.length - 1;
  const sectors = (share: number, bytes: number): number => Math.round((share * bytes) / WHOLE / SECTOR_BYTES);
  const [all, ofLast] = [sumShares(shares, { first: 0, end: Math.max(0, last) }), shares[last] ?? 0];
  return (sectors(all, size) + sectors(ofLast, size - beyond)) * SECTOR_BYTES;
}

/** The next block after `from`, in the direction of `step`, where a run of wanted states begins; null if there is none. */
export function nextRun(states: Uint8Array, from: number, step: 1 | -1, wanted: (state: number) => boolean): number | null {
  const starts = (block: number): boolean => wanted(states[block] as number) && (block === 0 || !wanted(states[block - 1] as number));
  for (let block = from + step; block >= 0 && block < states.length; block += step) if (starts(block)) return block;
  return null;
}

/** The next block whose state differs from the previous block's; if none does, the disk's first or last block. */
export function nextChange(states: Uint8Array, from: number, step: 1 | -1): number {
  for (let block = from + step; block > 0 && block < states.length; block += step) if (states[block] !== states[block - 1]) return block;
  return step < 0 ? 0 : states.length - 1;
}

/** The run of blocks around `block` that are all in its state. */
export function runAround(states: Uint8Array, block: number): Blocks {
  const state = states[block];
  let first = block;
  while (first > 0 && states[first - 1] === state) first -= 1;
  let end = block + 1;
  while (end < states.length && states[end] === state) end += 1;
  return { first, end };
}

export type ProblemCell = { readonly cell: number; readonly state: 'damaged' | 'overlapping'; readonly blocks: number };

/** Cells with damaged or overlapping blocks, and how many each has. `first`: the cell that `counts` begins with. */
export function problemCells(counts: Uint32Array, first = 0): readonly ProblemCell[] {
  const found: ProblemCell[] = [];
  for (let base = 0; base < counts.length; base += COUNTERS) {
    const damaged = counts[base + BLOCK_STATE.damaged] as number;
    const overlapping = counts[base + BLOCK_STATE.overlapping] as number;
    if (damaged + overlapping === 0) continue;
    found.push({ cell: first + base / COUNTERS, state: damaged > 0 ? 'damaged' : 'overlapping', blocks: damaged + overlapping });
  }
  return found;
}
