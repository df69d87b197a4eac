/** Every way a file arrives in a window. */
import { spawn } from 'node:child_process';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { CDPSession } from '@playwright/test';
import { hostFlags, resolveElectron } from '../../scripts/electron-runtime.mjs';
import { run } from '../support/oracles';
import { killPage } from './dying';
import { newDisk, sheet } from './newDisks';
import { expect, ROOT, test, type Platter } from './platter';
import { shown } from './window';

const makeDisk = (folder: string, name: string): string => {
  const file = path.join(folder, name);
  run('qemu-img', 'create', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', file, '8M');
  return file;
};

const titleOf = ({ app }: Platter): Promise<string> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle() ?? '');

test('opens the file named on the command line; the title holds its name', async ({ start, folder }) => {
  const platter = await start(makeDisk(folder, 'my disk ü.vhd'));
  expect(await shown(platter.page)).toBe('my disk ü.vhd');
  expect(await titleOf(platter)).toBe('my disk ü.vhd — Platter');
});

test('without a file it offers to open one, and the Open dialog leads to the disk', async ({ start, folder }) => {
  const { app, page } = await start();
  await expect(page.getByRole('heading', { name: 'Platter' })).toBeVisible();
  const file = makeDisk(folder, 'chosen.vhd');
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, file);
  await page.getByRole('button', { name: /^Open/ }).click();
  expect(await shown(page)).toBe('chosen.vhd');
});

