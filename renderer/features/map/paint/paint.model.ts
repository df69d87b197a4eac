/**
 * Fills the pixels of the map. A cell's pixels are divided among its states by share, so that a cell that is 30 % in the file
 * is 30 % blue: in its middle if only one state is stored, else spread evenly; below a quarter, a mark in its middle is as
 * large as a quarter. Texture tells the same as colour: absent blocks are dots, stored ones are solid. Damaged and overlapping
 * blocks are never part of the mix: they get badges, which the pane draws on top. Neighbouring cells in the same state are
 * copied from a prepared line of pixels, which covers most of a map.
 */
import { BLOCK_STATE, WHOLE } from '../../../../shared/views';
import { COUNTERS, FILL } from '../../../disk/stateCounts.model';
import { cellsOf, columnEdge, rowEdge, type Grid } from '../../../disk/cellGrid.model';
import { interleave, littleStored, MIN_STORED, ORDER, sharesOf, STORED } from './mix.model';

/** Colours as 0xAABBGGRR, ready for a little-endian Uint32Array over ImageData. Arrays are indexed by state code. */
export type MapPalette = {
  readonly ground: number;
  readonly colours: Uint32Array;
  /** Colours of outlines; for states without an outline, the state's own colour. */
  readonly edges: Uint32Array;
  /** Colours of states while others are picked out. */
  readonly dimmed: Uint32Array;
  /** In a cell of a parent's blocks, one of so many pixels is a dot. */
  readonly parentDots: number;
};

export const packColour = (r: number, g: number, b: number): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** What to paint, in device pixels: the part of the grid that a view of `width` × `height` shows when scrolled to `top`. */
export type MapScene = {
  readonly grid: Grid;
  /** Counts of all visible cells, in whole rows, beginning with cell `first`. */
  readonly counts: Uint32Array;
  readonly first: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly palette: MapPalette;
  /** The states that are picked out; null if all are shown alike. */
  readonly highlighted: ReadonlySet<number> | null;
};

/** From this size on, each cell gets an outline; smaller cells have one around each area. */
const LARGE_CELL = 9;
/** From this size on, single blocks are drawn as boxes, even if they are empty. */
const BOXED_BLOCK = 14;
/** The class of a cell with blocks in several states. */
const MIXED = 255;
const { unallocated, parent, partial, unset, zero, damaged, overlapping } = BLOCK_STATE;

type Work = MapScene & {
  readonly pixels: Uint32Array;
  readonly colours: Uint32Array;
  readonly edges: Uint32Array;
  readonly classes: Uint8Array;
  readonly isLarge: boolean;
  readonly isBoxed: boolean;
  /** How many device pixels a gap, a dot and a line are wide. */
  readonly line: number;
  /** Left edges of the columns, and the right edge of the last. */
  readonly columns: Int32Array;
  /** For each state, a line of pixels through a row of only such cells. */
  readonly solid: readonly Uint32Array[];
  /** The line through the middle of cells whose blocks are in the file but all zeros. */
  readonly hollow: Uint32Array;
  /** Rows 0 to 3 of the pattern of dots; odd rows have none. */
  readonly dots: readonly (Uint32Array | null)[];
};

/** `pixels` must have width × height elements; all of them are set. */
export function paintMap(scene: MapScene, pixels: Uint32Array): void {
  const work = workFor(scene, pixels);
  pixels.fill(scene.palette.ground);
  const { columns } = scene.grid;
  const end = Math.ceil((scene.first + work.classes.length) / columns);
  for (let row = Math.floor(scene.first / columns); row < end; row++) paintRow(work, row);
}

/** Everything that is the same for all cells. */
function workFor(scene: MapScene, pixels: Uint32Array): Work {
  const { grid, palette, highlighted } = scene;
  const pick = (all: Uint32Array): Uint32Array =>
    highlighted === null ? all : all.map((colour, state) => (highlighted.has(state) ? colour : (palette.dimmed[state] as number)));
  const colours = pick(palette.colours);
  const line = Math.max(1, Math.floor(grid.scale));
  const columns = Int32Array.from({ length: grid.columns + 1 }, (_, column) => Math.round(columnEdge(grid, column) * grid.scale));
  const size = Math.min(grid.height / grid.rows, grid.width / grid.columns);
  const isLarge = size >= LARGE_CELL;
  const dot = isLarge ? 2 * line : line;
  return {
    ...scene,
    pixels,
    colours,
    edges: pick(palette.edges),
    classes: classesOf(scene.counts),
    isLarge,
    isBoxed: grid.per === 1 && size >= BOXED_BLOCK,
    line,
    columns,
    solid: Array.from(colours, (colour, state) => solidLine(scene, columns, colour, state === unallocated ? dot : null)),
    hollow: hollowLine(scene, columns, colours[zero] as number, dot),
    dots: [0, 1, 2, 3].map((y) => (y % 2 === 1 ? null : dotLine(scene, y, colours[parent] as number, line))),
  };
}

