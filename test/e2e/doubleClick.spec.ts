/**
 * The package, installed on this machine and taken away again: disks open by the desktop's own openers, before the
 * program runs and while it does, and VHDL source is nobody's disk. Only where PLATTER_DEB names the package to install.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { createAt, diskSpec } from '../support/newDisks';
import { sha256Of } from '../support/samples';

const DEB = process.env['PLATTER_DEB'];
test.skip(DEB === undefined, 'PLATTER_DEB names no package');
test.describe.configure({ mode: 'serial' });

/** Somebody who is not root, so that Chromium's sandbox is as it will be. */
const NOBODY = 65_534;

type Desktop = { readonly home: string; readonly env: NodeJS.ProcessEnv; readonly display: ChildProcess };
let desktop: Desktop | null = null;
const here = (): Desktop => {
  if (desktop === null) throw new Error('no desktop');
  return desktop;
};

/** A display that anybody may use, and a home for nobody. */
async function makeDesktop(): Promise<Desktop> {
  const home = mkdtempSync(path.join(tmpdir(), 'platter-home-'));
  chmodSync(home, 0o755);
  for (const name of ['disks', 'run']) mkdirSync(path.join(home, name), { mode: 0o700 });
  for (const place of [home, path.join(home, 'disks'), path.join(home, 'run')]) chownSync(place, NOBODY, NOBODY);
  const display = spawn('Xvfb', ['-displayfd', '1', '-ac', '-screen', '0', '1600x1000x24'], { stdio: ['ignore', 'pipe', 'ignore'] });
  const number = await new Promise<string>((resolve) => display.stdout?.once('data', (data: Buffer) => resolve(String(data).trim())));
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    XDG_RUNTIME_DIR: path.join(home, 'run'),
    XDG_CURRENT_DESKTOP: 'GNOME',
    XDG_SESSION_TYPE: 'x11',
    DISPLAY: `:${number}`,
    LANG: 'C.UTF-8',
  };
  return { home, env, display };
}

const asNobody = (command: string, ...words: string[]): string =>
  execFileSync(command, words, {
    env: here().env,
    uid: NOBODY,
    gid: NOBODY,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    cwd: here().home,
  });

/** An opener may live as long as what it opened. */
const openWith = (command: string, ...words: string[]): void => {
  spawn(command, words, { env: here().env, uid: NOBODY, gid: NOBODY, stdio: 'ignore', cwd: here().home, detached: true }).unref();
};

/** Titles of all windows on the display. */
const titles = (): string[] => {
  const { stdout } = spawnSync('xwininfo', ['-root', '-tree'], { env: here().env, encoding: 'utf8' });
  return Array.from(stdout.matchAll(/"([^"]*)": \("platter"/g), ([, title = '']) => title);
};
const shows = (name: string): Promise<void> => expect.poll(titles).toContain(`${name} — Platter`);
const processes = (): number =>
  spawnSync('pgrep', ['-f', '^/opt/Platter/platter( |$)'], { encoding: 'utf8' }).stdout.split('\n').length - 1;
const closeAll = (): void => void spawnSync('pkill', ['-f', '^/opt/Platter/platter']);

const disk = async (name: string, kind: 'dynamic' | 'fixed'): Promise<string> => {
  const file = path.join(here().home, 'disks', name);
  await createAt(file, diskSpec({ kind, sizeBytes: 8 * 1024 * 1024 }));
  chownSync(file, NOBODY, NOBODY);
  return file;
};
const stamp = (file: string): string => `${sha256Of(readFileSync(file))} ${statSync(file).mtimeMs}`;

test.beforeAll(async () => {
  desktop = await makeDesktop();
  execFileSync('dpkg', ['--install', DEB ?? ''], { stdio: ['ignore', 'ignore', 'inherit'] });
});
test.afterAll(() => {
  closeAll();
  execFileSync('dpkg', ['--purge', 'platter'], { stdio: ['ignore', 'ignore', 'inherit'] });
  desktop?.display.kill();
  rmSync(here().home, { recursive: true, force: true });
});
test.afterEach(async () => {
  closeAll();
  await expect.poll(processes).toBe(0);
});

test('the desktop entry and the file type are well-formed, and disks are ours', async () => {
  execFileSync('desktop-file-validate', ['/usr/share/applications/platter.desktop'], { stdio: 'inherit' });
  for (const kind of ['dynamic', 'fixed'] as const) {
    const file = await disk(`${kind}.vhd`, kind);
    expect(asNobody('gio', 'info', '-a', 'standard::content-type', file)).toContain('application/x-vhd-disk');
  }
  expect(asNobody('xdg-mime', 'query', 'default', 'application/x-vhd-disk').trim()).toBe('platter.desktop');
});

test('what calls system functions loads from the package, with all that it needs', () => {
  const library = '/opt/Platter/resources/app.asar.unpacked/node_modules/koffi';
  const script = `const koffi = require(${JSON.stringify(library)});
    process.stdout.write(String(koffi.load(null).func('int getpid()')() === process.pid));`;
  expect(execFileSync(process.execPath, ['-e', script], { encoding: 'utf8', cwd: here().home })).toBe('true');
});

test('a double click opens the disk, and the next one opens in a window of the same program', async () => {
  const first = await disk('my disk ü.vhd', 'fixed');
  const second = await disk('zweite #2 %F.vhd', 'dynamic');
  const before = [stamp(first), stamp(second)];
  openWith('gio', 'open', first);
  await shows('my disk ü.vhd');
  openWith('xdg-open', second);
  await shows('zweite #2 %F.vhd');
  expect(titles().filter((title) => title.endsWith('— Platter'))).toHaveLength(2);
  // One browser process; all others are its children, of a type.
  const { stdout } = spawnSync('pgrep', ['-af', '^/opt/Platter/platter'], { encoding: 'utf8' });
  expect(stdout.split('\n').filter((line) => line !== '' && !line.includes('--type='))).toHaveLength(1);
  expect([stamp(first), stamp(second)]).toEqual(before);
});

test('VHDL source is text for the desktop, and when it is forced on us we say what it is', async () => {
  const file = path.join(here().home, 'disks', 'counter.vhd');
  writeFileSync(file, 'library ieee;\nuse ieee.std_logic_1164.all;\n\nentity counter is\n  port (clk : in std_logic);\nend entity;\n');
  chownSync(file, NOBODY, NOBODY);
  expect(asNobody('gio', 'info', '-a', 'standard::content-type', file)).toContain('text/x-vhdl');
  expect(asNobody('gio', 'mime', 'text/x-vhdl')).not.toContain('platter.desktop');
  // It opens as a file that is no disk: the window is titled after it, and no disk is remembered.
  openWith('/usr/bin/platter', file);
  await shows('counter.vhd');
  const recents = path.join(here().home, '.config', 'Platter', 'recents.json');
  await expect
    .poll(() => (statSync(recents, { throwIfNoEntry: false }) === undefined ? '' : readFileSync(recents, 'utf8')))
    .not.toContain('counter.vhd');
});
