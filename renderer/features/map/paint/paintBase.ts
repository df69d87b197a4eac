/** Draws the cells: first their pixels, then glyphs and numbers if cells are large enough for them. */
import { grouped } from '../../../../shared/text/numbers';
import { BLOCK_STATE, BLOCK_STATES, type BlockState } from '../../../../shared/views';
import { COUNTERS } from '../../../disk/stateCounts.model';
import { blocksIn, cellRect, columnWidth, seamState, rowHeight, type Blocks, type Grid } from '../../../disk/cellGrid.model';
import { paintMap, type MapPalette } from './paint.model';
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
  readonly highlighted: ReadonlySet<BlockState>;
  /** Whether cells may show their block's number; a disk without blocks has none. */
  readonly isNumbered: boolean;
};

export type TextScene = Omit<BaseScene, 'width' | 'height' | 'palette'>;

const GLYPH_FROM = 14;
const NUMBER_FROM = 30;
const HIGH = 40;
const MIN_NUMBER = 6;
/** Width of a digit, in ems. */
const DIGIT = 0.62;
const GLYPHS: Readonly<Record<BlockState, string>> = {
  unallocated: '',
  parent: '↑',
  unscanned: '·',
  full: '',
  partial: '',
  unset: '○',
  zero: '0',
  damaged: '×',
  overlapping: '=',
};

export function paintBase(context: CanvasRenderingContext2D, scene: BaseScene): void {
  const { grid, counts, cells, top, palette, highlighted } = scene;
  const image = imageFor(context);
  const { width, height } = image;
  const states = highlighted.size === 0 ? null : new Set([...highlighted].map((state) => BLOCK_STATE[state] as number));
  paintMap(
    { grid, counts, first: cells.first, top: Math.round(top * grid.scale), width, height, palette, highlighted: states },
    new Uint32Array(image.data.buffer),
  );
  context.putImageData(image, 0, 0);
  paintTexts(context, scene, cells);
}

/** What stands in those cells that are in sight: signs and numbers, if cells are large enough for them. */
export function paintTexts(context: CanvasRenderingContext2D, scene: TextScene, only: Blocks): void {
  const { grid, cells } = scene;
  const [first, end] = [Math.max(cells.first, only.first), Math.min(cells.end, only.end)];
  if (grid.per > 1 || Math.min(rowHeight(grid), columnWidth(grid)) < GLYPH_FROM) return;
  paintGlyphs(context, { ...scene, counts: scene.counts.subarray((first - cells.first) * COUNTERS), cells: { first, end } });
}

/** The pixels of each canvas, kept while its size stays the same: otherwise scrolling would allocate megabytes for each frame. */
const images = new WeakMap<CanvasRenderingContext2D, ImageData>();

function imageFor(context: CanvasRenderingContext2D): ImageData {
  const { width, height } = context.canvas;
  const known = images.get(context);
  if (known?.width === width && known.height === height) return known;
  const image = context.createImageData(width, height);
  images.set(context, image);
  return image;
}

/** First all glyphs, then all numbers, because changing the font of a canvas is slow. */
function paintGlyphs(context: CanvasRenderingContext2D, scene: TextScene): void {
  const { grid } = scene;
  const withNumbers = rowHeight(grid) >= NUMBER_FROM && columnWidth(grid) >= NUMBER_FROM;
  // As large as the longest number allows. It does not depend on a cell's own width, which may differ by a pixel.
  const size = Math.min(10, Math.floor((columnWidth(grid) - 5) / (grouped(grid.blocks).length * DIGIT)));
  context.lineJoin = 'round';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.strokeStyle = scene.colours['map-ground'];
  const numbered = scene.isNumbered && withNumbers && size >= MIN_NUMBER;
  const isHigh = rowHeight(grid) >= HIGH;
  context.font = `600 ${numbered && isHigh ? 13 : 11}px ${fontFamily()}`;
  // Above and below the middle, close together however high the cell is.
  const apart = isHigh ? 9 : 8;
  writeInCells(context, scene, ({ state }) => [GLYPHS[state], numbered ? -apart : 0]);
  context.font = `500 ${size}px ${fontFamily()}`;
  if (numbered) writeInCells(context, scene, ({ cell, state }) => [grouped(blocksIn(grid, cell).first), GLYPHS[state] === '' ? 0 : apart]);
  context.globalAlpha = 1;
}

/** States whose cells are not evenly filled, so that text on them needs a halo. */
const HALOED: ReadonlySet<BlockState> = new Set<BlockState>(['parent', 'partial', 'unset']);

type CellText = (cell: { readonly cell: number; readonly state: BlockState }) => readonly [text: string, below: number];

/** Writes a text into every visible cell, so many pixels below its middle; with a halo over dots and fill levels. */
function writeInCells(
  context: CanvasRenderingContext2D,
  { grid, counts, cells, top, colours, highlighted }: TextScene,
  textOf: CellText,
): void {
  for (let cell = cells.first; cell < cells.end; cell++) {
    const base = (cell - cells.first) * COUNTERS;
    const state = BLOCK_STATES.find((_, i) => counts[base + i] === 1);
    if (state === undefined || seamState(grid, cell) !== null) continue;
    const [text, below] = textOf({ cell, state });
    const box = cellRect(grid, cell);
    const [x, y] = [box.x + (box.width - 1) / 2, box.y - top + (box.height - 1) / 2 + below];
    context.globalAlpha = highlighted.size === 0 || highlighted.has(state) ? 1 : 0.3;
    context.fillStyle = colours[inkName(state)];
    context.lineWidth = 4;
    if (HALOED.has(state)) context.strokeText(text, x, y);
    context.fillText(text, x, y);
  }
}

export const fontFamily = (): string => getComputedStyle(document.body).fontFamily;

/** The colour of what is written on a cell, by the name of its style token. */
export const inkName = (state: BlockState): 'map-damaged-ink' | 'map-overlapping-ink' | 'map-ink' | 'map-glyph' =>
  state === 'damaged'
    ? 'map-damaged-ink'
    : state === 'overlapping'
      ? 'map-overlapping-ink'
      : state === 'full' || state === 'zero'
        ? 'map-ink'
        : 'map-glyph';