/**
 * A line of pixels through cells of one colour, with background in the gaps. With `dot`, only so many pixels in the middle of
 * each cell have the colour.
 */
function solidLine({ width, palette, grid }: MapScene, columns: Int32Array, colour: number, dot: number | null): Uint32Array {
  const pixels = new Uint32Array(width).fill(palette.ground);
  const gap = Math.max(1, Math.floor(grid.scale));
  for (let column = 0; column < grid.columns; column++) {
    const [x0, x1] = [columns[column] as number, (columns[column + 1] as number) - gap];
    const from = dot === null ? x0 : (x0 + x1 - dot + 1) >> 1;
    pixels.fill(colour, from, dot === null ? x1 : from + dot);
  }
  return pixels;
}

/** A line of pixels through cells that have a hole in the middle. */
function hollowLine(scene: MapScene, columns: Int32Array, colour: number, dot: number): Uint32Array {
  const pixels = solidLine(scene, columns, colour, null);
  const holes = solidLine(scene, columns, colour, dot);
  return pixels.map((pixel, x) => (holes[x] === colour ? scene.palette.ground : pixel));
}

/** One line of the pattern of dots that stands for a parent's blocks. */
function dotLine({ width, palette }: MapScene, y: number, colour: number, line: number): Uint32Array {
  const pixels = new Uint32Array(width).fill(palette.ground);
  // For one pixel in eight, dots are at every fourth pixel, and every second row of them is shifted.
  const every = line * (palette.parentDots > 4 ? 4 : 2);
  for (let x = palette.parentDots > 4 && y > 0 ? 2 * line : 0; x < width; x += every) pixels.fill(colour, x, x + line);
  return pixels;
}

/** The state that all blocks of a cell have, or MIXED. Problem states count only if there are no others in the cell. */
function classesOf(counts: Uint32Array): Uint8Array {
  const classes = new Uint8Array(counts.length / COUNTERS);
  for (let i = 0, base = 0; i < classes.length; i++, base += COUNTERS) {
    let found = MIXED;
    let states = 0;
    for (let state = 0; state < damaged; state++) {
      if (counts[base + state] === 0) continue;
      found = state;
      states += 1;
    }
    classes[i] = states === 1 ? found : states > 1 ? MIXED : (counts[base + damaged] as number) > 0 ? damaged : overlapping;
  }
  return classes;
}

/** The row's upper and lower edge in the view, without the gap. Both may be outside the view. */
type Band = { readonly y0: number; readonly y1: number };

function paintRow(work: Work, row: number): void {
  const { grid, classes, first, top, line } = work;
  const start = row * grid.columns;
  const end = Math.min(cellsOf(grid), start + grid.columns);
  const band = { y0: Math.round(rowEdge(grid, row) * grid.scale) - top, y1: Math.round(rowEdge(grid, row + 1) * grid.scale) - top - line };
  for (let cell = start; cell < end; ) {
    const kind = classes[cell - first] as number;
    let next = cell + 1;
    while (next < end && classes[next - first] === kind) next += 1;
    if (kind === MIXED) for (let each = cell; each < next; each++) paintMixed(work, each, band);
    else paintRun(work, kind, cell, next, band);
    cell = next;
  }
}

