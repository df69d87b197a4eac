/** Much at once over the disk’s bytes: a fill, a file. Staged, reviewed, saved; judged by qemu-img and cmp. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { lacks, run } from '../support/oracles';
import { createAt, diskSpec, writeAt } from '../support/newDisks';
import { seeded } from '../support/random';
import { edit as byKeysEdit, goTo as byKeysGoTo, save as byKeysSave, test as byKeys } from './keys';
import { agree, openAs } from './newDisks';
import { expect, test, type Platter } from './platter';
import { command, edit, shown, tab, toast } from './window';

const MIB = 1024 * 1024;

async function makeDisk(folder: string): Promise<string> {
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec({ sizeBytes: 16 * MIB }));
  await writeAt(file, { lba: 0, bytes: seeded(3).bytes(64 * 512) });
  return file;
}

async function editing(start: (file: string) => Promise<Platter>, folder: string): Promise<Platter & { readonly file: string }> {
  const file = await makeDisk(folder);
  const platter = await start(file);
  await agree(platter.app);
  await shown(platter.page);
  await tab(platter.page, 'Hex');
  await edit(platter.page);
  return { ...platter, file };
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog', { name: 'Review changes' }).getByRole('button', { name: 'Save…' }).click();
  await expect(toast(page, /Saved .* Verified\./)).toBeVisible();
}

function rawOf(folder: string, file: string): Buffer {
  const raw = path.join(folder, 'raw.img');
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', file, raw);
  return readFileSync(raw);
}

test('a file goes into the disk from an LBA on, brings its block along, and undo takes all of it back', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const { app, page, file } = await editing(start, folder);
  const before = rawOf(folder, file);
  const content = path.join(folder, 'boot.bin');
  writeFileSync(content, seeded(5).bytes(3000));
  await openAs(app, content);
  await command(page, 'write a file');
  const sheet = page.getByRole('dialog', { name: 'Write a file into the disk' });
  await sheet.getByRole('textbox', { name: 'At LBA' }).fill('32767');
  await expect(sheet.getByText('2,488 bytes would lie beyond the end of the disk.')).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Add to changes' })).toBeDisabled();
  await sheet.getByRole('textbox', { name: 'At LBA' }).fill('8192');
  await expect(sheet.getByText(/Writes 3,000 bytes at LBA 8,192–8,197\. 1 block is not in this file yet/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  expect(rawOf(folder, file).equals(before)).toBe(true);
  await save(page);
  const expected = Buffer.from(before);
  expected.set(readFileSync(content), 8192 * 512);
  expect(rawOf(folder, file).equals(expected)).toBe(true);
});

test('the review opens a change to all of its bytes, part by part where they are very many', async ({ start, folder }) => {
  const { app, page } = await editing(start, folder);
  const content = path.join(folder, 'content.bin');
  const bytes = seeded(6).bytes(200_000);
  writeFileSync(content, bytes);
  await openAs(app, content);
  await command(page, 'write a file');
  const sheet = page.getByRole('dialog', { name: 'Write a file into the disk' });
  await sheet.getByRole('textbox', { name: 'At LBA' }).fill('1000');
  await expect(sheet.getByRole('button', { name: 'Add to changes' })).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('Control+s');
  const review = page.getByRole('dialog', { name: 'Review changes' });
  // A byte of the file that is zero changes nothing, so the row may end a little earlier.
  await review.getByRole('button', { name: /^All 199,99\d bytes|^All 200,000 bytes/ }).click();
  const whole = review.getByRole('group', { name: 'All bytes of LBA 1,000' });
  await expect(review.getByText(/^Bytes 0 – 65,535 of (199,99\d|200,000)$/)).toBeVisible();
  // Lines are whole, with their text, in every window; only the table scrolls.
  for (const size of [
    { width: 1280, height: 800 },
    { width: 900, height: 700 },
  ]) {
    await app.evaluate(({ BrowserWindow }, to) => BrowserWindow.getAllWindows()[0]?.setContentSize(to.width, to.height), size);
    await expect.poll(() => page.evaluate(() => innerWidth)).toBe(size.width);
    expect(
      await whole.evaluate((element) => {
        const lines = Array.from(element.querySelectorAll('pre'));
        const table = element.closest('[role="region"]');
        const scrolls = (one: Element | null): boolean => one !== null && /auto|scroll/.test(getComputedStyle(one).overflowY);
        const right = table?.getBoundingClientRect().right ?? 0;
        const widths = lines.slice(0, 4).map((line) => line.scrollWidth - line.clientWidth);
        return { cut: widths, isInside: element.getBoundingClientRect().right <= right, inner: [element, ...lines].filter(scrolls).length };
      }),
    ).toEqual({ cut: [0, 0, 0, 0], isInside: true, inner: 0 });
  }
  await review.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(review.getByText(/^Bytes 65,536 – 131,071 of /)).toBeVisible();
  const line = (at: number): string =>
    Buffer.from(bytes.subarray(at, at + 16))
      .toString('hex')
      .toUpperCase()
      .replace(/..(?=.)/g, '$& ');
  await expect(whole).toContainText(line(65_536));
  await review.getByRole('button', { name: 'Last', exact: true }).click();
  await expect(whole).toContainText(line(199_984 - 16));
  await expect(review.getByRole('button', { name: 'Next', exact: true })).toBeDisabled();
});

byKeys('a fill repeats its pattern over the selection, by keyboard alone; a pattern that is none says so', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const file = await makeDisk(folder);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  const before = rawOf(folder, file);
  await byKeysEdit(page);
  await byKeysGoTo(page, '4');
  await page.keyboard.press('Control+Shift+2');
  await page.keyboard.press('Control+Shift+f');
  const sheet = page.getByRole('dialog', { name: 'Fill' });
  await expect(sheet.getByText('Fill 512 bytes')).toBeVisible();
  await page.keyboard.type('DE AD B');
  await expect(sheet.getByText('Pairs of hex digits, such as DE AD BE EF.')).toBeVisible();
  await expect(sheet.getByRole('button', { name: 'Fill', exact: true })).toBeDisabled();
  await page.keyboard.type('E');
  await expect(sheet.getByRole('button', { name: 'Fill', exact: true })).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await byKeysSave(page, /^1 change, \d+ bytes in \d+ places?\. The file’s length stays the same\.$/);
  const expected = Buffer.from(before);
  expected.set(Buffer.alloc(512, Buffer.from('DEADBE', 'hex')), 4 * 512);
  expect(rawOf(folder, file).equals(expected)).toBe(true);
});
