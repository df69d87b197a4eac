/**
 * Fills the pixels of the map. A cell's pixels are divided among its states by share, interleaved, so that a cell that
 * is 30 % in the file is 30 % blue; colour is backed by texture: absent blocks are dots, stored ones solid. Damaged and
 * overlapping blocks never join the mix: they get badges, drawn on top by the pane.
 */
import { BLOCK_STATE, BLOCK_STATES, type BlockState } from '../../shared/views';
import { STATES } from './mapCounts';
import { cellRect, cellsOf, type Grid } from './mapGrid';

/** Colours as 0xAABBGGRR, ready for a little-endian Uint32Array over ImageData. */
export type MapPalette = { readonly [S in BlockState]: number } & {
  readonly ground: number;
  readonly unscannedEdge: number;
  readonly overlappingEdge: number;
  /** One pixel in so many of a parent's cell is a dot. */
  readonly parentDots: number;
};

export const packColour = (r: number, g: number, b: number): number => ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;

/** Draw order inside a cell: stored states first. */
const ORDER: readonly BlockState[] = ['full', 'unscanned', 'overlapping', 'damaged', 'parent', 'unallocated'];

/** Steps through a cell's pixels so that shares look even at any size. */
const INTERLEAVE = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

export type MapImage = { readonly pixels: Uint32Array; readonly width: number; readonly height: number };

/** `scale` device pixels a CSS pixel; `dimmed` states are drawn as ground with a hint. */
export function paintMap(grid: Grid, counts: Uint32Array, palette: MapPalette, scale: number, shown: ReadonlySet<BlockState>): MapImage {
  const width = Math.round(grid.width * scale);
  const height = Math.round(grid.rows * grid.cellHeight * scale);
  const pixels = new Uint32Array(width * height).fill(palette.ground);
  for (let cell = 0; cell < cellsOf(grid); cell++) paintCell({ grid, counts, palette, scale, shown, pixels, width }, cell);
  return { pixels, width, height };
}

type Canvas = {
  readonly grid: Grid;
  readonly counts: Uint32Array;
  readonly palette: MapPalette;
  readonly scale: number;
  readonly shown: ReadonlySet<BlockState>;
  readonly pixels: Uint32Array;
  readonly width: number;
};

function paintCell(canvas: Canvas, cell: number): void {
  const { grid, counts, scale } = canvas;
  const rect = cellRect(grid, cell);
  const x0 = Math.round(rect.x * scale);
  const y0 = Math.round(rect.y * scale);
  const x1 = Math.round((rect.x + rect.width) * scale) - Math.max(1, Math.floor(scale));
  const y1 = Math.round((rect.y + rect.height) * scale) - Math.max(1, Math.floor(scale));
  const base = cell * STATES;
  let total = 0;
  for (let state = 0; state < STATES; state++) total += counts[base + state] as number;
  const only = BLOCK_STATES.findIndex((_, state) => counts[base + state] === total);
  if (only >= 0) paintWhole(canvas, BLOCK_STATES[only] as BlockState, x0, y0, x1, y1);
  else paintMixed(canvas, base, total, x0, y0, x1, y1);
}

function paintWhole(canvas: Canvas, state: BlockState, x0: number, y0: number, x1: number, y1: number): void {
  const { palette, shown, pixels, width, scale } = canvas;
  const colour = shown.has(state) ? palette[state] : palette.unallocated;
  const cx = (x0 + x1) >> 1;
  const cy = (y0 + y1) >> 1;
  const dot = Math.max(1, Math.round(scale));
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const lx = Math.floor((x - x0) / dot);
      const ly = Math.floor((y - y0) / dot);
      const edge = x === x0 || y === y0 || x === x1 - 1 || y === y1 - 1;
      if (state === 'unallocated') {
        if (x < cx || x >= cx + dot || y < cy || y >= cy + dot) continue;
      } else if (state === 'parent') {
        if (!isDot(lx, ly, palette.parentDots)) continue;
      }
      const edged = edge && shown.has(state) ? edgeOf(palette, state) : colour;
      pixels[y * width + x] = edged;
    }
  }
}

const isDot = (x: number, y: number, oneIn: number): boolean =>
  oneIn <= 4 ? x % 2 === 0 && y % 2 === 0 : x % 4 === (y % 4 === 0 ? 0 : 2) && y % 2 === 0;

const edgeOf = (palette: MapPalette, state: BlockState): number =>
  state === 'unscanned' ? palette.unscannedEdge : state === 'overlapping' ? palette.overlappingEdge : palette[state];

function paintMixed(canvas: Canvas, base: number, total: number, x0: number, y0: number, x1: number, y1: number): void {
  const { counts, palette, shown, pixels, width } = canvas;
  const area = Math.max(0, x1 - x0) * Math.max(0, y1 - y0);
  const limits: { readonly upTo: number; readonly state: BlockState }[] = [];
  let upTo = 0;
  for (const state of ORDER) {
    const share = counts[base + BLOCK_STATE[state]] as number;
    if (share === 0 || state === 'damaged' || state === 'overlapping') continue;
    // What is there at all gets at least one pixel.
    upTo += Math.max(area / 16, (share * area) / total) / area;
    limits.push({ upTo, state });
  }
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const place = ((INTERLEAVE[((y - y0) & 3) * 4 + ((x - x0) & 3)] as number) + 0.5) / 16;
      const state = limits.find((limit) => place < limit.upTo)?.state ?? limits.at(-1)?.state;
      if (state === undefined || state === 'unallocated' || (state === 'parent' && !isDot(x - x0, y - y0, palette.parentDots))) continue;
      pixels[y * width + x] = shown.has(state) ? palette[state] : palette.unallocated;
    }
  }
}
