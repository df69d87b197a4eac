import { describe, expect, test } from 'vitest';
import { checkChain } from '../../../../../main/vhd/check/checkImage';
import { sectorRuns } from '../../../../../main/vhd/read/readDisk';
import { lba } from '../../../../../shared/vhd/units';
import { alone } from '../../../../support/alone';
import { baseImage, fixedImage, FOOTER_AT, inBothFooters, joined, SIZE } from '../../../../support/fixtures';
import { footerBytes, patterned, put16, put32, put64, put8, putText, sparseImage, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile, sparseFile } from '../../../../support/memoryFile';
import { chainOf, findingsOf, NOW } from '../../../../support/opened';

const changed = (bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array => {
  change(bytes);
  return bytes;
};

const both =
  (change: (bytes: Uint8Array, at: number) => void): (() => Uint8Array) =>
  () =>
    inBothFooters(baseImage(), change);

describe('fields of the footer', () => {
  alone('F06', [
    {
      name: 'version 2.0 (C04)',
      image: both((b, at) => put32(b, at + 12, 0x0002_0000)),
      severity: 'error',
      facts: { version: '2.0' },
      where: [[FOOTER_AT + 12, 4]],
    },
    {
      name: 'version 1.1 (C04)',
      image: both((b, at) => put32(b, at + 12, 0x0001_0001)),
      severity: 'error',
      facts: { version: '1.1' },
      where: [[FOOTER_AT + 12, 4]],
    },
  ]);

  alone('F07', [
    {
      name: 'a size of zero (C10)',
      image: both((b, at) => put64(b, at + 48, 0)),
      severity: 'error',
      facts: { size: '0', why: 'zero' },
      where: [[FOOTER_AT + 48, 8]],
    },
    {
      name: 'a size that is no whole number of sectors (C11)',
      image: both((b, at) => put64(b, at + 48, SIZE - 412)),
      severity: 'error',
      facts: { size: '8,388,196', why: 'not-whole-sectors' },
      where: [[FOOTER_AT + 48, 8]],
    },
    {
      name: 'a size of 2^62 (C12)',
      image: both((b, at) => put64(b, at + 48, 2n ** 62n)),
      severity: 'error',
      facts: { size: '4,611,686,018,427,387,904', why: 'too-large' },
      where: [[FOOTER_AT + 48, 8]],
    },
    {
      name: 'a size of 2^63 (C12)',
      image: both((b, at) => put64(b, at + 48, 2n ** 63n)),
      severity: 'error',
      facts: { size: '9,223,372,036,854,775,808', why: 'too-large' },
      where: [[FOOTER_AT + 48, 8]],
    },
  ]);

  alone('F08', [
    {
      name: 'a fixed disk that lacks its last mebibyte (B03)',
      image: () => joined(fixedImage().subarray(0, SIZE - 1_048_576), fixedImage().subarray(SIZE)),
      severity: 'error',
      facts: { fileBytes: SIZE + 512 - 1_048_576, expectedBytes: SIZE + 512 },
      where: [[SIZE - 1_048_576 + 48, 8]],
    },
    {
      name: 'a fixed disk with a mebibyte too many (B04)',
      image: () => joined(fixedImage().subarray(0, SIZE), patterned(1_048_576, 1), fixedImage().subarray(SIZE)),
      severity: 'warning',
      facts: { fileBytes: SIZE + 512 + 1_048_576, expectedBytes: SIZE + 512 },
      where: [[SIZE + 1_048_576 + 48, 8]],
    },
    {
      name: 'a footer without data (B11)',
      image: () => fixedImage().subarray(SIZE),
      severity: 'error',
      facts: { fileBytes: 512, expectedBytes: SIZE + 512 },
      where: [[48, 8]],
    },
  ]);

  alone('F09', [
    ...[0, 1, 5, 6, 7].map((diskType) => ({
      name: `type ${diskType} over a dynamic layout (C06)`,
      image: both((b, at) => put32(b, at + 60, diskType)),
      severity: 'error' as const,
      facts: { diskType, taken: 'dynamic' as const },
      where: [[FOOTER_AT + 60, 4]] as const,
    })),
    {
      name: 'type fixed over a dynamic layout (C07)',
      image: both((b, at) => put32(b, at + 60, 2)),
      severity: 'error',
      facts: { diskType: 2, taken: 'dynamic' },
      where: [[FOOTER_AT + 60, 4]],
    },
    {
      name: 'no type, and the size of a fixed disk',
      image: () =>
        changed(fixedImage(), (b) => {
          put32(b, SIZE + 60, 0);
          stampFooter(b, SIZE);
        }),
      severity: 'error',
      facts: { diskType: 0, taken: 'fixed' },
      where: [[SIZE + 60, 4]],
    },
  ]);

  alone('F10', [
    {
      name: 'no geometry (C16)',
      image: both((b, at) => put32(b, at + 56, 0)),
      severity: 'warning',
      facts: { chsBytes: 0, currentSize: SIZE },
      where: [[FOOTER_AT + 56, 4]],
    },
    {
      name: 'a geometry smaller than the disk (C18)',
      image: both((b, at) => put16(b, at + 56, 200)),
      severity: 'warning',
      facts: { chsBytes: 200 * 4 * 17 * 512, currentSize: SIZE },
      where: [[FOOTER_AT + 56, 4]],
    },
  ]);

  test('F10: the mark that geometry is not meant is no fault', async () => {
    const image = inBothFooters(baseImage(), (b, at) => put32(b, at + 56, 0xffff_10ff));
    expect(await findingsOf(memoryFile(image))).toEqual([]);
  });

  alone('F11', [
    {
      name: 'a time in the future (C25)',
      image: both((b, at) => put32(b, at + 24, 0xf000_0000)),
      severity: 'note',
      facts: { why: 'future', stamp: 0xf000_0000 },
      where: [[FOOTER_AT + 24, 4]],
    },
    {
      name: 'a time counted from 1970, as Xen Orchestra writes (C25)',
      image: both((b, at) => put32(b, at + 24, NOW - 86_400)),
      severity: 'note',
      facts: { why: 'unix-epoch', stamp: NOW - 86_400 },
      where: [[FOOTER_AT + 24, 4]],
    },
    {
      name: 'no time (C26)',
      image: both((b, at) => put32(b, at + 24, 0)),
      severity: 'note',
      facts: { why: 'zero', stamp: 0 },
      where: [[FOOTER_AT + 24, 4]],
    },
  ]);

  alone('F12', [
    {
      name: 'a saved state (C22)',
      image: both((b, at) => put8(b, at + 84, 1)),
      severity: 'warning',
      facts: { value: 1 },
      where: [[FOOTER_AT + 84, 1]],
    },
  ]);

  alone('F13', [
    {
      name: 'reserved bytes in use (C21)',
      image: both((b, at) => putText(b, at + 200, 'hello')),
      severity: 'note',
      facts: { bytes: 5 },
      where: [[FOOTER_AT + 86, 426]],
    },
  ]);

  alone('X05', [
    {
      name: 'Xen’s hidden byte (C20)',
      image: both((b, at) => put8(b, at + 85, 1)),
      severity: 'note',
      facts: { value: 1 },
      where: [[FOOTER_AT + 85, 1]],
    },
  ]);
});

describe('disks beyond 2,040 GiB', () => {
  test('F07: a fixed disk of 2,041 GiB is too large for Windows', async () => {
    const size = 2041 * 1024 ** 3;
    const file = sparseFile(size + 512, [[size, footerBytes({ type: 2, size })]]);
    expect((await findingsOf(file)).map(({ code, severity }) => [code, severity])).toEqual([['F07', 'error']]);
  });

  test('F07: a dynamic disk of 2,041 GiB is told of, and read to its end', async () => {
    const size = 2041 * 1024 ** 3;
    const { bytes } = sparseImage({ size, blockBytes: 2 ** 21, blocks: [] });
    const chain = await chainOf(memoryFile(bytes));
    expect(checkChain(chain, NOW).map(({ code }) => code)).toEqual(['F07']);
    const runs = await sectorRuns(chain, lba(size / 512 - 8), 8, 'honour');
    expect(runs.map(({ source }) => source)).toEqual(['zero']);
  });
});
