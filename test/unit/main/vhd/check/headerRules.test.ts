import { describe, expect, test } from 'vitest';
import { readSectors, sectorRuns } from '../../../../../main/vhd/read/readDisk';
import { findingText } from '../../../../../shared/text/findings';
import { lba } from '../../../../../shared/vhd/units';
import { alone } from '../../../../support/alone';
import { baseImage, FOOTER_AT, GEOMETRY, HEADER_AT, inBothFooters, inHeader, SIZE } from '../../../../support/fixtures';
import { patterned, put32, put64, putText, sparseImage, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, findingsOf, hashOf } from '../../../../support/opened';

const header =
  (change: (bytes: Uint8Array, at: number) => void): (() => Uint8Array) =>
  () =>
    inHeader(baseImage(), change);
const field = (offset: number, bytes: number): readonly (readonly [number, number])[] => [[HEADER_AT + offset, bytes]];

describe('the header itself', () => {
  alone('H01', [
    {
      name: 'the header is gone (D03)',
      image: () => {
        const bytes = baseImage();
        bytes.fill(0, HEADER_AT, HEADER_AT + 1024);
        return bytes;
      },
      severity: 'error',
      facts: { at: 512, foundAt: null },
      where: [[HEADER_AT, 1024]],
    },
    {
      name: 'the cookie is damaged (D02)',
      image: () => {
        const bytes = baseImage();
        putText(bytes, HEADER_AT, 'cxSparse');
        return bytes;
      },
      severity: 'error',
      facts: { at: 512, foundAt: 512 },
      where: field(0, 8),
    },
    ...[
      ['nowhere', 0xffff_ffff_ffff_ffffn, null],
      ['behind the end', 1n << 40n, 2 ** 40],
      ['beside a sector', 513n, 513],
    ].map(([name, offset, at]) => ({
      name: `the footer points ${String(name)} (C05)`,
      image: () => inBothFooters(baseImage(), (b, footerAt) => put64(b, footerAt + 16, offset as bigint)),
      severity: 'error' as const,
      facts: { at: at as number | null, foundAt: 512 },
      where: [[FOOTER_AT + 16, 8]] as const,
    })),
  ]);

  test('a disk whose footer points nowhere is read by the header in the usual place', async () => {
    const image = inBothFooters(baseImage(), (b, at) => put64(b, at + 16, 513n));
    expect(await hashOf(await chainOf(memoryFile(image)))).toBe(await hashOf(await chainOf(memoryFile(baseImage()))));
  });

  alone('H02', [
    {
      name: 'the checksum is wrong (D01)',
      image: () => {
        const bytes = baseImage();
        put32(bytes, HEADER_AT + 36, 0);
        return bytes;
      },
      severity: 'error',
      facts: { stored: 0, computed: 0xffff_f473 },
      where: field(36, 4),
    },
  ]);

  alone('H03', [
    {
      name: 'version 2.0 (D04)',
      image: header((b, at) => put32(b, at + 24, 0x0002_0000)),
      severity: 'error',
      facts: { version: '2.0' },
      where: field(24, 4),
    },
  ]);

  alone(
    'H04',
    [0, 1, 511, 513, 3 * 1024 * 1024, 2 ** 21 + 512, 2 ** 31, 0xffff_ffff].map((blockSize) => ({
      name: `a block size of ${blockSize} (D12, D13)`,
      image: header((b, at) => put32(b, at + 32, blockSize)),
      severity: 'error' as const,
      facts: { blockSize },
      where: field(32, 4),
    })),
  );
});

