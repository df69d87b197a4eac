/** What is typed or chosen, and where the user is, outlives the page that shows it. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lacks } from '../support/oracles';
import { makeElevens } from './disks';
import { killPage, press, textOf, typedIn } from './dying';
import { edit, goTo } from './keys';
import { openAs } from './newDisks';
import { expect, test } from './platter';
import { writeDamagedDisk } from './screens';
import { command, shown, tab } from './window';

const BACK = 'This window had to be loaded again.';

test('a pattern to fill with comes back with its range, and fills it', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const platter = await start(makeElevens(folder));
  const { page } = platter;
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await command(page, 'select sector');
  await page.keyboard.press('Control+Shift+f');
  const box = page.getByRole('dialog', { name: 'Fill' }).getByRole('textbox', { name: 'Pattern' });
  await box.fill('DE AD');
  await killPage(platter);
  await expect.poll(() => typedIn(platter, 'Pattern')).toBe('DE AD');
  expect(await textOf(platter)).toContain('Fill 512 bytes');
  await press(platter, 'Fill');
  await expect.poll(() => textOf(platter)).toContain('Review 1 change');
  await expect.poll(() => textOf(platter), 'the selection is there too').toContain('LBA 3');
});

test('the LBA for a file that is written into the disk comes back with the file', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const platter = await start(makeElevens(folder));
  const { app, page } = platter;
  await shown(page);
  await edit(page);
  const content = path.join(folder, 'boot.bin');
  await writeFile(content, Buffer.alloc(700, 0x5a));
  await openAs(app, content);
  await command(page, 'write a file');
  await page.getByRole('textbox', { name: 'At LBA' }).fill('77');
  await expect(page.getByText('boot.bin')).toBeVisible();
  await killPage(platter);
  await expect.poll(() => typedIn(platter, 'At LBA')).toBe('77');
  await press(platter, 'Add to changes');
  await expect.poll(() => textOf(platter)).toContain('Review 1 change');
});

test('the way that was chosen for a repair is chosen again, and planned', async ({ start, folder }) => {
  const platter = await start(await writeDamagedDisk(folder));
  const { page } = platter;
  await shown(page);
  await page.getByRole('option', { name: /over the disk’s own structures/ }).click();
  await page.keyboard.press('Control+.');
  await page
    .getByRole('dialog', { name: /^Repair/ })
    .getByLabel(/^Set the entries/)
    .check();
  await page.getByText(/^After this repair/).waitFor();
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('After this repair');
  await press(platter, 'Add to changes');
  await expect.poll(() => textOf(platter)).toContain('Review 1 change');
});

test('cursor, tab, the way back and what is typed in the go-to box are there again', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const platter = await start(makeElevens(folder));
  const { app, page } = platter;
  await shown(page);
  await tab(page, 'Hex');
  await goTo(page, '3');
  await goTo(page, '2047');
  await page.keyboard.press('Control+g');
  await page.keyboard.type('block 5');
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain(BACK);
  expect(await typedIn(platter, 'Go to')).toBe('block 5');
  await expect.poll(() => textOf(platter)).toContain('LBA 2,047');
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.send('app/command', { command: 'go.back' });
  });
  await expect.poll(() => textOf(platter)).toMatch(/LBA 3\b/);
});

test('what is typed for a field is there again, and can be set', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const platter = await start(makeElevens(folder));
  const { page } = platter;
  await shown(page);
  await edit(page);
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await inspector.getByRole('button', { name: 'Footer', exact: true }).click();
  await inspector.getByRole('button', { name: /^Creator application/ }).click();
  await inspector.getByRole('textbox', { name: 'New value of Creator application' }).fill('abcd');
  await killPage(platter);
  await expect.poll(() => typedIn(platter, 'New value of Creator application')).toBe('abcd');
  await press(platter, 'Set');
  await expect.poll(() => textOf(platter)).toContain('Review 1 change');
});

test('the file that could not be opened is shown again with the reason', async ({ start, folder }) => {
  const inner = path.join(folder, 'inner.vhd');
  await mkdir(inner);
  const platter = await start(inner);
  await expect(platter.page.getByRole('heading', { name: 'inner.vhd is a folder.' })).toBeVisible();
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain(BACK);
  await expect.poll(() => textOf(platter)).toContain('inner.vhd is a folder.');
});
