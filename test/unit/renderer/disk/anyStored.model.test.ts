import { expect, it } from 'vitest';
import { anyStored, nextStored } from '../../../../renderer/disk/anyStored.model';

const FREE = 0xffff_ffff;
const MILLION = 1_000_000;

it('finds the one block of the file at every border, and none beside it', () => {
  for (const at of [0, 1, 1023, 1024, 1025, 2047, 2048, 2999]) {
    const entries = new Uint32Array(3000).fill(FREE);
    entries[at] = 7;
    for (const [first, end] of [
      [0, 3000],
      [at, at + 1],
      [at, 5000],
      [0, at + 1],
    ] as const)
      expect(anyStored(entries, first, end), `${at} in ${first}–${end}`).toBe(true);
    for (const [first, end] of [
      [0, at],
      [at + 1, 3000],
      [at, at],
      [3000, 4000],
    ] as const)
      expect(anyStored(entries, first, end), `${at} in ${first}–${end}`).toBe(false);
  }
});

it('looks at few of a million entries when it is asked again, wherever the block is', () => {
  for (const at of [null, 0, MILLION - 1]) {
    const table = new Uint32Array(MILLION).fill(FREE);
    if (at !== null) table[at] = 7;
    let reads = 0;
    const entries = new Proxy(table, {
      get: (target, key) => {
        reads += 1;
        return Reflect.get(target, key, target) as unknown;
      },
    });
    anyStored(entries, 0, MILLION);
    reads = 0;
    expect(anyStored(entries, 0, MILLION)).toBe(at !== null);
    expect(reads, `${at}`).toBeLessThan(2000);
  }
});

it('the next stored block, and the one before, go round the ends', () => {
  const entries = new Uint32Array(3000).fill(FREE);
  for (const block of [5, 1023, 1024, 2999]) entries[block] = 7;
  const walk = (from: number, by: 1 | -1): (number | null)[] => {
    const seen: (number | null)[] = [];
    for (let at: number | null = from; seen.length < 5 && at !== null; ) {
      at = nextStored(entries, at, by);
      seen.push(at);
    }
    return seen;
  };
  expect(walk(0, 1)).toEqual([5, 1023, 1024, 2999, 5]);
  expect(walk(-1, 1)).toEqual([5, 1023, 1024, 2999, 5]);
  expect(walk(0, -1)).toEqual([2999, 1024, 1023, 5, 2999]);
  entries.fill(FREE);
  const none = new Uint32Array(2500).fill(FREE);
  expect([nextStored(none, 0, 1), nextStored(none, 0, -1), nextStored(new Uint32Array(0), 0, 1)]).toEqual([null, null, null]);
  const one = new Uint32Array(2500).fill(FREE);
  one[1500] = 1;
  // The only one is next to itself, and found from everywhere.
  for (let from = 0; from < 2500; from += 7) expect([nextStored(one, from, 1), nextStored(one, from, -1)]).toEqual([1500, 1500]);
});
