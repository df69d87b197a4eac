/** What an experienced user expects of keys, of the list of problems, of holes and of boxes, in the real window. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { childImage } from '../support/fixtures';
import { sha256Of } from '../support/samples';
import { makeElevens, writePartitioned } from './disks';
import { convertSheet, jobRow, openConvert, pick } from './jobs';
import { expect, test } from './platter';
import { edit, goTo, rowBytes, rowText, shown, tab } from './window';

const status = (page: Page) => page.getByRole('contentinfo', { name: 'Status' });
const bytes = (page: Page) => page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ });
const problems = (page: Page) => page.getByRole('region', { name: 'Problems', exact: true });

/** A dynamic disk whose footer has a wrong checksum at the end, at byte 66 of the last 512. */
async function makeDamaged(folder: string): Promise<{ readonly file: string; readonly footerAt: number }> {
  const file = makeElevens(folder);
  const all = await readFile(file);
  const footerAt = all.length - 512;
  all.writeUInt8((all[footerAt + 66] ?? 0) ^ 0x5a, footerAt + 66);
  await writeFile(file, all);
  return { file, footerAt };
}

test('a damaged disk opens at its first problem; F8 begins there, and Ctrl+Shift+M goes into the list and out of it', async ({
  start,
  folder,
}) => {
  const { file, footerAt } = await makeDamaged(folder);
  const { page } = await start(file);
  await shown(page);
  const at = `0x${(footerAt + 64).toString(16).toUpperCase()}`;
  await expect(status(page)).toContainText(`file ${at}`);
  await expect(problems(page)).toBeVisible();
  await page.keyboard.press('F8');
  await expect(page.getByRole('article', { name: 'Footer checksum is wrong' })).toBeVisible();
  await expect(status(page)).toContainText(`file ${at}`);
  await bytes(page).focus();
  await page.keyboard.press('Control+Shift+M');
  await expect(problems(page).getByRole('option', { selected: true })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(bytes(page)).toBeFocused();
});

test('Ctrl+. says why there is no repair', async ({ start, folder }) => {
  const file = path.join(folder, 'kid.vhd');
  await writeFile(file, childImage().bytes);
  const { page } = await start(file);
  await shown(page);
  await page.keyboard.press('F8');
  await page.keyboard.press('Control+.');
  await expect(
    status(page)
      .getByRole('status')
      .filter({ hasText: /^Repair this problem: / }),
  ).toBeVisible();
});

test('a click in the navigator selects the whole structure, and a partition from end to end', async ({ start, folder }) => {
  const { page } = await start(await writePartitioned(folder));
  await shown(page);
  const navigator = page.getByRole('navigation', { name: 'Navigator' });
  await navigator.getByRole('button', { name: /^Dynamic header/ }).click();
  await expect(status(page)).toContainText('Selected 1,024 bytes');
  await navigator
    .getByRole('region', { name: /^Partitions/ })
    .getByRole('button')
    .first()
    .click();
  await expect(status(page)).toContainText('Selected 2,097,152 bytes · 4,096 sectors');
});

test('Enter on a hole shows the cursor’s place in it', async ({ start, folder }) => {
  const { page } = await start(makeElevens(folder));
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await goTo(page, '0x800410');
  await expect.poll(() => rowText(page)).toContain('not allocated');
  await page.keyboard.press('Enter');
  await expect.poll(() => rowBytes(page)).toMatch(/^00 00/);
  await expect.poll(() => rowText(page)).toContain('0x800410');
});

test('what is typed into a folded hole is seen there at once', async ({ start, folder }) => {
  const { page } = await start(makeElevens(folder));
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await goTo(page, '0xA00010');
  await expect.poll(() => rowText(page)).toContain('not allocated');
  await page.keyboard.type('5');
  await expect.poll(() => rowBytes(page)).toMatch(/^5_ 00/);
});

test('a paste leaves the cursor behind what was pasted; Ctrl+A selects all bytes', async ({ start, folder }) => {
  const { app, page } = await start(makeElevens(folder));
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await goTo(page, '3');
  await app.evaluate(({ clipboard }) => clipboard.writeText('DE AD BE EF'));
  await page.keyboard.press('Control+v');
  await expect.poll(() => rowBytes(page)).toMatch(/^DE AD BE EF 11/);
  await expect(status(page)).toContainText('disk 0x604');
  await page.keyboard.press('Control+a');
  await expect(status(page)).toContainText(/Selected [\d,]+ bytes · [\d,]+ sectors/);
  await expect(status(page)).toContainText('disk 0x604');
});

test('Ctrl+G right behind another command gets every key that follows', async ({ start, folder }) => {
  const { page } = await start(makeElevens(folder));
  await shown(page);
  const box = page.getByRole('combobox', { name: /Go to/ });
  const session = await page.context().newCDPSession(page);
  const send = (type: 'rawKeyDown' | 'keyUp' | 'char', key: Record<string, unknown>) =>
    session.send('Input.dispatchKeyEvent', { type, ...key } as never);
  const ctrl = (letter: string, code = `Key${letter.toUpperCase()}`) => ({
    key: letter,
    code,
    modifiers: 2,
    windowsVirtualKeyCode: letter.toUpperCase().charCodeAt(0),
  });
  const press = (key: Record<string, unknown>) => [send('rawKeyDown', key), send('keyUp', key)];
  for (const before of [ctrl('2', 'Digit2'), ctrl('4', 'Digit4'), ctrl('b'), { ...ctrl('b'), modifiers: 3 }, ctrl('1', 'Digit1')]) {
    const digit = { key: '7', code: 'Digit7', windowsVirtualKeyCode: 55, text: '7' };
    // All at once, without waiting for one of them.
    await Promise.all([...press(before), ...press(ctrl('g')), send('rawKeyDown', digit), send('char', digit), send('keyUp', digit)]);
    await expect(box).toBeFocused();
    await expect(box).toHaveValue('7');
    await page.keyboard.press('Escape');
    await expect(box).not.toBeFocused();
  }
});

test('Go to takes the field’s words, and says which byte of what they mean', async ({ start, folder }) => {
  const { page } = await start(await writePartitioned(folder));
  await shown(page);
  for (const [text, where] of [
    ['block 1', 'disk 0x200000'],
    ['lba 5', 'disk 0xA00'],
    ['partition 1', 'disk 0x100000'],
    ['@2048', 'disk 0x800'],
    ['1C0h', 'disk 0x1C0'],
    ['2048*512', 'disk 0x100000'],
  ] as const) {
    await goTo(page, text);
    await expect(status(page), text).toContainText(where);
  }
  await page.keyboard.press('Control+g');
  await page.keyboard.type('2048 bytes');
  await expect(page.getByText('Enter goes to byte 0x800 of the disk')).toBeVisible();
});

test('a field’s box says why it does not take a value', async ({ start, folder }) => {
  const { page } = await start(makeElevens(folder));
  await shown(page);
  await edit(page);
  await page
    .getByRole('navigation', { name: 'Navigator' })
    .getByRole('button', { name: /^Footer EOF/ })
    .click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('button', { name: /^Current size/ }).click();
  const box = inspector.getByRole('textbox', { name: 'New value of Current size' });
  await box.fill('large');
  await expect(inspector.getByText('“large” is no size. Enter one such as 40 GiB.')).toBeVisible();
  await box.fill('16 MiB');
  await expect(inspector.getByText(/is no size/)).toBeHidden();
});

test('the box for a disk’s new size refuses and rounds in the words of the sheet for a new disk', async ({ start, folder }) => {
  const { page } = await start(makeElevens(folder));
  await shown(page);
  await openConvert(page);
  await pick(page, 'Resize');
  const box = convertSheet(page).getByRole('textbox', { name: 'New size' });
  for (const [typed, answer] of [
    ['', 'Enter a size such as 40 GiB.'],
    ['large', '“large” is no size. Enter one such as 40 GiB.'],
    ['0', 'A disk has at least one sector of 512 bytes.'],
    ['3 TiB', 'VHD stops at 2040 GiB. Larger disks need VHDX.'],
    // 1,024.512 bytes.
    ['1.0005 KiB', 'Rounded up to 1,536 bytes (whole sectors).'],
  ] as const) {
    await box.fill(typed);
    await expect(convertSheet(page).getByRole('listitem').filter({ hasText: answer })).toBeVisible();
  }
});

test('the file that a sector comes from is named in the inspector', async ({ start, folder }) => {
  const { page } = await start(makeElevens(folder));
  await shown(page);
  await goTo(page, '3');
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByText('disk.vhd (this file)')).toBeVisible();
  await goTo(page, '0x800010');
  await expect(inspector.getByText('nowhere: reads as zeros').first()).toBeVisible();
});

