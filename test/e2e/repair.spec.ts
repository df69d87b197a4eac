/** Repairs in the real window, judged from outside: by other programs, by hashes, by bytes compared. */
import { execFileSync } from 'node:child_process';
import { copyFile, readdir, readFile, stat, truncate, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { baseImage, fixedImage, FOOTER_AT } from '../support/fixtures';
import { put64, stampFooter } from '../support/imageBuilder';
import { lacks, qemuConvert, run } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { enter, test as byKeys, toPane } from './keys';
import { agree, openAs, saveAs } from './newDisks';
import { expect, test } from './platter';
import { edit, fields, goTo, problemCodes, shown, toast } from './window';

const hashOf = async (file: string): Promise<string> => sha256Of(await readFile(file));

/** Hash and time of writing. */
const stateOf = async (file: string): Promise<string> => `${await hashOf(file)} ${(await stat(file)).mtimeMs}`;

/** Dynamic, six blocks, the first and the fourth with data. */
function makeDisk(file: string): void {
  run('qemu-img', 'create', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', file, '12M');
  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x11 0 2M', '-c', 'write -P 0x44 6M 1M', file);
}

async function spoil(file: string, change: (bytes: Buffer) => void): Promise<void> {
  const bytes = await readFile(file);
  change(bytes);
  await writeFile(file, bytes);
}

const sheet = (page: Page): Locator => page.getByRole('dialog', { name: /^(Repair|Rebuild|Recover|Add a VHD footer|Look for a footer)/ });
const health = (page: Page): Locator => page.getByRole('banner').getByRole('button', { name: /Healthy|error|warning/ });
const rawOf = async (file: string, folder: string): Promise<string> => {
  const raw = path.join(folder, `${path.basename(file)}.raw`);
  qemuConvert(file, raw);
  return hashOf(raw);
};

byKeys(
  'by keyboard alone: a wrong footer checksum is found, repaired as one change, saved, judged, and taken back',
  async ({ start, folder }) => {
    test.skip(lacks('qemu-img', 'qemu-io', 'vhdiinfo', '7z'));
    const file = path.join(folder, 'disk.vhd');
    makeDisk(file);
    const sound = await hashOf(file);
    await spoil(file, (bytes) => bytes.writeUInt8((bytes.at(-512 + 66) ?? 0) ^ 0x5a, bytes.length - 512 + 66));
    const broken = await readFile(file);
    const { app, page } = await start(file);
    await agree(app);
    await shown(page);
    await expect(health(page)).toHaveText(/1 error/);
    const { keyboard } = page;
    await keyboard.press('F8');
    await expect(page.getByRole('article', { name: 'Footer checksum is wrong' })).toContainText('0xC03A0002');
    await keyboard.press('Control+.');
    await expect(sheet(page).getByText('After this repair: 1 error → no problems')).toBeVisible();
    await expect(sheet(page).getByText('No data is touched: 1 byte of the footer (checksum) changes.')).toBeVisible();
    await expect(sheet(page).getByRole('row', { name: /Footer › Checksum/ })).toBeVisible();
    await expect(sheet(page).getByRole('button', { name: 'Add to changes' })).toBeFocused();
    await keyboard.press('Enter');
    await expect(page.getByRole('region', { name: /Changes · 1/ }).getByText('Repair: footer checksum')).toBeVisible();
    await expect(health(page)).toHaveText(/Healthy/);
    expect(await hashOf(file), 'nothing is written before saving').toBe(sha256Of(broken));
    await keyboard.press('Control+z');
    await expect(health(page)).toHaveText(/1 error/);
    await keyboard.press('Control+y');
    await expect(health(page)).toHaveText(/Healthy/);
    await keyboard.press('Control+s');
    const review = page.getByRole('dialog', { name: 'Review changes' });
    await expect(review.getByText('1 change, 1 byte in 1 place. The file’s length stays the same.')).toBeVisible();
    await keyboard.press('Enter');
    await expect(toast(page, 'Saved 1 change. 1 byte of the file changed. Verified.')).toBeVisible();

    expect(await hashOf(file)).toBe(sound);
    const after = await readFile(file);
    expect([...after.keys()].filter((i) => after[i] !== broken[i])).toEqual([broken.length - 512 + 66]);
    expect(run('vhdiinfo', file)).toContain('Dynamic');
    expect(execFileSync('7z', ['t', '-tvhd', file], { encoding: 'utf8' })).toContain('Everything is Ok');

    await toPane(page, 'toast');
    await enter(page, toast(page, /Verified\./).getByRole('button', { name: 'Undo' }));
    await expect(toast(page, 'The disk is as it was before the save.')).toBeVisible();
    expect(await hashOf(file)).toBe(sha256Of(broken));
    await expect(health(page)).toHaveText(/1 error/);
  },
);

test('a lost footer is written again in place, or in a copy beside the file that stays as it is', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io', 'vhdiinfo'));
  const file = path.join(folder, 'cut.vhd');
  makeDisk(file);
  const sound = await hashOf(file);
  await truncate(file, (await stat(file)).size - 512);
  const cut = await hashOf(file);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  const before = await stateOf(file);
  const target = path.join(folder, 'cut-repaired.vhd');
  await saveAs(app, target);
  await page
    .getByRole('list', { name: 'Repairs' })
    .getByRole('button', { name: /^Write the footer/ })
    .click();
  await expect(sheet(page).getByText('The file grows by 512 bytes')).toBeVisible();
  await sheet(page).getByRole('button', { name: 'Repair a copy…' }).click();
  await expect(toast(page, 'cut-repaired.vhd is written. cut.vhd is as it was.')).toBeVisible();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(/cut-repaired/);
  expect(await hashOf(target)).toBe(sound);
  expect(await stateOf(file)).toBe(before);
  expect(run('vhdiinfo', target)).toContain('Dynamic');
  expect((await readdir(folder)).filter((name) => name.includes('platter-'))).toEqual([]);

  await openAs(app, file);
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('article', { name: 'The footer at the end is missing' })).toBeVisible();
  await page.keyboard.press('Control+.');
  await sheet(page).getByRole('button', { name: 'Repair now…' }).click();
  await expect(toast(page, 'Repaired. Verified.')).toBeVisible();
  expect(await hashOf(file)).toBe(sound);
  await toast(page, /Verified\./)
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(toast(page, 'The disk is as it was before the save.')).toBeVisible();
  expect(await hashOf(file)).toBe(cut);
});

