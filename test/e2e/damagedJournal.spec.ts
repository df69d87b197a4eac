/** A journal that cannot be used stands beside the disk: it is shown, looked at, and edited only after the user has decided. */
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { baseImage } from '../support/fixtures';
import { expect, test } from './platter';
import { shown, tab, toast } from './window';

test('a disk beside a damaged journal is shown read-only until the journal is put aside', async ({ start, folder }) => {
  const file = path.join(folder, 'disk.vhd');
  await writeFile(file, baseImage());
  await writeFile(`${file}.platter-journal`, 'torn');
  const { app, page } = await start(file);
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });
  await shown(page);
  const bar = page.getByRole('alert', { name: 'The journal of an earlier save is damaged.' });
  await expect(bar).toContainText('What you see may be half of that save');

  await page.keyboard.press('Control+Shift+E');
  const refusal = page.getByRole('dialog', { name: 'An interrupted save comes first.' });
  await expect(refusal).toContainText('Decide about it in the bar at the top, then edit.');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Read-only' })).toBeVisible();

  await bar.getByRole('button', { name: 'Check everything' }).click();
  await expect(page.getByRole('region', { name: 'Problems', exact: true })).toBeVisible();
  await bar.getByRole('button', { name: 'Put journal aside' }).click();
  await expect(bar).toBeHidden();
  await expect(toast(page, 'The journal is put aside.')).toBeVisible();
  expect((await readFile(file)).equals(Buffer.from(baseImage())), 'the disk is as it was').toBe(true);
  expect((await readdir(folder)).filter((name) => name.endsWith('.platter-journal'))).toEqual([]);

  await tab(page, 'Hex');
  await page.keyboard.press('Control+Shift+E');
  await expect(page.getByRole('button', { name: 'Editing' })).toBeVisible();
});

test('a folder in the place of a journal is told apart from a damaged journal, and can be put aside', async ({ start, folder }) => {
  const file = path.join(folder, 'disk.vhd');
  await writeFile(file, baseImage());
  await mkdir(`${file}.platter-journal`);
  const { app, page } = await start(file);
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });
  await shown(page);
  const bar = page.getByRole('alert', { name: 'What stands in the place of a journal is no ordinary file.' });
  await expect(bar).toContainText('nobody can tell whether a save was cut off; the disk is shown as it is.');
  await bar.getByRole('button', { name: 'Put journal aside' }).click();
  await expect(bar).toBeHidden();
  expect((await readdir(folder)).filter((name) => name.endsWith('.platter-journal'))).toEqual([]);
});
