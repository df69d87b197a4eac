/** Why something was not staged, not saved or not undone; always with the state that the file is in. */
import { boundaryText, CHANGED_MEANWHILE, chooseAgain, CLOSED_MEANWHILE, OTHER_STATE, SAVE_FIRST } from '../app/boundary.text';
import type { BeginError, DraftError, EditError, RecoverFailure, SaveFailure, StagePatchError } from '../../shared/edits';
import type { BoundaryError, OpenError, PlanError, SaveCause } from '../../shared/errors';
import type { AlertText } from '../app/alert.text';
import { openErrorText } from '../app/openErrors.text';
import { aboutText, isAboutOne, notAllowedText, sentence, whyText } from '../app/why.text';
import { grouped, hex } from '../../shared/text/numbers';
import { isPatchError, patchText, type PatchError } from '../../shared/text/patch';
import type { ReasonText } from '../../shared/text/reasons';

export type EditFailure = BeginError | EditError | StagePatchError | DraftError | BoundaryError;

const UNTOUCHED = 'Nothing was changed in the file.';

/** What editing adds to the reason. */
const NEXT: Partial<Readonly<Record<(PlanError | SaveCause)['kind'], string>>> = {
  'no-block-map': 'Without it nobody knows where these sectors belong.',
  'in-use-by-xen': 'Detach the disk there first.',
  'damaged-block': 'Writing there could destroy something else.',
  'overlapping-block': 'What is written to one would change the other. “Repair…” among the problems parts them first.',
  'changed-on-disk': 'Reload it to see how it is now.',
  'journal-exists': 'Reload the disk to decide about it.',
};
const FOOTER_FIRST = 'A repair among the problems takes care of them.';

export function causeText(cause: PlanError | SaveCause): string {
  if (cause.kind === 'permission-denied') return notAllowedText('write to the file or its folder');
  if (isAboutOne(cause)) return aboutText('The file', cause.kind);
  const next = cause.kind === 'cannot-grow' && cause.why === 'trailing-bytes' ? FOOTER_FIRST : (NEXT[cause.kind] ?? '');
  return `${whyText(cause)} ${next}`.trimEnd();
}

function rejected(error: BoundaryError): AlertText {
  const { title, detail } = boundaryText(error);
  return { title, detail: `${UNTOUCHED} ${detail}`.trimEnd() };
}

const BOUNDARY = ['untrusted-sender', 'bad-request', 'internal'];
const isBoundary = (error: { readonly kind: string }): error is BoundaryError => BOUNDARY.includes(error.kind);

const PLAN = [
  'out-of-range',
  'outside-file',
  'not-whole-sectors',
  'overlapping-edits',
  'too-much',
  'not-a-disk',
  'no-block-map',
  'in-use-by-xen',
  'damaged-block',
  'unknown-sector',
  'overlapping-block',
  'header-overlaps',
  'cannot-grow',
  'no-such-structure',
  'footer-unread',
  'bad-value',
];
const isPlan = (error: { readonly kind: string }): error is PlanError => PLAN.includes(error.kind);

/** A reason as sentences of their own. */
export const patchAlert = ({ why, todo }: ReasonText): string => `${sentence(why)} ${todo}`;

export function editErrorText(error: EditFailure): AlertText {
  if (error.kind === 'cannot-replace') return { title: 'Nothing was replaced.', detail: CANNOT_REPLACE[error.why](error.most) };
  if (isBoundary(error)) return rejected(error);
  if (isPatchError(error)) return { title: 'The patch can’t be applied.', detail: `${patchAlert(patchText(error))} ${UNTOUCHED}` };
  if (isPlan(error)) return { title: 'This change can’t be made.', detail: `${causeText(error)} ${UNTOUCHED}` };
  const own = (OWN_EDIT as Readonly<Record<string, AlertText>>)[error.kind];
  return own ?? { title: 'This file can’t be edited now.', detail: `${causeText(error as SaveCause)} You can look and copy. ${UNTOUCHED}` };
}

const CANNOT_REPLACE: Readonly<Record<Extract<EditFailure, { readonly kind: 'cannot-replace' }>['why'], (most: number) => string>> = {
  pattern: () => 'What is to be put there cannot be read as what was found.',
  'too-many': (most) => `At most ${grouped(most)} places are replaced at once: filter the list, or search in a smaller range.`,
  nothing: () => 'At none of these places stands what was found. Search again.',
};

/** Errors that only beginning to edit and staging have. The file system's errors are worded elsewhere. */
type OwnEdit = Exclude<
  EditFailure['kind'],
  'cannot-replace' | SaveCause['kind'] | PlanError['kind'] | BoundaryError['kind'] | PatchError['kind']
