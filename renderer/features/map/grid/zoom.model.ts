/**
 * The map's zoom steps, and where the view stands after one. From the whole disk, cells halve down to one block; then
 * single blocks grow. Columns stay a power of two throughout, so rows stay round sizes.
 */
import { columnWidth, gridFor, rowEdge, rowHeight, rowOf, type Grid } from '../../../disk/cellGrid.model';

const BLOCK_SIZES = [9, 18, 36];
/** A step has to be worth it. */
const MIN_GROWTH = 1.5;

const cellArea = (grid: Grid): number => columnWidth(grid) * rowHeight(grid);

/** The grids from "fit" inwards; empty when there is nothing to show. Grids after the first may be taller than the view. */
export function zoomLevels(blocks: number, width: number, height: number, scale = 1): readonly Grid[] {
  const fit = gridFor(blocks, width, height, scale);
  if (fit === null) return [];
  const levels = [fit];
  for (let per = fit.per / 2; per >= 1; per /= 2) {
    const rows = Math.ceil(blocks / (per * fit.columns));
    levels.push({ ...fit, per, rows, height: rows * rowHeight(fit) });
  }
  for (const size of BLOCK_SIZES) {
    const last = levels.at(-1) ?? fit;
    const next = blockGrid(last, width, size);
    if (cellArea(next) >= MIN_GROWTH * cellArea(last)) levels.push(next);
  }
  return levels;
}

/** One block a cell, cells at least `size` wide; no narrower and no lower than those of the step before. */
function blockGrid(last: Grid, width: number, size: number): Grid {
  const natural = 2 ** Math.floor(Math.log2(Math.max(1, width / size)));
  const needed = 2 ** Math.ceil(Math.log2(last.blocks));
  const columns = Math.min(natural, needed, last.columns);
  const drawn = columns === natural ? width : columns * Math.max(size, columnWidth(last));
  const rows = Math.ceil(last.blocks / columns);
  const cellHeight = Math.max(Math.ceil(rowHeight(last)), Math.round(Math.min(drawn / columns, size * 1.3)));
  return { ...last, per: 1, columns, rows, width: drawn, height: rows * cellHeight };
}

export const clampTop = (grid: Grid, height: number, top: number): number => Math.min(Math.max(0, grid.height - height), Math.max(0, top));

/** Scroll position at which the block's row stands where it stood before, `y` below the view's top edge, and wholly in sight. */
export function anchoredTop(grid: Grid, height: number, block: number, y: number): number {
  const row = rowOf(grid, block);
  const middle = (row + 0.5) * rowHeight(grid);
  return clampTop(grid, height, Math.max(rowEdge(grid, row + 1) - height, Math.min(rowEdge(grid, row), middle - y)));
}

/** Scroll position that shows the block's row, moved as little as can be; the same `top` when it is in sight. */
export function revealingTop(grid: Grid, height: number, top: number, block: number): number {
  const row = rowOf(grid, block);
  const [above, below] = [rowEdge(grid, row), rowEdge(grid, row + 1)];
  if (above >= top && below <= top + height) return top;
  const jumped = above < top - height || below > top + 2 * height;
  return clampTop(grid, height, jumped ? (above + below - height) / 2 : above < top ? above : below - height);
}

/** The step at which the cell's blocks are told apart: one block a cell, or the next larger block. */
export const levelForCell = (levels: readonly Grid[], level: number): number => {
  const single = levels.findIndex(({ per }) => per === 1);
  return Math.min(levels.length - 1, Math.max(level + 1, single));
};
