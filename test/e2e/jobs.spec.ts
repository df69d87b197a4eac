/** New disks made from the one that is shown, in the real window, judged by other programs; the source is never touched. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { baseImage, BLOCK, CHILD_ID, childImage, GEOMETRY, SIZE } from '../support/fixtures';
import { patterned, sparseImage, utf16 } from '../support/imageBuilder';
import { hashOutput, lacks, run, vhdiInfo } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { fingerprint, jobRow, makeButton, makeFrom, convertPlace, convertSheet, openConvert, openTray, pick, tray } from './jobs';
import { enter, test as byKeys } from './keys';
import { saveAs } from './newDisks';
import { expect, test } from './platter';
import { command, edit, goTo, shown, tab, toast } from './window';

/** Names in a folder but the profile's. */
const names = async (folder: string): Promise<string[]> => (await readdir(folder)).filter((name) => name !== 'profile').sort();

/** Dynamic, 8 MiB: block 0 patterned, block 1 stored and all zeros, block 2 patterned. */
const withZeroBlock = (): Uint8Array =>
  sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    blocks: [
      { index: 2, data: patterned(BLOCK, 91) },
      { index: 1, data: new Uint8Array(BLOCK) },
      { index: 0, data: patterned(BLOCK, 3) },
    ],
    footer: { geometry: GEOMETRY },
  }).bytes;

/** Base, child and grandchild in a folder; answers the grandchild and what the whole disk must read as. */
async function writeChain(folder: string): Promise<{ readonly file: string; readonly content: Uint8Array }> {
  await writeFile(path.join(folder, 'p.vhd'), baseImage());
  await writeFile(path.join(folder, 'c.vhd'), childImage().bytes);
  const data = new Uint8Array(BLOCK);
  data.fill(0xcc, 5 * 512, 6 * 512);
  const bitmap = new Uint8Array(512);
  bitmap[0] = 0x04;
  const grandchild = sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    type: 4,
    blocks: [{ index: 3, data, bitmap }],
    footer: { geometry: GEOMETRY, uuid: new Uint8Array(16).fill(0xd2) },
    header: { parentId: CHILD_ID, parentName: 'c.vhd' },
    locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\c.vhd', 'le') }],
  });
  const file = path.join(folder, 'g.vhd');
  await writeFile(file, grandchild.bytes);
  const content = new Uint8Array(SIZE);
  content.set(patterned(BLOCK, 3), 0);
  content.set(patterned(BLOCK, 91), 2 * BLOCK);
  content.fill(0xaa, 0, 512);
  content.fill(0xbb, 9 * 512, 10 * 512);
  content.fill(0xcc, 3 * BLOCK + 5 * 512, 3 * BLOCK + 6 * 512);
  return { file, content };
}

byKeys(
  'by keyboard alone: a dynamic disk becomes a fixed one that QEMU finds the same, and opens in a window of its own',
  async ({ start, folder }) => {
    test.skip(lacks('qemu-img', 'vhdiinfo'));
    const file = path.join(folder, 'win.vhd');
    const target = path.join(folder, 'new ü.vhd');
    await writeFile(file, baseImage());
    const before = await fingerprint(file);
    const { app, page } = await start(file);
    const { keyboard } = page;
    await shown(page);
    await saveAs(app, target);
    await command(page, 'new disk from this');
    await expect(convertSheet(page).getByRole('radio', { name: 'Convert to fixed' })).toBeFocused();
    await expect(convertSheet(page).getByText('A fixed disk of 8 MiB.')).toBeVisible();
    await keyboard.press('ArrowDown');
    await expect(convertSheet(page).getByRole('radio', { name: 'Convert to raw' })).toBeChecked();
    await keyboard.press('ArrowUp');
    await keyboard.press('Tab');
    await expect(convertSheet(page).getByRole('button', { name: 'Choose name and place…' })).toBeFocused();
    await keyboard.press('Enter');
    await expect(convertSheet(page).getByText(/ free of /)).toBeVisible();
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    await expect(makeButton(page)).toBeFocused();
    await keyboard.press('Enter');
    await expect(convertSheet(page)).toBeHidden();
    await keyboard.press('Control+j');
    const row = jobRow(page, 'Converted · win.vhd → new ü.vhd');
    await expect(row).toContainText('The file has 8,389,120 bytes. Compared with the source: the same.');
    await expect(page.getByRole('status', { name: 'Job progress' })).toHaveText('new ü.vhd is complete.');

    expect(run('qemu-img', 'compare', '-f', 'vpc', '-F', 'vpc', file, target)).toContain('identical');
    expect(vhdiInfo(target)).toMatchObject({ type: 'Fixed', mediaBytes: SIZE });
    expect(await fingerprint(file)).toBe(before);
    expect(await names(folder)).toEqual(['new ü.vhd', 'win.vhd']);

    const opened = app.waitForEvent('window');
    await enter(page, row.getByRole('button', { name: 'Open', exact: true }));
    expect(await shown(await opened)).toBe('new ü.vhd');
    await page.bringToFront();
    await keyboard.press('Escape');
    await expect(tray(page)).toBeHidden();
    expect(await shown(page)).toBe('win.vhd');
  },
);

