/** What is said of files that others changed or removed while they are open. */
import { plural } from '../../../shared/text/numbers';
import type { StandingView } from '../../../shared/views';

export type StandingText = { readonly title: string; readonly detail: string; readonly canReload: boolean };

/** Null: the files are as they were read. `changes`: how many are not saved. */
export function standingText(standing: StandingView, changes: number): StandingText | null {
  if (standing.kind === 'same') return null;
  const { kind, name, isParent } = standing;
  const what = isParent ? `The parent ${name}` : name;
  const kept =
    changes === 0 ? '' : changes === 1 ? ' Your unsaved change is kept.' : ` Your ${plural(changes, 'unsaved change')} are kept.`;
  if (kind === 'changed')
    return {
      title: `${what} was changed by another program.`,
      detail: `What you see may be partly old. Reload to read it again.${kept}`,
      canReload: true,
    };
  return {
    title: `${what} is gone.`,
    detail: isParent
      ? `It was moved, renamed or deleted, or its drive is not there. What only the parent holds may be missing after a reload.${kept}`
      : `It was moved, renamed or deleted, or its drive is not there. It cannot be saved until a file is there again; if you moved it, open it in its new place.${kept}`,
    canReload: isParent,
  };
}
