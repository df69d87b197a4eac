/** Holes of a file that other bytes are laid over: what is told to be zeros is, and what lies far apart is not read between. */
import { expect, test } from 'vitest';
import type { BlockFile } from '../../../main/vhd/read/blockFile';
import { overlaidFile } from '../../../shared/overlaidFile';
import { fileOffset } from '../../../shared/vhd/units';
import { sparseFile } from '../../support/memoryFile';

type Range = readonly [from: number, bytes: number];
const ones = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(1);

/** Of so many bytes; everything outside the ranges, which ascend, is a hole. */
function holed(size: number, ranges: readonly Range[]): BlockFile {
  const file = sparseFile(
    size,
    ranges.map(([from, bytes]) => [from, ones(bytes)]),
  );
  return {
    ...file,
    dataAfter: async (at) => {
      const next = ranges.find(([from, bytes]) => from + bytes > at);
      return next === undefined ? null : { at: Math.max(at, next[0]), end: next[0] + next[1] };
    },
  };
}

async function stretches({ dataAfter, bytes }: BlockFile): Promise<Range[]> {
  const found: Range[] = [];
  for (let at = 0; at < bytes; ) {
    const next = (await dataAfter?.(at)) ?? null;
    if (next === null) break;
    expect(next.at).toBeGreaterThanOrEqual(at);
    expect(next.end).toBeGreaterThan(next.at);
    expect(next.end).toBeLessThanOrEqual(bytes);
    found.push([next.at, next.end - next.at]);
    at = next.end;
  }
  return found;
}

const MIB = 1024 * 1024;

test.each<{ what: string; base: readonly Range[]; size: number; length: number; pieces: readonly Range[]; found: readonly Range[] }>([
  { what: 'nothing', base: [], size: MIB, length: MIB, pieces: [], found: [] },
  {
    what: 'a piece in a hole',
    base: [[0, 512]],
    size: MIB,
    length: MIB,
    pieces: [[700_000, 100]],
    found: [
      [0, 512],
      [700_000, 100],
    ],
  },
  { what: 'a piece over data', base: [[8192, 4096]], size: MIB, length: MIB, pieces: [[9000, 10]], found: [[8192, 4096]] },
  {
    what: 'a piece that begins in a hole',
    base: [[8192, 4096]],
    size: MIB,
    length: MIB,
    pieces: [[8000, 1000]],
    found: [
      [8000, 192],
      [8192, 4096],
    ],
  },
  {
    what: 'a piece that ends in one',
    base: [[8192, 4096]],
    size: MIB,
    length: MIB,
    pieces: [[12_000, 1000]],
    found: [
      [8192, 4096],
      [12_288, 712],
    ],
  },
  {
    what: 'a larger file',
    base: [[0, 512]],
    size: 4096,
    length: MIB,
    pieces: [[MIB - 512, 512]],
    found: [
      [0, 512],
      [MIB - 512, 512],
    ],
  },
  {
    what: 'a smaller one',
    base: [
      [0, 512],
      [8000, 1000],
    ],
    size: MIB,
    length: 8192,
    pieces: [[8100, 900]],
    found: [
      [0, 512],
      [8000, 192],
    ],
  },
])('$what', async ({ base, size, length, pieces, found }) => {
  const laid = pieces.map(([at, bytes]) => ({ at, bytes: ones(bytes) }));
  expect(await stretches(overlaidFile(holed(size, base), length, laid))).toEqual(found);
});

test('a file that tells nothing of its holes is told nothing of', () => {
  const { dataAfter: _, ...file } = holed(MIB, []);
  expect(overlaidFile(file as BlockFile, MIB, []).dataAfter).toBeUndefined();
});

test('many pieces, far apart: each is found, and what lies between is zeros', async () => {
  const size = 2 ** 41;
  const laid = Array.from({ length: 20_000 }, (_, i) => ({ at: i * 2 ** 26 + (i % 7), bytes: ones(1 + (i % 600)) }));
  const file = overlaidFile(holed(size, []), size, laid);
  expect(await stretches(file)).toEqual(laid.map(({ at, bytes }) => [at, bytes.length]));
  expect(await file.read(fileOffset(2 ** 26 - 2), 3)).toEqual({ ok: true, value: new Uint8Array(3) });
});
