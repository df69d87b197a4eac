/** How many blocks of each state every cell holds, and the questions the map asks about runs of blocks. */
import { BLOCK_STATE, BLOCK_STATES, type BlockState } from '../../shared/views';
import { blocksIn, cellsOf, type Grid } from './mapGrid';

export const STATES = BLOCK_STATES.length;
const PROBLEMS: readonly number[] = [BLOCK_STATE.damaged, BLOCK_STATE.overlapping];
const ABSENT: readonly number[] = [BLOCK_STATE.unallocated, BLOCK_STATE.parent];

/** `counts[cell * STATES + state]`. */
export function countCells(states: Uint8Array, grid: Grid): Uint32Array {
  const counts = new Uint32Array(cellsOf(grid) * STATES);
  const { per } = grid;
  for (let block = 0, cell = 0, left = per; block < states.length; block++) {
    const at = cell * STATES + (states[block] as number);
    counts[at] = (counts[at] as number) + 1;
    left -= 1;
    if (left === 0) {
      cell += 1;
      left = per;
    }
  }
  return counts;
}

export function countStates(states: Uint8Array): Readonly<Record<BlockState, number>> {
  const counts = new Uint32Array(STATES);
  for (const state of states) counts[state] = (counts[state] as number) + 1;
  return Object.fromEntries(BLOCK_STATES.map((name, i) => [name, counts[i] as number])) as Record<BlockState, number>;
}

export const isAllocated = (state: number): boolean => !ABSENT.includes(state);
export const isProblem = (state: number): boolean => PROBLEMS.includes(state);

/** The next block from `from` (exclusive) in `step` direction where a run of what `wanted` asks for begins; null when there is none. */
export function nextRun(states: Uint8Array, from: number, step: 1 | -1, wanted: (state: number) => boolean): number | null {
  const starts = (block: number): boolean => wanted(states[block] as number) && (block === 0 || !wanted(states[block - 1] as number));
  for (let block = from + step; block >= 0 && block < states.length; block += step) if (starts(block)) return block;
  return null;
}

/** Cells that hold damaged or overlapping blocks, with how many. */
export function problemCells(
  counts: Uint32Array,
): { readonly cell: number; readonly state: 'damaged' | 'overlapping'; readonly blocks: number }[] {
  const found: { cell: number; state: 'damaged' | 'overlapping'; blocks: number }[] = [];
  for (let cell = 0; cell * STATES < counts.length; cell++) {
    const damaged = counts[cell * STATES + BLOCK_STATE.damaged] as number;
    const overlapping = counts[cell * STATES + BLOCK_STATE.overlapping] as number;
    if (damaged > 0) found.push({ cell, state: 'damaged', blocks: damaged });
    else if (overlapping > 0) found.push({ cell, state: 'overlapping', blocks: overlapping });
  }
  return found;
}

/** "Block 12", or "Blocks 12–139". */
export const blockRange = (grid: Grid, cell: number): { readonly first: number; readonly last: number } => {
  const { first, end } = blocksIn(grid, cell);
  return { first, last: end - 1 };
};
