/**
 * The allocation map's grid. Columns and blocks per cell are powers of two, so every row covers a round size; a single row of a
 * few blocks has a column for each. The grid shows as
 * many cells as still look like cells; with few blocks, cells grow until they fill the pane. Edges are rounded fractions, so
 * that gaps are sharp. Lengths are CSS pixels; edges lie on device pixels. A slot is one block; where holes are folded, it is one
 * block or a whole hole.
 */
import { slotOf, type Fold } from './fold.model';

export type Grid = {
  readonly columns: number;
  readonly rows: number;
  /** Slots in one cell. */
  readonly per: number;
  readonly blocks: number;
  /** How holes are folded; null if every block is a slot. */
  readonly fold: Fold | null;
  readonly width: number;
  /** The height of all rows together, whether they are in sight or not. */
  readonly height: number;
  /** How many device pixels a CSS pixel has. */
  readonly scale: number;
};

const MAX_COLUMNS = 512;
const MIN_CELL = 4;
const MIN_WIDTH = 128;
const MIN_HEIGHT = 24;
/** A cell is at most so many times as high as it is wide, and the other way round. */
const MAX_TALL = 1.6;
const MAX_WIDE = 2.2;
/** So many blocks stand in one row, in bars as high as the pane. */
const ONE_ROW = 8;

/** The grid for `blocks` blocks in a pane of `width` × `height`; null when there is nothing to show or no room. */
export function gridFor(blocks: number, width: number, height: number, scale = 1, fold: Fold | null = null): Grid | null {
  const slots = slotsOf({ blocks, fold });
  if (blocks < 1 || width < MIN_WIDTH || height < MIN_HEIGHT) return null;
  if (slots <= ONE_ROW && fold === null) return oneRow({ blocks, fold }, width, height, scale);
  // A larger pane has room for every grid that fits into a smaller one, so its cells never stand for more blocks.
  for (let per = 1; ; per *= 2) {
    const grids: Grid[] = [];
    const needed = 2 ** Math.ceil(Math.log2(slots / per));
    for (let columns = 1; columns <= Math.min(MAX_COLUMNS, needed) && width / columns >= MIN_CELL; columns *= 2) {
      const rows = Math.ceil(slots / (per * columns));
      if (height / rows < MIN_CELL) continue;
      grids.push({ columns, rows, per, blocks, fold, width, height: Math.min(height, (rows * MAX_TALL * width) / columns), scale });
    }
    if (grids.length > 0) return grids.reduce((best, grid) => (ugliness(grid, height) < ugliness(best, height) ? grid : best));
  }
}

type Content = Pick<Grid, 'blocks' | 'fold'>;

function oneRow(content: Content, width: number, height: number, scale: number): Grid {
  return { ...content, columns: slotsOf(content), rows: 1, per: 1, width, height, scale };
}

/** How far the cells are from being square, and how much of the pane stays empty: 0 is best. */
function ugliness(grid: Grid, height: number): number {
  const wide = columnWidth(grid) / rowHeight(grid);
  const stretched = Math.abs(Math.log2(wide)) + (wide > MAX_WIDE ? 2 : 0);
  return stretched + 3 * (1 - grid.height / height);
}

export const slotsOf = ({ blocks, fold }: Content): number => (fold === null ? blocks : fold.starts.length - 1);
export const cellsOf = (grid: Content & Pick<Grid, 'per'>): number => Math.ceil(slotsOf(grid) / grid.per);
export const cellOf = (grid: Grid, block: number): number => Math.floor((grid.fold === null ? block : slotOf(grid.fold, block)) / grid.per);
export const rowOf = (grid: Grid, block: number): number => Math.floor(cellOf(grid, block) / grid.columns);
export const rowHeight = (grid: Grid): number => grid.height / grid.rows;
export const columnWidth = (grid: Grid): number => grid.width / grid.columns;

/** Half-open range of blocks. */
export type Blocks = { readonly first: number; readonly end: number };

/** The blocks of a cell, whole holes among them. */
export const blocksIn = (grid: Grid, cell: number): Blocks => ({
  first: firstBlock(grid, cell * grid.per),
  end: firstBlock(grid, Math.min(slotsOf(grid), (cell + 1) * grid.per)),
});

const firstBlock = ({ fold }: Grid, slot: number): number => (fold === null ? slot : (fold.starts[slot] as number));

/** The blocks of cells `first` up to `end`. */
export const blocksOf = (grid: Grid, { first, end }: Blocks): Blocks =>
  end <= first ? { first: 0, end: 0 } : { first: blocksIn(grid, first).first, end: blocksIn(grid, end - 1).end };

/** The state of the hole that the cell stands for; null for other cells. */
export function seamState({ fold, per }: Grid, cell: number): number | null {
  const hole = fold === null || per > 1 ? 0 : (fold.holes[cell] ?? 0);
  return hole === 0 ? null : hole - 1;
}

/** Where a block begins along the rows, in cells; a fraction of a block moves on within its cell, and so does one of a hole. */
export function cellsBefore(grid: Grid, block: number): number {
  if (grid.fold === null) return block / grid.per;
  const slot = slotOf(grid.fold, Math.min(grid.blocks - 1, Math.floor(block)));
  const [first, end] = [firstBlock(grid, slot), firstBlock(grid, slot + 1)];
  return (slot + Math.min(1, (block - first) / (end - first))) / grid.per;
}

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
