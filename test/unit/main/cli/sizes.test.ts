import { describe, expect, test } from 'vitest';
import { parseNumber, parseSize } from '../../../../main/cli/sizes';

describe('sizes as people type them', () => {
  test.each([
    ['512', 512],
    ['0x200', 512],
    ['1KiB', 1024],
    ['10GiB', 10_737_418_240],
    ['10G', 10_737_418_240],
    ['10g', 10_737_418_240],
    ['10GB', 10_000_000_000],
    ['1MiB', 1_048_576],
    ['1.5MiB', 1_572_864],
    ['2 TiB', 2_199_023_255_552],
    ['0', 0],
    ['7B', 7],
    ['1.44MB', 1_440_000],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each(['', 'x', '-1', '1.2', '0.3KiB', '10 apples', '1e9', '10GG', 'GiB', '9999999PiB', '١٢', '1,000'])('%j is none', (text) => {
    expect(parseSize(text)).toBeNull();
  });

  test('plain numbers have no units', () => {
    expect([parseNumber('2048'), parseNumber('0x800'), parseNumber('1K'), parseNumber('9007199254740993')]).toEqual([
      2048,
      2048,
      null,
      null,
    ]);
  });
});
