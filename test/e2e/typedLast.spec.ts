/** What was typed last, and main does not have yet, when the window closes or its page fails. */
import { lacks } from '../support/oracles';
import { answerWith } from './dialogs';
import { makeElevens } from './disks';
import { killPage, press, textOf } from './dying';
import { expect, test, type Platter } from './platter';
import { edit, goTo, shown } from './window';

test.beforeEach(() => test.skip(lacks('qemu-img', 'qemu-io')));

/** Types bytes into a block that is not in the file: the window asks about it. */
async function typeIntoHole({ page }: Platter): Promise<void> {
  await shown(page);
  await edit(page);
  await goTo(page, '16384');
  await page.keyboard.type('deadbeef');
  await expect(page.getByRole('dialog', { name: /isn’t in this file/ })).toContainText('Typed: DE AD BE EF');
}

test('a window that is closed right behind a key asks about that key', async ({ start, folder }) => {
  const platter = await start(makeElevens(folder));
  const { app, page } = platter;
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  const dialogs = await answerWith(platter, 2);
  await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    for (const keyCode of 'deadbeefcafe')
      for (const type of ['keyDown', 'char', 'keyUp'] as const) window?.webContents.sendInputEvent({ type, keyCode });
    await new Promise((resolve) => setTimeout(resolve, 25));
    window?.close();
  });
  // The second on a machine that is so busy that the page takes longer than it is given.
  const asked = /^(Save the change to disk\.vhd\?|What you typed or changed last is not all among the changes yet\.)$/;
  await expect.poll(() => dialogs.messages()).toEqual([expect.stringMatching(asked)]);
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
});

test('quitting asks about bytes that are typed into a block that is not in the file, and the question can still be answered', async ({
  start,
  folder,
}) => {
  const platter = await start(makeElevens(folder));
  const { app, page } = platter;
  await typeIntoHole(platter);
  const dialogs = await answerWith(platter, 0);
  await app.evaluate(({ app: electron }) => electron.quit());
  await expect.poll(() => dialogs.messages()).toEqual(['What you typed is not among the changes yet.']);
  await page.getByRole('button', { name: 'Allocate block' }).click();
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
});

test('a page that fails over such a question asks it again', async ({ start, folder }) => {
  const platter = await start(makeElevens(folder));
  await typeIntoHole(platter);
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('This window had to be loaded again. Nothing was lost');
  await expect.poll(() => textOf(platter)).toContain('Typed: DE AD BE EF');
  await press(platter, 'Allocate block');
  await expect.poll(() => textOf(platter)).toContain('1 unsaved');
});
