/** Editing in the real window, judged from outside: by other programs, by hashes, by bytes compared. */
import { execFileSync, spawn } from 'node:child_process';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { hostFlags, resolveElectron } from '../../scripts/electron-runtime.mjs';
import { lacks, qemuConvert, run } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { cutOffSave, makeElevens, writePartitioned } from './disks';
import { expect, ROOT, test, type Platter } from './platter';
import { edit, fields, goTo, rowBytes, rowText, shown, tab, toast } from './window';

const hashOf = async (file: string): Promise<string> => sha256Of(await readFile(file));

/** Answers every question of the system with that button, and counts them. */
async function answer(app: ElectronApplication, response: number): Promise<() => Promise<number>> {
  await app.evaluate(({ dialog }, button) => {
    const asked = { times: 0 };
    Reflect.set(globalThis, 'asked', asked);
    dialog.showMessageBox = async () => {
      asked.times += 1;
      return { response: button, checkboxChecked: false };
    };
  }, response);
  return () => app.evaluate(() => (Reflect.get(globalThis, 'asked') as { times: number }).times);
}
const agree = (app: ElectronApplication): Promise<unknown> => answer(app, 0);

/** The file's bytes, ready to be typed over. */
async function editing(start: (file: string) => Promise<Platter>, file: string): Promise<Platter> {
  const platter = await start(file);
  await agree(platter.app);
  await shown(platter.page);
  await tab(platter.page, 'Hex');
  await edit(platter.page);
  return platter;
}

async function save(page: Page): Promise<void> {
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog', { name: 'Review changes' }).getByRole('button', { name: 'Save…' }).click();
  await expect(toast(page, /Saved .* Verified\./)).toBeVisible();
}

test('looking changes nothing; typing stages; saving changes exactly the reviewed bytes; undo gives the file back', async ({
  start,
  folder,
}) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const before = await readFile(file);
  const { page } = await editing(start, file);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  await expect.poll(() => rowBytes(page)).toMatch(/^DE AD BE EF 11/);
  expect(await hashOf(file), 'nothing is written before saving').toBe(sha256Of(before));

  await page.keyboard.press('Control+s');
  const sheet = page.getByRole('dialog', { name: 'Review changes' });
  await expect(sheet.getByText('1 change, 4 bytes in 1 place. The file’s length stays the same.')).toBeVisible();
  await expect(sheet.getByRole('row', { name: /LBA 3.*11 11 11 11.*DE AD BE EF/ })).toBeVisible();
  await sheet.getByRole('button', { name: 'Cancel' }).click();
  await save(page);

  const after = await readFile(file);
  const changed = [...after.keys()].filter((i) => after[i] !== before[i]);
  expect(after.length).toBe(before.length);
  expect(changed).toHaveLength(4);
  const raw = path.join(folder, 'raw');
  qemuConvert(file, raw);
  expect((await readFile(raw)).subarray(1536, 1540).toString('hex')).toBe('deadbeef');

  await toast(page, /Verified\./)
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(toast(page, 'The disk is as it was before the save.')).toBeVisible();
  expect(await hashOf(file)).toBe(sha256Of(before));
  expect((await readdir(folder)).filter((name) => name.includes('journal'))).toEqual([]);
});

test('a byte typed into a hole asks for its block, and other programs read it there', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io', '7z'));
  const file = makeElevens(folder);
  const { page } = await editing(start, file);
  await goTo(page, '0x800010');
  // Typed without a pause: what comes after the first byte is typed under the question.
  await page.keyboard.type('5a0102');
  await expect(page.getByRole('dialog', { name: /Block 4 isn’t in this file/ })).toContainText('Typed: 5A 01 02');
  await page.keyboard.press('Enter');
  await expect.poll(() => rowText(page)).toContain('5A0102');
  await save(page);
  const raw = path.join(folder, 'raw');
  qemuConvert(file, raw);
  const content = await readFile(raw);
  expect([...content.subarray(0x80_0010, 0x80_0014)]).toEqual([0x5a, 1, 2, 0]);
  expect(content.subarray(0, 1024 * 1024).every((byte) => byte === 0x11)).toBe(true);
  expect(execFileSync('7z', ['t', '-tvhd', file], { encoding: 'utf8' })).toContain('Everything is Ok');
});

