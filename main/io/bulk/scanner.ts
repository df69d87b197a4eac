/**
 * Finds patterns in a stream of pieces. The last bytes of each piece are carried over, so that a hit may lie across pieces
 * and across the edge of a hole, which is searched as zeros.
 */
import type { Needle, RegexNeedle } from '../../../shared/find/needle';
import { PIECE_BYTES } from './control';

/** `needle`: which of the needles it is. */
export type Hit = { readonly offset: number; readonly length: number; readonly needle: number };

export type Scanner = {
  /** The next data starts at `at`; before it is a hole, which is searched wholly if `all`. False: enough hits. */
  gapTo(at: number, all: boolean): boolean;
  take(data: Buffer): boolean;
  /** Hits since the last call, ascending by place; they are forgotten here, and `end` answers those that come after. */
  drain(): readonly Hit[];
  end(bytes: number, all: boolean): readonly Hit[];
  isComplete(): boolean;
};

type Prepared = { find(data: Buffer, from: number): { at: number; length: number } | null; readonly longest: number };

/**
 * For up to seven bytes Node's search jumps from one first byte to the next, at the speed of memory. For more it uses a
 * search that is ten times slower on typical disk contents.
 */
const MAX_CORE = 7;

/** Roughly how common a byte is on disks: the rarer the first byte is, the longer the jumps. */
function commonness(byte: number): number {
  if (byte === 0) return 4;
  if (byte === 0xff || byte === 0x20) return 3;
  const isLetter = (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x30 && byte <= 0x39);
  return isLetter ? 1 : 0;
}

/**
 * The bytes to search for first; the others are compared around each hit. All of these count (none is masked), and the first
 * is a rare one.
 */
function coreOf(bytes: Uint8Array, mask: Uint8Array): { at: number; bytes: number } {
  let best = { at: 0, bytes: 0, common: Number.MAX_SAFE_INTEGER };
  for (let at = 0; at < bytes.length; at++) {
    let some = 0;
    while (some < MAX_CORE && at + some < bytes.length && mask[at + some] === 0xff) some += 1;
    const common = commonness(bytes[at] as number);
    if (some > 0 && (common < best.common || (common === best.common && some > best.bytes))) best = { at, bytes: some, common };
  }
  return best;
}

function literal(bytes: Uint8Array, mask: Uint8Array): Prepared {
  const core = coreOf(bytes, mask);
  const needle = Buffer.from(bytes.subarray(core.at, core.at + core.bytes));
  const fits = (data: Buffer, at: number): boolean => {
    for (let i = 0; i < bytes.length; i++) if (((data[at + i] as number) & (mask[i] as number)) !== bytes[i]) return false;
    return true;
  };
  return {
    longest: bytes.length,
    find: (data, from) => {
      for (let at = data.indexOf(needle, from + core.at); at >= 0; at = data.indexOf(needle, at + 1)) {
        const start = at - core.at;
        if (start + bytes.length > data.length) return null;
        if (fits(data, start)) return { at: start, length: bytes.length };
      }
      return null;
    },
  };
}

function expression({ regex, longest }: RegexNeedle): Prepared {
  let text = '';
  let of: Buffer | null = null;
  return {
    longest,
    find: (data, from) => {
      if (of !== data) text = data.toString('latin1');
      of = data;
      regex.lastIndex = from;
      for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
        if (match[0].length > 0) return { at: match.index, length: match[0].length };
        regex.lastIndex += 1;
      }
      return null;
    },
  };
}

type State = {
  /** Carried bytes, then new ones. */
  readonly window: Buffer;
  /** How much of the window is filled, and where on the disk it starts. */
  filled: number;
  start: number;
  hits: Hit[];
  /** How many hits there are, with those that were drained. */
  found: number;
  isFull: boolean;
};

const byPlace = (a: Hit, b: Hit): number => a.offset - b.offset || a.length - b.length;

