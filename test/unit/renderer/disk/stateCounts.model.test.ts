import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  COUNTERS,
  countCells,
  countStates,
  partialBytes,
  FILL,
  isAllocated,
  isProblem,
  nextChange,
  nextRun,
  problemCells,
  runAround,
  shareIn,
  STATES,
} from '../../../../renderer/disk/stateCounts.model';
import { cellsInSight, cellsOf, gridFor, type Grid } from '../../../../renderer/disk/cellGrid.model';

/** No block is partial. */
const table = (states: Uint8Array) => ({ states, shares: new Uint16Array(states.length) });
const statesOf = (text: string): Uint8Array => Uint8Array.from(text, (code) => Number(code));
const someStates = fc
  .uint8Array({ min: 0, max: 8, minLength: 1, maxLength: 3000 } as fc.IntArrayConstraints)
  .map((raw) => raw.map((s) => s % STATES));

describe('counts of cells', () => {
  it('count every block once, in its cell', () => {
    fc.assert(
      fc.property(someStates, (states) => {
        const grid = gridFor(states.length, 200, 60) as Grid;
        const counts = countCells(table(states), grid);
        expect(counts.reduce((sum, n) => sum + n, 0)).toBe(states.length);
        expect(counts.length).toBe(cellsOf(grid) * COUNTERS);
        for (let block = 0; block < states.length; block++)
          expect(counts[Math.floor(block / grid.per) * COUNTERS + (states[block] as number)]).toBeGreaterThan(0);
      }),
    );
  });

  it('of a part are the same as that part of all', () => {
    fc.assert(
      fc.property(someStates, fc.nat(60), (states, top) => {
        const grid = gridFor(states.length, 200, 60) as Grid;
        const cells = cellsInSight(grid, Math.min(top, grid.height), 20);
        const all = countCells(table(states), grid);
        expect(countCells(table(states), grid, cells)).toEqual(all.slice(cells.first * COUNTERS, cells.end * COUNTERS));
      }),
    );
  });

  it('by state add up to the disk', () => {
    expect(countStates(statesOf('00122234567788'))).toEqual({
      unallocated: 2,
      parent: 1,
      unscanned: 3,
      full: 1,
      partial: 1,
      unset: 1,
      zero: 1,
      damaged: 2,
      overlapping: 2,
    });
    expect(countStates(statesOf('00122234567788'), { first: 2, end: 4 }).parent).toBe(1);
  });

  it('name the cells with problems, damage before overlap', () => {
    const grid = { columns: 4, rows: 1, per: 2, blocks: 8, fold: null, width: 40, height: 10, scale: 1 };
    const counts = countCells(table(statesOf('00788800')), grid);
    expect(problemCells(counts)).toEqual([
      { cell: 1, state: 'damaged', blocks: 2 },
      { cell: 2, state: 'overlapping', blocks: 2 },
    ]);
    expect(problemCells(counts, 100).map(({ cell }) => cell)).toEqual([101, 102]);
  });
});

describe('shares of partial blocks', () => {
  const partial = { states: statesOf('44333244'), shares: Uint16Array.from([51, 102, 0, 0, 0, 0, 1, 254], (share) => share * 257) };

  it('add up by cell, and leave the count of blocks alone', () => {
    const grid = { columns: 2, rows: 1, per: 4, blocks: 8, fold: null, width: 20, height: 10, scale: 1 };
    const counts = countCells(partial, grid);
    expect([counts[FILL], counts[COUNTERS + FILL]]).toEqual([153 * 257, 255 * 257]);
    expect([counts[4], counts[COUNTERS + 4]]).toEqual([2, 2]);
  });

  it('tell how many sectors of blocks of the usual size are stored, and not how large those blocks are', () => {
    // Four of 4,096 sectors, three times three of them, and in the last block, of 1,000 sectors, one.
    const shares = [4 / 4096, 3 / 4096, 3 / 4096, 3 / 4096, 0, 1 / 1000].map((share) => Math.round(share * 65_535));
    const few = { states: statesOf('444404'), shares: Uint16Array.from(shares) };
    expect(partialBytes(few, 2 ** 21, 3096 * 512)).toBe(14 * 512);
  });

  it('are per cents of the partial blocks alone, and never none or all', () => {
    // 51 and 102 parts of 255 are 20 % and 40 %.
    expect(shareIn(partial, { first: 0, end: 1 })).toBe(20);
    expect(shareIn(partial, { first: 0, end: 5 })).toBe(30);
    expect(shareIn(partial, { first: 2, end: 6 })).toBeNull();
    expect(shareIn(partial, { first: 6, end: 7 })).toBe(1);
    expect(shareIn(partial, { first: 7, end: 8 })).toBe(99);
  });
});

describe('runs', () => {
  const states = statesOf('0022207080');

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
