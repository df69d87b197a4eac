import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anchorSector,
  layoutByWidth,
  layoutInPane,
  sectorAt,
  sectorByKey,
  sectorGrid,
  sectorTowards,
} from '../../../../../renderer/features/bitmap/sectorGrid.model';

describe('the grid of a block', () => {
  it('has 64 columns, however many sectors there are, and a short row for few', () => {
    expect(sectorGrid(4096, 256)).toEqual({ sectors: 4096, columns: 64, rows: 64, cell: 4 });
    expect(sectorGrid(1_048_576, 330)).toMatchObject({ columns: 64, rows: 16_384, cell: 5 });
    expect(sectorGrid(8, 256)).toMatchObject({ columns: 8, rows: 1 });
    expect(sectorGrid(65, 10).cell).toBeGreaterThan(0);
  });

  it('finds the sector under a point, and none outside', () => {
    const grid = sectorGrid(100, 256);
    expect(sectorAt(grid, 0, 0)).toBe(0);
    expect(sectorAt(grid, 255, 3)).toBe(63);
    expect(sectorAt(grid, 4 * 35, 4)).toBe(99);
    expect(sectorAt(grid, 4 * 36, 4)).toBeNull();
    expect(sectorAt(grid, 256, 0)).toBeNull();
    expect(sectorAt(grid, -1, 0)).toBeNull();
  });

  it('is walked by sector, row, page and end, and not left', () => {
    const grid = sectorGrid(4096, 256);
    expect(sectorByKey(grid, 70, 'ArrowLeft', false)).toBe(69);
    expect(sectorByKey(grid, 70, 'ArrowDown', false)).toBe(134);
    expect(sectorByKey(grid, 3, 'ArrowUp', false)).toBe(0);
    expect(sectorByKey(grid, 70, 'Home', false)).toBe(64);
    expect(sectorByKey(grid, 70, 'End', false)).toBe(127);
    expect(sectorByKey(grid, 70, 'End', true)).toBe(4095);
    expect(sectorByKey(grid, 70, 'Home', true)).toBe(0);
    expect(sectorByKey(grid, 0, 'PageDown', false)).toBe(1024);
    expect(sectorByKey(grid, 0, 'x', false)).toBeNull();
  });

  it('is left where keys may lead on: before its first sector and behind its last', () => {
    const grid = sectorGrid(4096, 256);
    expect(sectorTowards(grid, 0, 'ArrowLeft', false)).toBe(-1);
    expect(sectorTowards(grid, 3, 'ArrowUp', false)).toBe(-61);
    expect(sectorTowards(grid, 4090, 'ArrowDown', false)).toBe(4154);
    expect(sectorTowards(grid, 4095, 'ArrowRight', false)).toBe(4096);
    expect(sectorTowards(grid, 4095, 'PageDown', false)).toBe(5119);
    expect(sectorTowards(grid, 70, 'End', false)).toBe(127);
    expect(sectorTowards(grid, 0, 'x', false)).toBeNull();
  });

  it('stretches a selection from the end at which it is not', () => {
    expect(anchorSector(null, 7)).toBe(7);
    expect(anchorSector({ first: 10, end: 21 }, 20)).toBe(10);
    expect(anchorSector({ first: 10, end: 21 }, 10)).toBe(20);
  });
});

describe('the grid on the map', () => {
  it('grows its cells from 8 to 12 pixels with the pane, all 64 rows in sight where they fit', () => {
    expect(layoutInPane(4096, 1000, 900)).toMatchObject({ grid: { cell: 12, rows: 64 }, rowsShown: 64 });
    expect(layoutInPane(4096, 1000, 600)).toMatchObject({ grid: { cell: 9 }, rowsShown: 64 });
    expect(layoutInPane(4096, 1000, 64 * 8 + 1)).toMatchObject({ grid: { cell: 8 }, rowsShown: 64 });
  });

  it('keeps cells of 8 pixels in a low pane, and scrolls', () => {
    expect(layoutInPane(4096, 600, 290)).toMatchObject({ grid: { cell: 8 }, rowsShown: 36 });
  });

  it('goes below 8 pixels only where the pane is too narrow for 64 of them', () => {
    expect(layoutInPane(4096, 500, 900).grid.cell).toBe(7);
  });

  it('shows large cells for blocks of few sectors', () => {
    expect(layoutInPane(8, 600, 290)).toMatchObject({ grid: { cell: 12, columns: 8, rows: 1 }, rowsShown: 1 });
    expect(layoutInPane(1024, 1000, 290)).toMatchObject({ grid: { cell: 12, rows: 16 }, rowsShown: 16 });
  });

  it('never shows more than the pane has room for, whatever the block’s size, larger ones than are opened too', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 22 }),
        fc.integer({ min: 300, max: 1900 }),
        fc.integer({ min: 60, max: 1100 }),
        (power, width, height) => {
          const { grid, gutter, rowsShown } = layoutInPane(2 ** power, width, height);
          const scrollbar = rowsShown < grid.rows ? 11 : 0;
          expect(rowsShown * grid.cell + 1).toBeLessThanOrEqual(height);
          expect(gutter + grid.columns * grid.cell + 1 + scrollbar).toBeLessThanOrEqual(width);
          expect(rowsShown).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe('the grid on a card', () => {
  it('shows 64 rows at most, and leaves room for a scrollbar where there are more', () => {
    expect(layoutByWidth(4096, 290)).toMatchObject({ grid: { cell: 4 }, rowsShown: 64 });
    expect(layoutByWidth(8192, 290)).toMatchObject({ grid: { cell: 3, rows: 128 }, rowsShown: 64 });
  });
});
