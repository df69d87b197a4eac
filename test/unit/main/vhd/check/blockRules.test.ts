import { describe, expect, test } from 'vitest';
import { alone } from '../../../../support/alone';
import {
  baseImage,
  BLOCK,
  childImage,
  FOOTER_AT,
  GEOMETRY,
  inBothFooters,
  joined,
  SIZE,
  TABLE_AT,
  withEntry,
  xenImage,
} from '../../../../support/fixtures';
import { patterned, put16, put32, put64, sparseImage, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, findingsOf, imageIn, NOW } from '../../../../support/opened';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { readSectors, sectorRuns } from '../../../../../main/vhd/read/readDisk';
import { findingText } from '../../../../../shared/text/findings';
import { lba } from '../../../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../../../shared/views';

/** File sector of the first block behind a table of one sector. */
const FIRST_PLACE = 4;
const entry = (block: number): readonly (readonly [number, number])[] => [[TABLE_AT + block * 4, 4]];
const codes = async (bytes: Uint8Array): Promise<string[]> => (await findingsOf(memoryFile(bytes))).map(({ code }) => code);

describe('where blocks must not be', () => {
  alone('B01', [
    {
      name: 'one block past the end of the file (E05)',
      image: () => withEntry(baseImage(), 1, 0x00ff_ffff),
      severity: 'error',
      facts: { blocks: 1, first: 1 },
      where: entry(1),
    },
    {
      name: 'an entry one below “unallocated” (E07)',
      image: () => withEntry(baseImage(), 3, 0xffff_fffe),
      severity: 'error',
      facts: { blocks: 1, first: 3 },
      where: entry(3),
    },
    {
      name: 'two blocks past the end are one finding',
      image: () => withEntry(withEntry(baseImage(), 1, 0x8000_0000), 3, 0x0100_0000),
      severity: 'error',
      facts: { blocks: 2, first: 1 },
      where: [...entry(1), ...entry(3)],
    },
    {
      name: 'a block that starts where the footer does',
      image: () => withEntry(baseImage(), 1, FOOTER_AT / 512),
      severity: 'error',
      facts: { blocks: 1, first: 1 },
      where: entry(1),
    },
  ]);

  alone('B02', [
    {
      name: 'two blocks at one place (E01)',
      image: () => withEntry(baseImage(), 1, 4),
      severity: 'error',
      facts: { blocks: 2, first: 0 },
      // Both of them, which are neighbours.
      where: [[TABLE_AT, 8]],
    },
    {
      name: 'two blocks that overlap by all but a sector (E02)',
      image: () => withEntry(baseImage(), 1, 5),
      severity: 'error',
      // Block 1 runs from sector 5 into block 2, which starts at 4101.
      facts: { blocks: 3, first: 0 },
      where: [[TABLE_AT, 12]],
    },
  ]);

  alone('B03', [
    {
      name: 'a block over the footer copy (E03)',
      image: () => withEntry(baseImage(), 1, 0),
      severity: 'error',
      facts: { blocks: 1, first: 1 },
      where: entry(1),
    },
    {
      name: 'a block over the table',
      image: () => withEntry(baseImage(), 1, 3),
      severity: 'error',
      facts: { blocks: 1, first: 1 },
      where: entry(1),
    },
    {
      name: 'a block over Xen’s batmap (E04)',
      image: () => withEntry(xenImage(), 1, 4),
      severity: 'error',
      facts: { blocks: 1, first: 1 },
      where: entry(1),
    },
  ]);

  test('a block over a locator’s text is told of as well (E04)', async () => {
    const { bytes, locatorAt } = childImage();
    withEntry(bytes, 1, (locatorAt[0] ?? 0) / 512);
    expect(await codes(bytes)).toEqual(['P01', 'B03']);
  });

  test('a block that runs over another and into the footer is over a structure (E06)', async () => {
    const image = withEntry(baseImage(), 1, 4102);
    expect(await codes(image)).toEqual(['B03', 'B02']);
    const { map } = await imageIn(memoryFile(image));
    expect([...(map?.states ?? [])]).toEqual([
      BLOCK_STATE.unscanned,
      BLOCK_STATE.overlapping,
      BLOCK_STATE.overlapping,
      BLOCK_STATE.unallocated,
    ]);
  });

  test('each entry is named that lies over a structure or another block, in runs of neighbours', async () => {
    // Blocks 0 and 3 share a place; blocks 1 and 2 lie over header and table.
    const image = [
      [0, 4101],
      [1, 2],
      [2, 3],
      [3, 4101],
    ].reduce((b, [block = 0, at = 0]) => withEntry(b, block, at), baseImage());
    const places = (await findingsOf(memoryFile(image))).map(({ code, where }) => [code, ...where.map(({ at, bytes }) => [at, bytes])]);
    expect(places.filter(([code]) => code === 'B02' || code === 'B03')).toEqual([
      ['B02', [TABLE_AT, 4], [TABLE_AT + 12, 4]],
      ['B03', [TABLE_AT + 4, 8]],
    ]);
  });

  test('a table of zeros is one finding for all its blocks (E13)', async () => {
    const image = baseImage();
    image.fill(0, TABLE_AT, TABLE_AT + 16);
    const findings = await findingsOf(memoryFile(image));
    expect(findings.map(({ code, facts }) => [code, facts])).toEqual([['B13', { blocks: 4, rebuilds: true }]]);
  });

  test('a block over the header is damaged for its own range only', async () => {
    const chain = await chainOf(memoryFile(withEntry(baseImage(), 1, 1)));
    const runs = await sectorRuns(chain, lba(0), 3 * 4096, 'honour');
    expect(runs.map(({ source, sectors }) => [source, sectors])).toEqual([
      ['file', 4096],
      ['damaged', 4096],
      ['file', 4096],
    ]);
  });
});