test('overlapping blocks get a place each in a copy, which reads as the disk did', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = path.join(folder, 'overlap.vhd');
  makeDisk(file);
  // Block 1 has no entry yet: it is given block 0's.
  await spoil(file, (bytes) => bytes.copy(bytes, 0x600 + 4, 0x600, 0x604));
  const before = await stateOf(file);
  const { app, page } = await start(file);
  await shown(page);
  expect(await problemCodes(page)).toContain('B02');
  const target = path.join(folder, 'split.vhd');
  await saveAs(app, target);
  await page.getByRole('option', { name: /share/ }).click();
  await page.keyboard.press('Control+.');
  // It decides to whom the data belongs: its plan is shown, and without it nothing can be done.
  const split = sheet(page).getByRole('checkbox', { name: /^Give every block a place of its own/ });
  await expect(split).toBeChecked();
  await split.uncheck();
  await expect(sheet(page).getByText('Choose it first.')).toBeVisible();
  await expect(sheet(page).getByRole('button', { name: 'Repair a copy…' })).toBeDisabled();
  await split.check();
  await expect(sheet(page).getByText(/The file grows by 2,097,664 bytes/)).toBeVisible();
  await expect(sheet(page).getByText('The file’s length changes, so this is saved by itself.')).toBeVisible();
  await expect(sheet(page).getByRole('row', { name: /^New block / })).toHaveCount(1);
  // What is left afterwards is seen without scrolling, also in a low window.
  await expect(sheet(page).getByText(/^After this repair: /)).toBeInViewport({ ratio: 1 });
  await sheet(page).getByRole('button', { name: 'Repair a copy…' }).click();
  await expect(toast(page, 'split.vhd is written. overlap.vhd is as it was.')).toBeVisible();
  await expect(health(page)).toHaveText(/Healthy/);
  expect(await stateOf(file)).toBe(before);
  expect(await rawOf(target, folder)).toBe(await rawOf(file, folder));
  const copy = await readFile(target);
  expect(copy.readUInt32BE(0x600)).not.toBe(copy.readUInt32BE(0x604));
});

