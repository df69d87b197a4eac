/** What goes wrong in the window takes nothing along: a page that dies, a panel that fails, openings that overtake each other, menus behind a sheet. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { lacks } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { makeElevens } from './disks';
import { fromMenu, killPage, press, textOf } from './dying';
import { edit, goTo } from './keys';
import { create, createButton, newDisk, place, sheet, typeSize } from './newDisks';
import { expect, ROOT, test } from './platter';
import { command, rowBytes, shown, tab, toast } from './window';

test('a page that dies comes back with the disk, what is staged in it, and a line that says so', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const before = sha256Of(await readFile(file));
  const platter = await start(file);
  const { page } = platter;
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  // The list has what main has staged: all of it, else something may be missing afterwards.
  await expect(page.getByRole('region', { name: /Changes · 1/ })).toContainText('4 bytes');
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('This window had to be loaded again. Nothing was lost');
  await expect.poll(() => textOf(platter)).toContain('1 unsaved');
  expect(await textOf(platter)).toMatch(/^disk\.vhd/);
  expect(sha256Of(await readFile(file)), 'nothing is written').toBe(before);
});

test('a page that dies over Find says that nothing is listed any more', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const platter = await start(makeElevens(folder));
  const { page } = platter;
  await shown(page);
  await page.keyboard.press('Control+f');
  await page.keyboard.type('conectix');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'Find' }).getByRole('status').first()).toContainText('Nothing found');
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('What was found is not listed any more: search or compare again.');
});

test('a page that dies again and again can be closed, and its changes wait for the next time', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const { app, page } = await start(file);
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  // Another window, so that the program goes on after this one is closed.
  await page.keyboard.press('Control+Alt+n');
  await expect.poll(() => app.windows().length).toBe(2);
  const asked = await app.evaluate(async ({ dialog, BrowserWindow }) => {
    const messages: string[] = [];
    const window = BrowserWindow.getAllWindows().find((each) => each.getTitle().startsWith('disk.vhd'));
    if (window === undefined) throw new Error('no window');
    dialog.showMessageBox = (async (_window: unknown, { message }: { readonly message: string }) => {
      messages.push(message);
      // Close window; and, should anything else be asked, its first button.
      return { response: messages.length === 1 ? 1 : 0, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
    for (let failures = 0; failures < 3; failures += 1) {
      const loaded = new Promise<void>((resolve) => window.webContents.once('did-finish-load', () => resolve()));
      window.webContents.forcefullyCrashRenderer();
      await loaded;
    }
    const closed = new Promise<string>((resolve) => window.once('closed', () => resolve('closed')));
    window.webContents.forcefullyCrashRenderer();
    const end = await Promise.race([closed, new Promise<string>((resolve) => setTimeout(() => resolve('still there'), 10_000))]);
    return [...messages, end];
  });
  expect(asked).toEqual(['This window failed several times in a row.', 'closed']);
  await app.evaluate(({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'), ['electron', ROOT, file]);
  const other = app.windows().find((each) => each !== page);
  if (other === undefined) throw new Error('no other window');
  await shown(other);
  await expect(other.getByRole('button', { name: 'Restore' })).toBeVisible();
});

test('a page that dies during a save is told how the save ended', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const before = sha256Of(await readFile(file));
  const platter = await start(file);
  const { app, page } = platter;
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await app.evaluate(({ dialog }) => {
    const held = globalThis as unknown as { agree: () => void; asked: boolean };
    dialog.showMessageBox = (() => {
      held.asked = true;
      return new Promise((resolve) => {
        held.agree = () => resolve({ response: 0, checkboxChecked: false });
      });
    }) as unknown as typeof dialog.showMessageBox;
  });
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('button', { name: /^Save/ }).click();
  await expect.poll(() => app.evaluate(() => (globalThis as unknown as { asked?: boolean }).asked)).toBe(true);
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('Review 1 change');
  await app.evaluate(() => (globalThis as unknown as { agree: () => void }).agree());
  await expect.poll(() => textOf(platter)).toContain('What was under way when this window was loaded again is done.');
  await expect.poll(() => textOf(platter)).not.toContain('Review 1 change');
  expect(sha256Of(await readFile(file)), 'it is saved').not.toBe(before);
});

test('a page that dies while a disk is opened opens it again', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const platter = await start(makeElevens(folder, 'before.vhd'));
  const { app, page } = platter;
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('de');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  // The opening waits until the user has answered whether the changes may be discarded.
  await app.evaluate(
    ({ dialog }, next) => {
      const held = globalThis as unknown as { answers: (() => void)[] };
      held.answers = [];
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [next] });
      dialog.showMessageBox = (() =>
        new Promise((resolve) =>
          held.answers.push(() => resolve({ response: 1, checkboxChecked: false })),
        )) as unknown as typeof dialog.showMessageBox;
    },
    makeElevens(folder, 'after.vhd'),
  );
  const asked = (): Promise<number> => app.evaluate(() => (globalThis as unknown as { answers: unknown[] }).answers.length);
  await page.keyboard.press('Control+o');
  await expect.poll(asked).toBe(1);
  await killPage(platter);
  // The question still stands, and is not asked a second time over itself.
  await expect.poll(() => textOf(platter)).toMatch(/Opening after\.vhd|^before\.vhd/);
  expect(await asked()).toBe(1);
  const answered = (): Promise<void> =>
    app.evaluate(() => {
      for (const answer of (globalThis as unknown as { answers: (() => void)[] }).answers) answer();
    });
  // Whether the new page's opening came to the question before it was answered or after, the disk is opened.
  await expect
    .poll(async () => {
      await answered();
      return textOf(platter);
    })
    .toMatch(/^after\.vhd/);
});

test('a page that dies while a new disk is written is told when it is complete', async ({ start, folder }) => {
  const file = path.join(folder, 'new.vhd');
  const platter = await start();
  const { app, page } = platter;
  await newDisk(page, 'Fixed');
  await typeSize(page, '2 GiB');
  await place(app, page, file);
  await expect(createButton(page)).toBeEnabled();
  await create(page);
  await expect(sheet(page).getByRole('progressbar')).toBeVisible();
  await killPage(platter);
  await expect.poll(() => textOf(platter), { timeout: 60_000 }).toContain('The new file new.vhd is complete.');
  expect(await textOf(platter)).not.toContain('Creating new.vhd');
  expect((await stat(file)).size).toBe(2 * 1024 ** 3 + 512);
});

test('a page that dies while a new disk is described comes back with all that was filled in, and makes it', async ({ start, folder }) => {
  const file = path.join(folder, 'described.vhd');
  const platter = await start();
  const { app, page } = platter;
  await newDisk(page, 'Fixed');
  await typeSize(page, '3 MiB');
  await place(app, page, file);
  await expect(createButton(page)).toBeEnabled();
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('A fixed 3 MiB disk.');
  expect(await textOf(platter)).toContain('described.vhd');
  await press(platter, 'Create');
  await expect
    .poll(() =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    )
    .toBe(3 * 1024 ** 2 + 512);
});

test('a second file that arrives while the first is opened gets a window of its own', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const [first, second] = [makeElevens(folder, 'first.vhd'), makeElevens(folder, 'second.vhd')];
  const { app, page } = await start();
  await page.getByRole('button', { name: 'Open…' }).waitFor();
  const arrive = (file: string): Promise<unknown> =>
    app.evaluate(({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'), ['electron', ROOT, file]);
  // Right after the window has begun to open the first, whose file is not read yet.
  await app.evaluate(
    ({ ipcMain, app: electron }, argv) => {
      const handlers = (ipcMain as unknown as { _invokeHandlers: Map<string, (...a: unknown[]) => Promise<unknown>> })._invokeHandlers;
      const open = handlers.get('image/open');
      ipcMain.removeHandler('image/open');
      ipcMain.handle('image/open', (...request) => {
        const answer = open?.(...request);
        ipcMain.removeHandler('image/open');
        ipcMain.handle('image/open', (...later) => open?.(...later));
        electron.emit('second-instance', {}, argv, '/');
        return answer;
      });
    },
    ['electron', ROOT, second],
  );
  await arrive(first);
  const titles = (): Promise<string[]> =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .map((window) => window.getTitle())
        .sort(),
    );
  await expect.poll(titles).toEqual(['first.vhd — Platter', 'second.vhd — Platter']);
  expect(await shown(page)).toContain('first.vhd');
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
  await expect.poll(() => app.evaluate(({ clipboard }) => clipboard.readText())).toContain('The hex view: TypeError');
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

test('what one window changes of theme and zoom, another does not take back', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const { app, page } = await start(makeElevens(folder, 'one.vhd'));
  await shown(page);
  const opening = app.waitForEvent('window');
  await app.evaluate(
    ({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'),
    ['electron', ROOT, makeElevens(folder, 'two.vhd')],
  );
  const other = await opening;
  await shown(other);
  await command(page, 'Dark theme');
  await page.keyboard.press('Control+=');
  const looks = (): Promise<unknown> =>
    app.evaluate(({ BrowserWindow, nativeTheme }) => [
      nativeTheme.themeSource,
      ...BrowserWindow.getAllWindows().map(({ webContents }) => webContents.getZoomLevel()),
    ]);
  await expect.poll(looks).toEqual(['dark', 0.5, 0.5]);
  // The other window remembers something of its own.
  await other.keyboard.press('Control+Shift+h');
  await expect(other.getByRole('button', { name: 'dec', exact: true })).toBeVisible();
  await other.keyboard.press('Control+=');
  await expect.poll(looks, 'it counts on from there').toEqual(['dark', 1, 1]);
});

test('a program that is told to quit twice asks about unsaved changes once', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const { app, page } = await start(makeElevens(folder));
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('de');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  const asked = await app.evaluate(async ({ app: electron, dialog }) => {
    const answers: (() => void)[] = [];
    dialog.showMessageBox = (() =>
      new Promise((resolve) =>
        answers.push(() => resolve({ response: 2, checkboxChecked: false })),
      )) as unknown as typeof dialog.showMessageBox;
    electron.quit();
    await new Promise((resolve) => setTimeout(resolve, 200));
    electron.quit();
    await new Promise((resolve) => setTimeout(resolve, 200));
    for (const answer of answers) answer();
    return answers.length;
  });
  expect(asked).toBe(1);
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
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
