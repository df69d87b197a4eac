import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { geometryOf } from '../../../../shared/vhd/geometry';
import { geometryIn } from '../../../../main/vhd/describe/visibleSize';
import { dynamicHeader } from '../../../../shared/vhd/dynamicHeader';
import { footer } from '../../../../shared/vhd/footer';
import { parentLocatorEntry } from '../../../../shared/vhd/parentLocatorEntry';
import { footerBytes, headerBytes, put32, put8 } from '../../../support/imageBuilder';
import { samplesFolder } from '../../../support/samples';

const GIB = 1024 ** 3;
const bytesOf = (hex: string): Uint8Array =>
  Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16));
const AZURE_ID = bytesOf('8C54DF94BD35714C945FE5444453921A');
const ID = Uint8Array.from({ length: 16 }, (_, i) => i);

const unstamped = (raw: Uint8Array): Uint8Array => {
  put32(raw, 64, 0);
  return raw;
};

describe('checksums worked out elsewhere', () => {
  const small = { size: GIB, geometry: [0x0820, 0x10, 0x3f], stamp: 0, uuid: ID } as const;
  const hidden = (): Uint8Array => {
    const raw = footerBytes({ ...small, type: 3, creator: 'tap\0', creatorVersion: 0x0001_0003, hostOs: '\0\0\0\0' });
    put8(raw, 85, 1);
    return raw;
  };

  test.each<[string, Uint8Array, number]>([
    [
      'Azure’s fixed disk of 5 GiB',
      footerBytes({
        type: 2,
        size: 5 * GIB,
        stamp: 0x2ec7_9b96,
        creator: 'wa\0\0',
        creatorVersion: 0x0007_0000,
        geometry: [0x28a2, 0x10, 0x3f],
        uuid: AZURE_ID,
      }),
      0xffff_e747,
    ],
    ['Windows’ dynamic disk of 1 GiB', footerBytes({ ...small, type: 3 }), 0xffff_f856],
    ['Windows’ fixed disk of 1 GiB', footerBytes({ ...small, type: 2 }), 0xffff_f061],
    ['Xen’s hidden disk of 1 GiB', hidden(), 0xffff_f9e1],
  ])('%s', (_, raw, sum) => {
    expect(footer.sums(unstamped(raw))).toEqual({ stored: 0, computed: sum });
  });

  test('a dynamic header of 512 entries', () => {
    const raw = headerBytes({ entries: 512, blockBytes: 2_097_152 });
    expect(dynamicHeader.sums(raw)?.computed).toBe(0xffff_f475);
  });
});

describe('field tables', () => {
  const startsOf = ({ bytes, keyAt }: { bytes: number; keyAt: (at: number) => string | null }): Record<number, string | null> => {
    const keys = Array.from({ length: bytes }, (_, at) => keyAt(at));
    return Object.fromEntries([...keys.entries()].filter(([at, key]) => key !== keys[at - 1]));
  };

  test('every byte of the footer belongs to the field the specification puts there', () => {
    const starts = { 0: 'cookie', 8: 'features', 12: 'fileFormatVersion', 16: 'dataOffset', 24: 'timeStamp', 28: 'creatorApplication' };
    const more = { 32: 'creatorVersion', 36: 'creatorHostOs', 40: 'originalSize', 48: 'currentSize', 56: 'cylinders', 58: 'heads' };
    const rest = {
      59: 'sectorsPerTrack',
      60: 'diskType',
      64: 'checksum',
      68: 'uniqueId',
      84: 'savedState',
      85: 'hidden',
      86: 'reserved',
    };
    expect(startsOf(footer)).toEqual({ ...starts, ...more, ...rest });
    expect([511, 512].map((at) => footer.keyAt(at))).toEqual(['reserved', null]);
  });

  test('every byte of the dynamic header belongs to the field the specification puts there', () => {
    const starts = {
      0: 'cookie',
      8: 'dataOffset',
      16: 'tableOffset',
      24: 'headerVersion',
      28: 'maxTableEntries',
      32: 'blockSize',
      36: 'checksum',
    };
    const rest = {
      40: 'parentUniqueId',
      56: 'parentTimeStamp',
      60: 'reserved1',
      64: 'parentUnicodeName',
      576: 'parentLocators',
      768: 'reserved2',
    };
    expect(startsOf(dynamicHeader)).toEqual({ ...starts, ...rest });
  });

  test('every byte of a locator entry belongs to the field the specification puts there', () => {
    expect(startsOf(parentLocatorEntry)).toEqual({
      0: 'platformCode',
      4: 'platformDataSpace',
      8: 'platformDataLength',
      12: 'reserved',
      16: 'platformDataOffset',
    });
  });

  test('a creator padded with NUL stays padded with NUL', () => {
    const raw = footerBytes({ type: 3, size: GIB, creator: 'd2v\0' });
    expect(footer.get(raw, 'creatorApplication')).toBe('d2v\0');
    expect(footer.setRaw(raw, 'creatorApplication', 'd2v\0')).toEqual(raw);
  });

  test('the time of Azure’s disk is 2024-11-13 17:17:10 UTC', () => {
    const raw = footerBytes({ type: 2, size: 5 * GIB, stamp: 0x2ec7_9b96 });
    expect(footer.fields.timeStamp.text(footer.get(raw, 'timeStamp'))).toBe('2024-11-13 17:17:10 UTC');
  });

  test('the last moment a time stamp can tell is in 2136', () => {
    expect(footer.fields.timeStamp.text(0xffff_ffff)).toBe('2136-02-07 06:28:15 UTC');
  });

  test('a sound footer breaks no rule, and a wrong constant is named with what is expected', () => {
    const raw = footerBytes({ type: 3, size: GIB });
    expect(footer.check(raw)).toEqual([]);
    put32(raw, 12, 0x0002_0000);
    expect(footer.check(raw).map(({ field, expected }) => [field, expected])).toEqual([
      ['fileFormatVersion', '1.0'],
      ['checksum', expect.stringMatching(/^0xFFFF/)],
    ]);
  });
});

