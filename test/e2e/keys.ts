/** Stories told by keyboard alone: a guard that notices anything else, and ways to a control that a user without a mouse has. */
import { expect, type ElectronApplication, type Locator, type Page } from '@playwright/test';
import type { Pane } from '../../renderer/app/state';
import { toast } from './window';
import { test as base } from './platter';

export { expect } from '@playwright/test';

/** Runs in the page: tells of every press, click and turn of a wheel, and of input for which no key was down. */
function watch(): void {
  let isKeyDown = false;
  const tell = (what: string): void => (window as unknown as { tellOfSlip: (what: string) => void }).tellOfSlip(what);
  const tellOf = (event: Event): void => tell(`${event.type} on ${(event.target as Element).outerHTML.slice(0, 80)}`);
  for (const type of ['pointerdown', 'mousedown', 'wheel']) window.addEventListener(type, tellOf, true);
  // Enter and Space click too, with a count of zero.
  const click = (event: MouseEvent): void => (event.detail > 0 || !event.isTrusted ? tellOf(event) : undefined);
  window.addEventListener('click', click, true);
  window.addEventListener('keydown', () => (isKeyDown = true), true);
  // What a key does it may do on its way up, behind this.
  window.addEventListener('keyup', () => setTimeout(() => (isKeyDown = false)), true);
  window.addEventListener('input', (event) => (isKeyDown ? undefined : tellOf(event)), true);
}

/** From now on everything in the page that no key did is put into the list that is answered. */
export async function keyboardOnly(page: Page): Promise<readonly string[]> {
  const slips: string[] = [];
  await page.exposeFunction('tellOfSlip', (what: string) => void slips.push(what));
  await page.addInitScript(watch);
  await page.evaluate(watch);
  return slips;
}

/** Every window that is started is guarded; a story in which something else than a key was used fails. */
export const test = base.extend({
  start: async ({ start }, use) => {
    const guarded: (readonly string[])[] = [];
    await use(async (...args) => {
      const platter = await start(...args);
      guarded.push(await keyboardOnly(platter.page));
      return platter;
    });
    expect(guarded.flat(), 'done by something else than a key').toEqual([]);
  },
});

const isFocused = (target: Locator): Promise<boolean> => target.evaluate((element) => element === document.activeElement);

/** What has the focus, in words for a failure. */
const focusedNow = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (element === null || element === document.body) return '(nothing)';
    return (element.getAttribute('aria-label') ?? element.textContent).trim().slice(0, 30) || element.tagName.toLowerCase();
  });

/** Whether one sees where the focus is: the ring is around the element, or around the card or the canvas that stands for it. */
const hasRing = (target: Locator): Promise<boolean> =>
  target.evaluate((element) => {
    const drawn = [element, element.parentElement, element.parentElement?.parentElement].filter((each) => each != null);
    const isRing = (style: CSSStyleDeclaration): boolean => style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
    return element.getAttribute('role') === 'grid' || drawn.some((each) => isRing(getComputedStyle(each)));
  });

type Walk = { readonly key?: 'Tab' | 'Shift+Tab' | 'ArrowDown' | 'ArrowUp' | 'F6' | 'Shift+F6'; readonly most?: number };

/** Presses Tab until the control has the focus, and sees that this shows; fails where it is never reached. */
export async function tabTo(page: Page, target: Locator, { key = 'Tab', most = 60 }: Walk = {}): Promise<void> {
  await expect(target).toBeVisible();
  const passed: string[] = [];
  while (!(await isFocused(target))) {
    if (passed.length === most)
      throw new Error(`${key} pressed ${most} times does not reach ${target.toString()}; it went over ${passed.join(' · ')}`);
    await page.keyboard.press(key);
    passed.push(await focusedNow(page));
  }
  expect(await hasRing(target), `one sees that ${target.toString()} has the focus`).toBe(true);
}

/** Goes there as soon as it can be pressed, since Tab passes over what is off, and presses Enter. */
export async function enter(page: Page, target: Locator, walk: Walk = {}): Promise<void> {
  await expect(target).toBeEnabled();
  await tabTo(page, target, walk);
  await expect(target).toBeEnabled();
  await page.keyboard.press('Enter');
}

/** Along the choices that exclude one another, to this one. */
export async function choose(page: Page, target: Locator, key: 'ArrowDown' | 'ArrowUp' = 'ArrowDown'): Promise<void> {
  await tabTo(page, target, { key, most: 12 });
  await expect(target).toBeChecked();
}

/** The pane that has the focus. */
export const paneNow = (page: Page): Promise<string> =>
  page.evaluate(() => document.activeElement?.closest('[data-pane]')?.getAttribute('data-pane') ?? '');

/** F6 until that pane has the focus. */
export async function toPane(page: Page, pane: Pane): Promise<void> {
  const passed: string[] = [];
  for (let now = await paneNow(page); now !== pane; now = await paneNow(page)) {
    if (passed.length === 12) throw new Error(`F6 does not reach ${pane}; it went over ${passed.join(' · ')}`);
    await page.keyboard.press('F6');
    await expect.poll(() => paneNow(page)).not.toBe(now);
    passed.push(await paneNow(page));
  }
}

export const bytes = (page: Page): Locator => page.getByRole('grid', { name: /^Bytes of the (virtual disk|file)$/ });

export async function goTo(page: Page, address: string): Promise<void> {
  await page.keyboard.press('Control+g');
  await expect(page.getByRole('combobox', { name: /Go to/ })).toBeFocused();
  await page.keyboard.type(address);
  await page.keyboard.press('Enter');
  await expect(bytes(page)).toBeFocused();
}

/** Edit mode, in the bytes. */
export async function edit(page: Page): Promise<void> {
  await page.keyboard.press('Control+4');
  await page.keyboard.press('Control+Shift+E');
  await expect(page.getByRole('button', { name: 'Editing' })).toBeVisible();
  await expect(bytes(page)).toBeFocused();
}

/** Looks at the review, which says this, and saves; the system's question has to be answered elsewhere. */
export async function save(page: Page, said: string | RegExp): Promise<void> {
  await page.keyboard.press('Control+s');
  const review = page.getByRole('dialog', { name: 'Review changes' });
  await expect(review.getByText(said)).toBeVisible();
  await expect(review.getByRole('button', { name: 'Save…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(review).toBeHidden();
  await expect(toast(page, /Saved .* Verified\./)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Review/ })).toBeHidden();
}

/** The place of a new file, by the sheet's button; the system's dialog answers it. */
export async function choosePlace(app: ElectronApplication, page: Page, file: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = async () => ({ canceled: false, filePath });
  }, file);
  await enter(page, page.getByRole('dialog').getByRole('button', { name: 'Choose name and place…' }));
  await expect(page.getByRole('dialog').getByText(/ free of /)).toBeVisible();
}
