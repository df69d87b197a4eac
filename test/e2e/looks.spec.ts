/** What the eye must be able to tell: every name readable, the focus on one thing, nothing cut in half. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { baseImage, TABLE_AT } from '../support/fixtures';
import { writeFivePartitions, writeTwentyPartitions } from './disks';
import { openAs } from './newDisks';
import { expect, test } from './platter';
import { writeDamagedDisk } from './screens';
import { goTo, shown, tab } from './window';

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

const boxes = async (items: Locator): Promise<readonly Box[]> =>
  items.evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { x, y, width, height };
    }),
  );

const overlaps = (a: Box, b: Box): boolean => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const anyOverlap = (all: readonly Box[]): boolean => all.some((a, i) => all.slice(i + 1).some((b) => overlaps(a, b)));

const colours = (marks: Locator): Promise<readonly string[]> =>
  marks.evaluateAll((elements) => elements.map((element) => getComputedStyle(element).backgroundColor));

test('every partition on the overview has its name in sight and its own piece of the bar, however narrow', async ({ start, folder }) => {
  const { page, resize } = await start(await writeFivePartitions(folder));
  await shown(page);
  for (const width of [1920, 1280, 900]) {
    await resize(width, 800);
    const names = page.getByRole('list', { name: 'Partitions, GPT' }).getByRole('listitem');
    await expect(names).toHaveText([
      '1 · EFI system partition2 MiB',
      '2 · Microsoft reserved1 MiB',
      '3 · Windows · Basic data356 MiB',
      '4 · A very long name of a partition · Linux30 MiB',
      '5 · Recovery · Basic data2 MiB',
    ]);
    const parts = page.locator('[data-pane="overview"] button[aria-hidden="true"], [data-pane="overview"] [aria-hidden="true"] > button');
    const [texts, bars] = [await boxes(names), await boxes(parts)];
    expect(bars).toHaveLength(5);
    expect([anyOverlap(texts), anyOverlap(bars)]).toEqual([false, false]);
    expect(Math.min(...bars.map((bar) => bar.width))).toBeGreaterThanOrEqual(4);
    expect(await colours(parts)).toEqual(await colours(names.locator('i')));
  }
  await resize(1280, 800);
  const inNavigator = page.getByRole('region', { name: 'Partitions · GPT' }).locator('i');
  // The navigator comes back once the window is wide enough again.
  await expect(inNavigator).toHaveCount(5);
  expect(await colours(inNavigator)).toEqual(await colours(page.getByRole('list', { name: 'Partitions, GPT' }).locator('i')));
});

/** The boxes of all elements with a focus ring. */
const ringed = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => {
        const [own, after] = [getComputedStyle(element), getComputedStyle(element, '::after')];
        return (
          own.outlineStyle === 'solid' || (after.content !== 'none' && after.borderTopStyle === 'solid' && after.position === 'absolute')
        );
      })
      .map((element) => `${element.localName} ${element.getAttribute('role') ?? ''}`),
  );

