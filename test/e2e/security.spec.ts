/** What a page, even one taken over by an attacker, cannot do. */
import { expect, test } from './platter';

test('the page has no Node, no Electron, and one frozen object to talk through', async ({ start }) => {
  const { page } = await start();
  const found = await page.evaluate(() => {
    const api = window as unknown as Record<string, unknown> & { platter: { call: Record<string, unknown> } };
    return {
      node: ['require', 'process', 'module', 'Buffer', 'global', 'ipcRenderer'].filter((name) => name in api),
      keys: Object.keys(api.platter).sort(),
      calls: Object.keys(api.platter.call),
      frozen: Object.isFrozen(api.platter) && Object.isFrozen(api.platter.call),
    };
  });
  expect(found.node).toEqual([]);
  expect(found.keys).toEqual(['call', 'on', 'takeDrop']);
  expect(found.calls).not.toContain('app/takeDrop');
  expect(found.frozen).toBe(true);
});

test('requests that fit no schema are refused with an answer, and name no path', async ({ start }) => {
  const { page } = await start();
  const answers = await page.evaluate(async () => {
    const { call } = (window as unknown as { platter: { call: Record<string, (request: unknown) => Promise<unknown>> } }).platter;
    const send = (name: string, request: unknown): Promise<unknown> => call[name]?.(request) ?? Promise.resolve(null);
    return Promise.all([
      send('image/open', { ticket: '/etc/passwd', as: 'bytes', footerAt: null }),
      send('image/open', { path: '/etc/passwd' }),
      send('image/readPage', { image: 'x', space: 'file', page: -1, bitmaps: 'honour' }),
      send('image/readPage', { image: 'x', space: 'file', page: Number.NaN, bitmaps: 'honour' }),
      send('image/readPage', { image: 'x', space: 'file', page: 0, bitmaps: 'honour', extra: 1 }),
      send('app/setPrefs', null),
    ]);
  });
  const kinds = answers.map((answer) => (answer as { ok: boolean; error: { kind: string } }).error.kind);
  expect(kinds).toEqual(['stale-ticket', 'bad-request', 'bad-request', 'bad-request', 'bad-request', 'bad-request']);
});

test('no navigation, no new window, no code of others, no network', async ({ start }) => {
  const { app, page } = await start();
  const origin = new URL(page.url()).origin;
  const blocked = await page.evaluate(async () => {
    const violations: string[] = [];
    document.addEventListener('securitypolicyviolation', (event) => violations.push(event.effectiveDirective));
    // Trusted Types refuse text as script before the policy's turn comes.
    const tried = (act: () => void): boolean => {
      try {
        act();
        return true;
      } catch {
        return false;
      }
    };
    const inline = tried(() => {
      const script = document.createElement('script');
      script.textContent = 'window.owned = true';
      document.body.append(script);
    });
    const markup = tried(() => {
      document.body.insertAdjacentHTML('beforeend', '<b onclick="window.owned = true">x</b>');
    });
    const handler = tried(() => document.body.setAttribute('onclick', 'window.owned = true'));
    const image = document.createElement('img');
    image.src = 'https://example.invalid/x.png';
    document.body.append(image);
    // In a task of its own: what the debugger evaluates is exempt from the policy.
    const evaluated = await new Promise<boolean>((resolve) => {
      // oxlint-disable-next-line no-eval
      setTimeout(() => resolve(tried(() => (0, eval)('1'))));
    });
    const fetched = await fetch('https://example.invalid/').then(
      () => true,
      () => false,
    );
    const opened = window.open('https://example.invalid/');
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { violations, inline, markup, handler, evaluated, fetched, opened: opened !== null, owned: 'owned' in window };
  });
  expect(blocked).toMatchObject({
    inline: false,
    markup: false,
    handler: false,
    evaluated: false,
    fetched: false,
    opened: false,
    owned: false,
  });
  expect(blocked.violations).toContain('require-trusted-types-for');
  expect(blocked.violations.some((directive) => directive.startsWith('img-src'))).toBe(true);
  await page.evaluate(() => {
    location.href = 'https://example.invalid/';
  });
  await page.waitForTimeout(300);
  expect(new URL(page.url()).origin).toBe(origin);
  expect(app.windows()).toHaveLength(1);
});

test('the renderer is sandboxed and isolated', async ({ start }) => {
  const { app } = await start();
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows();
    if (window === undefined) return null;
    const all = (window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences();
    return {
      sandbox: all['sandbox'],
      contextIsolation: all['contextIsolation'],
      nodeIntegration: all['nodeIntegration'],
      webSecurity: all['webSecurity'],
    };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
});

test('only the program’s own files are served, whatever the address', async ({ start }) => {
  const { page } = await start();
  const answers = await page.evaluate(async () => {
    const paths = [
      '/../main/index.cjs',
      '/%2e%2e/main/index.cjs',
      '/..%2fmain/index.cjs',
      '//etc/passwd',
      '/index.html%00.js',
      '/',
      '/nothing',
    ];
    return Promise.all(
      paths.map((path) =>
        fetch(`app://platter${path}`).then(
          (response) => response.status,
          () => 0,
        ),
      ),
    );
  });
  expect(answers.filter((status) => status === 200)).toEqual([]);
});
