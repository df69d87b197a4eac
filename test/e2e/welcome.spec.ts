/** The first page: the sample disk, pinned and missing recents, and the list of recents over an open disk. */
import { copyFile, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lacks, run } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { test as byKeys } from './keys';
import { openAs } from './newDisks';
import { expect, test } from './platter';
import { problemCodes, shown } from './window';

test('the sample disk is made, opens, and shows exactly one error; a changed one is not replaced without being asked about', async ({
  start,
  folder,
}) => {
  test.skip(lacks('qemu-img'));
  const { app, page } = await start();
  await page.getByRole('button', { name: 'Try a sample disk' }).click();
  expect(await shown(page)).toBe('Sample disk.vhd');
  expect(await problemCodes(page)).toEqual(['F02']);
  const file = path.join(folder, 'profile', 'samples', 'Sample disk.vhd');
  const raw = path.join(folder, 'sample.raw');
  // QEMU reads the copy of the footer, which is whole.
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', file, raw);
  expect((await readFile(raw)).subarray(1024 * 1024, 1024 * 1024 + 18).toString()).toBe('Welcome to Platter');

  await page.keyboard.press('Control+w');
  const bytes = await readFile(file);
  bytes[5000] = 0x55;
  await writeFile(file, bytes);
  await app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });
  await page.getByRole('button', { name: 'Try a sample disk' }).click();
  expect(await shown(page)).toBe('Sample disk.vhd');
  expect(sha256Of(await readFile(file))).toBe(sha256Of(bytes));
});

byKeys(
  'by keyboard: a recent disk is pinned to the top and stays there in the next run; another is opened over it by Ctrl+R',
  async ({ start, folder }) => {
    test.skip(lacks('qemu-img'));
    const [first, second, third] = ['first.vhd', 'second.vhd', 'third.vhd'].map((name) => path.join(folder, name)) as [
      string,
      string,
      string,
    ];
    run('qemu-img', 'create', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', first, '8M');
    await copyFile(first, second);
    await copyFile(first, third);
    const platter = await start(first);
    const { app, page } = platter;
    await shown(page);
    for (const file of [third, second]) {
      await openAs(app, file);
      await page.keyboard.press('Control+o');
      await expect(page.getByRole('heading', { name: path.basename(file), level: 1 })).toBeVisible();
    }
    await page.keyboard.press('Control+r');
    await expect(page.getByRole('combobox', { name: 'Find a recent disk' })).toBeFocused();
    await page.keyboard.type('first');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { name: 'first.vhd', level: 1 })).toBeVisible();

    await page.keyboard.press('Control+w');
    const recents = page.getByRole('region', { name: 'Recent disks' });
    const names = (): Promise<string[]> => recents.locator('b').allTextContents();
    expect(await names()).toEqual(['first.vhd', 'second.vhd', 'third.vhd']);
    await page.keyboard.press('Control+r');
    await expect(page.getByRole('button', { name: /^first\.vhd/ })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('p');
    await expect.poll(names).toEqual(['second.vhd', 'first.vhd', 'third.vhd']);
    await expect(page.getByRole('button', { name: /^second\.vhd/ })).toBeFocused();
    await app.close();

    const again = await start();
    await expect(again.page.getByRole('button', { name: 'Unpin second.vhd' })).toBeVisible();
    expect(await again.page.getByRole('region', { name: 'Recent disks' }).locator('b').allTextContents()).toEqual([
      'second.vhd',
      'first.vhd',
      'third.vhd',
    ]);
    // Of the row that goes the next one has the focus, so that Delete again takes away no other.
    await again.page.getByRole('button', { name: /^first\.vhd/ }).focus();
    await again.page.keyboard.press('Delete');
    await expect(again.page.getByRole('button', { name: /^third\.vhd/ })).toBeFocused();
  },
);

test('a recent disk that was moved is found again where the user says, and can be removed where not', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const file = path.join(folder, 'before.vhd');
  const moved = path.join(folder, 'after.vhd');
  run('qemu-img', 'create', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', file, '8M');
  const first = await start(file);
  await shown(first.page);
  await first.app.close();
  await rename(file, moved);
  const { app, page } = await start();
  await openAs(app, moved);
  await page.getByRole('button', { name: 'Locate before.vhd…' }).click();
  expect(await shown(page)).toBe('after.vhd');
  await rename(moved, file);
  await page.keyboard.press('Control+w');
  const remove = page.getByRole('button', { name: 'Remove after.vhd from this list' });
  await expect(page.getByRole('button', { name: 'Locate after.vhd…' })).toBeVisible();
  await remove.click();
  await expect(page.getByText('Disks you open are listed here.')).toBeVisible();
});