function paintRun(work: Work, kind: number, cell: number, next: number, band: Band): void {
  const { grid, columns, line, isLarge, isBoxed, solid } = work;
  const column = cell % grid.columns;
  const [x0, x1] = [columns[column] as number, columns[column + next - cell] as number];
  if (kind === parent) {
    paintDots(work, x0, x1, band);
    if (isBoxed) clearGaps(work, column, column + next - cell, band);
    return;
  }
  if (kind === unallocated) {
    const size = isLarge ? 2 * line : line;
    const middle = (band.y0 + band.y1 - size + 1) >> 1;
    copyLines(work, solid[kind] as Uint32Array, x0, x1, { y0: middle, y1: middle + size });
  } else if (kind === partial) for (let each = cell; each < next; each++) paintPartial(work, each, band);
  else if (kind === unset) copyLines(work, solid[kind] as Uint32Array, x0, x1, { y0: band.y1 - line, y1: band.y1 });
  else copyLines(work, solid[kind] as Uint32Array, x0, x1, band);
  if (kind === zero) paintHoles(work, x0, x1, band);
  if (kind === unallocated ? work.isBoxed : kind === partial || kind === unset ? isLarge : work.edges[kind] !== work.colours[kind])
    for (let each = cell; each < next; each++) paintEdges(work, each, kind, band);
}

/**
 * However few sectors of a block are in the file, this share of its cell is filled, up to so many lines: a child's only block may
 * hold four of them. More would look like a share that the block does not hold.
 */
const MIN_FILLED = 0.2;
const MIN_LINES = 4;

/** Filled from below in proportion to the sectors that are in the file, but never empty and never full. */
function paintPartial(work: Work, cell: number, { y0, y1 }: Band): void {
  const { columns, counts, first, grid, line, solid } = work;
  const base = (cell - first) * COUNTERS;
  const share = (counts[base + FILL] as number) / ((counts[base + partial] as number) * WHOLE);
  const least = Math.max(2, Math.min(MIN_LINES, Math.round((MIN_FILLED * (y1 - y0)) / line))) * line;
  const level = Math.max(least, Math.min(y1 - y0 - line, Math.round((share * (y1 - y0)) / line) * line));
  const column = cell % grid.columns;
  copyLines(work, solid[partial] as Uint32Array, columns[column] as number, columns[column + 1] as number, { y0: y1 - level, y1 });
}

/** A hole in cells whose blocks are stored but all zeros. Boxes show a glyph instead. */
function paintHoles(work: Work, x0: number, x1: number, { y0, y1 }: Band): void {
  const size = work.isLarge ? 2 * work.line : work.line;
  if (work.isBoxed || y1 - y0 < 3 * size) return;
  const middle = (y0 + y1 - size + 1) >> 1;
  copyLines(work, work.hollow, x0, x1, { y0: middle, y1: middle + size });
}

function copyLines({ pixels, width, height }: Work, pattern: Uint32Array, x0: number, x1: number, { y0, y1 }: Band): void {
  const part = pattern.subarray(x0, x1);
  for (let y = Math.max(0, y0); y < Math.min(height, y1); y++) pixels.set(part, y * width + x0);
}

/** Dots are also drawn in the gaps, because an even pattern stays in the background. The pattern scrolls with the rows. */
function paintDots(work: Work, x0: number, x1: number, { y0, y1 }: Band): void {
  const { line, top, dots, isBoxed } = work;
  const end = isBoxed ? y1 : y1 + line;
  for (let y = y0; y < end; y++) {
    const pattern = dots[Math.floor((y + top) / line) % 4];
    if (pattern != null) copyLines(work, pattern, x0, x1, { y0: y, y1: y + 1 });
  }
}

function clearGaps(work: Work, from: number, end: number, { y0, y1 }: Band): void {
  const { columns, line, palette } = work;
  for (let column = from + 1; column <= end; column++) {
    const x = columns[column] as number;
    fill(work, palette.ground, { x0: x - line, x1: x, y0, y1 });
  }
}

type Box = Band & { readonly x0: number; readonly x1: number };

function fill({ pixels, width, height }: Work, colour: number, { x0, y0, x1, y1 }: Box): void {
  for (let y = Math.max(0, y0); y < Math.min(height, y1); y++) for (let x = x0; x < x1; x++) pixels[y * width + x] = colour;
}

/** Whether nothing around the cell is in the file: a block of a large disk that would be lost among empty cells. */
function isAlone({ grid, classes, first }: Work, cell: number): boolean {
  const column = cell % grid.columns;
  for (let dy = -1; dy <= 1; dy++)
    for (let dx = -1; dx <= 1; dx++) {
      const other = classes[cell + dy * grid.columns + dx - first];
      const isInside = column + dx >= 0 && column + dx < grid.columns && other !== undefined;
      if (isInside && (dx !== 0 || dy !== 0) && other !== unallocated && other !== parent) return false;
    }
  return true;
}

