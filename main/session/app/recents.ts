/** Recently opened disks: those the user pinned, then the others, newest first. Paths stay here; the window gets names and ids. */
import { z } from 'zod';
import { RECENT_KINDS, TABS, type RecentId, type RecentView, type Tab } from '../../../shared/settings';
import { keepJson, readJson } from '../../io/jsonFile';
import { baseName, exists, folderOf } from '../../io/paths';

const entry = z.object({
  path: z.string(),
  summary: z.string(),
  health: z.enum(['good', 'warning', 'error']),
  opened: z.string(),
  // Lists of earlier versions do not have these.
  kind: z.enum(RECENT_KINDS).catch('unknown').default('unknown'),
  pinned: z.boolean().default(false),
  tab: z.enum(TABS).nullable().catch(null).default(null),
});
type Entry = z.infer<typeof entry>;
export type NewRecent = Omit<Entry, 'opened' | 'pinned' | 'tab'>;
type Known = Entry & { readonly recent: RecentId; readonly missing: boolean; readonly hasDraft: boolean };

/** At most so many are kept besides the pinned ones. */
const KEPT = 12;

export type Recents = {
  views(): readonly RecentView[];
  pathOf(recent: RecentId): string | null;
  paths(): readonly string[];
  add(recent: NewRecent): Promise<void>;
  forget(recent: RecentId): Promise<void>;
  /** Pinned disks come first and are not pushed out by others. */
  pin(recent: RecentId, pinned: boolean): Promise<void>;
  /** The tab in which the disk at this path was last viewed. */
  setTab(path: string, tab: Tab): Promise<void>;
  /** The disk has moved to that path. */
  relocate(recent: RecentId, path: string): Promise<void>;
  /** Checks which files are gone and which have kept changes. The list is shown before that is known. */
  refresh(): Promise<void>;
};

/** As shown: pinned ones in the order of pinning, then the newest of the others. */
function inOrder(entries: readonly Known[]): Known[] {
  const others = entries.filter(({ pinned }) => !pinned).sort((a, b) => (a.opened < b.opened ? 1 : a.opened > b.opened ? -1 : 0));
  return [...entries.filter(({ pinned }) => pinned), ...others.slice(0, KEPT)];
}

const viewOf = ({ path, ...rest }: Known): RecentView => ({ ...rest, name: baseName(path), folder: folderOf(path) });

export type RecentsWorld = {
  readonly now: () => Date;
  readonly newId: () => string;
  /** Whether changes from an earlier run are kept for the disk at this path. */
  readonly hasDraft: (path: string) => Promise<boolean>;
  /** Is told why the list could not be written. It stays as it is in memory. */
  readonly failed: (cause: unknown) => void;
};

/** Facts that are checked when the list becomes visible. */
const UNSEEN = { missing: false, hasDraft: false };

export async function loadRecents(file: string, { now, newId, hasDraft, failed }: RecentsWorld): Promise<Recents> {
  const stored = (await readJson(file, z.array(z.unknown()))) ?? [];
  // An entry that makes no sense, as a later version may write it, is left out; the others stay.
  const read = stored.map((each) => entry.safeParse(each)).flatMap(({ data }) => data ?? []);
  let entries = inOrder(read.map((e) => ({ ...e, recent: newId() as RecentId, ...UNSEEN })));
  const keep = (next: readonly Known[]): Promise<void> => {
    entries = inOrder(next);
    const kept = entries.map(({ recent: _recent, missing: _missing, hasDraft: _hasDraft, ...stored }) => stored);
    return keepJson(file, kept, failed);
  };
  const changed = (recent: RecentId, change: Partial<Known>): Known[] =>
    entries.map((e) => (e.recent === recent ? { ...e, ...change } : e));
  return {
    views: () => entries.map(viewOf),
    paths: () => entries.map(({ path }) => path),
    pathOf: (recent) => entries.find((e) => e.recent === recent)?.path ?? null,
    add: (added) => {
      const before = entries.find(({ path }) => path === added.path);
      const fresh = {
        ...added,
        pinned: before?.pinned ?? false,
        tab: before?.tab ?? null,
        opened: now().toISOString(),
        recent: newId() as RecentId,
        ...UNSEEN,
      };
      return keep(fresh.pinned ? entries.map((e) => (e === before ? fresh : e)) : [fresh, ...entries.filter((e) => e !== before)]);
    },
    forget: (recent) => keep(entries.filter((e) => e.recent !== recent)),
    pin: (recent, pinned) => keep(changed(recent, { pinned })),
    setTab: (path, tab) => keep(entries.map((e) => (e.path === path ? { ...e, tab } : e))),
    relocate: (recent, path) => keep(changed(recent, { path, ...UNSEEN }).filter((e) => e.path !== path || e.recent === recent)),
    refresh: async () => {
      const there = new Map(await Promise.all(entries.map(async ({ path }) => [path, await exists(path)] as const)));
      const kept = new Set<string>();
      // One after the other: a draft may be large, and is read wholly to verify it.
      for (const { path } of entries) if (await hasDraft(path)) kept.add(path);
      entries = entries.map((e) => ({ ...e, missing: there.get(e.path) === false, hasDraft: kept.has(e.path) }));
    },
  };
}
