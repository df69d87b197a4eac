/** How a cell's pixels are shared out among the states in it: how many each gets, and which. */
import { BLOCK_STATE } from '../../shared/views';

/** Who gets pixels in a mixed cell, stored states first. */
export const ORDER: readonly number[] = [BLOCK_STATE.full, BLOCK_STATE.unscanned, BLOCK_STATE.parent, BLOCK_STATE.unallocated];
/** How many of them are stored in the file; the others are texture and ground. */
export const STORED = 2;

const shares = new Uint32Array(ORDER.length);

/**
 * Pixels for each state of ORDER, `area` together: largest remainder, but at least one for what is there at all, as long
 * as there are pixels. `base` is where the cell's counts begin. The array is used again by the next call.
 */
export function sharesOf(counts: Uint32Array, base: number, area: number): Uint32Array {
  let total = 0;
  for (const state of ORDER) total += counts[base + state] as number;
  if (area < ORDER.length || total === 0) return shares.fill(0);
  let left = area;
  for (let i = 0; i < ORDER.length; i++) {
    const count = counts[base + (ORDER[i] as number)] as number;
    shares[i] = count === 0 ? 0 : Math.max(1, Math.floor((count * area) / total));
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
    const count = counts[base + (ORDER[i] as number)] as number;
    const lack = sign * (count * pixelsPerBlock - (shares[i] as number));
    if (count === 0 || lack <= most || (sign < 0 && (shares[i] as number) <= 1)) continue;
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
