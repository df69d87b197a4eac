/** Sizes and numbers as people type them: 512, 10GiB, 10G (the same), 10GB (decimal), 0x200. */

const POWERS = 'kmgtp';
const SIZE = /^(\d+)(?:\.(\d+))?\s*(?:([kmgtp])(ib|b)?|b)?$/i;

/** Bytes, exact; null when it is no size, or beyond 2^53. */
export function parseSize(text: string): number | null {
  const hexadecimal = parseNumber(text);
  if (hexadecimal !== null) return hexadecimal;
  const match = SIZE.exec(text.trim());
  if (match === null) return null;
  const [, whole = '', part = '', letter = '', rest = ''] = match;
  const power = letter === '' ? 0 : POWERS.indexOf(letter.toLowerCase()) + 1;
  const unit = (rest.toLowerCase() === 'b' ? 1000n : 1024n) ** BigInt(power);
  const scaled = BigInt(whole + part) * unit;
  const divisor = 10n ** BigInt(part.length);
  // 1.5GiB is a size, 0.3 bytes is none.
  if (scaled % divisor !== 0n) return null;
  return exact(scaled / divisor);
}

/** A whole number, decimal or with 0x; null when it is none, or beyond 2^53. */
export const parseNumber = (text: string): number | null => (/^(\d+|0x[0-9a-f]+)$/i.test(text.trim()) ? exact(BigInt(text.trim())) : null);

const exact = (value: bigint): number | null => (value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null);
