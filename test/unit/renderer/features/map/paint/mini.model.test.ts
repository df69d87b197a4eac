import { expect, it } from 'vitest';
import { sumShares } from '../../../../../../renderer/disk/stateTiles.model';
import { miniGrid, miniLines, partitionStrips } from '../../../../../../renderer/features/map/paint/mini.model';
import { BLOCK_STATE, type PartitionView } from '../../../../../../shared/views';

const { unallocated, parent, unscanned, full, partial, unset, zero, damaged, overlapping } = BLOCK_STATE;

it('a line holds what the file gives: nothing of damaged and unset blocks, and of partial ones their share', () => {
  const states = Uint8Array.of(full, unscanned, zero, overlapping, unallocated, parent, unset, damaged, partial, partial);
  const shares = new Uint16Array(10);
  shares[8] = 257;
  shares[9] = 51 * 257;
  const lines = miniLines({ states, shares }, 10);
  expect(lines.map(({ share }) => share)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 1 / 255, 0.2]);
  expect(lines.map(({ problem }) => problem).filter((problem) => problem !== null)).toEqual(['overlapping', 'damaged']);
  expect(miniLines({ states, shares }, 1)[0]?.share).toBeCloseTo((4 + 52 / 255) / 10);
});

it('shares are summed across whole tiles and their ends', () => {
  const shares = Uint16Array.from({ length: 200 }, (_, i) => i);
  const sum = (first: number, end: number): number => ((end - first) * (first + end - 1)) / 2;
  for (const [first, end] of [
    [0, 200],
    [5, 9],
    [31, 97],
    [64, 128],
  ] as const)
    expect(sumShares(shares, { first, end })).toBe(sum(first, end));
});

it('each row of the small map says which partitions it belongs to', () => {
  const GIB = 1024 ** 3;
  const partition = (number: number, from: number, to: number): PartitionView => ({
    number,
    firstLba: (from * GIB) / 512,
    sectors: ((to - from) * GIB) / 512,
    type: 'Linux',
    name: '',
    volume: null,
  });
  // 40 GiB in blocks of 2 MiB: ten rows of 64 cells, 4 GiB each.
  const grid = miniGrid(20_480, 640, 132);
  if (grid === null) throw new Error('no room');
  expect([grid.rows, grid.columns, grid.per]).toEqual([10, 64, 32]);
  const strips = partitionStrips(grid, [partition(1, 2, 7), partition(2, 7, 40)], 2 * 1024 ** 2, 2);
  expect(strips.slice(0, 3).map(({ partition: { number }, x, width }) => [number, x, width])).toEqual([
    [1, 320, 320],
    [1, 0, 480],
    [2, 480, 160],
  ]);
  // The second takes part of the second row and all eight below it; the last ends where the grid does.
  expect(strips.filter(({ partition: { number } }) => number === 2)).toHaveLength(9);
  expect((strips.at(-1)?.y ?? 0) + 2).toBe(grid.height);
});

it.each([33, 48, 100, 128])('the picture of %i blocks fills its width, and more than half of its height', (blocks) => {
  const grid = miniGrid(blocks, 640, 132);
  expect(grid?.width).toBe(640);
  expect(grid?.height).toBeGreaterThan(66);
  expect((grid?.columns ?? 0) <= blocks).toBe(true);
});

it('a line has the colour of what most of its blocks are on the map', () => {
  // Partial alone; full and two partial; zeros; not scanned; nothing; overlapping.
  const states = Uint8Array.from([4, 0, 0, 3, 4, 4, 6, 0, 0, 2, 2, 3, 0, 1, 0, 8, 0, 0]);
  const lines = miniLines({ states, shares: new Uint16Array(18) }, 6);
  expect(lines.map(({ state }) => state)).toEqual(['partial', 'partial', 'zero', 'unscanned', null, null]);
});
