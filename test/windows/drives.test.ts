/** Drives, devices and names, as only Windows has them. Paths of this system are those of drive Z: there. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { infoDocument } from '../../shared/documents/info';
import { asNamed, documentOf, done, platter, WINDOWS } from '../support/cli';
import { tempDir } from '../support/tempDir';

const KID = 'platter-test-kid.vhd';
const onDriveC = path.join(process.env['WINEPREFIX'] ?? '', 'drive_c', KID);
afterAll(() => {
  if (WINDOWS !== null) rmSync(onDriveC, { force: true });
});

const waysOf = (file: string, ...words: string[]): unknown =>
  documentOf(infoDocument, ['info', file, ...words]).parentLocators.map(({ platform, path: way }) => [platform, way]);

test.skipIf(WINDOWS === null)('a child names its parent by a relative path too, but not from another drive', () => {
  const folder = tempDir();
  const [base, beside] = [path.join(folder, 'base.vhd'), path.join(folder, 'kid.vhd')];
  done('create', base, '--type', 'dynamic', '--size', '20MiB');
  done('create', beside, '--type', 'differencing', '--parent', base);
  done('create', `C:\\${KID}`, '--type', 'differencing', '--parent', base, '--force');
  expect(waysOf(beside)).toEqual([
    ['W2ru', '.\\base.vhd'],
    ['W2ku', asNamed(base)],
  ]);
  expect(waysOf(`C:\\${KID}`, '--parent', base)).toEqual([['W2ku', asNamed(base)]]);
  // Of a child that has just been made nothing is wrong.
  expect(done('check', `C:\\${KID}`, '--parent', base)).not.toContain('warning ');
});

test.skipIf(WINDOWS === null)('paths are told as Windows writes them, in text and in JSON', () => {
  const folder = tempDir();
  const there = asNamed(folder);
  done('create', `${there}\\base.vhd`, '--type', 'dynamic', '--size', '20MiB');
  done('create', `${there}\\kid.vhd`, '--type', 'differencing', '--parent', `${there}\\base.vhd`);
  const { chain } = documentOf(infoDocument, ['info', `${there}\\kid.vhd`]);
  expect(chain.map(({ file }) => file)).toEqual([`${there}\\kid.vhd`, `${there}\\base.vhd`]);
  // C:\folder/name.vhd would be a mixture of two systems.
  expect(done('info', `${there}\\kid.vhd`)).not.toMatch(/[A-Z]:\\\S*\//);
});

test.skipIf(WINDOWS === null)('a device is refused plainly, and no file is made that means one', () => {
  const told = (...words: string[]): [number | null, string] => {
    const { code, err } = platter(words, { cwd: tempDir() });
    return [code, err];
  };
  expect(told('info', '\\\\.\\PhysicalDrive0')).toEqual([1, expect.stringContaining('it is a device or a pipe')]);
  expect(told('info', '\\\\?\\PhysicalDrive0')).toEqual([1, expect.stringContaining('it is a device or a pipe')]);
  for (const words of [
    ['create', '--type', 'dynamic', '--size', '3MiB'],
    ['write', '--lba', '0'],
  ] as const) {
    const [verb, ...more] = words;
    expect(told(verb, '\\\\.\\PhysicalDrive0', ...more)).toEqual([1, expect.stringContaining('it is a device or a pipe')]);
  }
  expect(told('create', 'NUL.vhd', '--type', 'dynamic', '--size', '3MiB')).toEqual([1, expect.stringContaining('it means a device there')]);
});
