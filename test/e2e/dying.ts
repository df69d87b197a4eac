/** A page that dies, and what can still be seen and done from outside. */
import type { Platter } from './platter';

/** Chooses a command in the native menu, as a user may whatever the page shows. */
export const fromMenu = ({ app }: Platter, id: string): Promise<boolean> =>
  app.evaluate(({ BrowserWindow, Menu }, command) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(command) ?? null;
    const [window] = BrowserWindow.getAllWindows();
    if (item === null || window === undefined) throw new Error('no such item');
    // As a click does; a click on a grey item does nothing.
    if (item.enabled) (item.click as (item: unknown, window: unknown) => void)(item, window);
    return item.enabled;
  }, id);

/** Ends the page’s process from outside, and waits for the page that takes its place. Playwright loses sight of the page. */
export const killPage = ({ app }: Platter): Promise<void> =>
  app.evaluate(async ({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents;
    if (contents === undefined) throw new Error('no window');
    const loaded = new Promise<void>((resolve) => contents.once('did-finish-load', () => resolve()));
    contents.forcefullyCrashRenderer();
    await loaded;
  });
/** What the page shows, also the one that took the place of another. */
export const textOf = ({ app }: Platter): Promise<string> =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript('document.body.innerText'));

/** Presses the one button of that name in the page that took the place of another. */
export const press = ({ app }: Platter, label: string): Promise<void> =>
  app.evaluate(async ({ BrowserWindow }, name) => {
    const find = `[...document.querySelectorAll('button')].find((b) => b.textContent === ${JSON.stringify(name)} || b.ariaLabel === ${JSON.stringify(name)})`;
    await BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(`${find}.click()`);
  }, label);

/** What stands in the one box of that name in such a page; null if there is none. */
export const typedIn = ({ app }: Platter, label: string): Promise<string | null> =>
  app.evaluate(({ BrowserWindow }, name) => {
    const box = `document.querySelector('input[aria-label^=${JSON.stringify(name)}]') ?? [...document.querySelectorAll('label')].find((l) => l.innerText.startsWith(${JSON.stringify(name)}))?.querySelector('input')`;
    return BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(`(${box})?.value ?? null`) as Promise<string | null>;
  }, label);
