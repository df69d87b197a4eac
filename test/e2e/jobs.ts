/** What a test does in the list of jobs and in the sheet that makes a new disk, by role and name. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import { saveAs } from './newDisks';

export const makingSheet = (page: Page): Locator => page.getByRole('dialog', { name: 'Make a new disk from this one' });
export const tray = (page: Page): Locator => page.getByRole('dialog', { name: 'Jobs' });
/** The row of the job whose title says this. */
export const jobRow = (page: Page, title: string | RegExp): Locator => tray(page).getByRole('listitem', { name: title });

export async function openMaking(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+N');
  await expect(makingSheet(page)).toBeVisible();
}

export async function openTray(page: Page): Promise<void> {
  if (!(await tray(page).isVisible())) await page.keyboard.press('Control+j');
  await expect(tray(page)).toBeVisible();
}

export const pick = (page: Page, operation: string): Promise<void> =>
  makingSheet(page).getByRole('radio', { name: operation, exact: true }).check({ force: true });

/** Chooses the place and waits until main has looked at it. */
export async function makingPlace(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await saveAs(app, file);
  await makingSheet(page)
    .getByRole('button', { name: /Choose name and place|Change…/ })
    .click();
  await expect(makingSheet(page).getByText(/ free of /)).toBeVisible();
}

export const makeButton = (page: Page): Locator => makingSheet(page).getByRole('button', { name: 'Make', exact: true });

/** The whole way from the disk that is shown to a job on the list. */
export async function makeFrom(app: ElectronApplication, page: Page, operation: string, file: string): Promise<void> {
  await openMaking(page);
  await pick(page, operation);
  await makingPlace(app, page, file);
  await makeButton(page).click();
  await expect(makingSheet(page)).toBeHidden();
}

/** What must not change of a file that is only read. */
export async function fingerprint(file: string): Promise<string> {
  const { mtimeNs, size, ino } = await stat(file, { bigint: true });
  return `${createHash('sha256')
    .update(await readFile(file))
    .digest('hex')} ${mtimeNs} ${size} ${ino}`;
}