describe('the table the header speaks of', () => {
  alone('H05', [
    {
      name: 'one entry too few (D09)',
      image: header((b, at) => put32(b, at + 28, 3)),
      severity: 'error',
      facts: { entries: 3, needed: 4, fits: true },
      where: field(28, 4),
    },
    {
      name: 'one entry more than needed (D10)',
      image: header((b, at) => put32(b, at + 28, 5)),
      severity: 'note',
      facts: { entries: 5, needed: 4, fits: true },
      where: field(28, 4),
    },
    {
      name: 'a table that would run into the first block (E17)',
      image: header((b, at) => put32(b, at + 28, 200)),
      severity: 'error',
      facts: { entries: 200, needed: 4, fits: false },
      where: field(28, 4),
    },
    {
      name: 'a table that would run past the end of a file without blocks',
      image: () =>
        inHeader(sparseImage({ size: SIZE, blockBytes: 2 ** 21, blocks: [], footer: { geometry: GEOMETRY } }).bytes, (b, at) =>
          put32(b, at + 28, 1000),
        ),
      severity: 'error',
      facts: { entries: 1000, needed: 4, fits: false },
      where: field(28, 4),
    },
    ...[100_000_000, 0x7fff_ffff, 0x8000_0001, 0xffff_ffff].map((entries) => ({
      name: `${entries} entries (D11)`,
      image: header((b, at) => put32(b, at + 28, entries)),
      severity: 'error' as const,
      facts: { entries, needed: 4, fits: false },
      where: field(28, 4),
    })),
  ]);

  test('a count of entries that cannot be does not keep the disk from being read', async () => {
    const image = inHeader(baseImage(), (b, at) => put32(b, at + 28, 0xffff_ffff));
    expect(await hashOf(await chainOf(memoryFile(image)))).toBe(await hashOf(await chainOf(memoryFile(baseImage()))));
  });

  alone('H06', [
    {
      name: 'a table inside the header (D06)',
      image: header((b, at) => put64(b, at + 16, 1024)),
      severity: 'error',
      facts: { tableOffset: '1,024', why: 'inside-header' },
      where: field(16, 8),
    },
    {
      name: 'a table over the footer copy',
      image: header((b, at) => put64(b, at + 16, 0)),
      severity: 'error',
      facts: { tableOffset: '0', why: 'inside-header' },
      where: field(16, 8),
    },
    {
      name: 'a table past the end of the file (D07)',
      image: header((b, at) => put64(b, at + 16, 1n << 40n)),
      severity: 'error',
      facts: { tableOffset: '1,099,511,627,776', why: 'outside-file' },
      where: field(16, 8),
    },
    {
      name: 'a table at 2^63',
      image: header((b, at) => put64(b, at + 16, 1n << 63n)),
      severity: 'error',
      facts: { tableOffset: '9,223,372,036,854,775,808', why: 'outside-file' },
      where: field(16, 8),
    },
    {
      name: 'a table beside a sector border (D08)',
      image: header((b, at) => put64(b, at + 16, 1537)),
      severity: 'error',
      facts: { tableOffset: '1,537', why: 'unaligned' },
      where: field(16, 8),
    },
    {
      name: 'a file that ends inside the table',
      image: () => {
        const whole = sparseImage({ size: 1024 * 2 ** 21, blockBytes: 2 ** 21, blocks: [], footer: { geometry: [4161, 16, 63] } });
        const bytes = whole.bytes.slice(0, 1536 + 2048 + 512);
        bytes.set(whole.bytes.subarray(0, 512), 1536 + 2048);
        return bytes;
      },
      severity: 'error',
      facts: { tableOffset: '1,536', why: 'cut-off' },
      where: field(16, 8),
    },
  ]);
});

test('blocks whose entries lie behind the end of the file are damaged, not zero', async () => {
  const whole = sparseImage({ size: SIZE * 256, blockBytes: 2 ** 21, blocks: [{ index: 0, data: patterned(2 ** 21, 1) }] });
  const bytes = whole.bytes.slice(0, 1536 + 1024);
  const { layers } = await chainOf(memoryFile(bytes));
  const runs = await sectorRuns({ layers, parent: null }, lba(300 * 4096), 8, 'honour');
  expect(runs.map(({ source }) => source)).toEqual(['damaged']);
  const read = await readSectors({ layers, parent: null }, lba(300 * 4096), 8, 'honour');
  expect(read.faults).toEqual([{ at: 0, bytes: 4096 }]);
});

test('where only the footer names a wrong place for the header, QEMU opens the disk by the copy, and 7-Zip and libvhdi refuse it', async () => {
  // Tried with qemu-img 7.2, 7-Zip 26.02 and libvhdi 20210425.
  const bytes = baseImage();
  put64(bytes, FOOTER_AT + 16, 1024n);
  stampFooter(bytes, FOOTER_AT);
  const found = (await findingsOf(memoryFile(bytes))).find(({ code }) => code === 'H01');
  expect(found?.facts).toEqual({ at: 1024, foundAt: 512, copyLeads: true });
  expect(found === undefined ? '' : findingText(found, 'window').effect).toContain('QEMU goes by the footer copy');
});
