/**
 * What is listed of odd partition tables and what is found wrong with them go together. Expected values are worked out by
 * hand from UEFI 2.10, chapter 5, and from what Linux lists.
 */
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkPartitions } from '../../../../main/vhd/check/partitionRules';
import { readPartitions } from '../../../../main/vhd/partitions/partitionTable';
import { footerBytes } from '../../../support/imageBuilder';
import { GPT_TYPES, resumGpt, wholeGpt } from '../../../support/gpt';
import { memoryFile, spyOn } from '../../../support/memoryFile';
import { chainOf } from '../../../support/opened';

const SECTORS = 16_384;
type Entry = readonly [slot: number, type: number, first: number, sectors: number];
type Seen = { readonly scheme: string; readonly listed: unknown[]; readonly found: unknown[] };

const table = (...entries: Entry[]): Buffer => {
  const sector = Buffer.alloc(512);
  for (const [slot, type, first, sectors] of entries) {
    sector[450 + slot * 16] = type;
    sector.writeUInt32LE(first, 454 + slot * 16);
    sector.writeUInt32LE(sectors, 458 + slot * 16);
  }
  sector.writeUInt16BE(0x55aa, 510);
  return sector;
};

const fileOf = (disk: Buffer): ReturnType<typeof memoryFile> =>
  memoryFile(Buffer.concat([disk, footerBytes({ type: 2, size: disk.length })]));

async function seen(disk: Buffer): Promise<Seen> {
  const chain = await chainOf(fileOf(disk));
  const { scheme, entries } = await readPartitions(chain);
  return {
    scheme,
    listed: entries.map(({ number, firstLba, sectors }) => [number, firstLba, sectors]),
    found: (await checkPartitions(chain)).map(({ code, facts }) => [
      code,
      'why' in facts ? facts.why : 'number' in facts ? facts.number : null,
    ]),
  };
}

const mbrDisk = (boot: Buffer, records: Readonly<Record<number, Buffer>> = {}): Buffer => {
  const disk = Buffer.alloc(SECTORS * 512);
  boot.copy(disk);
  for (const [lba, record] of Object.entries(records)) record.copy(disk, Number(lba) * 512);
  return disk;
};

describe('MBR', () => {
  test('logical partitions of two extended ones have numbers of their own', async () => {
    const disk = mbrDisk(table([0, 5, 2048, 8192], [1, 15, 12_288, 4096]), {
      2048: table([0, 0x83, 64, 1000]),
      12_288: table([0, 7, 64, 1000]),
    });
    expect(await seen(disk)).toEqual({
      scheme: 'mbr',
      listed: [
        [1, 2048, 8192],
        [2, 12_288, 4096],
        [5, 2112, 1000],
        [6, 12_352, 1000],
      ],
      found: [],
    });
  });

  test('a partition behind the disk’s end is listed, and found', async () => {
    const disk = mbrDisk(table([0, 6, 128, 4000], [1, 6, 900_000, 4000], [2, 6, 8000, 20_000]));
    expect(await seen(disk)).toEqual({
      scheme: 'mbr',
      listed: [
        [1, 128, 4000],
        [2, 900_000, 4000],
        [3, 8000, 20_000],
      ],
      found: [
        ['G02', 2],
        ['G02', 3],
      ],
    });
  });

  test('an entry without sectors is no partition', async () => {
    expect(await seen(mbrDisk(table([0, 6, 128, 0], [1, 6, 256, 8])))).toEqual({ scheme: 'mbr', listed: [[2, 256, 8]], found: [] });
  });

  test('partitions that share sectors are named, a primary in an extended one too', async () => {
    expect((await seen(mbrDisk(table([0, 6, 128, 400], [3, 6, 512, 8])))).found).toEqual([['G03', 'overlap']]);
    expect((await seen(mbrDisk(table([0, 5, 2048, 4096], [1, 7, 4096, 8])))).found).toEqual([['G03', 'overlap']]);
  });

  test('ten thousand records are followed as far as systems do, and that is told', async () => {
    const records: Record<number, Buffer> = {};
    for (let i = 0; i < 10_000; i++) records[2048 + i] = table([0, 0x83, 1, 1], [1, 5, i + 1, 2]);
    const disk = mbrDisk(table([0, 5, 2048, 14_000]), records);
    const spy = spyOn(fileOf(disk));
    const chain = await chainOf(spy.file);
    expect((await readPartitions(chain)).entries).toHaveLength(1 + 128);
    expect(spy.calls).toBeLessThan(200);
    expect((await seen(disk)).found).toContainEqual(['G03', 'too-many']);
  });

  test('a chain that comes back, and one that leads nowhere, keep what they had', async () => {
    const chained = (next: number): Buffer => mbrDisk(table([0, 5, 2048, 8192]), { 2048: table([0, 0x83, 8, 8], [1, 5, next, 8]) });
    const listed = [
      [1, 2048, 8192],
      [5, 2056, 8],
    ];
    expect(await seen(chained(0))).toEqual({ scheme: 'mbr', listed, found: [['G03', 'loop']] });
    expect(await seen(chained(4096))).toEqual({ scheme: 'mbr', listed, found: [['G03', 'broken-chain']] });
  });

  test('a record that names the next one first has the same partitions', async () => {
    const disk = mbrDisk(table([0, 5, 2048, 8192]), { 2048: table([0, 5, 4096, 16], [1, 0x83, 8, 8]), 6144: table([0, 0x83, 8, 8]) });
    expect((await seen(disk)).listed).toEqual([
      [1, 2048, 8192],
      [5, 2056, 8],
      [6, 6152, 8],
    ]);
  });

  test('a file system on the whole disk is no table, unless its first sector has a sensible one', async () => {
    const start = table([0, 0x20, 0x6f6d_6572, 0x2065_7661]);
    start.set([0xeb, 0x3c, 0x90]);
    start.write('MSDOS5.0', 3, 'latin1');
    start.writeUInt16LE(512, 11);
    start.set([4, 1, 0, 2], 13);
    start[21] = 0xf8;
    expect(await seen(mbrDisk(start))).toEqual({ scheme: 'none', listed: [], found: [] });
    start.set(table([0, 6, 64, 1000]).subarray(446), 446);
    expect((await seen(mbrDisk(start))).listed).toEqual([[1, 64, 1000]]);
  });

  test('entries that make a table, in a sector without 55 AA, are told', async () => {
    const boot = table([0, 6, 128, 400]);
    boot.fill(0, 510);
    expect(await seen(mbrDisk(boot))).toEqual({ scheme: 'none', listed: [], found: [['G03', 'no-signature']] });
  });
});

