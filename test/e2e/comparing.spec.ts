/** Compare: what differs between two disks is what cmp finds between their raw bytes; it is listed and gone through with F3. */
import { execFileSync } from 'node:child_process';
import { copyFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { lacks, qemuConvert, run } from '../support/oracles';
import { makeElevens } from './disks';
import { expect, test, type Platter } from './platter';
import { command, edit, goTo, shown } from './window';

test.beforeEach(() => test.skip(lacks('qemu-img', 'qemu-io')));

const panel = (page: Page): Locator => page.getByRole('region', { name: 'Compare' });
const rows = (page: Page): Locator => panel(page).getByRole('grid', { name: 'Hits' }).locator('tbody tr[aria-rowindex]');

/** The sectors in which two files of one length differ, as GNU cmp lists their bytes, joined to ranges. */
function differing(a: string, b: string): { readonly at: number; readonly bytes: number }[] {
  let listed = '';
  try {
    execFileSync('cmp', ['-l', a, b], { encoding: 'latin1', maxBuffer: 1 << 28 });
  } catch (cause) {
    listed = (cause as { readonly stdout: string }).stdout;
  }
  const sectors = new Set(
    listed
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => Math.floor((Number.parseInt(line, 10) - 1) / 512)),
  );
  const ranges: { at: number; bytes: number }[] = [];
  for (const sector of [...sectors].sort((x, y) => x - y)) {
    const last = ranges.at(-1);
    if (last !== undefined && last.at + last.bytes === sector * 512) last.bytes += 512;
    else ranges.push({ at: sector * 512, bytes: 512 });
  }
  return ranges;
}

/** The byte at the cursor. */
const first = (page: Page, grid: string): Locator => page.getByRole('grid', { name: grid }).getByRole('gridcell', { selected: true });

const chooseNext = ({ app }: Platter, file: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, file);

test('two disks differ where cmp says, whatever their files are like; F3 goes through it, and equal ones are said to be equal', async ({
  start,
  folder,
}) => {
  const file = makeElevens(folder);
  const other = path.join(folder, 'other.vhd');
  await copyFile(file, other);
  // Within a block, over the edge of two blocks, and where only the other one has a block.
  for (const write of ['write -P 0x22 64k 1k', 'write -P 0x33 900k 300k', 'write -P 0x44 7M 4k'])
    run('qemu-io', '-f', 'vpc', '-c', write, other);
  const [raw, otherRaw] = [path.join(folder, 'a.img'), path.join(folder, 'b.img')];
  qemuConvert(file, raw);
  qemuConvert(other, otherRaw);
  const expected = differing(raw, otherRaw);
  expect(expected.length).toBe(3);

  const platter = await start(file);
  const { page } = platter;
  await shown(page);
  await command(page, 'Compare');
  await chooseNext(platter, other);
  await panel(page).getByRole('button', { name: 'Choose a file…' }).click();
  await expect(panel(page).getByRole('combobox', { name: 'Compare with' })).toContainText('other.vhd');
  await panel(page).getByRole('button', { name: 'Compare', exact: true }).click();
  // What is cut where one side is only zeros is more ranges than cmp's: the second of them has two parts.
  await expect(panel(page).getByRole('status').first()).toContainText('4 ranges differ');
  const places = await rows(page).evaluateAll((all) =>
    all.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')),
  );
  expect(places.map(([at = '']) => Number.parseInt(at.replaceAll(' ', ''), 16))).toEqual([
    64 * 1024,
    900 * 1024,
    1024 * 1024,
    7 * 1024 * 1024,
  ]);
  expect(places.map(([, bytes = '']) => Number.parseInt(bytes.replaceAll(',', ''), 10)).reduce((sum, bytes) => sum + bytes)).toBe(
    expected.reduce((sum, { bytes }) => sum + bytes, 0),
  );
  expect(places.map(([, , found = '']) => /^(Differs|Only here|Only there)/.exec(found)?.[1])).toEqual([
    'Differs',
    'Differs',
    'Only there',
    'Only there',
  ]);
  // Both disks' bytes stand there, also where this disk stores none.
  for (const [lba, own, others] of [
    [128, '11', '22'],
    [1800, '11', '33'],
    [2048, '00', '33'],
    [14_336, '00', '44'],
  ] as const) {
    await page.keyboard.press('F3');
    await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText(`LBA ${lba.toLocaleString('en')}`);
    await expect(first(page, 'Bytes of the virtual disk')).toHaveText(own);
    await expect(first(page, 'Bytes of other.vhd')).toHaveText(others);
  }

  // Of the last difference, the other disk's bytes are taken over as one change; a block is added for them.
  await edit(page);
  await panel(page).getByRole('button', { name: 'Use its bytes…' }).click();
  await page.getByRole('button', { name: 'Take over' }).click();
  await page.getByRole('button', { name: 'Allocate block' }).click();
  await expect(first(page, 'Bytes of the virtual disk')).toHaveText('00');
  await goTo(page, '0x700fff');
  await expect(first(page, 'Bytes of the virtual disk')).toHaveText('44');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText('1 unsaved');
  await page.keyboard.press('Control+z');
  await expect(first(page, 'Bytes of the virtual disk')).toHaveText('00');

  // A raw image is compared as the disk that it is.
  await chooseNext(platter, raw);
  await panel(page).getByRole('button', { name: 'Choose a file…' }).click();
  await expect(panel(page).getByRole('combobox', { name: 'Compare with' })).toContainText('a.img');
  await panel(page).getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(panel(page).getByRole('status').first()).toContainText('No difference');
});

