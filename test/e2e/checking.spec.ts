/** A check of everything that takes its time: what it finds is listed while it goes on, and stays when it is cancelled. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { baseImage, FOOTER_AT } from '../support/fixtures';
import { footerBytes, headerBytes } from '../support/imageBuilder';
import { killPage, press, textOf } from './dying';
import { expect, test } from './platter';
import { problemCodes, shown } from './window';

const BLOCK = 2 * 1024 * 1024;
const BLOCKS = 16_384;
/** The check reads so much at once, unless all of it is a hole of the file. */
const PIECE = 256 * 1024;

/** 32 GiB of zeros but for a sector of data in the first block; no bit of any bitmap is set. In every piece a byte is written, so that it is read. */
function writeLong(file: string): void {
  const table = Buffer.alloc(BLOCKS * 4);
  const first = (1536 + table.length) / 512;
  for (let block = 0; block < BLOCKS; block++) table.writeUInt32BE(first + block * 4097, block * 4);
  const footer = footerBytes({ type: 3, size: BLOCKS * BLOCK });
  const end = (first + BLOCKS * 4097) * 512;
  const disk = openSync(file, 'w');
  const put = (bytes: Uint8Array, at: number): void => void writeSync(disk, bytes, 0, bytes.length, at);
  put(footer, 0);
  put(headerBytes({ entries: BLOCKS, blockBytes: BLOCK }), 512);
  put(table, 1536);
  const zero = Uint8Array.of(0);
  for (let block = 0; block < BLOCKS; block++) {
    const data = (first + block * 4097 + 1) * 512;
    for (let at = 0; at < BLOCK; at += PIECE) put(zero, data + at + PIECE / 2);
  }
  put(Buffer.alloc(512, 0x5a), (first + 1) * 512);
  put(footer, end);
  closeSync(disk);
}

test('a check of everything lists what it finds as it goes on, and what it has found stays when it is cancelled', async ({
  start,
  folder,
}) => {
  const file = path.join(folder, 'long.vhd');
  writeLong(file);
  const { page } = await start(file);
  await shown(page);
  expect(await page.getByRole('listbox', { name: 'Findings' }).count()).toBe(0);
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('button', { name: 'Check everything…' }).click();
  await expect(page.getByRole('option', { name: /B15/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /B08/ })).toBeVisible();
  await expect(page.getByText(/^\d+ % of 32 GiB$/)).toBeVisible();
  await expect(page.getByRole('list', { name: 'Repairs' }).getByRole('button', { name: /^Set the bits: / })).toBeVisible();
  await page.getByRole('button', { name: 'Cancel check' }).click();
  await expect(page.getByRole('button', { name: 'Check everything…' })).toBeVisible();
  await expect(page.getByText('The check was cancelled. What it had found by then stays listed')).toBeVisible();
  expect(await problemCodes(page)).toEqual(['B15', 'B08']);
});

test('a check of everything goes on when the page fails: the next page shows it, and can cancel it', async ({ start, folder }) => {
  const file = path.join(folder, 'long.vhd');
  writeLong(file);
  const platter = await start(file);
  const { page } = platter;
  await shown(page);
  await page.keyboard.press('Control+Shift+M');
  await page.getByRole('button', { name: 'Check everything…' }).click();
  await expect(page.getByText(/^\d+ % of 32 GiB$/)).toBeVisible();
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toMatch(/\d+ % of 32 GiB/);
  await press(platter, 'Cancel check');
  await expect.poll(() => textOf(platter)).toContain('Check everything…');
  expect(await textOf(platter), 'what it had found').toContain('B15');
});

test('a file that was cut short is counted as one error everywhere, and is repaired from there by what follows from it', async ({
  start,
  folder,
}) => {
  const file = path.join(folder, 'cut.vhd');
  await writeFile(file, baseImage().subarray(0, FOOTER_AT - 1_048_576));
  const { page } = await start(file);
  await shown(page);
  await expect(page.getByRole('banner').getByRole('button', { name: '1 error and 2 consequences' })).toBeVisible();
  await page.keyboard.press('F8');
  const cause = page.getByRole('article', { name: /^The file was cut short/ });
  await expect(cause.getByRole('button', { name: /^The last block is cut short: Make up what was cut off with zeros/ })).toBeVisible();
  await expect(page.getByRole('group', { name: 'Problems to list' }).getByRole('button', { name: 'Errors 1 + 2' })).toBeVisible();
  await page.keyboard.press('Control+.');
  const sheet = page.getByRole('dialog', { name: /^Repair/ });
  await sheet.getByRole('checkbox', { name: /^Make up what was cut off with zeros/ }).check();
  await expect(sheet.getByText('After this repair: 1 error and 2 consequences → no problems')).toBeVisible();
  await expect(sheet.getByText(/bytes? of the file change/)).toHaveCount(0);
});