/** `isApart`: a hit begins only behind the hit before. */
type Rules = { readonly align: number; readonly isApart: boolean };

export function newScanner(needles: readonly Needle[], most: number): Scanner {
  const prepared = needles.map((needle) => (needle.kind === 'bytes' ? literal(needle.bytes, needle.mask) : expression(needle)));
  const rules = needles.map((needle): Rules => ({ align: needle.align, isApart: needle.kind === 'regex' && !needle.overlaps }));
  const carry = prepared.reduce((most, { longest }) => Math.max(most, longest), 1) - 1;
  const zeros = Buffer.alloc(PIECE_BYTES);
  const state: State = { window: Buffer.alloc(carry + PIECE_BYTES), filled: 0, start: 0, hits: [], found: 0, isFull: false };
  /** The place on the disk up to which each needle was searched. */
  const next = prepared.map(() => 0);

  /** Searches for matches that start before `until` in the data, which stands at `start` on the disk. */
  const searchIn = (data: Buffer, start: number, until: (longest: number) => number): void => {
    for (const [i, { find, longest }] of prepared.entries()) {
      const { align, isApart } = rules[i] as Rules;
      const end = until(longest);
      for (let from = Math.max(0, (next[i] as number) - start); from < end; ) {
        const found = find(data, from);
        if (found === null || found.at >= end) break;
        if ((start + found.at) % align !== 0) {
          from = found.at + 1;
          next[i] = start + from;
          continue;
        }
        if (state.found >= most) {
          state.isFull = true;
          return;
        }
        state.found += 1;
        state.hits.push({ offset: start + found.at, length: found.length, needle: i });
        from = found.at + (isApart ? found.length : 1);
        next[i] = start + from;
      }
      next[i] = Math.max(next[i] as number, start + Math.max(0, end));
    }
  };
  /** Searches the carried bytes: to the last byte, or as far as a match is sure to be whole. */
  const searchCarried = (isLast: boolean): void => {
    const data = state.window.subarray(0, state.filled);
    searchIn(data, state.start, (longest) => (isLast ? data.length : data.length - longest + 1));
  };
  const carryOn = (data: Buffer, start: number): void => {
    const kept = Math.min(carry, data.length);
    data.copy(state.window, 0, data.length - kept);
    state.start = start + data.length - kept;
    state.filled = kept;
  };
  const takeSmall = (data: Buffer): void => {
    data.copy(state.window, state.filled);
    state.filled += data.length;
    searchCarried(false);
    carryOn(state.window.subarray(0, state.filled), state.start);
  };
  const take = (data: Buffer): boolean => {
    if (data.length < 2 * carry) takeSmall(data);
    else {
      // Only the bytes around the edge are copied; the rest is searched in place.
      const edge = state.filled;
      const start = state.start + edge;
      data.copy(state.window, edge, 0, carry);
      if (edge > 0) searchIn(state.window.subarray(0, edge + carry), state.start, () => edge);
      if (!state.isFull) searchIn(data, start, (longest) => data.length - longest + 1);
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
    if (all || at - seen <= 2 * carry) return zerosFor(at - seen);
    if (!zerosFor(carry)) return false;
    // From here to the piece all is zero: only as many zeros are kept as could begin a hit.
    searchCarried(true);
    state.start = at - carry;
    state.filled = carry;
    state.window.fill(0, 0, carry);
    for (let i = 0; i < next.length; i++) next[i] = Math.max(next[i] as number, state.start);
    return !state.isFull;
  };
  return {
    gapTo,
    take,
    drain: () => {
      const drained = state.hits.sort(byPlace);
      state.hits = [];
      return drained;
    },
    end: (bytes, all) => {
      if (!state.isFull) gapTo(all ? bytes : Math.min(bytes, state.start + state.filled + carry), all);
      if (!state.isFull) searchCarried(true);
      return state.hits.filter(({ offset, length }) => offset + length <= bytes).sort(byPlace);
    },
    isComplete: () => !state.isFull,
  };
}