test('what cannot be compared is named with its reason; a comparison that is older than its disks says so, and can be ended', async ({
  start,
  folder,
}) => {
  const file = makeElevens(folder);
  const [other, link, foreign] = [path.join(folder, 'other.vhd'), path.join(folder, 'link.vhd'), path.join(folder, 'x.qcow2')];
  await copyFile(file, other);
  await symlink(file, link);
  run('qemu-img', 'create', '-f', 'qcow2', foreign, '1M');
  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x22 64k 1k', other);
  const platter = await start(file);
  const { page } = platter;
  await shown(page);
  await command(page, 'Compare');
  const status = panel(page).getByRole('status').first();
  for (const [chosen, said] of [
    [link, 'link.vhd is this disk itself'],
    [foreign, 'x.qcow2 cannot be compared: This is a QCOW2 image.'],
    [other, '1 range differs'],
  ] as const) {
    await chooseNext(platter, chosen);
    await panel(page).getByRole('button', { name: 'Choose a file…' }).click();
    await expect(panel(page).getByRole('combobox', { name: 'Compare with' })).toContainText(path.basename(chosen));
    await panel(page).getByRole('button', { name: 'Compare', exact: true }).click();
    await expect(status).toContainText(said);
  }
  await page.keyboard.press('F3');
  // A press on the other disk's bytes leaves the keys with this disk's.
  await page
    .getByRole('grid', { name: 'Bytes of other.vhd' })
    .locator('xpath=../canvas')
    .click({ position: { x: 200, y: 30 } });
  await expect(page.getByRole('grid', { name: 'Bytes of the virtual disk' })).toBeFocused();

  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x33 128k 1k', other);
  // Bytes that were not read yet are those of the changed file.
  await goTo(page, '0x20000');
  await expect(panel(page)).toContainText('One of the disks was changed since: compare again.');
  await edit(page);
  await page.keyboard.press('F3');
  await panel(page).getByRole('button', { name: 'Use its bytes…' }).click();
  await expect(page.getByRole('dialog')).toContainText('One of the disks was changed since they were compared.');
  await page.getByRole('button', { name: 'OK' }).click();
  await panel(page).getByRole('button', { name: 'Compare', exact: true }).click();
  await expect(status).toContainText('2 ranges differ');

  // A search is not taken for the comparison, which goes on beside until it is ended.
  await page.keyboard.press('Control+f');
  await expect(page.getByRole('region', { name: 'Find' })).not.toContainText('differ');
  await page.getByRole('button', { name: 'End the comparison' }).click();
  await expect(page.getByRole('grid', { name: 'Bytes of other.vhd' })).toHaveCount(0);
});
