/** Why a long job failed or was not begun: what happened, how the files are now, what to do. Exhaustive by type. */
import { boundaryText, chooseAgain, CLOSED_MEANWHILE, inLog, NAME_REFUSED, SAVE_FIRST, WENT_WRONG } from './boundary.text';
import type { BoundaryError, CreateError, FormatError, IoError, PlanError, SaveCause } from '../../shared/errors';
import type { JobStartError, JobView } from '../../shared/jobList';
import type { JobError } from '../../shared/jobs';
import { reasonText, standInText } from '../../shared/text/errors';
import { lostBlocksText } from '../../shared/text/lostBlocks';
import { hiddenDataText } from '../../shared/text/hiddenData';
import { bytesText } from '../../shared/text/size';
import { visibleText } from '../../shared/vhd/codec';
import { openErrorText } from './openErrors.text';
import { obstacleText } from './place.text';
import { aboutText, notAllowedText, whyText } from './why.text';
import { grouped, hex, plural } from '../../shared/text/numbers';

export type ErrorText = { readonly title: string; readonly detail: string };
type Names = Pick<JobView, 'source' | 'target'>;
type Of<K extends string> = Extract<JobError, { readonly kind: K }>;
type Words<K extends string> = { readonly [P in K]: (error: Of<P>, names: Names) => ErrorText };

const say = (title: string, ...detail: readonly string[]): ErrorText => ({ title, detail: detail.filter((part) => part !== '').join(' ') });

/** The state of the files after a failure. */
const standing = ({ source, target }: Names): string =>
  target === null ? `${source} is as it was.` : `Nothing is left of the new file, and ${source} is as it was.`;

/** `next`: what to do about it, where the words do not say so. */
const why =
  (next = '') =>
  (error: JobError, names: Names): ErrorText =>
    say(whyText(error), standing(names), next);

const IO: Words<IoError['kind']> = {
  'not-found': ({ kind }, names) => say(aboutText('A file or a folder', kind), standing(names), 'Bring it back and retry.'),
  'permission-denied': (_error, names) =>
    say(notAllowedText('do this'), standing(names), 'You need to read the source and to write in the new file’s folder.'),
  'in-use': why('Close it there and retry.'),
  'is-folder': ({ kind }, names) => say(aboutText('What was chosen', kind), standing(names), 'Choose a file.'),
  'not-a-file': ({ kind }, names) => say(aboutText('What was chosen', kind), standing(names), 'Choose a file.'),
  'broken-link': ({ kind }, names) => say(aboutText('What was chosen', kind), standing(names), 'Choose the file itself.'),
  'read-failed': why('The drive may be failing, or the file was cut off.'),
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
  'copied-as-text': cannotOpen,
  unsupported: cannotOpen,
};

/** Of a file that has the name of the new one. */
const APPEARED = 'It appeared or changed after you chose the name, and was left alone. Look again, or choose another name.';

const SAVE: Words<Exclude<SaveCause['kind'], IoError['kind']>> = {
  'disk-full': why('Free space there and retry.'),
  'read-only': why('Choose another place.'),
  exists: ({ kind }, names) => say(aboutText(names.target ?? names.source, kind), APPEARED, standing(names)),
  'too-large': why('Choose another place.'),
  'cross-device': why('Choose another place.'),
  'write-failed': why('The drive may have been removed. Choose another place, or retry.'),
  'sync-failed': why('It may have been removed. Choose another place, or retry.'),
  'rename-failed': why('Choose another name.'),
  'left-behind': (error) => say(whyText(error), error.what === 'empty-file' ? 'Remove it and retry.' : 'Give it its name back and retry.'),
  'close-failed': why('Choose another place, or retry.'),
  'changed-on-disk': (error, names) =>
    error.what === 'identity' && names.target !== null
      ? say(
          `${names.source}, a parent of it, or the file to be replaced changed meanwhile.`,
          standing(names),
          'Close what writes to it, then retry or make it anew.',
        )
      : say(whyText(error), standing(names), 'Close what writes to it, then retry or make it anew.'),
  locked: why('Close it there and retry.'),
  'bad-file-name': why('Choose another name.'),
  'journal-exists': why('Open that disk and decide about it, or choose another name.'),
  'no-room': why('Free space there and retry, or choose another place.'),
  'read-back-differs': why('Choose another drive.'),
  'bad-plan': why('Copy the details for a report.'),
};

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

const SEE_PROBLEMS = 'Look at the problems of the disk.';

