/**
 * Which lines are visible. A view remembers the address of its first line and not the line's number, because what is there may
 * still be loading: a block is one line while it loads, and thousands afterwards.
 */
import { clampTop, lineAbove, lineAt, linesFrom, scrolled, topFor, type HexModel, type Line } from '../../disk/byteLines.model';
import { spaceBytes } from '../../disk/translate.model';

export type Anchor = { readonly at: number; readonly header: boolean };
export const ROOT_ANCHOR: Anchor = { at: 0, header: true };

/** How many lines above the cursor stay visible after a jump. */
const CONTEXT_LINES = 3;

export const anchorOfLine = (line: Line): Anchor => ({ at: line.at, header: line.kind === 'header' });

export function topLine(model: HexModel, { at, header }: Anchor): Line {
  const inside = Math.min(at, spaceBytes(model.disk, model.space) - 1);
  return header ? topFor(model, inside) : lineAt(model, inside);
}

export type HexWindow = {
  /** The first visible line of the space; scrolling counts from it. */
  readonly top: Line;
  /** `top` and the lines below. If `top` is a row, its header is repeated above it and takes one line. */
  readonly lines: readonly Line[];
};

/** `count` lines from the anchor on. If the space ends before the view is full, it starts further up. */
export function windowAt(model: HexModel, anchor: Anchor, count: number): HexWindow {
  const wanted = topLine(model, anchor);
  const top = clampTop(model, wanted, count);
  const below = clampTop(model, wanted, count - 1);
  // At the very end, the row at the top may come just before a header. Repeating its own header would push the last line out of
  // view.
  if (top.kind !== 'row' || below.kind !== 'row' || count < 2) return { top, lines: linesFrom(model, top, count) };
  return { top: below, lines: [{ kind: 'header', at: below.at, bytes: 0, segment: below.segment }, ...linesFrom(model, below, count - 1)] };
}

export const holdsByte = (line: Line, at: number): boolean => line.kind !== 'header' && at >= line.at && at < line.at + line.bytes;

/**
 * Where the view has to move so that the byte is visible, with some lines around it, and stays visible when what is loading now
 * has arrived. Null if it need not move.
 */
export function anchorFor(model: HexModel, anchor: Anchor, count: number, at: number): Anchor | null {
  if (isSteady(model, anchor, count, at)) return null;
  const { top, lines } = windowAt(model, anchor, count);
  const below = linesFrom(model, lines.at(-1) ?? top, count - 1).findIndex((line) => holdsByte(line, at));
  const scrolledDown = below > 0 ? anchorOfLine(scrolled(model, top, below + 2, count - 1)) : null;
  if (scrolledDown !== null && isSteady(model, scrolledDown, count, at)) return scrolledDown;
  return anchorOfLine(withContext(model, lineAt(model, at), count));
}

/** Whether the byte is visible, and no loading block between it and the anchor can push it away when it arrives. */
function isSteady(model: HexModel, anchor: Anchor, count: number, at: number): boolean {
  const { lines } = windowAt(model, anchor, count);
  const index = lines.findIndex((line) => holdsByte(line, at));
  if (index < 0) return false;
  // The view shows lines above its anchor only if there are too few below.
  const reaching = at >= topLine(model, anchor).at ? lines.slice(0, index) : lines;
  return !reaching.some(({ kind }) => kind === 'loading');
}

/** A line a few lines further up, but not beyond a block that is loading: when it arrives, it would push the line out of view. */
function withContext(model: HexModel, line: Line, count: number): Line {
  let top = line;
  for (let i = 0; i < Math.min(CONTEXT_LINES, count - 2); i++) {
    const above = lineAbove(model, top);
    if (above === null || above.kind === 'loading') break;
    top = above;
  }
  return top;
}
