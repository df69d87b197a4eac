/** Opening is reading: traced at the system calls, and judged by the file's bytes and times. */
import { execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { _electron, expect } from '@playwright/test';
import { hostFlags, resolveElectron } from '../../scripts/electron-runtime.mjs';
import { lacks } from '../support/oracles';
import { samplesFolder, sha256Of, unpack } from '../support/samples';
import { ROOT, test } from './platter';
import { goTo, shown, tab } from './window';

const samples = samplesFolder();

/** Calls that can change a file, its times or its folder. */
const WRITES =
  /^(write|pwrite64|pwritev2?|writev|ftruncate|truncate|fallocate|utimensat|utimes|futimesat|chmod|fchmod|fchmodat|chown|unlink|unlinkat|rename|renameat2?|link|linkat|symlink|symlinkat|mkdir|mkdirat|setxattr|fsetxattr|copy_file_range|sendfile)\(/;

type Line = { readonly call: string };

/** Lines of the trace that name the path, or a descriptor that stands for it. */
const about = (lines: readonly Line[], file: string): string[] => lines.map(({ call }) => call).filter((call) => call.includes(file));

test('looking around in a chain makes no write-class call and touches no path outside its folder', async ({ folder }) => {
  test.skip(samples === null);
  test.skip(lacks('strace'));
  const disks = path.join(folder, 'disks');
  await mkdir(disks);
  for (const layer of ['parent', 'child', 'grand']) unpack(samples as string, `chains/c1-minivhd/${layer}.vhd`, disks);
  const chain = path.join(disks, 'chains/c1-minivhd');
  const file = path.join(chain, 'grand.vhd');
  const before = await Promise.all(['parent', 'child', 'grand'].map(async (layer) => snapshot(path.join(chain, `${layer}.vhd`))));

  const log = path.join(folder, 'trace');
  const { executable } = await resolveElectron();
  // A program of its own, because the launcher puts its switches first.
  const traced = path.join(folder, 'traced');
  await writeFile(traced, `#!/bin/sh\nexec strace -f -y -s 300 -e trace=file,desc -o '${log}' '${executable}' "$@"\n`, { mode: 0o755 });
  const app = await _electron.launch({
    executablePath: traced,
    args: [...hostFlags(), ROOT, `--user-data-dir=${path.join(folder, 'profile')}`, file],
    cwd: ROOT,
    colorScheme: null,
  });
  const page = await app.firstWindow();
  await shown(page);
  await tab(page, 'Map + Hex');
  for (const address of ['0', '3', '20000', 'f:0x600', 'eof-512', '50%']) await goTo(page, address);
  await page.keyboard.press('F5');
  await shown(page);
  await app.close();

  // What is written does not count, only where: our list of recent disks holds the disk's path.
  const lines = (await readFile(log, 'utf8'))
    .split('\n')
    .map((line) => ({ call: line.replace(/^\d+\s+/, '').replace(/^(p?writev?\d*\(\d+<[^>]*>),.*/, '$1') }));
  const touched = about(lines, chain);
  expect(touched.length, 'the trace saw the disks').toBeGreaterThan(5);
  expect(touched.filter((call) => WRITES.test(call))).toEqual([]);
  const opened = touched.filter((call) => /^open(at)?\(/.test(call) && call.includes('.vhd"'));
  expect(opened.length).toBeGreaterThan(2);
  expect(opened.filter((call) => !call.includes('O_RDONLY') || /O_(CREAT|TRUNC|WRONLY|RDWR)/.test(call))).toEqual([]);

  // The chain's locators name absolute paths of the machine that made it: the system was not asked about a single one.
  const named = await namedOutside(file);
  expect(named.length, 'the disk names paths outside its folder').toBeGreaterThan(0);
  for (const outside of named) expect(about(lines, outside), outside).toEqual([]);

  const after = await Promise.all(['parent', 'child', 'grand'].map(async (layer) => snapshot(path.join(chain, `${layer}.vhd`))));
  expect(after).toEqual(before);
});

async function snapshot(file: string): Promise<{ hash: string; mtime: bigint; ctime: bigint }> {
  const stats = await stat(file, { bigint: true });
  return { hash: sha256Of(await readFile(file)), mtime: stats.mtimeNs, ctime: stats.ctimeNs };
}

/** Absolute paths among the strings of the image's first 64 KiB, in either order of UTF-16; found without our own code. */
async function namedOutside(file: string): Promise<string[]> {
  const found = ['l', 'b'].flatMap((order) =>
    execFileSync('strings', [`-e${order}`, '-n', '6', file], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.startsWith('/') && line.includes('.vhd')),
  );
  return [...new Set(found)];
}

test('a file nobody may write to opens like every other', async ({ start, folder }) => {
  const file = path.join(folder, 'protected.vhd');
  execFileSync('qemu-img', ['create', '-f', 'vpc', file, '8M']);
  await chmod(file, 0o444);
  const { page } = await start(file);
  await shown(page);
});
