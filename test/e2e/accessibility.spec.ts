/** axe on every screen and every state in both themes, at some sizes; and a whole errand by keyboard alone. */
import type { Page } from '@playwright/test';
import axe from 'axe-core';
import { FULL } from '../support/budget';
import { test as byKeys, toPane } from './keys';
import { expect, test } from './platter';
import { inEveryLook, SCREENS, SIZES, THEMES, writeDamagedDisk, type Size, type Theme } from './screens';
import { TOURS } from './tours';
import { shown } from './window';

/** What a theme can spoil by itself. Nothing else of a screen depends on it: in CI the second theme is asked for these alone. */
const OF_COLOURS = ['color-contrast', 'link-in-text-block'];
const rulesOf = (theme: Theme): object => (FULL || theme === THEMES[0] ? {} : { runOnly: OF_COLOURS });

/** Serious faults of the page, or of a part of it, by rule and place. */
async function faultsOf(page: Page, within: string | null = null, rules = {}): Promise<readonly string[]> {
  // Once a page: reading axe takes longer than many of its runs.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  const options = { resultTypes: ['violations' as const], ...rules };
  const { violations, passes, incomplete } = await page.evaluate(
    (given) => (window as unknown as { readonly axe: typeof axe }).axe.run(given.within ?? document, given.options),
    { within, options },
  );
  // Rules that had nothing before them would find nothing.
  expect([...violations, ...passes, ...incomplete]).not.toEqual([]);
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** In CI every screen at one size, and every third one in the narrow window, which is laid out otherwise; in the proofs each at every size. */
function sizesOf(screen: number): readonly Size[] {
  if (FULL) return SIZES;
  return SIZES.filter(({ width }, i) => i === 0 || (screen % 3 === 0 && width < 1000));
}

for (const [i, { name, file, reach }] of SCREENS.entries()) {
  test(`axe finds no serious violation on ${name}`, async ({ start, folder }) => {
    const disk = await file(folder);
    const platter = await start(...(disk === null ? [] : [disk]));
    await reach(platter, disk);
    const look = async ({ width, height }: Size, theme: Theme): Promise<void> =>
      expect(await faultsOf(platter.page, null, rulesOf(theme)), `${name} at ${width}×${height}, ${theme}`).toEqual([]);
    await inEveryLook(platter, look, sizesOf(i));
  });
}

for (const { name: tour, file, stops } of TOURS) {
  test(`axe finds no serious violation on the tour: ${tour}`, async ({ start, folder }) => {
    const disk = await file(folder);
    const platter = await start(...(disk === null ? [] : [disk]));
    for (const { name, within, reach, sizes = SIZES.slice(0, 1) } of stops) {
      await test.step(name, () => reach(platter, disk));
      // It lasts while the theme changes: in the second one too there is something to look at.
      const look = async (_size: object, theme: Theme): Promise<void> => {
        await expect(platter.page.locator(within), `${name}, ${theme}`).toBeVisible();
        expect(await faultsOf(platter.page, within, rulesOf(theme)), `${name}, ${theme}`).toEqual([]);
      };
      await inEveryLook(platter, look, sizes);
    }
  });
}

byKeys('by keyboard alone: find a problem, look at its bytes, walk the panes, run a command', async ({ start, folder }) => {
  const { page } = await start(await writeDamagedDisk(folder));
  await shown(page);
  const { keyboard } = page;
  await keyboard.press('F8');
  await expect(page.getByRole('option', { selected: true })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Bytes of the file' })).toBeVisible();
  const panes: string[] = [];
  for (let i = 0; i < 7; i++) {
    await keyboard.press('F6');
    panes.push(await page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? ''));
  }
  expect([...new Set(panes)].sort()).toEqual(['hex', 'inspector', 'map', 'navigator', 'problems', 'statusbar', 'titlebar']);
  await keyboard.press('Control+Shift+P');
  await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
  await keyboard.type('overview');
  await keyboard.press('Enter');
  await expect(page.getByRole('tab', { name: 'Overview' })).toHaveAttribute('aria-selected', 'true');
  await keyboard.press('Control+3');
  await keyboard.press('F6');
  await expect(page.getByRole('tab', { name: 'Map', exact: true })).toHaveAttribute('aria-selected', 'true');
});

byKeys('the map is walked by keys, and Enter leads to the block’s bytes', async ({ start, folder }) => {
  const { page } = await start(await writeDamagedDisk(folder));
  await shown(page);
  const { keyboard } = page;
  await keyboard.press('Control+3');
  await toPane(page, 'map');
  await keyboard.press('Control+Home');
  await keyboard.press('.');
  await expect(page.getByRole('button', { name: /^LBA 1,228,800 / })).toBeVisible();
  await keyboard.type('9000');
  await keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /^LBA 36,864,000 / })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Blocks of the disk' })).toBeFocused();
  await keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Bytes of the virtual disk' })).toBeFocused();
});

byKeys('a command that cannot be run is found, says why, and is not run', async ({ start, folder }) => {
  const { page } = await start(await writeDamagedDisk(folder));
  await shown(page);
  await page.keyboard.press('Control+Shift+P');
  await page.keyboard.type('fill');
  const option = page.getByRole('option', { name: /Fill….*switch on “Edit this disk” first/ });
  await expect(option).toBeDisabled();
  await expect(option).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
  expect(await faultsOf(page, 'dialog')).toEqual([]);
});
