import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  countCells,
  countStates,
  isAllocated,
  isProblem,
  nextChange,
  nextRun,
  problemCells,
  runAround,
  STATES,
} from '../../../../renderer/kernels/mapCounts';
import { cellsInSight, cellsOf, gridFor, type Grid } from '../../../../renderer/kernels/mapGrid';

const statesOf = (text: string): Uint8Array => Uint8Array.from(text, (code) => Number(code));
const someStates = fc
  .uint8Array({ min: 0, max: 5, minLength: 1, maxLength: 3000 } as fc.IntArrayConstraints)
  .map((raw) => raw.map((s) => s % STATES));

describe('counts of cells', () => {
  it('count every block once, in its cell', () => {
    fc.assert(
      fc.property(someStates, (states) => {
        const grid = gridFor(states.length, 200, 60) as Grid;
        const counts = countCells(states, grid);
        expect(counts.reduce((sum, n) => sum + n, 0)).toBe(states.length);
        expect(counts.length).toBe(cellsOf(grid) * STATES);
        for (let block = 0; block < states.length; block++)
          expect(counts[Math.floor(block / grid.per) * STATES + (states[block] as number)]).toBeGreaterThan(0);
      }),
    );
  });

  it('of a part are the same as that part of all', () => {
    fc.assert(
      fc.property(someStates, fc.nat(60), (states, top) => {
        const grid = gridFor(states.length, 200, 60) as Grid;
        const cells = cellsInSight(grid, Math.min(top, grid.height), 20);
        const all = countCells(states, grid);
        expect(countCells(states, grid, cells)).toEqual(all.slice(cells.first * STATES, cells.end * STATES));
      }),
    );
  });

  it('by state add up to the disk', () => {
    expect(countStates(statesOf('0012223445'))).toEqual({ unallocated: 2, parent: 1, unscanned: 3, full: 1, damaged: 2, overlapping: 1 });
    expect(countStates(statesOf('0012223445'), { first: 2, end: 4 }).parent).toBe(1);
  });

  it('name the cells with problems, damage before overlap', () => {
    const grid = { columns: 4, rows: 1, per: 2, blocks: 8, width: 40, height: 10, scale: 1 };
    const counts = countCells(statesOf('00455500'), grid);
    expect(problemCells(counts)).toEqual([
      { cell: 1, state: 'damaged', blocks: 2 },
      { cell: 2, state: 'overlapping', blocks: 2 },
    ]);
    expect(problemCells(counts, 100).map(({ cell }) => cell)).toEqual([101, 102]);
  });
});

describe('runs', () => {
  const states = statesOf('0022204050');

  it('are walked forwards and backwards by where they begin', () => {
    expect(nextRun(states, 0, 1, isAllocated)).toBe(2);
    expect(nextRun(states, 2, 1, isAllocated)).toBe(6);
    expect(nextRun(states, 6, 1, isAllocated)).toBe(8);
    expect(nextRun(states, 8, 1, isAllocated)).toBeNull();
    expect(nextRun(states, 8, -1, isAllocated)).toBe(6);
    expect(nextRun(states, 4, -1, isAllocated)).toBe(2);
    expect(nextRun(states, 2, -1, isAllocated)).toBeNull();
  });

  it('of problems are damaged or overlapping blocks', () => {
    expect(nextRun(states, 0, 1, isProblem)).toBe(6);
    expect(nextRun(states, 6, 1, isProblem)).toBe(8);
  });

  it('begin where the state changes, and end with the disk', () => {
    expect(nextChange(states, 0, 1)).toBe(2);
    expect(nextChange(states, 2, 1)).toBe(5);
    expect(nextChange(states, 9, 1)).toBe(9);
    expect(nextChange(states, 4, -1)).toBe(2);
    expect(nextChange(states, 2, -1)).toBe(0);
  });

  it('reach as far as the state does', () => {
    expect(runAround(states, 3)).toEqual({ first: 2, end: 5 });
    expect(runAround(states, 0)).toEqual({ first: 0, end: 2 });
    expect(runAround(states, 9)).toEqual({ first: 9, end: 10 });
  });
});