test('two footers that mean two disks: one is shown but not taken, and what a choice gives up is said', async ({ start, folder }) => {
  const file = path.join(folder, 'two.vhd');
  const bytes = baseImage();
  // 4 MiB by the copy at the start; block 2, which is stored, stands behind that. The footer at the end is damaged.
  put64(bytes, 40, 4 << 20);
  put64(bytes, 48, 4 << 20);
  stampFooter(bytes, 0);
  bytes[FOOTER_AT + 400] = 1;
  await writeFile(file, bytes);
  const { page } = await start(file);
  await shown(page);
  await page.getByRole('option', { name: /Footer and footer copy differ/ }).click();
  await page.keyboard.press('Control+.');
  const [last, first] = [/^Use the footer at the end/, /^Use the copy at the start/].map((name) =>
    sheet(page).getByRole('radio', { name }),
  );
  if (last === undefined || first === undefined) throw new Error('no ways');
  // Enter on a choice carries nothing out.
  await expect(last).toBeChecked();
  await expect(last).toBeFocused();
  await expect(first).not.toBeChecked();
  const copy = sheet(page).getByRole('button', { name: 'Repair a copy…' });
  await first.check();
  await expect(sheet(page).getByRole('status')).toHaveText(
    'The disk becomes 4 MiB, from 8 MiB; 2 MiB in 1 stored block are no longer part of it.',
  );
  await expect(copy).toBeEnabled();
  await expect(first).toBeFocused();
  await last.check();
  // That footer is the damaged one: what would be signed is said.
  await expect(sheet(page).getByRole('status')).toContainText('The footer’s checksum is wrong now, and is computed anew with this');
  await expect(sheet(page).getByRole('status')).toContainText('The disk becomes 8 MiB, from 4 MiB.');
});

test('a disk that has lost both footers is recovered from the error screen, and reads as the original did', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io', 'vhdiinfo'));
  const file = path.join(folder, 'lost.vhd');
  makeDisk(file);
  const content = await rawOf(file, folder);
  await spoil(file, (bytes) => bytes.fill(0, 0, 512).fill(0, bytes.length - 512));
  const before = await stateOf(file);
  const { app, page } = await start(file);
  const target = path.join(folder, 'recovered.vhd');
  await saveAs(app, target);
  await page.getByRole('button', { name: 'Recover to a new disk…' }).click();
  await expect(sheet(page).getByText('Write new footers, with what the dynamic header says of the disk')).toBeVisible();
  await expect(sheet(page).getByText(/^A disk of 12 MiB, 2 of its 6 blocks in the file/)).toBeVisible();
  await sheet(page).getByRole('button', { name: 'Write to a new file…' }).click();
  await expect(toast(page, 'recovered.vhd is written. lost.vhd is as it was.')).toBeVisible();
  await shown(page);
  await expect(health(page)).toHaveText(/Healthy/);
  expect(await rawOf(target, folder)).toBe(content);
  expect(run('vhdiinfo', target)).toContain('Dynamic');
  expect(await stateOf(file)).toBe(before);
});

test('a raw disk named .vhd gets its footer in a new file', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'vhdiinfo'));
  const file = path.join(folder, 'raw.vhd');
  const bytes = Buffer.alloc(4 * 1024 * 1024);
  // One partition of type 7 from sector 63 on, and the boot signature.
  Buffer.from([0x80, 1, 1, 0, 7, 3, 32, 8, 63, 0, 0, 0, 0, 16, 0, 0]).copy(bytes, 446);
  bytes.writeUInt16LE(0xaa55, 510);
  await writeFile(file, bytes);
  const { app, page } = await start(file);
  const target = path.join(folder, 'fixed.vhd');
  await saveAs(app, target);
  await expect(page.getByRole('button', { name: 'Open as raw disk' })).toBeVisible();
  await page.getByRole('button', { name: 'Add a VHD footer…' }).click();
  await sheet(page).getByRole('button', { name: 'Write to a new file…' }).click();
  await shown(page);
  const made = await readFile(target);
  expect(made.subarray(0, -512).equals(bytes)).toBe(true);
  expect(run('qemu-img', 'info', '-f', 'vpc', target)).toContain('4 MiB');
  expect(run('vhdiinfo', target)).toContain('Fixed');
});

