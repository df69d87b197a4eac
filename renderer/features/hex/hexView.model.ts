/**
 * Which lines are in sight. A view is remembered by the address of its first line, because what lies there may still be
 * on its way: a block that is loading is one line now and thousands later.
 */
import { clampTop, lineAbove, lineAt, linesFrom, scrolled, topFor, type HexModel, type Line } from '../../disk/byteLines.model';
import { spaceBytes } from '../../disk/translate.model';

export type Anchor = { readonly at: number; readonly header: boolean };
export const ROOT_ANCHOR: Anchor = { at: 0, header: true };

/** Lines above the cursor that stay in sight after a jump. */
const CONTEXT_LINES = 3;

export const anchorOfLine = (line: Line): Anchor => ({ at: line.at, header: line.kind === 'header' });

export function topLine(model: HexModel, { at, header }: Anchor): Line {
  const inside = Math.min(at, spaceBytes(model.disk, model.space) - 1);
  return header ? topFor(model, inside) : lineAt(model, inside);
}

export type HexWindow = {
  /** The first line of the space in sight; scrolling starts from it. */
  readonly top: Line;
  /** `top` and those below; a row at the top has its header repeated above it, which takes a line. */
  readonly lines: readonly Line[];
};

/** `count` lines from the anchor on, moved up where they would end before the view does. */
export function windowAt(model: HexModel, anchor: Anchor, count: number): HexWindow {
  const wanted = topLine(model, anchor);
  const top = clampTop(model, wanted, count);
  const below = clampTop(model, wanted, count - 1);
  // At the very end a row may stand above the first header: repeating its own would push the last line out of sight.
  if (top.kind !== 'row' || below.kind !== 'row' || count < 2) return { top, lines: linesFrom(model, top, count) };
  return { top: below, lines: [{ kind: 'header', at: below.at, bytes: 0, segment: below.segment }, ...linesFrom(model, below, count - 1)] };
}

export const holdsByte = (line: Line, at: number): boolean => line.kind !== 'header' && at >= line.at && at < line.at + line.bytes;

/**
 * Where the view has to move so that the byte is in sight, with some context around it, and stays there when what is
 * loading now has arrived; null when it does already.
 */
export function anchorFor(model: HexModel, anchor: Anchor, count: number, at: number): Anchor | null {
  if (isSteady(model, anchor, count, at)) return null;
  const { top, lines } = windowAt(model, anchor, count);
  const below = linesFrom(model, lines.at(-1) ?? top, count - 1).findIndex((line) => holdsByte(line, at));
  const scrolledDown = below > 0 ? anchorOfLine(scrolled(model, top, below + 2, count - 1)) : null;
  if (scrolledDown !== null && isSteady(model, scrolledDown, count, at)) return scrolledDown;
  return anchorOfLine(withContext(model, lineAt(model, at), count));
}

/** Whether the byte is in sight, and no block that is loading can grow between it and the line the view is anchored to. */
function isSteady(model: HexModel, anchor: Anchor, count: number, at: number): boolean {
  const { lines } = windowAt(model, anchor, count);
  const index = lines.findIndex((line) => holdsByte(line, at));
  if (index < 0) return false;
  // Above its anchor a view shows lines only while those below are too few.
  const reaching = at >= topLine(model, anchor).at ? lines.slice(0, index) : lines;
  return !reaching.some(({ kind }) => kind === 'loading');
}

/** A few lines further up, but not into what is still loading: that would push the line out of sight when it arrives. */
function withContext(model: HexModel, line: Line, count: number): Line {
  let top = line;
  for (let i = 0; i < Math.min(CONTEXT_LINES, count - 2); i++) {
    const above = lineAbove(model, top);
    if (above === null || above.kind === 'loading') break;
    top = above;
  }
  return top;
}
