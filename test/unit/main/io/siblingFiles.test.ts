import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createSiblingFinder, isBareName } from '../../../../main/io/siblingFiles';
import { HOSTILE_PATHS } from '../../../support/hostilePaths';
import { tempDir } from '../../../support/tempDir';
import { budgetMs, cpuMs } from '../../../support/cpuTime';

/** False where the system has no links of folders. */
function links(target: string, link: string): boolean {
  try {
    symlinkSync(target, link, 'junction');
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOTSUP') return false;
    throw cause;
  }
}

describe('bare names', () => {
  test.each(['p.vhd', 'My disk (2).vhd', '.hidden.vhd', '磁盘.vhd', 'Größe.vhd', 'console.vhd', '..p.vhd', 'com10.vhd'])('%s', (name) => {
    expect(isBareName(name)).toBe(true);
  });

  test.each([
    ...HOSTILE_PATHS,
    '',
    '.',
    '..',
    'p.vhd.',
    'p.vhd ',
    'a:b',
    'p.vhd:stream',
    'p\0.vhd',
    'p\n.vhd',
    'con',
    'CON.vhd',
    'nul.vhd',
    'LPT1.vhd',
    'com\u00b9.vhd',
    'CONIN$',
    'aux .vhd',
    'x'.repeat(256),
  ])('%j is none', (name) => {
    expect(isBareName(name)).toBe(false);
  });
});