test('a footer far before the end is looked for from the error screen, and what stands behind it is cut off in a copy', async ({
  start,
  folder,
}) => {
  const file = path.join(folder, 'grown.vhd');
  const disk = fixedImage();
  await writeFile(file, Buffer.concat([disk, Buffer.alloc(6 * 1024 * 1024, 0xe5)]));
  const before = await stateOf(file);
  const { app, page } = await start(file);
  const target = path.join(folder, 'cut.vhd');
  await saveAs(app, target);
  await page.getByRole('button', { name: 'Look for a footer in all of it…' }).click();
  await expect(sheet(page).getByText('A footer stands at 0x800000, and 6,291,456 bytes stand behind it.')).toBeVisible();
  await expect(sheet(page).getByRole('button', { name: 'Write to a new file…' })).toBeDisabled();
  await sheet(page)
    .getByRole('radio', { name: /^Move the footer to the end/ })
    .click();
  await expect(sheet(page).getByText(/^The file grows by|of the file change/)).toBeVisible();
  await sheet(page)
    .getByRole('radio', { name: /^Cut off what stands behind/ })
    .click();
  await expect(sheet(page).getByText('Afterwards it opens as a disk, with no problems.')).toBeVisible();
  await sheet(page).getByRole('button', { name: 'Write to a new file…' }).click();
  await expect(toast(page, 'cut.vhd is written. grown.vhd is as it was.')).toBeVisible();
  await shown(page);
  expect((await readFile(target)).equals(disk)).toBe(true);
  expect(await stateOf(file)).toBe(before);
});

test('a lost block table is put together again, and every block says how sure its place is', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = path.join(folder, 'nobat.vhd');
  run('qemu-img', 'create', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', file, '6M');
  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x11 0 2M', '-c', 'write -P 0x22 2M 2M', '-c', 'write -P 0x33 4M 2M', file);
  const content = await rawOf(file, folder);
  await spoil(file, (bytes) => bytes.fill(0, 0x600, 0x600 + 12));
  const before = await stateOf(file);
  const { app, page } = await start(file);
  await shown(page);
  const target = path.join(folder, 'rebuilt.vhd');
  await saveAs(app, target);
  await page
    .getByRole('list', { name: 'Repairs' })
    .getByRole('button', { name: /^Rebuild the disk/ })
    .click();
  await expect(sheet(page).getByRole('region', { name: 'Where the blocks go' }).getByRole('row')).toHaveCount(4);
  // A place that the user knows better: everything is worked out anew, and what is impossible leaves the plan as it was.
  const place = (sector: number): Locator =>
    sheet(page).getByRole('textbox', { name: `Block at file sector ${sector.toLocaleString('en')}`, exact: true });
  await place(4).fill('99');
  await place(4).press('Enter');
  await expect(sheet(page).getByRole('alert')).toHaveText(/^ ?blocks 0–/);
  await expect(place(4)).not.toHaveValue('99');
  await expect(sheet(page).getByRole('region', { name: 'Where the blocks go' }).getByRole('row')).toHaveCount(4);
  await place(4).fill('2');
  await place(4).press('Enter');
  await expect(sheet(page).getByText('as you said')).toBeVisible();
  await expect(place(4)).toHaveValue('2');
  await expect(sheet(page).getByText('With these places the disk shows no partition table.')).toBeVisible();
  await place(4).fill('0');
  await place(4).press('Enter');
  await expect(place(4)).toHaveValue('0');
  await sheet(page).getByRole('button', { name: 'Write to a new file…' }).click();
  await expect(toast(page, 'rebuilt.vhd is written. nobat.vhd is as it was.')).toBeVisible();
  expect(await rawOf(target, folder)).toBe(content);
  expect(await stateOf(file)).toBe(before);
});

