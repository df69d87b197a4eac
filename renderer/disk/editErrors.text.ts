/** Why something was not staged, not saved or not undone; always with the state that the file is in. */
import { CLOSED_MEANWHILE } from '../app/boundary.text';
import { assertNever } from '../../shared/assertNever';
import type { BeginError, ContentError, DraftError, EditError, RecoverFailure, SaveFailure } from '../../shared/edits';
import { NAME_TOO_LONG, type BoundaryError, type PlanError, type SaveCause } from '../../shared/errors';
import { bytesText, sizeText } from '../../shared/text/size';
import type { AlertText } from '../app/alert.text';
import { whyText } from '../app/why.text';
import { grouped, hex } from '../../shared/text/numbers';

export type EditFailure = BeginError | EditError | ContentError | DraftError | BoundaryError;

const UNTOUCHED = 'Nothing was changed in the file.';

const GROW = {
  'no-footer': 'the footer at its end is missing or damaged',
  'trailing-bytes': 'there are bytes behind its footer, which a repair among the problems takes care of first',
  'damaged-table': 'its block table is damaged',
  'table-too-small': 'its block table has no entry for the block',
  'beyond-reach': 'the file would grow past what the block table can point to',
} as const;

/** The reason as a sentence, without the file's state. */
function planText(error: PlanError): string {
  switch (error.kind) {
    case 'out-of-range':
      return `The disk has ${grouped(error.diskSectors)} sectors; sector ${grouped(error.at + error.sectors - 1)} is past its end.`;
    case 'outside-file':
      return `0x${hex(error.at)} lies outside the file.`;
    case 'not-whole-sectors':
    case 'overlapping-edits':
      return 'The change does not fit together.';
    case 'too-much':
      return `One save can change ${sizeText(error.most)}; this would be ${sizeText(error.bytes)}.`;
    case 'not-a-disk':
    case 'no-block-map':
      return 'Without a readable block table nobody knows where these sectors belong.';
    case 'in-use-by-xen':
      return 'A Xen host has marked the disk as in use.';
    case 'damaged-block':
      return `Block ${grouped(error.block)} is damaged: writing there could destroy something else.`;
    case 'cannot-grow':
      return `The file cannot be made longer: ${GROW[error.why]}.`;
    case 'no-such-structure':
      return 'The disk does not have this structure.';
    case 'footer-unread':
      return `The drive does not give the ${error.at === 0 ? 'copy of the footer at the start' : 'footer at the end'} of the file. Only the other one would change, and the two would differ.`;
    case 'bad-value':
      return 'The field cannot hold this value.';
    case 'header-overlaps':
      return whyText(error);
    case 'read-failed':
      return `Bytes around the change cannot be read (at 0x${hex(error.at)}, ${error.code}).`;
    case 'not-found':
    case 'permission-denied':
    case 'in-use':
    case 'is-folder':
    case 'not-a-file':
    case 'broken-link':
      return 'The file cannot be read any more.';
    default:
      return assertNever(error);
  }
}

export function causeText(cause: SaveCause): string {
  switch (cause.kind) {
    case 'changed-on-disk':
      return 'Somebody changed the file since it was opened. Reload it to see how it is now.';
    case 'journal-exists':
      return 'A save that was interrupted waits for a decision. Reload the disk.';
    case 'no-room':
      return `The drive is full: ${bytesText(cause.needBytes)} are needed, ${bytesText(cause.freeBytes)} are free.`;
    case 'read-only':
      return 'The file or its drive is read-only.';
    case 'permission-denied':
      return 'You don’t have permission to write to the file or its folder.';
    case 'not-found':
      return 'The file is not there any more.';
    case 'disk-full':
    case 'in-use':
    case 'locked':
      return whyText(cause);
    case 'read-back-differs':
      return `The bytes on the drive at 0x${hex(cause.at)} aren’t what was written.`;
    case 'sync-failed':
    case 'write-failed':
    case 'read-failed':
      if (cause.code === NAME_TOO_LONG) return 'Its name is too long for the file that keeps a save safe. Rename it.';
      return `The drive answered with an error (${cause.code}).`;
    case 'bad-plan':
      return 'Internal error: the planned changes conflict. Please report it.';
    case 'exists':
    case 'bad-file-name':
    case 'too-large':
    case 'cross-device':
    case 'rename-failed':
    case 'close-failed':
    case 'is-folder':
    case 'not-a-file':
    case 'broken-link':
      return 'The system refused the write.';
    default:
      return assertNever(cause);
  }
}

