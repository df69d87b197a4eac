import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isLink, sameFileAmong } from '../../../../main/io/paths';
import { tempDir } from '../../../support/tempDir';

test.skipIf(process.platform === 'win32')('a link is told from what it leads to', async () => {
  const folder = tempDir();
  writeFileSync(path.join(folder, 'file'), '');
  symlinkSync(path.join(folder, 'file'), path.join(folder, 'link'));
  symlinkSync(path.join(folder, 'nowhere'), path.join(folder, 'dangling'));
  expect(await Promise.all(['file', 'link', 'dangling', 'gone'].map((name) => isLink(path.join(folder, name))))).toEqual([
    false,
    true,
    true,
    false,
  ]);
  mkdirSync(path.join(folder, 'folder'));
  expect(await isLink(path.join(folder, 'folder'))).toBe(false);
});

test.skipIf(process.platform === 'win32')('the same file is found among others, also through a link', async () => {
  const folder = tempDir();
  const file = path.join(folder, 'disk.vhd');
  const link = path.join(folder, 'link.vhd');
  const other = path.join(folder, 'other.vhd');
  writeFileSync(file, '');
  symlinkSync(file, link);
  const among = [[other, file], [other, link], [other], []];
  expect(await Promise.all([link, file, file, file].map((each, n) => sameFileAmong(among[n] ?? [], each, 10_000)))).toEqual([
    file,
    link,
    null,
    null,
  ]);
});
