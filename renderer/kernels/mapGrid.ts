/**
 * The allocation map's grid: columns and blocks per cell are powers of two, so every row is a round size. Chosen to show
 * the most cells that still look like cells; edges are rounded fractions, so the grid fills its pane with crisp gaps.
 */
export type Grid = {
  readonly columns: number;
  readonly rows: number;
  /** Blocks in one cell. */
  readonly per: number;
  readonly blocks: number;
  readonly width: number;
  readonly cellHeight: number;
};

const COLUMNS = [32, 64, 128, 256, 512];
const LEAST_CELL = 4;
const MOST_CELL_HEIGHT = 16;
const FEW_BLOCKS_HEIGHT = 18;
const FEW_BLOCKS_WIDTH = 36;

/** The grid for `blocks` blocks in a pane of `width` × `height` CSS pixels; null when there is nothing to show. */
export function gridFor(blocks: number, width: number, height: number): Grid | null {
  if (blocks < 1 || width < (COLUMNS[0] as number) * LEAST_CELL || height < LEAST_CELL) return null;
  let best: Grid | null = null;
  for (const columns of COLUMNS) {
    const cellWidth = width / columns;
    if (cellWidth < LEAST_CELL) continue;
    for (let per = 1; per < blocks * 2; per *= 2) {
      const rows = Math.ceil(blocks / (per * columns));
      const cellHeight = Math.min(MOST_CELL_HEIGHT, Math.floor(height / rows));
      if (cellHeight < LEAST_CELL) continue;
      const fits = cellHeight <= 1.6 * cellWidth && cellWidth <= 2.2 * cellHeight;
      const cells = Math.ceil(blocks / per);
      if (fits && (best === null || cells > cellsOf(best))) best = { columns, rows, per, blocks, width, cellHeight };
      // Fewer cells from here on.
      if (fits) break;
    }
  }
  return best ?? fewBlocks(blocks, width, height);
}

/** Disks with so few blocks that no regular grid fits: large cells, and the grid only as wide as it needs to be. */
function fewBlocks(blocks: number, width: number, height: number): Grid {
  const columns = Math.min(COLUMNS[0] as number, 2 ** Math.ceil(Math.log2(blocks)));
  const rowsThatFit = Math.max(1, Math.floor(height / FEW_BLOCKS_HEIGHT));
  let per = 1;
  while (Math.ceil(blocks / (per * columns)) > rowsThatFit) per *= 2;
  const drawn = Math.min(width, columns * FEW_BLOCKS_WIDTH);
  return { columns, rows: Math.ceil(blocks / (per * columns)), per, blocks, width: drawn, cellHeight: FEW_BLOCKS_HEIGHT };
}

export const cellsOf = (grid: Grid): number => Math.ceil(grid.blocks / grid.per);
export const cellOf = (grid: Grid, block: number): number => Math.floor(block / grid.per);
/** Half-open range of blocks in a cell. */
export const blocksIn = (grid: Grid, cell: number): { readonly first: number; readonly end: number } => ({
  first: cell * grid.per,
  end: Math.min(grid.blocks, (cell + 1) * grid.per),
});

export const columnEdge = (grid: Grid, column: number): number => Math.round((column * grid.width) / grid.columns);

export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** The cell's box in CSS pixels, its one-pixel gap included. */
export function cellRect(grid: Grid, cell: number): Rect {
  const column = cell % grid.columns;
  const x = columnEdge(grid, column);
  return { x, y: Math.floor(cell / grid.columns) * grid.cellHeight, width: columnEdge(grid, column + 1) - x, height: grid.cellHeight };
}

/** The cell under a point, null outside. */
export function hitTest(grid: Grid, x: number, y: number): number | null {
  if (x < 0 || y < 0 || x >= grid.width) return null;
  let column = Math.floor((x * grid.columns) / grid.width);
  if (x < columnEdge(grid, column)) column -= 1;
  if (x >= columnEdge(grid, column + 1)) column += 1;
  const cell = Math.floor(y / grid.cellHeight) * grid.columns + column;
  return cell < cellsOf(grid) ? cell : null;
}
