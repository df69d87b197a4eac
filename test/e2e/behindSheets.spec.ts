/** Behind every sheet and dialog: no command of the table does anything but those marked for it, by menu, by key, or sent late by main. */
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { COMMAND_IDS, COMMANDS, type CommandId } from '../../shared/commands';
import { writeDynamicWithBits } from '../support/bitmapDisks';
import { baseImage } from '../support/fixtures';
import { fromMenu } from './dying';
import { openConvert } from './jobs';
import { expect, test, type Platter } from './platter';
import { writeRecents } from './screens';
import { command, edit, goTo, shown, tab } from './window';

const REFUSED = COMMAND_IDS.filter((id) => COMMANDS[id].inModal !== true);
const inMenu = (id: CommandId): boolean => COMMANDS[id].onlyInPalette !== true;

/** What the user sees, how often a dialog of the system was asked for, and how many windows there are. */
const state = async ({ app, page }: Platter): Promise<string> => {
  const asked = await app.evaluate(() => (globalThis as { asked?: number }).asked ?? 0);
  const seen = await page.evaluate(() => {
    const tabs = [...document.querySelectorAll('[role="tab"][aria-selected="true"]')].map((each) => each.textContent);
    const dialogs = [...document.querySelectorAll('[role="dialog"], dialog[open]')].map(
      (each) => each.getAttribute('aria-label') ?? each.id,
    );
    return [...tabs, ...dialogs, document.body.innerText].join('\n');
  });
  return `${app.windows().length} windows, ${asked} dialogs\n${seen}`;
};

/** From now on the system's dialogs are counted and cancelled, and so is what opens a folder. */
const countDialogs = ({ app }: Platter): Promise<void> =>
  app.evaluate(({ dialog, shell }) => {
    const counted = globalThis as { asked?: number };
    const count = (): void => {
      counted.asked = (counted.asked ?? 0) + 1;
    };
    dialog.showOpenDialog = async () => (count(), { canceled: true, filePaths: [] });
    dialog.showSaveDialog = async () => (count(), { canceled: true, filePath: '' });
    dialog.showMessageBox = async () => (count(), { response: 1, checkboxChecked: false });
    shell.showItemInFolder = count;
    shell.openPath = async () => (count(), '');
  });

/** A command as main sends it, whatever the menu showed when it was chosen. */
const sent = ({ app }: Platter, id: CommandId): Promise<void> =>
  app.evaluate(({ BrowserWindow }, it) => {
    BrowserWindow.getAllWindows()[0]?.webContents.send('app/command', { command: it });
  }, id);

/** Tries every command but those a field of the sheet may have for itself, such as Copy. */
async function nothingHappens(platter: Platter, what: string): Promise<void> {
  const { page } = platter;
  await expect.poll(() => fromMenu(platter, 'view.themeLight'), what).toBe(true);
  // What the scan of bitmaps finds is shown when it comes, whatever was pressed.
  await expect(page.getByText(/^Bitmaps \d+ %$/)).toHaveCount(0);
  const before = await state(platter);
  for (const id of REFUSED) {
    if (inMenu(id)) expect.soft(await fromMenu(platter, id), `${id} in the menu behind ${what}`).toBe(false);
    await sent(platter, id);
  }
  for (const keys of ['Control+e', 'Control+n', 'Control+o', 'Control+w', 'F5', 'F8', 'Control+4', 'Control+Shift+p', 'Control+j', 'F1'])
    await page.keyboard.press(keys);
  // What a command changes is drawn a frame or two later.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  expect(await state(platter), what).toBe(before);
}

const leave = async ({ page }: Platter): Promise<void> => {
  await page.keyboard.press('Escape');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
};

test('no sheet lets a command through', async ({ start, folder }) => {
  await writeRecents(folder);
  const platter = await start(await writeDynamicWithBits(folder));
  const { app, page } = platter;
  await shown(page);
  await tab(page, 'Map + Hex');
  const behind = async (name: string | RegExp, reach: () => Promise<void>): Promise<void> => {
    await reach();
    await expect(page.getByRole('dialog', { name })).toBeVisible();
    await nothingHappens(platter, String(name));
    await leave(platter);
  };
  await countDialogs(platter);
  await behind('All commands', () => page.keyboard.press('Control+Shift+P'));
  await behind('Keyboard shortcuts', () => page.keyboard.press('F1'));
  await behind(/recent/i, () => page.keyboard.press('Control+r'));
  await behind('About Platter', () => command(page, 'About Platter'));
  await behind('New disk', () => page.keyboard.press('Control+n'));
  await behind('Make a new disk from this one', () => openConvert(page));
  await behind('Export', () => page.keyboard.press('Control+e'));
  await edit(page);
  await behind(/Fill/, async () => {
    await goTo(page, '2');
    await page.keyboard.press('Control+Shift+2');
    await page.keyboard.press('Control+Shift+F');
  });
  await behind(/block 5/i, async () => {
    await goTo(page, 'b5');
    await page.keyboard.type('5a');
  });
  await behind('The clipboard holds no hex bytes.', async () => {
    await app.evaluate(({ clipboard }) => clipboard.writeText('no bytes'));
    await goTo(page, '2');
    await page.keyboard.press('Control+v');
  });
  await behind(/Review/, async () => {
    await goTo(page, '2');
    await page.keyboard.type('5a5b');
    await page.keyboard.press('Control+s');
  });
  const bytes = path.join(folder, 'some.bin');
  await writeFile(bytes, new Uint8Array(700).fill(7));
  const answerOpen = (file: string): Promise<void> =>
    app.evaluate(({ dialog }, one) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [one] });
    }, file);
  await behind(/Write/, async () => {
    await answerOpen(bytes);
    await goTo(page, '4');
    await command(page, 'Write a file into the disk');
    await countDialogs(platter);
  });
  await behind(/raw image/, async () => {
    await answerOpen(bytes);
    await command(page, 'Make a disk from a raw image');
    await countDialogs(platter);
  });
});

test('a repair that is looked at lets no command through', async ({ start, folder }) => {
  const file = path.join(folder, 'damaged.vhd');
  const image = baseImage();
  image[40] = 0xff;
  await writeFile(file, image);
  const platter = await start(file);
  const { page } = platter;
  await shown(page);
  await countDialogs(platter);
  await page.keyboard.press('F8');
  await page.keyboard.press('Control+.');
  const sheet = page.locator('dialog[open]');
  await expect(sheet.getByRole('button', { name: /Repair|Stage/ }).first()).toBeVisible();
  await nothingHappens(platter, 'a repair');
  await leave(platter);
  expect(await readFile(file)).toEqual(Buffer.from(image));
});
