/** The map's last zoom step: from the whole disk to one sector and back, by keys and by mouse. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { dynamicWithBits, PARTIAL, writeDynamicWithBits, writeLargeBlock } from '../support/bitmapDisks';
import { fixedImage } from '../support/fixtures';
import { sha256Of } from '../support/samples';
import { expect, test } from './platter';
import { edit, goTo, shown, tab } from './window';

const blocks = (page: Page): Locator => page.getByRole('grid', { name: 'Blocks of the disk' });
const sectors = (page: Page, block: string): Locator => page.getByRole('grid', { name: `Block ${block} by sector`, exact: true });
const cell = (page: Page, block: string): Locator => sectors(page, block).locator('[aria-selected="true"]');
const slider = (page: Page): Locator => page.getByRole('slider', { name: 'Zoom step' });
const kinds = (page: Page): Locator => page.getByRole('list', { name: 'Kinds of sectors' });
const status = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Status' });

/** Zooms in as far as it goes. */
async function zoomIn(page: Page): Promise<void> {
  const last = Number(await slider(page).getAttribute('max'));
  for (let step = Number(await slider(page).inputValue()); step < last; step++) await page.keyboard.press('+');
}

async function wheel(page: Page, notches: number): Promise<void> {
  await page.keyboard.down('Control');
  for (let i = 0; i < Math.abs(notches); i++) await page.mouse.wheel(0, Math.sign(notches) * 100);
  await page.keyboard.up('Control');
}

test('by keys: from the whole disk to one block’s sectors, on into its neighbours, to the bytes and back', async ({ start, folder }) => {
  const file = await writeDynamicWithBits(folder);
  const hash = sha256Of(await readFile(file));
  const { page } = await start(file);
  const { keyboard } = page;
  await shown(page);
  await tab(page, 'Map + Hex');
  await goTo(page, 'b1');
  await tab(page, 'Map');
  await blocks(page).focus();
  await zoomIn(page);
  await expect(sectors(page, '1')).toBeFocused();
  await expect(cell(page, '1')).toHaveText(/^Sector 0, LBA 4,096\. Its bit is set, and the file stores data there$/);
  await expect(page.getByRole('toolbar', { name: 'Allocation map' })).toContainText(
    'Block 1 · 1,377 of 4,096 sectors are in this file; the rest read as zeros.',
  );
  const legend = kinds(page).last();
  await expect(legend).toContainText(`Set, all zeros ${PARTIAL.void}`);
  await expect(legend).toContainText(`Stale ${PARTIAL.stale}`);

  // Before the first row lies the last of the block before; one cursor for all views.
  await keyboard.press('ArrowUp');
  await expect(sectors(page, '0')).toBeFocused();
  await expect(cell(page, '0')).toHaveText(/^Sector 4,032, LBA 4,032\./);
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('Block 0');
  await keyboard.press('ArrowDown');
  await keyboard.press('Shift+ArrowLeft');
  await expect(status(page)).toContainText('Selected 1,024 bytes · 2 sectors');
  await keyboard.press('Shift+ArrowLeft');
  await expect(status(page)).toContainText('3 sectors');
  await keyboard.press('Escape');
  await expect(status(page)).not.toContainText('sectors');

  // The map's other keys go on: a block's number, the next change of state.
  await keyboard.press('3');
  await keyboard.press('Enter');
  await expect(sectors(page, '3')).toBeFocused();
  await keyboard.press('Control+ArrowRight');
  await expect(sectors(page, '4')).toBeFocused();
  // Not in the file: nothing is stored, and that is said of every sector.
  await keyboard.type('5');
  await keyboard.press('Enter');
  await expect(cell(page, '5')).toHaveText(/^Sector 0, LBA 20,480\. Its block is not in this file: it reads as zeros$/);
  await expect(kinds(page)).toHaveText('Reads as zeros 4,096');

  await keyboard.press('-');
  await expect(blocks(page)).toBeFocused();
  await keyboard.press('+');
  await expect(sectors(page, '5')).toBeFocused();
  await keyboard.press('0');
  await expect(blocks(page)).toBeFocused();
  await expect(slider(page)).toHaveValue('0');
  await goTo(page, 'b1.2000');
  await page.getByRole('grid', { name: 'Blocks of the disk' }).focus();
  await zoomIn(page);
  await keyboard.press('ArrowRight');
  await keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Bytes of the virtual disk' })).toBeFocused();
  await expect(status(page)).toContainText('LBA 6,097');
  await expect(sectors(page, '1'), 'the map stays as it was').toBeVisible();
  expect(sha256Of(await readFile(file))).toBe(hash);
});

