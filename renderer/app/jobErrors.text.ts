/** Why a long job failed or was not begun: what happened, how the files are now, what to do. Exhaustive by type. */
import { CLOSED_MEANWHILE, REJECTED, rejectedPart } from './boundary.text';
import type { BoundaryError, CreateError, FormatError, IoError, PlanError, SaveCause } from '../../shared/errors';
import type { JobStartError, JobView } from '../../shared/jobList';
import type { JobError } from '../../shared/jobs';
import { noFileText, reasonText, standInText } from '../../shared/text/errors';
import { hiddenDataText } from '../../shared/text/hiddenData';
import { bytesText, sizeText } from '../../shared/text/size';
import { visibleText } from '../../shared/vhd/codec';
import { openErrorText } from './openErrors.text';
import { obstacleText } from './place.text';
import { whyText } from './why.text';
import { grouped, hex, plural } from '../../shared/text/numbers';

export type ErrorText = { readonly title: string; readonly detail: string };
type Names = Pick<JobView, 'source' | 'target'>;
type Of<K extends string> = Extract<JobError, { readonly kind: K }>;
type Words<K extends string> = { readonly [P in K]: (error: Of<P>, names: Names) => ErrorText };

const say = (title: string, ...detail: readonly string[]): ErrorText => ({ title, detail: detail.filter((part) => part !== '').join(' ') });

/** The state of the files after a failure. */
const standing = ({ source, target }: Names): string =>
  target === null ? `${source} is as it was.` : `Nothing is left of the new file, and ${source} is as it was.`;

/** A job that only reads has no new file: its texts name the source instead. */
const placed =
  (title: (target: string) => string, next: string) =>
  (_error: unknown, names: Names): ErrorText =>
    say(title(names.target ?? names.source), standing(names), next);

const system =
  (what: (names: Names) => string, next: string) =>
  (error: { readonly code: string }, names: Names): ErrorText =>
    say(what(names), `The system says ${error.code}.`, standing(names), next);

/** `next`: what to do about it, where the words do not say so. */
const why =
  (next = '') =>
  (error: JobError, names: Names): ErrorText =>
    say(whyText(error), standing(names), next);

const IO: Words<IoError['kind']> = {
  'not-found': (_error, names) => say('A file or a folder is not there any more.', standing(names), 'Bring it back and retry.'),
  'permission-denied': (_error, names) =>
    say('The system does not allow it.', standing(names), 'You need to read the source and to write in the new file’s folder.'),
  'in-use': why('Close it there and retry.'),
  'is-folder': (_error, names) => say('There is a folder of that name.', standing(names)),
  'not-a-file': (_error, names) => say('This is not an ordinary file.', standing(names)),
  'broken-link': (_error, names) => say('This is a link that leads nowhere.', standing(names), 'Choose the file itself.'),
  'read-failed': ({ at, bytes, code }, names) =>
    say(
      `Couldn’t read ${bytesText(bytes)} at 0x${hex(at)}.`,
      `The system says ${code}.`,
      standing(names),
      'The drive may be failing, or the file was cut off.',
    ),
};

const cannotOpen = (error: FormatError, names: Names): ErrorText => {
  const { title } = openErrorText(error, names.source);
  return say(`${names.source} can’t be read as a disk any more.`, title, standing(names), 'Reload it to see what it is now.');
};

const FORMAT: Words<FormatError['kind']> = {
  'empty-file': cannotOpen,
  'too-small': cannotOpen,
  foreign: cannotOpen,
  archive: cannotOpen,
  'vhdl-source': cannotOpen,
  'raw-disk': cannotOpen,
  'no-footer': cannotOpen,
  'footer-in-front': cannotOpen,
  'split-part': cannotOpen,
  'swapped-bytes': cannotOpen,
  unsupported: cannotOpen,
};

