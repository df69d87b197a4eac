/** Draws the visible lines of the hex view. */
import { gutterText, type Radix } from '../../disk/address.model';
import { canShow, type Line } from '../../disk/byteLines.model';
import { byteX, charX, columnOf, ROW_HEIGHT, type HexMetrics } from './hexMetrics.model';
import { grouped, hex, HEX_PAIRS } from '../../../shared/text/numbers';

export const HEX_COLOURS = [
  'bg1',
  'bg2',
  'line',
  'text1',
  'text2',
  'text3',
  'accent',
  'danger',
  'selection',
  'selection-text',
  'hole',
  'hole-text',
  'zero-byte',
  'byte-ff',
  'byte-control',
  'byte-ascii',
  'byte-high',
  'tint-a',
  'tint-b',
  'focus',
  'edited',
  'edited-text',
  'found',
  'differs',
] as const;
export type HexColours = Readonly<Record<(typeof HEX_COLOURS)[number], string>>;

export type HexScene = {
  readonly space: 'disk' | 'file';
  readonly lines: readonly Line[];
  readonly metrics: HexMetrics;
  readonly width: number;
  readonly radix: Radix;
  readonly spaceSize: number;
  readonly colours: HexColours;
  readonly font: string;
  readonly cursor: number;
  readonly part: 'hex' | 'text';
  readonly focused: boolean;
  readonly selection: { readonly at: number; readonly bytes: number } | null;
  /** The selection is a whole structure or difference, and what is told by tints in it is told nevertheless. */
  readonly keepsTints: boolean;
  /** A byte of the space; null while loading, 'failed' if it cannot be read. */
  readonly byteAt: (at: number) => number | null | 'failed';
  /** What a line says that shows no bytes. */
  readonly caption: (line: Line) => string;
  /** The bytes are those of another disk: what this file does not hold is nothing special there, and nothing is unfolded there. */
  readonly isOther: boolean;
  /** Whether the byte is another one on the disk that this one is compared with. */
  readonly differsAt: (at: number) => boolean;
  /** Whether the byte differs from the saved file. */
  readonly editedAt: (at: number) => boolean;
  /** The first typed digit of the byte at the cursor, while the second is missing; else null. */
  readonly nibble: number | null;
  /** Fields of a structure have two alternating tints: which of them the byte has; null if it is in no field. */
  readonly tintAt: (at: number) => 0 | 1 | null;
  /** Hits of the search in a range, half-open. */
  readonly hitsIn: (from: number, end: number) => readonly { readonly at: number; readonly bytes: number }[];
  /** The field under the cursor. */
  readonly field: { readonly at: number; readonly bytes: number } | null;
};

export const SHOW_LABEL = 'Show';

export function paintHex(context: CanvasRenderingContext2D, scene: HexScene): void {
  context.textBaseline = 'middle';
  context.font = scene.font;
  scene.lines.forEach((line, i) => {
    const y = i * ROW_HEIGHT;
    if (line.kind === 'row') paintRow(context, scene, line, y);
    else paintCaption(context, scene, line, y);
  });
}

function paintCaption(context: CanvasRenderingContext2D, scene: HexScene, line: Line, y: number): void {
  const { colours } = scene;
  const isHeader = line.kind === 'header';
  context.fillStyle = isHeader ? colours.bg2 : colours.hole;
  context.fillRect(0, y + (isHeader ? 1 : 0), scene.width, ROW_HEIGHT - (isHeader ? 2 : 0));
  const holds = !isHeader && scene.cursor >= line.at && scene.cursor < line.at + line.bytes;
  const problem = !scene.isOther && (line.segment.source === 'damaged' || line.segment.source === 'unknown');
  context.fillStyle = problem ? colours.danger : isHeader ? colours.text3 : colours['hole-text'];
  const text = scene.caption(line);
  context.fillText(text, 12, y + ROW_HEIGHT / 2 + 0.5);
  if (isHeader) return;
  dottedRule(context, colours['hole-text'], y);
  if (!scene.isOther && line.kind === 'hole' && canShow(line.segment)) {
    context.fillStyle = colours.accent;
    context.fillText(SHOW_LABEL, 12 + context.measureText(`${text}   `).width, y + ROW_HEIGHT / 2 + 0.5);
  }
  if (holds) outline(context, scene, 1, y + 1, scene.width - 2, ROW_HEIGHT - 2);
}

function dottedRule(context: CanvasRenderingContext2D, colour: string, y: number): void {
  context.fillStyle = colour;
  for (let dot = 1; dot < ROW_HEIGHT; dot += 4) context.fillRect(3, y + dot, 2, 2);
}

function outline(
  context: CanvasRenderingContext2D,
  { colours, focused }: HexScene,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  context.strokeStyle = focused ? colours.focus : colours.accent;
  context.lineWidth = focused ? 1.5 : 1;
  context.strokeRect(x + 0.5, y + 0.5, width - 1, height - 1);
}

function paintGutter(context: CanvasRenderingContext2D, scene: HexScene, line: Line, y: number): void {
  const { metrics, colours, radix, space, spaceSize } = scene;
  const middle = y + ROW_HEIGHT / 2 + 0.5;
  context.fillStyle = colours.text3;
  if (space === 'disk') {
    const inSector = line.at % 512;
    context.fillText(`+${radix === 'hex' ? hex(inSector, 3) : grouped(inSector)}`, 12, middle);
  }
  context.fillText(gutterText(line.at, spaceSize, radix), metrics.offsetX, middle);
}