test('a second window stands beside the first', async ({ start, folder }) => {
  const { app, page } = await start(makeElevens(folder));
  await shown(page);
  await page.keyboard.press('Control+Alt+n');
  await expect.poll(() => app.windows().length).toBe(2);
  const corners = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .map((window) => window.getBounds())
      .map(({ x, y }) => `${x},${y}`),
  );
  expect(new Set(corners).size).toBe(2);
});

test('a name that Windows keeps for a device is said at the name, and a name that is too long cannot be taken', async ({
  start,
  folder,
}) => {
  const { app, page } = await start(makeElevens(folder));
  await shown(page);
  const choose = (name: string) =>
    app.evaluate(
      ({ dialog }, filePath) => {
        dialog.showSaveDialog = async () => ({ canceled: false, filePath });
      },
      path.join(folder, name),
    );
  await page.keyboard.press('Control+e');
  const sheet = page.getByRole('dialog', { name: 'Export' });
  await choose('CON.img');
  await sheet.getByRole('button', { name: 'Choose name and place…' }).click();
  await expect(sheet.getByText('Windows can’t open a file named CON.img: it keeps that name for a device.')).toBeVisible();
  await choose(`${'n'.repeat(252)}.img`);
  await sheet.getByRole('button', { name: 'Change…' }).click();
  await expect(sheet.locator('footer').getByRole('status')).toHaveText(/^This name is too long for the drive\./);
  await expect(sheet.getByRole('button', { name: 'Export', exact: true })).toBeDisabled();
});