const SAVE: Words<Exclude<SaveCause['kind'], IoError['kind']>> = {
  'disk-full': why('Free space there and retry.'),
  'read-only': why('Choose another place.'),
  exists: placed(
    (target) => `${target} exists now.`,
    'It appeared after you chose the name and was left alone. Move it, or choose another name.',
  ),
  'too-large': why('Choose another place.'),
  'cross-device': system(() => 'The new file could not get its name on this drive.', 'Choose another place.'),
  'write-failed': why('The drive may have been removed. Choose another place, or retry.'),
  'sync-failed': why('It may have been removed. Choose another place, or retry.'),
  'rename-failed': why('Choose another name.'),
  'close-failed': why('Choose another place, or retry.'),
  'changed-on-disk': (error, names) =>
    error.what === 'identity' && names.target !== null
      ? say(
          `${names.source}, a parent of it, or the file to be replaced changed meanwhile.`,
          standing(names),
          'Close what writes to it, then retry or make it anew.',
        )
      : say('A file changed meanwhile.', standing(names), 'Close what writes to it, then retry or make it anew.'),
  locked: why('Close it there and retry.'),
  'bad-file-name': why('Choose another name.'),
  'journal-exists': placed(
    (target) => `An unfinished save belongs to ${target}.`,
    'Open that disk and decide about it, or choose another name.',
  ),
  'no-room': why('Free space there and retry, or choose another place.'),
  'read-back-differs': why('Choose another drive.'),
  'bad-plan': why('Copy the details for a report.'),
};

const refused =
  (what: string) =>
  (_error: unknown, names: Names): ErrorText =>
    say(what, standing(names));

const CREATE: Words<CreateError['kind']> = {
  'size-not-whole-sectors': why(),
  'size-zero': why(),
  'size-too-large': why(),
  'geometry-not-size': why(),
  'smaller-than-source': why(),
  'blocks-too-small': why('Choose larger blocks.'),
  'xen-creator': why(),
  'size-not-azure': why(),
  'bad-block-size': why(),
  'too-small-for-partitions': why(),
  'parent-needed': why(),
  'parent-not-wanted': why(),
  'parent-without-id': why(),
  'partitions-on-child': why(),
  'parent-size': why(),
  'bad-name': why(),
};

const PLAN: Words<Exclude<PlanError['kind'], IoError['kind']>> = {
  'out-of-range': ({ diskSectors }, names) =>
    say(`The disk ends after ${plural(diskSectors, 'sector')}.`, standing(names), 'Choose a range within it.'),
  'outside-file': ({ at }, names) => say(`0x${hex(at)} lies outside the file.`, standing(names), 'Look at the problems of the disk.'),
  'not-whole-sectors': ({ bytes }, names) => say(`${bytesText(bytes)} are no whole number of sectors.`, standing(names)),
  'overlapping-edits': refused('The change does not fit together.'),
  'too-much': ({ most }, names) => say(`More than ${sizeText(most)} at once is not possible.`, standing(names)),
  'not-a-disk': refused('There is no disk in this file.'),
  'no-block-map': (_error, names) => say('The disk’s block table can’t be read.', standing(names), 'Look at the problems of the disk.'),
  'in-use-by-xen': refused('A Xen host has marked the disk as in use.'),
  'damaged-block': ({ block }, names) => say(`Block ${grouped(block)} is damaged.`, standing(names), 'Look at the problems of the disk.'),
  'header-overlaps': why(),
  'cannot-grow': refused('The file can’t be made longer.'),
  'no-such-structure': refused('The disk does not have this structure.'),
  'footer-unread': refused('The drive does not give one of the two footers.'),
  'bad-value': ({ field }, names) => say(`The ${field} can’t have this value.`, standing(names)),
};

const NEEDS: Readonly<Record<Of<'wrong-kind'>['needs'], string>> = {
  sparse: 'Only dynamic and differencing disks have blocks to leave out.',
  differencing: 'Only a differencing disk has a parent to merge with.',
  disk: 'This needs a VHD with a footer.',
  smaller: 'The new size must be smaller.',
  larger: 'The disk has this size already.',
  'more-layers': 'The disk has fewer layers than that.',
};

type OwnKind = Exclude<
  JobError['kind'],
  IoError['kind'] | FormatError['kind'] | SaveCause['kind'] | CreateError['kind'] | PlanError['kind']
>;

const HALF_SAVED: Readonly<Record<Of<'half-saved'>['why'], (name: string) => readonly [string, string]>> = {
  'partly-written': (name) => [
    `A save of ${name} was cut off: old and new sectors are mixed in it.`,
    'Open that disk, decide about the save in the bar at the top, and retry.',
  ],
  running: (name) => [`Another Platter is saving ${name}.`, 'Retry when it is done.'],
  'changed-since': (name) => [
    `A save of ${name} was cut off, and another program has written to the file since.`,
    'Open that disk, decide about the save in the bar at the top, and retry.',
  ],
  unreadable: (name) => [
    `The journal of a save beside ${name} can’t be read, so nobody can tell whether the save is complete.`,
    'Ask for the right to read it, or use the version of Platter that wrote it.',
  ],
  unusable: (name) => [
    `The journal of an earlier save beside ${name} is damaged, so nobody can tell whether old and new sectors are mixed in the disk.`,
    'Go on with a copy from before that save, or open that disk, put the journal aside in the bar at the top, and retry.',
  ],
  'not-a-file': (name) => [
    `${noFileText(name)}, so nobody can tell whether a save of it was cut off.`,
    'Go on with a copy from before that save, or open that disk, put it aside in the bar at the top, and retry.',
  ],
};

