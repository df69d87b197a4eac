/** A disk that others are based on, or that has lost blocks, is not changed without a word about them, and not without a yes of its own. */
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { UNALLOCATED } from '../../shared/vhd/units';
import { baseImage, childImage, withEntry } from '../support/fixtures';
import { openAs } from './newDisks';
import { expect, ROOT, test } from './platter';
import { command, edit, goTo, shown, toast } from './window';

/** Answers the questions in turn, with the button of that number; what was asked can be read. */
const answering = (app: ElectronApplication, ...answers: number[]): Promise<void> =>
  app.evaluate(({ dialog }, given) => {
    const asked: string[] = [];
    Object.assign(globalThis, { asked });
    dialog.showMessageBox = (async (_window: unknown, { message, detail }: { readonly message: string; readonly detail: string }) => {
      asked.push(`${message} ${detail}`);
      return { response: given.shift() ?? 1, checkboxChecked: false };
    }) as unknown as typeof dialog.showMessageBox;
  }, answers);
const asked = (app: ElectronApplication): Promise<string[]> => app.evaluate(() => (globalThis as unknown as { asked: string[] }).asked);

test('children beside it and among the disks opened lately are named in edit mode, in the review, and before the save', async ({
  start,
  folder,
}) => {
  await mkdir(path.join(folder, 'elsewhere'));
  const [parent, child, far] = ['p.vhd', 'c.vhd', 'elsewhere/far.vhd'].map((name) => path.join(folder, name)) as [string, string, string];
  await writeFile(parent, baseImage());
  await writeFile(child, childImage().bytes);
  // In another folder only a disk whose own path leads here is a child.
  execFileSync(process.execPath, [path.join(ROOT, 'out/cli.cjs'), 'create', far, '--type', 'differencing', '--parent', parent]);
  const { app, page } = await start(far);
  await shown(page);
  await page.keyboard.press('Control+w');
  await openAs(app, parent);
  await page.keyboard.press('Control+o');
  await expect.poll(() => shown(page)).toBe('p.vhd');
  await edit(page);
  await expect(toast(page, /^c\.vhd and .*far\.vhd are based on this disk/)).toBeVisible();
  await goTo(page, '5');
  await page.keyboard.press('Enter');
  await page.keyboard.type('77');
  const save = page.getByRole('dialog', { name: 'Review changes' }).getByRole('button', { name: 'Save…' });
  await answering(app, 1, 0, 0, 0, 1, 0, 0);
  await page.keyboard.press('Control+s');
  await expect(page.getByRole('dialog', { name: 'Review changes' }).getByText(/far\.vhd are based on this disk/)).toBeVisible();
  await save.click();
  await expect.poll(() => asked(app)).toHaveLength(1);
  expect((await asked(app))[0]).toMatch(/^2 disks are based on this disk\. Change it all the same\?.*c\.vhd and .*far\.vhd/s);
  expect((await readFile(parent)).equals(baseImage())).toBe(true);
  await save.click();
  await expect(toast(page, /Saved 1 change/)).toBeVisible();
  expect(await asked(app)).toHaveLength(3);
  expect((await readFile(parent)).equals(baseImage())).toBe(false);

  // Undoing the save changes the disk under its children again: first it is declined, then not.
  const undo = page.getByRole('button', { name: 'Undo', exact: true });
  await undo.click();
  await expect.poll(() => asked(app)).toHaveLength(5);
  expect((await asked(app))[4]).toMatch(/^2 disks are based on this disk\. Change it all the same\?/);
  expect((await readFile(parent)).equals(baseImage())).toBe(false);
  await command(page, 'undo last save');
  await expect.poll(() => asked(app)).toHaveLength(7);
  await expect.poll(async () => (await readFile(parent)).equals(baseImage())).toBe(true);
});

test('of many children the message names the first, and all of them when it is asked to', async ({ start, folder }) => {
  const parent = path.join(folder, 'p.vhd');
  await writeFile(parent, baseImage());
  const children = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `child-${name}.vhd`);
  for (const name of children) await writeFile(path.join(folder, name), childImage().bytes);
  const { page } = await start(parent);
  await shown(page);
  await edit(page);
  await expect(toast(page, /^child-a\.vhd, .*child-d\.vhd and 2 other disks are based on this disk/)).toBeVisible();
  await page.getByRole('region', { name: 'Messages' }).getByRole('button', { name: 'Show all' }).click();
  const whole = toast(page, /are based on this disk/);
  for (const name of children) await expect(whole).toContainText(name);
  await expect(whole.getByRole('button', { name: 'Show fewer' })).toBeFocused();
});

test('a write to a disk whose table was wiped is warned of, and a rebuild is offered before it', async ({ start, folder }) => {
  const file = path.join(folder, 'wiped.vhd');
  const image = [0, 1, 2, 3].reduce((bytes, block) => withEntry(bytes, block, UNALLOCATED), baseImage());
  await writeFile(file, image);
  const { app, page } = await start(file);
  await shown(page);
  await edit(page);
  const warning = toast(page, /names no block, and the file has room for 2.*can’t be put back/);
  await warning.getByRole('button', { name: 'Rebuild…' }).click();
  const rebuild = page.getByRole('dialog', { name: 'Rebuild the block table' });
  await expect(rebuild).toBeVisible();
  await page.keyboard.press('Escape');
  await goTo(page, '5');
  await page.keyboard.press('Enter');
  await page.keyboard.type('77');
  await page.getByRole('button', { name: 'Allocate block' }).click();
  await page.keyboard.press('Control+s');
  const review = page.getByRole('dialog', { name: 'Review changes' });
  await expect(review.getByText(/names no block.*can’t be put back/)).toBeVisible();
  await answering(app, 1);
  await review.getByRole('button', { name: 'Save…' }).click();
  await expect.poll(() => asked(app)).toHaveLength(1);
  expect((await asked(app))[0]).toMatch(/^Save before lost blocks are looked for\?.*discard the changes/s);
  expect((await readFile(file)).equals(image)).toBe(true);
  await review.getByRole('button', { name: 'Discard and rebuild…' }).click();
  await expect(rebuild).toBeVisible();
  await expect(review).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/unsaved/)).toBeHidden();
});
