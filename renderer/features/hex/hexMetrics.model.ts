/** Where things are in a row of the hex view, in CSS pixels, and which byte is under a point. */
import type { Line } from '../../disk/byteLines.model';

export const ROW_HEIGHT = 19;
const LEFT = 12;

export type HexMetrics = {
  readonly charWidth: number;
  readonly columns: number;
  /** Left edges of the file offset, the bytes and the text. */
  readonly offsetX: number;
  readonly bytesX: number;
  readonly textX: number;
  readonly width: number;
};

/** `offsetDigits`: width of the offset column; `withSector`: an offset inside the sector comes before it. */
export function hexMetrics(charWidth: number, columns: number, offsetDigits: number, withSector: boolean): HexMetrics {
  const offsetX = LEFT + (withSector ? 6 * charWidth : 0);
  const bytesX = offsetX + (offsetDigits + 2) * charWidth;
  const textX = bytesX + (columns * 3 + columns / 8) * charWidth;
  return { charWidth, columns, offsetX, bytesX, textX, width: textX + (columns + 1) * charWidth };
}

/** A gap follows every eighth byte. */
export const byteX = (metrics: HexMetrics, column: number): number =>
  metrics.bytesX + (column * 3 + Math.floor(column / 8)) * metrics.charWidth;
export const charX = (metrics: HexMetrics, column: number): number => metrics.textX + column * metrics.charWidth;

/** The column of a byte in its row. */
export const columnOf = (columns: number, at: number): number => at % columns;

/** How far the view has to be scrolled sideways to show the byte at the cursor; where it need not be, as far as it is. `width`: of the view. */
export function scrolledTo(metrics: HexMetrics, at: number, part: 'hex' | 'text', scrolled: number, width: number): number {
  const column = columnOf(metrics.columns, at);
  const from = part === 'hex' ? byteX(metrics, column) : charX(metrics, column);
  const to = from + 3 * metrics.charWidth;
  if (from >= scrolled && to <= scrolled + width) return scrolled;
  // With the addresses, if they have room beside it.
  return to <= width ? 0 : Math.min(to - width, from);
}

export type HexHit = { readonly at: number; readonly part: 'hex' | 'text' };

/** The byte of `line` at `x`; beside the bytes, the nearest one. Null for headers. */
export function hitLine(metrics: HexMetrics, line: Line, x: number): HexHit | null {
  if (line.kind === 'header') return null;
  if (line.kind !== 'row') return { at: line.at, part: 'hex' };
  const { columns, charWidth } = metrics;
  const first = columnOf(columns, line.at);
  const inText = x >= metrics.textX - charWidth / 2;
  let column = Math.floor((x - metrics.textX) / charWidth);
  if (!inText) {
    column = 0;
    while (column + 1 < columns && byteX(metrics, column + 1) - charWidth / 2 <= x) column += 1;
  }
  const inside = Math.min(Math.max(column - first, 0), line.bytes - 1);
  return { at: line.at + inside, part: inText ? 'text' : 'hex' };
}
