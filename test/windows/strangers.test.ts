/** Programs that lie beside a disk, under names that we start others by: none of them is run. */
import { closeSync, copyFileSync, cpSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { expect, test } from 'vitest';
import { CLI, platter, WINDOWS } from '../support/cli';
import { baseImage } from '../support/fixtures';
import { tempDir } from '../support/tempDir';
import { planted } from './planted';

const [wine = '', node = ''] = WINDOWS ?? [];

test.skipIf(WINDOWS === null)('looking at a disk runs no powershell.exe of its folder', () => {
  const folder = tempDir();
  const stranger = planted(folder, 'powershell.exe');
  writeFileSync(path.join(folder, 'a.vhd'), baseImage());
  const codes = [['info'], ['check'], ['compact', '--force']].map((words) => platter([...words, 'a.vhd'], { cwd: folder }).code);
  expect([codes, stranger.hasRun()]).toEqual([[0, 0, 0], false]);
});

test.skipIf(WINDOWS === null)('platter.cmd takes Node from the PATH, and never from the folder it is called in', () => {
  const root = tempDir();
  const [home, bin, downloads] = ['Platter', 'bin', 'downloads'].map((name) => path.join(root, name)) as [string, string, string];
  for (const folder of [home, bin]) mkdirSync(folder);
  copyFileSync(CLI, path.join(home, 'cli.cjs'));
  copyFileSync(path.join(import.meta.dirname, '../../assets/windows/platter.cmd'), path.join(home, 'platter.cmd'));
  cpSync(path.join(path.dirname(CLI), 'worker'), path.join(home, 'worker'), { recursive: true });
  symlinkSync(node, path.join(bin, 'node.exe'));
  const stranger = planted(downloads, 'node.exe');
  writeFileSync(path.join(downloads, 'a.vhd'), baseImage());
  // As a user types it, in a batch file.
  writeFileSync(path.join(downloads, 'typed.cmd'), '@..\\Platter\\platter.cmd info gone.vhd\r\n');
  const said = path.join(root, 'out.txt');
  const out = openSync(said, 'w');
  const env = { ...process.env, WINEPATH: bin };
  const { status } = spawnSync(wine, ['cmd', '/c', 'typed.cmd'], { cwd: downloads, env, stdio: ['ignore', out, out] });
  closeSync(out);
  expect([status, readFileSync(said, 'utf8'), stranger.hasRun()]).toEqual([1, expect.stringContaining('there is no such file'), false]);
});
