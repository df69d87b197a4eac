/** Ranges of numbers as patterns of bytes, so that one pass finds all of their values. */

/** The lowest and the highest value of one byte. */
export type ByteClass = readonly [least: number, most: number];
/** Bytes in the order in which they stand on the disk. */
export type Term = readonly ByteClass[];

const ANY: ByteClass = [0, 255];

const bigEndian = (value: bigint, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * (bytes - 1 - i))) & 0xffn));

/**
 * All unsigned big-endian numbers of so many bytes from `least` to `most`, both included: at most two terms a byte. Every number
 * matches one of them, and no other number does.
 */
export function rangeTerms(least: bigint, most: bigint, bytes: number): readonly Term[] {
  return between(bigEndian(least, bytes), bigEndian(most, bytes));
}

const isAll = (bytes: readonly number[], byte: number): boolean => bytes.every((each) => each === byte);

function between([a = 0, ...low]: readonly number[], [b = 0, ...high]: readonly number[]): Term[] {
  const prefixed = (byte: number, rest: readonly Term[]): Term[] => rest.map((term) => [[byte, byte], ...term]);
  if (low.length === 0) return [[[a, b]]];
  if (a === b) return prefixed(a, between(low, high));
  const rest = low.map(() => ANY);
  // The ends join the middle if they take in everything behind them.
  const [first, last] = [isAll(low, 0) ? a : a + 1, isAll(high, 255) ? b : b - 1];
  const middle: Term[] = first <= last ? [[[first, last], ...rest]] : [];
  const lowEnd =
    first > a
      ? prefixed(
          a,
          between(
            low,
            low.map(() => 255),
          ),
        )
      : [];
  const highEnd =
    last < b
      ? prefixed(
          b,
          between(
            high.map(() => 0),
            high,
          ),
        )
      : [];
  return [...lowEnd, ...middle, ...highEnd];
}

/** Signed or unsigned numbers as unsigned ones of two's complement: two ranges if zero lies between. */
export function unsignedRanges(least: bigint, most: bigint, bytes: number): readonly (readonly [bigint, bigint])[] {
  const all = 1n << BigInt(8 * bytes);
  if (least >= 0n) return [[least, most]];
  return most < 0n
    ? [[least + all, most + all]]
    : [
        [0n, most],
        [least + all, all - 1n],
      ];
}

const escaped = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;

const classText = ([least, most]: ByteClass): string =>
  least === most ? escaped(least) : least === 0 && most === 255 ? '[^]' : `[${escaped(least)}-${escaped(most)}]`;

/** As the source of a regular expression over bytes as Latin-1 text. */
export const termsText = (terms: readonly Term[]): string => terms.map((term) => term.map(classText).join('')).join('|');

/** The bytes that are in one of the classes. */
export const bytesIn = (classes: readonly ByteClass[]): readonly number[] =>
  Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => classes.some(([least, most]) => byte >= least && byte <= most));
