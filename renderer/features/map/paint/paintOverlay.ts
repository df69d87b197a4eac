/** Draws what changes while the user looks around: lines between partitions, badges, selection, pointer and cursor. */
import { BADGE, badgeText, type Badge } from './badges.model';
import { cellRect, type Blocks, type Grid, type Rect } from '../../../disk/cellGrid.model';
import { runOutline, stepLine, type Point } from '../grid/shape.model';
import type { MapColours } from './mapColours';
import { fontFamily } from './paintBase';

export type OverlayScene = {
  readonly grid: Grid;
  readonly top: number;
  readonly height: number;
  readonly colours: MapColours;
  readonly badges: readonly Badge[];
  /** The cells in front of which lines between partitions run. */
  readonly steps: readonly number[];
  /** Cells with unsaved bytes. */
  readonly edited: readonly number[];
  /** Cells with hits of the search. */
  readonly found: readonly number[];
  /** Selected cells, half-open. */
  readonly selected: Blocks | null;
  /** Writes the numbers and signs of these cells, with the view’s upper edge at 0. */
  readonly writeCells: (context: CanvasRenderingContext2D, cells: Blocks) => void;
  readonly hovered: number | null;
  readonly cursor: number | null;
  readonly isFocused: boolean;
};

const MIN_CURSOR = 9;

export function paintOverlay(context: CanvasRenderingContext2D, scene: OverlayScene): void {
  const { grid, top, colours, steps, selected, badges } = scene;
  context.translate(0, -top);
  for (const cell of steps) strokeLine(context, stepLine(grid, cell), colours);
  if (selected !== null && selected.end - selected.first > 1) paintSelection(context, scene, selected);
  for (const cell of scene.found) paintFound(context, grid, cell, colours);
  for (const cell of scene.edited) paintCorner(context, grid, cell, colours['edited-text']);
  for (const badge of badges) paintBadge(context, badge, grid, colours);
  if (scene.hovered !== null) paintRing(context, scene, scene.hovered, colours.text1, 1);
  if (scene.cursor !== null) paintRing(context, scene, scene.cursor, colours.focus, scene.isFocused ? 3 : 1.5);
}

function trace(context: CanvasRenderingContext2D, points: readonly Point[], close: boolean): void {
  context.beginPath();
  // Lines run in the gaps, which are at the right and lower side of each cell.
  for (const { x, y } of points) context.lineTo(Math.max(0.5, x - 0.5), Math.max(0.5, y - 0.5));
  if (close) context.closePath();
}

function strokeLine(context: CanvasRenderingContext2D, points: readonly Point[], colours: MapColours): void {
  if (points.length === 0) return;
  trace(context, points, false);
  context.strokeStyle = colours['map-ground'];
  context.lineWidth = 3;
  context.stroke();
  context.strokeStyle = colours['map-step'];
  context.lineWidth = 1;
  context.stroke();
}

/** The tint would make what is written in the cells pale, so that is written once more on top of it. */
function paintSelection(context: CanvasRenderingContext2D, { grid, top, colours, writeCells }: OverlayScene, selected: Blocks): void {
  const { first, end } = selected;
  const outline = runOutline(grid, first, end - 1);
  trace(context, outline, true);
  context.globalAlpha = 0.28;
  context.fillStyle = colours.accent;
  context.fill();
  context.globalAlpha = 1;
  context.translate(0, top);
  writeCells(context, selected);
  context.translate(0, -top);
  trace(context, outline, true);
  context.strokeStyle = colours['map-ground'];
  context.lineWidth = 3;
  context.stroke();
  context.strokeStyle = colours.accent;
  context.lineWidth = 1.5;
  context.stroke();
}

const CORNER = 6;

/** The upper right corner of a cell is drawn folded over if the cell has unsaved bytes. */
function paintCorner(context: CanvasRenderingContext2D, grid: Grid, cell: number, colour: string): void {
  const { x, y, width } = cellRect(grid, cell);
  context.beginPath();
  context.moveTo(x + width - 1 - CORNER, y);
  context.lineTo(x + width - 1, y);
  context.lineTo(x + width - 1, y + CORNER);
  context.closePath();
  context.fillStyle = colour;
  context.fill();
}

