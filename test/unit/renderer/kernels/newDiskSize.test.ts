import { describe, expect, it, test } from 'vitest';
import { readSize, withoutUnit, type SizeUnit } from '../../../../renderer/kernels/newDiskSize';

const GIB = 2 ** 30;

describe('a size as people type it', () => {
  test.each<[string, SizeUnit, number]>([
    ['40 GiB', 'MiB', 40 * GIB],
    ['40', 'GiB', 40 * GIB],
    ['40g', 'MiB', 40 * GIB],
    ['127', 'GiB', 136_365_211_648],
    ['2040 gib', 'bytes', 2_190_433_320_960],
    ['1.5 TiB', 'GiB', 1536 * GIB],
    ['1,5 TiB', 'GiB', 1536 * GIB],
    ['.5 MiB', 'GiB', 524_288],
    ['1,048,576 bytes', 'GiB', 1_048_576],
    ['1 048 576', 'bytes', 1_048_576],
    ["1'048'576 b", 'GiB', 1_048_576],
    ['1,024', 'MiB', GIB],
    ['266338304 sectors', 'GiB', 136_365_211_648],
    ['1 s', 'GiB', 512],
    ['64k', 'GiB', 65_536],
    ['  3 MB ', 'GiB', 3 * 2 ** 20],
  ])('%s (%s otherwise)', (text, unit, bytes) => {
    expect(readSize(text, unit)?.bytes).toBe(bytes);
  });

  test.each(['', ' ', 'GiB', '0', '0.0 GiB', '-1', '1e3', '4x', '1.2.3', '1,2,3', '12 34x GiB', '0x10', '.', 'NaN', '٣'])(
    '%j is none',
    (text) => {
      expect(readSize(text, 'GiB')).toBeNull();
    },
  );

  it('is rounded up to whole sectors, and says so', () => {
    expect(readSize('10240000001', 'bytes')).toMatchObject({ bytes: 10_240_000_512, wasRounded: true });
    expect(readSize('10,240,000,512 bytes', 'GiB')).toMatchObject({ bytes: 10_240_000_512, wasRounded: false });
    expect(readSize('1', 'bytes')).toMatchObject({ bytes: 512, wasRounded: true });
  });

  it('loses no byte to decimals', () => {
    // A tenth of a gibibyte is 107,374,182.4 bytes; whole sectors from there end at 107,374,592.
    expect(readSize('0.1 GiB', 'GiB')?.bytes).toBe(107_374_592);
    expect(readSize('0.00048828125 MiB', 'GiB')).toMatchObject({ bytes: 512, wasRounded: false });
  });

  it('in GB is read as Windows counts, with the way to powers of ten', () => {
    expect(readSize('127 GB', 'MiB')).toEqual({
      bytes: 136_365_211_648,
      unit: 'GiB',
      wasRounded: false,
      decimal: { typed: '127 GB', readAs: '127 GiB', bytes: 127_000_000_000 },
    });
    expect(readSize('127 GiB', 'MiB')?.decimal).toBeNull();
    expect(readSize('127 g', 'MiB')?.decimal).toBeNull();
    expect(readSize('2048 B', 'MiB')?.decimal).toBeNull();
  });

  it('beyond every disk stays a safe number', () => {
    expect(readSize('99999999999999 TiB', 'GiB')?.bytes).toBe(Number.MAX_SAFE_INTEGER);
    expect(readSize('9'.repeat(500), 'GiB')).toBeNull();
  });

  it('gives its number for another unit', () => {
    expect(['127 GB', '1.5tib', '40', ''].map(withoutUnit)).toEqual(['127', '1.5', '40', '']);
  });
});
