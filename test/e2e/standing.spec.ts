/** What others do to the file while it is open is noticed, and said in a bar. */
import { renameSync } from 'node:fs';
import { readFile, utimes, writeFile } from 'node:fs/promises';
import { makeElevens } from './disks';
import { expect, test } from './platter';
import { edit, goTo, rowBytes, shown, tab } from './window';

test('a change by another program and a file that goes away are noticed; reloading keeps what is not saved', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const { app, page } = await start(file);
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });
  await shown(page);
  await tab(page, 'Hex');
  const bar = page.getByRole('alert').filter({ hasText: 'was changed by another program' });
  const touched = new Date(Date.now() + 5000);
  await utimes(file, touched, touched);
  await expect(bar).toBeVisible();
  await bar.getByRole('button', { name: 'Reload' }).click();
  await expect(bar).toBeHidden();

  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('aa');
  await expect.poll(() => rowBytes(page)).toMatch(/^AA 11/);
  const bytes = await readFile(file);
  const at = bytes.indexOf(Buffer.alloc(512, 0x11));
  expect(at).toBeGreaterThan(0);
  bytes.fill(0x22, at + 3 * 512 + 1, at + 3 * 512 + 2);
  await writeFile(file, bytes);
  await expect(bar).toContainText('Your unsaved change is kept.');
  await bar.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => rowBytes(page)).toMatch(/^AA/);
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await expect(bar).toBeHidden();

  renameSync(file, `${file}.moved`);
  const gone = page.getByRole('alert').filter({ hasText: 'is gone.' });
  await expect(gone).toBeVisible();
  renameSync(`${file}.moved`, file);
  await expect(gone).toBeHidden();
});
