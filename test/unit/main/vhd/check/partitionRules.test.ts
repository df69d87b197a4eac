import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import type { Finding } from '../../../../../shared/findings';
import { checkSurroundings, NOTHING_AROUND, type Surroundings } from '../../../../../main/vhd/check/surroundingRules';
import { GPT_TYPES, gptBytes, type GptPartition } from '../../../../support/gpt';
import { baseImage, fixedImage, GEOMETRY, joined, SIZE } from '../../../../support/fixtures';
import { footerBytes } from '../../../../support/imageBuilder';
import { memoryFile, sparseFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const SECTORS = SIZE / 512;
const LAST = SECTORS - 1;
const PART: GptPartition = { type: GPT_TYPES.basic, name: 'data', firstLba: 2048, lastLba: 8191 };

/** A disk with both copies of a GPT, as the UEFI specification 2.10 lays them out: the backup's entries before its header. */
function gptDisk(partitions: readonly GptPartition[] = [PART], change: (disk: Buffer) => void = () => {}): Uint8Array {
  const disk = Buffer.alloc(SIZE);
  disk.set(gptBytes(SECTORS, partitions));
  disk.copy(disk, (LAST - 32) * 512, 1024, 1024 + 32 * 512);
  const header = Buffer.from(disk.subarray(512, 1024));
  header.writeBigUInt64LE(BigInt(LAST), 24);
  header.writeBigUInt64LE(1n, 32);
  header.writeBigUInt64LE(BigInt(LAST - 32), 72);
  header.writeUInt32LE(0, 16);
  header.writeUInt32LE(crc32(header.subarray(0, 92)), 16);
  header.copy(disk, LAST * 512);
  change(disk);
  return joined(disk, footerBytes({ type: 2, size: SIZE, geometry: GEOMETRY }));
}

/** A new sum over the header at `at`, after a change in it. */
const resum = (disk: Buffer, at: number): void => {
  disk.writeUInt32LE(0, at + 16);
  disk.writeUInt32LE(crc32(disk.subarray(at, at + 92)), at + 16);
};

const findings = async (image: Uint8Array, profile?: 'azure'): Promise<(readonly [string, string, object])[]> => {
  const found = await checkDisk(await chainOf(memoryFile(image)), { now: NOW, deep: false, ...(profile === undefined ? {} : { profile }) });
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value.map(({ code, severity, facts }) => [code, severity, facts]);
};

describe('GPT', () => {
  test('both copies as they should be give no finding', async () => {
    expect(await findings(gptDisk())).toEqual([]);
  });

  test.each<[string, (disk: Buffer) => void, object]>([
    ['the header’s sum', (d) => d.writeUInt8(1, 512 + 60), { copy: 'primary', why: 'header-sum' }],
    ['the entries’ sum', (d) => d.writeUInt8(1, 1024 + 200), { copy: 'primary', why: 'entries-sum' }],
    ['the first copy', (d) => d.fill(0, 512, 1024), { copy: 'primary', why: 'missing' }],
    ['the backup', (d) => d.fill(0, LAST * 512), { copy: 'backup', why: 'missing' }],
    ['the backup’s sum', (d) => d.writeUInt8(1, LAST * 512 + 60), { copy: 'backup', why: 'header-sum' }],
    ['the backup’s entries', (d) => d.writeUInt8(1, (LAST - 32) * 512 + 200), { copy: 'backup', why: 'entries-sum' }],
  ])('G01: %s', async (_what, change, facts) => {
    expect(await findings(gptDisk([PART], change))).toEqual([['G01', 'warning', facts]]);
  });

  test('G01: a backup that is not at the end, as after a resize', async () => {
    const moved = gptDisk([PART], (d) => {
      d.copy(d, (LAST - 100) * 512, LAST * 512, SIZE);
      d.fill(0, LAST * 512);
      d.writeBigUInt64LE(BigInt(LAST - 100), (LAST - 100) * 512 + 24);
      resum(d, (LAST - 100) * 512);
      d.writeBigUInt64LE(BigInt(LAST - 100), 512 + 32);
      resum(d, 512);
    });
    expect(await findings(moved)).toEqual([['G01', 'warning', { copy: 'backup', why: 'misplaced' }]]);
  });

  test.each<[string, (disk: Buffer) => void, 'header-sum' | 'entries-sum' | 'entries-lost']>([
    ['its own length is less than a header', (d) => d.writeUInt32LE(91, 512 + 12), 'header-sum'],
    ['its own length is more than a sector', (d) => d.writeUInt32LE(513, 512 + 12), 'header-sum'],
    ['its entries are behind every disk', (d) => d.writeBigUInt64LE(2n ** 63n, 512 + 72), 'entries-lost'],
    ['its entries are behind this disk', (d) => d.writeBigUInt64LE(BigInt(LAST), 512 + 72), 'entries-lost'],
    ['it has more entries than anybody', (d) => d.writeUInt32LE(1025, 512 + 80), 'entries-sum'],
    ['its entries are too small', (d) => d.writeUInt32LE(64, 512 + 84), 'entries-lost'],
    ['its entries are too large', (d) => d.writeUInt32LE(8192, 512 + 84), 'entries-lost'],
  ])('G01: a first copy that does not hold, for %s', async (_what, change, why) => {
    const broken = gptDisk([PART], (d) => {
      change(d);
      resum(d, 512);
    });
    expect(await findings(broken)).toEqual([['G01', 'warning', { copy: 'primary', why }]]);
  });

  test('G01: copies that hold, each for itself, and say different things', async () => {
    const differs = gptDisk([PART], (d) => {
      const entries = d.subarray((LAST - 32) * 512, (LAST - 32) * 512 + 128 * 128);
      entries.writeBigUInt64LE(9000n, 40);
      d.writeUInt32LE(crc32(entries), LAST * 512 + 88);
      resum(d, LAST * 512);
    });
    expect(await findings(differs)).toEqual([['G01', 'warning', { copy: 'backup', why: 'differs' }]]);
  });

  test('a backup that is named nowhere on earth is found at the end', async () => {
    const far = gptDisk([PART], (d) => {
      d.writeBigUInt64LE(2n ** 63n, 512 + 32);
      resum(d, 512);
    });
    expect(await findings(far)).toEqual([]);
  });

  test('where the first copy is broken, the backup’s partitions count', async () => {
    const beyond = gptDisk([{ ...PART, lastLba: SECTORS }], (d) => d.fill(0, 512, 34 * 512));
    expect(await findings(beyond)).toEqual([
      ['G02', 'error', { number: 1, firstLba: 2048, endLba: SECTORS + 1, sectors: SECTORS }],
      ['G01', 'warning', { copy: 'primary', why: 'missing' }],
    ]);
  });

  test('where no copy holds, no partition is believed', async () => {
    const neither = gptDisk([{ ...PART, lastLba: SECTORS }], (d) => {
      d.writeUInt8(1, 512 + 60);
      d.fill(0, LAST * 512);
    });
    expect(await findings(neither)).toEqual([
      ['G01', 'warning', { copy: 'primary', why: 'header-sum' }],
      ['G01', 'warning', { copy: 'backup', why: 'missing' }],
    ]);
  });

  test('a protective entry without a GPT is told, however much it covers', async () => {
    const alone = (d: Buffer): Buffer => d.fill(0, 512, 34 * 512).fill(0, LAST * 512);
    const told = [['G03', 'note', { why: 'protective-alone' }]];
    expect(await findings(gptDisk([PART], alone))).toEqual(told);
    expect(await findings(gptDisk([PART], (d) => alone(d).writeUInt32LE(100, 458)))).toEqual(told);
  });

  test('a GPT behind a first sector without 55 AA is one that most systems do not look for', async () => {
    const told = [['G03', 'warning', { why: 'no-signature' }]];
    expect(await findings(gptDisk([PART], (d) => d.fill(0, 0, 512)))).toEqual(told);
    expect(await findings(gptDisk([PART], (d) => d.fill(0, 510, 512)))).toEqual(told);
  });

  test('G02: a partition from and to places that no number can say', async () => {
    const nowhere = gptDisk([{ ...PART, firstLba: 2 ** 60, lastLba: 2 ** 60 }]);
    expect((await findings(nowhere)).map(([code]) => code)).toEqual(['G02']);
  });

  test('G02: a partition that ends behind the disk', async () => {
    expect(await findings(gptDisk([{ ...PART, lastLba: SECTORS + 99 }]))).toEqual([
      ['G02', 'error', { number: 1, firstLba: 2048, endLba: SECTORS + 100, sectors: SECTORS }],
    ]);
  });

  test('G03: a hybrid MBR, and one that covers too little', async () => {
    const hybrid = gptDisk([PART], (d) => {
      d.writeUInt8(7, 462 + 4);
      d.writeUInt32LE(2048, 462 + 8);
      d.writeUInt32LE(100, 462 + 12);
    });
    expect(await findings(hybrid)).toEqual([['G03', 'note', { why: 'hybrid' }]]);
    expect(await findings(gptDisk([PART], (d) => d.writeUInt32LE(100, 458)))).toEqual([['G03', 'note', { why: 'odd-protective' }]]);
  });

  test('G03: two partitions that share sectors', async () => {
    const both = gptDisk([PART, { ...PART, firstLba: 8184, lastLba: 9000 }]);
    expect(await findings(both)).toEqual([['G03', 'warning', { why: 'overlap', first: 1, second: 2 }]]);
  });

  test('G04: a start that is on no page', async () => {
    expect(await findings(gptDisk([{ ...PART, firstLba: 2049 }]))).toEqual([['G04', 'note', { number: 1, firstLba: 2049 }]]);
  });
});

describe('MBR', () => {
  const entry = (disk: Uint8Array, at: number, type: number, first: number, count: number): void => {
    const view = new DataView(disk.buffer, disk.byteOffset);
    disk[at + 4] = type;
    view.setUint32(at + 8, first, true);
    view.setUint32(at + 12, count, true);
  };
  const mbrDisk = (change: (disk: Uint8Array) => void): Uint8Array => {
    const image = fixedImage();
    image.fill(0, 446, 510);
    image.set([0x55, 0xaa], 510);
    change(image);
    return image;
  };

  test('a partition that ends behind the disk, and one that starts on LBA 63', async () => {
    expect(await findings(mbrDisk((d) => entry(d, 446, 7, 63, SECTORS)))).toEqual([
      ['G02', 'error', { number: 1, firstLba: 63, endLba: SECTORS + 63, sectors: SECTORS }],
      ['G04', 'note', { number: 1, firstLba: 63 }],
    ]);
  });

  /** A boot record of one logical partition at `at`, and of the next record, counted from the extended partition. */
  const record = (d: Uint8Array, at: number, [first, sectors]: readonly [number, number], next: number | null): void => {
    d.fill(0, at * 512 + 446, at * 512 + 510);
    d.set([0x55, 0xaa], at * 512 + 510);
    if (sectors > 0) entry(d, at * 512 + 446, 0x83, first, sectors);
    if (next !== null) entry(d, at * 512 + 462, 5, next, 1000);
  };

  test('logical partitions are counted from five, and looked at like others', async () => {
    const two = mbrDisk((d) => {
      entry(d, 446, 5, 8192, 8192);
      record(d, 8192, [8, 1000], 2048);
      record(d, 8192 + 2048, [8, SECTORS], null);
    });
    expect(await findings(two)).toEqual([
      ['G02', 'error', { number: 6, firstLba: 8192 + 2048 + 8, endLba: 8192 + 2048 + 8 + SECTORS, sectors: SECTORS }],
    ]);
  });

  test('an extended partition without a record in it is empty, and so is a record without an entry', async () => {
    const without = mbrDisk((d) => entry(d, 446, 0x0f, 2048, 2048));
    expect(await findings(without)).toEqual([]);
    const empty = mbrDisk((d) => {
      entry(d, 446, 0x0f, 8192, 2048);
      record(d, 8192, [0, 0], null);
    });
    expect(await findings(empty)).toEqual([]);
  });

  test('an extended partition that ends, or starts, behind the disk', async () => {
    const g02 = (firstLba: number, endLba: number): unknown => ['G02', 'error', { number: 1, firstLba, endLba, sectors: SECTORS }];
    expect(await findings(mbrDisk((d) => entry(d, 446, 5, 8192, SECTORS)))).toEqual([g02(8192, SECTORS + 8192)]);
    expect(await findings(mbrDisk((d) => entry(d, 446, 5, SECTORS, 8)))).toEqual([g02(SECTORS, SECTORS + 8)]);
  });

  test('text where the table would be is no table', async () => {
    expect(await findings(mbrDisk((d) => d.fill(0x41, 446, 510)))).toEqual([]);
    expect(await findings(mbrDisk((d) => d.fill(0, 510, 512)))).toEqual([]);
  });

  test('a chain of logical partitions that comes back to itself', async () => {
    const loop = mbrDisk((d) => {
      entry(d, 446, 5, 8192, 4096);
      d.fill(0, 8192 * 512 + 446, 8192 * 512 + 510);
      d.set([0x55, 0xaa], 8192 * 512 + 510);
      entry(d, 8192 * 512 + 446, 0x83, 8, 1000);
      entry(d, 8192 * 512 + 462, 5, 0, 1000);
    });
    expect(await findings(loop)).toEqual([['G03', 'warning', { why: 'loop' }]]);
  });
});

describe('A01', () => {
  const MIB = 1024 * 1024;
  /** What is said of a fixed disk of zeros of this size in a file of so many bytes. */
  const whys = async (size: number, fileBytes = size + 512): Promise<object[]> => {
    const file = sparseFile(fileBytes, [[fileBytes - 512, footerBytes({ type: 2, size })]]);
    const found = await checkDisk(await chainOf(file), { now: NOW, deep: false, profile: 'azure' });
    if (!found.ok) throw new Error(JSON.stringify(found.error));
    return found.value.filter(({ code }) => code === 'A01').map(({ facts }) => facts);
  };

  test('nothing is said of whole mebibytes from 20 MiB to 32 TiB', async () => {
    expect(await whys(20 * MIB)).toEqual([]);
    expect(await whys(32 * 1024 ** 4)).toEqual([]);
  });

  test('each thing that Azure minds has its own reason', async () => {
    expect(await whys(20 * MIB + 512)).toMatchObject([{ why: 'not-whole-mebibytes', bytes: 20 * MIB + 512, missing: MIB - 512 }]);
    expect(await whys(5 * MIB + 512)).toMatchObject([{ why: 'too-small', missing: 15 * MIB - 512 }]);
    expect(await whys(32 * 1024 ** 4 + MIB)).toMatchObject([{ why: 'too-large' }]);
    expect(await whys(24 * MIB, 25 * MIB + 512)).toMatchObject([{ why: 'file-length', fileBytes: 25 * MIB + 512 }]);
    expect(await findings(baseImage(), 'azure')).toMatchObject([
      ['A01', 'error', { why: 'not-fixed' }],
      ['A01', 'error', { why: 'too-small' }],
    ]);
  });

  test('is told only to those who go to Azure', async () => {
    expect(await findings(fixedImage())).toEqual([]);
    expect(await findings(fixedImage(), 'azure')).toMatchObject([['A01', 'error', { why: 'too-small' }]]);
  });
});

test('what surrounds a file is told, one finding each', () => {
  const quiet: Surroundings = {
    fileBytes: 1000,
    attributes: [],
    isFat: false,
    isNetwork: false,
    isReadOnly: false,
    isPlaceholder: false,
    isGrowing: false,
    openIn: null,
    saves: [],
    mergeFile: null,
    sameId: [],
    idAt: null,
    parts: [],
    split: null,
    isWhole: true,
  };
  expect(checkSurroundings(quiet)).toEqual([]);
  // Names alone make no part of a disk that is whole.
  expect(checkSurroundings({ ...quiet, split: { present: ['a.vhd', 'a.v01'], missing: [] } })).toEqual([]);
  const loud: Surroundings = {
    fileBytes: 2 ** 32 - 100,
    attributes: ['sparse', 'encrypted'],
    isFat: true,
    isNetwork: true,
    isReadOnly: true,
    isPlaceholder: true,
    isGrowing: true,
    openIn: 'qemu',
    saves: [{ of: null, shows: 'mixed' }],
    mergeFile: '.a.merge.json',
    sameId: ['b.vhd'],
    idAt: 1000,
    parts: ['.a.vhd.platter-part-ab12', '.a.vhd.platter-part-cd34'],
    split: { present: ['a.vhd', 'a.v02'], missing: ['a.v01'] },
    isWhole: false,
  };
  expect(checkSurroundings(loud).map(({ code }) => code)).toEqual([
    'E01',
    'E01',
    'E02',
    'E03',
    'E04',
    'E04',
    'E05',
    'E06',
    'E07',
    'E08',
    'E10',
    'E11',
    'E09',
  ]);
});

test('copies with the same id are told at the id; nine are more than eight', () => {
  const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}.vhd`);
  const told = (count: number): Finding[] => checkSurroundings({ ...NOTHING_AROUND, fileBytes: 4096, sameId: names(count), idAt: 3652 });
  expect(told(8)).toMatchObject([{ facts: { disks: 8, more: false }, where: [{ at: 3652, bytes: 16 }] }]);
  expect(told(9)).toMatchObject([{ facts: { disks: 8, names: names(8).join(', '), more: true } }]);
});