/** A line along the lower edge of a cell, as under hits among the bytes. */
function paintFound(context: CanvasRenderingContext2D, grid: Grid, cell: number, colours: MapColours): void {
  const { x, y, width, height } = cellRect(grid, cell);
  const line = Math.max(2, Math.min(4, Math.round(height / 6)));
  context.fillStyle = colours.found;
  context.fillRect(x, y + height - 1 - line, Math.max(2, width - 1), line);
}

/** A frame around a cell, large enough to be noticed. A halo sets it off from any colour underneath. */
function paintRing(context: CanvasRenderingContext2D, { grid, colours }: OverlayScene, cell: number, colour: string, line: number): void {
  const box = cellRect(grid, cell);
  const [x, width] = ringSpan(box.x, box.width - 1, grid.width);
  const [y, height] = ringSpan(box.y, box.height - 1, grid.height);
  context.save();
  keepInside(context, grid, box, line);
  context.strokeStyle = colours['map-ground'];
  context.lineWidth = line + 2;
  context.strokeRect(x, y, width, height);
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.strokeRect(x, y, width, height);
  context.restore();
}

/** Leaves the cell itself in sight: the frame takes of it no more than its line, and only where the map ends. */
function keepInside(context: CanvasRenderingContext2D, grid: Grid, box: Rect, line: number): void {
  const inner = insideRing(box, line);
  if (inner === null) return;
  context.beginPath();
  context.rect(-MIN_CURSOR, -MIN_CURSOR, grid.width + 2 * MIN_CURSOR, grid.height + 2 * MIN_CURSOR);
  context.rect(inner.x, inner.y, inner.width, inner.height);
  context.clip('evenodd');
}

/** The part of a cell that its frame leaves free; null of one that is too small to leave any. */
export function insideRing({ x, y, width, height }: Rect, line: number): Rect | null {
  const edge = Math.ceil(line);
  const [left, top] = [Math.max(x, edge), Math.max(y, edge)];
  const [across, down] = [x + width - 1 - left, y + height - 1 - top];
  return across < 1 || down < 1 ? null : { x: left, y: top, width: across, height: down };
}

/** One side of the frame: at least a few pixels long, but not beyond the map's edge. */
function ringSpan(at: number, length: number, room: number): readonly [number, number] {
  const out = Math.max(1, (MIN_CURSOR - length) / 2);
  const from = Math.max(1, at - out);
  return [from, Math.max(MIN_CURSOR - 1, Math.min(at + length + out, room - 1) - from)];
}

function paintBadge(context: CanvasRenderingContext2D, badge: Badge, grid: Grid, colours: MapColours): void {
  const text = badgeText(badge);
  const isDamaged = badge.state === 'damaged';
  context.font = `700 10px ${fontFamily()}`;
  const width = text.length === 1 ? BADGE : Math.ceil(context.measureText(text).width) + 5;
  // At the map's edge it moves inwards instead of being cut off.
  const inside = (at: number, length: number, room: number): number => Math.max(0, Math.min(Math.round(at - length / 2), room - length));
  const [left, y] = [inside(badge.x, width, grid.width), inside(badge.y, BADGE, grid.height)];
  roundedBox(context, left - 1, y - 1, width + 2, BADGE + 2, 3, colours['map-ground']);
  roundedBox(context, left, y, width, BADGE, 2, isDamaged ? colours['map-damaged'] : colours['map-overlapping-edge']);
  context.fillStyle = isDamaged ? colours['map-damaged-ink'] : colours['map-overlapping-badge-ink'];
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(text, left + width / 2, y + BADGE / 2 + 0.5);
}

function roundedBox(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  radius: number,
  colour: string,
): void {
  context.beginPath();
  context.roundRect(x, y, width, height, radius);
  context.fillStyle = colour;
  context.fill();
}
