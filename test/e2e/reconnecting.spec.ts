/** A parent that was located is written into the child, so that it is found without being told. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { baseImage, childImage, CHILD_ID, GEOMETRY } from '../support/fixtures';
import { openedChain } from '../support/openedChain';
import { agree, openAs } from './newDisks';
import { expect, test } from './platter';
import { shown, toast } from './window';

test('a located parent is only known to the window, until “Reconnect parent…” has written it', async ({ start, folder }) => {
  await mkdir(path.join(folder, 'elsewhere'));
  const [parent, child] = [path.join(folder, 'elsewhere/p.vhd'), path.join(folder, 'c.vhd')];
  await writeFile(parent, baseImage());
  await writeFile(child, childImage().bytes);
  const { app, page } = await start(child);
  await shown(page);
  await agree(app);
  await openAs(app, parent);
  await page.keyboard.press('Control+1');
  await page.getByRole('button', { name: 'Locate…' }).click();
  await expect(page.getByText(/The file does not lead there yet/)).toBeVisible();
  await page.getByRole('button', { name: 'Reconnect parent…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Reconnect parent' });
  await expect(sheet.getByRole('region', { name: 'Bytes before and after' })).toBeVisible();
  await expect(sheet.getByText(/Reconnect the parent: write its ID/).first()).toBeVisible();
  const named = sheet.getByRole('region', { name: 'Parent', exact: true });
  await expect(named).toContainText(/p\.vhd 8 MiB · file .*ID matches.*name matches.*size matches/);
  await expect(named.getByText(/elsewhere\/p\.vhd$/)).toHaveAttribute('title', parent);
  // Every change opens to all its bytes: the path, as UTF-16.
  const closed = sheet.getByRole('button', { name: /^All [\d,]+ bytes$/ });
  while ((await closed.count()) > 0) await closed.first().click();
  await expect(sheet.getByRole('group', { name: /^All bytes of/ }).filter({ hasText: 'e.l.s.e.w.h.' })).toHaveCount(1);
  await sheet.getByRole('button', { name: /^(Repair…|Repair now…|Save…|Write…|Repair this file…)/ }).click();
  await expect(toast(page, /Saved|repaired|Repaired|Verified/)).toBeVisible();
  const bytes = await readFile(child);
  expect(bytes.includes(Buffer.from('.\\elsewhere\\p.vhd', 'utf16le'))).toBe(true);
  await expect(page.getByRole('button', { name: 'Reconnect parent…' })).toBeHidden();
  // Opened by somebody who was not told where the parent is.
  expect((await openedChain(child)).kinds).toEqual(['differencing', 'dynamic']);
});

test('a missing parent is looked for where disks were opened lately: what speaks for each file, and the way to reconnect', async ({
  start,
  folder,
}) => {
  for (const name of ['vm', 'old']) await mkdir(path.join(folder, name));
  const [parent, child] = [path.join(folder, 'old/p.vhd'), path.join(folder, 'vm/c.vhd')];
  await writeFile(parent, baseImage());
  await writeFile(child, childImage().bytes);
  const { app, page } = await start(parent);
  await shown(page);
  await openAs(app, child);
  await page.keyboard.press('Control+o');
  await expect(page.getByText('c.vhd', { exact: true }).first()).toBeVisible();
  await agree(app);
  await page.keyboard.press('Control+1');
  await page.getByRole('button', { name: 'Look for it' }).click();
  const found = page.getByRole('region', { name: 'Possible parents' });
  await expect(found).toContainText('Looked beside this disk and in 1 other folder where disks were opened lately.');
  await expect(found).toContainText(/p\.vhd 8 MiB · file/);
  await expect(found).toContainText(/p\.vhd.*ID matches.*size matches/);
  await page
    .getByRole('button', { name: 'Locators' })
    .or(page.getByRole('tab', { name: 'Locators' }))
    .or(page.getByRole('radio', { name: 'Locators' }))
    .first()
    .click();
  await expect(page.getByText('There is no such file in this disk’s folder').first()).toBeVisible();

  await found.getByRole('button', { name: 'Reconnect…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Reconnect parent' });
  await sheet.getByRole('button', { name: /^(Repair…|Repair now…|Save…|Write…|Repair this file…)/ }).click();
  await expect(toast(page, /Saved|repaired|Repaired|Verified/)).toBeVisible();
  expect((await readFile(child)).includes(Buffer.from('..\\old\\p.vhd', 'utf16le'))).toBe(true);
  await expect(page.getByText('Leads to p.vhd, the parent that is used').first()).toBeVisible();
});

test('a file that is to become the parent changes nothing until that is decided: Cancel leaves all as it was', async ({
  start,
  folder,
}) => {
  await mkdir(path.join(folder, 'elsewhere'));
  const [parent, child] = [path.join(folder, 'elsewhere/p.vhd'), path.join(folder, 'c.vhd')];
  await writeFile(parent, baseImage());
  await writeFile(child, childImage().bytes);
  const before = await readFile(child);
  const { app, page } = await start(child);
  await shown(page);
  await agree(app);
  await openAs(app, parent);
  await page.keyboard.press('Control+1');
  const missing = page.getByText('not found', { exact: true });
  await expect(missing).toBeVisible();
  await page.getByRole('button', { name: 'Reconnect parent…' }).first().click();
  const sheet = page.getByRole('dialog', { name: 'Reconnect parent' });
  await expect(sheet.getByRole('region', { name: 'Bytes before and after' })).toBeVisible();
  await expect(sheet.getByRole('region', { name: 'After this repair' })).toContainText('1 error → no problems');
  await expect(sheet.getByText('This also settles “Parent disk not found” (P01).')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(missing).toBeVisible();
  await expect(page.getByRole('button', { name: 'Locate…' })).toBeVisible();
  await expect(page.getByText(/Parent found/)).toHaveCount(0);
  expect((await readFile(child)).equals(before)).toBe(true);
  // Decided and written, it is the parent.
  await page.getByRole('button', { name: 'Reconnect parent…' }).first().click();
  await sheet.getByRole('button', { name: 'Repair now…' }).click();
  await expect(toast(page, 'Repaired. Verified.')).toBeVisible();
  await expect(missing).toBeHidden();
});

test('a path that leads out of the disk’s folder is offered, asked about, and told after it was written', async ({ start, folder }) => {
  for (const name of ['vm', 'base']) await mkdir(path.join(folder, name));
  const [parent, child] = [path.join(folder, 'base/p.vhd'), path.join(folder, 'vm/c.vhd')];
  const data = Buffer.from('..\\base\\p.vhd', 'utf16le');
  await writeFile(parent, baseImage());
  await writeFile(child, childImage({ locators: [{ slot: 0, code: 'W2ru', data }] }).bytes);
  const { app, page } = await start(child);
  await shown(page);
  await agree(app);
  await page.keyboard.press('Control+1');
  await page.getByRole('button', { name: 'Look there…' }).click();
  await expect(page.getByText(/The path to the parent, .* leads out of this disk’s folder: opening the disk\s+anew asks/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reconnect parent…' })).toBeHidden();
});

test('the parent of a parent is reconnected in the disk that it is the parent of', async ({ start, folder }) => {
  for (const name of ['a', 'b']) await mkdir(path.join(folder, name));
  const [young, middle, parent] = ['a/g.vhd', 'a/c.vhd', 'b/p.vhd'].map((name) => path.join(folder, name)) as [string, string, string];
  const ids = { uuid: new Uint8Array(16).fill(0x77), geometry: GEOMETRY };
  await writeFile(young, childImage({ footer: ids, header: { parentId: CHILD_ID, parentName: 'c.vhd' }, locators: [] }).bytes);
  await writeFile(middle, childImage({ footer: { uuid: CHILD_ID, geometry: GEOMETRY } }).bytes);
  await writeFile(parent, baseImage());
  const { app, page } = await start(young);
  await shown(page);
  await agree(app);
  await openAs(app, parent);
  await page.keyboard.press('Control+1');
  await expect(page.getByText('The way to it is stored in that disk.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reconnect parent…' })).toBeHidden();
  const opened = app.waitForEvent('window');
  await page.getByRole('button', { name: 'Open c.vhd and reconnect…' }).click();
  const other = await opened;
  const sheet = other.getByRole('dialog', { name: 'Reconnect parent' });
  await expect(sheet.getByRole('region', { name: 'Bytes before and after' })).toBeVisible();
  await sheet.getByRole('button', { name: /^(Repair…|Repair now…|Save…|Write…|Repair this file…)/ }).click();
  await expect(toast(other, /Saved|repaired|Repaired|Verified/)).toBeVisible();
  expect((await readFile(middle)).includes(Buffer.from('..\\b\\p.vhd', 'utf16le'))).toBe(true);
});

test('a parent that was found by its ID alone is named and written into the disk from where that is told', async ({ start, folder }) => {
  const [parent, child] = [path.join(folder, 'p-old.vhd'), path.join(folder, 'c.vhd')];
  await writeFile(parent, baseImage());
  await writeFile(child, childImage().bytes);
  const { app, page } = await start(child);
  await shown(page);
  await agree(app);
  await page.keyboard.press('Control+1');
  await expect(page.getByText(/p-old\.vhd is taken for the parent of c\.vhd by its ID alone/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Reconnect parent…' }).click();
  const sheet = page.getByRole('dialog', { name: 'Reconnect parent' });
  await sheet.getByRole('button', { name: /^(Repair…|Repair now…|Save…|Write…|Repair this file…)/ }).click();
  await expect(toast(page, /Saved|repaired|Repaired|Verified/)).toBeVisible();
  expect((await readFile(child)).includes(Buffer.from('.\\p-old.vhd', 'utf16le'))).toBe(true);
});
