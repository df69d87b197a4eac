/** What goes wrong in the window takes nothing along: a page that dies, a panel that fails, openings that overtake each other, menus behind a sheet. */
import { readFile } from 'node:fs/promises';
import { lacks } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { makeElevens } from './disks';
import { edit, goTo } from './keys';
import { expect, test, type Platter } from './platter';
import { rowBytes, shown, tab, toast } from './window';

/** Chooses a command in the native menu, as a user may whatever the page shows. */
const fromMenu = ({ app }: Platter, id: string): Promise<boolean> =>
  app.evaluate(({ BrowserWindow, Menu }, command) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(command) ?? null;
    const [window] = BrowserWindow.getAllWindows();
    if (item === null || window === undefined) throw new Error('no such item');
    // As a click does; a click on a grey item does nothing.
    if (item.enabled) (item.click as (item: unknown, window: unknown) => void)(item, window);
    return item.enabled;
  }, id);

test('a page that dies comes back with the disk, what is staged in it, and a line that says so', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const before = sha256Of(await readFile(file));
  const { app, page } = await start(file);
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  // The page’s process is ended from outside; Playwright loses sight of it, so the new one is looked at through main.
  await app.evaluate(async ({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    const contents = window?.webContents;
    if (contents === undefined) throw new Error('no window');
    const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()));
    contents.forcefullyCrashRenderer();
    await loaded;
  });
  const inPage = (code: string): Promise<unknown> =>
    app.evaluate(({ BrowserWindow }, script) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(script), code);
  await expect.poll(() => inPage('document.body.innerText')).toContain('This window had to be loaded again. Nothing was lost');
  await expect.poll(() => inPage('document.body.innerText')).toContain('1 unsaved');
  expect(await inPage('document.querySelector("h1")?.textContent')).toContain('disk.vhd');
  expect(sha256Of(await readFile(file)), 'nothing is written').toBe(before);
});

test('a panel that fails says so alone; the others go on', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const { app, page } = await start(makeElevens(folder));
  await shown(page);
  await app.evaluate(({ ipcMain }) => {
    ipcMain.removeHandler('image/readPage');
    ipcMain.handle('image/readPage', () => ({ ok: true, value: { bytes: null, faults: null } }));
  });
  await tab(page, 'Map + Hex');
  await page.keyboard.press('Control+g');
  await page.keyboard.type('2047');
  await page.keyboard.press('Enter');
  const alert = page.getByRole('alert').filter({ hasText: 'The hex view failed.' });
  await expect(alert).toContainText(/The log has the details under [0-9A-F]{4}\./);
  await expect(page.getByRole('region', { name: 'Allocation map' })).toBeVisible();
  await alert.getByRole('button', { name: 'Copy details' }).click();
  expect(await app.evaluate(({ clipboard }) => clipboard.readText())).toContain('The hex view: TypeError');
});

test('the menu does nothing behind a sheet, and shows so', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const platter = await start(makeElevens(folder));
  const { page } = platter;
  await shown(page);
  await page.keyboard.press('Control+n');
  const sheet = page.getByRole('dialog', { name: 'New disk' });
  await expect(sheet).toBeVisible();
  await expect.poll(() => fromMenu(platter, 'view.hex')).toBe(false);
  for (const id of ['file.export', 'file.makeNew', 'file.close', 'edit.toggle', 'help.palette'])
    expect(await fromMenu(platter, id)).toBe(false);
  expect(await fromMenu(platter, 'view.themeDark')).toBe(true);
  await expect(sheet).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect.poll(() => fromMenu(platter, 'view.hex')).toBe(true);
  await expect(page.getByRole('tab', { name: 'Hex', exact: true })).toHaveAttribute('aria-selected', 'true');
});

test('of two openings the later one is shown, however slow the first', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const [slow, fast] = [makeElevens(folder, 'slow.vhd'), makeElevens(folder, 'fast.vhd')];
  const { app, page } = await start();
  await page.getByRole('button', { name: 'Open…' }).waitFor();
  // The answer to the first opening is held back until long after the second one’s.
  await app.evaluate(
    ({ dialog, ipcMain }, files) => {
      const queue = [...files];
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [queue.shift() ?? ''] });
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...a: unknown[]) => Promise<unknown>> })._invokeHandlers;
      const open = handlers.get('image/open');
      let openings = 0;
      ipcMain.removeHandler('image/open');
      ipcMain.handle('image/open', async (...request) => {
        openings += 1;
        const isFirst = openings === 1;
        const answer = await open?.(...request);
        if (isFirst) await new Promise((resolve) => setTimeout(resolve, 1500));
        return answer;
      });
    },
    [slow, fast],
  );
  await page.keyboard.press('Control+o');
  await page.keyboard.press('Control+o');
  await expect.poll(() => shown(page)).toContain('fast.vhd');
  await page.waitForTimeout(2000);
  expect(await shown(page)).toContain('fast.vhd');
  await goTo(page, '3');
  expect(await rowBytes(page), 'and its bytes are there').toMatch(/^11 11/);
});

test('F5 keeps cursor, tab and the way back', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const { page } = await start(makeElevens(folder));
  await shown(page);
  await tab(page, 'Hex');
  await goTo(page, '3');
  await goTo(page, '2047');
  expect(await rowBytes(page)).toMatch(/^11 11/);
  await page.keyboard.press('F5');
  await expect(page.getByRole('tab', { name: 'Hex', exact: true })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('button', { name: /^LBA 2,047 / })).toBeVisible();
  await page.keyboard.press('Alt+ArrowLeft');
  await expect(page.getByRole('button', { name: /^LBA 3 / })).toBeVisible();
});

test('commands are found by the place of their key where a layout has no Latin letters', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const { page } = await start(makeElevens(folder));
  await shown(page);
  const press = (key: string, code: string): Promise<void> =>
    page.evaluate(
      ([typed, place]) => {
        const event = new KeyboardEvent('keydown', { key: typed, code: place, ctrlKey: true, bubbles: true, cancelable: true });
        document.body.dispatchEvent(event);
      },
      [key, code] as const,
    );
  await press('п', 'KeyG');
  await expect(page.getByRole('combobox', { name: /Go to/ })).toBeFocused();
});

test('preferences are there again at the next start, and each disk opens in the tab it was last looked at in', async ({
  start,
  folder,
}) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const first = await start(file);
  await shown(first.page);
  await tab(first.page, 'Map');
  await first.page.keyboard.press('Control+b');
  await first.page.keyboard.press('Control+Shift+h');
  await expect(first.page.getByRole('button', { name: 'dec', exact: true })).toBeVisible();
  await first.app.close();
  const { page } = await start(file);
  await shown(page);
  await expect(page.getByRole('tab', { name: 'Map', exact: true })).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('button', { name: 'dec', exact: true })).toBeVisible();
  await expect(page.getByRole('navigation', { name: 'Navigator' })).toBeHidden();
});

test('several messages stand over each other, and each can be dismissed by itself', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const { app, page } = await start(makeElevens(folder));
  await shown(page);
  await app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    contents?.send('app/failure', { ref: 'AAAA' });
    contents?.send('app/failure', { ref: 'BBBB' });
  });
  await expect(toast(page, /under AAAA/)).toBeVisible();
  await toast(page, /under AAAA/)
    .getByRole('button', { name: 'Dismiss' })
    .click();
  await expect(toast(page, /under AAAA/)).toBeHidden();
  await expect(toast(page, /under BBBB/)).toBeVisible();
});