test('a block that half a table has lost is warned of, and goes back into a new file where its order says', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = path.join(folder, 'half.vhd');
  run('qemu-img', 'create', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', file, '6M');
  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x11 0 2M', '-c', 'write -P 0x22 2M 2M', '-c', 'write -P 0x33 4M 2M', file);
  const content = await rawOf(file, folder);
  await spoil(file, (bytes) => bytes.fill(0xff, 0x600, 0x604));
  const { app, page } = await start(file);
  await shown(page);
  // It is not called healthy.
  await page.getByRole('button', { name: '1 warning', exact: true }).click();
  await page
    .getByRole('button', { name: /belong to no block/ })
    .last()
    .click();
  const repairs = page.getByRole('list', { name: 'Repairs' });
  const target = path.join(folder, 'rebuilt.vhd');
  await saveAs(app, target);
  await repairs.getByRole('button', { name: /^Rebuild the disk/ }).click();
  const places = sheet(page).getByRole('region', { name: 'Where the blocks go' });
  await expect(places.getByRole('row')).toHaveCount(2);
  // QEMU puts its first block behind the table, at sector 4.
  await expect(sheet(page).getByRole('textbox', { name: 'Block at file sector 4', exact: true })).toHaveValue('0');
  await expect(places).toContainText('likely');
  // Block 1 has its place: while that is what the user asks for, no plan is carried out.
  const box = sheet(page).getByRole('textbox', { name: 'Block at file sector 4', exact: true });
  const write = sheet(page).getByRole('button', { name: 'Write to a new file…' });
  await box.fill('1');
  await box.press('Enter');
  await expect(sheet(page).getByText('There is no plan for the place you named')).toBeVisible();
  await expect(box).toHaveValue('1');
  await expect(write).toBeDisabled();
  await box.fill('0');
  await box.press('Enter');
  await expect(write).toBeEnabled();
  await sheet(page).getByRole('button', { name: 'Write to a new file…' }).click();
  await expect(toast(page, 'rebuilt.vhd is written. half.vhd is as it was.')).toBeVisible();
  expect(await rawOf(target, folder)).toBe(content);
});

test('a check of everything finds what hides behind a bitmap; its repair is staged like any other', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = path.join(folder, 'hidden.vhd');
  makeDisk(file);
  // Eight sectors of block 0 are no longer shown, though their bytes are there.
  await spoil(file, (bytes) => bytes.writeUInt8(0, bytes.readUInt32BE(0x600) * 512));
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await page.keyboard.press('Control+Shift+M');
  await expect(page.getByText(/^No problems in \d+ checks\./)).toContainText('Not looked at: sector bitmaps');
  await page.getByRole('button', { name: 'Check everything…' }).click();
  await expect(page.getByText('Everything is checked')).toBeVisible();
  const option = page.getByRole('listbox', { name: 'Findings' }).getByRole('option').first();
  await option.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Bytes of the file' })).toBeFocused();
  await page
    .getByRole('list', { name: 'Repairs' })
    .getByRole('button', { name: /^Set the bits: / })
    .click();
  await sheet(page).getByRole('button', { name: 'Add to changes' }).click();
  await expect(page.getByRole('region', { name: /Changes · 1/ })).toBeVisible();
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog', { name: 'Review changes' }).getByRole('button', { name: 'Save…' }).click();
  await expect(toast(page, /Saved .* Verified\./)).toBeVisible();
  const bytes = await readFile(file);
  expect(bytes[bytes.readUInt32BE(0x600) * 512]).toBe(0xff);
});

test('what follows a field can be left out, and the review says what that leaves', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = path.join(folder, 'disk.vhd');
  makeDisk(file);
  const otherFooter = path.join(folder, 'before');
  await copyFile(file, otherFooter);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await edit(page);
  await goTo(page, 'footer.creatorapplication');
  const follow = page.getByRole('group', { name: 'Also set' });
  await expect(follow.getByRole('checkbox', { name: 'Checksum' })).toBeChecked();
  await follow.getByRole('checkbox', { name: 'Footer copy' }).uncheck();
  await follow.getByRole('checkbox', { name: 'Checksum' }).uncheck();
  const input = page.getByRole('textbox', { name: 'New value of Creator application' });
  await input.fill('vbox');
  await input.press('Enter');
  expect((await fields(page, 'Footer')).get('Creator application')).toBe('“vbox”');
  await page.keyboard.press('Control+s');
  const review = page.getByRole('dialog', { name: 'Review changes' });
  await expect(review.getByText('You’ll save a footer with a wrong checksum.')).toBeVisible();
  await expect(review.getByRole('row', { name: /Footer › Creator application/ })).toContainText('“qem2” → “vbox”');
  await review.getByRole('button', { name: 'Save…' }).click();
  await expect(toast(page, /Saved .* Verified\./)).toBeVisible();
  const [old, now] = [await readFile(otherFooter), await readFile(file)];
  const changed = [...now.keys()].filter((i) => now[i] !== old[i]);
  expect(changed.every((at) => at >= now.length - 512 + 28 && at < now.length - 512 + 32)).toBe(true);
  expect(now.subarray(-512 + 28, -512 + 32).toString('latin1')).toBe('vbox');
});
