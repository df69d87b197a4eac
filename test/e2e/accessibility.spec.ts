/** axe on every screen, size and theme; and a whole errand by keyboard alone. */
import AxeBuilder from '@axe-core/playwright';
import { test as byKeys, toPane } from './keys';
import { expect, test } from './platter';
import { inEveryLook, SCREENS, writeDamagedDisk } from './screens';
import { shown } from './window';

for (const { name, file, reach } of SCREENS) {
  test(`axe finds no serious violation on ${name}`, async ({ start, folder }) => {
    const disk = await file(folder);
    const platter = await start(...(disk === null ? [] : [disk]));
    await reach(platter, disk);
    await inEveryLook(platter, async ({ width, height }, theme) => {
      const { violations } = await new AxeBuilder({ page: platter.page }).setLegacyMode().analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
        `${name} at ${width}×${height}, ${theme}`,
      ).toEqual([]);
    });
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
