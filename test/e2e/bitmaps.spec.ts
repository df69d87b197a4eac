/** Sector bitmaps in the real window: what they say, what contradicts them, and changing them. Judged from outside. */
import { readFile, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { BLOCK, PARTIAL, bitsOf, childWithBits, dynamicWithBits, writeChildWithBits, writeDynamicWithBits } from '../support/bitmapDisks';
import { hashOutput, lacks } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { agree } from './newDisks';
import { expect, test } from './platter';
import { writeDemoDisk } from './screens';
import { command, edit, goTo, rowBytes, shown, tab, toast } from './window';

const bitmap = (page: Page): Locator => page.getByRole('region', { name: 'Sector bitmap' });
const kinds = (page: Page): Locator => bitmap(page).getByRole('list', { name: 'Kinds of sectors' });
const legend = (page: Page, state: string): Locator =>
  page.getByRole('group', { name: /^States/ }).getByRole('button', { name: new RegExp(`^${state} `) });
const save = async (page: Page): Promise<void> => {
  await page.getByRole('dialog', { name: 'Review changes' }).getByRole('button', { name: 'Save…' }).click();
  await expect(toast(page, /Saved .* Verified\./)).toBeVisible();
};

test('blocks show how much of them is there; looking, and looking for zeros, changes nothing', async ({ start, folder }) => {
  const file = await writeDynamicWithBits(folder);
  const hash = sha256Of(await readFile(file));
  await utimes(file, 1_000_000_000, 1_000_000_000);
  const { page } = await start(file);
  await shown(page);
  await tab(page, 'Map + Hex');
  // Read by itself: blocks 0, 2, 4 and 6 are whole, 1 in part, 3 has no bit.
  await expect(legend(page, 'In this file')).toContainText('4 ');
  await expect(legend(page, 'Partial')).toContainText('1 ');
  await expect(legend(page, 'No sector set')).toContainText('1 ');
  await expect(page.getByRole('progressbar')).toBeHidden();

  await goTo(page, 'b1.2000');
  await expect(bitmap(page)).toContainText('1,377 of 4,096 sectors are in this file; the rest read as zeros.');
  await expect(bitmap(page)).toContainText('Most programs ignore these bits on a dynamic disk.');
  await expect(kinds(page)).toContainText(`In this file ${(PARTIAL.set - PARTIAL.void).toLocaleString('en-US')}`);
  await expect(kinds(page)).toContainText(`Set, all zeros ${PARTIAL.void}`);
  await expect(kinds(page)).toContainText(`Stale ${PARTIAL.stale}`);
  await expect(bitmap(page)).toContainText('Sector 2,000 · LBA 6,096');
  await expect(bitmap(page)).toContainText('old data still stands in the file');

  await command(page, 'Scan content for zeros');
  // Blocks 3 and 4 store nothing but zeros.
  await expect(legend(page, 'All zeros')).toContainText('2 ');
  await expect(legend(page, 'No sector set')).toBeHidden();
  const { mtimeMs, atimeMs } = await stat(file);
  expect([mtimeMs, atimeMs]).toEqual([1_000_000_000_000, 1_000_000_000_000]);
  expect(sha256Of(await readFile(file))).toBe(hash);
});

test('one cursor for bitmap, map and hex, by mouse and by keyboard', async ({ start, folder }) => {
  const { page } = await start(await writeDynamicWithBits(folder));
  await shown(page);
  await tab(page, 'Map + Hex');
  await goTo(page, 'b1');
  const grid = page.getByRole('grid', { name: 'Sectors of block 1' });
  const active = grid.locator('[aria-selected="true"]');
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await expect(active).toHaveText(/^Sector 0, LBA 4,096\. Its bit is set, and the file stores data there$/);
  const box = await grid.boundingBox();
  if (box === null) throw new Error('no bitmap');
  // Column 63 of row 1 is sector 127.
  await page.mouse.move(box.x + box.width - 4, box.y + 6);
  await expect(bitmap(page)).toContainText('Sector 127 · LBA 4,223');
  await page.mouse.click(box.x + box.width - 4, box.y + 6);
  await expect(status.getByRole('button', { name: /LBA 4,223/ })).toBeVisible();

  await grid.focus();
  await page.keyboard.press('Control+End');
  await expect(active).toHaveText(/^Sector 4,095, LBA 8,191\. Its bit is clear: it reads as zeros$/);
  await page.keyboard.press('Home');
  await expect(status.getByRole('button', { name: /LBA 8,128/ })).toBeVisible();
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Shift+PageDown');
  await expect(status).toContainText('524,800 bytes');
  await page.keyboard.press('Escape');
  // A new selection begins where the cursor is, wherever the last one began.
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(status).toContainText('1,536 bytes');
  await page.keyboard.press('Shift+ArrowLeft');
  await expect(status).toContainText('1,024 bytes');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ })).toBeFocused();
});

