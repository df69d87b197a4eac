/**
 * A child's parent is away or does not open, and an older copy of it with the same id lies beside the child: whoever reads
 * through the copy says so, and nothing is changed by what the copy holds until somebody names it.
 */
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { doneHere, platterHere } from '../support/cliHere';
import { tempDir } from '../support/tempDir';

const root = tempDir();
const MIB = 1024 * 1024;
let folder = '';
let count = 0;
const at = (name: string): string => path.join(folder, name);

/** The child's first MiB is what the older copy has and the parent has no more; its time is that of the parent. */
beforeEach(async () => {
  folder = path.join(root, `${count++}`);
  mkdirSync(folder);
  writeFileSync(at('old'), Buffer.alloc(MIB, 'OLD0'));
  writeFileSync(at('new'), Buffer.alloc(MIB, 'NEW1'));
  await doneHere('create', at('base.vhd'), '--type', 'dynamic', '--size', '8MiB');
  await doneHere('write', at('base.vhd'), '--lba', '0', '--in', at('old'));
  copyFileSync(at('base.vhd'), at('backup.vhd'));
  utimesSync(at('backup.vhd'), 1_600_000_000, 1_600_000_000);
  await doneHere('write', at('base.vhd'), '--lba', '0', '--in', at('new'));
  utimesSync(at('base.vhd'), 1_600_086_411, 1_600_086_411);
  await doneHere('create', at('kid.vhd'), '--type', 'differencing', '--parent', at('base.vhd'));
  await doneHere('write', at('kid.vhd'), '--lba', '0', '--in', at('old'));
});

const DAMAGE: Readonly<Record<string, { readonly does: () => void; readonly why: RegExp }>> = {
  away: { does: () => renameSync(at('base.vhd'), at('base.tmp')), why: /there is no base\.vhd/ },
  empty: { does: () => truncateSync(at('base.vhd')), why: /base\.vhd is there, but (it|the file) is empty/ },
  'a link to itself': {
    does: () => {
      rmSync(at('base.vhd'));
      symlinkSync('base.vhd', at('base.vhd'));
    },
    why: /base\.vhd is there, but it is a symbolic link/,
  },
  'cut short': {
    does: () => {
      truncateSync(at('base.vhd'), 100);
    },
    why: /base\.vhd is there, but/,
  },
};

describe.each(Object.entries(DAMAGE))('the named parent is %s', (_name, { does, why }) => {
  beforeEach(does);

  test.each([
    'export DISK OUT',
    'hash DISK',
    'flatten DISK OUT',
    'merge DISK --output OUT',
    'compact DISK --output OUT',
    'read DISK --lba 0 --hex',
    'map DISK',
    'skeleton DISK OUT',
    'report DISK',
    'report DISK --out OUT',
    'write DISK --lba 0 --in NEW',
    'set DISK footer.timeStamp=now',
  ])('%s says which file was taken for it, why, and that its time is another', async (words) => {
    const ran = await platterHere(words.split(' ').map((word) => ({ DISK: at('kid.vhd'), OUT: at('out'), NEW: at('new') })[word] ?? word));
    expect(ran.code).toBe(0);
    const line = ran.err.split('\n').find((each) => each.startsWith('platter: warning:')) ?? '';
    expect(line).toContain('backup.vhd is taken for the parent of kid.vhd by its ID alone');
    expect(line).toMatch(why);
    // 1,600,086,411 and 1,600,000,000 seconds after 1970.
    expect(line).toMatch(/2020-09-14.*2020-09-13/);
  });

  test('check and info say it', async () => {
    for (const command of ['check', 'info']) {
      const { out } = await platterHere([command, at('kid.vhd')]);
      expect(out.replaceAll(/\s+/g, ' ')).toContain('backup.vhd stands in for the parent that kid.vhd names');
      expect(out.replaceAll(/\s+/g, ' ')).toMatch(why);
    }
  });

  test.each([
    'compact DISK',
    'compact DISK --backup',
    'compact DISK --force',
    'resize DISK --size 9MiB',
    'resize DISK --size 7MiB --force',
  ])('%s is refused, and nothing has changed', async (words) => {
    const before = readFileSync(at('kid.vhd'));
    const ran = await platterHere(words.split(' ').map((word) => (word === 'DISK' ? at('kid.vhd') : word)));
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('name it: --parent backup.vhd')]);
    expect(readFileSync(at('kid.vhd')).equals(before)).toBe(true);
  });

  test('a repair does not write the name of the file that stands in', async () => {
    const before = readFileSync(at('kid.vhd'));
    await platterHere(['repair', at('kid.vhd'), '--deep', '--notes', '--yes']);
    expect(readFileSync(at('kid.vhd')).equals(before)).toBe(true);
  });

  test('named with --parent, it is taken without a word, and compacting goes by it', async () => {
    const ran = await platterHere(['compact', at('kid.vhd'), '--parent', at('backup.vhd')]);
    expect([ran.code, ran.err]).toEqual([0, '']);
    expect(ran.out).toContain('0 of 4 blocks stored');
  });
});

test('what is told as JSON has a note of it', async () => {
  renameSync(at('base.vhd'), at('base.tmp'));
  const made = await platterHere(['export', at('kid.vhd'), at('out'), '--json']);
  expect(JSON.parse(made.out)).toMatchObject({ notes: [{ kind: 'stand-in', text: expect.stringContaining('backup.vhd is taken for') }] });
  const hashed = await platterHere(['hash', at('kid.vhd'), '--json']);
  expect(JSON.parse(hashed.out)).toMatchObject({ notes: [{ kind: 'stand-in', text: expect.stringContaining('backup.vhd is taken for') }] });
});

test('of two files with the id none is taken, and both are told', async () => {
  renameSync(at('base.vhd'), at('older.vhd'));
  const ran = await platterHere(['export', at('kid.vhd'), at('out')]);
  expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('several files have its ID: backup.vhd, older.vhd')]);
  const { out } = await platterHere(['check', at('kid.vhd')]);
  expect(out.replaceAll(/\s+/g, ' ')).toContain('Several files there have the parent’s ID: backup.vhd, older.vhd');
});

test('what does not read through parents says nothing of them', async () => {
  renameSync(at('base.vhd'), at('base.tmp'));
  const ran = await platterHere(['read', at('kid.vhd'), '--lba', '0', '--hex', '--layer']);
  expect([ran.code, ran.err]).toEqual([0, '']);
});

test('while the named parent is there and opens, nothing is said of its copy', async () => {
  const ran = await platterHere(['export', at('kid.vhd'), at('out')]);
  expect([ran.code, ran.err]).toEqual([0, '']);
});
