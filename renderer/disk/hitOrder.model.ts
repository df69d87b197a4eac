/** Which hits of a search are listed, and in which order. Worked out in slices, so that a million of them hold up no frame. */
import type { SearchPattern } from '../../shared/find/pattern';
import type { Space } from '../../shared/vhd/units';
import { patternTitle } from './findForm.model';
import { hitAt, type Hit, type Hits } from './hits.model';
import { belongingOf } from './position.model';
import type { Disk } from './translate.model';

export const HIT_COLUMNS = ['at', 'bytes', 'what', 'where'] as const;
export type HitColumn = (typeof HIT_COLUMNS)[number];
/** `isDown`: the largest first. `filter`: words that all have to occur in what a hit is or where it stands. */
export type HitList = { readonly by: HitColumn; readonly isDown: boolean; readonly filter: string };
export const ALL_HITS: HitList = { by: 'at', isDown: false, filter: '' };

/** Indexes into the hits: as they are listed, and the same ones ascending by place. */
export type HitOrder = { readonly listed: Uint32Array; readonly along: Uint32Array };

export type HitsOf = {
  readonly hits: Hits;
  readonly disk: Disk;
  readonly space: Space;
  readonly patterns: readonly SearchPattern[];
};

/** Whether all hits are listed as they were found. */
export const isPlain = ({ by, isDown, filter }: HitList): boolean => by === 'at' && !isDown && wordsOf(filter).length === 0;

/** So many hits are looked at before time may be given to something else. */
const SLICE = 256;
/** So many are only moved. */
const LARGE_SLICE = 65_536;

/** Digits are written with and without commas. */
const plain = (text: string): string => text.toLowerCase().replace(/(\d),(?=\d{3})/g, '$1');
/** A number belongs to the word before it. */
const wordsOf = (filter: string): string[] =>
  plain(filter)
    .match(/[^\s\d]\S*\s+\d+(?!\S)|\S+/g)
    ?.map((word) => word.replace(/\s+/, ' ')) ?? [];

/** A word occurs anywhere; a number only as a whole, so that `block 5` is not block 50. */
const occurs = (word: string, text: string): boolean => {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (!/\d$/.test(word)) return true;
    if (!/\d/.test(text.charAt(at + word.length)) && !(/^\d/.test(word) && /\d/.test(text.charAt(at - 1)))) return true;
  }
  return false;
};

/** Yields whenever it may rest; what it answers in the end is the order. */
export function* orderHits(of: HitsOf, { by, isDown, filter }: HitList): Generator<void, HitOrder> {
  const along = yield* filtered(of, wordsOf(filter));
  // Positions in `along`, sorted by the least important key first: each sort leaves equal ones as they are.
  let positions = yield* counting(along.length);
  for (const keys of by === 'at' ? [] : yield* keysBy(of, along, by)) positions = yield* sorted(positions, keys);
  const count = along.length;
  const listed = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    listed[row] = along[positions[isDown ? count - 1 - row : row] as number] as number;
    if (row % LARGE_SLICE === 0) yield;
  }
  return { listed, along };
}

function* counting(count: number): Generator<void, Uint32Array> {
  const numbers = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    numbers[i] = i;
    if (i % LARGE_SLICE === 0) yield;
  }
  return numbers;
}

function* filtered(of: HitsOf, words: readonly string[]): Generator<void, Uint32Array> {
  const { count } = of.hits;
  if (words.length === 0) return yield* counting(count);
  const kept = new Uint32Array(count);
  let n = 0;
  for (let index = 0; index < count; index++) {
    if (fits(of, hitAt(of.hits, index) as Hit, words)) kept[n++] = index;
    if (index % SLICE === 0) yield;
  }
  return kept.subarray(0, n);
}

function fits({ disk, space, patterns }: HitsOf, { at, pattern }: Hit, words: readonly string[]): boolean {
  const { own, block } = belongingOf(disk, { space, at });
  const what = patternTitle(patterns[pattern]) ?? '';
  const text = plain([what, ...own, block === null ? '' : `block ${block}`].join(' '));
  return words.every((word) => occurs(word, text));
}

/** The keys of each hit of `along`, the least important one first. */
function* keysBy(of: HitsOf, along: Uint32Array, by: Exclude<HitColumn, 'at'>): Generator<void, readonly Uint32Array[]> {
  if (by === 'where') return yield* keysOfPlaces(of, along);
  const names = of.patterns.map((pattern) => patternTitle(pattern) ?? '');
  const ranks = ranksOf(names);
  const keys = new Uint32Array(along.length);
  for (let i = 0; i < along.length; i++) {
    const { bytes, pattern } = hitAt(of.hits, along[i] as number) as Hit;
    keys[i] = by === 'bytes' ? bytes : (ranks[pattern] as number);
    if (i % LARGE_SLICE === 0) yield;
  }
  return [keys];
}

/** Blocks, and then names: blocks of a file need not stand in their order, and what is in none comes first. */
function* keysOfPlaces({ hits, disk, space }: HitsOf, along: Uint32Array): Generator<void, readonly Uint32Array[]> {
  const [names, blocks] = [new Uint32Array(along.length), new Uint32Array(along.length)];
  const known = new Map<string, number>();
  for (let i = 0; i < along.length; i++) {
    const { own, block } = belongingOf(disk, { space, at: (hitAt(hits, along[i] as number) as Hit).at });
    const name = own.join(' · ');
    const number = known.get(name) ?? known.size;
    known.set(name, number);
    names[i] = number;
    blocks[i] = block === null ? 0 : block + 1;
    if (i % SLICE === 0) yield;
  }
  const ranks = ranksOf([...known.keys()]);
  for (let i = 0; i < names.length; i++) {
    names[i] = ranks[names[i] as number] as number;
    if (i % LARGE_SLICE === 0) yield;
  }
  return [blocks, names];
}

/** For each name its place in their order; numbers in them count as numbers. */
function ranksOf(names: readonly string[]): number[] {
  const inOrder = [...new Set(names)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return names.map((name) => inOrder.indexOf(name));
}

/** Counts how often each key occurs, so that the time goes with the number of hits. `keys` are those of all positions. */
function* sorted(positions: Uint32Array, keys: Uint32Array): Generator<void, Uint32Array> {
  const { length } = keys;
  let most = 0;
  for (let i = 0; i < length; i++) {
    most = Math.max(most, keys[i] as number);
    if (i % LARGE_SLICE === 0) yield;
  }
  const starts = new Uint32Array(most + 2);
  for (let i = 0; i < length; i++) {
    const next = (keys[i] as number) + 1;
    starts[next] = (starts[next] as number) + 1;
    if (i % LARGE_SLICE === 0) yield;
  }
  for (let key = 1; key < starts.length; key++) {
    starts[key] = (starts[key] as number) + (starts[key - 1] as number);
    if (key % LARGE_SLICE === 0) yield;
  }
  const placed = new Uint32Array(length);
  for (let i = 0; i < length; i++) {
    const position = positions[i] as number;
    const key = keys[position] as number;
    placed[starts[key] as number] = position;
    starts[key] = (starts[key] as number) + 1;
    if (i % LARGE_SLICE === 0) yield;
  }
  return placed;
}

/** Where an index stands in ascending ones, or the first behind it. */
export function firstIndexFrom(along: Uint32Array, index: number): number {
  let [low, high] = [0, along.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((along[middle] as number) < index) low = middle + 1;
    else high = middle;
  }
  return low;
}
