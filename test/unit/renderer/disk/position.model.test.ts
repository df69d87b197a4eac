import { describe, expect, it } from 'vitest';
import { blockFacts } from '../../../../renderer/features/inspector/blockFacts.model';
import { belongingText, positionOf, positionText } from '../../../../renderer/disk/position.model';
import type { Disk } from '../../../../renderer/disk/translate.model';
import { baseImage, BLOCK, fixedImage, FOOTER_AT } from '../../../support/fixtures';
import { bareFile, diskIn, FREE, madeDisk, SECTOR } from '../support/disks';

const MIB = 1024 * 1024;

/** Eight blocks of 2 MiB; 0 and 1 in order, 3 before them, 5 past the end, 6 of the parent, 7 of nobody. */
const made = (more: { readonly kind?: 'dynamic' | 'differencing' } = {}): Disk =>
  madeDisk({
    kind: more.kind ?? 'differencing',
    sectors: 8 * 4096 - 1096,
    blockBytes: 2 * MIB,
    entries: [10_000, 14_097, 5000, 100_000, 200_000, 30_000, FREE, FREE],
    owners: [0, 0, 0, 0, 0, 0, 1, 255],
    fileBytes: 120_001 * SECTOR,
    layers: ['child.vhd', 'base.vhd'],
    partitions: [{ number: 3, firstLba: 2048, sectors: 8192, type: 'NTFS', name: 'Windows', volume: null }],
  });
const orphan = madeDisk({ kind: 'differencing', sectors: 8, blockBytes: 4096, entries: [FREE], owners: [254], fileBytes: 4096 });

describe('a position', () => {
  it('of a disk is said as sector, block, place in the file and partition', () => {
    expect(positionText(made(), { space: 'disk', at: 5000 * SECTOR }, 'hex')).toBe(
      'LBA 5,000 · block 1 · file 0x753400 · partition 3 · NTFS · Windows',
    );
  });

  it('in a narrow column begins with what it belongs to', () => {
    expect(belongingText(made(), { space: 'disk', at: 5000 * SECTOR }, 'hex')).toBe(
      'partition 3 · NTFS · Windows · LBA 5,000 · block 1 · file 0x753400',
    );
  });

  it('inside a sector says how far', () => {
    expect(positionText(made(), { space: 'disk', at: 20 }, 'hex')).toBe('LBA 0 +0x14 · block 0 · file 0x4E2214');
    expect(positionText(made(), { space: 'disk', at: 20 }, 'dec')).toBe('LBA 0 +20 · block 0 · file 5,120,532');
  });

  it('that the file does not hold says so', () => {
    expect(positionText(made(), { space: 'disk', at: 6 * 2 * MIB }, 'hex')).toBe('LBA 24,576 · block 6 · not in this file');
  });

  it('of a structure names it, and no sector', async () => {
    const disk = await diskIn(baseImage());
    expect(positionText(disk, { space: 'file', at: 600 }, 'hex')).toBe('file 0x258 · Dynamic header');
    expect(positionText(disk, { space: 'file', at: FOOTER_AT }, 'hex')).toBe('file 0x400C00 · Footer');
  });

  it('in a sector bitmap names its block', async () => {
    const disk = await diskIn(baseImage());
    expect(positionOf(disk, { space: 'file', at: 2048 + 512 + BLOCK })).toMatchObject({ diskAt: null, lba: null, block: 2 });
    expect(positionText(disk, { space: 'file', at: 2048 + 512 + BLOCK }, 'hex')).toBe('block 2 · file 0x200A00');
  });

  it('in a block of the file is the same as on the disk', async () => {
    const disk = await diskIn(baseImage());
    const onDisk = { space: 'disk', at: 2 * BLOCK + 1000 } as const;
    const { fileAt } = positionOf(disk, onDisk);
    expect(fileAt).toBe(2048 + 512 + BLOCK + 512 + 1000);
    expect(positionOf(disk, { space: 'file', at: fileAt ?? 0 })).toEqual(positionOf(disk, onDisk));
  });

  it('of a fixed disk names no block, as it has none', async () => {
    expect(positionText(await diskIn(fixedImage()), { space: 'disk', at: 512 }, 'hex')).toBe('LBA 1 · file 0x200');
  });

  it('of a bare file is an offset', () => {
    expect(positionText(bareFile(4096), { space: 'file', at: 255 }, 'hex')).toBe('file 0xFF');
  });
});

