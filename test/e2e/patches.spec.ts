/** Patches in the window: what is staged becomes a file, and a file becomes a staged change. qemu-img and the command line judge. */
import { execFileSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { patchDocument } from '../../shared/documents/patch';
import { lacks, run } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { makeElevens } from './disks';
import { agree, openAs, saveAs } from './newDisks';
import { expect, ROOT, test } from './platter';
import { command, edit, goTo, rowBytes, shown, toast } from './window';

const same = (a: string, b: string): string => run('qemu-img', 'compare', '-f', 'vpc', '-F', 'vpc', a, b);

test('unsaved changes are exported, and make the same disk of a copy', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const copy = path.join(folder, 'copy.vhd');
  await copyFile(file, copy);
  const { app, page } = await start(file);
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  const target = path.join(folder, 'work.json');
  await saveAs(app, target);
  await command(page, 'Export changes as a patch');
  await expect(toast(page, '1 change written to work.json.')).toBeVisible();
  const { changes } = patchDocument.parse(JSON.parse(await readFile(target, 'utf8')));
  expect(changes).toEqual([{ space: 'disk', offset: 3 * 512, before: '11111111', after: 'DEADBEEF' }]);
  execFileSync(process.execPath, [path.join(ROOT, 'out/cli.cjs'), 'apply', copy, target]);
  await agree(app);
  await page.keyboard.press('Control+s');
  await page.getByRole('button', { name: 'Save…' }).click();
  await expect(toast(page, /Verified\./)).toBeVisible();
  expect(same(file, copy)).toContain('identical');
});

test('a patch is staged as one change, shown, and undone; one that does not fit says where', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const before = sha256Of(await readFile(file));
  const patch = path.join(folder, 'a.json');
  const write = (...changes: object[]): Promise<void> =>
    writeFile(patch, JSON.stringify({ format: 'platter-patch', version: 1, disk: null, changes }));
  await write({ space: 'disk', offset: 4096, before: '1111', after: 'ABCD' }, { space: 'disk', offset: 8192, before: '11', after: 'EF' });
  const { app, page } = await start(file);
  await shown(page);
  await openAs(app, patch);
  await command(page, 'Apply a patch');
  await expect(toast(page, 'The patch is staged as one change.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  expect(await rowBytes(page)).toMatch(/^AB CD 11/);
  // From change to change, and on from the last to the first.
  await page.keyboard.press('F7');
  await expect.poll(() => rowBytes(page)).toMatch(/^EF 11/);
  await page.keyboard.press('F7');
  await expect.poll(() => rowBytes(page)).toMatch(/^AB CD 11/);
  await page.keyboard.press('F4');
  await expect(page.getByText('LBA 0 +0x0')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeHidden();
  await write({ space: 'disk', offset: 4096, before: '2211', after: 'ABCD' });
  await command(page, 'Apply a patch');
  const alert = page.getByRole('dialog', { name: 'The patch can’t be applied.' });
  await expect(alert).toContainText('the first differs at byte 0x1000 of the disk');
  await expect(alert).toContainText('Nothing was changed in the file.');
  await page.keyboard.press('Escape');
  expect(sha256Of(await readFile(file)), 'nothing is written').toBe(before);
  // The first patch had switched edit mode on; a refused one leaves it off.
  const editing = page.getByRole('button', { name: 'Editing' });
  await expect(editing).toBeVisible();
  await page.keyboard.press('Control+Shift+E');
  await expect(editing).toBeHidden();
  await command(page, 'Apply a patch');
  await expect(alert).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(editing).toBeHidden();
});
