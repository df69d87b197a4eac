/** Compares stretches of bytes with each other, or with zeros. */
import type { ByteRange } from '../../../shared/edits';
import { SECTOR_BYTES } from '../../../shared/vhd/units';

/** Whether two stretches of bytes are equal. A loop: a callback for each byte takes ten times as long. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** How many bytes of two stretches of one length differ. */
export function differingBytes(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count += 1;
  return count;
}

/** So many 32-bit words are tested with one comparison. */
const STEP = 8;

/** Whether the words from `from` up to `end`, a multiple of eight of them, are all zeros. */
export function areZero(words: Int32Array, from: number, end: number): boolean {
  for (let at = from; at < end; at += STEP) {
    const firstFour = (words[at] as number) | (words[at + 1] as number) | (words[at + 2] as number) | (words[at + 3] as number);
    const lastFour = (words[at + 4] as number) | (words[at + 5] as number) | (words[at + 6] as number) | (words[at + 7] as number);
    if ((firstFour | lastFour) !== 0) return false;
  }
  return true;
}

/** Reads words, except before the first aligned word and behind the last group of eight. */
export function isAllZero(bytes: Uint8Array): boolean {
  const head = Math.min(bytes.length, (4 - (bytes.byteOffset % 4)) % 4);
  const groups = Math.floor((bytes.length - head) / (4 * STEP));
  const tail = head + groups * 4 * STEP;
  for (let i = 0; i < head; i++) if (bytes[i] !== 0) return false;
  for (let i = tail; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return groups === 0 || areZero(new Int32Array(bytes.buffer, bytes.byteOffset + head, groups * STEP), 0, groups * STEP);
}

export const SECTOR_WORDS = SECTOR_BYTES / 4;

/** The bytes as 32-bit words, in place or copied to an aligned place; an incomplete last word is left out. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Int32Array(aligned.buffer, aligned.byteOffset, aligned.length >> 2);
}

/** Tells by number which sectors of the buffer are all zeros. */
export function zeroSectorsOf(bytes: Uint8Array): (sector: number) => boolean {
  const words = wordsOf(bytes);
  return (sector) => areZero(words, sector * SECTOR_WORDS, (sector + 1) * SECTOR_WORDS);
}

/** The stretches in which two byte strings of one length differ. */
export function differences(before: Uint8Array, after: Uint8Array): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (let at = 0; at < after.length; at++) {
    if (before[at] === after[at]) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last.at + last.bytes === at) ranges[ranges.length - 1] = { at: last.at, bytes: last.bytes + 1 };
    else ranges.push({ at, bytes: 1 });
  }
  return ranges;
}
