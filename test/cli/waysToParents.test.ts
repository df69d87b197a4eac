/** How a child names a parent beside it when its folder is reached by a link, as a mapped drive leads to a share on Windows. */
import { mkdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { infoDocument } from '../../shared/documents/info';
import { onWindows } from '../support/cli';
import { documentHere, doneHere } from '../support/cliHere';
import { tempDir } from '../support/tempDir';

test.skipIf(onWindows)('a parent beside the child is beside it, by whatever way both are reached', async () => {
  const root = tempDir();
  mkdirSync(path.join(root, 'disks'));
  mkdirSync(path.join(root, 'apart'));
  symlinkSync('disks', path.join(root, 'link'));
  const at = (folder: string, name: string): string => path.join(root, folder, name);
  const relativeOf = async (file: string): Promise<unknown> =>
    (await documentHere(infoDocument, ['info', file])).parentLocators.find(({ platform }) => platform === 'W2ru')?.path;
  await doneHere('create', at('link', 'base.vhd'), '--type', 'dynamic', '--size', '20MiB');
  const create = (folder: string, parent: string, ...more: string[]): Promise<string> =>
    doneHere('create', at(folder, 'kid.vhd'), '--type', 'differencing', '--parent', at(parent, 'base.vhd'), ...more);
  await create('link', 'link');
  expect(await relativeOf(at('link', 'kid.vhd'))).toBe('.\\base.vhd');
  for (const [child, parent] of [
    ['link', 'link'],
    ['disks', 'link'],
    ['link', 'disks'],
  ] as const) {
    await create(child, parent, '--force');
    expect({ child, parent, way: await relativeOf(at(child, 'kid.vhd')) }).toEqual({ child, parent, way: '.\\base.vhd' });
    await doneHere('reconnect', at(child, 'kid.vhd'), '--parent', at(parent, 'base.vhd'), '--force');
    expect({ child, parent, way: await relativeOf(at(child, 'kid.vhd')) }).toEqual({ child, parent, way: '.\\base.vhd' });
  }
  // From another folder the parent is where it is.
  await create('apart', 'link');
  expect(await relativeOf(at('apart', 'kid.vhd'))).toBe('..\\disks\\base.vhd');
});
