/** Bytes, lists and reports leave the window as files, judged by qemu-img, xxd and sha256sum; the disk itself is only read. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { childImage, CHILD_ID, SIZE } from '../support/fixtures';
import { lacks, run } from '../support/oracles';
import { noise, writePartitioned } from './disks';
import { choosePlace, enter, test as byKeys } from './keys';
import { saveAs } from './newDisks';
import { expect, test, type Platter } from './platter';
import { edit, shown, tab } from './window';

const MIB = 1024 * 1024;

const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Export' });
const sha256 = (file: string): string => execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64);
const stamp = (file: string): string => `${sha256(file)} ${statSync(file).mtimeMs}`;

async function openSheet({ page }: Platter, what: string): Promise<void> {
  await shown(page);
  await page.keyboard.press('Control+e');
  await sheet(page).getByRole('radio', { name: what, exact: true }).check();
}

async function exportTo({ app, page }: Platter, file: string): Promise<void> {
  await saveAs(app, file);
  await sheet(page).getByRole('button', { name: 'Choose name and place…' }).click();
  await sheet(page).getByRole('button', { name: 'Export', exact: true }).click();
  await expect(sheet(page)).toBeHidden();
  await expect.poll(() => readdirSync(path.dirname(file)).includes(path.basename(file))).toBe(true);
}

test('a partition is the bytes that qemu-img finds there, with its digest beside it', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const disk = await writePartitioned(folder);
  const before = stamp(disk);
  const platter = await start(disk);
  const file = path.join(folder, 'part.img');
  await openSheet(platter, 'Partition');
  await expect(sheet(platter.page).getByText('4,096 sectors · 2,097,152 bytes (2 MiB) · LBA 2,048–6,143')).toBeVisible();
  await sheet(platter.page).getByRole('checkbox', { name: 'SHA-256 in a file beside it' }).check();
  await exportTo(platter, file);
  const raw = path.join(folder, 'raw.img');
  run('qemu-img', 'convert', '-f', 'vpc', '-O', 'raw', disk, raw);
  expect(readFileSync(file).equals(readFileSync(raw).subarray(MIB, 3 * MIB))).toBe(true);
  await expect.poll(() => readdirSync(folder)).toContain('part.img.sha256');
  expect(execFileSync('sha256sum', ['-c', 'part.img.sha256'], { cwd: folder, encoding: 'utf8' })).toBe('part.img: OK\n');
  expect(stamp(disk)).toBe(before);
});

byKeys('a range, by keyboard alone, is a hex dump that xxd reads', async ({ start, folder }) => {
  const disk = await writePartitioned(folder);
  const platter = await start(disk);
  const { app, page } = platter;
  const file = path.join(folder, 'range.txt');
  await shown(page);
  await page.keyboard.press('Control+e');
  await expect(sheet(page).getByRole('radio', { name: 'Whole virtual disk' })).toBeFocused();
  for (const key of ['ArrowUp', 'ArrowUp', 'ArrowUp']) await page.keyboard.press(key);
  await expect(sheet(page).getByRole('radio', { name: 'Range of sectors' })).toBeChecked();
  await page.keyboard.press('Tab');
  await page.keyboard.type('2048');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('64');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowRight');
  await expect(sheet(page).getByRole('radio', { name: 'Hex dump' })).toBeChecked();
  await choosePlace(app, page, file);
  await enter(page, sheet(page).getByRole('button', { name: 'Export', exact: true }));
  await expect(sheet(page)).toBeHidden();
  await expect.poll(() => readdirSync(folder)).toContain('range.txt');
  expect(execFileSync('xxd', ['-r', '-s', String(-MIB), file]).equals(noise)).toBe(true);
});

test('the block table is a list of its entries', async ({ start, folder }) => {
  const disk = await writePartitioned(folder);
  const platter = await start(disk);
  const file = path.join(folder, 'bat.csv');
  await openSheet(platter, 'List');
  await exportTo(platter, file);
  const bytes = readFileSync(disk);
  const table = Number(bytes.readBigUInt64BE(512 + 16));
  const entry = bytes.readUInt32BE(table);
  expect(readFileSync(file, 'utf8').split('\r\n').slice(0, 2)).toEqual(['block,fileSector,fileOffset', `0,${entry},${entry * 512}`]);
});

test('what stands in the way is said where it was caused', async ({ start, folder }) => {
  const disk = await writePartitioned(folder);
  execFileSync('ln', [disk, path.join(folder, 'alias.img')]);
  const platter = await start(disk);
  const { app, page } = platter;
  await openSheet(platter, 'Range of sectors');
  const button = sheet(page).getByRole('button', { name: 'Export', exact: true });
  await sheet(page).getByRole('textbox', { name: 'Sectors' }).fill('999999999');
  const beside = sheet(page).locator('footer').getByRole('status');
  await expect(beside).toHaveText('This goes beyond the end of the disk.');
  await expect(sheet(page).getByText('This goes beyond the end of the disk.')).toHaveCount(2);
  await expect(button).toBeDisabled();
  await sheet(page).getByRole('textbox', { name: 'Sectors' }).fill('1');
  // The open disk itself, and a second name of it.
  for (const [name, why] of [
    ['disk.vhd', /is the same file as another name/],
    ['alias.img', /is the same file as another name/],
  ] as const) {
    await saveAs(app, path.join(folder, name));
    await sheet(page)
      .getByRole('button', { name: /Choose name and place|Change…/ })
      .click();
    await expect(beside).toHaveText(why);
    await expect(sheet(page).getByText(why).first()).toBeVisible();
    await expect(button).toBeDisabled();
  }
  // A file that is there is replaced by a complete one only.
  const old = path.join(folder, 'old.img');
  writeFileSync(old, 'old');
  await saveAs(app, old);
  await sheet(page).getByRole('button', { name: 'Change…' }).click();
  await expect(
    sheet(page).getByText(/old.img exists \(not a VHD, 3 bytes, changed .*\)\. It’s replaced only when the new file is complete\./),
  ).toBeVisible();
  await button.click();
  await expect.poll(() => statSync(old).size).toBe(512);
  expect(readdirSync(folder).filter((name) => name.includes('platter-part'))).toEqual([]);
});

test('unsaved bytes are in it, and the file stays as it is', async ({ start, folder }) => {
  const disk = await writePartitioned(folder);
  const copy = path.join(folder, 'copy.bin');
  copyFileSync(disk, copy);
  const platter = await start(disk);
  const { page } = platter;
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await page.keyboard.type('EE');
  await expect(page.getByRole('button', { name: /Review 1 change/ })).toBeVisible();
  const file = path.join(folder, 'all.img');
  await openSheet(platter, 'Whole virtual disk');
  await expect(sheet(page).getByText('Your unsaved changes are in it.')).toBeVisible();
  await exportTo(platter, file);
  expect(readFileSync(file)[0]).toBe(0xee);
  expect(readFileSync(disk).equals(readFileSync(copy))).toBe(true);
});

test('a child that is its own parent is exported with zeros for what no disk has, and is told so', async ({ start, folder }) => {
  const disk = path.join(folder, 'self.vhd');
  writeFileSync(disk, childImage({ header: { parentId: CHILD_ID, parentName: 'self.vhd' }, locators: [] }).bytes);
  const platter = await start(disk);
  const { page } = platter;
  const file = path.join(folder, 'known.img');
  await openSheet(platter, 'Whole virtual disk');
  const why = sheet(page).getByText('What no disk in reach holds can’t be exported: the parents form a circle.');
  await expect(why).toBeVisible();
  await sheet(page).getByRole('checkbox', { name: 'Zeros for what no disk in reach has, and a list of it' }).check();
  await expect(why).toBeHidden();
  await exportTo(platter, file);
  // The disk’s own sectors are the first, of AA, and the tenth, of BB.
  const known = Buffer.alloc(SIZE);
  known.fill(0xaa, 0, 512).fill(0xbb, 9 * 512, 10 * 512);
  await expect.poll(() => readdirSync(folder)).toContain('known.img.lost.csv');
  expect(readFileSync(file).equals(known)).toBe(true);
});

test('a child whose parent is missing is exported with zeros for what only the parent has, and a list of them', async ({
  start,
  folder,
}) => {
  const disk = path.join(folder, 'kid.vhd');
  writeFileSync(disk, childImage().bytes);
  const before = stamp(disk);
  const platter = await start(disk);
  const { page } = platter;
  const file = path.join(folder, 'known.img');
  await openSheet(platter, 'Whole virtual disk');
  await expect(sheet(page).getByText(/A parent is missing, and what it holds can’t be exported\./)).toBeVisible();
  await sheet(page).getByRole('checkbox', { name: 'Zeros for what only a missing parent has, and a list of it' }).check();
  await expect(sheet(page).getByText(/A parent is missing, and what it holds/)).toHaveCount(0);
  await exportTo(platter, file);
  // The child’s own sectors are the first, of AA, and the tenth, of BB.
  const known = Buffer.alloc(SIZE);
  known.fill(0xaa, 0, 512).fill(0xbb, 9 * 512, 10 * 512);
  await expect.poll(() => readdirSync(folder)).toContain('known.img.lost.csv');
  expect(readFileSync(file).equals(known)).toBe(true);
  expect(stamp(disk)).toBe(before);
});
