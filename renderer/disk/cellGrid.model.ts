/**
 * The allocation map's grid. Columns and blocks per cell are powers of two, so every row covers a round size. The grid is
 * chosen to show as many cells as possible that still look like cells. Edges are rounded fractions, so the grid fills its pane
 * and its gaps are sharp. Lengths are CSS pixels; edges lie on device pixels.
 */
export type Grid = {
  readonly columns: number;
  readonly rows: number;
  /** Blocks in one cell. */
  readonly per: number;
  readonly blocks: number;
  readonly width: number;
  /** The height of all rows together, whether they are in sight or not. */
  readonly height: number;
  /** How many device pixels a CSS pixel has. */
  readonly scale: number;
};

const COLUMNS = [32, 64, 128, 256, 512];
const MIN_CELL = 4;
const MAX_CELL_HEIGHT = 16;
const MIN_HEIGHT = 24;
/** Largest first: with few blocks, cells can be large enough to show their numbers. */
const FEW_BLOCKS_SIZES = [
  { width: 72, height: 36 },
  { width: 48, height: 24 },
  { width: 24, height: 18 },
];

/** The grid for `blocks` blocks in a pane of `width` × `height`; null when there is nothing to show or no room. */
export function gridFor(blocks: number, width: number, height: number, scale = 1): Grid | null {
  if (blocks < 1 || width < (COLUMNS[0] as number) * MIN_CELL || height < MIN_HEIGHT) return null;
  if (blocks <= (COLUMNS[0] as number)) return fewBlocks(blocks, width, height, scale);
  let best: Grid | null = null;
  for (const columns of COLUMNS) {
    const grid = gridOfColumns({ blocks, width, scale, columns }, height);
    if (grid !== null && (best === null || cellsOf(grid) > cellsOf(best))) best = grid;
  }
  return best ?? fewBlocks(blocks, width, height, scale);
}

/** The finest grid with that many columns whose cells still look like cells. */
function gridOfColumns(wanted: Pick<Grid, 'blocks' | 'width' | 'scale' | 'columns'>, height: number): Grid | null {
  const { blocks, columns } = wanted;
  const cellWidth = wanted.width / columns;
  if (cellWidth < MIN_CELL) return null;
  for (let per = 1; per < blocks * 2; per *= 2) {
    const rows = Math.ceil(blocks / (per * columns));
    const cellHeight = Math.min(MAX_CELL_HEIGHT, Math.floor(height / rows));
    if (cellHeight < MIN_CELL || cellHeight > 1.6 * cellWidth || cellWidth > 2.2 * cellHeight) continue;
    return { ...wanted, rows, per, height: Math.min(height, rows * MAX_CELL_HEIGHT) };
  }
  return null;
}

/** For disks with so few blocks that no regular grid fits: cells are large, and the grid is only as wide as it needs to be. */
function fewBlocks(blocks: number, width: number, height: number, scale: number): Grid {
  const needed = 2 ** Math.ceil(Math.log2(blocks));
  let grid: Grid = { columns: 1, rows: 1, per: blocks, blocks, width, height, scale };
  for (const size of FEW_BLOCKS_SIZES) {
    const columns = Math.min(needed, 2 ** Math.floor(Math.log2(Math.max(1, width / size.width))));
    const rowsThatFit = Math.max(1, Math.floor(height / size.height));
    let per = 1;
    while (Math.ceil(blocks / (per * columns)) > rowsThatFit) per *= 2;
    const rows = Math.ceil(blocks / (per * columns));
    grid = { columns, rows, per, blocks, width: Math.min(width, columns * size.width), height: rows * size.height, scale };
    if (per === 1) return grid;
  }
  return grid;
}

export const cellsOf = (grid: Pick<Grid, 'blocks' | 'per'>): number => Math.ceil(grid.blocks / grid.per);
export const cellOf = (grid: Grid, block: number): number => Math.floor(block / grid.per);
export const rowOf = (grid: Grid, block: number): number => Math.floor(block / (grid.per * grid.columns));
export const rowHeight = (grid: Grid): number => grid.height / grid.rows;
export const columnWidth = (grid: Grid): number => grid.width / grid.columns;

/** Half-open range of blocks. */
export type Blocks = { readonly first: number; readonly end: number };

export const blocksIn = (grid: Grid, cell: number): Blocks => ({
  first: cell * grid.per,
  end: Math.min(grid.blocks, (cell + 1) * grid.per),
});

export const columnEdge = (grid: Grid, column: number): number =>
  Math.round((column * grid.width * grid.scale) / grid.columns) / grid.scale;
export const rowEdge = (grid: Grid, row: number): number => Math.round((row * grid.height * grid.scale) / grid.rows) / grid.scale;

export type Rect = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** The cell's box, its gap included. `y` counts from the first row, however far the view is scrolled. */
export function cellRect(grid: Grid, cell: number): Rect {
  const column = cell % grid.columns;
  const row = Math.floor(cell / grid.columns);
  const [x, y] = [columnEdge(grid, column), rowEdge(grid, row)];
  return { x, y, width: columnEdge(grid, column + 1) - x, height: rowEdge(grid, row + 1) - y };
}

/** The cell under a point, null outside. */
export function hitTest(grid: Grid, x: number, y: number): number | null {
  if (x < 0 || y < 0 || x >= columnEdge(grid, grid.columns) || y >= rowEdge(grid, grid.rows)) return null;
  const column = between((x * grid.columns) / grid.width, x, (i) => columnEdge(grid, i));
  const row = between((y * grid.rows) / grid.height, y, (i) => rowEdge(grid, i));
  const cell = row * grid.columns + column;
  return column < grid.columns && cell < cellsOf(grid) ? cell : null;
}

/** Because edges are rounded, the point may be in the cell before or after the one that the fraction gives. */
function between(fraction: number, at: number, edge: (i: number) => number): number {
  const i = Math.floor(fraction);
  return at < edge(i) ? i - 1 : at >= edge(i + 1) ? i + 1 : i;
}

/** The rows that a view of `height` shows when scrolled to `top`, half-open. */
export const rowsInSight = (grid: Grid, top: number, height: number): Blocks => ({
  first: Math.max(0, Math.floor(top / rowHeight(grid)) - 1),
  end: Math.min(grid.rows, Math.ceil((top + height) / rowHeight(grid)) + 1),
});

/** The same, as cells. */
export function cellsInSight(grid: Grid, top: number, height: number): Blocks {
  const { first, end } = rowsInSight(grid, top, height);
  return { first: first * grid.columns, end: Math.min(cellsOf(grid), end * grid.columns) };
}
