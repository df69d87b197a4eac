/** A journal that some program, such as a virus scanner, has open and lets nobody read, beside a disk that is half saved. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { appears } from '../support/appears';
import { platter, WINDOWS } from '../support/cli';
import { cutAt } from '../support/cutSave';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const [command = '', ...first] = WINDOWS ?? [];
/** libuv's UV_FS_O_EXLOCK with O_RDWR: shared with nobody. */
const ALONE = 0x1000_0002;

test.skipIf(WINDOWS === null)('nothing is said to be the disk before the save, no copy is made of it, and nothing changes', async () => {
  const folder = tempDir();
  const disk = path.join(folder, 'disk.vhd');
  writeFileSync(disk, baseImage());
  await cutAt(disk, 'data');
  const half = readFileSync(disk);
  const script = `fs.openSync('disk.vhd.platter-journal', ${ALONE}); fs.writeFileSync('holds', ''); setTimeout(() => {}, 600_000)`;
  const holder = spawn(command, [...first, '-e', script], { cwd: folder, stdio: 'ignore' });
  await appears(path.join(folder, 'holds'), holder);
  const run = (...words: string[]): [number | null, string] => {
    const { code, err } = platter(words, { cwd: folder });
    return [code, err];
  };
  expect(run('info', 'disk.vhd')).toEqual([0, expect.stringContaining('what is shown may be half of that save')]);
  for (const words of [
    ['repair', 'disk.vhd', '--output', 'copy.vhd'],
    ['export', 'disk.vhd', 'copy.raw'],
    ['set', 'disk.vhd', 'footer.creatorApplication=abcd'],
  ])
    expect(run(...words)).toEqual([1, expect.stringContaining('another program has the journal of a save beside disk.vhd open')]);
  for (const way of ['finish', 'undo', 'set-aside'])
    expect(run('repair', 'disk.vhd', '--interrupted', way)).toEqual([
      1,
      expect.stringContaining('another program has the journal beside the image open'),
    ]);
  expect(readdirSync(folder).sort()).toEqual(['disk.vhd', 'disk.vhd.platter-journal', 'holds']);
  expect(readFileSync(disk).equals(half)).toBe(true);
  const ended = new Promise((resolve) => holder.on('close', resolve));
  holder.kill('SIGKILL');
  await ended;
});