/** What the system sends when a file is dragged over the window and let go. */
async function drop(session: CDPSession, file: string): Promise<void> {
  const data = { items: [], files: [file], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
}

test('opens a file dropped on the window, over one that is open', async ({ start, folder }) => {
  const { page } = await start(makeDisk(folder, 'first.vhd'));
  expect(await shown(page)).toBe('first.vhd');
  await drop(await page.context().newCDPSession(page), makeDisk(folder, 'second.vhd'));
  await expect(page.getByRole('heading', { name: 'second.vhd', level: 1 })).toBeVisible();
});

test('a second start hands its file to the running program and ends', async ({ start, folder }) => {
  const { app, page } = await start();
  const file = makeDisk(folder, 'relayed.vhd');
  const { executable } = await resolveElectron();
  const second = spawn(executable, [...hostFlags(), ROOT, `--user-data-dir=${path.join(folder, 'profile')}`, path.basename(file)], {
    cwd: folder,
  });
  const ended = new Promise<number | null>((resolve) => second.on('close', resolve));
  expect(await shown(page)).toBe('relayed.vhd');
  expect(await ended).toBe(0);
  expect(app.windows()).toHaveLength(1);
});

test('a file that is open already is shown in its own window, another one in a new window', async ({ start, folder }) => {
  const first = makeDisk(folder, 'first.vhd');
  const { app, page } = await start(first);
  await shown(page);
  await app.evaluate(({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'), ['electron', ROOT, first]);
  expect(app.windows()).toHaveLength(1);
  const opened = app.waitForEvent('window');
  await app.evaluate(
    ({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'),
    ['electron', ROOT, makeDisk(folder, 'other.vhd')],
  );
  expect(await shown(await opened)).toBe('other.vhd');
});

test('a file that is open already is shown in its own window, also where a link leads to it', async ({ start, folder }) => {
  const file = makeDisk(folder, 'first.vhd');
  await symlink(file, path.join(folder, 'link.vhd'));
  await symlink(folder, path.join(folder, 'here'));
  const { app, page } = await start(file);
  await shown(page);
  const opened = app.waitForEvent('window');
  for (const name of ['link.vhd', 'here/first.vhd', 'other.vhd']) {
    const argv = ['electron', ROOT, name === 'other.vhd' ? makeDisk(folder, name) : path.join(folder, name)];
    await app.evaluate(({ app: electron }, words) => electron.emit('second-instance', {}, words, '/'), argv);
  }
  expect(await shown(await opened)).toBe('other.vhd');
  expect(app.windows()).toHaveLength(2);
});

test('a file chosen in a dialog under which the page failed is opened by the next page', async ({ start, folder }) => {
  const file = makeDisk(folder, 'chosen.vhd');
  const platter = await start();
  const { app, page } = platter;
  await app.evaluate(({ dialog }, chosen) => {
    const held = globalThis as unknown as { choose: () => void };
    dialog.showOpenDialog = () =>
      new Promise((resolve) => {
        held.choose = () => resolve({ canceled: false, filePaths: [chosen] });
      });
  }, file);
  await page.keyboard.press('Control+o');
  await expect.poll(() => app.evaluate(() => 'choose' in globalThis)).toBe(true);
  await killPage(platter);
  await app.evaluate(() => (globalThis as unknown as { choose: () => void }).choose());
  await expect.poll(() => titleOf(platter)).toBe('chosen.vhd — Platter');
});

test('a file does not arrive behind an open sheet, but in a new window', async ({ start, folder }) => {
  const { app, page } = await start();
  await newDisk(page, 'Fixed');
  const opened = app.waitForEvent('window');
  await app.evaluate(
    ({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'),
    ['electron', ROOT, makeDisk(folder, 'other.vhd')],
  );
  expect(await shown(await opened)).toBe('other.vhd');
  await expect(sheet(page)).toBeVisible();
  // With the sheet closed, the window is free for the next one.
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  await app.evaluate(
    ({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'),
    ['electron', ROOT, makeDisk(folder, 'third.vhd')],
  );
  expect(await shown(page)).toBe('third.vhd');
});

/** The titles of all windows, in order. */
const titles = ({ app }: Platter): Promise<string[]> =>
  app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .map((window) => window.getTitle())
      .sort(),
  );

test('several files that arrive at once each get a window, the same file twice gets one', async ({ start, folder }) => {
  const [one, two] = [makeDisk(folder, 'one.vhd'), makeDisk(folder, 'two.vhd')];
  const platter = await start();
  await expect(platter.page.getByRole('heading', { name: 'Platter' })).toBeVisible();
  const argv = ['electron', ROOT, one, two, one];
  await platter.app.evaluate(({ app: electron }, words) => electron.emit('second-instance', {}, words, '/'), argv);
  await expect.poll(() => titles(platter)).toEqual(['one.vhd — Platter', 'two.vhd — Platter']);
  await expect.poll(async () => (await Promise.all(platter.app.windows().map(shown))).sort()).toEqual(['one.vhd', 'two.vhd']);
});

test('a file that is named twice at the start is opened once', async ({ start, folder }) => {
  const [one, two] = [makeDisk(folder, 'one.vhd'), makeDisk(folder, 'two.vhd')];
  const platter = await start(one, two, one);
  await expect.poll(() => titles(platter)).toEqual(['one.vhd — Platter', 'two.vhd — Platter']);
});

test('a file that arrives while the page of an empty window is dead is opened by the next page', async ({ start, folder }) => {
  const platter = await start();
  await expect(platter.page.getByRole('heading', { name: 'Platter' })).toBeVisible();
  await platter.app.evaluate(
    ({ app: electron, BrowserWindow }, argv) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.once('render-process-gone', () => electron.emit('second-instance', {}, argv, '/'));
      contents?.forcefullyCrashRenderer();
    },
    ['electron', ROOT, makeDisk(folder, 'meanwhile.vhd')],
  );
  await expect.poll(() => titles(platter)).toEqual(['meanwhile.vhd — Platter']);
});

test('macOS hands files over by an event of its own', async ({ start, folder }) => {
  const { app, page } = await start();
  await expect(page.getByRole('heading', { name: 'Platter' })).toBeVisible();
  await app.evaluate(
    ({ app: electron }, file) => electron.emit('open-file', { preventDefault: () => undefined }, file),
    makeDisk(folder, 'finder.vhd'),
  );
  expect(await shown(page)).toBe('finder.vhd');
});

test('remembers disks, and greys those that are gone', async ({ start, folder }) => {
  const file = makeDisk(folder, 'remembered.vhd');
  const first = await start(file);
  await shown(first.page);
  await first.app.close();
  const { page } = await start();
  await expect(page.getByRole('button', { name: /remembered\.vhd.*Dynamic · 8 MiB/ })).toBeVisible();
  await page.getByRole('button', { name: /remembered\.vhd.*Dynamic/ }).click();
  expect(await shown(page)).toBe('remembered.vhd');
  await page.keyboard.press('Control+w');
  await page.getByRole('button', { name: 'Remove remembered.vhd from this list' }).click();
  await expect(page.getByText('Disks you open are listed here.')).toBeVisible();
});

test('reloads the same file after it changed on disk', async ({ start, folder }) => {
  const file = makeDisk(folder, 'grows.vhd');
  const { page } = await start(file);
  await shown(page);
  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x5a 0 512', file);
  await page.keyboard.press('F5');
  await expect(page.getByText('1 of 4', { exact: true })).toBeVisible();
});

test('a folder and a file that vanished are answered in words', async ({ start, folder }) => {
  const inner = path.join(folder, 'folder.vhd');
  await mkdir(inner);
  await writeFile(path.join(inner, 'x'), '');
  const { page, app } = await start(inner);
  await expect(page.getByRole('heading', { name: 'folder.vhd is a folder.' })).toBeVisible();
  await app.evaluate(
    ({ app: electron }, argv) => electron.emit('second-instance', {}, argv, '/'),
    ['electron', ROOT, path.join(folder, 'gone.vhd')],
  );
  await expect(page.getByRole('heading', { name: 'gone.vhd is not there any more.' })).toBeVisible();
});
