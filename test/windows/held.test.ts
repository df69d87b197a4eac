/** Files that another program has open while ours are to take their place. */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { appears } from '../support/appears';
import { platter, WINDOWS } from '../support/cli';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';

const [command = '', ...first] = WINDOWS ?? [];

test.skipIf(WINDOWS === null)('a file that another program reads is not replaced, for that reason, and nothing is left', async () => {
  const folder = tempDir();
  for (const name of ['disk.vhd', 'other.vhd']) writeFileSync(path.join(folder, name), baseImage());
  const script = `fs.openSync('disk.vhd', 'r'); fs.writeFileSync('reads', ''); setTimeout(() => {}, 600_000)`;
  const reader = spawn(command, [...first, '-e', script], { cwd: folder, stdio: 'ignore' });
  await appears(path.join(folder, 'reads'), reader);
  for (const words of [
    ['compact', 'disk.vhd', '--backup', '--force'],
    ['convert', 'other.vhd', 'disk.vhd', '--type', 'dynamic', '--force'],
  ]) {
    const { code, err } = platter(words, { cwd: folder });
    expect([words, code, err]).toEqual([words, 1, expect.stringContaining('another program holds disk.vhd.')]);
  }
  expect(readdirSync(folder).sort()).toEqual(['disk.vhd', 'other.vhd', 'reads']);
  expect(readFileSync(path.join(folder, 'disk.vhd')).equals(Buffer.from(baseImage()))).toBe(true);
  const ended = new Promise((resolve) => reader.on('close', resolve));
  reader.kill('SIGKILL');
  await ended;
  expect(platter(['compact', 'disk.vhd', '--backup', '--force'], { cwd: folder }).code).toBe(0);
});

/** libuv's UV_FS_O_EXLOCK with O_RDWR: shared with nobody, as a disk that a machine runs on. */
const ALONE = 0x1000_0002;

test.skipIf(WINDOWS === null)('a parent that another program holds is said to be there, and not to be opened', async () => {
  const folder = tempDir();
  writeFileSync(path.join(folder, 'base.vhd'), baseImage());
  const run = (...words: string[]): [number | null, string] => {
    const { code, out, err } = platter(words, { cwd: folder });
    return [code, out + err];
  };
  expect(run('create', 'kid.vhd', '--type', 'differencing', '--parent', 'base.vhd')[0]).toBe(0);
  const script = `fs.openSync('base.vhd', ${ALONE}); fs.writeFileSync('holds', ''); setTimeout(() => {}, 600_000)`;
  const holder = spawn(command, [...first, '-e', script], { cwd: folder, stdio: 'ignore' });
  await appears(path.join(folder, 'holds'), holder);
  const [code, told] = run('check', 'kid.vhd');
  // Where a line breaks depends on the length of the folder's name.
  expect([code, told.replaceAll(/\s+/g, ' ')]).toEqual([
    2,
    expect.stringContaining('base.vhd is there, but another program holds the file'),
  ]);
  expect(run('read', 'kid.vhd', '--lba', '0', '--hex')).toEqual([1, expect.stringContaining('cannot be opened (base.vhd)')]);
  expect(run('flatten', 'kid.vhd', 'flat.vhd', '--type', 'dynamic')).toEqual([1, expect.stringContaining('base.vhd cannot be opened')]);
  expect(run('check', 'base.vhd')).toEqual([1, expect.stringContaining('another program holds the file')]);
  const ended = new Promise((resolve) => holder.on('close', resolve));
  holder.kill('SIGKILL');
  await ended;
});