test('the menus of navigator and problems act on the item they were opened on', async ({ start, folder }) => {
  const { file } = await makeDamaged(folder);
  const { app, page } = await start(file);
  await shown(page);
  const open = async (item: Locator, entry: string): Promise<void> => {
    await item.focus();
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: entry }).press('Enter');
    await expect(page.getByRole('menu')).toHaveCount(0);
  };
  const header = page.getByRole('navigation', { name: 'Navigator' }).getByRole('button', { name: /^Dynamic header/ });
  await open(header, 'Hash the selection');
  const digest = sha256Of((await readFile(file)).subarray(512, 1536));
  await expect(jobRow(page, /^Hashed · 1,024 bytes at file offset 0x200 of /).getByText(digest)).toBeVisible();
  await page.keyboard.press('Escape');

  const problem = problems(page).getByRole('option', { name: /Footer checksum is wrong/ });
  await open(problem, 'Copy problem');
  await expect
    .poll(() => app.evaluate(({ clipboard }) => clipboard.readText()))
    .toMatch(/^F02 Footer checksum is wrong\n[\s\S]*\nFooter: 0x[0-9A-F]+, 4 bytes$/);
  await expect(problem).toBeFocused();
  await open(problem, 'Repair this problem…');
  await expect(page.getByRole('dialog', { name: /^Repair/ })).toBeVisible();
});
