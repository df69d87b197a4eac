/**
 * Finds patterns in a stream of pieces. The last bytes of each piece are carried over, so that a hit may lie across pieces
 * and across the edge of a hole, which is searched as zeros. What is found does not depend on where pieces begin and end.
 */
import type { Needle } from '../../../shared/find/needle';
import { PIECE_BYTES } from './control';
import { newDistinct, type Hit } from './hits';
import { runsWithin } from './patience';
import { prepared, type Searched } from './prepared';

export type Scanner = {
  /** The next data starts at `at`; before it is a hole, which is searched wholly if `all`. False: enough hits. */
  gapTo(at: number, all: boolean): boolean;
  take(data: Buffer): boolean;
  /** Hits since the last call; they are forgotten here, and ascend by place from one call to the next, and to `end`. */
  drain(): readonly Hit[];
  end(bytes: number, all: boolean): readonly Hit[];
  isComplete(): boolean;
  /** A regular expression took too long: it was given up, and so was the search. */
  isCostly(): boolean;
};

/**
 * `most`: so many hits are answered, the first by place. `patterns`: for each needle, the pattern that it is of (default: each
 * its own); the same bytes are one hit of a pattern. `origin`: where the search begins on the disk, from whose start aligned
 * places are counted. `patience`: how many milliseconds a regular expression may take for 256 KiB.
 */
export type ScanOptions = {
  readonly most: number;
  readonly patterns?: readonly number[];
  readonly origin?: number;
  readonly patience?: number;
};

/** At this pace a disk of 1 GiB would take more than three hours. */
const PATIENCE_MS = 3000;

type State = {
  /** Carried bytes, then new ones. */
  readonly window: Buffer;
  /** How much of the window is filled, and where it starts in what is searched. */
  filled: number;
  start: number;
  /** Found, but others may still be found in front of them. */
  open: Hit[];
  settled: Hit[];
  /** How many hits were settled, with those that were drained. */
  found: number;
  isFull: boolean;
  isCostly: boolean;
  /** Holes in the window or close to it that count as zeros only for what reaches out of them. */
  holes: { readonly at: number; readonly end: number }[];
};

const byPlace = (a: Hit, b: Hit): number => a.offset - b.offset || a.length - b.length || a.needle - b.needle;

/** `next`: the place up to which the needle was searched for. `isApart`: a hit begins only behind the hit before. */
type Search = ReturnType<typeof prepared> & { readonly align: number; readonly isApart: boolean; next: number; found: number };

const searchOf = (needle: Needle): Search => ({
  ...prepared(needle),
  align: needle.align,
  isApart: needle.kind === 'regex' && !needle.overlaps,
  next: 0,
  found: 0,
});

const zeros = Buffer.alloc(PIECE_BYTES);

const searched = (data: Buffer, start: number, isLast: boolean): Searched => {
  let text: string | null = null;
  return { data, start, isLast, text: () => (text ??= data.toString('latin1')) };
};