const boundaryText = (error: BoundaryError): AlertText => ({
  title: 'Something went wrong inside Platter.',
  detail: error.kind === 'internal' ? `${UNTOUCHED} The log has the details under reference ${error.ref}.` : UNTOUCHED,
});

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
  'header-overlaps',
  'cannot-grow',
  'no-such-structure',
  'footer-unread',
  'bad-value',
];
const isPlan = (error: { readonly kind: string }): error is PlanError => PLAN.includes(error.kind);

export function editErrorText(error: EditFailure): AlertText {
  if (isBoundary(error)) return boundaryText(error);
  if (isPlan(error)) return { title: 'This change can’t be made.', detail: `${planText(error)} ${UNTOUCHED}` };
  const own = (OWN_EDIT as Readonly<Record<string, AlertText>>)[error.kind];
  return own ?? { title: 'This file can’t be edited now.', detail: `${causeText(error as SaveCause)} You can look and copy. ${UNTOUCHED}` };
}

/** Errors that only beginning to edit and staging have. The file system's errors are worded elsewhere. */
const OWN_EDIT: Readonly<Record<Exclude<EditFailure['kind'], SaveCause['kind'] | PlanError['kind'] | BoundaryError['kind']>, AlertText>> = {
  'stale-revision': { title: 'The disk changed meanwhile.', detail: 'Try again. Nothing was lost.' },
  'stale-plan': { title: 'The repair was planned for another state of the disk.', detail: `Open it again. ${UNTOUCHED}` },
  'not-editing': { title: 'The disk is open for reading only.', detail: 'Switch on editing first.' },
  'nothing-to-undo': { title: 'There is nothing to undo.', detail: UNTOUCHED },
  'image-closed': { title: CLOSED_MEANWHILE, detail: UNTOUCHED },
  'bit-needed': {
    title: 'These sectors hold unsaved changes.',
    detail: 'Without its bit a changed sector would not be read. Save or undo the changes in these sectors first.',
  },
  'bytes-only': { title: 'Only disks can be edited.', detail: 'This file is shown as bytes because it is no VHD.' },
  'stale-ticket': { title: 'The file has to be chosen again.', detail: UNTOUCHED },
  'content-empty': { title: 'The file is empty.', detail: `There is nothing to write. ${UNTOUCHED}` },
  'content-too-large': { title: 'The file is too large for one change.', detail: UNTOUCHED },
  'no-draft': { title: 'The kept changes can’t be put back now.', detail: `Save or discard what you changed since. ${UNTOUCHED}` },
  'draft-misfit': { title: 'The kept changes don’t fit any more.', detail: `What they were made over has changed. ${UNTOUCHED}` },
  'interrupted-save': { title: 'An interrupted save comes first.', detail: 'Decide about it in the bar at the top, then edit.' },
};

const STATES = {
  untouched: UNTOUCHED,
  'old-restored': 'The file is as it was before the save.',
  'needs-recovery': 'The file is half-written, and its old bytes are safe in the journal beside it. Open it again to decide.',
} as const;

/** Null if the user declined: then nothing needs to be said. */
export function saveErrorText(error: SaveFailure | BoundaryError): AlertText | null {
  if ('kind' in error) return boundaryText(error);
  const { cause, fileState } = error;
  if (cause.kind === 'declined') return null;
  if (cause.kind === 'nothing-to-save') return { title: 'There is nothing to save.', detail: UNTOUCHED };
  const isEdit =
    isPlan(cause) ||
    cause.kind === 'stale-revision' ||
    cause.kind === 'stale-plan' ||
    cause.kind === 'not-editing' ||
    cause.kind === 'nothing-to-undo' ||
    cause.kind === 'image-closed';
  if (isEdit) return editErrorText(cause as EditError);
  return { title: 'The changes were not saved.', detail: `${causeText(cause as SaveCause)} ${STATES[fileState]} Your changes are kept.` };
}

type OwnRecovery = Exclude<RecoverFailure['kind'], SaveCause['kind']>;

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
  if (isBoundary(error)) return boundaryText(error);
  if (error.kind === 'declined') return null;
  const detail = isOwnRecovery(error) ? OWN_RECOVERY[error.kind](error) : causeText(error);
  return { title: 'The file was left as it is.', detail };
}
