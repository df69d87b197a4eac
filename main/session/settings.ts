/** Theme and window place, in one small file; what cannot be read is the default. */
import { z } from 'zod';
import type { Theme } from '../../shared/settings';
import { readJson, writeJson } from '../io/jsonFile';

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(200), height: z.int().min(200) });
const schema = z.object({ theme: z.enum(['system', 'light', 'dark']), window: bounds.nullable(), maximized: z.boolean() });

export type WindowBounds = z.infer<typeof bounds>;
export type Settings = { readonly theme: Theme; readonly window: WindowBounds | null; readonly maximized: boolean };

const DEFAULTS: Settings = { theme: 'system', window: null, maximized: false };

export type SettingsStore = { get(): Settings; change(part: Partial<Settings>): Promise<void> };

export async function loadSettings(file: string): Promise<SettingsStore> {
  const read = schema.safeParse(await readJson(file));
  let settings: Settings = read.success ? read.data : DEFAULTS;
  let writing: Promise<void> = Promise.resolve();
  return {
    get: () => settings,
    change: (part) => {
      settings = { ...settings, ...part };
      const snapshot = settings;
      writing = writing.catch(() => undefined).then(() => writeJson(file, snapshot));
      return writing;
    },
  };
}
