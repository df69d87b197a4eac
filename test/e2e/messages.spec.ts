/** Messages lie over nothing that the user works with; and keys that go on behind a sheet do. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { baseImage } from '../support/fixtures';
import { agree } from './newDisks';
import { expect, test } from './platter';
import { command, edit, goTo, shown, tab, toast } from './window';

/** What a message lies over: panes and bars whose rectangle meets its own. */
const covered = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const rectOf = (element: Element): DOMRect => element.getBoundingClientRect();
    const messages = [...document.querySelectorAll('[data-pane="toast"] li')].map(rectOf);
    const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]:not([data-pane="toast"])')];
    const meets = (a: DOMRect, b: DOMRect): boolean =>
      a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
    return panes.filter((pane) => messages.some((message) => meets(message, rectOf(pane)))).map((pane) => pane.dataset['pane'] ?? '');
  });

test('a message after a save covers no pane, in a wide window and in a narrow one with its drawer', async ({ start, folder }) => {
  const file = path.join(folder, 'disk.vhd');
  await writeFile(file, baseImage());
  const { app, page, resize } = await start(file);
  await resize(1280, 800);
  await agree(app);
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await goTo(page, '0');
  await page.keyboard.type('c0ffee');
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog', { name: 'Review changes' }).getByRole('button', { name: 'Save…' }).click();
  await expect(toast(page, 'Saved 1 change. 3 bytes of the file changed. Verified.')).toBeVisible();
  expect(await covered(page)).toEqual([]);

  await resize(900, 700);
  await page.keyboard.press('Control+Alt+B');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible();
  await expect(toast(page, /^Saved/)).toBeVisible();
  expect(await covered(page)).toEqual([]);
});

test('behind a sheet the window is zoomed by its keys, and nothing is undone', async ({ start, folder }) => {
  const file = path.join(folder, 'disk.vhd');
  await writeFile(file, baseImage());
  const { page, resize } = await start(file);
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await goTo(page, '0');
  await page.keyboard.type('c0');
  const review = page.getByRole('button', { name: 'Review 1 change' });
  await expect(review).toBeVisible();
  const ratio = (): Promise<number> => page.evaluate(() => devicePixelRatio);
  const before = await ratio();

  await command(page, 'About Platter');
  const about = page.getByRole('dialog', { name: 'About Platter' });
  await expect(about).toBeVisible();
  // All of it fits the smallest window there is; its list scrolls.
  const fits = (): Promise<boolean> =>
    about.evaluate((dialog) => [dialog, ...dialog.children].every((e) => e.scrollHeight <= e.clientHeight));
  expect(await fits()).toBe(true);
  await resize(880, 560);
  expect(await fits()).toBe(true);
  await resize(1280, 800);
  await page.keyboard.press('Control+=');
  await expect.poll(ratio).toBeGreaterThan(before);
  await page.keyboard.press('Control+0');
  await expect.poll(ratio).toBe(before);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('F1');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(review, 'it is still staged').toBeVisible();

  await page.keyboard.press('F1');
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await keys.getByRole('textbox', { name: 'Find a key' }).fill('redo');
  await expect(keys.getByRole('row')).toHaveText(['EditRedoCtrl+Y or Ctrl+Shift+Z']);
  await page.keyboard.press('Escape');
});
