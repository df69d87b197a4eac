import { describe, expect, test } from 'vitest';
import { parseNumber, parseSize } from '../../../shared/text/sizeInput';

describe('sizes as people type them', () => {
  test.each([
    ['512', 512],
    ['0x200', 512],
    ['1KiB', 1024],
    ['10GiB', 10_737_418_240],
    ['10G', 10_737_418_240],
    ['10g', 10_737_418_240],
    ['10GB', 10_737_418_240],
    ['1.5 TiB', 1_649_267_441_664],
    ['1,000', 1000],
    ['1,5 KiB', 1536],
    ['4 sectors', 2048],
    ['0x10 KiB', 16_384],
    ['1MiB', 1_048_576],
    ['1.5MiB', 1_572_864],
    ['2 TiB', 2_199_023_255_552],
    ['0', 0],
    ['7B', 7],
    ['1.4375MB', 1_507_328],
  ])('%s is %i bytes', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
  });

  test.each([
    '',
    'x',
    '-1',
    '1.2',
    '0.3KiB',
    '10 apples',
    '1e9',
    '10GG',
    'GiB',
    '9999999PiB',
    '1PiB',
    '9007199254740993',
    '١٢',
    '1,2,3',
    '0xg',
  ])('%j is none', (text) => {
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
