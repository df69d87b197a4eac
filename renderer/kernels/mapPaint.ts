/**
 * Fills the pixels of the map. A cell's pixels are divided among its states by share, interleaved, so that a cell that
 * is 30 % in the file is 30 % blue; colour is backed by texture: absent blocks are dots, stored ones solid. Damaged and
 * overlapping blocks never join the mix: they get badges, drawn on top by the pane.
 */
import { BLOCK_STATE } from '../../shared/views';
import { STATES } from './mapCounts';
import { cellsOf, columnEdge, rowEdge, rowsInSight, type Blocks, type Grid } from './mapGrid';

/** Colours as 0xAABBGGRR, ready for a little-endian Uint32Array over ImageData; arrays go by state code. */
export type MapPalette = {
  readonly ground: number;
  readonly colours: Uint32Array;
  /** Outlines of areas; the colour itself for states that need none. */
  readonly edges: Uint32Array;
  /** Of states that are not asked for. */
  readonly dimmed: Uint32Array;
  /** One pixel in so many of a parent's cell is a dot. */
  readonly parentDots: number;
};

export const packColour = (r: number, g: number, b: number): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** What to paint, in device pixels: the part of the grid that a view of `width` × `height` shows when scrolled to `top`. */
export type MapScene = {
  readonly grid: Grid;
  /** Counts of the cells from `first` on, which hold all that is in sight. */
  readonly counts: Uint32Array;
  readonly first: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly palette: MapPalette;
  /** States to show; null for all. */
  readonly lit: ReadonlySet<number> | null;
};

/** Cells from this height on are outlined and spaced one by one; below, areas are. */
const LARGE_CELL = 9;
/** Class of a cell with several states in it. */
const MIXED = 255;
const { unallocated, parent, damaged, overlapping } = BLOCK_STATE;
/** Who gets pixels in a mixed cell, stored states first. */
const ORDER = [BLOCK_STATE.full, BLOCK_STATE.unscanned, parent, unallocated];

type Work = MapScene & {
  readonly pixels: Uint32Array;
  readonly colours: Uint32Array;
  readonly edges: Uint32Array;
  readonly classes: Uint8Array;
  readonly isLarge: boolean;
  /** Device pixels of a gap, a dot and a line. */
  readonly line: number;
  readonly dotRows: readonly (Uint8Array | undefined)[];
};

/** `pixels` holds width × height of them, and is filled entirely. */
export function paintMap(scene: MapScene, pixels: Uint32Array): void {
  const { grid, palette, lit } = scene;
  const pick = (all: Uint32Array): Uint32Array =>
    lit === null ? all : all.map((colour, state) => (lit.has(state) ? colour : (palette.dimmed[state] as number)));
  const line = Math.max(1, Math.floor(grid.scale));
  const work: Work = {
    ...scene,
    pixels,
    colours: pick(palette.colours),
    edges: pick(palette.edges),
    classes: classesOf(scene.counts),
    isLarge: Math.min(grid.height / grid.rows, grid.width / grid.columns) >= LARGE_CELL,
    line,
    dotRows: dotRowsOf(scene, line),
  };
  pixels.fill(palette.ground);
  const edges = Int32Array.from({ length: grid.columns + 1 }, (_, column) => Math.round(columnEdge(grid, column) * grid.scale));
  const rows = rowsInSight(grid, scene.top / grid.scale, scene.height / grid.scale);
  for (let row = rows.first; row < rows.end; row++) paintRow(work, row, edges);
}

