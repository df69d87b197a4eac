/** What becomes of a disk's changes, and of what is half typed, when its window closes or shows another file. */
import type fs from 'node:fs';
import { copyFile, readFile, rename, truncate } from 'node:fs/promises';
import path from 'node:path';
import { lacks } from '../support/oracles';
import { answerWith, chooseSlowly, holdDialogs } from './dialogs';
import { makeElevens } from './disks';
import { killPage, press, textOf } from './dying';
import { expect, ROOT, test, type Platter } from './platter';
import { edit, goTo, shown } from './window';

test.beforeEach(() => test.skip(lacks('qemu-img', 'qemu-io')));

const review = ({ page }: Platter) => page.getByRole('button', { name: 'Review 1 change' });
const close = ({ app }: Platter): Promise<void> =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((each) => each.getTitle().startsWith('disk'))
      ?.close(),
  );

async function typeAt({ page }: Platter, at: string, keys: string): Promise<void> {
  await goTo(page, at);
  await page.keyboard.type(keys);
}
async function typed(platter: Platter, at: string, keys: string): Promise<void> {
  await shown(platter.page);
  await edit(platter.page);
  await typeAt(platter, at, keys);
}

/** The file is chosen with Ctrl+O, and the drive answers about it after two seconds. */
const openSlowly = async (platter: Platter, file: string): Promise<void> => {
  const { page } = platter;
  await chooseSlowly(platter, file, 2000);
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('region', { name: `Opening ${path.basename(file)}` })).toBeVisible();
};

test('bytes typed into a block that is not in the file are asked about when a slow file is there, and kept if it is not', async ({
  start,
  folder,
}) => {
  const [file, slow] = [makeElevens(folder), makeElevens(folder, 'slow.vhd')];
  const platter = await start(file);
  const { page } = platter;
  await shown(page);
  await edit(page);
  const question = page.getByRole('dialog', { name: /isn’t in this file/ });
  const dialogs = await answerWith(platter, 0, 1);
  await openSlowly(platter, slow);
  await typeAt(platter, '16384', 'deadbeef');
  await expect(question).toContainText('Typed: DE AD BE EF');
  await expect.poll(() => dialogs.messages()).toEqual(['What you typed is not among the changes yet.']);
  await expect(question).toContainText('Typed: DE AD BE EF');
  expect(await shown(page)).toBe('disk.vhd');
  // A file that is gone when it is to be opened.
  await question.getByRole('button', { name: 'Cancel' }).click();
  const gone = path.join(folder, 'gone.vhd');
  await openSlowly(platter, gone);
  await typeAt(platter, '16384', 'deadbeef');
  await page
    .getByRole('dialog', { name: /gone\.vhd/ })
    .getByRole('button', { name: 'OK' })
    .click();
  await expect(question).toContainText('Typed: DE AD BE EF');
  await question.getByRole('button', { name: 'Allocate block' }).click();
  await expect(review(platter)).toBeVisible();
});

test('a page that dies over such a question, while a slow file opens, asks it again, and the file takes no disk’s place unasked', async ({
  start,
  folder,
}) => {
  const [file, slow] = [makeElevens(folder), makeElevens(folder, 'slow.vhd')];
  const platter = await start(file);
  await shown(platter.page);
  await edit(platter.page);
  const dialogs = await answerWith(platter, 0);
  await openSlowly(platter, slow);
  await typeAt(platter, '16384', 'deadbeef');
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('Typed: DE AD BE EF');
  // Both the page that is gone and the one in its place may be asked for what they have.
  await expect.poll(async () => (await dialogs.messages()).join()).toMatch(/^What you typed .*among the changes yet\.$/);
  await press(platter, 'Allocate block');
  await expect.poll(() => textOf(platter)).toContain('1 unsaved');
});

test('the window knows of a save that was agreed to for another file, though that file is gone then', async ({ start, folder }) => {
  const [file, next] = [makeElevens(folder), makeElevens(folder, 'next.vhd')];
  const before = await readFile(file);
  const platter = await start(file);
  const { app, page } = platter;
  await typed(platter, '3', 'de');
  await expect(review(platter)).toBeVisible();
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
    let asked = 0;
    type Main = { readonly mainModule: { require(name: string): typeof fs } };
    const { promises } = (process as unknown as Main).mainModule.require('node:fs');
    dialog.showMessageBox = (async () => {
      asked += 1;
      if (asked === 2) await promises.unlink(chosen);
      return { response: 0, checkboxChecked: false };
    }) as unknown as typeof dialog.showMessageBox;
  }, next);
  await page.keyboard.press('Control+o');
  await expect(page.getByRole('dialog', { name: /next\.vhd/ })).toBeVisible();
  const after = await readFile(file);
  expect([...before.keys()].filter((at) => before[at] !== after[at]).map((at) => after[at])).toEqual([0xde]);
  await page.keyboard.press('Escape');
  await expect(review(platter)).toBeHidden();
});

test('a save that was agreed to on closing and fails says why, over the sheet that is open', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const platter = await start(file);
  const { page } = platter;
  await typed(platter, '3', 'de');
  await expect(review(platter)).toBeVisible();
  const dialogs = await answerWith(platter, 0);
  await page.keyboard.press('Control+n');
  await expect(page.getByRole('dialog', { name: 'New disk' })).toBeVisible();
  const copy = path.join(folder, 'copy');
  await copyFile(file, copy);
  await rename(copy, file);
  await close(platter);
  const alert = page.getByRole('dialog').filter({ has: page.getByRole('button', { name: 'OK' }) });
  await expect(alert).toContainText('Another program changed the file meanwhile');
  expect(await dialogs.messages()).toHaveLength(2);
  await alert.getByRole('button', { name: 'OK' }).click();
  await expect(page.getByRole('dialog', { name: 'New disk' })).toBeVisible();
});

