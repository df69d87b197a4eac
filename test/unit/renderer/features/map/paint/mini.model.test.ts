import { expect, it } from 'vitest';
import { sumShares } from '../../../../../../renderer/disk/stateTiles.model';
import { miniLines } from '../../../../../../renderer/features/map/paint/mini.model';
import { BLOCK_STATE } from '../../../../../../shared/views';

const { unallocated, parent, unscanned, full, partial, unset, zero, damaged, overlapping } = BLOCK_STATE;

it('a line holds what the file gives: nothing of damaged and unset blocks, and of partial ones their share', () => {
  const states = Uint8Array.of(full, unscanned, zero, overlapping, unallocated, parent, unset, damaged, partial, partial);
  const shares = new Uint8Array(10);
  shares[8] = 1;
  shares[9] = 51;
  const lines = miniLines({ states, shares }, 10);
  expect(lines.map(({ share }) => share)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 1 / 255, 0.2]);
  expect(lines.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual(['overlapping', 'damaged']);
  expect(miniLines({ states, shares }, 1)[0]?.share).toBeCloseTo((4 + 52 / 255) / 10);
});

it('shares are summed across whole tiles and their ends', () => {
  const shares = Uint8Array.from({ length: 200 }, (_, i) => i);
  const sum = (first: number, end: number): number => ((end - first) * (first + end - 1)) / 2;
  for (const [first, end] of [
    [0, 200],
    [5, 9],
    [31, 97],
    [64, 128],
  ] as const)
    expect(sumShares(shares, { first, end })).toBe(sum(first, end));
});
