/**
 * States of the window that are no screens of their own: lists over it, menus, questions, bars, progress. A tour starts
 * the program once and walks through some of them; each stop begins where the one before it ended.
 */
import { readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { writeChildWithBits, writeDynamicWithBits } from '../support/bitmapDisks';
import { baseImage, fixedImage, inHeader } from '../support/fixtures';
import { put64 } from '../support/imageBuilder';
import { cutOffSave } from './disks';
import { makeButton, convertPlace, openConvert } from './jobs';
import { create, newDisk, openAs, place, typeSize } from './newDisks';
import type { Platter } from './platter';
import { SIZES, writeDemoDisk, writeRecents, type Size } from './screens';
import { command, edit, goTo, shown, tab, toast } from './window';

export type Stop = {
  readonly name: string;
  /** What is new here: the rest of the window is a screen's. */
  readonly within: string;
  /** Where it is to be seen only in some. */
  readonly sizes?: readonly Size[];
  readonly reach: (platter: Platter, file: string | null) => Promise<void>;
};

export type Tour = {
  readonly name: string;
  readonly file: (folder: string) => Promise<string | null>;
  readonly stops: readonly Stop[];
};

const DIALOG = 'dialog[open]';
const NARROW = SIZES.filter(({ width }) => width < 1000);

/** The program answers this call as told from now on; with null it never does. */
const answerWith = (app: ElectronApplication, channel: string, answer: object | null): Promise<void> =>
  app.evaluate(
    ({ ipcMain }, [name, value]) => {
      ipcMain.removeHandler(name);
      ipcMain.handle(name, () => value ?? new Promise(() => undefined));
    },
    [channel, answer] as const,
  );

async function writeTo(folder: string, name: string, bytes: Uint8Array): Promise<string> {
  const file = path.join(folder, name);
  await writeFile(file, bytes);
  return file;
}

const LISTS: Tour = {
  name: 'lists and menus',
  file: async (folder) => {
    await writeRecents(folder);
    return writeDemoDisk(folder);
  },
  stops: [
    {
      name: 'palette',
      within: DIALOG,
      reach: async ({ page }) => {
        await shown(page);
        await page.keyboard.press('Control+Shift+P');
        await page.keyboard.type('di');
      },
    },
    { name: 'palette-nothing', within: DIALOG, reach: async ({ page }) => page.keyboard.type('xyz') },
    {
      name: 'recents',
      within: DIALOG,
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+r');
        await page.getByRole('option', { name: /usb-backup/ }).waitFor();
      },
    },
    {
      name: 'keyboard',
      within: DIALOG,
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await command(page, 'keyboard');
        await page.getByRole('region', { name: 'Keys' }).waitFor();
      },
    },
    {
      name: 'about',
      within: DIALOG,
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await command(page, 'About Platter');
        await page.getByRole('table', { name: 'Built with' }).waitFor();
      },
    },
    {
      name: 'go-to',
      within: '[data-pane="titlebar"]',
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+g');
        await page.keyboard.type('b300.5');
      },
    },
    {
      name: 'go-to-unreadable',
      within: '[data-pane="titlebar"]',
      reach: async ({ page }) => page.getByRole('combobox', { name: /Go to/ }).fill('block twelve'),
    },
    {
      name: 'map-runs',
      within: 'section[aria-label="Allocation map"]',
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await tab(page, 'Map');
        await page.getByRole('grid', { name: 'Blocks of the disk' }).focus();
        await page.keyboard.press('t');
      },
    },
    {
      name: 'map-card',
      within: '[data-map-card]',
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await page.getByRole('grid', { name: 'Blocks of the disk' }).focus();
        await page.keyboard.press(']');
        await page.keyboard.press('Space');
      },
    },
    {
      name: 'map-menu',
      within: '.menu',
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await page.getByRole('grid', { name: 'Blocks of the disk' }).click({ button: 'right', position: { x: 200, y: 120 } });
      },
    },
    {
      name: 'map-scanning',
      within: '[role="toolbar"][aria-label="Allocation map"]',
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await command(page, 'Scan content for zeros');
        await page.getByRole('progressbar', { name: 'Content scanned' }).waitFor();
      },
    },
    {
      name: 'checking',
      within: '[data-pane="problems"]',
      reach: async ({ app, page }) => {
        await answerWith(app, 'repair/check', null);
        await page.keyboard.press('Control+Shift+M');
        await page.getByRole('button', { name: 'Check everything…' }).click();
        await page.getByRole('button', { name: 'Cancel check' }).waitFor();
        await app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.send('repair/progress', {
            done: 12_000 * 2 ** 21,
            total: 29_062 * 2 ** 21,
            of: 'check',
          }),
        );
        await page.getByText('41 % of 56.8 GiB').waitFor();
      },
    },
  ],
};

