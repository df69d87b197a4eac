/**
 * Preferences and the window's position, in one small file. A key that is missing or invalid gets its default; the others
 * are kept. What a later version of the program wrote stays in the file until it is changed here.
 */
import { z } from 'zod';
import { DEFAULT_PREFS, MAX_ZOOM, THEMES, type Prefs } from '../../../shared/settings';
import { keepJson, readJson } from '../../io/jsonFile';

/** No screen is larger; the window system refuses numbers of more than 32 bits, and no window would ever come. */
const MAX_PIXELS = 100_000;
const place = z.int().min(-MAX_PIXELS).max(MAX_PIXELS);
const size = z.int().min(200).max(MAX_PIXELS);
const bounds = z.object({ x: place, y: place, width: size, height: size });
const schema = z.object({
  theme: z.enum(THEMES).catch(DEFAULT_PREFS.theme),
  radix: z.enum(['hex', 'dec']).catch(DEFAULT_PREFS.radix),
  columns: z.union([z.literal('auto'), z.literal(16), z.literal(32)]).catch(DEFAULT_PREFS.columns),
  bitmaps: z.enum(['honour', 'ignore']).catch(DEFAULT_PREFS.bitmaps),
  navigatorOpen: z.boolean().catch(DEFAULT_PREFS.navigatorOpen),
  inspectorOpen: z.boolean().catch(DEFAULT_PREFS.inspectorOpen),
  zoom: z.int().min(-MAX_ZOOM).max(MAX_ZOOM).catch(DEFAULT_PREFS.zoom),
  window: bounds.nullable().catch(null),
  maximized: z.boolean().catch(false),
});

export type WindowBounds = z.infer<typeof bounds>;
export type Settings = Prefs & { readonly window: WindowBounds | null; readonly maximized: boolean };

/** The part of the settings that the window gets. */
export const prefsOf = ({ window: _window, maximized: _maximized, ...prefs }: Settings): Prefs => prefs;

export type SettingsStore = { get(): Settings; change(part: Partial<Settings>): Promise<void> };

/** `failed` is told why the file could not be written. What was changed counts all the same until the program ends. */
export async function loadSettings(file: string, failed: (cause: unknown) => void): Promise<SettingsStore> {
  let written: object = (await readJson(file, z.looseObject({}))) ?? {};
  let settings: Settings = schema.parse(written);
  return {
    get: () => settings,
    change: (part) => {
      settings = { ...settings, ...part };
      written = { ...written, ...part };
      return keepJson(file, written, failed);
    },
  };
}
