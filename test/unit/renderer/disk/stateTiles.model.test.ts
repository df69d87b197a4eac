import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COUNTERS, countCells, countStates, FILL, STATES } from '../../../../renderer/disk/stateCounts.model';
import { cellsOf, gridFor, type Grid } from '../../../../renderer/disk/cellGrid.model';
import { miniLines } from '../../../../renderer/features/map/paint/mini.model';
import { carriedOver, withPart } from '../../../../renderer/disk/scanned.model';
import { BLOCK_STATE, BLOCK_STATES, type BlockTable } from '../../../../shared/views';

const { unscanned, full, partial, damaged, overlapping, unallocated, parent, unset } = BLOCK_STATE;
const tableOf = (states: readonly number[]): BlockTable => ({
  states: Uint8Array.from(states),
  owners: new Uint8Array(states.length),
  entries: Uint32Array.from(states.keys()),
  shares: Uint16Array.from(states, (state, block) => (state === partial ? 1 + (block % 65_534) : 0)),
});
/** Sizes around whole tiles, and not. */
const someStates = fc
  .integer({ min: 1, max: 3000 })
  .chain((length) => fc.array(fc.nat(STATES - 1), { minLength: length, maxLength: length }));
const found = (picks: readonly number[], length: number, to: number) => ({
  blocks: Uint32Array.from(picks, (pick) => pick % length),
  states: Uint8Array.from(picks, () => to),
  shares: Uint16Array.from(picks, (pick) => (to === partial ? 1 + (pick % 65_534) : 0)),
});

/** Counted the plain way. */
function plain({ states, shares }: BlockTable, first: number, end: number): number[] {
  const counts = Array.from({ length: COUNTERS }, () => 0);
  for (let block = first; block < Math.min(end, states.length); block++) {
    counts[states[block] as number] = (counts[states[block] as number] as number) + 1;
    counts[FILL] = (counts[FILL] as number) + (shares[block] as number);
  }
  return counts;
}

function expectAgreement(table: BlockTable): void {
  const { states } = table;
  const length = states.length;
  expect(Object.values(countStates(states))).toEqual(plain(table, 0, length).slice(0, STATES));
  for (const [first, end] of [
    [length >> 2, length],
    [length >> 3, length >> 1],
    [0, Math.min(length, 33)],
  ] as const)
    expect(countStates(states, { first, end }).full).toBe(plain(table, first, end)[full]);
  for (const per of [1, 32, 64]) {
    const grid = { ...(gridFor(length, 400, 200) as Grid), per };
    const counts = countCells(table, grid);
    for (let cell = 0; cell < cellsOf(grid); cell++)
      expect([...counts.subarray(cell * COUNTERS, (cell + 1) * COUNTERS)]).toEqual(plain(table, cell * per, (cell + 1) * per));
  }
  for (const [line, { share, problem }] of miniLines(table, 7).entries()) {
    const first = Math.floor((line * length) / 7);
    const end = Math.max(first + 1, Math.floor(((line + 1) * length) / 7));
    const counts = plain(table, first, end);
    const not = [unallocated, parent, damaged, unset, partial].reduce<number>((sum, state) => sum + (counts[state] as number), 0);
    const held = Math.min(end, length) - first - not + (counts[FILL] as number) / 65_535;
    expect(share).toBeCloseTo(Math.max(0, held) / (end - first), 10);
    expect(problem).toBe((counts[damaged] as number) > 0 ? 'damaged' : (counts[overlapping] as number) > 0 ? 'overlapping' : null);
  }
}

describe('counts of a table', () => {
  it('are those of its blocks, and stay so whatever scans put into it', () => {
    fc.assert(
      fc.property(
        someStates,
        fc.array(fc.tuple(fc.array(fc.nat()), fc.constantFrom(full, partial, damaged)), { maxLength: 4 }),
        (states, parts) => {
          let table = tableOf(states);
          for (const [picks, to] of parts) {
            expectAgreement(table);
            table = withPart(table, 'bitmaps', found(picks, states.length, to));
          }
          expectAgreement(table);
        },
      ),
      { numRuns: 30 },
    );
  });

  it('of the old table are not touched by a change', () => {
    const old = tableOf(Array.from({ length: 100 }, () => unscanned));
    expect(countStates(old.states).unscanned).toBe(100);
    const next = withPart(old, 'bitmaps', found([1, 40, 99], 100, full));
    expect([countStates(old.states).unscanned, countStates(next.states).unscanned, countStates(next.states).full]).toEqual([100, 97, 3]);
  });

  it('follow a table that was read anew', () => {
    const old = withPart(tableOf(Array.from({ length: 70 }, () => unscanned)), 'bitmaps', found([0, 32, 69], 70, partial));
    const next = carriedOver(old, tableOf(Array.from({ length: 70 }, (_, block) => (block === 69 ? overlapping : unscanned))));
    expect(countStates(next.states)).toMatchObject({ partial: 2, overlapping: 1, unscanned: 67 });
    expectAgreement(next);
  });

  it('know every state there is', () => {
    const table = tableOf(Array.from({ length: 9 * 32 }, (_, block) => block % BLOCK_STATES.length));
    expect(new Set(Object.values(countStates(table.states)))).toEqual(new Set([32]));
    expectAgreement(table);
  });
});