test('a field takes its checksum and its copy along; undo and redo walk over all of it', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  await edit(page);
  await goTo(page, 'footer.creatorapplication');
  const input = page.getByRole('textbox', { name: 'New value of Creator application' });
  await input.fill('vbox');
  await input.press('Enter');
  await expect(page.getByRole('region', { name: /Changes · 1/ }).getByRole('button', { name: /Set creator application/ })).toBeVisible();
  expect((await fields(page, 'Footer')).get('Creator application')).toBe('“vbox”');
  await page.getByRole('group', { name: 'What the inspector shows' }).getByRole('button', { name: 'At cursor' }).click();
  await page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ }).focus();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('region', { name: /Changes/ })).toBeHidden();
  await page.keyboard.press('Control+y');
  await save(page);
  const bytes = await readFile(file);
  const [copy, footer] = [bytes.subarray(0, 512), bytes.subarray(-512)];
  expect(footer.equals(copy)).toBe(true);
  expect(footer.subarray(28, 32).toString('latin1')).toBe('vbox');
  // The checksum by hand: ones' complement of the sum without its own four bytes.
  const sum = footer.reduce((total, byte, i) => total + (i >= 64 && i < 68 ? 0 : byte), 0);
  expect(footer.readUInt32BE(64)).toBe(~sum >>> 0);
});

test('a disk another program holds is not edited, and the program is named', async ({ start, folder }) => {
  test.skip(lacks('qemu-io'));
  const file = makeElevens(folder);
  const holder = spawn('qemu-io', ['-f', 'vpc', file], { stdio: ['pipe', 'ignore', 'ignore'] });
  try {
    await expect.poll(async () => (await readFile('/proc/locks', 'utf8')).includes(`:${(await stat(file)).ino} `)).toBe(true);
    const { page } = await start(file);
    await shown(page);
    await page.keyboard.press('Control+Shift+E');
    await expect(page.getByRole('dialog', { name: 'This file can’t be edited now.' })).toContainText('qemu-io');
  } finally {
    holder.kill('SIGKILL');
  }
});

test('a file that changed underneath is not overwritten; it is read again, with the changes over it', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const { page } = await editing(start, file);
  await goTo(page, '3');
  await page.keyboard.type('aa');
  await expect.poll(() => rowBytes(page)).toMatch(/^AA 11/);
  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x77 2M 512', '-c', 'write -P 0x22 1537 1', file);
  const theirs = await hashOf(file);
  await page.keyboard.press('Control+s');
  await page.getByRole('dialog', { name: 'Review changes' }).getByRole('button', { name: 'Save…' }).click();
  const question = page.getByRole('dialog', { name: 'The disk changed since it was opened.' });
  await expect(question).toContainText('Nothing was changed in the file.');
  expect(await hashOf(file)).toBe(theirs);
  await question.getByRole('button', { name: 'Reload and keep my changes' }).click();
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await expect.poll(() => rowBytes(page)).toMatch(/^AA 22 11/);
  expect(await hashOf(file), 'reading it again writes nothing').toBe(theirs);
  await save(page);
  expect(
    run('qemu-io', '-f', 'vpc', '-c', 'read -P 0xaa 1536 1', '-c', 'read -P 0x22 1537 1', '-c', 'read -P 0x77 2M 512', file),
  ).not.toContain('failed');
});

test('the consent of the system’s own dialog is needed, and closing asks about what is not saved', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const before = await hashOf(file);
  const { app, page } = await editing(start, file);
  const declined = await answer(app, 1);
  await page.keyboard.type('00');
  await page.keyboard.press('Control+s');
  const sheet = page.getByRole('dialog', { name: 'Review changes' });
  await sheet.getByRole('button', { name: 'Save…' }).click();
  await expect.poll(declined).toBe(1);
  await expect(sheet.getByRole('button', { name: 'Save…' })).toBeEnabled();
  expect(await hashOf(file)).toBe(before);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  // "Keep editing" is the third button there.
  const kept = await answer(app, 2);
  await page.keyboard.press('Control+w');
  await expect.poll(kept).toBe(1);
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await answer(app, 1);
  await page.keyboard.press('Control+w');
  await expect(page.getByRole('heading', { name: 'Platter' })).toBeVisible();
});

