/** Disks are changed, saved and mended by keyboard alone. Exactly what was reviewed differs afterwards; other programs judge it. */
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { bitsOf, childWithBits, writeChildWithBits } from '../support/bitmapDisks';
import { lacks, qemuConvert, run } from '../support/oracles';
import { seeded } from '../support/random';
import { sha256Of } from '../support/samples';
import { cutOffSave, makeElevens } from './disks';
import { fingerprint } from './jobs';
import { bytes, edit, enter, expect, goTo, paneNow, save, tabTo, test, toPane } from './keys';
import { agree, openAs, saveAs } from './newDisks';
import { command, rowBytes, rowText, shown, toast } from './window';

const hashOf = async (file: string): Promise<string> => sha256Of(await readFile(file));
const changed = (before: Buffer, after: Buffer): number[] => [...after.keys()].filter((i) => after[i] !== before[i]);
async function rawOf(file: string): Promise<Buffer> {
  qemuConvert(file, `${file}.raw`);
  return readFile(`${file}.raw`);
}
/** The message that a save leaves, with its buttons. */
const saved = (page: Page): Locator => toast(page, /Verified\./);

test('a byte goes into a hole: its block is offered, declined, accepted and saved; undo gives the very file back', async ({
  start,
  folder,
}) => {
  test.skip(lacks('qemu-img', 'qemu-io', '7z'));
  const file = makeElevens(folder);
  const before = await readFile(file);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await edit(page);
  await goTo(page, '0x800010');
  const question = page.getByRole('dialog', { name: /Block 4 isn’t in this file/ });
  await page.keyboard.type('5a');
  await expect(question.getByRole('button', { name: 'Allocate block' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(question).toBeHidden();
  await expect(bytes(page)).toBeFocused();
  await expect(page.getByRole('button', { name: /^Review/ })).toBeHidden();
  await goTo(page, '0x800010');
  await page.keyboard.type('5a');
  await expect(question.getByRole('button', { name: 'Allocate block' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect.poll(() => rowText(page)).toContain('5A');
  await expect(bytes(page)).toBeFocused();
  expect(await hashOf(file), 'nothing is written before saving').toBe(sha256Of(before));

  await save(page, /^1 change, .* and a new block of 2 MiB in \d+ places\. The file grows by [\d,]+ bytes\.$/);
  const content = await rawOf(file);
  expect(content[0x80_0010]).toBe(0x5a);
  content[0x80_0010] = 0;
  await writeFile(path.join(folder, 'before.vhd'), before);
  expect(content.equals(await rawOf(path.join(folder, 'before.vhd'))), 'all else reads as it did').toBe(true);
  expect(execFileSync('7z', ['t', '-tvhd', file], { encoding: 'utf8' })).toContain('Everything is Ok');

  await toPane(page, 'toast');
  await enter(page, saved(page).getByRole('button', { name: 'Undo' }));
  await expect(toast(page, 'The disk is as it was before the save.')).toBeVisible();
  expect(await hashOf(file)).toBe(sha256Of(before));
  await expect(bytes(page), 'its button is gone, and the focus is in the bytes').toBeFocused();
});

test('a message waits while it has the focus, and Escape sends it away; one that nobody is at goes by itself', async ({
  start,
  folder,
}) => {
  const file = makeElevens(folder);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await page.clock.install();
  await edit(page);
  await page.keyboard.type('aa');
  await save(page, /^1 change, 1 byte in 1 place\./);
  await toPane(page, 'toast');
  await page.clock.fastForward(60_000);
  await tabTo(page, saved(page).getByRole('button', { name: 'Dismiss' }));
  await page.keyboard.press('Escape');
  await expect(saved(page)).toBeHidden();
  await expect(bytes(page)).toBeFocused();
  await page.keyboard.type('bb');
  await save(page, /^1 change, 1 byte in 1 place\./);
  await page.clock.fastForward(60_000);
  await expect(saved(page)).toBeHidden();
});

test('a field takes its checksum and its copy along, or leaves the copy where it is told to; both are saved', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const before = await readFile(file);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await edit(page);
  const input = page.getByRole('textbox', { name: 'New value of Creator application' });
  const follow = (name: string): Locator => page.getByRole('group', { name: 'Also set' }).getByRole('checkbox', { name });
  await goTo(page, 'footer.creatorapplication');
  await toPane(page, 'inspector');
  await tabTo(page, input);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('vbox');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await expect(input, 'where it was typed').toBeFocused();
  await save(page, /^1 change, \d+ bytes in \d places\./);
  const saved = await readFile(file);
  const [copy, footer] = [saved.subarray(0, 512), saved.subarray(-512)];
  expect(footer.equals(copy)).toBe(true);
  expect(footer.subarray(28, 32).toString('latin1')).toBe('vbox');
  // The checksum by hand: ones' complement of the sum without its own four bytes.
  const sum = footer.reduce((total, byte, i) => total + (i >= 64 && i < 68 ? 0 : byte), 0);
  expect(footer.readUInt32BE(64)).toBe(~sum >>> 0);
  const within = (at: number): boolean => (at >= 28 && at < 32) || (at >= 64 && at < 68);
  expect(changed(before, saved).filter((at) => !within(at) && !within(at - (saved.length - 512)))).toEqual([]);

  await expect(input, 'after the save, too').toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('tap ');
  await tabTo(page, follow('Footer copy'));
  await page.keyboard.press('Space');
  await expect(follow('Footer copy')).not.toBeChecked();
  await tabTo(page, input, { key: 'Shift+Tab' });
  await page.keyboard.press('Enter');
  await save(page, 'You’ll save a footer that differs from its copy.');
  const apart = await readFile(file);
  expect(apart.subarray(0, 512).equals(copy)).toBe(true);
  expect(apart.subarray(-512 + 28, -512 + 32).toString('latin1')).toBe('tap ');
});

test('a file goes into the disk from an LBA on, and just its bytes differ', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const before = await rawOf(file);
  const content = path.join(folder, 'boot.bin');
  await writeFile(content, seeded(5).bytes(3000));
  const source = await fingerprint(content);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await edit(page);
  await openAs(app, content);
  await command(page, 'Write a file into the disk');
  const sheet = page.getByRole('dialog', { name: 'Write a file into the disk' });
  await expect(sheet.getByRole('textbox', { name: 'At LBA' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('8192');
  await expect(sheet.getByText(/Writes 3,000 bytes at LBA 8,192–8,197\. 1 block is not in this file yet/)).toBeVisible();
  await enter(page, sheet.getByRole('button', { name: 'Add to changes' }));
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await save(page, /^1 change, /);
  const expected = Buffer.from(before);
  expected.set(await readFile(content), 8192 * 512);
  expect((await rawOf(file)).equals(expected)).toBe(true);
  expect(await fingerprint(content)).toBe(source);
});

test('sector bits are set and cleared, reviewed and saved, and just those bytes differ', async ({ start, folder }) => {
  const file = await writeChildWithBits(folder);
  const parent = await fingerprint(path.join(folder, 'base.vhd'));
  const bitmapAt = childWithBits().child.blockAt.get(0) ?? 0;
  const before = await readFile(file);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await edit(page);
  const grid = page.getByRole('grid', { name: 'Sectors of block 0' });
  const bitmap = page.getByRole('region', { name: 'Sector bitmap' });
  await goTo(page, 'b0.1400');
  await toPane(page, 'inspector');
  await tabTo(page, grid);
  for (let i = 0; i < 7; i++) await page.keyboard.press('Shift+ArrowRight');
  await expect(bitmap).toContainText('For 8 selected sectors:');
  await enter(page, bitmap.getByRole('button', { name: 'Set bits', exact: true }));
  await expect(bitmap).toContainText('1,385 of 4,096 sectors are in this file');

  await tabTo(page, grid, { key: 'Shift+Tab' });
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Home');
  for (let i = 0; i < 15; i++) await page.keyboard.press('Shift+ArrowRight');
  const clear = bitmap.getByRole('button', { name: /^Clear bits/ });
  await enter(page, clear);
  const question = page.getByRole('dialog', { name: 'Clear the bits of 16 sectors?' });
  await expect(question.getByRole('button', { name: 'Clear bits' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(bitmap).toContainText('1,369 of 4,096 sectors are in this file');
  await expect(clear, 'back where it was asked').toBeFocused();
  expect(await hashOf(file), 'nothing is written before saving').toBe(sha256Of(before));

  await save(page, '2 changes, 3 bytes in 2 places. The file’s length stays the same.');
  const after = await readFile(file);
  expect(changed(before, after)).toEqual([bitmapAt, bitmapAt + 1, bitmapAt + 175]);
  expect(after.subarray(bitmapAt, bitmapAt + 512)).toEqual(Buffer.from(bitsOf([16, 1377], [1400, 1408])));
  expect(await fingerprint(path.join(folder, 'base.vhd'))).toBe(parent);
});

test('a save that was cut off is found at the next start and taken back', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const before = await readFile(file);
  const first = await start(file);
  await agree(first.app);
  await shown(first.page);
  await edit(first.page);
  await goTo(first.page, '3');
  await first.page.keyboard.type('c0ffee');
  await expect.poll(() => rowBytes(first.page)).toMatch(/^C0 FF EE/);
  await save(first.page, /^1 change, 3 bytes in 1 place\./);
  await first.app.close();
  await cutOffSave(file, before);

  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  const bar = page.getByRole('alert').filter({ hasText: 'The last save didn’t finish.' });
  await toPane(page, 'notice');
  await enter(page, bar.getByRole('button', { name: 'Roll back' }));
  await expect(bar).toBeHidden();
  expect(await hashOf(file)).toBe(sha256Of(before));
  await expect(toast(page, 'The interrupted save is settled.')).toBeVisible();
  expect((await readdir(folder)).filter((name) => name.includes('journal'))).toEqual([]);
  await page.keyboard.press('F6');
  expect(await page.evaluate(() => document.activeElement?.closest('[data-pane]') !== null), 'and one gets on from there').toBe(true);
});

test('a disk without both its footers is recovered from the error screen, and reads as it did', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io', 'vhdiinfo'));
  const file = makeElevens(folder, 'lost.vhd');
  const content = sha256Of(await rawOf(file));
  const spoilt = await readFile(file);
  await writeFile(file, spoilt.fill(0, 0, 512).fill(0, spoilt.length - 512));
  const before = await fingerprint(file);
  const { app, page } = await start(file);
  const target = path.join(folder, 'recovered.vhd');
  await saveAs(app, target);
  const recover = page.getByRole('button', { name: 'Recover to a new disk…' });
  const sheet = page.getByRole('dialog', { name: /^Recover/ });
  const write = sheet.getByRole('button', { name: 'Write to a new file…' });
  await expect(recover).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(write).toBeFocused();
  await enter(page, sheet.getByRole('button', { name: 'Cancel' }), { key: 'Shift+Tab' });
  await expect(sheet).toBeHidden();
  await expect(recover, 'back on the error screen').toBeFocused();
  await page.keyboard.press('Enter');
  await expect(write).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(toast(page, 'recovered.vhd is written. lost.vhd is as it was.')).toBeVisible();
  expect(sha256Of(await rawOf(target))).toBe(content);
  expect(run('vhdiinfo', target)).toContain('Dynamic');
  expect(await fingerprint(file)).toBe(before);
});

test('F6 goes round all panes and back, also where a pane has nothing to offer; Escape returns to the bytes', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const { page } = await start(file);
  await shown(page);
  await page.keyboard.press('Control+4');
  await expect(bytes(page), 'the first key finds the bytes').toBeFocused();
  await page.keyboard.press('Control+Shift+M');
  const round = ['titlebar', 'navigator', 'hex', 'inspector', 'problems', 'statusbar'] as const;
  await toPane(page, 'statusbar');
  for (const pane of [...round, ...round]) {
    await page.keyboard.press('F6');
    await expect.poll(() => paneNow(page)).toBe(pane);
  }
  for (const pane of round.toReversed().slice(1)) {
    await page.keyboard.press('Shift+F6');
    await expect.poll(() => paneNow(page)).toBe(pane);
  }
  for (const pane of ['problems', 'inspector', 'navigator', 'titlebar', 'statusbar'] as const) {
    await toPane(page, pane);
    await page.keyboard.press('Escape');
    await expect(bytes(page)).toBeFocused();
  }
  await expect(page.getByRole('region', { name: 'Problems', exact: true })).toBeHidden();
  await page.keyboard.press('Control+1');
  await toPane(page, 'navigator');
  await page.keyboard.press('F6');
  await expect.poll(() => paneNow(page)).toBe('overview');
});