test('compacting leaves zero blocks out, and says before how much at most and after how much in fact', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const file = path.join(folder, 'a.vhd');
  const target = path.join(folder, 'a-compact.vhd');
  await writeFile(file, withZeroBlock());
  const before = await fingerprint(file);
  const { app, page } = await start(file);
  await shown(page);
  await openConvert(page);
  await pick(page, 'Compact');
  const preview = convertSheet(page).getByRole('complementary', { name: 'What it comes to' });
  await expect(preview).toContainText('3 stored now, at most 3 afterwards');
  await expect(preview).toContainText('at most 6.02 MiB');
  await convertPlace(app, page, target);
  await makeButton(page).click();
  await expect(toast(page, 'a-compact.vhd is complete')).toBeVisible();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(jobRow(page, /^Compacted/)).toContainText('2 blocks stored, 1 block left out.');
  expect(run('qemu-img', 'compare', '-f', 'vpc', '-F', 'vpc', file, target)).toContain('identical');
  // Two blocks on pages behind a table of one sector: see the unit test of the preview.
  expect((await stat(target)).size).toBe(4_206_592);
  expect(await fingerprint(file)).toBe(before);
});

test('a disk that compacting would make longer is compacted only after a question with both lengths', async ({ start, folder }) => {
  const file = path.join(folder, 'full.vhd');
  const target = path.join(folder, 'full-compact.vhd');
  await writeFile(file, baseImage());
  const { app, page } = await start(file);
  await shown(page);
  await openConvert(page);
  await pick(page, 'Compact');
  await expect(convertSheet(page)).toContainText('up to 8,704 bytes more than this one');
  await convertPlace(app, page, target);
  await makeButton(page).click();
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  // BASE is packed; the new file has its blocks on pages.
  const row = page.getByRole('listitem').filter({ hasText: 'Nothing can be won.' });
  await expect(row).toContainText('The new file would have 4,206,592 bytes, 8,704 bytes more than full.vhd.');
  await expect.poll(async () => stat(target).catch(() => null)).toBeNull();
  await row.getByRole('button', { name: 'Make it nevertheless' }).click();
  await expect(jobRow(page, /^Compacted/)).toBeVisible();
  expect((await stat(target)).size).toBe(4_206_592);
});

