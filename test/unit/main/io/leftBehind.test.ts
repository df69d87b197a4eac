/** On drives without links a name is taken in two steps. What is left when the second one fails, and nothing can be undone. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { FileSystem } from '../../../../main/io/fileSystem';
import { nodeFileSystem } from '../../../../main/io/nodeFileSystem';
import { writeNewFile, type FileJob } from '../../../../main/io/replaceFile';
import { err } from '../../../../shared/result';
import { fileOffset } from '../../../../shared/vhd/units';
import { tempDir } from '../../../support/tempDir';

const DENIED = { kind: 'permission-denied' } as const;
const real = nodeFileSystem();
/** As Windows answers on exFAT and FAT32. */
const linkless: FileSystem = { ...real, link: async () => err({ kind: 'is-folder' }) };

const job = (target: string, publish: FileJob['publish']): FileJob => ({
  target,
  publish,
  content: { bytes: 512, extentBytes: 512, extents: () => [{ at: fileOffset(0), data: new Uint8Array(512).fill(1) }], closing: [] },
  fill: 'sparse',
  tag: 'ab12',
});

test('an empty file that can be neither replaced nor removed is named', async () => {
  const folder = tempDir();
  const target = path.join(folder, 'new.vhd');
  const files: FileSystem = {
    ...linkless,
    rename: async () => err(DENIED),
    unlink: async (file) => (file === target ? err(DENIED) : real.unlink(file)),
  };
  expect(await writeNewFile(job(target, { kind: 'new' }), files)).toEqual({
    ok: false,
    error: { published: false, cause: { kind: 'left-behind', what: 'empty-file', name: 'new.vhd', cause: DENIED } },
  });
  expect([readdirSync(folder), readFileSync(target).length]).toEqual([['new.vhd'], 0]);
});

test('an old file that has its backup’s name and cannot get its own back is said to have that', async () => {
  const folder = tempDir();
  const [target, keepAs] = [path.join(folder, 'disk.vhd'), path.join(folder, 'disk.before-compact.vhd')];
  writeFileSync(target, 'old');
  const expected = await real.stat(target);
  if (!expected.ok) throw new Error('absent');
  const files: FileSystem = { ...linkless, rename: async (from, to) => (to === target ? err(DENIED) : real.rename(from, to)) };
  expect(await writeNewFile(job(target, { kind: 'replace', expected: expected.value, keepAs }), files)).toEqual({
    ok: false,
    error: { published: false, cause: { kind: 'left-behind', what: 'old-file', name: 'disk.before-compact.vhd', cause: DENIED } },
  });
  expect([readdirSync(folder), readFileSync(keepAs, 'utf8')]).toEqual([['disk.before-compact.vhd'], 'old']);
});