/** The one state all blocks of a cell have, or MIXED; problems count only where there is nothing else. */
function classesOf(counts: Uint32Array): Uint8Array {
  const classes = new Uint8Array(counts.length / STATES);
  for (let i = 0, base = 0; i < classes.length; i++, base += STATES) {
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

type Box = { x0: number; y0: number; x1: number; y1: number };

function paintRow(work: Work, row: number, edges: Int32Array): void {
  const { grid, classes, first, top, height, line, isLarge } = work;
  const y0 = Math.round(rowEdge(grid, row) * grid.scale) - top;
  const y1 = Math.round(rowEdge(grid, row + 1) * grid.scale) - top;
  const cells: Blocks = { first: row * grid.columns, end: Math.min(cellsOf(grid), (row + 1) * grid.columns) };
  const box: Box = { x0: 0, y0: 0, x1: 0, y1: 0 };
  for (let cell = cells.first; cell < cells.end; cell++) {
    const column = cell - cells.first;
    const kind = classes[cell - first] as number;
    // Dots run on through the gaps: as one even field they stay in the background.
    const gap = kind === parent && !isLarge ? 0 : line;
    box.x0 = edges[column] as number;
    box.x1 = (edges[column + 1] as number) - gap;
    box.y0 = Math.max(0, y0);
    box.y1 = Math.min(height, y1 - gap);
    if (kind === MIXED) paintMixed(work, cell, box, y0, y1 - gap);
    else if (kind === parent) paintDots(work, box);
    else if (kind === unallocated) paintCentre(work, box, y0, y1 - gap);
    else paintSolid(work, cell, kind, box, y0);
  }
}

function paintSolid(work: Work, cell: number, state: number, box: Box, cellTop: number): void {
  const { pixels, width } = work;
  const colour = work.colours[state] as number;
  for (let y = box.y0; y < box.y1; y++) {
    const start = y * width;
    for (let x = start + box.x0, end = start + box.x1; x < end; x++) pixels[x] = colour;
  }
  if (work.edges[state] !== colour) paintEdges(work, cell, state, box, cellTop);
}

/** Lines along the sides where the neighbour is of another kind; around each cell when cells are large. */
function paintEdges(work: Work, cell: number, state: number, box: Box, cellTop: number): void {
  const { grid, classes, first, line, isLarge } = work;
  const colour = work.edges[state] as number;
  const column = cell % grid.columns;
  const differs = (other: number, beside: boolean): boolean => isLarge || !beside || classes[other - first] !== state;
  const { x0, y0, x1, y1 } = box;
  if (differs(cell - 1, column > 0)) fill(work, colour, { x0, y0, x1: x0 + line, y1 });
  if (differs(cell + 1, column < grid.columns - 1)) fill(work, colour, { x0: x1 - line, y0, x1, y1 });
  if (differs(cell - grid.columns, cell >= grid.columns) && y0 === cellTop) fill(work, colour, { x0, y0, x1, y1: Math.min(y1, y0 + line) });
  if (differs(cell + grid.columns, true)) fill(work, colour, { x0, y0: Math.max(y0, y1 - line), x1, y1 });
}

function fill({ pixels, width }: Work, colour: number, { x0, y0, x1, y1 }: Box): void {
  for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) pixels[y * width + x] = colour;
}

/** Dots on one lattice for the whole view; it moves with the rows when they are scrolled. */
function paintDots(work: Work, { x0, y0, x1, y1 }: Box): void {
  const { pixels, width, top, line, dotRows } = work;
  const colour = work.colours[parent] as number;
  for (let y = y0; y < y1; y++) {
    const dots = dotRows[Math.floor((y + top) / line) % 4];
    if (dots === undefined) continue;
    for (let x = x0; x < x1; x++) if (dots[x] === 1) pixels[y * width + x] = colour;
  }
}

/** Which pixels of a row are dots, for rows 0 to 3 of the lattice; odd rows have none. */
function dotRowsOf({ width, palette }: MapScene, line: number): readonly (Uint8Array | undefined)[] {
  const every = palette.parentDots > 4 ? 4 : 2;
  const row = (y: number): Uint8Array => Uint8Array.from({ length: width }, (_, x) => (isDot(Math.floor(x / line), y, every) ? 1 : 0));
  return [row(0), undefined, row(2), undefined];
}

function paintCentre(work: Work, { x0, y0, x1, y1 }: Box, cellTop: number, cellEnd: number): void {
  const size = work.isLarge ? 2 * work.line : work.line;
  const [cx, cy] = [(x0 + x1 - size + 1) >> 1, (cellTop + cellEnd - size + 1) >> 1];
  fill(work, work.colours[unallocated] as number, { x0: cx, y0: Math.max(y0, cy), x1: cx + size, y1: Math.min(y1, cy + size) });
}

function paintMixed(work: Work, cell: number, box: Box, cellTop: number, cellEnd: number): void {
  const { pixels, width, counts, first, palette, line } = work;
  const columns = box.x1 - box.x0;
  const area = columns * (cellEnd - cellTop);
  if (area <= 0) return;
  const shares = sharesOf(counts, (cell - first) * STATES, area);
  const order = interleave(columns, cellEnd - cellTop, line);
  const dots = palette.parentDots > 4 ? 4 : 2;
  let from = 0;
  for (let i = 0; i < ORDER.length; i++) {
    const state = ORDER[i] as number;
    const end = from + (shares[i] as number);
    const colour = work.colours[state] as number;
    for (let k = from; k < end && state !== unallocated; k++) {
      const pixel = order[k] as number;
      const x = pixel % columns;
      const y = (pixel - x) / columns;
      const at = cellTop + y;
      if (at < box.y0 || at >= box.y1 || (state === parent && !isDot(Math.floor(x / line), Math.floor(y / line), dots))) continue;
      pixels[at * width + box.x0 + x] = colour;
    }
    from = end;
  }
}

const isDot = (x: number, y: number, every: number): boolean =>
  y % 2 === 0 && (every === 2 ? x % 2 === 0 : x % 4 === (y % 4 === 0 ? 0 : 2));

const shares = new Uint32Array(ORDER.length);

/**
 * Pixels for each state of ORDER: largest remainder, but at least one for what is there at all. The array is used again
 * by the next call.
 */
export function sharesOf(counts: Uint32Array, base: number, area: number): Uint32Array {
  let total = 0;
  for (const state of ORDER) total += counts[base + state] as number;
  let left = area;
  for (let i = 0; i < ORDER.length; i++) {
    const count = counts[base + (ORDER[i] as number)] as number;
    shares[i] = count === 0 ? 0 : Math.max(1, Math.floor((count * area) / total));
    left -= shares[i] as number;
  }
  for (; left !== 0; left -= Math.sign(left)) {
    const i = neediest(counts, base, area / total, Math.sign(left));
    shares[i] = (shares[i] as number) + Math.sign(left);
  }
  return shares;
}

/** The state furthest below its due, or above it when pixels are to be given back. */
function neediest(counts: Uint32Array, base: number, pixelsPerBlock: number, sign: number): number {
  let best = 0;
  let most = -Infinity;
  for (let i = 0; i < ORDER.length; i++) {
    const count = counts[base + (ORDER[i] as number)] as number;
    const lack = sign * (count * pixelsPerBlock - (shares[i] as number));
    if (count > 0 && lack > most && (sign > 0 || (shares[i] as number) > 1)) [best, most] = [i, lack];
  }
  return best;
}

const orders = new Map<number, Uint32Array>();

/** A cell's pixels in the order they are given away: spread evenly, and those that may be dots last. */
function interleave(columns: number, rows: number, line: number): Uint32Array {
  const key = (columns * 4096 + rows) * 8 + line;
  const known = orders.get(key);
  if (known !== undefined) return known;
  const rank = (pixel: number): number =>
    BAYER[(Math.floor(Math.floor(pixel / columns) / line) & 3) * 4 + (Math.floor((pixel % columns) / line) & 3)] as number;
  const pixels = Array.from({ length: columns * rows }, (_, pixel) => pixel).sort((a, b) => rank(a) - rank(b) || a - b);
  const order = Uint32Array.from(pixels);
  orders.set(key, order);
  return order;
}

/** Ordered dither, turned around so that places where both coordinates are even come last. */
const BAYER = [15, 7, 13, 5, 3, 11, 1, 9, 12, 4, 14, 6, 0, 8, 2, 10];
