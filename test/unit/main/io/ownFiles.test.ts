/** The program's own small files, and what is beside it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listFolder, readWhole } from '../../../../main/io/assetFiles';
import { readJson, writeJson } from '../../../../main/io/jsonFile';
import { writeParts } from '../../../../main/io/textFile';
import { absolute, baseName, exists, folderOf, isAbsolute } from '../../../../main/io/paths';
import { createSiblingFinder, isBareName } from '../../../../main/io/siblingFiles';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
const ANYTHING = z.looseObject({});

describe('JSON files', () => {
  const file = path.join(folder, 'deep', 'settings.json');

  it('come back as they were written, with nothing left beside them', async () => {
    await writeJson(file, { a: [1, 2] });
    expect(await readJson(file, ANYTHING)).toEqual({ a: [1, 2] });
    expect(readdirSync(path.dirname(file))).toEqual(['settings.json']);
  });

  it('read as nothing when they are missing or damaged', async () => {
    writeFileSync(path.join(folder, 'bad.json'), '{');
    expect(await readJson(path.join(folder, 'bad.json'), ANYTHING)).toBeNull();
    expect(await readJson(path.join(folder, 'none.json'), ANYTHING)).toBeNull();
  });

  it('are set aside when they hold something else, because the next change writes over them', async () => {
    for (const text of ['{"theme": "dark",}', '[]', '']) {
      const mine = path.join(tempDir(), 'mine.json');
      writeFileSync(mine, text);
      expect(await readJson(mine, ANYTHING)).toBeNull();
      await writeJson(mine, { theme: 'light' });
      expect([readFileSync(`${mine}.damaged`, 'utf8'), readdirSync(path.dirname(mine)).length]).toEqual([text, 2]);
    }
  });

  it('leave the old file and no temporary one when writing fails', async () => {
    const taken = path.join(folder, 'taken');
    mkdirSync(path.join(taken, 'full'), { recursive: true });
    await expect(writeJson(taken, 1)).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(existsSync(path.join(taken, 'full'))).toBe(true);
  });
});

describe('JSON files that are written at once', () => {
  it('all come to an end, and the last one that was asked for stands', async () => {
    const home = path.join(folder, 'at-once');
    const file = path.join(home, 'recents.json');
    const large = 'x'.repeat(200_000);
    await Promise.all(Array.from({ length: 24 }, (_, number) => writeJson(file, { number, large: number % 2 === 0 ? large : '' })));
    expect(await readJson(file, ANYTHING)).toMatchObject({ number: 23 });
    expect(readdirSync(home)).toEqual(['recents.json']);
  });

  it('leave a whole file at every moment, also where a write between fails', async () => {
    const home = path.join(folder, 'one-fails');
    const file = path.join(home, 'settings.json');
    await writeJson(file, { number: 0 });
    const failing = writeParts(
      file,
      (function* parts() {
        yield Buffer.from('{');
        throw new Error('out of memory');
      })(),
    );
    const after = writeJson(file, { number: 2 });
    await expect(failing).rejects.toThrow('out of memory');
    expect(await readJson(file, ANYTHING)).not.toBeNull();
    await after;
    expect(await readJson(file, ANYTHING)).toEqual({ number: 2 });
  });
});

describe('the program’s own folder', () => {
  it('is listed with the folders in it', async () => {
    const root = path.join(folder, 'assets');
    mkdirSync(path.join(root, 'inner'), { recursive: true });
    writeFileSync(path.join(root, 'a.txt'), 'a');
    writeFileSync(path.join(root, 'inner', 'b.txt'), 'b');
    const files = await listFolder(root);
    expect([...files.keys()].sort()).toEqual(['/a.txt', '/inner/b.txt']);
    expect(await readWhole(files.get('/inner/b.txt') ?? '')).toEqual(new Uint8Array(readFileSync(path.join(root, 'inner', 'b.txt'))));
  });
});

describe('paths', () => {
  it('are taken apart as the system does', async () => {
    const both = path.resolve('/a', 'b');
    expect([baseName('/a/b.vhd'), folderOf('/a/b.vhd'), absolute('/a', 'b'), isAbsolute('b')]).toEqual(['b.vhd', '/a', both, false]);
    expect([await exists(folder), await exists(path.join(folder, 'nothing'))]).toEqual([true, false]);
  });
});

describe('siblings', () => {
  const home = path.join(folder, 'disks');
  mkdirSync(path.join(home, 'sub.vhd'), { recursive: true });
  for (const name of ['child.vhd', 'Parent.VHD', 'other.avhd', 'notes.txt']) writeFileSync(path.join(home, name), name);
  const finder = createSiblingFinder(path.join(home, 'child.vhd'));

  it('are bare names of files only', () => {
    for (const name of ['', '.', '..', 'a/b', 'a\\b', 'c:', 'a.', 'a ', 'NUL', 'com1.vhd', 'a\u0001', 'x'.repeat(256)])
      expect([name, isBareName(name)]).toEqual([name, false]);
    expect(isBareName('a b.vhd')).toBe(true);
  });

  it('are found by name, in any case', async () => {
    const found = await finder.byName('parent.vhd');
    expect(found?.file.name.toLowerCase()).toBe('parent.vhd');
    await found?.file.close();
    const exact = await finder.byName('Parent.VHD');
    expect(exact?.file.bytes).toBe(10);
    await exact?.file.close();
    for (const name of ['../child.vhd', 'sub.vhd', 'nothing.vhd']) expect(await finder.byName(name)).toBeNull();
  });

  it('are listed without the child, folders and what is no disk', async () => {
    const names: string[] = [];
    for await (const { file } of finder.others()) {
      names.push(file.name);
      await file.close();
    }
    expect(names.sort()).toEqual(['Parent.VHD', 'other.avhd']);
  });

  it('are none in a folder that cannot be listed', async () => {
    const nowhere = createSiblingFinder(path.join(folder, 'gone', 'child.vhd'));
    expect(await nowhere.byName('a.vhd')).toBeNull();
    for await (const found of nowhere.others()) throw new Error(found.file.name);
  });

  it('are left unread behind the first 256', async () => {
    const crowd = path.join(folder, 'crowd');
    mkdirSync(crowd);
    for (let i = 0; i < 300; i++) writeFileSync(path.join(crowd, `${i}.vhd`), '');
    let found = 0;
    for await (const { file } of createSiblingFinder(path.join(crowd, 'x.vhd')).others()) {
      found += 1;
      await file.close();
    }
    expect(found).toBe(256);
  });
});