const OWN: Words<OwnKind> = {
  'is-disk': (_error, names) =>
    say('This is a VHD already: it would end up inside another one.', standing(names), 'Open it, and make another kind of disk from it.'),
  'footer-inside': ({ at, behind }, names) =>
    say(
      'This is a VHD that was grown as if it were raw: it would end up inside another one.',
      `Its footer is at 0x${hex(at)}, with ${bytesText(behind)} behind it.`,
      standing(names),
      'Open it, look for a footer in all of it, make a repaired copy, and make another kind of disk from that.',
    ),
  'target-in-chain': ({ name }, names) =>
    say(`The new file would take the place of ${name}, which it is made from.`, standing(names), 'Choose another name.'),
  'job-too-large': (_error, names) =>
    say(
      'The disk has so many parts that this would take more memory than one job may have.',
      standing(names),
      'Export a list of its runs or problems instead.',
    ),
  'half-saved': ({ name, why }, names) => {
    const [what, todo] = HALF_SAVED[why](name);
    return say(what, standing(names), todo);
  },
  unreadable: ({ lba, sectors, source }, names) =>
    say(
      `${plural(sectors, 'sector')} from LBA ${grouped(lba)} on can’t be read.`,
      source === 'unknown' ? 'A parent that is missing would hold them.' : 'Their block is damaged.',
      standing(names),
      source === 'unknown'
        ? 'Locate the parent and retry.'
        : 'Repair the disk first, or export it as raw bytes with zeros for what can’t be read.',
    ),
  'parent-missing': ({ lookedFor, expectedId, of, isThere, sameId }, names) => {
    const which = of === null ? 'Parent disk' : 'Grandparent disk';
    const whose = of === null ? '' : `: the parent of ${of}`;
    if (sameId !== undefined)
      return say(
        `${which} not found by its name${whose}.`,
        `Several files have its ID: ${sameId.map(visibleText).join(', ')}. Which of them is meant, nobody can tell.`,
        standing(names),
        'Locate the parent, and retry.',
      );
    if (isThere)
      return say(
        `${which} can’t be opened${whose}.`,
        `${lookedFor.join(' and ')} stands beside ${of ?? 'the disk'} and can’t be opened as a disk.`,
        standing(names),
        'Open it by itself to see why, and retry.',
      );
    return say(
      `${which} not found${whose}.`,
      lookedFor.length === 0 ? `No file has the ID ${expectedId}.` : `Looked for ${lookedFor.join(' and ')} beside ${of ?? 'the disk'}.`,
      standing(names),
      'Bring it back beside its child, or locate it, and retry.',
    );
  },
  'chain-loop': ({ of }, names) =>
    say(
      'The parents form a circle.',
      `The parent of ${of} is a disk that stands on it.`,
      standing(names),
      'Give that disk its right parent, and retry.',
    ),
  'chain-too-deep': ({ layers }, names) =>
    say(`The chain has more than ${plural(layers, 'disk')}.`, standing(names), 'Merge the upper ones first, and retry.'),
  'parent-mismatch': ({ expectedId, foundId }, names) =>
    say(
      'The parent isn’t the disk this one was made from.',
      `Its ID is ${foundId}, not ${expectedId}.`,
      standing(names),
      'Choose the right one.',
    ),
  'bad-parent': ({ path, why }, names) => {
    const parent = visibleText(path);
    return say(`${parent} can’t be the parent any more: ${reasonText(why).why}.`, standing(names), 'Choose the right one.');
  },
  'end-would-go': ({ bytes }, names) =>
    say(
      'The size of the disk is no whole number of sectors.',
      `Its last ${plural(bytes, 'byte')} are not read, and would be lost.`,
      standing(names),
      'Mend the size first, or make a new file beside it.',
    ),
  'parent-not-named': ({ standIn }, names) =>
    say(
      'Nobody has said which file the parent is.',
      `${standInText(standIn)}. It may be an older copy, or a newer one.`,
      standing(names),
      'Locate the parent, or bring the named file back, and retry.',
    ),
  'saved-state': refused('The disk is in a saved state: a suspended machine relies on its layout. Shut the machine down first.'),
  'drops-hidden-data': (error, names) =>
    say(
      'The disk holds data that the new file would not have.',
      hiddenDataText(error),
      standing(names),
      'Write the new file under another name, or decide first under Repair whether the data is shown or dropped.',
    ),
  'data-beyond': ({ lba }, names) =>
    say(
      `There is data behind the new end, at LBA ${grouped(lba)}.`,
      standing(names),
      'Choose a larger size, or empty that part in the guest first.',
    ),
  'partition-beyond': ({ index, endLba }, names) =>
    say(
      `Partition ${index} reaches to LBA ${grouped(endLba - 1)}, behind the new end.`,
      standing(names),
      'Shrink the partition first, or choose a larger size.',
    ),
  'wrong-kind': ({ needs }, names) => say(NEEDS[needs], standing(names)),
  'bad-pattern': refused('The pattern can’t be searched for.'),
  'verify-failed': ({ lba }, names) =>
    say(
      `The new file differs from the source at LBA ${grouped(lba)}.`,
      'The drive gave back other bytes than were written.',
      standing(names),
      'Choose another drive.',
    ),
  internal: ({ text }, names) =>
    say('Something went wrong inside Platter.', standing(names), `The log has the details under reference ${text}.`),
};