describe('the facts of a block', () => {
  const facts = (disk: Disk, block: number): Record<string, string> =>
    Object.fromEntries(blockFacts(disk, block, 'hex').map(({ name, value }) => [name, value]));

  it('say where it is on the disk, in the table and in the file', () => {
    expect(facts(made(), 1)).toEqual({
      LBA: '4,096 – 8,191',
      'Disk offset': '0x200000',
      'BAT entry': '14,097 @ 0x604',
      'Sector bitmap': '0x6E2200',
      'Data starts': '0x6E2400',
      'Previous block': 'directly before it in the file',
      Partition: '3 · NTFS · Windows',
    });
  });

  it('lead where a click should go', () => {
    const at = Object.fromEntries(blockFacts(made(), 1, 'hex').map((fact) => [fact.name, fact.at]));
    expect(at).toMatchObject({
      'Disk offset': { space: 'disk', at: 2 * MIB },
      'BAT entry': { space: 'file', at: 1540 },
      'Sector bitmap': { space: 'file', at: 14_097 * SECTOR },
      'Data starts': { space: 'file', at: 14_098 * SECTOR },
      Partition: { space: 'disk', at: 2048 * SECTOR },
      LBA: null,
    });
  });

  it('say on which side the block before stands, and how far', () => {
    // Block 1 ends at sector 18,194, block 2 at 9,097; from there to 14,097 are 5,000 sectors.
    expect(facts(made(), 2)['Previous block']).toBe('2.44 MiB behind it in the file');
    expect(facts(made(), 3)['Previous block']).toBe('44.4 MiB before it in the file');
    expect(facts(made(), 0)['Previous block']).toBeUndefined();
  });

  it('end a last block with the disk', () => {
    expect(facts(made(), 7).LBA).toBe('28,672 – 31,671');
  });

  it('say that a block is past the end, and lead nowhere then', () => {
    const found = blockFacts(made(), 4, 'hex').filter(({ name }) => name === 'Sector bitmap' || name === 'Data starts');
    expect(found.map(({ value, at }) => [value, at])).toEqual([
      ['0x61A8000 (past the end)', null],
      ['0x61A8200', null],
    ]);
  });

  it.each<[string, Disk, number, string]>([
    ['a parent', made(), 6, 'base.vhd'],
    ['no layer', made(), 7, 'no layer: reads as zeros'],
    ['nowhere, on a dynamic disk', made({ kind: 'dynamic' }), 7, 'nowhere: reads as zeros'],
    ['a parent that is missing', orphan, 0, 'a parent that is missing'],
  ])('say that it comes from %s', (_name, disk, block, expected) => {
    expect(facts(disk, block)).toMatchObject({
      'BAT entry': expect.stringMatching(/^FFFFFFFF \(none\)/) as string,
      'Comes from': expected,
    });
  });

  it('of a fixed disk say nothing of tables', async () => {
    expect(Object.keys(facts(await diskIn(fixedImage()), 1))).toEqual(['LBA', 'Disk offset']);
  });

  it('are none without a disk', () => {
    expect(blockFacts(bareFile(512), 0, 'hex')).toEqual([]);
  });
});

describe('the partition in the inspector', () => {
  // Partitions 2 and 3 meet in the middle of block 1.
  const disk = madeDisk({
    kind: 'dynamic',
    sectors: 4 * 4096,
    blockBytes: 2 * MIB,
    entries: [10_000, 14_097, FREE, FREE],
    fileBytes: 20_000 * SECTOR,
    partitions: [
      { number: 2, firstLba: 2048, sectors: 4096, type: 'Linux', name: 'root', volume: null },
      { number: 3, firstLba: 6144, sectors: 2000, type: 'Linux', name: 'home', volume: null },
    ],
  });
  const partition = (lba: number | null): string | undefined =>
    blockFacts(disk, 1, 'hex', lba === null ? null : lba * SECTOR).find(({ name }) => name === 'Partition')?.value;

  it('of a disk without blocks is said of sectors', () => {
    const fixed = madeDisk({
      kind: 'fixed',
      sectors: 4 * 4096,
      blockBytes: 2 * MIB,
      entries: [],
      fileBytes: 4 * 4096 * SECTOR + SECTOR,
      partitions: [{ number: 1, firstLba: 2048, sectors: 1000, type: 'Linux', name: 'root', volume: null }],
    });
    const { view } = fixed;
    if (view.disk === null) throw new Error('no disk');
    const tableless = { ...fixed, view: { ...view, disk: { ...view.disk, blocks: { ...view.disk.blocks, inTable: false } } } };
    const [fact] = blockFacts(tableless, 0, 'hex', 0).filter(({ name }) => name === 'Partition');
    expect(fact?.value).toMatch(/^none here; in these sectors: 1 · /);
  });

  it('is that of the sector at the cursor, and not of the block’s first one', () => {
    expect(partition(6143)).toMatch(/^2 · /);
    expect(partition(6144)).toMatch(/^3 · /);
    expect(partition(8150)).toMatch(/^none here; in this block: 2 · .*3 · /);
    expect(partition(null)).toMatch(/^2 · .*3 · /);
  });
});
