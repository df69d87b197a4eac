/**
 * Why an act failed, and what to do about it, in half sentences for one line: "what: why. What to do." Exhaustive by type:
 * a new kind of error does not compile without its words.
 */
import type { JobError } from '../jobs';
import type { CreateError, FileError, FormatError, IoError, OtherWriter, PlanError, RecoveryError, SaveCause } from '../errors';
import { grouped, hex, visibleText } from '../vhd/codec';
import { FORMAT_NAMES } from './formats';
import { bytesText, sizeText } from './size';

export type ReasonText = { readonly why: string; readonly todo: string };

type WrongParent = { readonly kind: 'wrong-parent'; readonly expectedId: string; readonly foundId: string };

export type Reason =
  | IoError
  | FormatError
  | FileError
  | PlanError
  | CreateError
  | SaveCause
  | RecoveryError
  | WrongParent
  | JobError
  | { readonly kind: 'chain-loop' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'check-failed' };

const say = (why: string, todo: string): ReasonText => ({ why, todo });

const GROWTH = {
  'no-footer': 'the file has no sound footer at its end',
  'trailing-bytes': 'bytes stand behind the footer',
  'damaged-table': 'the block table is damaged',
  'table-too-small': 'the block table has no entry for the block',
  'beyond-reach': 'the block table cannot reach beyond 2 TiB of file',
} as const;

const BAD_PLAN = {
  overlap: 'two changes overlap',
  unordered: 'the changes are out of order',
  length: 'the lengths do not add up',
  'too-large': 'it is too large for one save',
} as const;

const JOURNAL = {
  short: 'it was cut off',
  'bad-magic': 'it is something else',
  'bad-version': 'it was written by another version',
  'bad-hash': 'its checksum is wrong',
  'bad-record': 'its contents make no sense',
  'too-large': 'it is too large',
} as const;

const writerText = ({ pid, command }: OtherWriter): string => `${command ?? 'another program'}${pid === null ? '' : ` (process ${pid})`}`;

const BAD_NAMES = {
  parentName: 'the parent’s name',
  parentPath: 'the parent’s path',
  creator: 'a creator of four letters',
  id: 'an id',
} as const;

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
  hex: say('the pattern is not hex', 'Write pairs of digits, and ?? for any byte: "DE AD ?? EF".'),
  regex: say('the pattern is no regular expression', 'Check its brackets.'),
  'too-long': say('the pattern is too long', 'Look for a part of it.'),
  encoding: say('the text cannot be written in that encoding', 'Choose another --encoding.'),
} as const;

const sectorsText = ({ lba, sectors }: { readonly lba: number; readonly sectors: number }): string =>
  `sectors ${grouped(lba)} to ${grouped(lba + sectors - 1)}`;

/** The facts an error of this kind carries. */
type FactsOf<K, R = Reason> = R extends { readonly kind: infer Kinds } ? (K extends Kinds ? R : never) : never;
type Words = { readonly [K in Reason['kind']]: (error: FactsOf<K>) => ReasonText };

