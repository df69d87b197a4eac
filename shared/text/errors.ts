/**
 * Why an action failed and what to do about it, as parts of one line: "what: why. What to do." Exhaustive by type: a new kind
 * of error does not compile without its words.
 */
import type { JobError } from '../jobs';
import { NAME_TOO_LONG } from '../errors';
import type {
  CreateError,
  FileError,
  FormatError,
  IoError,
  NameRefusal,
  OtherWriter,
  ParentRefusal,
  PlanError,
  RecoveryError,
  SaveCause,
  StandIn,
} from '../errors';
import { bothIds, visibleText } from '../vhd/codec';
import { timesText } from './parentTimes';
import { MAX_DISK_SECTORS, SECTOR_BYTES } from '../vhd/units';
import { rawDiskReason } from './cutDisk';
import { ARCHIVES, articleFor, FORMAT_NAMES } from './formats';
import { HALF_SAVED, settleCommand } from './halfSaved';
import { lostBlocksText } from './lostBlocks';
import { hiddenDataText } from './hiddenData';
import { AS_TEXT, BAD_NAMES, BAD_PLAN, ddrescued, GROWTH, JOURNAL, NAME_FAULTS, say, UNKNOWN_REST, type ReasonText } from './reasons';
import { sharingText } from './sharedFates';
import { shellWord } from './shellWord';
import { bytesText, sizeText } from './size';
import { grouped, hex, plural, rangeText } from './numbers';

export type Reason =
  | IoError
  | FormatError
  | FileError
  | PlanError
  | CreateError
  | SaveCause
  | RecoveryError
  | ParentRefusal
  | NameRefusal
  | JobError
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'check-failed' };

/** The limit of dynamic and differencing disks. Fixed ones can be far larger than anybody asks for. */
const MAX_TEXT = `${grouped(MAX_DISK_SECTORS * SECTOR_BYTES)} bytes (2,040 GiB)`;

const writerText = ({ pid, command }: OtherWriter): string => `${command ?? 'another program'}${pid === null ? '' : ` (process ${pid})`}`;

const NEEDS = {
  sparse: say('it is not a dynamic or differencing disk', 'Only those can be compacted.'),
  differencing: say('it is not a differencing disk', 'Only those have a parent.'),
  disk: say('there is no disk in it', 'Run “platter check”.'),
  smaller: say('it is not smaller', 'Choose another size.'),
  larger: say('it has that size already', 'Choose another size.'),
  'more-layers': say('the chain has not that many layers', 'Choose a smaller --depth; “platter info” lists the chain.'),
} as const;

const PATTERNS = {
  empty: say('the pattern matches anything', 'Say what to look for.'),
  hex: say('the pattern is not hex', 'Write pairs of digits, and ? for any digit: "DE AD ?? 4?".'),
  regex: say('the pattern is no regular expression', 'Check its brackets.'),
  costly: say('the regular expression takes too long on these bytes', 'Make it simpler: bound what repeats, as in .{0,40}.'),
  'too-long': say('the pattern is too long', 'Look for a part of it.'),
  number: say('that is no number', 'Write one number, or a range: 4096, 0x1000, -5..5.'),
  'number-size': say('the number does not fit into so many bits', 'Choose more bits.'),
  range: say('the range ends before it begins', 'Write the smaller end first: 10..20.'),
  guid: say('that is no GUID', 'It has 32 hex digits: 01234567-89ab-cdef-0123-456789abcdef.'),
  date: say('that is no date', 'Write a day or a moment in UTC, or a range: 2024-01-31, 2024-01-31 12:00, 2024-01-01..2024-12-31.'),
  'no-such-date': say('the format has no such date', 'FAT’s dates begin in 1980, VHD’s in 2000, and 32 bits end in 2038 to 2136.'),
  encoding: say('the text cannot be written in that encoding', 'Choose another encoding.'),
} as const;

const sectorsText = ({ lba, sectors }: { readonly lba: number; readonly sectors: number }): string => rangeText('sector', lba, sectors);

/** The facts an error of this kind carries. */
type FactsOf<K, R = Reason> = R extends { readonly kind: infer Kinds } ? (K extends Kinds ? R : never) : never;
type Words = { readonly [K in Reason['kind']]: (error: FactsOf<K>) => ReasonText };