const PLAN: Words<Exclude<PlanError['kind'], IoError['kind']>> = {
  'out-of-range': why('Choose a range on the disk.'),
  'outside-file': why(SEE_PROBLEMS),
  'not-whole-sectors': why(),
  'overlapping-edits': why(),
  'too-much': why(),
  'not-a-disk': why(),
  'no-block-map': why(SEE_PROBLEMS),
  'in-use-by-xen': why('Detach the disk there first.'),
  'damaged-block': why(SEE_PROBLEMS),
  'unknown-sector': why(SEE_PROBLEMS),
  'overlapping-block': why(SEE_PROBLEMS),
  'header-overlaps': why(SEE_PROBLEMS),
  'cannot-grow': why(SEE_PROBLEMS),
  'no-such-structure': why(),
  'footer-unread': why(),
  'bad-value': why(),
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

/** What to do about a save of the source that was cut off. */
const SETTLE: Readonly<Record<Of<'half-saved'>['why'], string>> = {
  'partly-written': 'Open that disk, decide about the save in the bar at the top, and retry.',
  running: 'Retry when it is done.',
  held: 'Retry when it has let go; a virus scanner does so by itself.',
  'changed-since': 'Open that disk, decide about the save in the bar at the top, and retry.',
  unreadable: 'Ask for the right to read it, or use the version of Platter that wrote it.',
  unusable: 'Go on with a copy from before that save, or open that disk, put the journal aside in the bar at the top, and retry.',
  'not-a-file': 'Go on with a copy from before that save, or open that disk, put it aside in the bar at the top, and retry.',
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
  'target-in-chain': why('Choose another name.'),
  'job-too-large': why('Export a list of its runs or problems instead.'),
  'half-saved': (error, names) => say(whyText(error), standing(names), SETTLE[error.why]),
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
  'end-would-go': why('Mend the size first, or make a new file beside it.'),
  'parent-not-named': ({ standIn }, names) =>
    say(
      'Nobody has said which file the parent is.',
      `${standInText(standIn)}. It may be an older copy, or a newer one.`,
      standing(names),
      'Locate the parent, or bring the named file back, and retry.',
    ),
  'saved-state': why('Shut the machine down first.'),
  'drops-hidden-data': (error, names) =>
    say(
      'The disk holds data that the new file would not have.',
      hiddenDataText(error),
      standing(names),
      'Write the new file under another name, or decide first under Repair whether the data is shown or dropped.',
    ),
  'drops-lost-blocks': (error, names) =>
    say(
      'The file holds blocks that the new one would not have.',
      `${lostBlocksText(error)}.`,
      standing(names),
      'Check everything and repair the disk first, or write the new file under another name.',
    ),
  'would-be-larger': ({ bytes, source }, names) =>
    say(
      'Nothing can be won.',
      `The new file would have ${bytesText(bytes)}, ${bytesText(bytes - source)} more than ${names.source}.`,
      standing(names),
    ),
  'data-beyond': why('Choose a larger size, or empty that part in the guest first.'),
  'partition-beyond': why('Shrink the partition first, or choose a larger size.'),
  'wrong-kind': ({ needs }, names) => say(NEEDS[needs], standing(names)),
  'bad-pattern': why(),
  'verify-failed': why('The drive gave back other bytes than were written. Choose another drive.'),
  internal: ({ text }, names) => say(WENT_WRONG, standing(names), inLog(text)),
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

const rejected = (error: BoundaryError): ErrorText => {
  const { title, detail } = boundaryText(error);
  return say(title, NOT_BEGUN, detail);
};

const START: StartWords = {
  'stale-ticket': () => say(chooseAgain('This place'), NOT_BEGUN),
  'image-closed': () => say(CLOSED_MEANWHILE, NOT_BEGUN),
  'no-disk': () => say('There is no disk in this file.', NOT_BEGUN),
  'interrupted-save': () => say(SAVE_FIRST, 'Decide about it in the bar at the top.', NOT_BEGUN),
  'unsaved-structures': () =>
    say('Changes of the file’s own structures are not saved.', NOT_BEGUN, 'Review and save them first, or leave unsaved changes out.'),
  'place-needed': () => say('Choose a name and a place.', NOT_BEGUN),
  'too-many': () => say('There are 64 jobs on the list already.', 'Wait until some of them are over.'),
  'source-changed': () => say('The disk changed since it was opened.', NOT_BEGUN, 'Close this and reload the disk to see how it is now.'),
  'source-gone': () => say('The disk is not there any more.', NOT_BEGUN, 'It was moved, renamed or deleted, or its drive was removed.'),
  'target-taken': (_error, target) => say(`Another job is writing ${target} already.`, NOT_BEGUN, 'Choose another name, or wait.'),
  exists: ({ kind }, target) => say(aboutText(target, kind), APPEARED),
  obstacle: ({ obstacle }, target) => say(NAME_REFUSED, obstacleText(target, obstacle), NOT_BEGUN),
  internal: rejected,
  'untrusted-sender': rejected,
  'bad-request': rejected,
};

/** Why a job was not even begun; `target`: the new file's name. */
export const startErrorText = (error: JobStartError | BoundaryError, target: string): ErrorText =>
  (START[error.kind] as (e: JobStartError | BoundaryError, t: string) => ErrorText)(error, target);

/** The same as one line, for a sheet that stays open. */
export function startErrorLine(error: JobStartError | BoundaryError, target: string): string {
  const { title, detail } = startErrorText(error, target);
  return `${title} ${detail}`;
}