test('by mouse: wheel, neighbours, slider and double click; a change that is not saved is marked', async ({ start, folder }) => {
  const { page } = await start(await writeDynamicWithBits(folder));
  await shown(page);
  await tab(page, 'Map + Hex');
  await goTo(page, '0');
  const area = await blocks(page).boundingBox();
  if (area === null) throw new Error('no map');
  const steps = Number(await slider(page).getAttribute('max'));
  // Cells are 72 pixels wide, and what is under the pointer is what is zoomed to: the second.
  await page.mouse.move(area.x + 100, area.y + 5);
  await wheel(page, -steps);
  await expect(sectors(page, '1')).toBeVisible();
  await expect(status(page)).toContainText('LBA 4,096');
  const grid = await sectors(page, '1').boundingBox();
  if (grid === null) throw new Error('no sectors');
  const size = (grid.width - 1) / 64;
  await page.mouse.click(grid.x + 10.5 * size, grid.y + 2.5 * size);
  await expect(status(page)).toContainText('LBA 4,234');
  // A right click is about what is under it: sector 11, which stands behind the bitmap's own sector in the file.
  await page.mouse.click(grid.x + 11.5 * size, grid.y + 0.5 * size, { button: 'right' });
  await page.getByRole('menuitem', { name: 'Show in file' }).click();
  const inFile = (dynamicWithBits().blockAt.get(1) ?? 0) + 512 + 11 * 512;
  await expect(status(page)).toContainText(`file 0x${inFile.toString(16).toUpperCase()}`);
  await expect(cell(page, '1')).toHaveText(/^Sector 11,/);
  await page.getByRole('button', { name: 'Next: Block 2 · In this file' }).click();
  await expect(sectors(page, '2')).toBeVisible();
  await page.getByRole('button', { name: 'Previous: Block 1 · Partial, 34 % here' }).click();
  await page.mouse.move(grid.x + 40, grid.y + 40);
  await wheel(page, 1);
  await expect(blocks(page)).toBeVisible();
  await slider(page).fill(String(steps));
  await expect(sectors(page, '1')).toBeVisible();

  await edit(page);
  await goTo(page, 'b1.3');
  await page.keyboard.type('5a');
  await expect(kinds(page).last()).toContainText('Not saved 1');
  await page.mouse.dblclick(grid.x + 3.5 * size, grid.y + 0.5 * size);
  await expect(page.getByRole('grid', { name: 'Bytes of the virtual disk' })).toBeFocused();
});

test('a block of 256 MiB, the largest there is, scrolls through its 8,192 rows', async ({ start, folder }) => {
  const { page } = await start(await writeLargeBlock(folder));
  await shown(page);
  await tab(page, 'Map + Hex');
  await goTo(page, 'b0.524287');
  await tab(page, 'Map');
  await blocks(page).focus();
  await zoomIn(page);
  await expect(cell(page, '0')).toHaveText(/^Sector 524,287, LBA 524,287\. Its bit is set/);
  await page.keyboard.press('ArrowUp');
  await expect(cell(page, '0')).toHaveText(/^Sector 524,223, LBA 524,223\. Its bit is clear/);
  for (let i = 0; i < 3; i++) await page.keyboard.press('PageUp');
  await expect(cell(page, '0')).toHaveText(/^Sector 521,151/);
});

test('fixed disks have no sector bitmaps: the map ends at its cells, and says so', async ({ start, folder }) => {
  const file = path.join(folder, 'fixed.vhd');
  await writeFile(file, fixedImage());
  const { page } = await start(file);
  await shown(page);
  await tab(page, 'Map');
  await blocks(page).focus();
  await zoomIn(page);
  await page.keyboard.press('+');
  await expect(status(page)).toContainText('Fixed disks have no blocks and no sector bitmaps: the map goes no nearer');
  await expect(blocks(page)).toBeFocused();
});
