import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  blocksIn,
  cellOf,
  cellRect,
  cellsOf,
  columnEdge,
  gridFor,
  hitTest,
  rowEdge,
  type Grid,
} from '../../../../renderer/disk/cellGrid.model';

const GIB_BLOCKS = 512;
const gridOf = (blocks: number, width: number, height: number, scale = 1): Grid => {
  const grid = gridFor(blocks, width, height, scale);
  if (grid === null) throw new Error('no grid');
  return grid;
};
const shape = ({ columns, rows, per }: Grid): string => `${columns}x${rows} of ${per}`;

const anyGrid = fc
  .record({
    blocks: fc.oneof(fc.integer({ min: 1, max: 1_044_480 }), fc.integer({ min: 1, max: 70 })),
    width: fc.integer({ min: 128, max: 1900 }),
    height: fc.integer({ min: 30, max: 1100 }),
    scale: fc.constantFrom(1, 1.25, 1.5, 2),
  })
  .map(({ blocks, width, height, scale }) => gridOf(blocks, width, height, scale));

describe('the grid of the whole disk', () => {
  // The table of the design: disk, pane, columns × rows, blocks a cell (2 MiB each).
  it.each([
    [2040, 602, 290, '128x64 of 128'],
    [2040, 1162, 500, '256x64 of 64'],
    [2040, 1162, 860, '256x128 of 32'],
    [127, 602, 290, '128x64 of 8'],
    [127, 1162, 500, '256x64 of 4'],
    [127, 1162, 860, '256x127 of 2'],
    [32, 602, 290, '128x64 of 2'],
    [32, 1162, 500, '256x64 of 1'],
    [32, 1162, 860, '128x128 of 1'],
    [2, 602, 290, '32x32 of 1'],
    [2, 1162, 500, '64x16 of 1'],
    [2, 1162, 860, '32x32 of 1'],
    // 300 blocks fill the pane, and so do 17.
    [300 / GIB_BLOCKS, 598, 615, '16x19 of 1'],
    [17 / GIB_BLOCKS, 598, 615, '4x5 of 1'],
  ])('shows %i GiB in %i × %i as documented', (gib, width, height, expected) => {
    expect(shape(gridOf(gib * GIB_BLOCKS, width, height))).toBe(expected);
  });

  it('makes every row a round size: powers of two across and deep', () => {
    fc.assert(
      fc.property(anyGrid, ({ columns, rows, per }) => {
        if (rows > 1) expect(Math.log2(columns) % 1).toBe(0);
        expect(Math.log2(per) % 1).toBe(0);
      }),
    );
  });

  it('has a column for each of a few blocks, so that one row fills the pane', () => {
    expect([1, 3, 5, 8, 9].map((blocks) => shape(gridOf(blocks, 602, 290)))).toEqual([
      '1x1 of 1',
      '3x1 of 1',
      '5x1 of 1',
      '8x1 of 1',
      '4x3 of 1',
    ]);
  });

  it('holds every block exactly once, in a pane it does not leave', () => {
    fc.assert(
      fc.property(anyGrid, (grid) => {
        expect(grid.rows).toBe(Math.ceil(cellsOf(grid) / grid.columns));
        expect(blocksIn(grid, cellsOf(grid) - 1).end).toBe(grid.blocks);
        const last = cellRect(grid, cellsOf(grid) - 1);
        expect(last.y + last.height).toBeLessThanOrEqual(grid.height + 0.5);
        expect(columnEdge(grid, grid.columns)).toBeLessThanOrEqual(grid.width + 0.5);
      }),
    );
  });

  it('fills the width always, and the height from nine blocks on', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 9, max: 1_044_480 }),
        fc.integer({ min: 400, max: 1900 }),
        fc.integer({ min: 200, max: 1100 }),
        (blocks, width, height) => {
          const grid = gridOf(blocks, width, height);
          expect(grid.width).toBe(width);
          if (width < 2 * height) expect(grid.height).toBeGreaterThan(height / 2);
        },
      ),
    );
    const grid = gridOf(2040 * GIB_BLOCKS, 602, 290);
    expect(columnEdge(grid, grid.columns)).toBe(602);
    expect(rowEdge(grid, grid.rows)).toBe(290);
  });

  it('is never finer in a smaller pane', () => {
    const side = (max: number) => fc.integer({ min: 128, max });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_044_480 }),
        side(1900),
        side(1100),
        fc.nat(400),
        fc.nat(400),
        (blocks, width, height, wider, higher) => {
          expect(gridOf(blocks, width + wider, height + higher).per).toBeLessThanOrEqual(gridOf(blocks, width, height).per);
        },
      ),
    );
  });

  it('puts edges on device pixels', () => {
    fc.assert(
      fc.property(anyGrid, fc.nat(), (grid, n) => {
        const edge = columnEdge(grid, n % (grid.columns + 1)) * grid.scale;
        expect(Math.abs(edge - Math.round(edge))).toBeLessThan(1e-6);
      }),
    );
  });

  it('gives up to eight blocks one row that fills the pane', () => {
    const grid = gridOf(8, 602, 590);
    expect(shape(grid)).toBe('8x1 of 1');
    expect([grid.width, grid.height]).toEqual([602, 590]);
    expect(gridOf(1, 602, 590).height).toBe(590);
    expect(shape(gridOf(1, 602, 290))).toBe('1x1 of 1');
    expect(shape(gridOf(32, 602, 290))).toBe('8x4 of 1');
  });

  it('is nothing without blocks or without room', () => {
    expect(gridFor(0, 602, 290)).toBeNull();
    expect(gridFor(100, 40, 290)).toBeNull();
    expect(gridFor(100, 602, 3)).toBeNull();
  });
});

