/** Why a disk was not created: what happened, how things stand now, what to do. Exhaustive by type. */
import { REJECTED, rejectedPart } from '../../app/boundary.text';
import type { BoundaryError, CreateError, NewDiskError, SaveCause } from '../../../shared/errors';
import { NAME_FAULTS } from '../../../shared/text/reasons';
import { sizeText } from '../../../shared/text/size';
import { obstacleText } from '../../app/place.text';

export type ErrorText = { readonly title: string; readonly detail: string };
/** The new file's name, and whether another one had it before. */
export type Target = { readonly name: string; readonly replaces: boolean };

const say = (title: string, ...detail: readonly string[]): ErrorText => ({ title, detail: detail.join(' ') });

/** What is left after a failure. */
const unchanged = ({ name, replaces }: Target): string =>
  replaces ? `Nothing is left of the new disk, and the old ${name} is as it was.` : 'Nothing is left of the new disk.';

type Own = Exclude<NewDiskError | BoundaryError, SaveCause>;
type Of<K extends string> = Extract<NewDiskError | BoundaryError, { readonly kind: K }>;
type Words<K extends string> = { readonly [P in K]: (error: Of<P>, target: Target) => ErrorText };

const REFUSED = 'The engine does not make such a disk.';
const refused = (what: string) => (): ErrorText => say(what, REFUSED, 'Nothing was written.');

const CREATE: Words<CreateError['kind']> = {
  'size-not-whole-sectors': refused('The size is no whole number of sectors.'),
  'size-zero': refused('A disk needs a size.'),
  'size-too-large': refused('VHD stops at 2040 GiB.'),
  'geometry-not-size': refused('The chosen cylinders, heads and sectors do not say exactly the size of the disk.'),
  'smaller-than-source': refused('The new disk would be smaller than what it has to hold.'),
  'blocks-too-small': refused('The block table cannot reach all of a disk this large in blocks this small. Choose larger blocks.'),
  'xen-creator': refused('“tap” is Xen’s name, and Xen wants a block bitmap with it, which is not made here. Choose another creator.'),
  'size-not-azure': refused('Azure needs a fixed disk.'),
  'bad-block-size': refused('Blocks are a power of two, from 512 bytes to 256 MiB.'),
  'too-small-for-partitions': refused('The disk is too small for this partition table.'),
  'parent-needed': refused('A differencing disk needs a parent.'),
  'parent-not-wanted': refused('Only a differencing disk has a parent.'),
  'parent-without-id': refused('The parent has no ID.'),
  'partitions-on-child': refused('A differencing disk has its parent’s partitions.'),
  'parent-size': ({ bytes, parentBytes }) =>
    say('The parent’s size has changed.', `It is ${sizeText(parentBytes)} now, and was ${sizeText(bytes)}. Nothing was written.`),
  'bad-name': refused('The parent’s name, the creator tag or the ID can’t be written down.'),
};

const JOB: Words<Exclude<Own['kind'], CreateError['kind'] | BoundaryError['kind']>> = {
  'stale-ticket': () => say('The place or the parent has to be chosen again.', 'Nothing was written.'),
  busy: () => say('A disk is being created already.', 'Wait until it is complete, or cancel it.'),
  cancelled: (_error, target) => say('Cancelled.', unchanged(target)),
  'check-failed': (_error, target) =>
    say('The finished file was not what it should be.', 'The drive gave back other bytes than were written.', unchanged(target)),
  'parent-unusable': () => say('The parent can’t be read any more.', 'Choose it again. Nothing was written.'),
  'parent-half-saved': () =>
    say('A save of the parent was cut off.', 'Open the parent and decide about that save first. Nothing was written.'),
  'parent-damaged': () => say('The parent has errors now.', 'Repair it first, or children will inherit them. Nothing was written.'),
  'parent-changed': (_error, target) => say('The parent changed while the child was made.', unchanged(target), 'Close what writes to it.'),
  obstacle: ({ obstacle }, target) => say(`${target.name} can’t be replaced.`, obstacleText(target.name, obstacle), unchanged(target)),
  'not-durable': ({ code }, { name }) =>
    say(
      `${name} is complete, but the drive did not confirm it.`,
      `Its folder could not be made durable (${code}): after a power cut it may be missing. Open it and check.`,
    ),
};

const BOUNDARY: Words<BoundaryError['kind']> = {
  internal: ({ ref }, target) =>
    say('Something went wrong inside Platter.', unchanged(target), `The log has the details under reference ${ref}.`),
  'untrusted-sender': () => say(REJECTED, 'Nothing was written.'),
  'bad-request': ({ at }) => say(REJECTED, `${rejectedPart(at)} Nothing was written.`.trimStart()),
};

const failed =
  (what: string) =>
  ({ code }: { readonly code: string }, target: Target): ErrorText =>
    say(what, `The system says ${code}.`, unchanged(target));

const SAVE: Words<SaveCause['kind']> = {
  'not-found': (_error, target) => say('The folder is not there any more.', unchanged(target)),
  'permission-denied': (_error, target) => say('You can’t write to this folder.', unchanged(target)),
  'in-use': (_error, target) => say(`Another program holds ${target.name}.`, unchanged(target)),
  'is-folder': (_error, target) => say(`${target.name} is a folder.`, unchanged(target)),
  'broken-link': (_error, target) => say(`${target.name} is a link that leads nowhere.`, unchanged(target)),
  'not-a-file': (_error, target) => say(`${target.name} is not an ordinary file.`, unchanged(target)),
  'read-failed': failed('The drive could not read back what was written.'),
  'disk-full': (_error, target) => say('The drive is full.', unchanged(target), 'Free space and create it again.'),
  'read-only': (_error, target) => say('This drive is read-only.', unchanged(target)),
  exists: (_error, { name }) => say(`${name} exists now.`, 'It appeared after you chose the name, and was left alone. Look again.'),
  'too-large': failed('The file would be longer than this drive can hold.'),
  'cross-device': failed('The file could not get its name on this drive.'),
  'write-failed': failed('The drive could not be written to.'),
  'sync-failed': failed('The drive did not confirm what was written.'),
  'rename-failed': failed('The file could not get its name.'),
  'close-failed': failed('The drive did not confirm what was written.'),
  'changed-on-disk': (_error, target) => say(`${target.name} changed while the new disk was made.`, unchanged(target), 'Look again.'),
  locked: (_error, target) => say('Another program writes to the parent.', 'Close it there first.', unchanged(target)),
  'bad-file-name': ({ why }, target) =>
    say(`Windows cannot have a file named ${target.name}: ${NAME_FAULTS[why]}.`, unchanged(target), 'Choose another name.'),
  'journal-exists': (_error, target) => say('An unfinished save belongs to that name.', unchanged(target)),
  'no-room': ({ needBytes, freeBytes }, target) =>
    say(`Needs ${sizeText(needBytes)}, only ${sizeText(freeBytes)} free there.`, unchanged(target)),
  'read-back-differs': (_error, target) => say('The finished file was not as long as it should be.', unchanged(target)),
  'bad-plan': (_error, target) => say('The layout of the disk contradicts itself.', unchanged(target)),
};

const ALL: Words<(NewDiskError | BoundaryError)['kind']> = { ...CREATE, ...JOB, ...BOUNDARY, ...SAVE };

export const newDiskErrorText = (error: NewDiskError | BoundaryError, target: Target): ErrorText =>
  (ALL[error.kind] as (e: NewDiskError | BoundaryError, t: Target) => ErrorText)(error, target);
