import { describe, expect, it } from 'vitest';
import { BLOCK_STATE } from '../../../../shared/views';
import { blocksIn, cellOf, cellsBefore, cellsOf, gridFor, rowOf, seamState, type Grid } from '../../../../renderer/disk/cellGrid.model';
import { foldHoles, slotOf, type Fold } from '../../../../renderer/disk/fold.model';
import { countCells, COUNTERS, isAllocated } from '../../../../renderer/disk/stateCounts.model';

const { unallocated: U, parent: P, full: F, damaged: D } = BLOCK_STATE;
const fold = (...states: number[]): Fold | null => foldHoles(Uint8Array.from(states), isAllocated);
const folded = (...states: number[]): Grid => {
  const grid = gridFor(states.length, 800, 400, 1, fold(...states));
  if (grid === null) throw new Error('no room');
  return grid;
};

describe('folding', () => {
  it('makes one slot of each run of blocks that are not in the file', () => {
    // Slots: hole 0–2, 3, 4, hole 5, 6, hole 7–8.
    expect(fold(U, U, P, F, D, U, F, P, U)).toEqual({
      starts: Uint32Array.of(0, 3, 4, 5, 6, 7, 9),
      holes: Uint8Array.of(1 + U, 0, 0, 1 + U, 0, 1 + P),
      stored: 3,
      gaps: 3,
    });
  });

  it('has nothing to fold where all blocks are stored, where none is, where every hole is one block, and where there are no blocks', () => {
    expect(fold(F, U, F, U, F)).toBeNull();
    expect(fold(F, F)).toBeNull();
    expect(fold(U, P, U)).toBeNull();
    expect(fold()).toBeNull();
  });

  it('finds the slot of every block', () => {
    const found = fold(U, U, P, F, D, U, F, P, U) as Fold;
    expect([0, 1, 2, 3, 4, 5, 6, 7, 8].map((block) => slotOf(found, block))).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 5]);
  });
});

describe('a folded grid', () => {
  const states = [U, U, P, F, D, U, F, P, U];

  it('has a cell for each stored block and one for each hole', () => {
    const grid = folded(...states);
    expect(cellsOf(grid)).toBe(6);
    expect([0, 1, 2, 3, 4, 5].map((cell) => blocksIn(grid, cell))).toEqual([
      { first: 0, end: 3 },
      { first: 3, end: 4 },
      { first: 4, end: 5 },
      { first: 5, end: 6 },
      { first: 6, end: 7 },
      { first: 7, end: 9 },
    ]);
    expect(states.map((_, block) => cellOf(grid, block))).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 5]);
  });

  it('has seams where holes are, also those of one block, and knows what a hole is read from', () => {
    const grid = folded(...states);
    expect([0, 1, 2, 3, 4, 5].map((cell) => seamState(grid, cell))).toEqual([U, null, null, U, null, P]);
  });

  it('fills the pane however few cells there are', () => {
    const grid = folded(U, U, F, U, U, F);
    expect(grid.height / 400).toBeGreaterThan(0.9);
  });

  it('counts a hole as one block, so that a large one does not hide what is stored beside it', () => {
    const grid = folded(...states);
    const [pairs, table] = [
      { ...grid, per: 2 },
      { states: Uint8Array.from(states), shares: new Uint16Array(states.length) },
    ];
    const counts = countCells(table, pairs);
    expect(counts.length).toBe(3 * COUNTERS);
    expect([counts[U], counts[F]]).toEqual([1, 1]);
    expect([counts[COUNTERS + D], counts[COUNTERS + U]]).toEqual([1, 1]);
    expect([counts[2 * COUNTERS + F], counts[2 * COUNTERS + P]]).toEqual([1, 1]);
  });

  it('measures how far a place is along the cells: within a hole in proportion', () => {
    const grid = folded(...states);
    expect(cellsBefore(grid, 1.5)).toBe(0.5);
    expect(cellsBefore(grid, 3)).toBe(1);
    expect(cellsBefore(grid, 3.25)).toBe(1.25);
    expect(cellsBefore(grid, 8)).toBe(5.5);
    expect(cellsBefore(grid, 9)).toBe(6);
  });

  it('shows four blocks of the largest disk in eight cells', () => {
    const large = new Uint8Array(1_044_480);
    for (const block of [0, 5000, 600_000, 1_044_470]) large[block] = F;
    const grid = gridFor(large.length, 1000, 500, 1, foldHoles(large, isAllocated));
    // Block 0 has no hole before it, the last one has ten blocks behind it.
    expect(grid === null ? null : [cellsOf(grid), grid.per, rowOf(grid, 1_044_479)]).toEqual([8, 1, (grid?.rows ?? 0) - 1]);
  });
});