/** A part of the cell in its middle, of its shape: never too small to be seen, and never all of it. */
function middleOf({ x0, x1, y0, y1 }: Box, line: number, share: number): Box {
  const [columns, rows] = [Math.floor((x1 - x0) / line), Math.floor((y1 - y0) / line)];
  const within = (lines: number, most: number): number => Math.max(Math.min(2, most), Math.min(most, Math.round(lines)));
  const high = within(Math.sqrt(share) * rows, rows);
  const wide = within((share * rows * columns) / high, high === rows ? columns - 1 : columns);
  const [left, top] = [x0 + ((columns - wide) >> 1) * line, y0 + ((rows - high) >> 1) * line];
  return { x0: left, x1: left + wide * line, y0: top, y1: top + high * line };
}

/** The place in ORDER of the state that has all pixels of what is stored; null if there are more, or none. */
function onlyOne(shares: Uint32Array): number | null {
  let only: number | null = null;
  for (let i = 0; i < STORED; i++) {
    if (shares[i] === 0) continue;
    if (only !== null) return null;
    only = i;
  }
  return only;
}

/** Lines along the sides where the neighbour has another state throughout; if cells are large, around every cell. */
function paintEdges(work: Work, cell: number, state: number, { y0, y1 }: Band): void {
  const { grid, classes, columns, first, line, isLarge } = work;
  const colour = work.edges[state] as number;
  const column = cell % grid.columns;
  const differs = (other: number, isBeside: boolean): boolean =>
    isLarge || !isBeside || (classes[other - first] !== state && classes[other - first] !== MIXED);
  const [x0, x1] = [columns[column] as number, (columns[column + 1] as number) - line];
  if (differs(cell - 1, column > 0)) fill(work, colour, { x0, y0, x1: x0 + line, y1 });
  if (differs(cell + 1, column < grid.columns - 1)) fill(work, colour, { x0: x1 - line, y0, x1, y1 });
  if (differs(cell - grid.columns, cell >= grid.columns)) fill(work, colour, { x0, y0, x1, y1: y0 + line });
  if (differs(cell + grid.columns, true)) fill(work, colour, { x0, y0: y1 - line, x1, y1 });
}

/** First the parent's texture, if some blocks are the parent's; then the pixels of each stored state on top. */
function paintMixed(work: Work, cell: number, { y0, y1 }: Band): void {
  const { pixels, width, height, counts, first, line, top, columns, isBoxed, colours, edges } = work;
  const column = cell % work.grid.columns;
  const [x0, x1] = [columns[column] as number, (columns[column + 1] as number) - line];
  const base = (cell - first) * COUNTERS;
  if ((counts[base + parent] as number) > 0) paintDots(work, x0, isBoxed ? x1 : x1 + line, { y0, y1 });
  const little = littleStored(counts, base);
  if (little !== null) {
    const box = { x0, x1, y0, y1 };
    fill(work, edges[little] as number, isAlone(work, cell) ? box : middleOf(box, line, MIN_STORED));
    return;
  }
  const shares = sharesOf(counts, base, (x1 - x0) * (y1 - y0));
  const only = onlyOne(shares);
  if (only !== null) {
    // Spread, a half would be fainter than the mark of a few blocks.
    const share = (shares[only] as number) / ((x1 - x0) * (y1 - y0));
    const colour = (share <= 0.5 ? edges : colours)[ORDER[only] as number] as number;
    fill(work, colour, middleOf({ x0, x1, y0, y1 }, line, share));
    return;
  }
  const order = interleave({ columns: x1 - x0, rows: y1 - y0, line, x: x0, y: y0 + top });
  for (let i = 0, k = 0; i < STORED; i++) {
    // A state with few pixels is drawn in the colour of its outline: scattered pixels in a dim colour would not be seen.
    const share = shares[i] as number;
    const colour = (2 * share <= order.length ? edges : colours)[ORDER[i] as number] as number;
    for (const end = k + share; k < end; k++) {
      const x = (order[k] as number) % (x1 - x0);
      const y = y0 + ((order[k] as number) - x) / (x1 - x0);
      if (y >= 0 && y < height) pixels[y * width + x0 + x] = colour;
    }
  }
}