describe('looking beside the child', () => {
  const folder = path.join(tempDir(), 'disks');
  mkdirSync(path.join(folder, 'sub.vhd'), { recursive: true });
  const outside = path.join(folder, '..', 'outside.vhd');
  // One file on Windows, where letters are alike whatever their case.
  const exact = process.platform === 'win32' ? ['exact.vhd'] : ['exact.vhd', 'EXACT.vhd'];
  for (const name of ['child.vhd', 'Parent.VHD', ...exact, 'notes.txt', 'snapshot.avhd']) writeFileSync(path.join(folder, name), name);
  writeFileSync(outside, 'outside');
  const finder = createSiblingFinder(path.join(folder, 'child.vhd'));

  const nameOf = async (name: string): Promise<string | null> => {
    const found = await finder.byName(name);
    await found?.file.close();
    return found?.file.name ?? null;
  };

  test('a file of that name is found, however its letters are cased', async () => {
    expect(await nameOf('exact.vhd')).toBe('exact.vhd');
    expect((await nameOf('parent.vhd'))?.toLowerCase()).toBe('parent.vhd');
    expect(await nameOf('none.vhd')).toBeNull();
  });

  test('nothing outside the folder is found', async () => {
    expect(await nameOf('../outside.vhd')).toBeNull();
    expect(await nameOf(outside)).toBeNull();
  });

  test('a folder of that name is no parent', async () => {
    expect(await nameOf('sub.vhd')).toBeNull();
  });

  test.skipIf(process.platform === 'win32')('links, pipes and what is no regular file are passed over at once', async () => {
    symlinkSync(outside, path.join(folder, 'link.vhd'));
    symlinkSync('/dev/zero', path.join(folder, 'zero.vhd'));
    execFileSync('mkfifo', [path.join(folder, 'pipe.vhd')]);
    const start = cpuMs();
    expect(await Promise.all(['link.vhd', 'zero.vhd', 'pipe.vhd'].map(nameOf))).toEqual([null, null, null]);
    expect(cpuMs() - start).toBeLessThan(budgetMs(1000));
  });

  test.skipIf(process.platform === 'win32')('a pipe is not even opened: who waits to write to it goes on waiting', async () => {
    const pipe = path.join(folder, 'waiting.vhd');
    execFileSync('mkfifo', [pipe]);
    const writer = spawn('sh', ['-c', 'echo x > "$0"', pipe], { stdio: 'ignore' });
    const ended = new Promise((resolve) => writer.once('exit', resolve));
    try {
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(await nameOf('waiting.vhd')).toBeNull();
      await new Promise((resolve) => setTimeout(resolve, 150));
      expect(writer.exitCode).toBeNull();
    } finally {
      writer.kill('SIGKILL');
      await ended;
      rmSync(pipe);
    }
  });

  test('a path of plain names is followed into the folder, and nowhere else', async () => {
    mkdirSync(path.join(folder, 'in', 'deep'), { recursive: true });
    writeFileSync(path.join(folder, 'in', 'deep', 'Inner.vhd'), 'inner');
    expect(await nameOf('in/deep/Inner.vhd')).toBe('Inner.vhd');
    expect((await nameOf('in/deep/inner.vhd'))?.toLowerCase()).toBe('inner.vhd');
    for (const name of ['in', 'in/deep', 'in/deep/', 'in//deep/Inner.vhd', 'in/../exact.vhd', 'in\\deep\\Inner.vhd', '/in/deep/Inner.vhd'])
      expect([name, await nameOf(name)]).toEqual([name, null]);
    expect([await nameOf('exact.vhd/x.vhd'), await nameOf('none/x.vhd')]).toEqual([null, null]);
    expect(await finder.refusalOf?.('in/deep')).toEqual({ kind: 'is-folder' });
    expect(await finder.refusalOf?.('in/none.vhd')).toBeNull();
  });

  test('a folder that is a link is not entered, wherever it leads', async ({ skip }) => {
    const [far, own] = [path.join(folder, '..', 'far'), path.join(folder, 'in')];
    for (const made of [far, own]) {
      mkdirSync(made, { recursive: true });
      writeFileSync(path.join(made, 'x.vhd'), 'x');
    }
    // On Windows a junction, which needs no rights.
    if (!links(far, path.join(folder, 'way-out'))) skip('Wine makes no junctions');
    symlinkSync(own, path.join(folder, 'way-in'), 'junction');
    expect([await nameOf('in/x.vhd'), await nameOf('way-out/x.vhd'), await nameOf('way-in/x.vhd')]).toEqual(['x.vhd', null, null]);
    expect(await finder.refusalOf?.('way-out/x.vhd')).toEqual({ kind: 'link-not-followed' });
  });

  test.skipIf(process.platform !== 'linux')('a folder on another drive is not entered', async () => {
    // The kernel’s own folders are other drives.
    const root = createSiblingFinder('/child.vhd');
    expect(await root.byName('proc/version')).toBeNull();
    expect(await root.refusalOf?.('proc/version')).toBeNull();
  });

  test('the other disks of the folder are offered, the child and other files are not', async () => {
    const names: string[] = [];
    for await (const { file } of finder.others()) {
      names.push(file.name);
      await file.close();
    }
    expect(new Set(names)).toEqual(new Set(['Parent.VHD', ...exact, 'snapshot.avhd']));
  });

  test('disks are looked at by name, not as the folder happens to list them', async () => {
    const mixed = path.join(tempDir(), 'mixed');
    mkdirSync(mixed);
    for (const name of ['m.vhd', 'z.vhd', 'a.vhd', 'child.vhd', 'k.avhd', 'b.vhd']) writeFileSync(path.join(mixed, name), '');
    const names: string[] = [];
    for await (const { file } of createSiblingFinder(path.join(mixed, 'child.vhd')).others()) {
      names.push(file.name);
      await file.close();
    }
    expect(names).toEqual(['a.vhd', 'b.vhd', 'k.avhd', 'm.vhd', 'z.vhd']);
  });

  test('of a folder with many disks only so many are looked at', async () => {
    const many = path.join(tempDir(), 'many');
    mkdirSync(many);
    for (let i = 0; i < 400; i++) writeFileSync(path.join(many, `${i}.vhd`), '');
    let seen = 0;
    for await (const { file } of createSiblingFinder(path.join(many, 'child.vhd')).others()) {
      seen += 1;
      await file.close();
    }
    expect(seen).toBe(256);
  });

  test('a folder that is not there holds nothing', async () => {
    const nowhere = createSiblingFinder(path.join(folder, 'none', 'child.vhd'));
    expect(await nowhere.byName('p.vhd')).toBeNull();
    for await (const found of nowhere.others()) expect(found).toBeNull();
  });
});
