import { describe, expect, it } from 'vitest';
import { planReview, rowBytes, rowsFrom } from '../../../../../main/session/edit/planReview';
import type { Plan, Step } from '../../../../../main/vhd/ops/plan';
import { fileOffset } from '../../../../../shared/vhd/units';

const planOf = (...steps: Step[]): Plan => ({
  steps,
  guards: [],
  lengthBefore: 4096,
  lengthAfter: 4096,
  uniqueId: '',
  newBlocks: [],
  notes: [],
});
const patch = (at: number, before: readonly number[], after: readonly number[]): Step => ({
  kind: 'patch',
  at: fileOffset(at),
  before: Uint8Array.from(before),
  after: Uint8Array.from(after),
  stage: 'data',
  why: 'bytes',
});

const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

describe('a plan as people read it', () => {
  it('keeps a value together when a few of its bytes stay the same, and parts what lies further apart', () => {
    const { rows, changedBytes } = planReview(planOf(patch(512, [1, 2, 3, 4, 0, 0, 0, 0, 5], [9, 2, 3, 8, 0, 0, 0, 0, 6])));
    expect(rows.map(({ at, before, after }) => [at, [...before], [...after]])).toEqual([
      [512, [1, 2, 3, 4], [9, 2, 3, 8]],
      [520, [5], [6]],
    ]);
    expect(changedBytes).toBe(3);
    expect(rows.map(({ changed }) => changed)).toEqual([2, 1]);
  });

  it('lists the changes in the order of the file', () => {
    const { rows } = planReview(planOf(patch(1024, [1], [2]), patch(0, [3], [4])));
    expect(rows.map(({ at }) => at)).toEqual([0, 1024]);
  });

  it('has all bytes of a change, and the beginning of one that is very long', () => {
    const long = (count: number): Step =>
      patch(
        0,
        zeros(count),
        zeros(count).map(() => 1),
      );
    expect(planReview(planOf(long(4096))).rows.map(({ bytes, before, after }) => [bytes, before.length, after.length])).toEqual([
      [4096, 4096, 4096],
    ]);
    expect(planReview(planOf(long(100_000))).rows.map(({ bytes, after }) => [bytes, after.length])).toEqual([[100_000, 65_536]]);
  });

  it('lists a new block as one row, though it is written in several steps, the first over the old footer', () => {
    const append = (at: number, bytes: readonly number[], why: 'new-block' | 'footer'): Step => ({
      kind: 'append',
      at: fileOffset(at),
      data: Uint8Array.from(bytes),
      stage: 'data',
      why,
    });
    const first: Step = { ...patch(512, [1, 2], [7, 8]), why: 'new-block' } as Step;
    const plan = planOf(first, append(514, [9, 9], 'new-block'), append(516, [5], 'new-block'), append(517, [3], 'footer'));
    expect(
      planReview(plan).rows.map(({ at, bytes, changed, why, before, after }) => [at, bytes, changed, why, [...before], [...after]]),
    ).toEqual([
      [512, 5, 2, 'new-block', [1, 2], [7, 8, 9, 9, 5]],
      [517, 1, 0, 'footer', [], [3]],
    ]);
    expect(rowBytes(plan, 512, 3)).toEqual({ before: new Uint8Array(), after: Uint8Array.of(9, 5) });
    expect(rowBytes(plan, 512, 1)).toEqual({ before: Uint8Array.of(2), after: Uint8Array.of(8, 9, 9, 5) });
  });

  it('gives the rest of a very long change part by part', () => {
    const before = Array.from({ length: 100_000 }, (_, i) => i % 251);
    const plan = planOf(
      patch(
        4096,
        before,
        before.map((byte) => byte + 1),
      ),
    );
    const rest = rowBytes(plan, 4096, 65_536);
    expect([rest?.before.length, rest?.after.length]).toEqual([34_464, 34_464]);
    // 65,536 mod 251 is 25.
    expect([rest?.before[0], rest?.after[0]]).toEqual([25, 26]);
    expect(rowBytes(plan, 4096, 100_000), 'behind the row').toBeNull();
    expect(rowBytes(plan, 4097, 0), 'no row begins there').toBeNull();
  });

  it('lists the first 200 changes, and the others where they are asked for', () => {
    const plan = planOf(...Array.from({ length: 450 }, (_, i) => patch(i * 512, [0], [1])));
    expect([planReview(plan).rows.length, planReview(plan).rowsLeftOut]).toEqual([200, 250]);
    const last = rowsFrom(plan, 400);
    expect([last.rows.length, last.rows[0]?.at, last.rowsLeftOut]).toEqual([50, 400 * 512, 0]);
  });
});