const TOO_LONG = say('the name, or that of a file which has to stand beside it, is longer than the drive allows', 'Choose a shorter name.');

const notWritten = ({ code }: { readonly code: string }): ReasonText =>
  code === NAME_TOO_LONG ? TOO_LONG : say(`the drive could not finish writing (${code})`, 'Check the drive, then try again.');

function readFailed({ at, bytes, code, inDisk }: FactsOf<'read-failed'>): ReasonText {
  if (code === 'EOF') return say(`the file ends before 0x${hex(at + bytes)}`, 'Run “platter check”.');
  if (code === NAME_TOO_LONG) return TOO_LONG;
  // `bytes` is 0 if the file could not even be opened.
  const what = bytes === 0 ? `reading failed (${code})` : `the drive does not give ${bytesText(bytes)} at 0x${hex(at)} (${code})`;
  return say(what, inDisk === true ? `Write the rest with “platter export --salvage”, or ${ddrescued('copy')}` : ddrescued('Copy'));
}

const words: Words = {
  'not-found': () => say('there is no such file', 'Check the name.'),
  'permission-denied': () => say('permission denied', 'Ask for the rights, or run as a user who has them.'),
  'in-use': ({ name }) =>
    say(`another program holds ${name === undefined ? 'the file' : visibleText(name)}`, 'Close it there, then try again.'),
  'is-folder': () => say('it is a folder', 'Name the file inside it.'),
  'not-a-file': () => say('it is a device or a pipe and not an ordinary file', 'Copy what it gives into a file first.'),
  'broken-link': () => say('it is a symbolic link that leads nowhere', 'Name the file itself, or correct the link.'),
  'link-not-followed': () => say('it is a symbolic link, and parents are not looked for through links', 'Name the file itself.'),
  'other-id': (error) => say(`it is another disk, with the ID ${bothIds(error.foundId)}`, 'Name the right one.'),
  'read-failed': readFailed,
  'empty-file': () => say('the file is empty', 'Copy or download it again.'),
  'too-small': (error) => say(`${bytesText(error.fileBytes)} are too few for a disk`, 'Copy or download it again.'),
  foreign: (error) =>
    say(
      `it is ${articleFor(FORMAT_NAMES[error.format])} ${FORMAT_NAMES[error.format]} image, not a VHD`,
      'Convert it with a program that knows it, such as qemu-img.',
    ),
  archive: (error) => say(`it is ${ARCHIVES[error.format].what}`, ARCHIVES[error.format].todo),
  'vhdl-source': () => say('it is VHDL source code, not a disk', 'Open it in a text editor.'),
  'raw-disk': rawDiskReason,
  'no-footer': (error) =>
    error.headerAt === null
      ? say(
          'it is not a VHD: no footer at its end, none at its start',
          'Check that it is the right file, and complete; “platter repair” looks through all of it for a footer.',
        )
      : say(
          `neither footer can be read, though a dynamic header stands at 0x${hex(error.headerAt)} with ${grouped(error.plausibleBlocks)} plausible block${error.plausibleBlocks === 1 ? '' : 's'}`,
          'See what “platter repair” can make of it, or read its bytes with “platter read --file-bytes”.',
        ),
  'split-part': ({ present, missing }) =>
    say(
      `it is one part of a disk that was cut into ${visibleText(present.join(', '))}${missing.length === 0 ? '' : `; ${visibleText(missing.join(', '))} missing`}`,
      missing.length === 0 ? 'Join them in a new file, as “cat” does, one behind the other.' : 'Find the missing parts first.',
    ),
  'footer-in-front': () =>
    say(
      'a fixed disk’s footer stands in front of it instead of at its end',
      'Run “platter repair”, which writes it in order to a new file.',
    ),
  'swapped-bytes': () =>
    say('every two bytes of it are swapped, as between machines of different byte order', 'Swap them back, as “dd conv=swab” does.'),
  'copied-as-text': () => AS_TEXT,
  unsupported: (error) =>
    error.what === 'disk-type'
      ? say(`unknown disk type ${error.value}`, 'VHD knows fixed, dynamic and differencing disks.')
      : say(`it claims ${grouped(error.value)} blocks`, 'No real disk has that many.'),
  'disk-full': () => say('the drive is full', 'Make room, or choose another drive.'),
  'read-only': ({ isMarked, name }) =>
    isMarked === true
      ? say(`${name === undefined ? 'the file' : visibleText(name)} is marked read-only`, 'Take that mark off it, or choose another file.')
      : say('the drive or file is read-only', 'Choose another place.'),
  exists: () => say('the file is there already', 'Choose another name, or add --force to replace it.'),
  'too-large': () => say('the file would be larger than this drive allows', 'FAT stops at 4 GiB: choose a drive with another file system.'),
  // Every new file is written beside its name. A folder that is several drives at once, as overlays are, may still refuse.
  'cross-device': (error) => say(`a finished file could not get its name on this drive (${error.code})`, 'Choose another place.'),
  'write-failed': (error) =>
    error.code === NAME_TOO_LONG ? TOO_LONG : say(`writing at 0x${hex(error.at)} failed (${error.code})`, 'Check the drive.'),
  'sync-failed': notWritten,
  'rename-failed': notWritten,
  'close-failed': notWritten,
  'changed-on-disk': () => say('another program changed the file meanwhile', 'Try again when it is done.'),
  locked: (error) =>
    say(
      // A program that is not known may only be reading, which on Windows keeps writers out as well.
      error.by.length === 0 ? 'another program has the file open' : `${error.by.map(writerText).join(', ')} has the file open for writing`,
      'Close it there, then try again.',
    ),
  'left-behind': ({ what, name, cause }) => {
    const left = visibleText(name);
    return what === 'empty-file'
      ? say(`${reasonText(cause).why}, and an empty file is left that cannot be removed: ${left}`, 'Remove it, then try again.')
      : say(`${reasonText(cause).why}, and the old file could not get its name back: it is now ${left}`, 'Rename it, then try again.');
  },
  'no-room': (error) =>
    say(`${sizeText(error.needBytes)} are needed and ${sizeText(error.freeBytes)} are free`, 'Make room, or choose another drive.'),
  'read-back-differs': (error) => say(`what was written reads back differently at 0x${hex(error.at)}`, 'Check the drive.'),
  'bad-plan': (error) => say(`the change cannot be carried out: ${BAD_PLAN[error.why]}`, 'Make it in smaller parts.'),
  'bad-file-name': (error) =>
    say(`Windows cannot have a file of that name: ${NAME_FAULTS[error.why]}`, 'Choose another name; disks travel.'),
  cancelled: () => say('it was cancelled', 'Nothing of it was kept.'),
  'check-failed': () => say('the new file did not pass its check', 'It was thrown away. Please report this.'),
  'journal-exists': ({ of, path, settling }) =>
    say(
      `an earlier save was cut off, and its journal ${of === undefined ? '' : `${visibleText(of)}.platter-journal `}stands beside the image`,
      `Settle it first: ${settleCommand(path ?? 'FILE', settling)}.`,
    ),
  'target-in-chain': ({ name }) =>
    say(`the new file would take the place of ${visibleText(name)}, which it is made from`, 'Choose another name for it.'),
  'job-too-large': () =>
    say(
      'the disk has so many parts that this would take more memory than one job may have',
      'Ask for less at a time: “platter map --jsonl” and “platter check --json” list parts one by one.',
    ),
  'half-saved': ({ name, path, why, moved }) => HALF_SAVED[why](visibleText(name), path, moved === true ? { moved } : {}),
  'no-journal': () => say('there is no journal beside the image', 'Nothing has to be done.'),
  'journal-unusable': (error) =>
    say(
      `the journal beside the image cannot be used: ${JOURNAL[error.why]}`,
      'It can only be put aside, which leaves the image as it is: --interrupted set-aside.',
    ),
  'journal-live': (error) =>
    error.pid === null
      ? say('another program is saving this image now', 'Wait until it is done.')
      : say(
          `process ${error.pid}, which has the number of the one that began this save, is running`,
          'Wait until it is done; if it is another program, add --force.',
        ),
  'journal-in-use': () =>
    say(
      'another program has the journal beside the image open',
      'Close it there, then try again; a backup or a virus scanner lets go by itself.',
    ),
  'journal-moved': () =>
    say('the journal belongs to another file', 'If it is this one, moved or copied since, add --force; otherwise --interrupted set-aside.'),
  'foreign-bytes': (error) =>
    say(
      `another program wrote to the image at 0x${hex(error.at)} after the save was cut off`,
      'Look at the image; then put the journal aside: --interrupted set-aside.',
    ),
  'not-all-new': () => say('not all of the save’s bytes are in the image', 'Take the save back instead.'),
  'not-interrupted': () => say('the save is complete', 'Finish it: only its journal is left to be put away.'),
  'out-of-range': (error) =>
    say(
      `${plural(error.sectors, 'sector')} from LBA ${grouped(error.at)} on ${error.sectors === 1 ? 'is' : 'are'} not on a disk of ${plural(error.diskSectors, 'sector')}`,
      'Choose a range on the disk.',
    ),
  'outside-file': (error) => say(`${bytesText(error.bytes)} at 0x${hex(error.at)} are not in the file`, 'Choose a range in the file.'),
  'not-whole-sectors': (error) =>
    say(
      `${bytesText(error.bytes)} are not whole sectors of 512 bytes`,
      `Fill them up with ${plural(512 - (error.bytes % 512), 'zero byte')} first.`,
    ),
  'overlapping-edits': (error) => say(`two changes overlap at ${grouped(error.at)}`, 'Make them one after the other.'),
  'too-much': (error) =>
    say(`${sizeText(error.bytes)} are more than the ${sizeText(error.most)} one save may change`, 'Write it in parts.'),
  'not-a-disk': () => say('there is no disk in the file', 'Run “platter check”.'),
  'no-block-map': () => say('the block table cannot be used', 'Run “platter check”.'),
  'in-use-by-xen': () => say('a Xen host has the disk open, or crashed while it had', 'Detach the disk there first.'),
  'damaged-block': (error) => say(`block ${grouped(error.block)} is damaged`, 'Run “platter check”.'),
  'unknown-sector': ({ lba, why }) => say(`${UNKNOWN_REST[why]} (sector ${grouped(lba)})`, 'Change whole sectors.'),
  'overlapping-block': ({ block, other }) => say(sharingText(block, other), 'See “platter repair”.'),
  'header-overlaps': () => say('the dynamic header lies over another structure, which would change with it', 'Run “platter check”.'),
  'cannot-grow': (error) => say(`the file cannot be made longer: ${GROWTH[error.why]}`, 'Run “platter check”.'),
  'no-such-structure': (error) =>
    say(`the image has no ${error.structure === 'footer' ? 'footer' : 'dynamic header'}`, 'Run “platter info” to see what it has.'),
  'footer-unread': (error) =>
    say(
      `the drive does not give the ${error.at === 0 ? 'copy of the footer at the start' : 'footer at the end'}, and only one of the two would change`,
      'Copy what the drive still gives, as “ddrescue” does, and change the copy; --raw changes one alone.',
    ),
  'bad-value': (error) => say(`that value does not fit ${error.field}`, 'Run “platter info” to see what it holds now.'),
  'wrong-parent': (error) =>
    say(`its ID is ${bothIds(error.foundId)}, and the child names ${bothIds(error.expectedId)}`, 'Name the right parent.'),
  'chain-loop': (error) =>
    'of' in error
      ? say(
          `the parent of ${visibleText(error.of)} is a disk that stands on it, so that the chain never ends`,
          'Give that disk its right parent with “platter reconnect”.',
        )
      : say('the file is in the chain already', 'Name another parent.'),
  'chain-too-deep': (error) =>
    say(`the chain has more than ${grouped(error.layers)} disks`, 'Make one disk of the upper ones first: “platter merge --depth”.'),
  'size-not-whole-sectors': (error) => say(`${bytesText(error.bytes)} are not whole sectors of 512 bytes`, 'Choose a multiple of 512.'),
  'size-zero': () => say('a disk needs at least one sector', 'Choose a larger size.'),
  'size-too-large': (error) => say(`${bytesText(error.bytes)} are more than such a disk can have`, `Choose at most ${MAX_TEXT}.`),
  'size-not-azure': () => say('Azure takes fixed disks only', 'Choose --type fixed.'),
  'bad-block-size': (error) =>
    say(`${bytesText(error.bytes)} are no block size`, 'Choose a power of two from 512 bytes to 256 MiB; 2 MiB is usual.'),
  'blocks-too-small': (error) =>
    say(
      `the block table cannot reach all of ${sizeText(error.bytes)} in blocks of ${sizeText(error.blockBytes)}`,
      'Choose larger blocks, such as --block-size 2MiB.',
    ),
  'too-small-for-partitions': (error) =>
    say(`${bytesText(error.bytes)} are too few for a partition table`, 'Choose a larger size, or --partition-table none.'),
  'parent-needed': () => say('a differencing disk needs a parent', 'Name it with --parent.'),
  'parent-not-wanted': () => say('only a differencing disk has a parent', 'Leave --parent out, or choose --type differencing.'),
  'parent-without-id': () =>
    say('the parent has no ID, so that a child could belong to any disk', 'Give it one: platter set PARENT footer.uniqueId=new.'),
  'partitions-on-child': () => say('a differencing disk has its parent’s partitions', 'Leave --partition-table out.'),
  'parent-size': (error) =>
    say(`the parent has ${bytesText(error.parentBytes)}, and the child must have as many`, 'Leave --size out, or name another parent.'),
  'geometry-not-size': (error) =>
    say(
      `the geometry says ${bytesText(error.geometryBytes)} and the disk has ${bytesText(error.bytes)}`,
      `Choose --size ${error.geometryBytes}, or another --geometry.`,
    ),
  'smaller-than-source': (error) =>
    say(`${bytesText(error.bytes)} are fewer than the ${bytesText(error.sourceBytes)} that it would have to hold`, 'Choose a larger size.'),
  'is-disk': () =>
    say('it is a VHD disk already, which would end up inside another one', 'Make another type of it with “platter convert”.'),
  'footer-inside': (error) =>
    say(
      `it is a VHD disk already, which would end up inside another one: a footer stands at 0x${hex(error.at)}, with ${bytesText(error.behind)} behind it`,
      'It was grown as if it were raw. “platter repair” cuts off what stands behind the footer, or moves the footer to the end; then use “platter convert”.',
    ),
  'xen-creator': () =>
    say(
      '“tap” is Xen’s name, and Xen wants a block bitmap with it, which is not made here',
      'Choose another creator; Xen takes “win ” too.',
    ),
  'bad-name': (error) => say(`that cannot be stored as ${BAD_NAMES[error.field]}`, 'Choose another one.'),
  unreadable: (error) =>
    error.source === 'unknown'
      ? say(`${sectorsText(error)} ${error.sectors === 1 ? 'is' : 'are'} in a parent that was not found`, 'Name it with --parent.')
      : error.isAll === true
        ? say(
            'no sector of the disk can be read: its block table cannot be read, or is damaged',
            `Run “platter check”. Where the drive does not give the table: ${ddrescued('copy')}`,
          )
        : say(
            `${sectorsText(error)} cannot be read, or ${error.sectors === 1 ? 'lies' : 'lie'} in a damaged block`,
            'Run “platter check”; “platter export --salvage” writes the rest.',
          ),
  'parent-missing': (error) => {
    const whose = error.of === null ? 'its parent' : `a grandparent, the parent of ${visibleText(error.of)},`;
    const names = error.lookedFor.map(visibleText).join(', ');
    if (error.sameId !== undefined)
      return say(
        `${whose} was not found by its name (${names}), and several files have its ID: ${error.sameId.map(visibleText).join(', ')}`,
        'Which of them is meant, nobody can tell: name it with --parent, or bring the named file back.',
      );
    if (error.isThere)
      return say(
        `${whose} ${names} cannot be opened`,
        '“platter check” of that file says why; “platter export --known” writes what is known without it.',
      );
    return say(
      `${whose} ${bothIds(error.expectedId)} was not found${names === '' ? '' : ` (looked for ${names})`}`,
      'Put it beside its child, or name it with --parent; “platter export --known” writes what is known without it.',
    );
  },
  'parent-mismatch': (error) =>
    say(`the parent’s ID is ${bothIds(error.foundId)}, and the child names ${bothIds(error.expectedId)}`, 'Name the right parent.'),
  'parent-too-many': () => say('every disk of the chain has its parent without it', 'Leave it out.'),
  'bad-parent': (error) => {
    const { why, todo } = reasonText(error.why);
    return say(`${visibleText(error.path)} cannot be a parent of it: ${why}`, todo);
  },
  'end-would-go': (error) =>
    say(
      `the disk’s size is no whole number of sectors, and its last ${plural(error.bytes, 'byte')} would be lost`,
      'Repair its size first (F07), or make a new file beside it.',
    ),
  'parent-not-named': ({ standIn }) =>
    say(
      `${standInText(standIn)}; what it holds may be older or newer`,
      `If it is the right one, name it: --parent ${shellWord(standIn.found)}; else bring ${standIn.names.map(visibleText).join(' or ')} back.`,
    ),
  'saved-state': () =>
    say('the disk is in a saved state: a suspended virtual machine relies on it', 'Resume and shut down that machine first.'),
  'drops-hidden-data': (error) =>
    say(
      hiddenDataText(error).slice(0, -1),
      `Decide first with “platter repair --deep” (${error.where === 'clear-bits' ? 'B15' : 'B05 and B21'}) whether it is data or to be dropped; or choose --output or --backup, which keep the old file.`,
    ),
  'drops-lost-blocks': (error) =>
    say(
      `${lostBlocksText(error)}: the new file would not have ${error.blocks + error.unclear === 1 ? 'it' : 'them'}`,
      'See “platter check --deep”, and put them back with “platter repair --rebuild --output COPY”; or add --force to do without.',
    ),
  'would-be-larger': ({ bytes, source }) =>
    say(
      `nothing can be won: the new file would have ${bytesText(bytes)}, ${bytesText(bytes - source)} more than the old one`,
      'Leave it as it is, or add --force.',
    ),
  'data-beyond': (error) => say(`data lies behind the new end, at LBA ${grouped(error.lba)}`, 'Move it first, or add --force to lose it.'),
  'partition-beyond': (error) =>
    say(
      `partition ${error.index} reaches to LBA ${grouped(error.endLba - 1)}, behind the new end`,
      'Shrink it first, or add --force to cut it.',
    ),
  'wrong-kind': (error) => NEEDS[error.needs],
  'bad-pattern': (error) => PATTERNS[error.why],
  'verify-failed': (error) =>
    say(`the new file differs from the source at LBA ${grouped(error.lba)}`, 'It was thrown away. Check drive and memory, then try again.'),
  internal: (error) => say(`this is a fault of ours (${error.text.split('\n', 1)[0] ?? ''})`, 'Please report it.'),
};

