/** Needles made ready to be searched for in bytes that are in memory. */
import type { BytesNeedle, Needle, RegexNeedle } from '../../../shared/find/needle';
import { nextStart, type NextStart } from './starts';

/** A stretch of what is searched, and where it starts there. Its text is the bytes as Latin-1. */
export type Searched = {
  readonly data: Buffer;
  readonly start: number;
  /** Whether what is searched ends with it. */
  readonly isLast: boolean;
  readonly text: () => string;
};

export type Prepared = {
  /** The first match that starts at `from` in the data or behind it. */
  find(searched: Searched, from: number): { readonly at: number; readonly length: number } | null;
  readonly longest: number;
  /** How many bytes before and behind a match are looked at as well. */
  readonly around: number;
};

export const prepared = (needle: Needle): Prepared => (needle.kind === 'bytes' ? literal(needle) : expression(needle));

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

function literal({ bytes, mask }: BytesNeedle): Prepared {
  const core = coreOf(bytes, mask);
  const needle = Buffer.from(bytes.subarray(core.at, core.at + core.bytes));
  const fits = (data: Buffer, at: number): boolean => {
    for (let i = 0; i < bytes.length; i++) if (((data[at + i] as number) & (mask[i] as number)) !== bytes[i]) return false;
    return true;
  };
  return {
    longest: bytes.length,
    around: 0,
    find: ({ data }, from) => {
      for (let at = data.indexOf(needle, from + core.at); at >= 0; at = data.indexOf(needle, at + 1)) {
        const start = at - core.at;
        if (start + bytes.length > data.length) return null;
        if (fits(data, start)) return { at: start, length: bytes.length };
      }
      return null;
    },
  };
}

/** No byte: stands where a part of the text was cut off, so that `^`, `$` and `\b` do not take the cut for an end. */
const CUT = '\u0100';

function expression(needle: RegexNeedle): Prepared {
  const { regex, longest, around } = needle;
  const start = nextStart(needle.starts);
  if (start !== null) return startingWith(needle, start);

  const sticky = new RegExp(regex.source, regex.flags.replace('g', 'y'));
  const looksAround = /\(\?<?[=!]/.test(regex.source);
  /** Where a match that was cut at its greatest length went on. */
  let cutAt = -1;
  /** The match at one place as the bytes near it alone decide, so that it is the same however much is in memory. */
  const matchAt = ({ data, start, isLast, text }: Searched, at: number): { at: number; length: number } | null => {
    const [from, to] = [Math.max(0, at - around), Math.min(data.length, at + longest + around)];
    const before = start + from > 0 ? CUT : '';
    const behind = to < data.length || !isLast ? CUT : '';
    sticky.lastIndex = before.length + at - from;
    const length = sticky.exec(before + text().slice(from, to) + behind)?.[0].length ?? 0;
    if (length > longest) cutAt = start + at + longest;
    return length === 0 ? null : { at, length: Math.min(length, longest) };
  };
  return {
    longest,
    around,
    find: (searched, from) => {
      // The rest of a long run is taken piece by piece, and not searched to its end again for each piece.
      const rest = searched.start + from === cutAt ? matchAt(searched, from) : null;
      if (rest !== null) return rest;
      regex.lastIndex = from;
      for (let match = regex.exec(searched.text()); match !== null; match = regex.exec(searched.text())) {
        const { index } = match;
        const { length } = match[0];
        const found = length > longest || (looksAround && length > 0) ? matchAt(searched, index) : { at: index, length };
        if (found !== null && found.length > 0) return found;
        regex.lastIndex = index + 1;
      }
      return null;
    },
  };
}

/** An expression that is only tried where a match may begin. It must not look around, and its matches are not cut. */
function startingWith({ regex, longest, around }: RegexNeedle, next: NextStart): Prepared {
  const sticky = new RegExp(regex.source, regex.flags.replace('g', 'y'));
  return {
    longest,
    around,
    find: ({ data, text }, from) => {
      for (let at = next(data, from); at >= 0; at = next(data, at + 1)) {
        sticky.lastIndex = at;
        const match = sticky.exec(text());
        if (match !== null) return { at, length: match[0].length };
      }
      return null;
    },
  };
}
