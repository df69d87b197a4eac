/** Windows that close, and pages that fail, while something is asked or written. */
import { readdir, readFile, type open } from 'node:fs/promises';
import path from 'node:path';
import { lacks } from '../support/oracles';
import { makeElevens } from './disks';
import { killPage, press, textOf } from './dying';
import { edit, goTo } from './keys';
import { create, createButton, newDisk, place, sheet, typeSize } from './newDisks';
import { expect, test } from './platter';
import { shown } from './window';

test('a window that is closed while a file is chosen for it is no failure of the program', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const { app, page } = await start(makeElevens(folder));
  await shown(page);
  // Another window, so that the program goes on.
  await page.keyboard.press('Control+Alt+n');
  await expect.poll(() => app.windows().length).toBe(2);
  const other = app.windows().find((each) => each !== page) ?? page;
  await page.bringToFront();
  await app.evaluate(({ dialog }) => {
    const held = globalThis as unknown as { choose: () => void };
    dialog.showOpenDialog = () =>
      new Promise((resolve) => {
        held.choose = () => resolve({ canceled: false, filePaths: ['/late.vhd'] });
      });
  });
  await page.keyboard.press('Control+o');
  await expect.poll(() => app.evaluate(() => 'choose' in globalThis)).toBe(true);
  await app.evaluate(async ({ BrowserWindow }) => {
    const window = BrowserWindow.getAllWindows().find((each) => each.getTitle().startsWith('disk.vhd'));
    const closed = new Promise<void>((resolve) => window?.once('closed', () => resolve()));
    window?.close();
    await closed;
    (globalThis as unknown as { choose: () => void }).choose();
  });
  // The other window answers: what came before it is over.
  await expect(other.getByRole('heading', { level: 1 })).toBeVisible();
  const log = await readFile(path.join(folder, 'profile', 'logs', 'main.log'), 'utf8').catch(() => '');
  expect(log).not.toContain('app/chooseFile');
});

test('a new disk that is being written can be cancelled by the page that takes the place of a dead one', async ({ start, folder }) => {
  const platter = await start();
  const { app, page } = platter;
  await newDisk(page, 'Fixed');
  await typeSize(page, '6 GiB');
  await place(app, page, path.join(folder, 'new.vhd'));
  await expect(createButton(page)).toBeEnabled();
  await create(page);
  await expect(sheet(page).getByRole('progressbar')).toBeVisible();
  await killPage(platter);
  await expect.poll(() => textOf(platter)).toContain('Creating new.vhd…');
  await press(platter, 'Cancel');
  await expect.poll(() => textOf(platter)).toContain('The new file that was being written was not made.');
  expect(await textOf(platter), 'the form is there for another try').toContain('A fixed 6 GiB disk.');
  expect((await readdir(folder)).filter((name) => name !== 'profile')).toEqual([]);
});

test('the program that is quit while a new disk is written asks first', async ({ start, folder }) => {
  const { app, page } = await start();
  await newDisk(page, 'Fixed');
  await typeSize(page, '6 GiB');
  await place(app, page, path.join(folder, 'new.vhd'));
  await expect(createButton(page)).toBeEnabled();
  await create(page);
  await expect(sheet(page).getByRole('progressbar')).toBeVisible();
  await app.evaluate(({ dialog }) => {
    const held = globalThis as unknown as { asked: string[]; response: number };
    held.asked = [];
    held.response = 0;
    dialog.showMessageBox = (async (_window: unknown, { message, buttons }: { message: string; buttons: string[] }) => {
      held.asked.push(`${message} ${buttons.join(' / ')}`);
      return { response: held.response, checkboxChecked: false };
    }) as unknown as typeof dialog.showMessageBox;
  });
  await app.evaluate(({ app: program }) => program.quit());
  await expect
    .poll(() => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked))
    .toEqual(['A new disk is being written. Keep going / Stop and close']);
  await expect(sheet(page).getByRole('progressbar')).toBeVisible();
  await app.evaluate(() => void ((globalThis as unknown as { response: number }).response = 1));
  const gone = app.waitForEvent('close');
  await app.evaluate(({ app: program }) => program.quit()).catch(() => undefined);
  await gone;
  expect((await readdir(folder)).filter((name) => name !== 'profile')).toEqual([]);
});

test('a window that is closed while its disk is saved closes when that is done, and asks nothing', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const before = await readFile(file);
  const { app, page } = await start(file);
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('de');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  // Another window, so that the program goes on.
  await page.keyboard.press('Control+Alt+n');
  await expect.poll(() => app.windows().length).toBe(2);
  await app.evaluate(async ({ dialog }) => {
    const held = globalThis as unknown as { asked: string[]; isSyncing: boolean; goOn: () => void };
    held.asked = [];
    dialog.showMessageBox = (async (_window: unknown, { message }: { message: string }) => {
      held.asked.push(message);
      return { response: 0, checkboxChecked: false };
    }) as unknown as typeof dialog.showMessageBox;
    // The drive is slow to store what is written.
    const { require } = (process as unknown as { mainModule: { require(name: string): { open: typeof open } } }).mainModule;
    const handle = await require('node:fs/promises').open(process.execPath, 'r');
    const proto = Object.getPrototypeOf(handle) as { sync(): Promise<void> };
    await handle.close();
    const until = new Promise<void>((resolve) => (held.goOn = resolve));
    const { sync } = proto;
    proto.sync = async function (this: unknown) {
      held.isSyncing = true;
      await until;
      return sync.call(this);
    };
  });
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog').getByRole('button', { name: /^Save/ }).click();
  await expect.poll(() => app.evaluate(() => 'isSyncing' in globalThis)).toBe(true);
  const closed = page.waitForEvent('close');
  await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((each) => each.getTitle().startsWith('disk'))
      ?.close(),
  );
  // Longer than a page is waited for that has something to hand over.
  await new Promise((resolve) => setTimeout(resolve, 3000));
  expect(page.isClosed()).toBe(false);
  const asked = await app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);
  await app.evaluate(() => (globalThis as unknown as { goOn: () => void }).goOn());
  await closed;
  expect(await app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked)).toEqual(asked);
  expect(asked, 'only the save itself was asked about').toHaveLength(1);
  const after = await readFile(file);
  const changed = [...before.keys()].filter((at) => before[at] !== after[at]);
  expect(changed.map((at) => after[at])).toEqual([0xde]);
});
