/** Replace: what is saved is what GNU sed makes of what QEMU reads. */
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { createAt, diskSpec, writeAt } from '../support/newDisks';
import { lacks, qemuConvert } from '../support/oracles';
import { answerWith } from './dialogs';
import { expect, test } from './platter';
import { edit, shown, toast } from './window';

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Find' });
const hits = (page: Page): Locator => panel(page).getByRole('grid', { name: 'Hits' }).locator('tbody tr[aria-rowindex]');

test('hits are replaced one by one or all at once, are seen beforehand, and undone in one step', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const file = path.join(folder, 'disk.vhd');
  await createAt(file, diskSpec());
  const needle = Buffer.from('Needle');
  // At the start of a sector, and over the edge of the first two blocks.
  const edge = Buffer.alloc(1024);
  needle.copy(edge, 512 - 3);
  await writeAt(file, { lba: 5, bytes: Buffer.concat([needle, Buffer.alloc(100), needle, Buffer.alloc(400)]) }, { lba: 4095, bytes: edge });
  const raw = path.join(folder, 'raw.img');
  qemuConvert(file, raw);
  const wanted = path.join(folder, 'wanted.img');
  execFileSync('sh', ['-c', 'LC_ALL=C sed "s/Needle/Thread/g" "$0" > "$1"', raw, wanted]);

  const platter = await start(file);
  const { page } = platter;
  await shown(page);
  await page.keyboard.press('Control+h');
  await expect(panel(page), 'without edit mode nothing is replaced').toBeHidden();
  await edit(page);
  await page.keyboard.press('Control+h');
  await page.keyboard.type('needle');
  await page.keyboard.press('Enter');
  await expect(hits(page)).toHaveCount(3);
  const put = panel(page).getByRole('textbox', { name: 'Replace with' });
  await put.fill('Threads');
  await expect(panel(page).getByText('7 bytes, where the hit has 6: only as many can take its place.')).toBeVisible();
  await expect(panel(page).getByRole('button', { name: 'Replace all 3…' })).toBeDisabled();
  await put.fill('Thread');
  for (const row of await hits(page).all()) await expect(row).toContainText('Needle→ Thread');

  await page.keyboard.press('F3');
  await put.press('Enter');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await expect(hits(page).first()).toHaveAttribute('title', 'These bytes were changed since they were found.');
  await panel(page).getByRole('button', { name: 'Replace all 3…' }).click();
  const question = page.getByRole('dialog', { name: 'Replace 3 hits?' });
  await question.getByRole('button', { name: 'Replace all' }).click();
  await expect(page.getByText('2 hits replaced. 1 stays as it is')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Review 2 changes' })).toBeVisible();
  await page.getByRole('grid', { name: 'Bytes of the virtual disk' }).focus();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await page.keyboard.press('Control+y');
  await expect(page.getByRole('button', { name: 'Review 2 changes' })).toBeVisible();

  await answerWith(platter, 0);
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('button', { name: /^Save/ }).click();
  await expect(toast(page, /Saved .* Verified\./)).toBeVisible();
  qemuConvert(file, raw);
  expect(Buffer.compare(await readFile(raw), await readFile(wanted))).toBe(0);
});