const words: Words = {
  'not-found': () => say('there is no such file', 'Check the name.'),
  'permission-denied': () => say('permission denied', 'Ask for the rights, or run as a user who has them.'),
  'in-use': () => say('another program holds the file', 'Close it there, then try again.'),
  'is-folder': () => say('it is a folder', 'Name the file inside it.'),
  'not-a-file': () => say('it is not an ordinary file', 'Copy what it gives into a file first.'),
  'read-failed': (error) =>
    say(
      error.code === 'EOF'
        ? `the file ends before 0x${hex(error.at + error.bytes)}`
        : `reading at 0x${hex(error.at)} failed (${error.code})`,
      error.code === 'EOF' ? 'Run “platter check”.' : 'Check the drive, and copy the file elsewhere if you can.',
    ),
  'empty-file': () => say('the file is empty', 'Copy or download it again.'),
  'too-small': (error) => say(`${bytesText(error.fileBytes)} are too few for a disk`, 'Copy or download it again.'),
  foreign: (error) =>
    say(`it is a ${FORMAT_NAMES[error.format]} image, not a VHD`, 'Convert it with a program that knows it, such as qemu-img.'),
  archive: (error) => say(`it is a compressed file (${error.format})`, 'Extract it first.'),
  'vhdl-source': () => say('it is VHDL source code, not a disk', 'Open it in a text editor.'),
  'raw-disk': () => say('it has no VHD footer and looks like a raw disk', 'Read its bytes with “platter read --file-bytes”.'),
  'no-footer': (error) =>
    error.headerAt === null
      ? say('it is not a VHD: no footer at its end, none at its start', 'Check that it is the right file, and complete.')
      : say(
          `neither footer can be read, though a dynamic header stands at 0x${hex(error.headerAt)} with ${grouped(error.plausibleBlocks)} plausible blocks`,
          'Read its bytes with “platter read --file-bytes”.',
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
  unsupported: (error) =>
    error.what === 'disk-type'
      ? say(`unknown disk type ${error.value}`, 'VHD knows fixed, dynamic and differencing disks.')
      : say(`it claims ${grouped(error.value)} blocks`, 'No real disk has that many.'),
  'disk-full': () => say('the drive is full', 'Make room, or choose another drive.'),
  'read-only': () => say('the drive or file is read-only', 'Choose another place.'),
  exists: () => say('the file is there already', 'Choose another name, or add --force to replace it.'),
  'too-large': () => say('the file would be larger than this drive allows', 'Choose a drive without that limit.'),
  'cross-device': () => say('source and target are on different drives', 'Choose a target on the same drive.'),
  'write-failed': (error) => say(`writing at 0x${hex(error.at)} failed (${error.code})`, 'Check the drive.'),
  'sync-failed': (error) => say(`the drive could not finish writing (${error.code})`, 'Check the drive, then try again.'),
  'rename-failed': (error) => say(`the drive could not finish writing (${error.code})`, 'Check the drive, then try again.'),
  'close-failed': (error) => say(`the drive could not finish writing (${error.code})`, 'Check the drive, then try again.'),
  'changed-on-disk': () => say('another program changed the file meanwhile', 'Try again when it is done.'),
  locked: (error) =>
    say(
      `${error.by.length === 0 ? 'another program' : error.by.map(writerText).join(', ')} has the file open for writing`,
      'Close it there, then try again.',
    ),
  'no-room': (error) =>
    say(`${sizeText(error.needBytes)} are needed and ${sizeText(error.freeBytes)} are free`, 'Make room, or choose another drive.'),
  'read-back-differs': (error) => say(`what was written reads back differently at 0x${hex(error.at)}`, 'Check the drive.'),
  'bad-plan': (error) => say(`the change cannot be carried out: ${BAD_PLAN[error.why]}`, 'Make it in smaller parts.'),
  cancelled: () => say('it was cancelled', 'Nothing of it was kept.'),
  'check-failed': () => say('the new file did not pass its check and was thrown away', 'Please report this.'),
  'journal-exists': () =>
    say(
      'an earlier save was cut off, and its journal stands beside the image',
      'Settle it first: platter repair FILE --interrupted finish (or undo).',
    ),
  'no-journal': () => say('there is no journal beside the image', 'Nothing has to be done.'),
  'journal-unusable': (error) =>
    say(`the journal beside the image cannot be used: ${JOURNAL[error.why]}`, 'Move it elsewhere if the image is sound.'),
  'journal-live': (error) => say(`process ${error.pid} is saving this image now`, 'Wait until it is done.'),
  'journal-moved': () => say('the journal belongs to another file', 'Put image and journal back where they were.'),
  'foreign-bytes': (error) =>
    say(`another program wrote to the image at 0x${hex(error.at)} after the save was cut off`, 'Look at the image before anything else.'),
  'not-all-new': () => say('not all of the save’s bytes are in the image', 'Take the save back instead.'),
  'not-interrupted': () => say('the save is complete', 'Finish it: only its journal is left to be put away.'),
  'out-of-range': (error) =>
    say(
      `${grouped(error.sectors)} sectors from ${grouped(error.at)} are not on a disk of ${grouped(error.diskSectors)} sectors`,
      'Choose a range on the disk.',
    ),
  'outside-file': (error) => say(`${bytesText(error.bytes)} at 0x${hex(error.at)} are not in the file`, 'Choose a range in the file.'),
  'not-whole-sectors': (error) => say(`${bytesText(error.bytes)} are not whole sectors of 512 bytes`, 'Fill up the last sector.'),
  'overlapping-edits': (error) => say(`two changes overlap at ${grouped(error.at)}`, 'Make them one after the other.'),
  'too-much': (error) =>
    say(`${sizeText(error.bytes)} are more than the ${sizeText(error.most)} one save may change`, 'Write it in parts.'),
  'not-a-disk': () => say('there is no disk in the file', 'Run “platter check”.'),
  'no-block-map': () => say('its block table cannot be used', 'Run “platter check”.'),
  'in-use-by-xen': () => say('a Xen host has the disk open, or crashed while it had', 'Detach the disk there first.'),
  'damaged-block': (error) => say(`block ${grouped(error.block)} is damaged`, 'Run “platter check”.'),
  'cannot-grow': (error) => say(`no block can be added: ${GROWTH[error.why]}`, 'Run “platter check”.'),
  'no-such-structure': (error) =>
    say(`the image has no ${error.structure === 'footer' ? 'footer' : 'dynamic header'}`, 'Run “platter info” to see what it has.'),
  'bad-value': (error) => say(`${error.field} cannot hold that value`, 'Run “platter info” to see what it holds now.'),
  'wrong-parent': (error) => say(`its id is ${error.foundId}, and the child names ${error.expectedId}`, 'Name the right parent.'),
  'chain-loop': () => say('the file is in the chain already', 'Name another parent.'),
  'size-not-whole-sectors': (error) => say(`${bytesText(error.bytes)} are not whole sectors of 512 bytes`, 'Choose a multiple of 512.'),
  'size-zero': () => say('a disk needs at least one sector', 'Choose a larger size.'),
  'size-too-large': (error) => say(`${sizeText(error.bytes)} are more than such a disk can have`, 'The format stops at 2,040 GiB.'),
  'size-not-azure': () => say('Azure takes fixed disks only', 'Choose --type fixed.'),
  'bad-block-size': (error) =>
    say(`${bytesText(error.bytes)} are no block size`, 'Choose a power of two from 512 bytes to 256 MiB; 2 MiB is usual.'),
  'too-small-for-partitions': (error) =>
    say(`${bytesText(error.bytes)} are too few for a partition table`, 'Choose a larger size, or --partition-table none.'),
  'parent-needed': () => say('a differencing disk needs a parent', 'Name it with --parent.'),
  'parent-not-wanted': () => say('only a differencing disk has a parent', 'Leave --parent out, or choose --type differencing.'),
  'parent-without-id': () =>
    say('the parent has no id, so that a child could belong to any disk', 'Give it one: platter set PARENT footer.uniqueId=new.'),
  'partitions-on-child': () => say('a differencing disk has its parent’s partitions', 'Leave --partition-table out.'),
  'parent-size': (error) => say(`the parent has ${bytesText(error.parentBytes)}, and the child must have as many`, 'Leave --size out.'),
  'bad-name': (error) => say(`that cannot be stored as ${BAD_NAMES[error.field]}`, 'Choose another one.'),
  unreadable: (error) =>
    error.source === 'unknown'
      ? say(`${sectorsText(error)} are in a parent that was not found`, 'Name it with --parent.')
      : say(`${sectorsText(error)} are damaged`, 'Run “platter check”.'),
  'parent-missing': (error) =>
    say(
      `its parent ${error.expectedId} was not found${error.lookedFor.length === 0 ? '' : ` (looked for ${error.lookedFor.map(visibleText).join(', ')})`}`,
      'Put it beside the child, or name it with --parent.',
    ),
  'parent-mismatch': (error) =>
    say(`the parent’s id is ${error.foundId}, and the child names ${error.expectedId}`, 'Name the right parent.'),
  'saved-state': () => say('it is in a saved state: a suspended virtual machine relies on it', 'Resume and shut down that machine first.'),
  'data-beyond': (error) =>
    say(`data lies beyond the new end, at sector ${grouped(error.lba)}`, 'Move it first, or add --force to lose it.'),
  'partition-beyond': (error) =>
    say(
      `partition ${error.index} ends beyond the new end, at sector ${grouped(error.endLba)}`,
      'Shrink it first, or add --force to cut it.',
    ),
  'wrong-kind': (error) => NEEDS[error.needs],
  'bad-pattern': (error) => PATTERNS[error.why],
  'verify-failed': (error) =>
    say(`the new file differs from the old at sector ${grouped(error.lba)} and was thrown away`, 'Check drive and memory, then try again.'),
  internal: (error) => say(`this is a fault of ours (${error.text.split('\n', 1)[0] ?? ''})`, 'Please report it.'),
};

export const reasonText = (error: Reason): ReasonText => (words[error.kind] as (error: Reason) => ReasonText)(error);
