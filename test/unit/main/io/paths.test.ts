import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isLink } from '../../../../main/io/paths';
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