describe('finding a cell by a point', () => {
  it.each([
    [1_044_480, 602, 290, 1],
    [1_044_480, 1162, 860, 1.25],
    [65_024, 733, 411, 2],
    [5, 602, 290, 1],
  ])('is the inverse of every cell’s box: %i blocks in %i × %i at %f', (blocks, width, height, scale) => {
    const grid = gridOf(blocks, width, height, scale);
    const missed = Array.from({ length: cellsOf(grid) }, (_, cell) => cell).filter((cell) => {
      const box = cellRect(grid, cell);
      const [right, bottom] = [box.x + box.width - 0.25 / scale, box.y + box.height - 0.25 / scale];
      return ![hitTest(grid, box.x, box.y), hitTest(grid, right, box.y), hitTest(grid, box.x, bottom), hitTest(grid, right, bottom)].every(
        (hit) => hit === cell,
      );
    });
    expect(missed).toEqual([]);
  });

  it('is the inverse for any grid', () => {
    fc.assert(
      fc.property(anyGrid, fc.nat(), (grid, n) => {
        const cell = n % cellsOf(grid);
        const { x, y, width, height } = cellRect(grid, cell);
        expect(hitTest(grid, x + width / 2, y + height / 2)).toBe(cell);
      }),
    );
  });

  it('finds nothing outside and behind the last cell', () => {
    const grid = gridOf(100, 602, 290);
    const last = cellRect(grid, cellsOf(grid) - 1);
    expect(hitTest(grid, -1, 5)).toBeNull();
    expect(hitTest(grid, 5, -1)).toBeNull();
    expect(hitTest(grid, 5, grid.height)).toBeNull();
    expect(hitTest(grid, grid.width, 5)).toBeNull();
    expect(hitTest(grid, last.x + last.width + 1, last.y + 1)).toBeNull();
  });

  it('knows the cell of each block', () => {
    fc.assert(
      fc.property(anyGrid, fc.nat(), (grid, n) => {
        const block = n % grid.blocks;
        const { first, end } = blocksIn(grid, cellOf(grid, block));
        expect(first <= block && block < end).toBe(true);
      }),
    );
  });
});
