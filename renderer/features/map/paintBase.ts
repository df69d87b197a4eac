/** Draws the cells themselves: pixels first, then glyphs and numbers where cells are large enough to hold them. */
import { BLOCK_STATE, BLOCK_STATES, type BlockState } from '../../../shared/views';
import { STATES } from '../../kernels/mapCounts';
import { cellRect, columnWidth, rowHeight, type Blocks, type Grid } from '../../kernels/mapGrid';
import { paintMap, type MapPalette } from '../../kernels/mapPaint';
import type { MapColours } from './mapColours';

export type BaseScene = {
  readonly grid: Grid;
  readonly counts: Uint32Array;
  readonly cells: Blocks;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly palette: MapPalette;
  readonly colours: MapColours;
  readonly lit: ReadonlySet<BlockState>;
};

const GLYPH_FROM = 14;
const NUMBER_FROM = 30;
const LEAST_NUMBER = 6;
const GLYPHS: Readonly<Record<BlockState, string>> = {
  unallocated: '',
  parent: '↑',
  unscanned: '·',
  full: '',
  damaged: '×',
  overlapping: '=',
};

export function paintBase(context: CanvasRenderingContext2D, scene: BaseScene): void {
  const { grid, counts, cells, top, palette, lit } = scene;
  const { width, height } = context.canvas;
  const image = context.createImageData(width, height);
  const states = lit.size === 0 ? null : new Set([...lit].map((state) => BLOCK_STATE[state] as number));
  paintMap(
    { grid, counts, first: cells.first, top: Math.round(top * grid.scale), width, height, palette, lit: states },
    new Uint32Array(image.data.buffer),
  );
  context.putImageData(image, 0, 0);
  if (grid.per === 1 && Math.min(rowHeight(grid), columnWidth(grid)) >= GLYPH_FROM) paintGlyphs(context, scene);
}

function paintGlyphs(context: CanvasRenderingContext2D, { grid, counts, cells, top, colours, lit }: BaseScene): void {
  const withNumbers = rowHeight(grid) >= NUMBER_FROM && columnWidth(grid) >= NUMBER_FROM;
  // As large as the longest number allows, and no larger in a cell that happens to be a pixel wider.
  const size = Math.min(10, Math.floor((columnWidth(grid) - 5) / (String(grid.blocks).length * 0.62)));
  context.strokeStyle = colours['map-ground'];
  context.lineJoin = 'round';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let cell = cells.first; cell < cells.end; cell++) {
    const base = (cell - cells.first) * STATES;
    const state = BLOCK_STATES.find((_, i) => counts[base + i] === 1);
    if (state === undefined) continue;
    const box = cellRect(grid, cell);
    const x = box.x + (box.width - 1) / 2;
    const y = box.y - top + (box.height - 1) / 2;
    context.globalAlpha = lit.size === 0 || lit.has(state) ? 1 : 0.3;
    context.fillStyle = inkOf(colours, state);
    context.font = `600 ${withNumbers ? 13 : 11}px ${fontFamily()}`;
    context.lineWidth = state === 'parent' ? 4 : 1;
    writeOn(context, GLYPHS[state], { x, y: withNumbers ? box.y - top + box.height * 0.36 : y });
    if (withNumbers) paintNumber(context, cell, { x, y: box.y - top + box.height * (GLYPHS[state] === '' ? 0.5 : 0.72) }, size);
  }
  context.globalAlpha = 1;
}

type Spot = { readonly x: number; readonly y: number };

function paintNumber(context: CanvasRenderingContext2D, block: number, spot: Spot, size: number): void {
  if (size < LEAST_NUMBER) return;
  context.font = `${size}px ${fontFamily()}`;
  writeOn(context, String(block), spot);
}

/** Writes over a texture: with a halo where a line width asks for one. */
function writeOn(context: CanvasRenderingContext2D, text: string, { x, y }: Spot): void {
  if (context.lineWidth > 1) context.strokeText(text, x, y);
  context.fillText(text, x, y);
}

export const fontFamily = (): string => getComputedStyle(document.body).fontFamily;

const inkOf = (colours: MapColours, state: BlockState): string =>
  state === 'damaged'
    ? colours['map-damaged-ink']
    : state === 'overlapping'
      ? colours['map-overlapping-ink']
      : state === 'full'
        ? colours['map-ink']
        : colours['map-glyph'];
