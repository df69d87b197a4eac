/** What a test does in a window and reads off it, by role and name as a user would. */
import { expect, type Locator, type Page } from '@playwright/test';

/** Waits until a disk is shown; answers its title. */
export async function shown(page: Page): Promise<string> {
  const title = page.getByRole('heading', { level: 1 });
  await expect(page.getByRole('tab', { name: 'Hex', exact: true })).toBeVisible();
  return (await title.textContent()) ?? '';
}

export const tab = (page: Page, name: 'Overview' | 'Map + Hex' | 'Map' | 'Hex'): Promise<void> =>
  page.getByRole('tab', { name, exact: true }).click();

/** Goes to an address the way a user types it. */
export async function goTo(page: Page, address: string): Promise<void> {
  await page.keyboard.press('Control+g');
  const box = page.getByRole('combobox', { name: /Go to/ });
  await expect(box).toBeFocused();
  await box.fill(address);
  await box.press('Enter');
  await expect(page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ })).toBeFocused();
}

const hexGrid = (page: Page): Locator => page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ });

/** The bytes of the row under the cursor, as the hex view gives them to assistive technology; waits until they are read. */
export async function rowBytes(page: Page): Promise<string> {
  const row = hexGrid(page).locator('[data-active="true"]').getByRole('gridcell');
  await expect(row.first()).not.toHaveText('loading');
  return (await row.allTextContents()).join(' ');
}

/** What the row under the cursor says, such as a hole's caption. */
export const rowText = async (page: Page): Promise<string> => (await hexGrid(page).locator('[data-active="true"]').textContent()) ?? '';

/** Switches edit mode on; the hex view then has the focus. */
export async function edit(page: Page): Promise<void> {
  await page.keyboard.press('Control+Shift+E');
  await expect(page.getByRole('button', { name: 'Editing' })).toBeVisible();
  if (await hexGrid(page).isVisible()) await expect(hexGrid(page)).toBeFocused();
}

/** All fields of a structure that the inspector shows: label → value. */
export async function fields(page: Page, which: 'Footer' | 'Header'): Promise<ReadonlyMap<string, string>> {
  await page.getByRole('group', { name: 'What the inspector shows' }).getByRole('button', { name: which, exact: true }).click();
  const region = page.getByRole('complementary', { name: 'Inspector' });
  await expect(region.getByRole('button', { name: /^Cookie/ })).toBeVisible();
  const lines = await region.getByRole('button').allInnerTexts();
  return new Map(
    lines
      .map((line) => line.split('\n'))
      .filter((parts) => parts.length >= 2)
      .map(([label, value]) => [label ?? '', value ?? '']),
  );
}

/** "1,044,480" or "1,044,480 bytes" → 1044480. */
export const numberIn = (text: string | undefined): number => Number((text ?? '').replace(/ bytes$/, '').replaceAll(',', ''));

/** The findings listed in the problems panel, by code. */
export async function problemCodes(page: Page): Promise<string[]> {
  if (!(await page.getByRole('region', { name: 'Problems', exact: true }).isVisible())) await page.keyboard.press('Control+Shift+M');
  const options = await page.getByRole('listbox', { name: 'Findings' }).getByRole('option').allInnerTexts();
  return options.map((text) => text.split('\n').at(-1) ?? '');
}

/** A command that is found by some of its words. */
export async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+P');
  const palette = page.getByRole('dialog', { name: 'All commands' });
  await expect(palette.getByRole('combobox', { name: 'Find a command' })).toBeFocused();
  await page.keyboard.type(name);
  await expect(palette.getByRole('option', { selected: true })).toContainText(name, { ignoreCase: true });
  await page.keyboard.press('Enter');
  await expect(palette).toBeHidden();
}

/** A message over the window, as it is seen; what is read out to those who do not see it stands apart. */
export const toast = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('region', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text });
