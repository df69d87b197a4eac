/** Files are made, opened and closed by keyboard alone, and judged by other programs; what is only looked at stays as it is. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { baseImage, BLOCK, childImage } from '../support/fixtures';
import { patterned } from '../support/imageBuilder';
import { lacks, qemuConvert, run, vhdiInfo } from '../support/oracles';
import { seeded } from '../support/random';
import { writePartitioned } from './disks';
import { fingerprint, jobRow, makeButton, convertSheet, tray, writeLarge } from './jobs';
import { bytes, choose, choosePlace, enter, expect, goTo, tabTo, test, toPane } from './keys';
import { createButton, openAs, saveAs, sheet as newDiskSheet } from './newDisks';
import { command, rowBytes, rowText, shown } from './window';

const MIB = 1024 * 1024;
const sha256 = (file: string): string => execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64);
/** Names in a folder but the profile's. */
const names = (folder: string): string[] =>
  readdirSync(folder)
    .filter((name) => name !== 'profile')
    .sort();

/** "0A FF". */
const hexOf = (data: Uint8Array): string => Array.from(data, (byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join(' ');

/** What a file is to its file system: written to, it has another time of change. */
function identity(file: string): string {
  const { ino, size, mtimeNs, ctimeNs } = statSync(file, { bigint: true });
  return [ino, size, mtimeNs, ctimeNs].join(' ');
}

test('a fixed disk, a dynamic one and a child of it are created, and other programs read them', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'vhdiinfo', '7z'));
  const { app, page } = await start();
  const { keyboard } = page;
  const [fixed, dynamic, child] = ['fixed.vhd', 'dynamic.vhd', 'child.vhd'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  const kind = (name: string): Locator => newDiskSheet(page).getByRole('radio', { name, exact: true });
  await expect(page.getByRole('heading', { name: 'Platter' })).toBeVisible();

  await keyboard.press('Control+n');
  await expect(kind('Dynamic')).toBeFocused();
  await choose(page, kind('Fixed'));
  await tabTo(page, newDiskSheet(page).getByRole('textbox', { name: 'Size' }));
  await keyboard.type('6 MiB');
  await choosePlace(app, page, fixed);
  await enter(page, createButton(page));
  await expect(page.getByRole('heading', { name: 'fixed.vhd', level: 1 })).toBeVisible();
  expect(statSync(fixed).size).toBe(6 * MIB + 512);
  expect(vhdiInfo(fixed)).toMatchObject({ type: 'Fixed', mediaBytes: 6 * MIB });
  expect(
    readFileSync(fixed)
      .subarray(0, 6 * MIB)
      .every((byte) => byte === 0),
  ).toBe(true);

  await keyboard.press('Control+n');
  await expect(kind('Dynamic')).toBeFocused();
  await tabTo(page, newDiskSheet(page).getByRole('textbox', { name: 'Size' }));
  await keyboard.type('64 MiB');
  await choosePlace(app, page, dynamic);
  await enter(page, createButton(page));
  await expect(page.getByRole('heading', { name: 'dynamic.vhd', level: 1 })).toBeVisible();
  expect(vhdiInfo(dynamic)).toMatchObject({ type: 'Dynamic', mediaBytes: 64 * MIB });
  expect(run('7z', 't', dynamic)).toContain('Everything is Ok');

  const parent = await fingerprint(dynamic);
  await keyboard.press('Control+n');
  await choose(page, kind('Differencing'));
  await openAs(app, dynamic);
  await enter(page, newDiskSheet(page).getByRole('button', { name: 'Choose parent…' }));
  await expect(newDiskSheet(page).getByRole('list', { name: 'Chain, base first' })).toContainText('dynamic.vhd');
  await choosePlace(app, page, child);
  await enter(page, createButton(page));
  await expect(page.getByRole('heading', { name: 'child.vhd', level: 1 })).toBeVisible();
  expect(vhdiInfo(child)).toMatchObject({ type: 'Differential', mediaBytes: 64 * MIB, parentId: vhdiInfo(dynamic).id });
  expect(run('7z', 't', child)).toContain('Everything is Ok');
  expect(await fingerprint(dynamic)).toBe(parent);
});

