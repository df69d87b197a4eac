/** A check of everything that takes its time: what it finds is listed while it goes on, and stays when it is cancelled. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import { footerBytes, headerBytes } from '../support/imageBuilder';
import { expect, test } from './platter';
import { problemCodes, shown } from './window';

const BLOCK = 2 * 1024 * 1024;
const BLOCKS = 16_384;

/** 32 GiB in blocks, all of them holes but for a sector of data in the first; no bit of any bitmap is set. */
async function writeLong(file: string): Promise<void> {
  const table = Buffer.alloc(BLOCKS * 4);
  const first = (1536 + table.length) / 512;
  for (let block = 0; block < BLOCKS; block++) table.writeUInt32BE(first + block * 4097, block * 4);
  const footer = footerBytes({ type: 3, size: BLOCKS * BLOCK });
  const end = (first + BLOCKS * 4097) * 512;
  const disk = await open(file, 'w');
  try {
    await disk.write(footer, 0, 512, 0);
    await disk.write(headerBytes({ entries: BLOCKS, blockBytes: BLOCK }), 0, 1024, 512);
    await disk.write(table, 0, table.length, 1536);
    await disk.write(Buffer.alloc(512, 0x5a), 0, 512, (first + 1) * 512);
    await disk.write(footer, 0, 512, end);
  } finally {
    await disk.close();
  }
}

test('a check of everything lists what it finds as it goes on, and what it has found stays when it is cancelled', async ({
  start,
  folder,
}) => {
  const file = path.join(folder, 'long.vhd');
  await writeLong(file);
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
