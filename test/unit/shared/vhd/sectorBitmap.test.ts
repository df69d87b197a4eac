import { describe, expect, test } from 'vitest';
import { bitRuns, isSet, setBitsIn } from '../../../../shared/vhd/sectorBitmap';
import { seeded } from '../../../support/random';

test('the highest bit of a byte is its first sector', () => {
  const bitmap = Uint8Array.of(0x80, 0x01);
  expect(Array.from({ length: 16 }, (_, i) => isSet(bitmap, i)).map(Number)).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
});

describe('runs', () => {
  test.each<[string, number[], number, number, [number, number, boolean][]]>([
    ['all set', [0xff, 0xff, 0xff], 0, 24, [[0, 24, true]]],
    [
      'one bit',
      [0x80, 0, 0],
      0,
      24,
      [
        [0, 1, true],
        [1, 23, false],
      ],
    ],
    [
      'across bytes',
      [0x0f, 0xff, 0xf0],
      0,
      24,
      [
        [0, 4, false],
        [4, 16, true],
        [20, 4, false],
      ],
    ],
    ['a part only', [0x0f, 0xff, 0xf0], 6, 7, [[6, 7, true]]],
    [
      'every other bit',
      [0xaa],
      0,
      8,
      [
        [0, 1, true],
        [1, 1, false],
        [2, 1, true],
        [3, 1, false],
        [4, 1, true],
        [5, 1, false],
        [6, 1, true],
        [7, 1, false],
      ],
    ],
    ['up to the middle of a byte of ones', [0xff], 0, 3, [[0, 3, true]]],
    ['nothing', [0xff], 3, 0, []],
  ])('%s', (_, bitmap, from, count, expected) => {
    expect(bitRuns(Uint8Array.from(bitmap), from, count).map(({ at, sectors, set }) => [at, sectors, set])).toEqual(expected);
  });
});

test('set bits are counted as far as the block goes, and no further', () => {
  const bitmap = Uint8Array.of(0xff, 0x81, 0xf0);
  // By hand: 8, then 2, then 4; the first bit of the second byte alone; none at all.
  expect([24, 20, 17, 16, 9, 8, 3, 0].map((sectors) => setBitsIn(bitmap, sectors))).toEqual([14, 14, 11, 10, 9, 8, 3, 0]);
});

test('set bits are counted the same wherever the bitmap begins in its buffer, and however long it is', () => {
  const random = seeded(3);
  for (let turn = 0; turn < 500; turn++) {
    const from = random.below(6);
    const whole = new Uint8Array(from + 1 + random.below(70));
    // Long runs of ones and zeros as bitmaps have them, and noise.
    for (let at = 0; at < whole.length; ) {
      const some = 1 + random.below(24);
      const value = random.pick([0, 0xff, -1]);
      for (let i = at; i < Math.min(whole.length, at + some); i++) whole[i] = value < 0 ? random.below(256) : value;
      at += some;
    }
    const bitmap = whole.subarray(from);
    const sectors = random.below(bitmap.length * 8 + 1);
    const bits = Array.from(bitmap, (byte) => byte.toString(2).padStart(8, '0')).join('');
    expect(setBitsIn(bitmap, sectors)).toBe(bits.slice(0, sectors).replaceAll('0', '').length);
  }
});