test('a child’s old data comes back to light by its bits: reviewed, saved, and just those bytes differ', async ({ start, folder }) => {
  test.skip(lacks('7z'));
  const file = await writeChildWithBits(folder);
  const { base, child } = childWithBits();
  const before = await readFile(file);
  const [beside, bitmapAt] = [path.join(folder, 'base.vhd'), child.blockAt.get(0) ?? 0];
  /** What the chain gives while these sectors of the child are there. */
  const contentWith = (...here: readonly (readonly [first: number, end: number])[]): string => {
    const content = new Uint8Array(8 * BLOCK);
    for (const [block, at] of base.blockAt) content.set(base.bytes.subarray(at + 512, at + 512 + BLOCK), block * BLOCK);
    for (const [first, end] of here)
      content.set(child.bytes.subarray(bitmapAt + 512 + first * 512, bitmapAt + 512 + end * 512), first * 512);
    return sha256Of(content);
  };
  expect(await hashOutput('7z', 'x', '-tvhd', '-so', file)).toBe(contentWith([0, 1377]));

  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await tab(page, 'Map');
  await edit(page);
  await goTo(page, 'b0.1400');
  await expect(bitmap(page)).toContainText('1,377 of 4,096 sectors are in this file; the rest read from base.vhd.');
  await expect(kinds(page)).toContainText('Stale 8');
  const inherited = await rowBytes(page);
  const grid = page.getByRole('grid', { name: 'Sectors of block 0' });
  await grid.focus();
  for (let i = 0; i < 7; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(bitmap(page)).toContainText('For 8 selected sectors:');
  await page.keyboard.press('Tab');
  await expect(bitmap(page).getByRole('button', { name: 'Set bits', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(bitmap(page)).toContainText('1,385 of 4,096 sectors are in this file');
  await expect(kinds(page)).not.toContainText('Stale');
  expect(sha256Of(await readFile(file)), 'nothing is written before saving').toBe(sha256Of(before));
  await goTo(page, 'b0.1400');
  await expect.poll(() => rowBytes(page)).not.toBe(inherited);

  await page.keyboard.press('Control+s');
  const sheet = page.getByRole('dialog', { name: 'Review changes' });
  await expect(sheet.getByRole('row', { name: /Block 0 › sector bitmap.*00.*FF/ })).toBeVisible();
  await save(page);
  const after = await readFile(file);
  // Sectors 1,400 to 1,407 are the bits of byte 175.
  expect([...after.keys()].filter((i) => after[i] !== before[i])).toEqual([bitmapAt + 175]);
  expect(after.subarray(bitmapAt, bitmapAt + 512)).toEqual(Buffer.from(bitsOf([0, 1377], [1400, 1408])));
  expect(sha256Of(await readFile(beside)), 'the parent is nobody’s business').toBe(sha256Of(base.bytes));

  expect(await hashOutput('7z', 'x', '-tvhd', '-so', file)).toBe(contentWith([0, 1377], [1400, 1408]));
});

test('clearing bits asks in plain words, can be undone, and is read as zeros by who honours them', async ({ start, folder }) => {
  test.skip(lacks('img_cat', 'qemu-img'));
  const file = await writeDynamicWithBits(folder);
  const { bytes: before, blockAt } = dynamicWithBits();
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await tab(page, 'Map + Hex');
  await edit(page);
  await goTo(page, 'b2');
  await expect(kinds(page)).toContainText('In this file 4,096');
  await command(page, 'Clear sector bits');
  const question = page.getByRole('dialog', { name: 'Clear the bits of 4,096 sectors?' });
  await expect(question).toContainText('4,096 sectors will read as zeros in programs that go by these bits.');
  await question.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('region', { name: /^Changes/ })).toBeHidden();

  await command(page, 'Clear sector bits');
  await question.getByRole('button', { name: 'Clear bits' }).click();
  await expect(kinds(page)).toContainText('Stale 4,096');
  await expect(legend(page, 'No sector set')).toContainText('2 ');
  await page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ }).focus();
  await page.keyboard.press('Control+z');
  await expect(kinds(page)).toContainText('In this file 4,096');
  await expect(legend(page, 'No sector set')).toContainText('1 ');
  await page.keyboard.press('Control+y');
  await expect(kinds(page)).toContainText('Stale 4,096');
  await page.keyboard.press('Control+s');
  await save(page);
  const after = await readFile(file);
  const bits = blockAt.get(2) ?? 0;
  expect([...after.keys()].filter((i) => after[i] !== before[i])).toEqual(Array.from({ length: 512 }, (_, i) => bits + i));

  // libvhdi goes by the bits.
  const content = new Uint8Array(16 * BLOCK);
  for (const block of [0, 6]) content.set(before.subarray((blockAt.get(block) ?? 0) + 512).subarray(0, BLOCK), block * BLOCK);
  content.set(before.subarray((blockAt.get(1) ?? 0) + 512).subarray(0, PARTIAL.set * 512), BLOCK);
  expect(await hashOutput('img_cat', '-i', 'vhd', file)).toBe(sha256Of(content));
  await expect(legend(page, 'No sector set')).toContainText('2 ');
});

test('a state that is picked out in the legend and that no block is in any more stays off when one is in it again', async ({
  start,
  folder,
}) => {
  const { page } = await start(await writeDynamicWithBits(folder));
  await shown(page);
  await tab(page, 'Map + Hex');
  await edit(page);
  await goTo(page, 'b3');
  const picked = legend(page, 'No sector set');
  await picked.click();
  await expect(picked).toHaveAttribute('aria-pressed', 'true');
  await expect(legend(page, 'Partial')).toHaveAttribute('data-dim', 'true');
  await command(page, 'Set sector bits');
  await expect(picked).toBeHidden();
  await expect(legend(page, 'Partial')).not.toHaveAttribute('data-dim');
  await page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ }).focus();
  await page.keyboard.press('Control+z');
  await expect(picked).toHaveAttribute('aria-pressed', 'false');
  await expect(legend(page, 'Partial')).not.toHaveAttribute('data-dim');
});

