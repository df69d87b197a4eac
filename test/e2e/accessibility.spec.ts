/** axe on every screen and every state in both themes, at some sizes; and a whole errand by keyboard alone. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { FULL } from '../support/budget';
import { test as byKeys, toPane } from './keys';
import { expect, test } from './platter';
import { inEveryLook, SCREENS, SIZES, writeDamagedDisk, type Size } from './screens';
import { TOURS } from './tours';
import { shown } from './window';

/** Serious faults of the page, or of a part of it, by rule and place. */
async function faultsOf(page: Page, within?: string): Promise<readonly string[]> {
  const builder = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode();
  const { violations } = await (within === undefined ? builder : builder.include(within)).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

/** Every screen in both themes at one size, and every third one at the others too; in the proofs, each at every size. */
const sizesOf = (screen: number): readonly Size[] => (FULL || screen % 3 === 0 ? SIZES : SIZES.slice(0, 1));

for (const [i, { name, file, reach }] of SCREENS.entries()) {
  test(`axe finds no serious violation on ${name}`, async ({ start, folder }) => {
    const disk = await file(folder);
    const platter = await start(...(disk === null ? [] : [disk]));
    await reach(platter, disk);
    const look = async ({ width, height }: Size, theme: string): Promise<void> =>
      expect(await faultsOf(platter.page), `${name} at ${width}×${height}, ${theme}`).toEqual([]);
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
      const look = async (_size: object, theme: string): Promise<void> => {
        await expect(platter.page.locator(within), `${name}, ${theme}`).toBeVisible();
        expect(await faultsOf(platter.page, within), `${name}, ${theme}`).toEqual([]);
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