const ALL: Words<JobError['kind']> = { ...IO, ...FORMAT, ...SAVE, ...CREATE, ...PLAN, ...OWN };

export const jobErrorText = (error: JobError, names: Names): ErrorText =>
  (ALL[error.kind] as (e: JobError, n: Names) => ErrorText)(error, names);

const NOT_BEGUN = 'Nothing was written.';

type StartWords = {
  readonly [K in (JobStartError | BoundaryError)['kind']]: (
    error: Extract<JobStartError | BoundaryError, { readonly kind: K }>,
    target: string,
  ) => ErrorText;
};

const START: StartWords = {
  'stale-ticket': () => say('This place has to be chosen again.', NOT_BEGUN),
  'image-closed': () => say(CLOSED_MEANWHILE, NOT_BEGUN),
  'no-disk': () => say('There is no disk in this file.', NOT_BEGUN),
  'interrupted-save': () => say('An interrupted save comes first.', 'Decide about it in the bar at the top.', NOT_BEGUN),
  'unsaved-structures': () =>
    say('Changes of the file’s own structures are not saved.', NOT_BEGUN, 'Review and save them first, or leave unsaved changes out.'),
  'place-needed': () => say('Choose a name and a place.', NOT_BEGUN),
  'too-many': () => say('There are 64 jobs on the list already.', 'Wait until some of them are over.'),
  'source-changed': () => say('The disk changed since it was opened.', NOT_BEGUN, 'Close this and reload the disk to see how it is now.'),
  'source-gone': () => say('The disk is not there any more.', NOT_BEGUN, 'It was moved, renamed or deleted, or its drive was removed.'),
  'target-taken': (_error, target) => say(`Another job is writing ${target} already.`, NOT_BEGUN, 'Choose another name, or wait.'),
  exists: (_error, target) =>
    say(`${target} exists now.`, 'It appeared or changed after you chose the name, and was left alone. Look again.'),
  obstacle: ({ obstacle }, target) => say(`${target} can’t be replaced.`, obstacleText(target, obstacle), NOT_BEGUN),
  internal: ({ ref }) => say('Something went wrong inside Platter.', NOT_BEGUN, `The log has the details under reference ${ref}.`),
  'untrusted-sender': () => say(REJECTED, NOT_BEGUN),
  'bad-request': ({ at }) => say(REJECTED, rejectedPart(at), NOT_BEGUN),
};

/** Why a job was not even begun; `target`: the new file's name. */
export const startErrorText = (error: JobStartError | BoundaryError, target: string): ErrorText =>
  (START[error.kind] as (e: JobStartError | BoundaryError, t: string) => ErrorText)(error, target);

/** The same as one line, for a sheet that stays open. */
export function startErrorLine(error: JobStartError | BoundaryError, target: string): string {
  const { title, detail } = startErrorText(error, target);
  return `${title} ${detail}`;
}