test('a field’s value that is typed and not set is asked about on reading the file again and on closing', async ({ start, folder }) => {
  const platter = await start(makeElevens(folder));
  const { page } = platter;
  await shown(page);
  await edit(page);
  await goTo(page, 'footer.creatorapplication');
  const field = page.getByRole('textbox', { name: 'New value of Creator application' });
  await field.fill('abcd');
  const dialogs = await answerWith(platter, 0, 0, 2);
  const asked = 'The new value of a field is typed, but not set.';
  // Read again, the file would not be edited any more.
  await page.keyboard.press('F5');
  await expect.poll(() => dialogs.messages()).toEqual([asked]);
  await close(platter);
  await expect.poll(() => dialogs.messages()).toEqual([asked, asked]);
  await field.press('Enter');
  await expect(review(platter)).toBeVisible();
  await close(platter);
  await expect.poll(() => dialogs.messages()).toHaveLength(3);
  expect((await dialogs.messages())[2]).toBe('Save the change to disk.vhd?');
});

const DISCARD = 1;

/** As a double click on the file does while the program runs. */
const doubleClick = ({ app }: Platter, file: string): Promise<unknown> =>
  app.evaluate(({ app: program }, args) => program.emit('second-instance', {}, args, '/', null), ['electron', ROOT, file]);

test('a file that is opened again while its window is about to close is shown in a new one', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const platter = await start(file);
  await typed(platter, '3', 'de');
  await expect(review(platter)).toBeVisible();
  const question = await holdDialogs(platter);
  await close(platter);
  await question.asked();
  const opened = platter.app.waitForEvent('window');
  await doubleClick(platter, file);
  await question.answer(DISCARD);
  const again = await opened;
  await expect.poll(() => shown(again)).toBe('disk.vhd');
  await expect(again.getByRole('button', { name: /^Review/ })).toBeHidden();
});

test('a file that is opened again while its disk is asked about before it is closed stays in sight', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const platter = await start(file);
  const { page } = platter;
  await typed(platter, '3', 'de');
  await expect(review(platter)).toBeVisible();
  const question = await holdDialogs(platter);
  await page.keyboard.press('Control+w');
  await question.asked();
  await doubleClick(platter, file);
  await question.answer(DISCARD);
  await expect(review(platter)).toBeHidden();
  await expect.poll(() => shown(page)).toBe('disk.vhd');
});

test('a file that is opened again while another is about to take its place is shown in a new window', async ({ start, folder }) => {
  const [file, other] = [makeElevens(folder), makeElevens(folder, 'other.vhd')];
  const platter = await start(file);
  const { app, page } = platter;
  await typed(platter, '3', 'de');
  await expect(review(platter)).toBeVisible();
  const question = await holdDialogs(platter);
  await chooseSlowly(platter, other, 0);
  await page.keyboard.press('Control+o');
  await question.asked();
  await doubleClick(platter, file);
  const opened = app.waitForEvent('window');
  await question.answer(DISCARD);
  const again = await opened;
  await expect.poll(() => shown(again)).toBe('disk.vhd');
  await expect.poll(() => shown(page)).toBe('other.vhd');
});

test('a file that is opened while the program asks before it quits keeps the program running', async ({ start, folder }) => {
  const [file, other] = [makeElevens(folder), makeElevens(folder, 'other.vhd')];
  const platter = await start(file);
  await typed(platter, '3', 'de');
  await expect(review(platter)).toBeVisible();
  const question = await holdDialogs(platter);
  await platter.app.evaluate(({ app }) => app.quit());
  await question.asked();
  const opened = platter.app.waitForEvent('window');
  await doubleClick(platter, other);
  const window = await opened;
  await expect.poll(() => shown(window)).toBe('other.vhd');
  const closed = platter.page.waitForEvent('close');
  await question.answer(DISCARD);
  await closed;
  await goTo(window, '3');
  await expect(window.getByRole('grid', { name: 'Bytes of the virtual disk' })).toBeVisible();
});

test('a page that dies during a save that fails is told why it failed', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const platter = await start(file);
  const { page } = platter;
  await typed(platter, '3', 'de');
  const question = await holdDialogs(platter);
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('button', { name: /^Save/ }).click();
  await question.asked();
  const copy = path.join(folder, 'copy');
  await copyFile(file, copy);
  await rename(copy, file);
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('Review 1 change');
  await question.answer(0);
  await expect.poll(() => textOf(platter)).toContain('The changes were not saved.');
});

test('of a file that was cut off while it was edited no drive is said to fail, and the changes can be let go', async ({
  start,
  folder,
}) => {
  const file = makeElevens(folder);
  const platter = await start(file);
  const { page } = platter;
  await typed(platter, '1024', 'de');
  await expect(review(platter)).toBeVisible();
  await truncate(file, 200_000);
  await page.getByRole('button', { name: 'Reload', exact: true }).click();
  const alert = page.getByRole('dialog');
  await expect(alert).toContainText('Your changes don’t fit the file as it is now.');
  await expect(alert).toContainText('what the rest of it holds is not known: the file is cut off or damaged there');
  await expect(alert).not.toContainText('drive');
});