describe('blocks that end early', () => {
  alone('B04', [
    {
      name: 'the footer stands a mebibyte before the last block’s end',
      image: () => joined(baseImage().subarray(0, FOOTER_AT - 1_048_576), baseImage().subarray(FOOTER_AT)),
      severity: 'error',
      facts: { block: 2, missingBytes: 1_048_576 },
      where: entry(2),
    },
  ]);

  test('what a cut block still has is read, the rest is damaged', async () => {
    const chain = await chainOf(memoryFile(baseImage().subarray(0, FOOTER_AT - 1_048_576)));
    const read = await readSectors(chain, lba(2 * 4096), 4096, 'honour');
    expect(read.faults).toEqual([{ at: 1_048_576, bytes: 1_048_576 }]);
    expect(read.bytes.subarray(0, 1_048_576)).toEqual(patterned(BLOCK, 91).subarray(0, 1_048_576));
  });

  test('a short last block whose missing part lies behind the disk’s end is no fault (F09 of the catalogue)', async () => {
    const size = SIZE - BLOCK + 512 * 100;
    const whole = sparseImage({
      size,
      blockBytes: BLOCK,
      blocks: [
        { index: 0, data: patterned(BLOCK, 1) },
        { index: 3, data: patterned(BLOCK, 2) },
      ],
    });
    const end = (whole.blockAt.get(3) ?? 0) + 512 + 512 * 100;
    const short = joined(whole.bytes.subarray(0, end), whole.bytes.subarray(whole.footerAt));
    expect(await findingsOf(memoryFile(short))).toEqual([]);
    const read = await readSectors(await chainOf(memoryFile(short)), lba(3 * 4096), 100, 'honour');
    expect(read).toEqual({ bytes: patterned(BLOCK, 2).subarray(0, 51_200), faults: [] });
  });
});