const EDITING: Tour = {
  name: 'editing',
  file: writeDynamicWithBits,
  stops: [
    {
      name: 'no-problems',
      within: '[data-pane="problems"]',
      reach: async ({ page }) => {
        await shown(page);
        await page.keyboard.press('Control+Shift+M');
        await page.getByText(/^No problems/).waitFor();
      },
    },
    {
      name: 'hex-menu',
      within: '.menu',
      reach: async ({ page }) => {
        await page.keyboard.press('Control+Shift+M');
        await tab(page, 'Hex');
        await edit(page);
        await page
          .getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ })
          .click({ button: 'right', position: { x: 200, y: 120 } });
      },
    },
    {
      name: 'find',
      within: '[data-pane="find"]',
      reach: async ({ page }) => {
        await page.keyboard.press('Control+f');
        await page.keyboard.type('a');
        await page.keyboard.press('Enter');
        await page.getByRole('grid', { name: 'Hits' }).locator('mark').first().waitFor();
      },
    },
    {
      name: 'find-fault',
      within: '[data-pane="find"]',
      reach: async ({ page }) => {
        await page.getByRole('combobox', { name: 'Kind' }).selectOption('hex');
        await page.getByText('The pattern is not hex.').waitFor();
      },
    },
    {
      name: 'fill',
      within: DIALOG,
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await goTo(page, '2');
        await page.keyboard.press('Control+Shift+2');
        await page.keyboard.press('Control+Shift+F');
      },
    },
    {
      name: 'question',
      within: DIALOG,
      reach: async ({ page }) => {
        await page.keyboard.press('Escape');
        await goTo(page, 'b5');
        await page.keyboard.type('5a');
        await page.getByRole('button', { name: 'Allocate block' }).waitFor();
      },
    },
    {
      name: 'alert',
      within: DIALOG,
      reach: async ({ app, page }) => {
        await page.keyboard.press('Escape');
        await app.evaluate(({ clipboard }) => clipboard.writeText('no bytes'));
        await goTo(page, '2');
        await page.keyboard.press('Control+v');
        await page.getByRole('dialog', { name: 'The clipboard holds no hex bytes.' }).waitFor();
      },
    },
    {
      name: 'make-cautions',
      within: DIALOG,
      reach: async ({ app, page }, file) => {
        await page.keyboard.press('Escape');
        await goTo(page, '2');
        await page.keyboard.type('5a5b5c');
        await openConvert(page);
        await convertPlace(app, page, path.join(path.dirname(file ?? ''), 'fixed.vhd'));
      },
    },
    {
      name: 'make-refused',
      within: DIALOG,
      reach: async ({ app, page }) => {
        await answerWith(app, 'job/start', { ok: false, error: { kind: 'source-changed' } });
        await makeButton(page).click();
        await page.getByRole('alert').waitFor();
      },
    },
    {
      name: 'saved',
      within: '[data-pane="toast"]',
      reach: async ({ app, page }, file) => {
        await writeFile(`${file}.before`, await readFile(file ?? ''));
        await app.evaluate(({ dialog }) => {
          dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
        });
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+s');
        await page.getByRole('button', { name: 'Save…' }).click();
        await toast(page, /Verified\./).waitFor();
      },
    },
    {
      name: 'interrupted',
      within: '[data-pane="notice"]',
      reach: async ({ page }, file) => {
        await cutOffSave(file ?? '', await readFile(`${file}.before`));
        await page.getByRole('button', { name: 'Dismiss' }).click();
        await page.keyboard.press('F5');
        await page.getByRole('alert').filter({ hasText: 'The last save didn’t finish.' }).waitFor();
      },
    },
  ],
};

const CHAIN: Tour = {
  name: 'a child',
  file: writeChildWithBits,
  stops: [
    { name: 'child', within: '[data-pane="overview"]', reach: async ({ page }) => void (await shown(page)) },
    {
      name: 'drawer-navigator',
      within: '[data-drawer]',
      sizes: NARROW,
      reach: async ({ page, resize }) => {
        await resize(900, 700);
        await page.keyboard.press('Control+b');
      },
    },
    {
      name: 'drawer-inspector',
      within: '[data-drawer]',
      sizes: NARROW,
      reach: async ({ page }) => {
        await page.keyboard.press('Control+Alt+b');
      },
    },
    {
      name: 'locators',
      within: '[data-pane="inspector"]',
      reach: async ({ page, resize }) => {
        await resize(1280, 800);
        await page.getByRole('button', { name: 'Locators', exact: true }).click();
      },
    },
    {
      name: 'parent-missing',
      within: '[data-centre]',
      reach: async ({ page }, file) => {
        await rm(path.join(path.dirname(file ?? ''), 'base.vhd'));
        await tab(page, 'Overview');
        await page.keyboard.press('F5');
        await page.getByRole('button', { name: 'Locate…' }).waitFor();
      },
    },
  ],
};

