/** The program's own small files are never in the way of a disk: where they cannot be written, all else goes on. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { lacks } from '../support/oracles';
import { makeElevens } from './disks';
import { goTo } from './keys';
import { expect, test } from './platter';
import { command, edit, shown, tab } from './window';

test('a profile in which nothing can be written opens disks, changes its looks and keeps edits in the window', async ({
  start,
  folder,
}) => {
  test.skip(lacks('qemu-img', 'qemu-io'));
  const profile = path.join(folder, 'profile');
  // What no rights and no administrator get around: folders in the place of files, and a file in the place of a folder.
  for (const name of ['settings.json', 'recents.json']) {
    await mkdir(path.join(profile, name, 'not empty'), { recursive: true });
  }
  await writeFile(path.join(profile, 'drafts'), 'in the way');
  const { app, page } = await start(makeElevens(folder));
  expect(await shown(page)).toContain('disk.vhd');
  await tab(page, 'Map');
  await command(page, 'Dark theme');
  await expect.poll(() => app.evaluate(({ nativeTheme }) => nativeTheme.themeSource)).toBe('dark');
  await edit(page);
  await tab(page, 'Hex');
  await goTo(page, '3');
  await page.keyboard.type('de');
  await expect(page.getByRole('button', { name: 'Review 1 change' })).toBeVisible();
  await expect(page.getByText(/Something failed inside Platter/)).toHaveCount(0);
  // It closes as it does otherwise, where the window's place is written down.
  const asked = await app.evaluate(async ({ dialog, BrowserWindow }) => {
    const messages: string[] = [];
    dialog.showMessageBox = (async (_window: unknown, { message }: { readonly message: string }) => {
      messages.push(message);
      return { response: 1, checkboxChecked: false };
    }) as typeof dialog.showMessageBox;
    const [window] = BrowserWindow.getAllWindows();
    const closed = new Promise<string>((resolve) => window?.once('closed', () => resolve('closed')));
    window?.close();
    return [...messages, await closed];
  });
  expect(asked.at(-1)).toBe('closed');
});
