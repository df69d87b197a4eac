/** A block's sectors as a picture of 64 columns: how large its cells are, where each sector is, and where keys lead. */
import { grouped } from '../../../shared/text/numbers';

export const BITMAP_COLUMNS = 64;

/** The grid of a block: lengths in CSS pixels. */
export type SectorGrid = { readonly sectors: number; readonly columns: number; readonly rows: number; readonly cell: number };

const MIN_CELL = 3;
const MAX_CELL = 12;

/** Cells are as large as the width allows: small blocks get large ones. A row of 64 is never broken. */
export const sectorGrid = (sectors: number, width: number): SectorGrid => gridOf(sectors, width, MAX_CELL);

/** `most`: the largest size that cells may have. */
function gridOf(sectors: number, width: number, most: number): SectorGrid {
  const columns = Math.min(BITMAP_COLUMNS, Math.max(1, sectors));
  const cell = Math.max(MIN_CELL, Math.min(most, Math.floor(width / columns)));
  return { sectors, columns, rows: Math.max(1, Math.ceil(sectors / columns)), cell };
}

/** The grid, the room for row labels to its left, and how many rows are visible. If not all are, a scrollbar is to its right. */
export type SectorLayout = {
  readonly grid: SectorGrid;
  /** Width of the row labels. */
  readonly gutter: number;
  readonly rowsShown: number;
};

const MAX_ROWS = 64;
export const SCROLLBAR = 11;
/** On the map, cells do not get smaller than this to make more rows visible. */
const MAP_CELL = 8;
/** The line at the grid's far edge. */
const EDGE = 1;

/** The width of the row labels: room for the digits of the longest. */
const gutterFor = (sectors: number): number => 6 + 6 * Math.max(4, grouped(sectors).length - (sectors > 999 ? 1 : 0));

/** Takes the width there is. At most 64 rows are visible; taller blocks scroll. */
export function layoutByWidth(sectors: number, width: number): SectorLayout {
  const gutter = gutterFor(sectors);
  const isTall = sectors > MAX_ROWS * BITMAP_COLUMNS;
  const grid = sectorGrid(sectors, width - gutter - (isTall ? SCROLLBAR : 0));
  return { grid, gutter, rowsShown: Math.min(MAX_ROWS, grid.rows) };
}

/** Fits the grid into a pane: all of it if cells can have 8 pixels or more, else with cells of 8 pixels and a scrollbar. */
export function layoutInPane(sectors: number, width: number, height: number): SectorLayout {
  const gutter = gutterFor(sectors);
  const rows = Math.ceil(sectors / BITMAP_COLUMNS);
  const byHeight = Math.floor((height - EDGE) / Math.max(1, rows));
  const whole = gridOf(sectors, width - gutter - EDGE, Math.min(MAX_CELL, Math.max(MAP_CELL, byHeight)));
  if (whole.rows * whole.cell + EDGE <= height) return { grid: whole, gutter, rowsShown: whole.rows };
  const grid = gridOf(sectors, width - gutter - EDGE - SCROLLBAR, MAP_CELL);
  return { grid, gutter, rowsShown: Math.max(1, Math.floor((height - EDGE) / grid.cell)) };
}

/** The sector under a point, counted from the first row; null outside. */
export function sectorAt({ columns, cell, sectors }: SectorGrid, x: number, y: number): number | null {
  const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)];
  const sector = row * columns + column;
  return column < 0 || column >= columns || row < 0 || sector >= sectors ? null : sector;
}

/**
 * Where arrow keys, Page Up, Home and the like lead from a sector, inside the block; null for other keys. `command`: Ctrl or ⌘
 * is held.
 */
export function sectorByKey(grid: SectorGrid, from: number, key: string, command: boolean): number | null {
  const to = sectorTowards(grid, from, key, command);
  return to === null ? null : Math.max(0, Math.min(grid.sectors - 1, to));
}

/** The same without limits: numbers below 0 or beyond the last sector are in the neighbouring blocks. */
export function sectorTowards({ columns, sectors }: SectorGrid, from: number, key: string, command: boolean): number | null {
  const page = 16 * columns;
  const row = from - (from % columns);
  const steps: Readonly<Record<string, number>> = {
    ArrowLeft: from - 1,
    ArrowRight: from + 1,
    ArrowUp: from - columns,
    ArrowDown: from + columns,
    PageUp: from - page,
    PageDown: from + page,
    Home: command ? 0 : row,
    End: command ? sectors - 1 : row + columns - 1,
  };
  return steps[key] ?? null;
}

/** The end of the selection that stays when it is extended: the one where the cursor is not. `selected` is half-open. */
export function anchorSector(selected: { readonly first: number; readonly end: number } | null, cursor: number): number {
  if (selected === null) return cursor;
  return cursor === selected.first ? selected.end - 1 : selected.first;
}
