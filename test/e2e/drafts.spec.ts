/** Staged changes outlive a crash: the program is killed, and started again on the same file. */
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { lacks, run } from '../support/oracles';
import { sha256Of } from '../support/samples';
import { chooseSlowly } from './dialogs';
import { makeElevens } from './disks';
import { edit, enter, goTo, save, test as byKeys, toPane } from './keys';
import { agree } from './newDisks';
import { expect, test, type Platter } from './platter';
import { draftsOf } from './screens';
import { rowBytes, shown } from './window';

const bar = ({ page }: Platter) => page.getByRole('alert', { name: /^Unsaved changes from \d\d:\d\d were kept\.$/ });

const stateOf = async (file: string): Promise<string> => {
  const { mtimeNs, size } = await stat(file, { bigint: true });
  return [sha256Of(await readFile(file)), mtimeNs, size].join(' ');
};

/** Types four bytes at the start of sector 3, waits until they are kept, and kills the program. */
async function typeAndDie(platter: Platter): Promise<void> {
  const { app, page } = platter;
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  // Each byte is a record of its own, which says where it stands: the last one is at byte 3 of sector 3.
  const kept = async (): Promise<string> => {
    const { folder, names } = await draftsOf(platter);
    return names[0] === undefined ? '' : readFile(path.join(folder, names[0]), 'latin1');
  };
  await expect.poll(kept).toContain('"at":1539');
  const ended = new Promise((resolve) => app.process().once('exit', resolve));
  app.process().kill('SIGKILL');
  await ended;
}

byKeys(
  'killed with staged changes, the program offers them again; restored by keyboard and saved they are the same bytes',
  async ({ start, folder }) => {
    test.skip(lacks('qemu-img', 'qemu-io'));
    const file = makeElevens(folder);
    const before = await stateOf(file);
    await typeAndDie(await start(file));
    expect(await stateOf(file)).toBe(before);

    const platter = await start(file);
    const { app, page } = platter;
    await shown(page);
    await expect(bar(platter)).toContainText('The file hasn’t changed since.');
    await toPane(page, 'notice');
    await enter(page, page.getByRole('button', { name: 'Restore' }));
    await expect(bar(platter)).toBeHidden();
    await goTo(page, '3');
    expect(await rowBytes(page)).toMatch(/^DE AD BE EF 11 11/i);
    expect(await stateOf(file)).toBe(before);

    await agree(app);
    const old = await readFile(file);
    await save(page, '1 change, 4 bytes in 1 place. The file’s length stays the same.');
    run('qemu-io', '-r', '-f', 'vpc', '-c', 'read -P 0x11 0 1536', '-c', 'read -P 0xde 1536 1', '-c', 'read -P 0xef 1539 1', file);
    const saved = await readFile(file);
    const differing = [...saved.keys()].filter((at) => saved[at] !== old[at]);
    expect(differing).toHaveLength(4);
    expect(differing.map((at) => saved[at])).toEqual([0xde, 0xad, 0xbe, 0xef]);
    await expect.poll(async () => (await draftsOf(platter)).names).toEqual([]);
  },
);

test('started on no disk after it was killed, the program says which disk has changes that wait', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  await typeAndDie(await start(file));
  const platter = await start();
  const { page } = platter;
  const row = page.getByRole('button', { name: /disk\.vhd/ }).first();
  await expect(row).toContainText('Unsaved changes are kept');
  await row.click();
  await shown(page);
  await expect(bar(platter)).toBeVisible();
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(bar(platter)).toBeHidden();
});

test('over a file that somebody changed there, kept changes are not put back, and can be let go', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  await typeAndDie(await start(file));
  run('qemu-io', '-f', 'vpc', '-c', 'write -P 0x22 1536 512', file);
  const changed = await stateOf(file);
  const platter = await start(file);
  const { page } = platter;
  await shown(page);
  await expect(bar(platter)).toContainText('The file has changed since where they were made');
  await expect(page.getByRole('button', { name: 'Restore' })).toBeHidden();
  await page.getByRole('button', { name: 'Discard…' }).click();
  await page.getByRole('dialog', { name: 'Discard the kept changes?' }).getByRole('button', { name: 'Discard' }).click();
  await expect(bar(platter)).toBeHidden();
  expect((await draftsOf(platter)).names).toEqual([]);
  expect(await stateOf(file)).toBe(changed);
});

test('changes that were let go of on closing are not offered again', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const first = await start(file);
  await shown(first.page);
  await edit(first.page);
  await goTo(first.page, '3');
  await first.page.keyboard.type('aa');
  await expect.poll(async () => (await draftsOf(first)).names).toHaveLength(1);
  await first.app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
  });
  await first.app.close();
  const second = await start(file);
  await shown(second.page);
  expect((await draftsOf(second)).names).toEqual([]);
  await expect(second.page.getByText(/Unsaved changes/)).toHaveCount(0);
});

test('a file that does not open leaves the disk, its changes and their draft; nothing is asked about them', async ({ start, folder }) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const file = makeElevens(folder);
  const platter = await start(file);
  const { app, page } = platter;
  await shown(page);
  await edit(page);
  await goTo(page, '3');
  await page.keyboard.type('deadbeef');
  await expect.poll(async () => (await draftsOf(platter)).names).toHaveLength(1);
  await app.evaluate(({ dialog }, missing) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [missing] });
    // Were it asked, the answer would be “Discard changes”.
    dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
  }, `${file}.missing`);
  await page.keyboard.press('Control+o');
  const message = page.getByRole('dialog', { name: 'disk.vhd.missing is not there any more.' });
  await expect(message).toBeVisible();
  await message.getByRole('button', { name: 'Close' }).click();
  await expect(message).toBeHidden();
  expect(await shown(page)).toBe('disk.vhd');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  expect(await rowBytes(page)).toMatch(/^DE AD BE EF 11 11/i);
  expect((await draftsOf(platter)).names).toHaveLength(1);
});

test('while a file opens slowly, the window keeps the title of its disk and says what it opens, until that is cancelled', async ({
  start,
  folder,
}) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const [file, slow] = [makeElevens(folder), makeElevens(folder, 'slow.vhd')];
  const { app, page } = await start(file);
  await shown(page);
  await chooseSlowly({ app }, slow, 4000);
  const title = (): Promise<string | undefined> => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getTitle());
  await page.keyboard.press('Control+o');
  const bar = page.getByRole('region', { name: 'Opening slow.vhd' });
  await expect(bar).toBeVisible();
  expect(await title()).toBe('disk.vhd — Platter');
  await bar.getByRole('button', { name: 'Cancel' }).click();
  await expect(bar).toBeHidden();
  // The opening ends after that, and changes nothing.
  await page.waitForTimeout(5000);
  expect(await shown(page)).toBe('disk.vhd');
  expect(await title()).toBe('disk.vhd — Platter');
  await page.keyboard.press('Control+o');
  await expect.poll(() => shown(page), { timeout: 30_000 }).toBe('slow.vhd');
  expect(await title()).toBe('slow.vhd — Platter');
});
