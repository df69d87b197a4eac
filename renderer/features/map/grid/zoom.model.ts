/**
 * The map's zoom steps, and the scroll position after each. From the whole disk on, each step halves the blocks in a cell until
 * it is one block; then cells grow. The number of columns stays a power of two, so rows cover round sizes.
 */
import type { Fold } from '../../../disk/fold.model';
import {
  blocksOf,
  cellsOf,
  columnWidth,
  gridFor,
  rowEdge,
  rowHeight,
  rowOf,
  slotsOf,
  type Blocks,
  type Grid,
} from '../../../disk/cellGrid.model';

const BLOCK_SIZES = [9, 18, 36];
/** A step that enlarges the cells' area by less is left out. */
const MIN_GROWTH = 1.5;

const cellArea = (grid: Grid): number => columnWidth(grid) * rowHeight(grid);

/** The grids, beginning with the whole disk; empty if there is nothing to show. All but the first may be taller than the view. */
export function zoomLevels(blocks: number, width: number, height: number, scale = 1, fold: Fold | null = null): readonly Grid[] {
  const fit = gridFor(blocks, width, height, scale, fold);
  if (fit === null) return [];
  const levels = [fit];
  for (let per = fit.per / 2; per >= 1; per /= 2) {
    const rows = Math.ceil(slotsOf(fit) / (per * fit.columns));
    levels.push({ ...fit, per, rows, height: rows * rowHeight(fit) });
  }
  for (const size of BLOCK_SIZES) {
    const last = levels.at(-1) ?? fit;
    const next = blockGrid(last, width, size);
    if (cellArea(next) >= MIN_GROWTH * cellArea(last)) levels.push(next);
  }
  return levels;
}

/** One block in each cell, which is at least `size` wide, and no narrower or lower than in the previous step. */
function blockGrid(last: Grid, width: number, size: number): Grid {
  const natural = 2 ** Math.floor(Math.log2(Math.max(1, width / size)));
  const columns = Math.min(natural, last.columns);
  const rows = Math.ceil(slotsOf(last) / columns);
  const cellHeight = Math.max(Math.ceil(rowHeight(last)), Math.round(Math.min(width / columns, size * 1.3)));
  return { ...last, per: 1, columns, rows, width, height: rows * cellHeight };
}

export const clampTop = (grid: Grid, height: number, top: number): number => Math.min(Math.max(0, grid.height - height), Math.max(0, top));

/**
 * The scroll position at which the middle of the block's row is `y` below the view's top edge, or near that if the row would be
 * cut off.
 */
export function anchoredTop(grid: Grid, height: number, block: number, y: number): number {
  const row = rowOf(grid, block);
  const middle = (row + 0.5) * rowHeight(grid);
  return clampTop(grid, height, Math.max(rowEdge(grid, row + 1) - height, Math.min(rowEdge(grid, row), middle - y)));
}

/** The scroll position that shows the block's row with as little movement as possible; the same `top` if it is visible. */
export function revealingTop(grid: Grid, height: number, top: number, block: number): number {
  const row = rowOf(grid, block);
  const [above, below] = [rowEdge(grid, row), rowEdge(grid, row + 1)];
  if (above >= top && below <= top + height) return top;
  const jumped = above < top - height || below > top + 2 * height;
  return clampTop(grid, height, jumped ? (above + below - height) / 2 : above < top ? above : below - height);
}

/** Which share of the disk's blocks a view of `height` shows when scrolled to `top`, from `first` to `end`, each 0 to 1. */
export function shownShare(grid: Grid, top: number, height: number): Blocks {
  if (grid.fold === null) return { first: top / grid.height, end: Math.min(1, (top + height) / grid.height) };
  const rows = { first: Math.floor(top / rowHeight(grid)), end: Math.min(grid.rows, Math.ceil((top + height) / rowHeight(grid))) };
  const { first, end } = blocksOf(grid, {
    first: rows.first * grid.columns,
    end: Math.min(cellsOf(grid), rows.end * grid.columns),
  });
  return { first: first / grid.blocks, end: end / grid.blocks };
}

/** The next step at which every cell is one block. */
export const levelForCell = (levels: readonly Grid[], level: number): number => {
  const single = levels.findIndex(({ per }) => per === 1);
  return Math.min(levels.length - 1, Math.max(level + 1, single));
};
