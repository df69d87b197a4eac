/** The field that is being edited stays in sight, with what is wrong with the value, also in a small window. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { baseImage } from '../support/fixtures';
import { expect, test } from './platter';
import { edit, goTo, shown, tab } from './window';

test('the box and its refusal are in sight in a window of 1280 by 800', async ({ start, folder }) => {
  const file = path.join(folder, 'a.vhd');
  await writeFile(file, baseImage());
  const { app, page } = await start(file);
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 800));
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  // It stands far down in the footer, right above the values of the bytes at the cursor.
  await goTo(page, 'footer.uuid');
  const box = page.getByRole('textbox', { name: 'New value of Unique ID' });
  await expect(box).toBeInViewport({ ratio: 1 });
  await box.fill('no id');
  const refusal = page
    .locator('p[role="status"]')
    .filter({ hasText: /\S/ })
    .and(page.locator(`[id="${await box.getAttribute('aria-describedby')}"]`));
  await expect(refusal).toBeInViewport({ ratio: 1 });
});

test('columns that have no room are scrolled to, and the view follows the cursor sideways', async ({ start, folder }) => {
  const file = path.join(folder, 'disk.vhd');
  await writeFile(file, baseImage());
  const { page, resize } = await start(file);
  await shown(page);
  await resize(1280, 800);
  await page.keyboard.press('Control+4');
  await page.getByRole('button', { name: '32', exact: true }).click();
  await goTo(page, '0');
  const pane = page.getByRole('region', { name: 'Hex view' });
  const right = (name: string): Promise<number> =>
    pane.getByText(name, { exact: true }).evaluate((element) => element.getBoundingClientRect().right);
  const edge = await pane.evaluate((element) => element.getBoundingClientRect().right);
  expect(await right('Text')).toBeGreaterThan(edge);
  await page.keyboard.press('End');
  await expect.poll(() => right('1F')).toBeLessThanOrEqual(edge);
  await page.keyboard.press('Tab');
  await expect.poll(() => right('Text')).toBeLessThanOrEqual(edge);
  await page.keyboard.press('Home');
  await page.keyboard.press('Tab');
  await expect
    .poll(() => page.getByText('Sector', { exact: true }).evaluate((element) => element.getBoundingClientRect().left))
    .toBeGreaterThan(236);
});

test('nothing slides when a panel opens below the views', async ({ start, folder }) => {
  const file = path.join(folder, 'disk.vhd');
  await writeFile(file, baseImage());
  const { page, resize } = await start(file);
  await shown(page);
  await resize(1280, 800);
  const top = (): Promise<number> =>
    page.getByRole('tablist', { name: 'Views' }).evaluate((element) => element.getBoundingClientRect().top);
  const before = await top();
  for (const keys of ['Control+f', 'Control+Shift+m']) {
    await page.keyboard.press(keys);
    // What takes the focus is brought into sight; that must not move the rest.
    await page.getByRole('separator', { name: /^Height of the/ }).focus();
    expect(await top()).toBe(before);
  }
});
