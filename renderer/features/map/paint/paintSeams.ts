/** Draws over folded holes: a hatch, and how large the hole is if there is room for the words. */
import { BLOCK_STATES, type BlockState } from '../../../../shared/views';
import { sizeText } from '../../../../shared/text/size';
import { blocksIn, cellRect, columnWidth, seamState, rowHeight, type Blocks, type Grid, type Rect } from '../../../disk/cellGrid.model';
import type { MapColours } from './mapColours';
import { fontFamily } from './paintBase';

type Seams = {
  readonly grid: Grid;
  /** The cells in sight. */
  readonly cells: Blocks;
  readonly top: number;
  readonly blockBytes: number;
  readonly colours: MapColours;
  /** The states that are picked out; others are dimmed. */
  readonly highlighted: ReadonlySet<BlockState>;
};

/** Smaller cells have a line instead of a hatch. */
const HATCH_FROM = 14;
const HATCH_APART = 6;
const HATCH_ALPHA = 0.4;
const DIMMED = 0.3;
const TEXT_PADDING = 8;
const TEXT_HEIGHT = 16;

export function paintSeams(context: CanvasRenderingContext2D, { grid, cells, top, blockBytes, colours, highlighted }: Seams): void {
  if (grid.fold === null || grid.per > 1) return;
  const isLarge = Math.min(rowHeight(grid), columnWidth(grid)) >= HATCH_FROM;
  context.save();
  context.font = `12px ${fontFamily()}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineWidth = 1;
  for (let cell = cells.first; cell < cells.end; cell++) {
    const code = seamState(grid, cell);
    if (code === null) continue;
    const state = BLOCK_STATES[code] ?? 'unallocated';
    context.globalAlpha = highlighted.size === 0 || highlighted.has(state) ? 1 : DIMMED;
    const rect = cellRect(grid, cell);
    const box = { ...rect, y: rect.y - top, width: rect.width - 1, height: rect.height - 1 };
    context.fillStyle = colours['map-ground'];
    context.fillRect(box.x, box.y, box.width, box.height);
    const line = colours[state === 'parent' ? 'map-parent' : 'map-glyph'];
    if (isLarge) paintHatch(context, box, line);
    else {
      context.fillStyle = colours['map-unallocated'];
      context.fillRect(box.x + Math.floor(box.width / 2), box.y, 1, box.height);
    }
    const { first, end } = blocksIn(grid, cell);
    if (isLarge) paintSize(context, box, sizeText((end - first) * blockBytes), colours);
  }
  context.restore();
}

/** Slanted lines. */
function paintHatch(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, colour: string): void {
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.globalAlpha *= HATCH_ALPHA;
  context.strokeStyle = colour;
  context.beginPath();
  for (let at = x - height; at < x + width; at += HATCH_APART) {
    context.moveTo(at, y + height);
    context.lineTo(at + height, y);
  }
  context.stroke();
  context.restore();
}

/** In the middle of the hole, upright if the hole is too narrow for the words; nothing if it is too small for both. */
function paintSize(context: CanvasRenderingContext2D, { x, y, width, height }: Rect, text: string, colours: MapColours): void {
  const needed = context.measureText(text).width + TEXT_PADDING;
  const isUpright = needed > width;
  if (isUpright ? needed > height || TEXT_HEIGHT > width : TEXT_HEIGHT > height) return;
  context.save();
  context.translate(x + width / 2, y + height / 2);
  if (isUpright) context.rotate(-Math.PI / 2);
  context.fillStyle = colours['map-ground'];
  context.fillRect(-needed / 2, -TEXT_HEIGHT / 2, needed, TEXT_HEIGHT);
  context.fillStyle = colours['map-glyph'];
  context.fillText(text, 0, 0);
  context.restore();
}
