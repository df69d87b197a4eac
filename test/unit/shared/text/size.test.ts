import { describe, expect, it } from 'vitest';
import { sizeText } from '../../../../shared/text/size';

const GIB = 1024 ** 3;

describe('sizes in text', () => {
  it.each<[number, string]>([
    [1, '1 byte'],
    [1_474_560, '1.41 MiB'],
    [127 * GIB, '127 GiB'],
    [1024 * GIB, '1 TiB'],
    [1536 * GIB, '1.5 TiB'],
    [1500 * GIB, '1,500 GiB'],
    [2040 * GIB, '2,040 GiB'],
    [10_240 * GIB, '10 TiB'],
  ])('%i bytes are %s', (bytes, text) => {
    expect(sizeText(bytes)).toBe(text);
  });

  it('have one unit for a disk of 2,040 GiB and for what is left of it without a few blocks', () => {
    expect(sizeText(2040 * GIB - 4 * 2 * 1024 ** 2)).toBe('2,040 GiB');
    expect(sizeText(1501.4 * GIB)).toBe('1,501 GiB');
  });
});
