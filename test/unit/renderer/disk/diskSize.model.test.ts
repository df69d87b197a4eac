import { describe, expect, it, test } from 'vitest';
import { readSize, typedSize } from '../../../../renderer/disk/diskSize.model';
import { withoutUnit, type SizeUnit } from '../../../../shared/text/sizeInput';

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

  test.each(['', ' ', 'GiB', '0', '0.0 GiB', '-1', '1e3', '4x', '1.2.3', '1,2,3', '12 34x GiB', '0x', '.', 'NaN', '٣'])(
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

describe('a size box', () => {
  const typedInto = (unit: SizeUnit, ...texts: string[]): readonly (readonly [number | undefined, SizeUnit])[] => {
    let box = { sizeText: '', unit };
    return texts.map((text) => {
      box = typedSize(text, box.unit);
      return [readSize(box.sizeText, box.unit)?.bytes, box.unit];
    });
  };

  it('keeps its unit while a number is typed over what stands there', () => {
    expect(typedInto('GiB', '64 MiB', '', '9', '96')).toEqual([
      [67_108_864, 'MiB'],
      [undefined, 'MiB'],
      [9_437_184, 'MiB'],
      [100_663_296, 'MiB'],
    ]);
  });

  it('takes the unit that is typed, and keeps it while the unit is half deleted', () => {
    expect(typedInto('MiB', '96 g', '96', '96 sectors', '96 secto', '96')).toEqual([
      [103_079_215_104, 'GiB'],
      [103_079_215_104, 'GiB'],
      [49_152, 'sectors'],
      [undefined, 'sectors'],
      [49_152, 'sectors'],
    ]);
  });
});
