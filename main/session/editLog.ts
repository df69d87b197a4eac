/**
 * The changes of one image that are staged and not saved: groups, one a gesture, and how many of them count. Pure data;
 * every function answers a new log. Undone groups stay until something else is staged.
 */
import type { ByteEdit, EditLabel } from '../../shared/edits';

export type EditGroup = { readonly label: EditLabel; readonly edits: readonly ByteEdit[] };

export type EditLog = {
  readonly groups: readonly EditGroup[];
  /** Groups before it count, those from it on were undone. */
  readonly cursor: number;
  /** Rises with every change of the log, and never comes back to an earlier value. */
  readonly revision: number;
};

export const EMPTY_LOG: EditLog = { groups: [], cursor: 0, revision: 0 };

export const activeGroups = ({ groups, cursor }: EditLog): readonly EditGroup[] => groups.slice(0, cursor);
export const activeEdits = (log: EditLog): readonly ByteEdit[] => activeGroups(log).flatMap(({ edits }) => edits);

/** `joins`: it goes on where the last group ended, and is undone together with it. */
export function staged(log: EditLog, group: EditGroup, joins: boolean): EditLog {
  const kept = activeGroups(log);
  const last = kept.at(-1);
  const groups =
    joins && last !== undefined && last.label.kind === group.label.kind && log.cursor === log.groups.length
      ? [...kept.slice(0, -1), { label: last.label, edits: [...last.edits, ...group.edits] }]
      : [...kept, group];
  return { groups, cursor: groups.length, revision: log.revision + 1 };
}

/** With these groups and no others. */
export const withGroups = (log: EditLog, groups: readonly EditGroup[]): EditLog => ({
  groups,
  cursor: groups.length,
  revision: log.revision + 1,
});

/** Null when there is nothing to undo. */
export const undone = (log: EditLog): EditLog | null =>
  log.cursor === 0 ? null : { ...log, cursor: log.cursor - 1, revision: log.revision + 1 };

/** Null when nothing was undone. */
export const redone = (log: EditLog): EditLog | null =>
  log.cursor === log.groups.length ? null : { ...log, cursor: log.cursor + 1, revision: log.revision + 1 };

/** After a save, or when all is thrown away. */
export const emptied = (log: EditLog): EditLog => ({ groups: [], cursor: 0, revision: log.revision + 1 });
