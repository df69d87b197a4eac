/** What the program remembers of the user's liking. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadSettings as loadSettingsFrom, prefsOf, type SettingsStore } from '../../../../../main/session/app/settings';
import { DEFAULT_PREFS } from '../../../../../shared/settings';
import { tempDir } from '../../../../support/tempDir';

const fileWith = (text: string): string => {
  const file = path.join(tempDir(), 'settings.json');
  writeFileSync(file, text);
  return file;
};

const loadSettings = (file: string): Promise<SettingsStore> =>
  loadSettingsFrom(file, (cause) => {
    throw cause;
  });

describe('settings', () => {
  it('of an earlier version, which knew fewer keys, keep what they say', async () => {
    const old = { theme: 'dark', window: { x: 1, y: 2, width: 900, height: 700 }, maximized: true };
    const settings = await loadSettings(fileWith(JSON.stringify(old)));
    expect(settings.get()).toEqual({ ...DEFAULT_PREFS, ...old });
  });

  it('lose a value that makes no sense, and no other', async () => {
    const settings = await loadSettings(fileWith('{"theme":"pink","radix":"dec","columns":17,"zoom":99,"window":{"x":"left"}}'));
    expect(settings.get()).toEqual({ ...DEFAULT_PREFS, radix: 'dec', window: null, maximized: false });
  });

  it.each([
    { x: 3_000_000_000, y: 0, width: 900, height: 700 },
    { x: 0, y: -(2 ** 53), width: 900, height: 700 },
    { x: 0, y: 0, width: 900_000, height: 900_000 },
  ])('lose a place of the window that no screen has, which would keep the program from starting: %o', async (window) => {
    expect((await loadSettings(fileWith(JSON.stringify({ radix: 'dec', window })))).get()).toMatchObject({ radix: 'dec', window: null });
  });

  it('of a later version keep what this one does not know', async () => {
    const file = fileWith('{"theme":"sepia","radix":"dec","ruler":{"on":true},"columns":32}');
    const settings = await loadSettings(file);
    await settings.change({ columns: 16 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ theme: 'sepia', radix: 'dec', ruler: { on: true }, columns: 16 });
    expect(settings.get()).toMatchObject({ theme: DEFAULT_PREFS.theme, radix: 'dec', columns: 16 });
  });

  it.each(['', 'not JSON', 'null', '[]', '7'])('in a file that holds %j are the defaults', async (text) => {
    expect(prefsOf((await loadSettings(fileWith(text))).get())).toEqual(DEFAULT_PREFS);
  });

  it('are there again in the next run', async () => {
    const file = path.join(tempDir(), 'settings.json');
    await (await loadSettings(file)).change({ columns: 32, inspectorOpen: false, zoom: -3 });
    expect(prefsOf((await loadSettings(file)).get())).toEqual({ ...DEFAULT_PREFS, columns: 32, inspectorOpen: false, zoom: -3 });
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ columns: 32 });
  });

  it('that cannot be written count until the program ends, and say why', async () => {
    const file = path.join(tempDir(), 'settings.json');
    mkdirSync(path.join(file, 'a folder of that name, which is not empty'), { recursive: true });
    const causes: unknown[] = [];
    const settings = await loadSettingsFrom(file, (cause) => void causes.push(cause));
    await settings.change({ theme: 'dark' });
    expect(settings.get().theme).toBe('dark');
    expect(causes).toHaveLength(1);
    expect(causes[0]).toBeInstanceOf(Error);
  });
});