test('a partition leaves as the bytes that QEMU finds there, the block table as a list; the disk is only read', async ({
  start,
  folder,
}) => {
  test.skip(lacks('qemu-img'));
  const disk = await writePartitioned(folder);
  const before = await fingerprint(disk);
  const { app, page } = await start(disk);
  const sheet = page.getByRole('dialog', { name: 'Export' });
  const what = (name: string): Locator => sheet.getByRole('radio', { name, exact: true });
  await shown(page);

  await page.keyboard.press('Control+e');
  await expect(what('Whole virtual disk')).toBeFocused();
  await choose(page, what('Partition'), 'ArrowUp');
  await tabTo(page, sheet.getByRole('checkbox', { name: 'SHA-256 in a file beside it' }));
  await page.keyboard.press('Space');
  await choosePlace(app, page, path.join(folder, 'part.img'));
  await enter(page, sheet.getByRole('button', { name: 'Export', exact: true }));
  await expect(sheet).toBeHidden();
  await expect.poll(() => names(folder)).toContain('part.img.sha256');
  const raw = path.join(folder, 'raw.img');
  qemuConvert(disk, raw);
  const extracted = path.join(folder, 'extracted.img');
  execFileSync('dd', [`if=${raw}`, `of=${extracted}`, 'bs=512', 'skip=2048', 'count=4096'], { stdio: 'ignore' });
  expect(sha256(path.join(folder, 'part.img'))).toBe(sha256(extracted));
  expect(execFileSync('sha256sum', ['-c', 'part.img.sha256'], { cwd: folder, encoding: 'utf8' })).toBe('part.img: OK\n');

  await page.keyboard.press('Control+e');
  await choose(page, what('List'));
  await choosePlace(app, page, path.join(folder, 'bat.csv'));
  await enter(page, sheet.getByRole('button', { name: 'Export', exact: true }));
  await expect.poll(() => names(folder)).toContain('bat.csv');
  const file = readFileSync(disk);
  const table = Number(file.readBigUInt64BE(512 + 16));
  const entry = (block: number): number => file.readUInt32BE(table + block * 4);
  // Blocks 0 and 1 of two MiB each: the partition table, and from LBA 2,048 on the noise, are in the first.
  expect([entry(0) === 0xffff_ffff, entry(1) === 0xffff_ffff]).toEqual([false, true]);
  const [head, first] = readFileSync(path.join(folder, 'bat.csv'), 'utf8').split('\r\n');
  expect([head, first]).toEqual(['block,fileSector,fileOffset', `0,${entry(0)},${entry(0) * 512}`]);
  expect(await fingerprint(disk)).toBe(before);
});

test('a raw image becomes a fixed disk that holds its bytes', async ({ start, folder }) => {
  test.skip(lacks('vhdiinfo'));
  const image = path.join(folder, 'raw.img');
  writeFileSync(image, seeded(4).bytes(3 * MIB));
  const before = await fingerprint(image);
  const { app, page } = await start();
  const sheet = page.getByRole('dialog', { name: 'Make a disk from a raw image' });
  await expect(page.getByRole('heading', { name: 'Platter' })).toBeVisible();
  await openAs(app, image);
  await command(page, 'Make a disk from a raw image');
  await expect(sheet.getByText(/^A disk of 6,144 sectors/)).toBeVisible();
  await tabTo(page, sheet.getByRole('radio', { name: /^Dynamic/ }));
  await choose(page, sheet.getByRole('radio', { name: /^Fixed/ }));
  const file = path.join(folder, 'new.vhd');
  await saveAs(app, file);
  await choosePlace(app, page, file);
  await enter(page, sheet.getByRole('button', { name: 'Make disk' }));
  await expect(sheet).toBeHidden();
  await expect.poll(() => names(folder)).toEqual(['new.vhd', 'raw.img']);
  execFileSync('cmp', ['-n', String(3 * MIB), image, file]);
  expect(vhdiInfo(file)).toMatchObject({ type: 'Fixed', mediaBytes: 3 * MIB });
  expect(await fingerprint(image)).toBe(before);
});

test('a disk is opened, looked at and closed, and opened again; it stays as it is', async ({ start, folder }) => {
  const file = path.join(folder, 'looked-at.vhd');
  await writeFile(file, baseImage());
  const before = await fingerprint(file);
  const { app, page } = await start();
  const open = page.getByRole('button', { name: /^Open…/ });
  await expect(open).toBeFocused();
  await openAs(app, file);
  await page.keyboard.press('Control+o');
  expect(await shown(page)).toBe('looked-at.vhd');
  await expect(page.getByRole('region', { name: 'Overview' }), 'the button is gone, and the focus is in what is shown').toBeFocused();
  await goTo(page, 'b2');
  expect(await rowBytes(page)).toBe(hexOf(patterned(BLOCK, 91).subarray(0, 16)));
  await page.keyboard.press('Control+w');
  await expect(open).toBeFocused();
  await page.keyboard.press('Enter');
  expect(await shown(page)).toBe('looked-at.vhd');
  await page.keyboard.press('Control+w');
  expect(await fingerprint(file)).toBe(before);
});

