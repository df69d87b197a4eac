/** Whether bytes are what a needle looks for. */
import type { Needle } from './needle';

/** Whether a regular expression asks what stands before or behind a match, which the bytes of a hit do not tell. */
const looksAround = (source: string): boolean => /\(\?<?[=!]|\\b|[$^]/i.test(source.replace(/\\[^b]/gi, '').replace(/\[[^\]]*\]/g, ''));

/** The bytes of a hit; true where they alone do not tell. */
export function needleFits(needle: Needle, bytes: Uint8Array): boolean {
  if (needle.kind === 'bytes')
    return (
      needle.bytes.length === bytes.length && needle.bytes.every((byte, i) => ((bytes[i] as number) & (needle.mask[i] as number)) === byte)
    );
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  const { source, flags } = needle.regex;
  if (looksAround(source)) return true;
  // As `^` and `$` may stand for the ends of lines, the ends of the bytes are where nothing is before or behind.
  return new RegExp(`(?<![^])(?:${source})(?![^])`, flags.replace('g', '')).test(text);
}
