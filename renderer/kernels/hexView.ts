/**
 * Which lines are in sight. A view is remembered by the address of its first line, because what lies there may still be
 * on its way: a block that is loading is one line now and thousands later.
 */
import { clampTop, lineAbove, lineAt, linesFrom, scrolled, topFor, type HexModel, type Line } from './hexLines';
import { spaceBytes } from './translate';

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
  if (top.kind !== 'row') return { top, lines: linesFrom(model, top, count) };
  const below = clampTop(model, wanted, count - 1);
  if (below.kind !== 'row') return { top: below, lines: linesFrom(model, below, count) };
  return { top: below, lines: [{ kind: 'header', at: below.at, bytes: 0, segment: below.segment }, ...linesFrom(model, below, count - 1)] };
}

export const holdsByte = (line: Line, at: number): boolean => line.kind !== 'header' && at >= line.at && at < line.at + line.bytes;

/** Where the view has to move so that the byte is in sight, with some context around it; null when it is in sight. */
export function anchorFor(model: HexModel, anchor: Anchor, count: number, at: number): Anchor | null {
  const { top, lines } = windowAt(model, anchor, count);
  if (lines.some((line) => holdsByte(line, at))) return null;
  const below = linesFrom(model, lines.at(-1) ?? top, count - 1).findIndex((line) => holdsByte(line, at));
  if (below > 0) return anchorOfLine(scrolled(model, top, below + 2, count - 1));
  return anchorOfLine(withContext(model, lineAt(model, at)));
}

/** A few lines further up, but not into what is still loading: that would push the line out of sight when it arrives. */
function withContext(model: HexModel, line: Line): Line {
  let top = line;
  for (let i = 0; i < CONTEXT_LINES; i++) {
    const above = lineAbove(model, top);
    if (above === null || above.kind === 'loading') break;
    top = above;
  }
  return top;
}