test('a parent that is missing is located, and the chain reads as both together', async ({ start, folder }) => {
  await mkdir(path.join(folder, 'elsewhere'));
  const [parent, child] = [path.join(folder, 'elsewhere/p.vhd'), path.join(folder, 'c.vhd')];
  await writeFile(parent, baseImage());
  await writeFile(child, childImage().bytes);
  const before = await Promise.all([parent, child].map(fingerprint));
  const { app, page } = await start(child);
  await shown(page);
  await openAs(app, parent);
  await toPane(page, 'problems');
  await enter(page, page.getByRole('button', { name: 'Locate the parent disk…' }));
  await expect(page.getByText('Parent found: the chain is complete')).toBeVisible();
  await goTo(page, '0');
  expect(await rowBytes(page), 'sector 0 is the child’s').toMatch(/^AA AA AA AA/);
  await goTo(page, '1');
  expect(await rowText(page)).toContain('read from p.vhd');
  await page.keyboard.press('Enter');
  await expect.poll(() => rowBytes(page)).toBe(hexOf(patterned(BLOCK, 3).subarray(512, 528)));
  expect(await Promise.all([parent, child].map(fingerprint))).toEqual(before);
});

/** From the disk that is shown to a raw image of it. */
async function convert(app: Parameters<typeof choosePlace>[0], page: Page, file: string): Promise<void> {
  await page.keyboard.press('Control+Shift+N');
  const operation = (name: string): Locator => convertSheet(page).getByRole('radio', { name, exact: true });
  await expect(convertSheet(page)).toBeVisible();
  await choose(page, operation('Convert to raw'));
  await choosePlace(app, page, file);
  await enter(page, makeButton(page));
  await expect(convertSheet(page)).toBeHidden();
}

const percent = async (page: Page): Promise<number> =>
  Number((await tray(page).getByRole('progressbar').first().getAttribute('aria-valuenow')) ?? 0);
const STOP = /^(Stop and delete the unfinished copy|Take off the list)$/;

test('a conversion is stopped half-way in the list of jobs, and nothing of it is left', async ({ start, folder }) => {
  test.skip(lacks('qemu-img'));
  const file = await writeLarge(folder, 2048);
  const before = identity(file);
  const { app, page } = await start(file);
  await shown(page);
  await goTo(page, '0');
  await convert(app, page, path.join(folder, 'new.img'));
  await page.keyboard.press('Control+j');
  await expect.poll(() => percent(page), { intervals: [20] }).toBeGreaterThan(5);
  expect(names(folder).filter((name) => name.includes('platter-part'))).toHaveLength(1);
  await enter(page, tray(page).getByRole('button', { name: STOP }));
  const row = jobRow(page, /^Conversion/);
  await expect(row).toContainText('Stopped. Nothing is left');
  expect(names(folder)).toEqual(['large.vhd']);
  await expect(row, 'the focus stays with the job').toBeFocused();
  await enter(page, row.getByRole('button', { name: 'Dismiss' }));
  await expect(tray(page)).toContainText('Nothing is under way.');
  await page.keyboard.press('Escape');
  await expect(tray(page)).toBeHidden();
  await expect(bytes(page), 'the focus is where it was').toBeFocused();
  // Its first sector is 0x5a, its last 0xa5, all between a hole.
  expect(await rowBytes(page)).toMatch(/^5A 5A/);
  expect(identity(file)).toBe(before);
});

test('three jobs are begun while the bytes are scrolled, and stopped', async ({ start, folder }) => {
  const file = await writeLarge(folder, 8192);
  const { app, page } = await start(file);
  await shown(page);
  await goTo(page, '0');
  for (const i of [1, 2, 3]) {
    await convert(app, page, path.join(folder, `new${i}.img`));
    await expect(bytes(page), 'the focus is back in the bytes').toBeFocused();
    for (let pages = 0; pages < 5; pages++) await page.keyboard.press('PageDown');
  }
  await expect(page.getByRole('button', { name: /^3 jobs · \d+ %/ })).toBeVisible();
  const status = page.getByRole('contentinfo', { name: 'Status' });
  await expect(status).toContainText(/disk 0x[0-9A-F_]*[1-9A-F]/);
  await page.keyboard.press('Control+j');
  const stop = tray(page).getByRole('button', { name: STOP });
  for (let left = 3; left > 0; left--) {
    await expect(stop).toHaveCount(left);
    await enter(page, stop.first());
  }
  await expect(tray(page).getByText('Stopped. Nothing is left')).toHaveCount(3);
  expect(names(folder)).toEqual(['large.vhd']);
});
