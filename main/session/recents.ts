/** The disks that were open before, newest first. Paths stay here; the window gets names and ids. */
import { z } from 'zod';
import type { RecentId, RecentView } from '../../shared/settings';
import { readJson, writeJson } from '../io/jsonFile';
import { baseName, exists, folderOf } from '../io/paths';

const entry = z.object({
  path: z.string(),
  summary: z.string(),
  health: z.enum(['good', 'warning', 'error']),
  opened: z.string(),
});
type Entry = z.infer<typeof entry>;
export type NewRecent = Omit<Entry, 'opened'>;

const KEPT = 12;

export type Recents = {
  views(): readonly RecentView[];
  pathOf(recent: RecentId): string | null;
  add(recent: NewRecent): Promise<void>;
  forget(recent: RecentId): Promise<void>;
  /** Looks which files are gone; the list is shown before that is known. */
  refresh(): Promise<void>;
};

export async function loadRecents(file: string, now: () => Date, newId: () => string): Promise<Recents> {
  const read = z.array(entry).safeParse(await readJson(file));
  let entries = (read.success ? read.data : []).slice(0, KEPT).map((e) => ({ ...e, recent: newId() as RecentId, missing: false }));
  const save = (): Promise<void> =>
    writeJson(
      file,
      entries.map(({ path, summary, health, opened }) => ({ path, summary, health, opened })),
    );
  return {
    views: () =>
      entries.map(({ recent, path, summary, health, opened, missing }) => ({
        recent,
        name: baseName(path),
        folder: folderOf(path),
        summary,
        health,
        opened,
        missing,
      })),
    pathOf: (recent) => entries.find((e) => e.recent === recent)?.path ?? null,
    add: (added) => {
      const fresh = { ...added, opened: now().toISOString(), recent: newId() as RecentId, missing: false };
      entries = [fresh, ...entries.filter((e) => e.path !== added.path)].slice(0, KEPT);
      return save();
    },
    forget: (recent) => {
      entries = entries.filter((e) => e.recent !== recent);
      return save();
    },
    refresh: async () => {
      const there = new Map(await Promise.all(entries.map(async ({ path }) => [path, await exists(path)] as const)));
      entries = entries.map((e) => ({ ...e, missing: there.get(e.path) === false }));
    },
  };
}