function paintRow(context: CanvasRenderingContext2D, scene: HexScene, line: Line, y: number): void {
  const { metrics, colours } = scene;
  const ghost = !scene.isOther && line.segment.kind === 'ghost';
  if (ghost) {
    context.fillStyle = colours.hole;
    context.fillRect(0, y, scene.width, ROW_HEIGHT);
    dottedRule(context, colours['hole-text'], y);
  }
  paintGutter(context, scene, line, y);
  const first = columnOf(metrics.columns, line.at);
  const middle = y + ROW_HEIGHT / 2 + 0.5;
  for (let i = 0; i < line.bytes; i++) {
    const at = line.at + i;
    paintGround(context, scene, at, first + i, y, i === line.bytes - 1);
    const byte = scene.byteAt(at);
    context.fillStyle = inkOf(scene, at, byte, ghost);
    context.fillText(pairText(scene, at, byte), byteX(metrics, first + i), middle);
    context.fillText(
      byte === null || byte === 'failed' ? ' ' : byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.',
      charX(metrics, first + i),
      middle,
    );
  }
  paintMarks(context, scene, line, y);
}

function inkOf(scene: HexScene, at: number, byte: number | null | 'failed', ghost: boolean): string {
  const { colours } = scene;
  if (byte === 'failed') return colours.danger;
  const ground = groundOf(scene, at);
  if (ground === 'selection') return colours['selection-text'];
  if (ground === 'edited') return colours['edited-text'];
  return ghost ? colours['hole-text'] : byteColour(colours, byte);
}

/** The two digits of a byte; only the first while the user has not typed the second. */
function pairText({ cursor, nibble }: HexScene, at: number, byte: number | null | 'failed'): string {
  if (nibble !== null && at === cursor) return `${hex(nibble)}_`;
  return byte === null ? '··' : byte === 'failed' ? '??' : (HEX_PAIRS[byte] as string);
}

const byteColour = (colours: HexColours, byte: number | null): string =>
  byte === null || byte === 0
    ? colours['zero-byte']
    : byte === 0xff
      ? colours['byte-ff']
      : byte < 32 || byte === 127
        ? colours['byte-control']
        : byte < 127
          ? colours['byte-ascii']
          : colours['byte-high'];

/** The byte's background. A selection hides a change, a change hides a difference, and a difference hides a tint. */
export function groundOf(
  { selection, keepsTints, editedAt, differsAt, tintAt }: Pick<HexScene, 'selection' | 'keepsTints' | 'editedAt' | 'differsAt' | 'tintAt'>,
  at: number,
): 'selection' | 'edited' | 'differs' | 'tint-a' | 'tint-b' | null {
  const isSelected = selection !== null && at >= selection.at && at < selection.at + selection.bytes;
  if (isSelected && !(keepsTints && (differsAt(at) || tintAt(at) !== null))) return 'selection';
  if (editedAt(at)) return 'edited';
  if (differsAt(at)) return 'differs';
  const tint = tintAt(at);
  return tint === null ? null : tint === 0 ? 'tint-a' : 'tint-b';
}

function paintGround(context: CanvasRenderingContext2D, scene: HexScene, at: number, column: number, y: number, last: boolean): void {
  const { metrics, colours } = scene;
  const ground = groundOf(scene, at);
  if (ground === null) return;
  context.fillStyle = colours[ground];
  const x = byteX(metrics, column) - metrics.charWidth / 2;
  // If the next byte has the same background, the gap between them gets it too.
  const joins = !last && groundOf(scene, at + 1) === ground;
  const width = joins ? byteX(metrics, column + 1) - byteX(metrics, column) : metrics.charWidth * 3;
  context.fillRect(x, y, width, ROW_HEIGHT);
  context.fillRect(charX(metrics, column), y, metrics.charWidth, ROW_HEIGHT);
}

/** Hits are underlined, in CSS pixels. */
const HIT_LINE = 2;

/** Draws the cursor in both columns, the edge of the selection, and the outline of the field under the cursor. */
function paintMarks(context: CanvasRenderingContext2D, scene: HexScene, line: Line, y: number): void {
  const { metrics, colours, cursor, selection, field } = scene;
  const edge = (range: { readonly at: number; readonly bytes: number } | null, colour: string, thick = 1): void => {
    if (range === null) return;
    const from = Math.max(range.at, line.at);
    const end = Math.min(range.at + range.bytes, line.at + line.bytes);
    if (from >= end) return;
    const a = columnOf(metrics.columns, from);
    const b = columnOf(metrics.columns, end - 1);
    context.fillStyle = colour;
    context.fillRect(
      byteX(metrics, a) - metrics.charWidth / 2,
      y + ROW_HEIGHT - thick,
      byteX(metrics, b) - byteX(metrics, a) + metrics.charWidth * 3,
      thick,
    );
    context.fillRect(charX(metrics, a), y + ROW_HEIGHT - thick, (b - a + 1) * metrics.charWidth, thick);
  };
  for (const hit of scene.hitsIn(line.at, line.at + line.bytes)) edge(hit, colours.found, HIT_LINE);
  edge(field, colours.text3);
  edge(selection, colours.accent);
  if (cursor < line.at || cursor >= line.at + line.bytes) return;
  const column = columnOf(metrics.columns, cursor);
  const strong = scene.part === 'hex';
  outline(
    context,
    { ...scene, focused: scene.focused && strong },
    byteX(metrics, column) - 2,
    y + 1,
    metrics.charWidth * 2 + 4,
    ROW_HEIGHT - 2,
  );
  outline(
    context,
    { ...scene, focused: scene.focused && !strong },
    charX(metrics, column) - 1,
    y + 1,
    metrics.charWidth + 2,
    ROW_HEIGHT - 2,
  );
}