>;
const OWN_EDIT: Readonly<Record<OwnEdit, AlertText>> = {
  'stale-revision': { title: CHANGED_MEANWHILE, detail: 'Try again. Nothing was lost.' },
  'stale-plan': { title: OTHER_STATE, detail: `Open it again. ${UNTOUCHED}` },
  'not-editing': { title: 'The disk is open for reading only.', detail: 'Switch on editing first.' },
  'nothing-to-undo': { title: 'There is nothing to undo.', detail: UNTOUCHED },
  'image-closed': { title: CLOSED_MEANWHILE, detail: UNTOUCHED },
  'bit-needed': {
    title: 'These sectors hold unsaved changes.',
    detail: 'Without its bit a changed sector would not be read. Save or undo the changes in these sectors first.',
  },
  'bytes-only': { title: 'Only disks can be edited.', detail: 'This file is shown as bytes because it is no VHD.' },
  'stale-ticket': { title: chooseAgain('The file'), detail: UNTOUCHED },
  'content-empty': { title: 'The file is empty.', detail: `There is nothing to write. ${UNTOUCHED}` },
  'content-too-large': { title: 'The file is too large for one change.', detail: UNTOUCHED },
  'no-draft': { title: 'There are no kept changes any more.', detail: `Another window has restored or discarded them. ${UNTOUCHED}` },
  'changes-first': { title: 'The kept changes can’t be put back now.', detail: `Save or discard what you changed since. ${UNTOUCHED}` },
  'draft-misfit': { title: 'The kept changes don’t fit any more.', detail: `What they were made over has changed. ${UNTOUCHED}` },
  'interrupted-save': { title: SAVE_FIRST, detail: 'Decide about it in the bar at the top, then edit.' },
};

const KEPT = 'Your changes are kept.';

/** Why the file, named `name`, was not read again with the staged changes over it. */
export function rebaseErrorText(error: OpenError | EditError | BoundaryError, name: string): AlertText {
  // Errors of the file system, which opening and planning share, are told as those of opening.
  if (isPlan(error))
    return {
      title: 'Your changes don’t fit the file as it is now.',
      detail: `${causeText(error)} ${UNTOUCHED} ${KEPT} Export what you need, or discard them.`,
    };
  if (error.kind in OWN_EDIT && error.kind !== 'stale-ticket') return editErrorText(error as EditError);
  const { title, detail } = openErrorText(error as OpenError | BoundaryError, name);
  return { title, detail: `${detail} ${KEPT}` };
}

const WRITTEN: AlertText = {
  title: 'The file was written, but could not be read again.',
  detail: 'What is shown here is what it held before. Open it again.',
};

const STATES = {
  untouched: UNTOUCHED,
  'old-restored': 'The file is as it was before the save.',
  'needs-recovery': 'The file is half-written, and its old bytes are safe in the journal beside it. Open it again to decide.',
} as const;

/** Null if the user declined: then nothing needs to be said. */
export function saveErrorText(error: SaveFailure | BoundaryError): AlertText | null {
  if ('kind' in error) return rejected(error);
  const { cause, fileState } = error;
  if (cause.kind === 'declined') return null;
  if (fileState === 'committed') return WRITTEN;
  if (cause.kind === 'nothing-to-save') return { title: 'There is nothing to save.', detail: UNTOUCHED };
  const isEdit =
    isPlan(cause) ||
    cause.kind === 'stale-revision' ||
    cause.kind === 'stale-plan' ||
    cause.kind === 'not-editing' ||
    cause.kind === 'nothing-to-undo' ||
    cause.kind === 'image-closed';
  if (isEdit) return editErrorText(cause as EditError);
  return { title: 'The changes were not saved.', detail: `${causeText(cause as SaveCause)} ${STATES[fileState]} ${KEPT}` };
}

type OwnRecovery = Exclude<RecoverFailure['kind'], SaveCause['kind'] | 'not-read-again'>;

const OWN_RECOVERY: Readonly<Record<OwnRecovery, (error: RecoverFailure) => string>> = {
  declined: () => '',
  'image-closed': () => `${CLOSED_MEANWHILE} Open it again.`,
  'no-journal': () => 'There is no journal of a save beside it.',
  'journal-unusable': () => 'Its journal is damaged and is never applied. It can be put aside.',
  'journal-live': (error) =>
    'pid' in error && error.pid !== null ? `Process ${error.pid} is saving right now.` : 'Another program is saving it right now.',
  'journal-in-use': () =>
    'Another program has its journal open. Close it there, then try again; a backup or a virus scanner lets go by itself.',
  'journal-moved': () => 'The journal belongs to another file.',
  'foreign-bytes': (error) =>
    `Somebody wrote to the disk since, at 0x${hex('at' in error ? (error.at ?? 0) : 0)}: taking the save back would destroy that.`,
  'not-all-new': () => 'The file is not as that save left it.',
  'not-interrupted': () => 'The file is not as that save left it.',
};

const isOwnRecovery = (error: RecoverFailure): error is Extract<RecoverFailure, { readonly kind: OwnRecovery }> =>
  error.kind in OWN_RECOVERY;

/** Null if the user declined. */
export function recoverErrorText(error: RecoverFailure | BoundaryError): AlertText | null {
  if (isBoundary(error)) return rejected(error);
  if (error.kind === 'declined') return null;
  if (error.kind === 'not-read-again') return WRITTEN;
  const detail = isOwnRecovery(error) ? OWN_RECOVERY[error.kind](error) : causeText(error);
  return { title: 'The file was left as it is.', detail };
}
