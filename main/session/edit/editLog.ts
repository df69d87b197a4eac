/**
 * The staged, unsaved changes of one image: entries, one per request, and how many of them are in effect. Entries of one
 * gesture make a group, which is undone as a whole. Undone entries stay until something else is staged. Logs of one image
 * share their entries: an older log stays valid as long as nothing is staged in the place of its entries.
 */
import type { ByteEdit, ChangeView, EditLabel } from '../../../shared/edits';
import type { BlockSpan } from '../../../shared/views';

/** What one request does. `plan`: the digest of the plan that carried it out. `blocks`: those of the disk that it touches. */
export type EditGroup = {
  readonly label: EditLabel;
  readonly edits: readonly ByteEdit[];
  readonly plan: string;
  readonly blocks: readonly number[];
};

export type Entry = EditGroup & {
  /** The entry continues the one before it, in the same group. */
  readonly joins: boolean;
  /** The first entry of its group, and the group's number. */
  readonly start: number;
  readonly group: number;
  /** Bytes of its group up to and including this entry, and of the whole log up to here. */
  readonly groupBytes: number;
  readonly allBytes: number;
  /** Whether this entry or one before it changes bytes of the file that do not belong to the disk's content. */
  readonly hasFileEdits: boolean;
};

export type EditLog = {
  readonly entries: readonly Entry[];
  /** For every block that an entry touches, the first such entry. */
  readonly firstOn: ReadonlyMap<number, number>;
  /** Entries before it are in effect; those from it on were undone. */
  readonly cursor: number;
  /** Rises with every change of the log and never returns to an earlier value. */
  readonly revision: number;
};

export const newLog = (revision = 0): EditLog => ({ entries: [], firstOn: new Map(), cursor: 0, revision });

const lastOf = ({ entries, cursor }: EditLog): Entry | undefined => entries[cursor - 1];

/** The number of groups in effect. */
export const countGroups = (log: EditLog): number => (lastOf(log)?.group ?? -1) + 1;
/** Bytes of all edits in effect. */
export const editBytes = (log: EditLog): number => lastOf(log)?.allBytes ?? 0;
export const hasFileEdits = (log: EditLog): boolean => lastOf(log)?.hasFileEdits ?? false;

export const activeEntries = ({ entries, cursor }: EditLog): readonly Entry[] => entries.slice(0, cursor);
export const activeEdits = (log: EditLog): readonly ByteEdit[] => activeEntries(log).flatMap(({ edits }) => edits);

/** `joins`: the change continues the last group, and is undone together with it. */
export function staged(log: EditLog, group: EditGroup, joins: boolean): EditLog {
  // The only place that changes what logs share: copying for every edit would make many edits slow.
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

/** The label of what would be redone next. */
export const nextLabel = ({ entries, cursor }: EditLog): EditLabel | null => entries[cursor]?.label ?? null;

/** The log after a save, or after everything is discarded. */
export const emptied = (log: EditLog): EditLog => newLog(log.revision + 1);

/** The groups in effect from one number to another, newest first. The cost depends only on those groups and their entries. */
export function changesIn(log: EditLog, from: number, to: number): ChangeView[] {
  const found: ChangeView[] = [];
  for (let last = lastBefore(log, to); last !== undefined && last.group >= from; last = log.entries[last.start - 1]) {
    const [first] = (log.entries[last.start] as Entry).edits;
    if (first !== undefined)
      found.push({ label: last.label, first: { space: first.space, at: first.at, bytes: first.bytes.length }, bytes: last.groupBytes });
  }
  return found;
}

/** Blocks of a range that changes touch: the first `most` of them, ascending. */
export function changedBlocks({ firstOn, cursor }: EditLog, { first, end }: BlockSpan, most: number): number[] {
  const found: number[] = [];
  const put = (block: number, by: number | undefined): void => {
    if (by !== undefined && by < cursor) found.push(block);
  };
  if (end - first <= firstOn.size) for (let block = first; block < end; block++) put(block, firstOn.get(block));
  else for (const [block, by] of firstOn) if (block >= first && block < end) put(block, by);
  return found.sort((a, b) => a - b).slice(0, most);
}

/** The last entry in effect among the groups before that number. */
function lastBefore({ entries, cursor }: EditLog, group: number): Entry | undefined {
  let [low, high] = [0, cursor];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((entries[middle] as Entry).group < group) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
}
