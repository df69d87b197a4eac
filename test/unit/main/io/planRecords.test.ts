import { describe, expect, it } from 'vitest';
import { recordsOf } from '../../../../main/io/planRecords';
import type { Plan, Step } from '../../../../main/vhd/ops/plan';
import { fileOffset } from '../../../../shared/vhd/units';

const patch = (at: number, bytes = 512, after = bytes): Step => ({
  kind: 'patch',
  at: fileOffset(at),
  before: new Uint8Array(bytes),
  after: new Uint8Array(after).fill(1),
  stage: 'data',
  why: 'payload',
});
const append = (at: number, bytes = 512, stage: 'end' | 'reserve' | 'data' = 'data'): Step => ({
  kind: 'append',
  at: fileOffset(at),
  data: new Uint8Array(bytes).fill(2),
  stage,
  why: 'payload',
});
const zeros = (at: number, bytes: number): Step => ({ kind: 'zeros', at: fileOffset(at), bytes, stage: 'reserve', why: 'new-block' });
const plan = (lengthAfter: number, ...steps: Step[]): Plan => ({
  steps,
  guards: [],
  lengthBefore: 2048,
  lengthAfter,
  uniqueId: '',
  newBlocks: [],
  notes: [],
});
const shape = (of: Plan): unknown => {
  const records = recordsOf(of);
  if (!records.ok) return (records.error as { why?: string }).why;
  return records.value.map(({ at, bytes, before, after }) => [at, bytes, before !== null, after !== null]);
};

describe('the records of a plan', () => {
  it('are sorted, with what appends leave of the zeros', () => {
    const steps = [append(4096, 512, 'end'), zeros(2048, 2048), append(2560), append(3072), patch(1024), patch(0)];
    expect(shape(plan(4608, ...steps))).toEqual([
      [0, 512, true, true],
      [1024, 512, true, true],
      [2048, 512, false, false],
      [2560, 512, false, true],
      [3072, 512, false, true],
      [3584, 512, false, false],
      [4096, 512, false, true],
    ]);
  });

  it('cut zeros to what a record can say', () => {
    const records = recordsOf(plan(2048 + 2.5 * 2 ** 30, zeros(2048, 2.5 * 2 ** 30)));
    expect(records.ok && records.value.map(({ bytes }) => bytes)).toEqual([2 ** 30, 2 ** 30, 2 ** 29]);
  });

  it('are refused for plans that write a place twice', () => {
    expect(shape(plan(2048, patch(0), patch(256)))).toBe('overlap');
    expect(shape(plan(4096, zeros(2048, 2048), append(2048), append(2304)))).toBe('overlap');
    expect(shape(plan(4096, zeros(2048, 2048), zeros(3072, 1024)))).toBe('overlap');
    expect(shape(plan(4096, zeros(2048, 2048), append(3584, 512, 'reserve')))).toBe('overlap');
  });

  it('are refused for plans whose lengths do not come out', () => {
    expect(shape(plan(1024))).toBe('length');
    expect(shape(plan(2048, patch(1792)))).toBe('length');
    expect(shape(plan(2048, patch(0, 512, 511)))).toBe('length');
    expect(shape(plan(2048, patch(0, 0)))).toBe('length');
    expect(shape(plan(4096, zeros(2048, 1024)))).toBe('length');
    expect(shape(plan(4096, zeros(2560, 1536)))).toBe('length');
    expect(shape(plan(4096, zeros(2048, 2048), append(3840)))).toBe('length');
    expect(shape(plan(4096, zeros(2048, 2048), append(1024)))).toBe('length');
    expect(shape(plan(2560, append(2048)))).toBe('length');
  });
});
