import { describe, expect, test } from 'vitest';
import { isAllZero, zeroSectorsOf } from '../../../../../main/vhd/read/sameBytes';

describe('a stretch of bytes is all zeros', () => {
  // Every place in memory that a word can begin at, and lengths around words and groups of eight of them.
  const cases = [0, 1, 2, 3].flatMap((from) => [0, 1, 3, 4, 31, 32, 33, 63, 64, 67, 512].map((length) => [from, length] as const));

  test.each(cases)('from %i on, %i long: unless any one byte is not', (from, length) => {
    const memory = new Uint8Array(from + length + 8).fill(0x5a);
    const bytes = memory.subarray(from, from + length).fill(0);
    expect(isAllZero(bytes)).toBe(true);
    for (let at = 0; at < length; at++) {
      bytes[at] = at % 2 === 0 ? 1 : 0x80;
      expect(isAllZero(bytes), `byte ${at}`).toBe(false);
      bytes[at] = 0;
    }
  });
});

test.each([0, 1, 4])('a sector is zero unless any one byte of it is not, from %i in memory on', (from) => {
  for (let at = 0; at < 1536; at += 37) {
    const bytes = new Uint8Array(from + 1536).subarray(from);
    bytes[at] = 0x80;
    const isZero = zeroSectorsOf(bytes);
    expect([0, 1, 2].map(isZero)).toEqual([0, 1, 2].map((sector) => sector !== Math.floor(at / 512)));
  }
});
