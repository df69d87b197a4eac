/** Find: hits are those that grep finds in what QEMU reads; they are shown with the keyboard alone, and kept while editing. */
import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { childImage } from '../support/fixtures';
import { createAt, diskSpec, writeAt } from '../support/newDisks';
import { lacks, qemuConvert } from '../support/oracles';
import { noise, writePartitioned } from './disks';
import { writeLarge } from './jobs';
import { bytes, edit, enter, expect, goTo, tabTo, test } from './keys';
import { shown } from './window';

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Find' });
const what = (page: Page): Locator => panel(page).getByRole('textbox', { name: 'Find what' });
const list = (page: Page): Locator => panel(page).getByRole('grid', { name: 'Hits' });
const hits = (page: Page): Locator => list(page).locator('tbody tr[aria-rowindex]');
const cursorAt = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Status' });

/** Opens Find and types. */
async function find(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+f');
  await expect(what(page)).toBeFocused();
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

async function pick(page: Page, label: string, option: string): Promise<void> {
  const select = panel(page).getByRole('combobox', { name: label, exact: true });
  await tabTo(page, select);
  await page.keyboard.type(option);
  await expect(select.locator('option:checked')).toContainText(option);
}

/** Where GNU grep finds the pattern. */
const grepped = (file: string, pattern: string): number[] =>
  execFileSync('grep', ['-obUaP', pattern, file], { encoding: 'latin1', env: { ...process.env, LC_ALL: 'C' }, maxBuffer: 1 << 28 })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number.parseInt(line, 10));

test('text over the edges of blocks and holes is found where grep finds it, and gone through with F3', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec());
  const needle = Buffer.from('Needle');
  // In the first block, over the edge of the first two, and at the end of the third, behind which is a hole.
  const edge = Buffer.alloc(1024);
  needle.copy(edge, 512 - 3);
  const last = Buffer.alloc(512);
  needle.copy(last, 512 - needle.length);
  await writeAt(
    file,
    { lba: 5, bytes: Buffer.concat([needle, Buffer.alloc(512 - needle.length)]) },
    { lba: 4095, bytes: edge },
    { lba: 3 * 4096 - 1, bytes: last },
  );
  const raw = path.join(folder, 'raw.img');
  qemuConvert(file, raw);
  const expected = grepped(raw, '(?i)needle');
  expect(expected).toHaveLength(3);

  const { page } = await start(file);
  await shown(page);
  await find(page, 'needle');
  await expect(panel(page).getByRole('status').first()).toContainText('3 hits');
  await expect(hits(page)).toHaveCount(3);
  for (const at of expected) {
    await page.keyboard.press('F3');
    await expect(list(page).locator('tr[aria-selected="true"]')).toContainText(`0x${at.toString(16).toUpperCase()}`);
    await expect(cursorAt(page)).toContainText(`LBA ${Math.floor(at / 512).toLocaleString('en-US')}`);
  }
  await page.keyboard.press('F3');
  await expect(list(page).locator('tr[aria-selected="true"]'), 'from the last to the first').toHaveAttribute('aria-rowindex', '2');
  await page.keyboard.press('Shift+F3');
  await expect(list(page).locator('tr[aria-selected="true"]')).toHaveAttribute('aria-rowindex', '4');
  await enter(page, panel(page).getByRole('button', { name: 'Clear' }), { key: 'Shift+Tab' });
  await expect(list(page)).toBeHidden();
  await expect(what(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel(page)).toBeHidden();
  await expect(bytes(page)).toBeFocused();
});

test('a pattern that cannot be is said while it is typed; structures are found and named; a hit that is typed over is struck through', async ({
  start,
  folder,
}) => {
  const { page } = await start(await writePartitioned(folder));
  await shown(page);
  await page.keyboard.press('Control+f');
  await expect(what(page)).toBeFocused();
  await pick(page, 'Kind', 'Hex');
  await tabTo(page, what(page), { key: 'Shift+Tab' });
  await page.keyboard.type('55A');
  await expect(panel(page).getByText('The pattern is not hex.')).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Find all' })).toBeDisabled();
  await page.keyboard.type('A');
  await expect(panel(page).getByText('The pattern is not hex.')).toHaveCount(0);
  await pick(page, 'Kind', 'Structure');
  await enter(page, panel(page).getByRole('button', { name: 'Find all' }));
  await expect(hits(page).first()).toContainText('Boot sector or MBR');
  await tabTo(page, list(page));
  await page.keyboard.press('ArrowDown');
  await expect(hits(page).first()).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Enter');
  await expect(bytes(page)).toBeFocused();
  await edit(page);
  await goTo(page, '0x1FE');
  await page.keyboard.type('00');
  await expect(hits(page).first()).toHaveAttribute('title', 'These bytes were changed since they were found.');
  // Searched again, with the change over the file, it is not there.
  await page.keyboard.press('Control+f');
  await enter(page, panel(page).getByRole('button', { name: 'Find all' }));
  await expect(panel(page).getByText('Unsaved changes were not searched.')).toHaveCount(0);
  await expect(list(page).getByText('Boot sector or MBR')).toHaveCount(0);
});

