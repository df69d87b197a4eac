/**
 * The changes of one image that are staged and not saved: entries, one for each request, and how many of them count. Entries
 * that belong to one gesture make a group, which undo takes back together; undone ones stay until something else is
 * staged. Logs of one image share their entries: an older one is good for as long as nothing is staged in its place.
 */
import type { ByteEdit, ChangeView, EditLabel } from '../../../shared/edits';
import type { BlockSpan } from '../../../shared/views';

/** What one request does: `plan` is the digest of how it was carried out, `blocks` those of the disk that it touches. */
export type EditGroup = {
  readonly label: EditLabel;
  readonly edits: readonly ByteEdit[];
  readonly plan: string;
  readonly blocks: readonly number[];
};

export type Entry = EditGroup & {
  /** It goes on where the entry before it ended. */
  readonly joins: boolean;
  /** The entry its group begins with, and which group that is. */
  readonly start: number;
  readonly group: number;
  /** Bytes of its group up to and with it, and of the whole log. */
  readonly groupBytes: number;
  readonly allBytes: number;
  /** Whether it or an entry before it changes bytes of the file that are not the disk's. */
  readonly hasFileEdits: boolean;
};

export type EditLog = {
  readonly entries: readonly Entry[];
  /** Of every block that an entry touches, the first such entry. */
  readonly firstOn: ReadonlyMap<number, number>;
  /** Entries before it count, those from it on were undone. */
  readonly cursor: number;
  /** Rises with every change of the log, and never comes back to an earlier value. */
  readonly revision: number;
};

export const newLog = (revision = 0): EditLog => ({ entries: [], firstOn: new Map(), cursor: 0, revision });

const lastOf = ({ entries, cursor }: EditLog): Entry | undefined => entries[cursor - 1];

/** Groups that count. */
export const countGroups = (log: EditLog): number => (lastOf(log)?.group ?? -1) + 1;
/** Bytes of all edits that count. */
export const editBytes = (log: EditLog): number => lastOf(log)?.allBytes ?? 0;
export const hasFileEdits = (log: EditLog): boolean => lastOf(log)?.hasFileEdits ?? false;

export const activeEntries = ({ entries, cursor }: EditLog): readonly Entry[] => entries.slice(0, cursor);
export const activeEdits = (log: EditLog): readonly ByteEdit[] => activeEntries(log).flatMap(({ edits }) => edits);

/** `joins`: it goes on where the last group ended, and is undone together with it. */
export function staged(log: EditLog, group: EditGroup, joins: boolean): EditLog {
  // The one place that changes what logs share: a copy for every edit would make many edits slow.
  const entries = log.entries as Entry[];
  const firstOn = log.firstOn as Map<number, number>;
  const last = lastOf(log);
  const isJoined = joins && last?.label.kind === group.label.kind && log.cursor === entries.length;
  const bytes = group.edits.reduce((sum, edit) => sum + edit.bytes.length, 0);
  for (const { blocks } of entries.splice(log.cursor))
    for (const block of blocks) if ((firstOn.get(block) ?? 0) >= log.cursor) firstOn.delete(block);
  for (const block of group.blocks) if (!firstOn.has(block)) firstOn.set(block, log.cursor);
  entries.push({
    ...group,
    label: isJoined ? last.label : group.label,
    joins: isJoined,
    start: isJoined ? last.start : log.cursor,
    group: isJoined ? last.group : countGroups(log),
    groupBytes: bytes + (isJoined ? last.groupBytes : 0),
    allBytes: bytes + editBytes(log),
    hasFileEdits: hasFileEdits(log) || group.edits.some(({ space }) => space === 'file'),
  });
  return { entries, firstOn, cursor: entries.length, revision: log.revision + 1 };
}

/** Null when there is nothing to undo. */
export function undone(log: EditLog): EditLog | null {
  const last = lastOf(log);
  return last === undefined ? null : { ...log, cursor: last.start, revision: log.revision + 1 };
}

/** Null when nothing was undone. */
export function redone(log: EditLog): EditLog | null {
  const { entries, cursor } = log;
  if (cursor === entries.length) return null;
  let end = cursor + 1;
  while (entries[end]?.start === cursor) end += 1;
  return { ...log, cursor: end, revision: log.revision + 1 };
}

/** What would be redone next. */
export const nextLabel = ({ entries, cursor }: EditLog): EditLabel | null => entries[cursor]?.label ?? null;

/** After a save, or when all is thrown away. */
export const emptied = (log: EditLog): EditLog => newLog(log.revision + 1);

/** The groups from one number to another, as far as they count, newest first: the work goes with those that are asked for and their entries. */
export function changesIn(log: EditLog, from: number, to: number): ChangeView[] {
  const found: ChangeView[] = [];
  for (let last = lastBefore(log, to); last !== undefined && last.group >= from; last = log.entries[last.start - 1]) {
    const [first] = (log.entries[last.start] as Entry).edits;
    if (first !== undefined)
      found.push({ label: last.label, first: { space: first.space, at: first.at, bytes: first.bytes.length }, bytes: last.groupBytes });
  }
  return found;
}

/** Blocks of a range that changes touch, the first `most` of them, ascending. */
export function changedBlocks({ firstOn, cursor }: EditLog, { first, end }: BlockSpan, most: number): number[] {
  const found: number[] = [];
  const put = (block: number, by: number | undefined): void => {
    if (by !== undefined && by < cursor) found.push(block);
  };
  if (end - first <= firstOn.size) for (let block = first; block < end; block++) put(block, firstOn.get(block));
  else for (const [block, by] of firstOn) if (block >= first && block < end) put(block, by);
  return found.sort((a, b) => a - b).slice(0, most);
}

/** The last entry that counts of the groups before that number. */
function lastBefore({ entries, cursor }: EditLog, group: number): Entry | undefined {
  let [low, high] = [0, cursor];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Entry).group < group) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
}