test('a chain of three becomes one disk that 7-Zip reads as the three together', async ({ start, folder }) => {
  test.skip(lacks('7z'));
  const { file, content } = await writeChain(folder);
  const layers = ['p.vhd', 'c.vhd', 'g.vhd'].map((name) => path.join(folder, name));
  const before = await Promise.all(layers.map(fingerprint));
  const { app, page } = await start(file);
  await shown(page);
  await openConvert(page);
  await expect(convertSheet(page).getByRole('radio', { name: 'Convert to fixed' })).toBeDisabled();
  await expect(convertSheet(page).getByText('It has a parent: “Flatten the chain” makes one disk of both.').first()).toBeVisible();
  await pick(page, 'Merge into a copy of the parent');
  await expect(convertSheet(page).getByRole('combobox', { name: 'Merge with' }).getByRole('option')).toHaveText([
    'c.vhd',
    'c.vhd and p.vhd',
  ]);
  await pick(page, 'Flatten the chain');
  await convertPlace(app, page, path.join(folder, 'flat.vhd'));
  await makeButton(page).click();
  await openTray(page);
  await expect(jobRow(page, /^Flattened/)).toContainText('Compared with the source: the same.');
  expect(await hashOutput('7z', 'x', '-so', path.join(folder, 'flat.vhd'))).toBe(sha256Of(content));
  expect(await Promise.all(layers.map(fingerprint))).toEqual(before);
});

test('digests of the disk are those of its raw bytes, and can be copied', async ({ start, folder }) => {
  const file = path.join(folder, 'a.vhd');
  await writeFile(file, baseImage());
  const { app, page } = await start(file);
  await shown(page);
  await command(page, 'hash this');
  const content = new Uint8Array(SIZE);
  content.set(patterned(BLOCK, 3), 0);
  content.set(patterned(BLOCK, 91), 2 * BLOCK);
  const digest = sha256Of(content);
  const row = jobRow(page, 'Hashed · a.vhd');
  await expect(row.getByText(digest)).toBeVisible();
  await row.getByRole('button', { name: 'Copy SHA-256' }).click();
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toBe(digest);
  await row.getByRole('button', { name: 'Dismiss' }).click();
  await expect(tray(page)).toContainText('Nothing is under way.');
});

test('a selection is hashed by itself, and its digest is that of the bytes QEMU reads there', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const file = path.join(folder, 'a.vhd');
  await writeFile(file, baseImage());
  const { page } = await start(file);
  await shown(page);
  await tab(page, 'Hex');
  await goTo(page, 'b2');
  await page.keyboard.press('Control+Shift+3');
  await page.keyboard.press('Shift+ArrowLeft');
  await command(page, 'Hash the selection');
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', file, path.join(folder, 'a.img'));
  const bytes = (await readFile(path.join(folder, 'a.img'))).subarray(2 * BLOCK - 1, 3 * BLOCK);
  const row = jobRow(page, /^Hashed · 2,097,153 bytes at 0x3FFFFF of a\.vhd$/);
  await expect(row.getByText(sha256Of(bytes))).toBeVisible();
});

test('what is not saved is said not to be in the new file, and can be saved first', async ({ start, folder }) => {
  const file = path.join(folder, 'a.vhd');
  await writeFile(file, baseImage());
  const { app, page } = await start(file);
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await goTo(page, '2');
  await page.keyboard.type('5a');
  await openConvert(page);
  await expect(convertSheet(page)).toContainText('1 change is not saved. The new file is made from the disk as it is saved.');
  await page.keyboard.press('Escape');
  await command(page, 'hash this');
  await expect(jobRow(page, /^Hashed · a\.vhd/)).toContainText('as it is saved: unsaved changes are not in it.');
  await jobRow(page, /^Hashed/)
    .getByRole('button', { name: 'Dismiss' })
    .click();
  await page.keyboard.press('Escape');
  await openConvert(page);
  await convertSheet(page).getByRole('button', { name: 'Review and save…' }).click();
  await expect(page.getByRole('dialog', { name: 'Review changes' })).toBeVisible();
  await page.keyboard.press('Escape');
  await makeFrom(app, page, 'Convert to raw', path.join(folder, 'a.img'));
  await openTray(page);
  await expect(jobRow(page, /^Converted/)).toContainText('The file has 8,388,608 bytes.');
  await expect(jobRow(page, /^Converted/).getByRole('button', { name: 'Open' })).toHaveCount(0);
  expect(run('qemu-img', 'compare', '-f', 'vpc', '-F', 'raw', file, path.join(folder, 'a.img'))).toContain('identical');
});
