/** Numbers as people read them, alike everywhere in the program and in every locale: counts in groups of three, and hex. */

const GROUPED = new Intl.NumberFormat('en-US', { maximumFractionDigits: 20 });

/** "1,044,480": thousands separated by commas. */
export const grouped = (value: number | bigint): string => GROUPED.format(value);

/** "1 block", "1,024 blocks". */
export const plural = (n: number, one: string, many = `${one}s`): string => `${grouped(n)} ${n === 1 ? one : many}`;

/** "sector 5", "sectors 5 to 9": `count` of them, beginning with `first`. */
export const rangeText = (one: string, first: number, count: number): string =>
  count === 1 ? `${one} ${grouped(first)}` : `${one}s ${grouped(first)} to ${grouped(first + count - 1)}`;

/** "5", "5 – 9": `count` numbers, beginning with `first`. */
export const spanText = (first: number, count: number): string =>
  count === 1 ? grouped(first) : `${grouped(first)} – ${grouped(first + count - 1)}`;

/** Upper-case hex of `value`, at least `digits` long, without prefix. */
export const hex = (value: number | bigint, digits = 0): string => value.toString(16).toUpperCase().padStart(digits, '0');

/** Two hex digits for each byte. A table, because whole pages of bytes are written with it. */
export const HEX_PAIRS: readonly string[] = Array.from({ length: 256 }, (_, byte) => hex(byte, 2));

/** Bytes as upper-case hex pairs separated by `between`. */
export function hexBytes(raw: Uint8Array, between = ' '): string {
  let text = '';
  for (const byte of raw) text += text === '' ? HEX_PAIRS[byte] : between + HEX_PAIRS[byte];
  return text;
}