test('a long look for zeros tells how far it is, marks what it finds, and stops when told to', async ({ start, folder }) => {
  const { page } = await start(await writeDemoDisk(folder));
  await shown(page);
  await tab(page, 'Map');
  await expect(legend(page, 'Partial')).toBeVisible();
  await command(page, 'Scan content for zeros');
  const progress = page.getByRole('progressbar', { name: 'Content scanned' });
  await expect(progress).toHaveText(/^Content \d+ %$/);
  await expect(legend(page, 'All zeros')).toBeVisible();
  const share = (text: string | null): number => Number(/\d+/.exec(text ?? ''));
  await page.getByRole('button', { name: 'Pause scanning content' }).click();
  await expect(progress).toHaveText(/^Content \d+ %, paused$/);
  // What was found before the press may still be on its way.
  await page.waitForTimeout(500);
  const paused = await progress.textContent();
  await page.waitForTimeout(1500);
  expect(await progress.textContent()).toBe(paused);
  const resume = page.getByRole('button', { name: 'Resume scanning content' });
  await resume.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => share(await progress.textContent())).toBeGreaterThan(share(paused));
  await command(page, 'Pause or resume');
  await expect(resume).toBeVisible();
  await page.getByRole('button', { name: 'Stop scanning content' }).click();
  await expect(progress).toBeHidden();
  const found = await legend(page, 'All zeros').textContent();
  await page.waitForTimeout(1000);
  expect(await legend(page, 'All zeros').textContent()).toBe(found);
});
