/** What a test does in the sheet that creates a disk, by role and name; the system's dialogs answer what the test wants. */
import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';

/** The save dialog answers this file. */
export const saveAs = (app: ElectronApplication, file: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);

/** The open dialog answers this file. */
export const openAs = (app: ElectronApplication, file: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [chosen] });
  }, file);

/** Every question of the system is agreed to. */
export const agree = (app: ElectronApplication): Promise<void> =>
  app.evaluate(({ dialog }) => {
    dialog.showMessageBox = async () => ({ response: 0, checkboxChecked: false });
  });

export const sheet = (page: Page): Locator => page.getByRole('dialog', { name: 'New disk' });

export async function newDisk(page: Page, kind: 'Dynamic' | 'Fixed' | 'Differencing'): Promise<void> {
  // Keys are heard as soon as there is something to see.
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('Control+n');
  await expect(sheet(page)).toBeVisible();
  await sheet(page).getByRole('radio', { name: kind, exact: true }).check({ force: true });
}

export const typeSize = (page: Page, text: string): Promise<void> => sheet(page).getByRole('textbox', { name: 'Size' }).fill(text);

/** Chooses the place and waits until main has looked at it. */
export async function place(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await saveAs(app, file);
  await sheet(page)
    .getByRole('button', { name: /Choose name and place|Change…/ })
    .click();
}

export async function chooseParent(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await openAs(app, file);
  await sheet(page)
    .getByRole('button', { name: /^Choose (parent|another)…/ })
    .click();
}

export const createButton = (page: Page): Locator => sheet(page).getByRole('button', { name: 'Create', exact: true });
export const create = (page: Page): Promise<void> => createButton(page).click();

/** Everything the sheet says, as text. */
export const said = (page: Page, text: string | RegExp): Locator => sheet(page).getByRole('listitem').filter({ hasText: text });

/** Picks from one of the sheet's lists of choices. */
export const choose = async (page: Page, label: string, choice: string): Promise<void> => {
  await sheet(page).getByRole('combobox', { name: label }).selectOption({ label: choice });
};
