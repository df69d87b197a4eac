/** How a cell's pixels are divided among the states in it: how many each gets, and which. */
import { BLOCK_STATE, WHOLE } from '../../../../shared/views';
import { FILL } from '../../../disk/stateCounts.model';

const { full, partial, unset, zero, unscanned, parent, unallocated } = BLOCK_STATE;

/** The states that get pixels in a mixed cell, those stored in the file first. */
export const ORDER: readonly number[] = [full, partial, zero, unscanned, parent, unset, unallocated];
/** How many of them are stored in the file. The others are drawn as texture or left as background. */
export const STORED = 4;

const shares = new Uint32Array(ORDER.length);
const weights = new Float64Array(ORDER.length);

/**
 * How many blocks each state of ORDER counts for in the cell. A partial block counts only for the share it holds; the rest of
 * it counts as `unset`, which is drawn as background. Answers the sum.
 */
function weigh(counts: Uint32Array, base: number): number {
  const filled = (counts[base + FILL] as number) / WHOLE;
  let total = 0;
  for (const [i, state] of ORDER.entries()) {
    const count = counts[base + state] as number;
    weights[i] = state === partial ? filled : state === unset ? count + (counts[base + partial] as number) - filled : count;
    total += weights[i] as number;
  }
  return total;
}

/** Below this share of what the file stores, a cell shows a mark of that size instead. */
export const MIN_STORED = 0.25;
const IN_FILE: readonly number[] = [full, partial, zero, unscanned, unset];

/** The most frequent state of a cell's few blocks in the file; null if there are none, or so many that their share is seen. */
export function littleStored(counts: Uint32Array, base: number): number | null {
  const total = weigh(counts, base);
  let stored = 0;
  for (let i = 0; i < STORED; i++) stored += weights[i] as number;
  if (stored >= MIN_STORED * total) return null;
  const most = IN_FILE.reduce((best, state) => ((counts[base + state] as number) > (counts[base + best] as number) ? state : best));
  return counts[base + most] === 0 ? null : most;
}

/** Whether the state gets at least one pixel, however small its share is. */
const isSeen = (counts: Uint32Array, base: number, i: number): boolean =>
  ORDER[i] === partial ? (counts[base + partial] as number) + (counts[base + unset] as number) > 0 : (weights[i] as number) > 0;

/**
 * How many of `area` pixels each state of ORDER gets: in proportion, but at least one for every state that is present, if there
 * are enough pixels. `base` is where the cell's counts begin. The next call reuses the array that is returned.
 */
export function sharesOf(counts: Uint32Array, base: number, area: number): Uint32Array {
  const total = weigh(counts, base);
  if (area < ORDER.length || total === 0) return shares.fill(0);
  let left = area;
  for (let i = 0; i < ORDER.length; i++) {
    shares[i] = isSeen(counts, base, i) ? Math.max(1, Math.floor(((weights[i] as number) * area) / total)) : 0;
    left -= shares[i] as number;
  }
  for (; left !== 0; left -= Math.sign(left)) {
    const i = neediest(counts, base, area / total, Math.sign(left));
    shares[i] = (shares[i] as number) + Math.sign(left);
  }
  return shares;
}

/** The state that is furthest below its exact share or, when pixels have to be taken back, furthest above it. */
function neediest(counts: Uint32Array, base: number, pixelsPerBlock: number, sign: number): number {
  let best = 0;
  let most = -Infinity;
  for (let i = 0; i < ORDER.length; i++) {
    const lack = sign * ((weights[i] as number) * pixelsPerBlock - (shares[i] as number));
    if (!isSeen(counts, base, i) || lack <= most || (sign < 0 && (shares[i] as number) <= 1)) continue;
    best = i;
    most = lack;
  }
  return best;
}

/** An ordered dither. Places where both coordinates are even come last, because the dots of the parent's texture are there. */
const DITHER = [15, 7, 13, 5, 3, 11, 1, 9, 12, 4, 14, 6, 0, 8, 2, 10];

const orders = new Map<number, Uint32Array>();

/** A cell's size and place in device pixels. A dot is `line` pixels wide. */
export type CellBox = { readonly columns: number; readonly rows: number; readonly line: number; readonly x: number; readonly y: number };

/**
 * A cell's pixels in the order in which states get them, so that they are spread evenly. Cells that have the same size and the
 * same place in the dither pattern share the answer.
 */
export function interleave({ columns, rows, line, x, y }: CellBox): Uint32Array {
  const [right, down] = [x % (4 * line), y % (4 * line)];
  const key = (((columns * 4096 + rows) * 8 + line) * 32 + right) * 32 + down;
  const known = orders.get(key);
  if (known !== undefined) return known;
  const rank = (pixel: number): number => {
    const across = Math.floor(((pixel % columns) + right) / line) & 3;
    return DITHER[(Math.floor((Math.floor(pixel / columns) + down) / line) & 3) * 4 + across] as number;
  };
  const pixels = Array.from({ length: columns * rows }, (_, pixel) => pixel);
  const order = Uint32Array.from(pixels.sort((a, b) => rank(a) - rank(b) || a - b));
  orders.set(key, order);
  return order;
}
