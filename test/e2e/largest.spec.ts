/** The largest dynamic disk there is: 2040 GiB with every block in the file. */
import { expect, test } from './platter';
import { writeLargestDisk } from './screens';
import { goTo, rowBytes, shown, tab } from './window';

test('2040 GiB with every BAT entry set opens, draws, and is navigable to the last sector', async ({ start, folder }) => {
  const file = await writeLargestDisk(
    folder,
    Uint8Array.from({ length: 512 }, (_, i) => i & 0xff),
  );

  const started = Date.now();
  const { page } = await start(file);
  await shown(page);
  console.log(`2040 GiB shown ${Date.now() - started} ms after the start`);
  await expect(page.getByText('1,044,480 of 1,044,480')).toBeVisible();

  await tab(page, 'Map + Hex');
  await expect(page.getByRole('grid', { name: 'Blocks of the disk' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Not scanned.*1,044,480/ })).toBeVisible();

  await goTo(page, '100%');
  await page.keyboard.press('Control+End');
  await expect(page.getByRole('button', { name: /LBA 4,278,190,079/ })).toBeVisible();
  expect((await rowBytes(page)).endsWith('FC FD FE FF')).toBe(true);
  await page.keyboard.press('Control+\\');
  await page.keyboard.press('Control+End');
  await goTo(page, 'eof-512');
  expect(await rowBytes(page)).toMatch(/^63 6F 6E 65 63 74 69 78/);
});