export const reasonText = (error: Reason): ReasonText => (words[error.kind] as (error: Reason) => ReasonText)(error);

/** What stands where a parent was looked for, what does not, and what was not looked at. Without a full stop at the end. */
export function placesText({ names, outside = [], refused }: Pick<StandIn, 'names' | 'outside' | 'refused'>): string {
  const isThere = refused.map(({ name, why }) => `${visibleText(name)} is there, but ${reasonText(why).why}`);
  const gone = names.filter((name) => !refused.some((other) => other.name.toLowerCase() === name.toLowerCase())).map(visibleText);
  const lacks = gone.length === 0 ? [] : [`there is no ${gone.join(' or ')}`];
  const paths = (here: boolean): string[] => outside.filter(({ usableHere }) => usableHere === here).map(({ path }) => visibleText(path));
  const [out, foreign] = [paths(true), paths(false)];
  const unseen = [
    ...(out.length === 0
      ? []
      : [`${out.join(' and ')} ${out.length === 1 ? 'leads out of the folder and was' : 'lead out of the folder and were'} not followed`]),
    ...(foreign.length === 0 ? [] : [`${foreign.join(' and ')} cannot be followed on this system`]),
  ];
  return [...isThere, ...lacks, ...unseen].join('; ');
}

/** Which file was taken for which parent, and why the one that the child names was not. Without a full stop at the end. */
export function standInText({ child, found, times, ...places }: StandIn): string {
  const where = placesText(places);
  const apart = times === null ? '' : `. ${timesText(child, found, times)}`;
  return `${visibleText(found)} is taken for the parent of ${visibleText(child)} by its ID alone: ${where === '' ? 'it names none' : where}${apart}`;
}
