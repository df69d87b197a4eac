/** What is said about unsaved changes that an earlier run left, and about those that a crash would lose. */
import type { DraftView, EditsView } from '../../shared/edits';
import { clockText, dateText } from '../app/when.text';
import { plural } from '../../shared/text/numbers';

export const UNKEPT: Readonly<Record<NonNullable<EditsView['unkept']>, string>> = {
  'too-large': 'These changes are over 64 MiB: a crash would take them along. Save them soon.',
  failed: 'These changes could not be kept for the case of a crash. Save them soon.',
};

const madeText = (made: string, now: Date): string => {
  const then = new Date(made);
  return then.toDateString() === now.toDateString() ? clockText(then) : `${dateText(then)} ${clockText(then)}`;
};

export type DraftText = { readonly title: string; readonly detail: string; readonly canRestore: boolean };

/** `isBusy`: other changes are staged already. */
export function draftText({ made, changes, file, fits, isCut }: DraftView, isBusy: boolean, now: Date): DraftText {
  const title = `Unsaved changes from ${madeText(made, now)} were kept.`;
  const unchanged = file === 'unchanged';
  if (!fits) {
    const why = unchanged
      ? 'They can’t be put back over the disk as it is shown: a parent may be missing.'
      : 'The file has changed since where they were made, so they can’t be put back.';
    return { title, detail: why, canRestore: false };
  }
  const how = unchanged ? 'The file hasn’t changed since.' : 'The file has changed since, but not where they were made.';
  const first = isBusy ? ' Save or discard what you changed just now, then they can be put back.' : '';
  const count = isCut
    ? `${plural(changes, 'change')} can be read, and the last may be incomplete; what was kept after that is damaged.`
    : `${plural(changes, 'change')}.`;
  return { title, detail: `${count} ${how}${first}`, canRestore: !isBusy };
}
