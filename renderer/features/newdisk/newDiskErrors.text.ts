/** Why a disk was not created: what happened, how things stand now, what to do. Exhaustive by type. */
import { boundaryText, chooseAgain, NAME_REFUSED } from '../../app/boundary.text';
import type { BoundaryError, CreateError, NewDiskError, SaveCause } from '../../../shared/errors';
import { obstacleText } from '../../app/place.text';
import { aboutText, notAllowedText, notDurableText, whyText } from '../../app/why.text';

export type ErrorText = { readonly title: string; readonly detail: string };
/** The new file's name, and whether another one had it before. */
export type Target = { readonly name: string; readonly replaces: boolean };

const say = (title: string, ...detail: readonly string[]): ErrorText => ({ title, detail: detail.filter((part) => part !== '').join(' ') });

/** What is left after a failure. */
const unchanged = ({ name, replaces }: Target): string =>
  replaces ? `Nothing is left of the new disk, and the old ${name} is as it was.` : 'Nothing is left of the new disk.';

type Own = Exclude<NewDiskError | BoundaryError, SaveCause>;
type Of<K extends string> = Extract<NewDiskError | BoundaryError, { readonly kind: K }>;
type Words<K extends string> = { readonly [P in K]: (error: Of<P>, target: Target) => ErrorText };

const refused =
  (next = '') =>
  (error: CreateError): ErrorText =>
    say(whyText(error), 'The engine does not make such a disk.', 'Nothing was written.', next);

const CREATE: Words<CreateError['kind']> = {
  'size-not-whole-sectors': refused(),
  'size-zero': refused(),
  'size-too-large': refused(),
  'geometry-not-size': refused(),
  'smaller-than-source': refused(),
  'blocks-too-small': refused('Choose larger blocks.'),
  'xen-creator': refused('Choose another creator.'),
  'size-not-azure': refused(),
  'bad-block-size': refused(),
  'too-small-for-partitions': refused(),
  'parent-needed': refused(),
  'parent-not-wanted': refused(),
  'parent-without-id': refused(),
  'partitions-on-child': refused(),
  'parent-size': refused('The parent has changed.'),
  'bad-name': refused(),
};

const JOB: Words<Exclude<Own['kind'], CreateError['kind'] | BoundaryError['kind']>> = {
  'stale-ticket': () => say(chooseAgain('The place or the parent'), 'Nothing was written.'),
  busy: () => say('A disk is being created already.', 'Wait until it is complete, or cancel it.'),
  cancelled: (_error, target) => say('Cancelled.', unchanged(target)),
  'check-failed': (error, target) => say(whyText(error), 'The drive gave back other bytes than were written.', unchanged(target)),
  'parent-unusable': () => say('The parent can’t be read any more.', 'Choose it again. Nothing was written.'),
  'parent-half-saved': () =>
    say('A save of the parent was cut off.', 'Open the parent and decide about that save first. Nothing was written.'),
  'parent-damaged': () => say('The parent has errors now.', 'Repair it first, or children will inherit them. Nothing was written.'),
  'parent-changed': (_error, target) => say('The parent changed while the child was made.', unchanged(target), 'Close what writes to it.'),
  obstacle: ({ obstacle }, target) => say(NAME_REFUSED, obstacleText(target.name, obstacle), unchanged(target)),
  'not-durable': ({ code }, { name }) => notDurableText(name, code),
};

const rejected = (error: BoundaryError, target: Target): ErrorText => {
  const { title, detail } = boundaryText(error);
  return say(title, unchanged(target), detail);
};

const BOUNDARY: Words<BoundaryError['kind']> = {
  internal: rejected,
  'untrusted-sender': rejected,
  'bad-request': rejected,
};

const failed =
  (next = '') =>
  (error: SaveCause, target: Target): ErrorText =>
    say(whyText(error), unchanged(target), next);

const named = ({ kind }: Of<'is-folder' | 'broken-link' | 'not-a-file'>, target: Target): ErrorText =>
  say(aboutText(target.name, kind), unchanged(target));

const SAVE: Words<SaveCause['kind']> = {
  'not-found': ({ kind }, target) => say(aboutText('This folder', kind), unchanged(target)),
  'permission-denied': (_error, target) => say(notAllowedText('write to this folder'), unchanged(target)),
  'in-use': failed(),
  'is-folder': named,
  'broken-link': named,
  'not-a-file': named,
  'read-failed': failed(),
  'disk-full': failed('Free space and create it again.'),
  'read-only': failed(),
  exists: ({ kind }, { name }) => say(aboutText(name, kind), 'It appeared after you chose the name, and was left alone. Look again.'),
  'too-large': failed(),
  'cross-device': failed('Choose another place.'),
  'write-failed': failed(),
  'sync-failed': failed(),
  'rename-failed': failed(),
  'left-behind': (error) => say(whyText(error), error.what === 'empty-file' ? 'Remove it.' : 'Give it its name back.'),
  'close-failed': failed(),
  'changed-on-disk': failed('Look again.'),
  locked: failed('It is the parent: close it there first.'),
  'bad-file-name': failed('Choose another name.'),
  'journal-exists': failed('Choose another name.'),
  'no-room': failed(),
  'read-back-differs': failed(),
  'bad-plan': failed(),
};

const ALL: Words<(NewDiskError | BoundaryError)['kind']> = { ...CREATE, ...JOB, ...BOUNDARY, ...SAVE };

export const newDiskErrorText = (error: NewDiskError | BoundaryError, target: Target): ErrorText =>
  (ALL[error.kind] as (e: NewDiskError | BoundaryError, t: Target) => ErrorText)(error, target);
