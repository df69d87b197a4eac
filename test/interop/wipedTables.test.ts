/**
 * Disks of several makers and layouts whose block table is wiped: every block is found, and as many get their own place as
 * partition tables, file systems, batmap and order say. What the table said before stands in the bytes.
 */
import { afterAll, expect, test } from 'vitest';
import { planRebuild } from '../../main/vhd/repair/rebuild';
import { memoryFile } from '../support/memoryFile';
import { chainOf, NOW } from '../support/opened';
import { lacks } from '../support/oracles';
import { tempDir } from '../support/tempDir';
import { tableOf, wiped, wipedDisks, type Wipe } from '../support/wipedDisks';

const WIPES: readonly Wipe[] = ['ones', 'zeros', 'random'];
const lines = ['| maker | layout | wiped with | blocks there | found | rightly placed |', '| --- | --- | --- | --- | --- | --- |'];

/** `right`: so many at least. Nothing in a shuffled file, and in one without a file system, tells where most blocks belong. */
const RIGHT: Readonly<Record<string, number>> = {
  'QEMU, converted, GPT and ext4': 17,
  'QEMU, converted, one ext4': 7,
  'QEMU, converted, one empty ext4 of 8 GiB': 14,
  'QEMU, written in shuffled order': 9,
  'Windows, in sequence, aligned': 17,
  'Windows, shuffled, aligned': 9,
  'VirtualBox, in sequence': 17,
  'VirtualBox, shuffled': 9,
  'VirtualBox, blocks of 512 KiB': 43,
  'Xen, in sequence, aligned, batmap': 17,
  'Xen, shuffled, aligned, batmap': 9,
  'Xen, bitmaps partly set': 17,
  'Virtual PC, bitmaps partly set': 17,
  'Virtual PC, bitmaps partly set, shuffled': 9,
  'DiscUtils, last block short': 16,
  'QEMU, canonical-qemu-dynamic-gpt.vhd': 1,
  'QEMU, dfvfs-qemu-ext2-2019.vhd': 1,
  'Windows, win10-dynamic-512m-gpt-ntfs-fat.vhd': 11,
  // All of its blocks are zeros: wherever they are put, it reads the same.
  'disk2vhd, disk2vhd-dynamic-251m-zerofilled.vhd': 1,
  'minivhd, chains/c1-minivhd/parent.vhd': 3,
  'minivhd, chains/c3-minivhd-512k-blocks/parent.vhd': 5,
  'fattools, chains/c5-fattools/parent.vhd': 3,
};

const cannot = lacks('qemu-img', 'qemu-io', 'mke2fs');

// PLATTER_TABLE=1 prints the table for a note.
afterAll(() => {
  if (process.env['PLATTER_TABLE'] === '1') console.log(lines.join('\n'));
});

test.skipIf(cannot).each(cannot ? [] : wipedDisks(tempDir()).map((disk, i) => [disk.maker, disk.what, i, disk.bytes] as const))(
  '%s, %s',
  async (maker, what, i, bytes) => {
    const disk = bytes();
    const was = tableOf(disk);
    const how = WIPES[i % WIPES.length] as Wipe;
    const made = await planRebuild(await chainOf(memoryFile(wiped(disk, how))), { place: new Map(), now: NOW });
    if (made?.ok !== true) throw new Error(JSON.stringify(made));
    const { placements } = made.value;
    const right = placements.filter(({ sector, block }) => was.get(block) === sector).length;
    const found = placements.map(({ sector }) => sector);
    lines.push(
      `| ${[maker, what, how, was.size, found.filter((sector) => [...was.values()].includes(sector)).length, right].join(' | ')} |`,
    );
    expect(found).toEqual([...was.values()].sort((a, b) => a - b));
    expect(right).toBeGreaterThanOrEqual(RIGHT[`${maker}, ${what}`] ?? 0);
  },
);