describe('room that nothing uses', () => {
  const shrunk = (): Uint8Array =>
    inBothFooters(baseImage(), (b, at) => {
      put64(b, at + 48, 2 * BLOCK);
      // 8,192 sectors: 481 tracks of 17, 4 heads.
      put16(b, at + 56, 120);
    });

  test('B05: a block behind the disk’s end (E09)', async () => {
    const findings = await findingsOf(memoryFile(shrunk()));
    expect(findings.map(({ code, severity, facts }) => [code, severity, facts])).toEqual([
      ['H05', 'note', { entries: 4, needed: 2, fits: true }],
      ['B05', 'note', { entries: 1, first: 2, over: 0, beyond: 0 }],
    ]);
  });

  test.each([
    ['in the middle of a block', FIRST_PLACE + 7, 1, 1],
    ['over the table', 3, 1, 0],
    ['behind the end of the file', 0x0100_0000, 0, 1],
  ])('B05: an entry behind the disk’s end that is set %s', async (_, place, over, beyond) => {
    const built = sparseImage({ size: 2 * BLOCK, blockBytes: BLOCK, entries: 4, blocks: [{ index: 0, data: patterned(BLOCK, 1) }] });
    expect((built.blockAt.get(0) ?? 0) / 512).toBe(FIRST_PLACE);
    put32(built.bytes, TABLE_AT + 3 * 4, place);
    const found = (await findingsOf(memoryFile(built.bytes))).find(({ code }) => code === 'B05');
    expect([found?.severity, found?.facts, found?.where]).toEqual([
      'warning',
      { entries: 1, first: 3, over, beyond },
      [{ structure: 'bat', at: TABLE_AT + 12, bytes: 4 }],
    ]);
  });

  test('B05: two entries behind the disk’s end at one place lie over each other', async () => {
    const built = sparseImage({
      size: BLOCK,
      blockBytes: BLOCK,
      entries: 3,
      blocks: [{ index: 0, data: patterned(BLOCK, 1) }],
      gapSectors: 5000,
    });
    for (const entryIndex of [1, 2]) put32(built.bytes, TABLE_AT + entryIndex * 4, 4);
    const found = (await findingsOf(memoryFile(built.bytes))).find(({ code }) => code === 'B05');
    expect([found?.severity, found?.facts]).toEqual(['warning', { entries: 2, first: 1, over: 2, beyond: 0 }]);
  });

  test('room that is a part of a block whose entry names a wrong place over another is not called harmless', async () => {
    const found = (await findingsOf(memoryFile(withEntry(baseImage(), 2, FIRST_PLACE + 100)))).find(({ code }) => code === 'B06');
    expect(found?.facts).toMatchObject({ bytes: (4097 - 100) * 512, fits: 0, overlap: true });
    expect(JSON.stringify(found === undefined ? null : findingText(found))).toContain('a part of the right one stands here');
  });

  alone('B06', [
    {
      name: '4,096 bytes before the footer (A09)',
      image: () => joined(baseImage().subarray(0, FOOTER_AT), new Uint8Array(4096).fill(0x33), baseImage().subarray(FOOTER_AT)),
      severity: 'note',
      facts: { gaps: 1, bytes: 4096, fits: 0, named: 2, looked: false, lost: 0, unclear: 0 },
      where: [[FOOTER_AT, 4096]],
    },
    {
      name: 'a block that no entry points to, before the first (E11)',
      image: () => withEntry(baseImage(), 0, 0xffff_ffff),
      severity: 'warning',
      facts: { gaps: 1, bytes: 512 + BLOCK, fits: 1, named: 1, looked: false, lost: 0, unclear: 0 },
      where: [[2048, 512 + BLOCK]],
    },
    {
      name: 'a block that no entry points to, behind the last (E11)',
      image: () => withEntry(baseImage(), 2, 0xffff_ffff),
      severity: 'warning',
      facts: { gaps: 1, bytes: 512 + BLOCK, fits: 1, named: 1, looked: false, lost: 0, unclear: 0 },
      where: [[4101 * 512, 512 + BLOCK]],
    },
    {
      name: 'blocks, and a table that knows none (E14)',
      image: () => withEntry(withEntry(baseImage(), 0, 0xffff_ffff), 2, 0xffff_ffff),
      severity: 'warning',
      facts: { gaps: 1, bytes: FOOTER_AT - 2048, fits: 2, named: 0, looked: false, lost: 0, unclear: 0 },
      where: [
        [2048, FOOTER_AT - 2048],
        [1536, 16],
      ],
    },
  ]);

  test('room for blocks under an empty table is a note once it was read and none stands there', async () => {
    const { bytes } = sparseImage({ size: SIZE, blockBytes: BLOCK, blocks: [] });
    const image = joined(bytes.subarray(0, -512), new Uint8Array(5 * BLOCK), bytes.subarray(-512));
    const facts = { gaps: 1, bytes: 5 * BLOCK, fits: 4, named: 0, lost: 0, unclear: 0 };
    for (const [deep, severity] of [
      [false, 'warning'],
      [true, 'note'],
    ] as const) {
      const found = await checkDisk(await chainOf(memoryFile(image)), { now: NOW, deep });
      if (!found.ok) throw new Error(found.error.kind);
      expect(found.value).toMatchObject([{ code: 'B06', severity, facts: { ...facts, looked: deep } }]);
    }
  });

  test('3,584 bytes between blocks, as Windows leaves them, are no finding', async () => {
    const { bytes } = sparseImage({
      size: SIZE,
      blockBytes: BLOCK,
      gapSectors: 7,
      blocks: [
        { index: 1, data: patterned(BLOCK, 1) },
        { index: 0, data: patterned(BLOCK, 2) },
      ],
      footer: { geometry: GEOMETRY },
    });
    expect(await findingsOf(memoryFile(bytes))).toEqual([]);
  });

  test('a table without blocks and without room for any is no finding', async () => {
    const { bytes } = sparseImage({ size: SIZE, blockBytes: BLOCK, blocks: [], footer: { geometry: GEOMETRY } });
    expect(await findingsOf(memoryFile(bytes))).toEqual([]);
  });
});

test('padding behind the table’s entries is not read: zeros there are no blocks (E10)', async () => {
  const image = baseImage();
  image.fill(0, TABLE_AT + 16, TABLE_AT + 512);
  expect(await findingsOf(memoryFile(image))).toEqual([]);
});

test('a stale footer inside the disk’s data is never taken for the footer', async () => {
  const image = baseImage();
  const stranger = image.slice(0, 512);
  stranger.fill(0x77, 68, 84);
  stampFooter(stranger, 0);
  image.set(stranger, FOOTER_AT - 512 * 20);
  const cut = image.subarray(0, FOOTER_AT);
  const { footers } = await imageIn(memoryFile(cut));
  expect([footers?.footer, footers?.trusted]).toEqual([null, 'footer-copy']);
});
