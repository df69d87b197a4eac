/** The list of hits of one search: packed, ascending by place, up to a bound. */
import { MAX_LISTED_HITS, NUMBERS_A_HIT } from '../../shared/find/found';
import { LONGEST_MATCH } from '../../shared/find/needle';

export type Hit = { readonly at: number; readonly bytes: number; readonly pattern: number };
/** Only `addHits` writes to `numbers`, and only behind `count`, so that an older list stays what it was. */
export type Hits = { readonly numbers: Float64Array; readonly count: number };

export const NO_HITS: Hits = { numbers: new Float64Array(0), count: 0 };

export const hitAt = ({ numbers, count }: Hits, index: number): Hit | null =>
  index < 0 || index >= count
    ? null
    : {
        at: numbers[index * NUMBERS_A_HIT] as number,
        bytes: numbers[index * NUMBERS_A_HIT + 1] as number,
        pattern: numbers[index * NUMBERS_A_HIT + 2] as number,
      };

/** A list with more hits, which ascend. They come behind those there are, but for a few at the edge between two parts. */
export function addHits({ numbers, count }: Hits, more: Float64Array, most = MAX_LISTED_HITS): Hits {
  const added = Math.min(more.length / NUMBERS_A_HIT, most - count);
  if (added <= 0) return { numbers, count };
  const last = count === 0 ? -1 : (numbers[(count - 1) * NUMBERS_A_HIT] as number);
  const isBehind = (more[0] as number) >= last;
  const needed = (count + added) * NUMBERS_A_HIT;
  let room = numbers;
  if (needed > numbers.length || !isBehind) {
    room = new Float64Array(Math.max(needed, Math.min(most * NUMBERS_A_HIT, 2 * numbers.length), 96));
    room.set(numbers.subarray(0, count * NUMBERS_A_HIT));
  }
  room.set(more.subarray(0, added * NUMBERS_A_HIT), count * NUMBERS_A_HIT);
  if (!isBehind) settle(room, count, count + added);
  return { numbers: room, count: count + added };
}

/** Moves each of the hits from `first` to before `end` in front of those that come behind it on the disk. */
function settle(numbers: Float64Array, first: number, end: number): void {
  for (let i = first; i < end; i++) {
    const hit = numbers.slice(i * NUMBERS_A_HIT, (i + 1) * NUMBERS_A_HIT);
    let to = i;
    while (to > 0 && (numbers[(to - 1) * NUMBERS_A_HIT] as number) > (hit[0] as number)) to -= 1;
    if (to === i) continue;
    numbers.copyWithin((to + 1) * NUMBERS_A_HIT, to * NUMBERS_A_HIT, i * NUMBERS_A_HIT);
    numbers.set(hit, to * NUMBERS_A_HIT);
  }
}

/** Index of the first hit that begins at `at` or behind it; `count` if there is none. */
export function firstFrom({ numbers, count }: Hits, at: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((numbers[middle * NUMBERS_A_HIT] as number) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Hits of which at least a byte lies in the half-open range. */
export function hitsWithin(hits: Hits, from: number, end: number): Hit[] {
  const within: Hit[] = [];
  // Ranges of a comparison may be longer than any match; they don't overlap, so one at most reaches in from further up.
  for (let index = Math.max(0, firstFrom(hits, from - LONGEST_MATCH + 1) - 1); index < hits.count; index++) {
    const hit = hitAt(hits, index) as Hit;
    if (hit.at >= end) break;
    if (hit.at + hit.bytes > from) within.push(hit);
  }
  return within;
}

/** How many hits begin in the half-open range. */
export const countWithin = (hits: Hits, from: number, end: number): number => firstFrom(hits, end) - firstFrom(hits, from);

/** For each of `lines` parts of a range whether a hit begins in it or reaches into it. `edge`: where a part begins. */
export function linesWithHits(hits: Hits, lines: number, edge: (line: number) => number): number[] {
  const marked: number[] = [];
  for (let line = 0; hits.count > 0 && line < lines; line++) {
    const next = firstFrom(hits, edge(line));
    const [before, first] = [hitAt(hits, next - 1), hitAt(hits, next)];
    const reaches = before !== null && before.at + before.bytes > edge(line);
    if (reaches || (first !== null && first.at < edge(line + 1))) marked.push(line);
  }
  return marked;
}
