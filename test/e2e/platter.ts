/** Starts the real app the way a user would, on files, with a profile of its own; closes it with the test. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test as base, _electron, type ElectronApplication, type Page } from '@playwright/test';
import { hostFlags, resolveElectron } from '../../scripts/electron-runtime.mjs';
import { ownDisplay } from './display';

export { expect } from '@playwright/test';

export const ROOT = path.join(import.meta.dirname, '../..');

export type Platter = {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** Sets the size of the page's own area. */
  resize(width: number, height: number): Promise<void>;
  setTheme(theme: 'light' | 'dark'): Promise<void>;
};

type Fixtures = {
  /** A folder of this test's own. */
  readonly folder: string;
  readonly start: (...args: string[]) => Promise<Platter>;
};

async function launch(profile: string, args: readonly string[]): Promise<Platter> {
  const { executable } = await resolveElectron();
  const app = await _electron.launch({
    executablePath: executable,
    args: [...hostFlags(), ROOT, `--user-data-dir=${profile}`, ...args],
    cwd: ROOT,
    // Playwright would otherwise switch the sandbox off for everybody, and pretend a light theme.
    chromiumSandbox: hostFlags().length === 0,
    colorScheme: null,
  });
  app.context().setDefaultTimeout(120_000);
  const page = await app.firstWindow();
  // Before the window is drawn the page hears no keys.
  await page.locator('#root > *').first().waitFor({ state: 'attached' });
  return {
    app,
    page,
    resize: async (width, height) => {
      await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), {
        width,
        height,
      });
      await page.waitForFunction(([w, h]) => innerWidth === w && innerHeight === h, [width, height]);
    },
    setTheme: async (theme) => {
      await app.evaluate(({ nativeTheme }, source) => {
        nativeTheme.themeSource = source;
      }, theme);
      await page.waitForFunction((dark) => matchMedia('(prefers-color-scheme: dark)').matches === dark, theme === 'dark');
    },
  };
}

export const test = base.extend<Fixtures, { readonly display: void }>({
  display: [
    async ({}, use) => {
      const end = process.env['PLATTER_DISPLAY'] === 'own' ? await ownDisplay() : () => {};
      await use();
      end();
    },
    { scope: 'worker', auto: true },
  ],

  folder: async ({}, use) => {
    const folder = await mkdtemp(path.join(tmpdir(), 'platter-e2e-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  start: async ({ folder }, use) => {
    const started: Platter[] = [];
    await use(async (...args) => {
      const platter = await launch(path.join(folder, 'profile'), args);
      started.push(platter);
      return platter;
    });
    for (const { app } of started) {
      // Whatever was left unsaved is let go.
      await app
        .evaluate(({ dialog }) => {
          dialog.showMessageBox = async () => ({ response: 1, checkboxChecked: false });
        })
        .catch(() => undefined);
      await app.close();
    }
  },
});