test('closing offers to save: what was typed is in the file, and the window is empty', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const { app, page } = await editing(start, file);
  await goTo(page, '3');
  await page.keyboard.type('5a');
  await expect.poll(() => rowBytes(page)).toMatch(/^5A 11/);
  // The first button is "Save…", and the first of what is asked next is "Save".
  const asked = await answer(app, 0);
  await page.keyboard.press('Control+w');
  await expect(page.getByRole('heading', { name: 'Platter' })).toBeVisible();
  expect(await asked()).toBe(2);
  expect(run('qemu-io', '-f', 'vpc', '-c', 'read -P 0x5a 1536 1', '-c', 'read -P 0x11 1537 1', file)).not.toContain('failed');
});

test('a command right behind a key means that key too', async ({ start, folder }) => {
  const { app, page } = await editing(start, makeElevens(folder));
  /** Both digits and the command before anything is answered. */
  const breathless = (...keys: readonly string[]): Promise<void> =>
    page.evaluate((all) => {
      for (const key of all) {
        const [last = '', ...held] = key.split('+').toReversed();
        const press = new KeyboardEvent('keydown', { key: last, ctrlKey: held.length > 0, bubbles: true, cancelable: true });
        document.activeElement?.dispatchEvent(press);
      }
    }, keys);
  await goTo(page, '0');
  await breathless('a', 'a', 'Control+z');
  await expect(page.getByRole('button', { name: /^Review/ })).toBeHidden();
  await expect.poll(() => rowBytes(page)).toMatch(/^11 11/);
  await goTo(page, '0');
  await breathless('b', 'b', 'Control+s');
  const sheet = page.getByRole('dialog', { name: 'Review changes' });
  await expect(sheet).toContainText('BB');
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /^Review/ })).toBeHidden();
  // "Keep editing".
  const asked = await answer(app, 2);
  await goTo(page, '0');
  await breathless('c', 'c', 'Control+w');
  await expect.poll(asked).toBe(1);
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
});

test('paste parses hex, refuses what is none, and asks before it goes over much', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const { app, page } = await start(file);
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  const pasteText = async (text: string): Promise<void> => {
    await app.evaluate(({ clipboard }, value) => clipboard.writeText(value), text);
    await page.keyboard.press('Control+v');
  };
  await pasteText('not hex');
  const refusal = page.getByRole('dialog', { name: 'The clipboard holds no hex bytes.' });
  await expect(refusal).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(refusal).toBeHidden();
  await goTo(page, '0');
  await pasteText('01 02, 0x03');
  await expect.poll(() => rowBytes(page)).toMatch(/^01 02 03 11/);
  await pasteText('FF'.repeat(600));
  await page.getByRole('dialog', { name: 'Paste: 600 bytes?' }).getByRole('button', { name: 'Paste' }).click();
  await expect.poll(() => rowBytes(page)).toMatch(/^FF FF FF FF/);
});

test('a save cut off in the middle is found at the next opening, and taken back', async ({ start, folder }) => {
  const file = makeElevens(folder);
  const before = await readFile(file);
  const first = await start(file);
  await agree(first.app);
  await shown(first.page);
  await tab(first.page, 'Hex');
  await edit(first.page);
  await goTo(first.page, '3');
  await first.page.keyboard.type('c0ffee');
  await expect.poll(() => rowBytes(first.page)).toMatch(/^C0 FF EE/);
  await save(first.page);
  await first.app.close();
  await cutOffSave(file, before);

  const { app, page } = await start(file);
  await agree(app);
  await shown(page);
  const bar = page.getByRole('alert').filter({ hasText: 'The last save didn’t finish.' });
  await expect(bar).toBeVisible();
  await goTo(page, '3');
  expect(await rowBytes(page), 'shown as it was before the save').toMatch(/^11 11 11/);
  await bar.getByRole('button', { name: 'Roll back' }).click();
  await expect(bar).toBeHidden();
  expect(await hashOf(file)).toBe(sha256Of(before));
});