test('the list is sorted and filtered with the keyboard, and F3 goes through what is listed', async ({ start, folder }) => {
  const { page } = await start(await writePartitioned(folder));
  await shown(page);
  await find(page, '5');
  await pick(page, 'Kind', 'Hex');
  await tabTo(page, what(page), { key: 'Shift+Tab' });
  // What the test wrote in the partition, and once in front of it: the type of the entry in the partition table.
  await page.keyboard.press('Control+a');
  await page.keyboard.type('07');
  await page.keyboard.press('Enter');
  const inNoise = [...noise].filter((byte) => byte === 7).length;
  await expect(panel(page).getByRole('status').first()).toContainText(`${inNoise + 1} hits`);
  await expect(hits(page).first()).toContainText('0x1C2');
  await tabTo(page, panel(page).getByRole('textbox', { name: 'Filter hits' }));
  await page.keyboard.type('Partition 1');
  await expect(panel(page).getByText(`${inNoise} of ${inNoise + 1} listed`)).toBeVisible();
  const first = (2048 * 512 + noise.indexOf(7)).toString(16).toUpperCase();
  const last = (2048 * 512 + noise.lastIndexOf(7)).toString(16).toUpperCase();
  await expect(hits(page).first()).toContainText(`0x${first}`);
  await enter(page, panel(page).getByRole('button', { name: 'Disk offset' }));
  await expect(panel(page).getByRole('columnheader', { name: 'Disk offset' })).toHaveAttribute('aria-sort', 'descending');
  await expect(hits(page).first()).toContainText(`0x${last}`);
  await page.keyboard.press('F3');
  await expect(list(page).locator('tr[aria-selected="true"]')).toContainText(`0x${first}`);
});

test('a search is stopped at once, and what was found stays', async ({ start, folder }) => {
  const { page } = await start(await writeLarge(folder, 8192));
  await shown(page);
  await find(page, 'not there at all');
  await expect(panel(page).getByRole('status').first()).toContainText(/so far · \d+ %/);
  await enter(page, panel(page).getByRole('button', { name: 'Stop' }));
  await expect(panel(page).getByRole('status').first()).toContainText(/^Stopped at \d+ % · Nothing found/);
});

test('the file’s own bytes and a child without its parent are searched, and what was not searched is said', async ({ start, folder }) => {
  const file = path.join(folder, 'child.vhd');
  await writeFile(file, childImage().bytes);
  const { page } = await start(file);
  await shown(page);
  await find(page, 'conectix');
  await expect(panel(page).getByText('What a missing parent holds was not searched.')).toBeVisible();
  await pick(page, 'Where', 'Bytes of the file');
  await enter(page, panel(page).getByRole('button', { name: 'Find all' }));
  await expect(panel(page).getByRole('status').first()).toContainText('2 hits');
  await expect(hits(page).first()).toContainText('0x0');
  await expect(hits(page).first()).toContainText('Footer copy');
});

test('a window that becomes narrower or wider leaves the cursor in the box of Find', async ({ start, folder }) => {
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec());
  const { page, resize } = await start(file);
  await shown(page);
  await page.keyboard.press('Control+f');
  await page.keyboard.type('Nedle');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  for (const width of [900, 1280, 1920]) {
    await resize(width, 900);
    await expect(page.getByRole('navigation', { name: 'Side panes' })).toHaveCount(width < 1000 ? 1 : 0);
    await expect(what(page)).toBeFocused();
  }
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.type('e');
  await expect(what(page)).toHaveValue('Needle');
});

test('keys that an input method takes while it composes are not the panel’s', async ({ start, folder }) => {
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec());
  const { page } = await start(file);
  await page.keyboard.press('Control+f');
  await expect(what(page)).toBeFocused();
  const press = (isComposing: boolean): Promise<void> =>
    what(page).evaluate((box, composing) => {
      box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', isComposing: composing, bubbles: true, cancelable: true }));
    }, isComposing);
  await press(true);
  await page.keyboard.type('a');
  await expect(what(page)).toHaveValue('a');
  await press(false);
  await expect(panel(page)).toHaveCount(0);
});
