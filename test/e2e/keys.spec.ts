/** The guard of the stories that are told by keyboard alone. */
import { expect, keyboardOnly } from './keys';
import { sheet } from './newDisks';
import { test } from './platter';

test('the guard of these stories sees a click, a turn of the wheel, and text that no key typed', async ({ start }) => {
  const { page } = await start();
  await expect(page.getByRole('heading', { name: 'Platter' })).toBeVisible();
  const slips = await keyboardOnly(page);
  await page.keyboard.press('Control+n');
  await expect(sheet(page)).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.type('5 MiB');
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  expect(slips).toEqual([]);
  await page.getByRole('button', { name: 'Next tip' }).click();
  await page.mouse.wheel(0, 10);
  await page.keyboard.press('Control+n');
  await sheet(page).getByRole('textbox', { name: 'Size' }).fill('6 MiB');
  await expect.poll(() => slips.map((slip) => slip.split(' ')[0])).toEqual(['pointerdown', 'mousedown', 'click', 'wheel', 'input']);
});
