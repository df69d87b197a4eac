/** How a cell's pixels are shared out among the states in it: how many each gets, and which. */
import { BLOCK_STATE } from '../../../../shared/views';
import { FILL, WHOLE } from '../../../disk/stateCounts.model';

const { full, partial, unset, zero, unscanned, parent, unallocated } = BLOCK_STATE;

/** Who gets pixels in a mixed cell, stored states first. */
export const ORDER: readonly number[] = [full, partial, zero, unscanned, parent, unset, unallocated];
/** How many of them are stored in the file; the others are texture and ground. */
export const STORED = 4;

const shares = new Uint32Array(ORDER.length);
const weights = new Float64Array(ORDER.length);

/**
 * What each state of ORDER is worth in the cell, in blocks. Partial blocks count for what they hold, and what they lack
 * goes with the blocks that hold nothing, as ground; both kinds together are seen. Answers the sum.
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

/** Whether a state gets a pixel however little it is. */
const isSeen = (counts: Uint32Array, base: number, i: number): boolean =>
  ORDER[i] === partial ? (counts[base + partial] as number) + (counts[base + unset] as number) > 0 : (weights[i] as number) > 0;

/**
 * Pixels for each state of ORDER, `area` together: largest remainder, but at least one for what is there at all, as long
 * as there are pixels. `base` is where the cell's counts begin. The array is used again by the next call.
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

/** The state furthest below its due, or furthest above when pixels are to be given back. */
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

/** Ordered dither, turned around so that places where both coordinates are even, which are dots of the lattice, come last. */
const DITHER = [15, 7, 13, 5, 3, 11, 1, 9, 12, 4, 14, 6, 0, 8, 2, 10];

const orders = new Map<number, Uint32Array>();

/** A cell's size and place in device pixels; `line` of them make a dot. */
export type CellBox = { readonly columns: number; readonly rows: number; readonly line: number; readonly x: number; readonly y: number };

/** A cell's pixels in the order they are given away: spread evenly. Cells of one size and phase share the answer. */
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