test('while it saves, the app holds the lock that other programs ask for', async ({ folder }) => {
  test.skip(lacks('strace'));
  const file = makeElevens(folder);
  const log = path.join(folder, 'trace');
  const { executable } = await resolveElectron();
  const traced = path.join(folder, 'traced');
  await writeFile(traced, `#!/bin/sh\nexec strace -f -y -e trace=fcntl -o '${log}' '${executable}' "$@"\n`, { mode: 0o755 });
  const app = await _electron.launch({
    executablePath: traced,
    args: [...hostFlags(), ROOT, `--user-data-dir=${path.join(folder, 'profile')}`, file],
    cwd: ROOT,
    colorScheme: null,
    chromiumSandbox: hostFlags().length === 0,
  });
  const page = await app.firstWindow();
  await agree(app);
  await shown(page);
  await tab(page, 'Hex');
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('aa');
  await expect.poll(() => rowBytes(page)).toMatch(/^AA 11/);
  await save(page);
  await app.close();
  const calls = (await readFile(log, 'utf8')).split('\n').filter((line) => line.includes(file) && line.includes('F_OFD_SETLK'));
  expect(calls.some((line) => line.includes('F_WRLCK') && line.includes('l_start=100') && line.includes('= 0'))).toBe(true);
});

test('Ctrl+G right behind the Escape that closes a menu keeps the focus; Escape alone gives it back', async ({ start, folder }) => {
  const { page } = await start(await writePartitioned(folder));
  await shown(page);
  await goTo(page, '2');
  const menu = page.getByRole('menu');
  const inMenu = page.locator('[role="menu"]:focus, [role="menu"] :focus');
  const grid = page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ });
  await page.keyboard.press('Shift+F10');
  await expect(inMenu).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(grid).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await expect(inMenu).toBeVisible();
  // Microtasks only between both keys: the menu goes, and what it does in a timer afterwards comes behind Ctrl+G.
  await page.evaluate(async () => {
    const press = (init: KeyboardEventInit): unknown =>
      (document.activeElement ?? document.body).dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true, cancelable: true }));
    press({ key: 'Escape' });
    for (let i = 0; i < 100 && document.querySelector('[role="menu"]') !== null; i++) await Promise.resolve();
    press({ key: 'g', code: 'KeyG', ctrlKey: true });
  });
  await expect(menu).toBeHidden();
  // What gives the focus back a moment later has run after two frames and a timer.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50)))));
  await expect(page.getByRole('combobox', { name: /Go to/ })).toBeFocused();
});

test('the menu copies what is selected as source code, and as a line for dd, by keyboard', async ({ start, folder }) => {
  const file = await writePartitioned(folder);
  const { app, page } = await start(file);
  await shown(page);
  await goTo(page, '0');
  await page.keyboard.press('Control+Shift+2');
  /** The clipboard after that; `said`: what the status bar says when it is there. */
  const pick = async (name: string, said: string): Promise<string> => {
    await page.keyboard.press('Shift+F10');
    await page.getByRole('menuitem', { name: 'Copy as', exact: true }).press('ArrowRight');
    const item = page.getByRole('menuitem', { name });
    await expect(item).toBeVisible();
    await item.press('Enter');
    await expect(page.getByRole('menu')).toHaveCount(0);
    await expect(page.getByText(said)).toBeVisible();
    return app.evaluate(({ clipboard }) => clipboard.readText());
  };
  expect(await pick('C array', 'Copied 512 bytes as a C array')).toContain(
    'const size_t data_length = 512;\nconst unsigned char data[512] = {\n    0x',
  );
  const line = await pick('dd command line', 'Copied a dd command line');
  const bytes = execFileSync('sh', ['-c', `${line} status=none`]);
  expect(bytes.subarray(510).toString('hex')).toBe('55aa');
});
