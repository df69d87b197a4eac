/** A block's sectors as a picture of 64 columns: how large its cells are, which sector is where, and where keys lead. */
import { grouped } from '../../../shared/text/numbers';

export const BITMAP_COLUMNS = 64;

/** The grid of a block: lengths in CSS pixels. */
export type SectorGrid = { readonly sectors: number; readonly columns: number; readonly rows: number; readonly cell: number };

const MIN_CELL = 3;
const MAX_CELL = 12;

/** As large as the width allows; small blocks get large cells, a row of 64 is never broken. */
export const sectorGrid = (sectors: number, width: number): SectorGrid => gridOf(sectors, width, MAX_CELL);

/** `most`: the largest the cells may be. */
function gridOf(sectors: number, width: number, most: number): SectorGrid {
  const columns = Math.min(BITMAP_COLUMNS, Math.max(1, sectors));
  const cell = Math.max(MIN_CELL, Math.min(most, Math.floor(width / columns)));
  return { sectors, columns, rows: Math.max(1, Math.ceil(sectors / columns)), cell };
}

/** A grid in its place: row labels to the left of it, and a scrollbar to the right where not all rows are in sight. */
export type SectorLayout = {
  readonly grid: SectorGrid;
  /** Width of the row labels. */
  readonly gutter: number;
  readonly rowsShown: number;
};

const MAX_ROWS = 64;
export const SCROLLBAR = 11;
/** Cells on the map are no smaller than this to bring more rows into sight. */
const MAP_CELL = 8;
/** The grid's last line. */
const EDGE = 1;

/** Room for row labels: as many digits as the last one has. */
const gutterFor = (sectors: number): number => 6 + 6 * Math.max(4, grouped(sectors).length - (sectors > 999 ? 1 : 0));

/** As wide as there is room, and as high as it comes to: 64 rows are in sight, of taller blocks the rest scrolls. */
export function layoutByWidth(sectors: number, width: number): SectorLayout {
  const gutter = gutterFor(sectors);
  const isTall = sectors > MAX_ROWS * BITMAP_COLUMNS;
  const grid = sectorGrid(sectors, width - gutter - (isTall ? SCROLLBAR : 0));
  return { grid, gutter, rowsShown: Math.min(MAX_ROWS, grid.rows) };
}

/** In a pane of that size: whole where cells of 8 pixels or more allow it, else cells of 8 pixels, and scrolled. */
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

/** Where an arrow key and its kin lead from a sector, inside the block; null for other keys. `command`: Ctrl or ⌘ is held. */
export function sectorByKey(grid: SectorGrid, from: number, key: string, command: boolean): number | null {
  const to = sectorTowards(grid, from, key, command);
  return to === null ? null : Math.max(0, Math.min(grid.sectors - 1, to));
}

/** The same without an end: before 0 and behind the last sector lie the neighbouring blocks. */
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

/** Where a selection was begun, which stretching it keeps: the end at which the cursor is not. `selected` is half-open. */
export function anchorSector(selected: { readonly first: number; readonly end: number } | null, cursor: number): number {
  if (selected === null) return cursor;
  return cursor === selected.first ? selected.end - 1 : selected.first;
}
