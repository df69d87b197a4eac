/** A start that fails says so, and a drive that never answers does not keep the program from ending. */
import { execFileSync, spawn } from 'node:child_process';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { hostFlags, resolveElectron } from '../../scripts/electron-runtime.mjs';
import { lacks } from '../support/oracles';
import { makeElevens } from './disks';
import { expect, ROOT, test } from './platter';
import { shown } from './window';

test('a program without its page says that it cannot start, and ends', async ({ folder }) => {
  // The program as it is installed, but for the page.
  const program = path.join(folder, 'program');
  await mkdir(program);
  await cp(path.join(ROOT, 'package.json'), path.join(program, 'package.json'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(program, 'node_modules'), 'junction');
  await cp(path.join(ROOT, 'out', 'main'), path.join(program, 'out', 'main'), { recursive: true });
  await cp(path.join(ROOT, 'out', 'preload'), path.join(program, 'out', 'preload'), { recursive: true });
  // The system's box waits for a user.
  const told = path.join(folder, 'told.cjs');
  await writeFile(told, `require('electron').dialog.showErrorBox = (...said) => console.log(JSON.stringify(said));`);
  const { executable } = await resolveElectron();
  const child = spawn(executable, [...hostFlags(), '-r', told, program, `--user-data-dir=${path.join(folder, 'profile')}`]);
  let said = '';
  child.stdout.on('data', (part: Buffer) => (said += part.toString()));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  const [title, text] = JSON.parse(/^\[.*\]$/m.exec(said)?.[0] ?? '[]') as string[];
  expect(title).toBe('Platter could not start');
  expect(text).toMatch(/^No disk was touched\. The log has the details under reference [0-9A-F]{4}\.$/);
  const log = await readFile(path.join(folder, 'profile', 'logs', 'main.log'), 'utf8');
  expect(log).toContain(`[${text?.slice(-5, -1)}] start`);
  expect(code).toBe(1);
});

test('a call about a file that never returns does not keep the program from ending, nor another start from running', async ({
  start,
  folder,
}) => {
  test.skip(process.platform === 'win32', 'has no such files');
  test.skip(lacks('qemu-img', 'qemu-io'));
  // Opening a pipe that nobody writes to takes a thread for ever, as reading from a dead network drive does.
  const pipe = path.join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const { app, page } = await start();
  await page.getByRole('button', { name: 'Open…' }).waitFor();
  await app.evaluate((_electron, file) => {
    type Main = { readonly mainModule: { require(name: string): { readonly promises: { open(path: string, how: string): unknown } } } };
    void (process as unknown as Main).mainModule.require('node:fs').promises.open(file, 'r');
  }, pipe);
  const ended = new Promise((resolve) => app.process().once('exit', () => resolve(true)));
  await app.evaluate(({ app: electron }) => electron.quit()).catch(() => undefined);
  // The first process may take a while to end; whoever starts the program meanwhile sees their disk.
  const next = await start(makeElevens(folder));
  expect(app.process().exitCode ?? app.process().signalCode, 'the first has not ended').toBeNull();
  expect(await shown(next.page)).toContain('disk.vhd');
  expect(await ended).toBe(true);
  expect(await shown(next.page), 'and has taken nothing along').toContain('disk.vhd');
});