const folder = samplesFolder();
const sample = (name: string): Uint8Array => new Uint8Array(readFileSync(path.join(folder ?? '', 'headers', name)));
const GB = (bytes: number): bigint => BigInt(bytes);

describe.skipIf(folder === null)('real footers and headers', () => {
  test.each([
    ['vhdattach-1.bin', 'fixed', 'win ', GB(3 * GIB), [6241, 16, 63]],
    ['vhdattach-2.bin', 'fixed', 'win ', GB(32 * GIB), [16_448, 16, 255]],
    ['vhdattach-3.bin', 'fixed', 'win ', GB(100 * GIB), [51_400, 16, 255]],
    ['vhdattach-4.bin', 'dynamic', 'vbox', GB(20 * GIB), [41_610, 16, 63]],
    ['vhdattach-5.bin', 'dynamic', 'd2v\0', 160_041_885_696n, [65_535, 16, 255]],
    ['vhdattach-6.bin', 'dynamic', 'win ', 1_022_999_998_464n, [65_535, 16, 255]],
    ['vpc-differencing-footer.bin', 'differencing', 'win ', GB(512 * 1024 * 1024), [1040, 16, 63]],
  ] as const)('%s is what its record says, checksum included', (name, type, creator, size, geometry) => {
    const raw = sample(name).subarray(0, 512);
    expect(footer.get(raw, 'diskType')).toBe(type);
    if (name.startsWith('vhdattach')) expect(footer.get(raw, 'creatorApplication')).toBe(creator);
    expect(footer.get(raw, 'currentSize')).toBe(size);
    expect(Object.values(geometryIn(raw))).toEqual(geometry);
    const sums = footer.sums(raw);
    expect(sums?.stored).toBe(sums?.computed);
  });

  test('the one with the deliberately wrong checksum is found out', () => {
    const sums = footer.sums(sample('vhdattach-7.bin').subarray(0, 512));
    expect(sums?.stored).not.toBe(sums?.computed);
  });

  test.each(['vhdattach-1.bin', 'vhdattach-2.bin', 'vhdattach-3.bin', 'vhdattach-4.bin', 'vpc-differencing-footer.bin'])(
    'the specification’s algorithm gives the geometry of %s',
    (name) => {
      const raw = sample(name).subarray(0, 512);
      expect(geometryOf(Number(footer.get(raw, 'currentSize')) / 512)).toEqual(geometryIn(raw));
    },
  );

  test('Virtual PC’s differencing header: name, parent and four locators in the last slots', () => {
    const raw = sample('vpc-differencing-header.bin');
    expect(dynamicHeader.get(raw, 'parentUnicodeName').split('\0', 1)[0]).toBe('dynamic.vhd');
    expect(dynamicHeader.get(raw, 'parentUniqueId')).toBe('d49c5c80-350a-4a89-898a-5ad6d10f6578');
    expect(dynamicHeader.get(raw, 'parentTimeStamp')).toBe(0x1922_077c);
    const entries = Array.from({ length: 8 }, (_, i) => raw.subarray(576 + i * 24, 600 + i * 24));
    expect(entries.map((entry) => parentLocatorEntry.get(entry, 'platformCode')).filter((code) => code !== 'none')).toHaveLength(4);
    expect(entries.slice(0, 4).every((entry) => parentLocatorEntry.get(entry, 'platformCode') === 'none')).toBe(true);
    const told = entries
      .slice(4)
      .map((entry) => [
        parentLocatorEntry.get(entry, 'platformCode'),
        parentLocatorEntry.get(entry, 'platformDataLength'),
        Number(parentLocatorEntry.get(entry, 'platformDataOffset')),
      ]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['W2ku', 42, 4608],
        ['W2ru', 26, 4096],
        ['Wi2k', 21, 3584],
        ['Wi2r', 13, 3072],
      ]),
    );
  });
});
