/** The largest dynamic disk there is: 2040 GiB with every block in the file. */
import path from 'node:path';
import { writeDynamicDisk } from '../support/dynamicDisk';
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
  // Nearly all bitmaps are holes of the file, which are passed over in the background.
  await expect(page.getByRole('button', { name: /^No sector set/ })).toBeVisible();

  await goTo(page, '100%');
  await page.keyboard.press('Control+End');
  await expect(page.getByRole('button', { name: /LBA 4,278,190,079/ })).toBeVisible();
  expect((await rowBytes(page)).endsWith('FC FD FE FF')).toBe(true);
  await page.keyboard.press('Control+\\');
  await page.keyboard.press('Control+End');
  await goTo(page, 'eof-512');
  expect(await rowBytes(page)).toMatch(/^63 6F 6E 65 63 74 69 78/);

  // By mouse: the scrollbar's end is the last byte, of the file here and of the disk after the switch.
  for (const space of ['file', 'disk']) {
    await page.keyboard.press('Control+Home');
    const bar = page.getByRole('scrollbar', { name: 'Position in the hex view' });
    const box = await bar.boundingBox();
    if (box === null) throw new Error('no scrollbar');
    await page.mouse.move(box.x + 7, box.y + 10);
    await page.mouse.down();
    await page.mouse.move(box.x + 7, box.y + box.height + 40, { steps: 5 });
    await page.mouse.up();
    const grid = await page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ }).boundingBox();
    if (grid === null) throw new Error('no hex view');
    await page.mouse.click(grid.x + 300, grid.y + grid.height - 24);
    // The row that was clicked, the last in sight, holds the last byte.
    const last = Number(await bar.getAttribute('aria-valuemax'));
    const address = page.getByRole('contentinfo', { name: 'Status' }).getByTitle('Copy this address');
    await expect.poll(async () => Number((await address.textContent())?.replace(`${space} `, ''))).toBeGreaterThan(last - 64);
    await page.keyboard.press('Control+\\');
  }
});

test('Stored only folds the holes of a sparse 2040 GiB disk away: what is there fills the map, and each hole is one cell', async ({
  start,
  folder,
}) => {
  const file = path.join(folder, 'sparse.vhd');
  const stored = [0, 5_000, 5_001, 600_000, 1_044_470];
  await writeDynamicDisk(file, {
    blocks: 1_044_480,
    placeOf: (block) => (stored.includes(block) ? stored.indexOf(block) : null),
    contents: [],
  });
  const { page } = await start(file);
  await shown(page);
  await tab(page, 'Map');
  const grid = page.getByRole('grid', { name: 'Blocks of the disk' });
  const here = grid.getByRole('gridcell', { selected: true });
  const caption = page.getByRole('toolbar', { name: 'Allocation map' });
  await grid.focus();
  await page.keyboard.press('Home');

  await page.keyboard.press('s');
  await expect(caption).toContainText('Fit · 5 stored blocks of 2 MiB · 4 gaps folded');
  await expect(page.getByRole('button', { name: /^Stored only/ })).toHaveAttribute('aria-pressed', 'true');
  // Arrow by arrow: stored block, hole, stored blocks, hole.
  const titles = ['Block 0 · 2 MiB', 'Blocks 1 – 4,999 · 9.76 GiB', 'Block 5,000 · 2 MiB', 'Block 5,001 · 2 MiB', 'Blocks 5,002 – 599,999'];
  for (const title of titles) {
    await expect(here).toContainText(title);
    await page.keyboard.press('ArrowRight');
  }
  await expect(here).toContainText('Block 600,000 · 2 MiB');
  await page.keyboard.press('Shift+ArrowRight');
  // 600,000 to 1,044,469, which is 444,470 blocks of 2 MiB.
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('932,121,149,440 bytes');

  // Kept while another tab is shown, and left by the same key.
  await tab(page, 'Overview');
  await tab(page, 'Map');
  await expect(caption).toContainText('5 stored blocks');
  await grid.focus();
  await page.keyboard.press('S');
  await expect(caption).toContainText('cell');
});

test('reading a disk of half a million blocks again loses nothing of what the scan finds', async ({ start, folder }) => {
  const file = path.join(folder, 'alternating.vhd');
  await writeDynamicDisk(file, { blocks: 1_044_480, placeOf: (block) => (block % 2 === 0 ? block / 2 : null), contents: [] });
  const { page } = await start(file);
  await shown(page);
  await tab(page, 'Map');
  const unset = page.getByRole('button', { name: /^No sector set 522,240/ });
  const waiting = page.getByRole('button', { name: /^Not scanned/ });
  for (let turn = 0; turn < 3; turn++) {
    await expect(unset).toBeVisible();
    await expect(waiting).toBeHidden();
    const begins = waiting.waitFor();
    await page.keyboard.press('F5');
    await begins;
  }
  await expect(unset).toBeVisible();
  await expect(waiting).toBeHidden();
  // Every hole is a single block: folding would save nothing.
  await page.getByRole('grid', { name: 'Blocks of the disk' }).focus();
  await page.keyboard.press('s');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('Every hole is one block: there is nothing to fold');
});
