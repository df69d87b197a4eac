import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columnWidth, rowHeight, rowOf, type Grid } from '../../../../../../renderer/disk/cellGrid.model';
import { anchoredTop, levelForCell, revealingTop, zoomLevels } from '../../../../../../renderer/features/map/grid/zoom.model';

const BIG = 1_044_480;
const middleOf = (grid: Grid, block: number): number => (rowOf(grid, block) + 0.5) * rowHeight(grid);

describe('zoom steps', () => {
  it('halve from the whole disk to one block a cell: 2040 GiB becomes 256 × 4,080', () => {
    const levels = zoomLevels(BIG, 1162, 860).filter((grid, i, all) => grid.per > 1 || all[i - 1]?.per === 2);
    expect(levels.map(({ per }) => per)).toEqual([32, 16, 8, 4, 2, 1]);
    expect(levels.every(({ columns }) => columns === 256)).toBe(true);
    expect(levels.at(-1)?.rows).toBe(4080);
  });

  it('take seven steps from 128 blocks a cell', () => {
    const levels = zoomLevels(BIG, 602, 290);
    expect(levels.findIndex(({ per }) => per === 1)).toBe(7);
  });

  it('then grow block cells to at least 9, 18 and 36 pixels, columns still a power of two', () => {
    const grown = zoomLevels(BIG, 602, 290).slice(8);
    expect(grown.map(({ columns }) => columns)).toEqual([64, 32, 16]);
    for (const [i, least] of [9, 18, 36].entries()) {
      expect(columnWidth(grown[i] as Grid)).toBeGreaterThanOrEqual(least);
      expect(rowHeight(grown[i] as Grid)).toBeGreaterThanOrEqual(least);
    }
  });

  it('only ever get closer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: BIG }),
        fc.integer({ min: 128, max: 1900 }),
        fc.integer({ min: 30, max: 1100 }),
        (blocks, width, height) => {
          const areas = zoomLevels(blocks, width, height).map((grid) => (columnWidth(grid) * rowHeight(grid)) / grid.per);
          for (let i = 1; i < areas.length; i++) expect(areas[i]).toBeGreaterThan(areas[i - 1] as number);
        },
      ),
    );
  });

  it('never make a block narrower or a row lower', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ min: 1, max: 32 }), fc.integer({ min: 1, max: 2000 }), fc.integer({ min: 1, max: BIG })),
        fc.integer({ min: 128, max: 1900 }),
        fc.integer({ min: 30, max: 1100 }),
        (blocks, width, height) => {
          const levels = zoomLevels(blocks, width, height);
          for (let i = 1; i < levels.length; i++) {
            const [before, after] = [levels[i - 1] as Grid, levels[i] as Grid];
            expect(columnWidth(after)).toBeGreaterThan(columnWidth(before) - 1e-6);
            expect(rowHeight(after)).toBeGreaterThan(rowHeight(before) - 1e-6);
          }
        },
      ),
      {
        numRuns: 1000,
        examples: [
          [1558, 512, 322],
          [20, 170, 250],
        ],
      },
    );
  });

  it('do not trade high cells for wide ones: 17 blocks in 144 × 30', () => {
    const sizes = zoomLevels(17, 144, 30).map((grid) => columnWidth(grid) * rowHeight(grid));
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  });

  it('are none without blocks', () => {
    expect(zoomLevels(0, 602, 290)).toEqual([]);
  });
});

describe('where the view stands after a step', () => {
  const levels = zoomLevels(BIG, 602, 290);
  const height = 290;

  it('keeps the anchored block’s row under the pointer, except at the disk’s ends', () => {
    fc.assert(
      fc.property(fc.nat(BIG - 1), fc.nat(289), fc.integer({ min: 1, max: levels.length - 1 }), (block, y, level) => {
        const grid = levels[level] as Grid;
        const top = anchoredTop(grid, height, block, y);
        expect(top).toBeGreaterThanOrEqual(0);
        expect(top).toBeLessThanOrEqual(grid.height - height);
        const shown = middleOf(grid, block) - top;
        const atEnd = top === 0 || top === grid.height - height;
        if (!atEnd) expect(Math.abs(shown - y)).toBeLessThanOrEqual(rowHeight(grid));
        expect(shown >= 0 && shown <= height).toBe(true);
      }),
    );
  });

  it('moves no further than needed to show a block, and not at all when it is in sight', () => {
    const grid = levels[7] as Grid;
    const block = 500_000;
    const row = rowOf(grid, block) * rowHeight(grid);
    expect(revealingTop(grid, height, row - 100, block)).toBe(row - 100);
    expect(revealingTop(grid, height, row + 20, block)).toBeCloseTo(row, -0.5);
    expect(revealingTop(grid, height, row - height, block)).toBeCloseTo(row - height + rowHeight(grid), -0.5);
  });

  it('puts a block that is far away in the middle', () => {
    const grid = levels[7] as Grid;
    const top = revealingTop(grid, height, 0, 900_000);
    expect(Math.abs(middleOf(grid, 900_000) - top - height / 2)).toBeLessThanOrEqual(1);
  });

  it('shows a cell’s blocks one by one, then larger', () => {
    expect(levelForCell(levels, 0)).toBe(7);
    expect(levelForCell(levels, 7)).toBe(8);
    expect(levelForCell(levels, levels.length - 1)).toBe(levels.length - 1);
  });
});
