/** Draws the visible sectors of a block: solid if their bytes are in this file, dotted if not. */
import { isEdited, kindOf, type SectorKind } from '../../disk/blockBitmap.model';
import type { SectorGrid } from './sectorGrid.model';

export const BITMAP_COLOURS = [
  'map-ground',
  'map-full',
  'map-zero',
  'map-parent',
  'map-dot',
  'map-damaged',
  'map-partial',
  'accent',
  'focus',
  'edited-text',
  'text1',
] as const;
export type BitmapColours = Readonly<Record<(typeof BITMAP_COLOURS)[number], string>>;

export type BitmapScene = {
  readonly grid: SectorGrid;
  readonly colours: BitmapColours;
  /** The visible rows, half-open. */
  readonly rows: { readonly first: number; readonly end: number };
  /** Null if the mark is not known yet. */
  readonly markOf: (sector: number) => number | null;
  /** Half-open. */
  readonly selected: { readonly first: number; readonly end: number } | null;
  readonly hovered: number | null;
  readonly cursor: number | null;
  readonly isFocused: boolean;
};

/** `y` counts from the first visible row. */
export function paintBitmap(context: CanvasRenderingContext2D, scene: BitmapScene): void {
  const { grid, rows, colours, selected } = scene;
  const { columns, cell, sectors } = grid;
  const end = Math.min(sectors, rows.end * columns);
  for (let sector = rows.first * columns; sector < end; sector++) {
    const mark = scene.markOf(sector);
    const [x, y] = cellOrigin(scene, sector);
    if (mark !== null) {
      const inset = isEdited(mark) ? paintFrame(context, colours['edited-text'], x, y, cell) : 0;
      paintSector(context, colours, { kind: kindOf(mark), x: x + inset, y: y + inset, size: cell - 1 - 2 * inset });
    }
    if (selected !== null && sector >= selected.first && sector < selected.end) {
      context.globalAlpha = 0.4;
      fill(context, colours.accent, x, y, cell, cell);
      context.globalAlpha = 1;
    }
  }
  if (scene.hovered !== null) ring(context, scene, scene.hovered, colours.text1, 1);
  if (scene.cursor !== null) ring(context, scene, scene.cursor, colours.focus, scene.isFocused ? 2.5 : 1.5);
}

const cellOrigin = ({ grid: { columns, cell }, rows }: BitmapScene, sector: number): readonly [number, number] => [
  (sector % columns) * cell,
  (Math.floor(sector / columns) - rows.first) * cell,
];

function fill(context: CanvasRenderingContext2D, colour: string, x: number, y: number, width: number, height: number): void {
  context.fillStyle = colour;
  context.fillRect(x, y, width, height);
}

const FRAMED = 7;

/**
 * Draws the frame of an unsaved sector into the gaps around it, and in large cells also over its outermost pixels. Returns how
 * many pixels of the sector it takes on each side.
 */
function paintFrame(context: CanvasRenderingContext2D, colour: string, x: number, y: number, cell: number): number {
  fill(context, colour, x - 1, y - 1, cell + 1, cell + 1);
  return cell >= FRAMED ? 1 : 0;
}

type Cell = { readonly kind: SectorKind; readonly x: number; readonly y: number; readonly size: number };

export function paintSector(context: CanvasRenderingContext2D, colours: BitmapColours, { kind, x, y, size }: Cell): void {
  const dot = size >= 7 ? 2 : 1;
  const middle = (size - dot) / 2;
  const centred = (colour: string): void => fill(context, colour, x + Math.floor(middle), y + Math.floor(middle), dot, dot);
  if (kind !== 'file' && kind !== 'damaged') fill(context, colours['map-ground'], x, y, size, size);
  switch (kind) {
    case 'file':
      return fill(context, colours['map-full'], x, y, size, size);
    case 'damaged':
      return fill(context, colours['map-damaged'], x, y, size, size);
    case 'void':
      // Filled like stored data, but in the colour of zeros, and with a hole if the cell is large enough.
      fill(context, colours['map-zero'], x, y, size, size);
      return size >= 5 ? centred(colours['map-ground']) : undefined;
    case 'stale':
      fill(context, colours['map-partial'], x, y, size, size);
      fill(context, colours['map-ground'], x + 1, y + 1, size - 2, size - 2);
      return size >= 5 ? centred(colours['map-partial']) : undefined;
    case 'parent':
      return centred(colours['map-parent']);
    case 'zero':
      return centred(colours['map-dot']);
    case 'unknown':
      return fill(context, colours['map-parent'], x, y + Math.floor(middle), size, dot);
    default:
      return kind satisfies never;
  }
}

/** A frame around the sector. A halo sets it off from any colour underneath, and at the edges it moves inside the picture. */
function ring(context: CanvasRenderingContext2D, scene: BitmapScene, sector: number, colour: string, line: number): void {
  const { cell, columns } = scene.grid;
  const [left, top] = cellOrigin(scene, sector);
  const [x, y] = [Math.max(1, Math.min(left, columns * cell - cell - 1)), Math.max(1, top)];
  for (const [style, width] of [
    [scene.colours['map-ground'], line + 2],
    [colour, line],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = width;
    context.strokeRect(x - 1, y - 1, cell + 1, cell + 1);
  }
}