describe('GPT', () => {
  const PART = { type: GPT_TYPES.linux, name: 'data', firstLba: 2048, lastLba: 4095 };
  const LISTED = [[1, 2048, 2048]];
  const changed = (change: (disk: Buffer) => void, parts = [PART]): Buffer => {
    const disk = wholeGpt(SECTORS, parts);
    change(disk);
    return disk;
  };

  test('without 55 AA in front it is listed and found', async () => {
    expect(await seen(changed((d) => d.fill(0, 510, 512)))).toEqual({ scheme: 'gpt', listed: LISTED, found: [['G03', 'no-signature']] });
  });

  test('a first copy that is broken gives way to the backup in both', async () => {
    const broken = changed((d) => d.fill(0xff, 1024, 1024 + 128));
    expect(await seen(broken)).toEqual({ scheme: 'gpt', listed: LISTED, found: [['G01', 'entries-sum']] });
  });

  test.each([256, 512])('entries of %i bytes are read at their size', async (size) => {
    const disk = changed((d) => {
      const entry = Buffer.from(d.subarray(1024, 1152));
      d.fill(0, 1024, 34 * 512);
      entry.copy(d, 1024 + size);
      d.writeUInt32LE(16, 512 + 80);
      d.writeUInt32LE(size, 512 + 84);
      d.writeUInt32LE(crc32(d.subarray(1024, 1024 + 16 * size)), 512 + 88);
      resumGpt(d, 512);
    });
    expect(await seen(disk)).toEqual({ scheme: 'gpt', listed: [[2, 2048, 2048]], found: [['G01', 'differs']] });
  });

  test('a count of four billion entries reads nothing and is told; the backup is listed', async () => {
    const disk = changed((d) => {
      d.writeUInt32LE(0xffff_ffff, 512 + 80);
      resumGpt(d, 512);
    });
    expect(await seen(disk)).toEqual({ scheme: 'gpt', listed: LISTED, found: [['G01', 'entries-lost']] });
  });

  test('a sound table whose partition lies behind the disk is listed and found', async () => {
    const far = changed(() => {}, [{ ...PART, firstLba: 20_480, lastLba: 20_487 }]);
    expect(await seen(far)).toEqual({ scheme: 'gpt', listed: [[1, 20_480, 8]], found: [['G02', 1]] });
  });

  test('a partition that ends before it starts is found and not listed', async () => {
    const backwards = changed(() => {}, [{ ...PART, lastLba: 2000 }]);
    expect(await seen(backwards)).toEqual({ scheme: 'gpt', listed: [], found: [['G03', 'backwards']] });
  });

  test('a protective entry with no GPT behind it is told', async () => {
    const disk = mbrDisk(table([0, 0xee, 1, SECTORS - 1]));
    expect(await seen(disk)).toEqual({ scheme: 'mbr', listed: [[1, 1, SECTORS - 1]], found: [['G03', 'protective-alone']] });
  });

  test('an MBR with partitions goes before a GPT that nothing announces', async () => {
    const disk = changed((d) => table([0, 7, 8192, 800]).copy(d));
    expect(await seen(disk)).toEqual({ scheme: 'mbr', listed: [[1, 8192, 800]], found: [['G03', 'stale-gpt']] });
  });

  test('a hybrid MBR leaves the GPT’s partitions as they are', async () => {
    const hybrid = changed((d) => table([0, 0xee, 1, 2047], [1, 7, 2048, 2048]).copy(d));
    expect(await seen(hybrid)).toEqual({ scheme: 'gpt', listed: LISTED, found: [['G03', 'hybrid']] });
  });

  test('one made for sectors of 4,096 bytes is listed in sectors of 512', async () => {
    const disk = mbrDisk(table([0, 0xee, 1, SECTORS / 8 - 1]));
    const made = wholeGpt(SECTORS, [{ ...PART, firstLba: 256, lastLba: 511 }]);
    made.copy(disk, 4096, 512, 1024);
    made.copy(disk, 8192, 1024, 34 * 512);
    expect(await seen(disk)).toEqual({ scheme: 'gpt', listed: LISTED, found: [['G03', 'large-sectors']] });
  });
});