test('opened by keyboard, a disk has the focus on one thing of it: its sentence, a cell, a row, never around all of the centre', async ({
  start,
  folder,
}) => {
  const file = await writeFivePartitions(folder);
  const { app, page } = await start();
  await openAs(app, file);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+o');
  await shown(page);
  await expect(page.getByRole('region', { name: 'Overview' })).toBeFocused();
  expect(await ringed(page)).toEqual(['p ']);
  // Nothing sticks out of the panes' frame, so that moving the focus never scrolls it.
  const frame = page.getByRole('separator', { name: 'Width of the navigator' }).locator('..');
  expect(await frame.evaluate(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)).toBe(0);
  // Its keys scroll it, as before.
  await page.keyboard.press('End');
  await expect.poll(() => page.getByRole('region', { name: 'Overview' }).evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0);

  await page.keyboard.press('Control+3');
  const map = page.getByRole('grid', { name: 'Blocks of the disk' });
  await expect(map).toBeFocused();
  await page.keyboard.press('ArrowRight');
  expect(await ringed(page)).toEqual([]);

  await page.keyboard.press('t');
  await expect(page.getByRole('grid', { name: 'Runs of blocks' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  expect(await ringed(page)).toEqual(['tr ']);
});

test('at 1280 × 800 what the inspector says of the sector stands whole above the values', async ({ start, folder }) => {
  const { page, resize } = await start(await writeFivePartitions(folder));
  await shown(page);
  await resize(1280, 800);
  await tab(page, 'Map + Hex');
  await goTo(page, '2');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  // The sentence below the sector’s number: the last of what is said.
  const [readout] = await boxes(inspector.locator('p', { hasText: 'Sector 2 · LBA 2' }).locator('span'));
  const [values] = await boxes(inspector.getByRole('group', { name: 'Values at the cursor' }));
  expect(readout === undefined || values === undefined ? null : readout.y + readout.height <= values.y).toBe(true);
  // The panel of values shows each of its rows whole, and at a press those that are folded away.
  const panel = inspector.getByRole('group', { name: 'Values at the cursor' });
  const isWhole = (): Promise<boolean> => panel.evaluate(({ scrollHeight, clientHeight }) => scrollHeight <= clientHeight);
  expect(await isWhole()).toBe(true);
  await expect(panel.getByRole('row', { name: /^UUID/ })).toBeHidden();
  await panel.getByRole('button', { name: 'All' }).click();
  await expect(panel.getByRole('row', { name: /^UUID/ })).toBeVisible();
  expect(await isWhole()).toBe(true);
  // More numbers are shown as soon as they have room.
  await panel.getByRole('button', { name: 'Fewer' }).click();
  const more = panel.getByRole('row', { name: /^(i8|i64|float32|float64)/ });
  await expect(more).toHaveCount(0);
  await resize(1280, 900);
  await expect(more).toHaveCount(4, { timeout: 5000 });
  expect(await isWhole()).toBe(true);
});

test('after F8 the focus is on the bytes and no ring stays on the tab that was clicked', async ({ start, folder }) => {
  const { page } = await start(await writeDamagedDisk(folder));
  await shown(page);
  await tab(page, 'Overview');
  await page.keyboard.press('F8');
  await expect(page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ })).toBeFocused();
  await expect(page.getByRole('tab', { name: 'Map + Hex' })).toHaveAttribute('aria-selected', 'true');
  expect((await ringed(page)).filter((one) => one.includes('tab'))).toEqual([]);
});

test('narrow partitions have their numbers beside the map, too', async ({ start, folder }) => {
  const { page, resize } = await start(await writeFivePartitions(folder));
  await shown(page);
  await tab(page, 'Map');
  for (const [width, height] of [
    [1920, 1080],
    [1280, 800],
    [900, 700],
  ] as const) {
    await resize(width, height);
    const bars = page.locator('[aria-hidden="true"] > i[title*=" · "]');
    await expect(bars).toHaveText(['1', '2', '3', '4', '5']);
    expect(anyOverlap(await boxes(bars))).toBe(false);
  }
});

test('above the map, partitions that have no room for their names are counted, and shown when asked for', async ({ start, folder }) => {
  const { page, resize } = await start(await writeTwentyPartitions(folder));
  await shown(page);
  await tab(page, 'Map');
  const names = page.getByRole('list', { name: 'Partitions on the map' });
  const more = page.getByRole('button', { name: /^\+\d+$/ });
  for (const width of [900, 1280, 1920]) {
    await resize(width, 800);
    await expect(more).toBeVisible();
    const list = (await boxes(names))[0];
    const inSight = async (): Promise<number> =>
      (await boxes(names.getByRole('listitem'))).filter(({ y, height }) => y + height <= (list?.y ?? 0) + (list?.height ?? 0) + 1).length;
    await expect
      .poll(async () => `${await inSight()} and ${await more.textContent()}`)
      .toBe(`${await inSight()} and +${20 - (await inSight())}`);
    expect(await inSight()).toBeGreaterThan(2);
  }
  const last = names.getByRole('button', { name: /^20 · / });
  await expect(last).not.toBeInViewport();
  await more.click();
  await expect(last).toBeInViewport();
  await page.getByRole('button', { name: 'Fewer' }).click();
  await expect(last).not.toBeInViewport();
  await more.click();
  await last.click();
  await expect(page.getByText(/^LBA 3,/).first()).toBeVisible();
});

test('in the sheet that rebuilds a table, what is said of a block stands level with the box that has its number', async ({
  start,
  folder,
}) => {
  const bytes = baseImage();
  bytes.fill(0, TABLE_AT, TABLE_AT + 16);
  const file = path.join(folder, 'lost.vhd');
  await writeFile(file, bytes);
  const { page } = await start(file);
  await shown(page);
  await page
    .getByRole('button', { name: /^Rebuild/ })
    .first()
    .click();
  const row = page.getByRole('region', { name: 'Where the blocks go' }).getByRole('row').nth(1);
  await expect(row.getByRole('textbox')).toBeVisible();
  const middles = await row.locator('input, th, td:nth-child(3), td:nth-child(4)').evaluateAll((cells) =>
    cells.map((cell) => {
      const range = document.createRange();
      range.selectNodeContents(cell);
      const { top, bottom } = cell.localName === 'input' ? cell.getBoundingClientRect() : range.getBoundingClientRect();
      return (top + bottom) / 2;
    }),
  );
  expect(middles).toHaveLength(4);
  expect(Math.max(...middles) - Math.min(...middles)).toBeLessThan(2);
});