const FIXED: Tour = {
  name: 'a fixed disk',
  file: (folder) => writeTo(folder, 'fixed.vhd', fixedImage()),
  stops: [
    { name: 'fixed', within: '[data-pane="overview"]', reach: async ({ page }) => void (await shown(page)) },
    { name: 'fixed-map', within: 'section[aria-label="Allocation map"]', reach: async ({ page }) => tab(page, 'Map') },
    {
      name: 'open-error',
      within: DIALOG,
      reach: async ({ app, page }, file) => {
        await openAs(app, await writeTo(path.dirname(file ?? ''), 'empty.vhd', new Uint8Array()));
        await page.keyboard.press('Control+o');
        await page.getByRole('dialog', { name: /^This file is empty/ }).waitFor();
      },
    },
  ],
};

const TABLELESS: Tour = {
  name: 'a disk without its block table',
  // The table would stand far behind the end of the file.
  file: (folder) =>
    writeTo(
      folder,
      'no-table.vhd',
      inHeader(baseImage(), (bytes, at) => put64(bytes, at + 16, 2n ** 40n)),
    ),
  stops: [
    {
      name: 'map-empty',
      within: 'section[aria-label="Allocation map"]',
      reach: async ({ page }) => {
        await page.getByRole('listbox', { name: 'Findings' }).waitFor();
        await tab(page, 'Map');
        await page.getByRole('heading', { name: 'The block table could not be read' }).waitFor();
      },
    },
  ],
};

/** Fills in the sheet for a disk that is created at once. */
async function describeDisk({ app, page }: Platter): Promise<void> {
  await newDisk(page, 'Fixed');
  await typeSize(page, '64 MiB');
  await place(app, page, path.join(tmpdir(), 'platter-never-made.vhd'));
  await page.getByText(/ free of /).waitFor();
}

const WELCOME: Tour = {
  name: 'before a disk is open',
  file: () => Promise.resolve(null),
  stops: [
    {
      name: 'drop',
      within: '[data-drop]',
      reach: async ({ page }) => {
        await page.getByRole('heading', { name: 'Platter' }).waitFor();
        await page.evaluate(() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File([''], 'a.vhd'));
          document.querySelector('main')?.dispatchEvent(new DragEvent('dragover', { bubbles: true, cancelable: true, dataTransfer }));
        });
        await page.getByText('Drop to open.').waitFor();
      },
    },
    {
      name: 'recents-none',
      within: DIALOG,
      reach: async ({ page }) => {
        await page.evaluate(() => document.querySelector('main')?.dispatchEvent(new DragEvent('dragleave', { bubbles: true })));
        await page.keyboard.press('Control+r');
        await page.getByRole('dialog').getByText('Disks you open are listed here.').waitFor();
      },
    },
    {
      name: 'new-disk-failed',
      within: DIALOG,
      reach: async (platter) => {
        await platter.page.keyboard.press('Escape');
        await answerWith(platter.app, 'disk/create', { ok: false, error: { kind: 'disk-full', path: '' } });
        await describeDisk(platter);
        await create(platter.page);
        await platter.page.getByRole('alert').waitFor();
      },
    },
    {
      name: 'new-disk-writing',
      within: DIALOG,
      reach: async ({ app, page }) => {
        await answerWith(app, 'disk/create', null);
        await create(page);
        await app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.send('disk/progress', { doneBytes: 29 * 2 ** 20, totalBytes: 2 ** 26 + 512 }),
        );
        await page.getByText('29 MiB of 64 MiB written').waitFor();
      },
    },
  ],
};

const OPENING: Tour = {
  name: 'opening',
  file: () => Promise.resolve(null),
  stops: [
    {
      name: 'opening',
      within: 'body',
      reach: async ({ app, page }) => {
        await answerWith(app, 'image/open', null);
        await openAs(app, path.join(tmpdir(), 'far-away.vhd'));
        await page.getByRole('heading', { name: 'Platter' }).waitFor();
        await page.keyboard.press('Control+o');
        await page.getByText('Opening far-away.vhd…').waitFor();
      },
    },
  ],
};

export const TOURS: readonly Tour[] = [LISTS, EDITING, CHAIN, FIXED, TABLELESS, WELCOME, OPENING];