export function newScanner(needles: readonly Needle[], options: ScanOptions): Scanner {
  const { most, patterns = [...needles.keys()], origin = 0, patience = PATIENCE_MS } = options;
  const searches = needles.map(searchOf);
  const isNew = newDistinct(patterns);
  const around = searches.reduce((most, search) => Math.max(most, search.around), 0);
  const carry = searches.reduce((most, search) => Math.max(most, search.longest + 2 * search.around), 1) - 1;
  const state: State = {
    // Read only as far as it is filled.
    window: Buffer.allocUnsafeSlow(carry + PIECE_BYTES),
    filled: 0,
    start: 0,
    open: [],
    settled: [],
    found: 0,
    isFull: false,
    isCostly: false,
    holes: [],
  };

  /** Searches for matches that start before `end` in the data. */
  const searchOne = (index: number, search: Search, bytes: Searched, end: number): void => {
    const { start } = bytes;
    let from = Math.max(0, search.next - start);
    while (from < end && search.found <= most) {
      const match = search.find(bytes, from);
      if (match === null || match.at >= end) break;
      const offset = start + match.at;
      const hole = state.holes.find(({ at, end }) => at <= offset && offset + match.length <= end);
      from = match.at + (search.isApart ? match.length : 1);
      if (hole !== undefined && !search.isApart) from = Math.max(from, hole.end - search.longest + 1 - start);
      if (hole === undefined && (origin + offset) % search.align === 0) {
        state.open.push({ offset, length: match.length, needle: index });
        search.found += 1;
      } else if (hole === undefined) from = match.at + 1;
      search.next = start + from;
    }
    // One that has found enough stays behind its last hit: what comes later is not among the first ones.
    if (search.found <= most) search.next = Math.max(search.next, start + Math.max(0, end));
  };
  /** Settles hits in front of which none can be found any more. */
  const settle = (before: number): void => {
    state.open.sort(byPlace);
    let settled = 0;
    for (; settled < state.open.length && !state.isFull; settled++) {
      const hit = state.open[settled] as Hit;
      if (hit.offset >= before) break;
      if (!isNew(hit)) continue;
      if (state.found === most) state.isFull = true;
      else {
        state.found += 1;
        state.settled.push(hit);
      }
    }
    state.open = state.open.slice(settled);
  };
  const searchIn = (bytes: Searched, until: (search: Search) => number): void => {
    for (const [i, search] of searches.entries()) {
      if (search.found > most) continue;
      const run = (): void => searchOne(i, search, bytes, until(search));
      if (search.around === 0) run();
      else state.isCostly ||= !runsWithin(patience, run);
    }
    state.isFull ||= state.isCostly;
    const next = searches.reduce((least, search) => Math.min(least, search.next), Number.MAX_SAFE_INTEGER);
    settle(next);
    state.holes = state.holes.filter(({ end }) => end > next);
  };
  /** As far as a match is sure to be whole, with all that is looked at behind it. */
  const whole = ({ data }: Searched, search: Search): number => data.length - search.longest - search.around + 1;
  const carryOn = (data: Buffer, start: number): void => {
    const kept = Math.min(carry, data.length);
    data.copy(state.window, 0, data.length - kept);
    state.start = start + data.length - kept;
    state.filled = kept;
  };
  /** Searches what is in the window; `isLast`: to the last byte. */
  const searchWindow = (isLast: boolean): void => {
    const bytes = searched(state.window.subarray(0, state.filled), state.start, isLast);
    searchIn(bytes, (search) => (isLast ? bytes.data.length : whole(bytes, search)));
    carryOn(bytes.data, bytes.start);
  };
  /** Small pieces are gathered. */
  const gather = (data: Buffer): void => {
    for (let done = 0; done < data.length && !state.isFull; ) {
      const some = data.copy(state.window, state.filled, done);
      state.filled += some;
      done += some;
      if (state.filled === state.window.length) searchWindow(false);
    }
  };
  const take = (data: Buffer): boolean => {
    if (around > 0 || data.length < 2 * carry) gather(data);
    else {
      if (state.filled > carry) searchWindow(false);
      // Only the bytes around the edge are copied; the rest is searched in place.
      const edge = state.filled;
      const start = state.start + edge;
      data.copy(state.window, edge, 0, carry);
      if (edge > 0) searchIn(searched(state.window.subarray(0, edge + carry), state.start, false), () => edge);
      const bytes = searched(data, start, false);
      if (!state.isFull) searchIn(bytes, (search) => whole(bytes, search));
      carryOn(data, start);
    }
    return !state.isFull;
  };
  const zerosFor = (bytes: number): boolean => {
    for (let done = 0; done < bytes; done += zeros.length) if (!take(zeros.subarray(0, Math.min(zeros.length, bytes - done)))) return false;
    return true;
  };
  const gapTo = (at: number, all: boolean): boolean => {
    const seen = state.start + state.filled;
    if (at <= seen) return true;
    if (!all) state.holes.push({ at: seen, end: at });
    if (all || at - seen <= 2 * carry) return zerosFor(at - seen);
    if (!zerosFor(carry)) return false;
    searchWindow(false);
    if (state.isFull) return false;
    // From here to the piece all is zero: only as many zeros are kept as could begin a hit.
    state.start = at - carry;
    state.filled = carry;
    state.window.fill(0, 0, carry);
    for (const search of searches) if (search.found <= most) search.next = Math.max(search.next, at - search.longest + 1);
    return true;
  };
  const drain = (): readonly Hit[] => {
    const drained = state.settled;
    state.settled = [];
    return drained;
  };
  return {
    gapTo,
    take,
    drain,
    end: (bytes, all) => {
      if (!state.isFull) gapTo(all ? bytes : Math.min(bytes, state.start + state.filled + carry), all);
      if (!state.isFull) searchWindow(state.start + state.filled >= bytes);
      if (!state.isFull) settle(Number.MAX_SAFE_INTEGER);
      return drain().filter(({ offset, length }) => offset + length <= bytes);
    },
    isComplete: () => !state.isFull,
    isCostly: () => state.isCostly,
  };
}
