/** A disk whose footer stands far before the end of its file, kept as it is: open, edited and reloaded, with what stands behind left alone. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fixedImage, SIZE } from '../support/fixtures';
import { agree, openAs } from './newDisks';
import { expect, test } from './platter';
import { edit, goTo, problemCodes, shown, toast } from './window';

const BEHIND = Buffer.alloc(6 * 1024 * 1024, 0xe5);

test('a disk is opened by a footer that was found far before the end, edited, reloaded, and nothing behind the footer changes', async ({
  start,
  folder,
}) => {
  const file = path.join(folder, 'grown.vhd');
  const before = Buffer.concat([fixedImage(), BEHIND]);
  await writeFile(file, before);
  const { app, page } = await start(file);
  await agree(app);
  await page.getByRole('button', { name: 'Look for a footer in all of it…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Look for a footer' });
  await expect(sheet.getByText(/^A footer stands at 0x800000, and 6,291,456 bytes stand behind it\./)).toBeVisible();
  await sheet.getByRole('button', { name: 'Open it as it is' }).click();
  await expect(sheet).toBeHidden();
  expect(await shown(page)).toContain('grown.vhd');
  expect(await problemCodes(page)).toEqual(['F04']);
  const repairs = page.getByRole('list', { name: 'Repairs' });
  await expect(repairs.getByRole('button', { name: /^Cut off what stands behind/ })).toBeVisible();
  await expect(repairs.getByRole('button', { name: /^Move the footer to the end/ })).toBeVisible();
  expect((await readFile(file)).equals(before), 'opening writes nothing').toBe(true);

  await page.keyboard.press('F5');
  await expect(page.getByRole('banner').getByText('Opening')).toHaveCount(0);
  expect(await shown(page)).toContain('grown.vhd');
  expect(await problemCodes(page)).toEqual(['F04']);
  // The same file, as a dialog or the list of recent files gives it.
  await openAs(app, file);
  await page.keyboard.press('Control+o');
  expect(await shown(page)).toContain('grown.vhd');
  await page.reload();
  expect(await shown(page)).toContain('grown.vhd');
  expect(await problemCodes(page)).toEqual(['F04']);

  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog', { name: 'Review changes' }).getByRole('button', { name: 'Save…' }).click();
  await expect(toast(page, /Saved 1 change\. 4 bytes of the file changed\. Verified\./)).toBeVisible();
  expect(await problemCodes(page)).toEqual(['F04']);
  const after = await readFile(file);
  const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
  expect(after.length).toBe(before.length);
  expect(changed).toEqual([1536, 1537, 1538, 1539]);
  expect(after.subarray(SIZE).equals(before.subarray(SIZE))).toBe(true);
});
