/** The words for repairs: what is done, and what it means if something is decided or lost. */
import { assertNever } from '../assertNever';
import type { Finding, FindingCode } from '../findings';
import type {
  CopyReason,
  CutBytes,
  DiskChange,
  PlaceFault,
  RepairClass,
  RepairCost,
  RepairError,
  RepairMethod,
  SignedPart,
} from '../repairs';
import { SECTOR_BYTES } from '../vhd/units';
import type { Reader } from './findingParts';
import { findingText } from './findings';
import { bytesText, sizeText } from './size';
import { grouped, hex } from './numbers';

const METHODS: Readonly<Record<RepairMethod, string>> = {
  'write-footer': 'Write the footer at the end of the file, from its copy',
  'restore-cookie': 'Put the right cookie back',
  'copy-from-start': 'Copy from the footer copy at 0x0; its checksum is right',
  'copy-from-end': 'Copy from the footer at the end of the file; its checksum is right',
  'recompute-checksum': 'Compute the checksum again: every field it covers makes sense',
  'newer-footer': 'Use the newer of the two footers',
  'end-footer': 'Use the footer at the end for both: they are of the same time, and the one at the start is a copy of it',
  'use-footer': 'Use the footer at the end for both',
  'use-copy': 'Use the copy at the start for both',
  'cut-tail': 'Cut off what stands behind the footer',
  'move-footer': 'Move the footer to the end of the file: the disk gets larger by what stands behind it now',
  'complete-footer': 'Complete the footer with the zeros it lacks',
  'set-version': 'Set version 1.0',
  'round-size-up': 'Round the size up to whole sectors',
  'round-size-down': 'Round the size down to whole sectors',
  'size-from-evidence': 'Set the size that the block table was made for',
  'size-from-file': 'Set the size to what the file holds',
  'pad-with-zeros': 'Make up what is missing with zeros, at the end',
  'drop-surplus': 'Give up what stands behind the disk’s size',
  'type-from-layout': 'Set the type that the file’s layout shows',
  'recompute-geometry': 'Compute the geometry from the size',
  'rebase-time': 'Count the time from 2000',
  'set-time': 'Set the time to now',
  'clear-saved-state': 'Clear the saved state: the suspended machine can no longer be resumed',
  'clear-reserved': 'Set the reserved bytes to zero',
  'set-feature': 'Set the bit that must be set',
  'clear-temporary': 'Clear the Temporary bit',
  'new-id': 'Give the disk a new ID',
  'set-no-offset': 'Set the offset to FFFFFFFFFFFFFFFF',
  'original-from-current': 'Set original size to current size',
  'drop-outer-footer': 'Drop the outer footer: the disk gets one sector shorter',
  'zero-old-footer': 'Fill the old footer’s sector with zeros',
  'trust-current-size': 'Set the geometry that tells QEMU to go by current size',
  'point-to-header': 'Point the footer to the header that was found',
  'rebuild-header': 'Build the header anew from the footer and the block table found',
  'block-size-from-spacing': 'Set the block size that the blocks’ places show',
  'entries-from-size': 'Set as many table entries as the disk needs',
  'find-table': 'Point the header to the block table that was found',
  'type-differencing': 'Make the disk a child of the parent it names',
  'clear-parent': 'Clear everything about a parent',
  unallocate: 'Set the entries to “unallocated”: those blocks read as if they had never been written',
  split: 'Give every block a place of its own, with a copy of what it shows now',
  'move-block': 'Move the block to the end of the file',
  'fill-with-zeros': 'Make up what was cut off with zeros',
  'free-hidden': 'Free the blocks behind the end of the disk',
  'swap-table': 'Turn the bytes of every entry around',
  'pad-table': 'Fill the table’s padding with FF',
  'set-bits': 'Set the bits: the data is shown everywhere',
  'bits-from-data': 'Set the bits of sectors that are not zero; zeros that were written show the parent then',
  'zero-hidden': 'Fill what is hidden with zeros',
  'mirror-bits': 'Mirror every byte of the bitmaps',
  'pad-block': 'Store the last block in full',
  'clear-bits': 'Clear the bits: the parent’s data is shown there',
  'rebuild-batmap': 'Build the batmap anew from table and bitmaps',
  'old-xen-version': 'Set the creator’s version to 1.1, for which Xen needs no batmap',
  'clear-hidden': 'Clear the hidden mark',
  'restamp-parent': 'Remember the parent’s time as it is now',
  'rewrite-locators': 'Write the relative path and the name of the parent that was found; other locators stay',
  'renew-locator': 'Write the same path again as Windows stores it, with the room that it has',
  'clear-locator': 'Free the locator’s slot',
  'grow-to-parent': 'Make this disk as large as its parent is now: what was added there is shown here too',
  'rewrite-name': 'Write the name big-endian',
  'restore-footer': 'Repair the damaged footer in the last sector, instead of adding another one',
  'append-footer': 'Add a footer: the file becomes a fixed disk of its own length',
  'invent-footer': 'Write new footers, with what the dynamic header says of the disk',
  'strip-prefix': 'Write a fixed disk without the footer that stands in front, and with one at the end',
  'copy-gpt': 'Write this copy of the GPT anew from the other; its checksums are right',
  'fill-up-for-azure': 'Add zeros at the end until the disk is one that Azure takes, with the backup of a GPT and the footer behind them',
  'move-backup-gpt': 'Write the backup GPT at the end of the disk, and tell the first copy so',
  'use-first-gpt': 'Use the first copy of the GPT for both',
  'use-backup-gpt': 'Use the backup GPT for both',
  'reconnect-parent': 'Reconnect the parent: write its ID, its time, its name and every path to it',
  'adopt-block': 'Put blocks back into the table where what stands in them, or their order, says that they belong',
  'true-place': 'Point each entry to the bitmap that its block begins with',
  'adopt-shared': 'Point the block to the place that no entry points to, and that fits it',
  'type-dynamic': 'Make it a disk of its own: what it does not store reads as zeros',
};

/**
 * For repairs that decide something: when that is right, and what else may be the case. For all other repairs, the class says
 * enough.
 */
const READINGS: Partial<Readonly<Record<RepairMethod, string>>> = {
  'write-footer': 'Right if no machine has the disk open; a machine that has will write its own.',
  'restore-cookie': 'Right if the resize that Xen began was finished or never touched the blocks; else blocks may be half moved.',
  'recompute-checksum': 'Right if the checksum is what was damaged; if a field was, its wrong value is signed.',
  'use-footer': 'Right if the footer at the end is the newer one; the disk then has its size, ID and saved state.',
  'use-copy': 'Right if the copy at the start is the newer one; the disk then has its size, ID and saved state.',
  'cut-tail': 'Right if what stands behind the footer belongs to nobody; if the disk was grown as if it were raw, it is part of the disk.',
  'move-footer': 'Right if the disk was grown as if it were raw; if what stands behind the footer belongs to nobody, cut it off instead.',
  'set-version': 'Right if the version number was damaged; if another program defined a version of its own, the rest may differ too.',
  'round-size-up': 'The disk ends with a sector that is partly zeros; rounding down leaves that sector out.',
  'round-size-down': 'The bytes of the last, partial sector are left out; rounding up keeps them.',
  'size-from-evidence': 'Right if the block table was made for this disk; the size that the footer gives is not kept.',
  'size-from-file': 'Right if the file is whole and the size is wrong; if the file was cut or lengthened, the size is right.',
  'type-from-layout': 'Right if the type was damaged; if the type is right, what looks like a dynamic header is data of the disk.',
  'recompute-geometry': 'Right if nobody chose the geometry; an old machine may have been set up with the present one.',
  'trust-current-size': 'QEMU shows the whole disk then; programs that know geometry alone see 127.5 GiB.',
  'rebase-time': 'Right if the time was counted from 1970; if it was counted from 2000, it lies in the future.',
  'set-time': 'The time at which the disk was made is not known; the present time stands for it.',
  'clear-saved-state': 'Right if no suspended machine will be resumed.',
  'clear-reserved': 'Right if no program keeps notes of its own there.',
  'clear-temporary': 'Right if the disk is to stay; its owner meant to delete it at shutdown.',
  'drop-outer-footer': 'Right if a VHD was converted as if it were raw; if the inner footer is data of the disk, its last sector is lost.',
  'zero-old-footer': 'Right if the old footer is a left-over; if somebody stored a disk there, one sector of it is lost.',
  'rebuild-header': 'Right if the block table that was found is this disk’s.',
  'block-size-from-spacing': 'Right if the blocks stand one behind the other, as programs write them.',
  'entries-from-size': 'Right if the disk’s size is; if the number of entries is, the disk had another size.',
  'find-table': 'Right if the table that was found is this disk’s, and not data that looks like one.',
  'type-differencing': 'Right if the disk is a child; if it was flattened, what is not stored is zero.',
  'clear-parent': 'Right if the disk stands alone; if it is a child, what it does not store is in its parent.',
  unallocate: 'Right if the entries were damaged; what those blocks held is not found through the table any more.',
  split: 'Where blocks overlap they show the same bytes now; which of them these belong to is not known.',
  'move-block': 'Right if the block’s data is at its present place; the structure under it is whole.',
  'swap-table': 'Right if a program wrote the table little-endian.',
  'set-bits': 'Right if the data was written and the bits were lost; if the bits are right, the data is old.',
  'bits-from-data': 'Right if nothing but zeros is missing; zeros that were written show the parent then.',
  'zero-hidden': 'Right if the bits are right; if they were lost, the data under them is.',
  'mirror-bits': 'Right if a program wrote the bits in the other order.',
  'old-xen-version': 'Right if the batmap is not wanted; rebuilding it keeps the version.',
  'clear-hidden': 'Right if the disk is to be seen; Xen hides inner nodes of a chain.',
  'use-first-gpt': 'Right if the first copy is the newer one.',
  'use-backup-gpt': 'Right if the backup is the newer one.',
  'reconnect-parent':
    'Right if this is the parent that the disk is to have from now on. Its paths name folders of this computer; paths for other computers are removed.',
  'true-place': 'Right if the blocks stand as all others do; bitmaps of blocks stand there, and none where the entries point.',
  'adopt-shared': 'Right if its entry was overwritten; its own data, which nobody could see, is shown again.',
  'adopt-block': 'Right if what stands in the blocks was written for those places.',
  'restore-footer':
    'The last sector has most of a footer’s fields, and neither its cookie nor its checksum; if it is data, import the file as a raw disk.',
  'invent-footer': 'Right if the dynamic header and its table are this disk’s; ID and time are new.',
  'restamp-parent': 'Right if the parent is as it was when the child was made; if somebody wrote to it since, no time makes the data fit.',
  'rewrite-locators': 'Right if the parent stays where it was found: the path leads there from this disk’s folder.',
  'clear-locator': 'Right if no program goes by that slot; the others stay as they are.',
  'grow-to-parent': 'Right if the parent is the same disk, made larger; what this disk stores stays where it is.',
  'fill-up-for-azure': 'Right if the disk goes to Azure; other programs show the zeros as the end of the disk.',
  'strip-prefix': 'Right if the footer in front is this disk’s; if it is data, the disk starts with it.',
};

/** For repairs that give up or make up data: what that is. */
const LOSSES: Partial<Readonly<Record<RepairMethod, string>>> = {
  unallocate: 'What those blocks held is given up.',
  'fill-with-zeros': 'What was cut off stays lost: it reads as zeros afterwards.',
  'pad-with-zeros': 'What is missing stays lost: it reads as zeros afterwards.',
  'clear-bits': 'What this file stores there, or stored, is given up.',
  'zero-hidden': 'The hidden data is given up.',
  'free-hidden': 'What those blocks hold is given up.',
  'drop-surplus': 'What stands there is given up.',
  'type-dynamic': 'What its parent held is given up.',
};

/** What a repair makes up although everything else it needs is in the file. */
const MADE_UP: Partial<Readonly<Record<RepairMethod, string>>> = {
  'new-id': 'The ID is random: the disk had none that anything could know it by.',
  'append-footer': 'ID and time are new; the size is the file’s.',
};

export const repairText = (method: RepairMethod): string => METHODS[method];

/** How sure a repair is. */
export function repairClassText({ class: klass, method }: { readonly class: RepairClass; readonly method: RepairMethod }): string {
  if (klass === 'safe') return MADE_UP[method] ?? 'Nothing is guessed.';
  if (klass === 'loss') return LOSSES[method] ?? MADE_UP[method] ?? 'This gives up data, or invents some.';
  return READINGS[method] ?? 'This is a judgement: the file does not prove it.';
}

/** "The disk becomes 4 MiB, from 8 MiB; 2 MiB in 1 stored block are no longer part of it." */
export function diskChangeText({ bytesBefore, bytesAfter, lostBlocks, lostBytes }: DiskChange): string {
  const isAlike = bytesBefore !== bytesAfter && sizeText(bytesBefore) === sizeText(bytesAfter);
  const size = isAlike ? bytesText : sizeText;
  const becomes =
    bytesBefore === bytesAfter
      ? `The disk keeps its size of ${size(bytesAfter)}`
      : `The disk becomes ${size(bytesAfter)}, from ${size(bytesBefore)}`;
  if (lostBytes === 0) return `${becomes}.`;
  const where = lostBlocks === 0 ? 'at its end' : `in ${grouped(lostBlocks)} stored block${lostBlocks === 1 ? '' : 's'}`;
  return `${becomes}; ${sizeText(lostBytes)} ${where} are no longer part of it.`;
}

/** "The 16,776,704 bytes that are cut off are all zeros." */
export function cutText({ bytes, looked, nonZero }: CutBytes): string {
  const off = bytes === 1 ? 'The byte that is cut off' : `The ${bytesText(bytes)} that are cut off`;
  if (looked === 0) return `${off} cannot be read.`;
  const all = bytes === 1 ? 'is zero' : 'are all zeros';
  if (looked === bytes && nonZero === 0) return `${off} ${all}.`;
  if (looked === bytes) return bytes === 1 ? `${off} is not zero.` : `${off} hold ${bytesText(nonZero)} other than zero.`;
  const some = nonZero === 0 ? 'nothing' : bytesText(nonZero);
  return `${off} hold ${some} other than zero in their first ${bytesText(looked)}; the rest was not looked at.`;
}

const SIGNED: Readonly<Record<SignedPart, string>> = {
  footer: 'The footer’s checksum is wrong now',
  'dynamic-header': 'The dynamic header’s checksum is wrong now',
};

/** Warns that a checksum will be made right although it is not known what was damaged. */
export const signedText = (part: SignedPart): string =>
  `${SIGNED[part]}, and is computed anew with this: if another field was damaged, its wrong value is signed.`;

/** A sentence for each checksum that a repair makes right, for what it does to the disk, and for what it cuts off the file. */
export const costLines = ({ diskChange, cut, signs }: RepairCost): string[] => [
  ...signs.map(signedText),
  ...(diskChange === null ? [] : [diskChangeText(diskChange)]),
  ...(cut === null ? [] : [cutText(cut)]),
];

const COPY_ONLY: Readonly<Record<CopyReason, string>> = {
  shorter: 'Only in a copy: the file would get shorter.',
  'saved-state': 'Only in a copy: a suspended machine relies on the file as it is.',
  xen: 'Only in a copy: Xen has marked the file as in use.',
  'another-disk': 'Only in a new file.',
};

/** Why a repair is only done in a new file. */
export const copyOnlyText = (reason: CopyReason): string => COPY_ONLY[reason];

const listed = (codes: readonly FindingCode[]): string => codes.join(', ');

/** "This also settles “Footer checksum is wrong” (F02)." `findings`: where these codes were found. */
export function alongText(codes: readonly FindingCode[], findings: readonly Finding[]): string {
  const names = [...new Set(codes)].map((code) => {
    const found = findings.find((finding) => finding.code === code);
    return found === undefined ? code : `“${findingText(found).title}” (${code})`;
  });
  const last = names.at(-1) ?? '';
  return `This also settles ${names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`}.`;
}

const MAX_OFFSETS = 32;

/** File offsets, of which only the first few are written. */
function offsets(all: readonly number[]): string {
  const shown = all.slice(0, MAX_OFFSETS).map((at) => `0x${hex(at)}`);
  return `${shown.join(', ')}${all.length > shown.length ? ` and ${grouped(all.length - shown.length)} more place${all.length - shown.length === 1 ? '' : 's'}` : ''}`;
}

/** What is wrong with a block for which the user named a place. */
const PLACE_FAULTS: Readonly<Record<PlaceFault, string>> = {
  'no-such-block': 'is none of this disk: it has fewer',
  'named-twice': 'was named for two places',
  'has-place': 'has a place in the block table already',
};

type RebuildCopy = Extract<RepairError, { readonly kind: 'rebuild-copy' }>;

/** What can be had although part of the file cannot be read, and what a copy of the file with zeros there would give. */
function rebuildCopyText({ at, lost, blocks }: RebuildCopy, reader: Reader): { readonly title: string; readonly next: string } {
  const copy = 'what the drive still gives, as “ddrescue” does, and go on with the copy, which has zeros there';
  const by = BY[reader];
  if (lost === 'header')
    return {
      title: `the drive does not give the dynamic header, at 0x${hex(at)}`,
      next: `Copy ${copy}: ${by.repair} makes the header anew where the rest says enough.`,
    };
  if (blocks === null)
    return {
      title: `the drive does not give the block table, at 0x${hex(at)}`,
      next: `Copy ${copy}: ${by.rebuild} finds the blocks, and guesses their order where nothing in them says where they belong.`,
    };
  return {
    title: `the drive does not give a part of the block table, at 0x${hex(at)}, and where ${grouped(blocks)} blocks are nobody knows`,
    next: `${by.salvage} writes all other blocks. For these too, copy ${copy}: ${by.rebuild} puts those of them in their place that tell where they belong${by.others}.`,
  };
}

const BY = {
  window: { repair: 'repairing it', rebuild: 'repairing it', salvage: 'An export with zeros for what can’t be read', others: '' },
  terminal: {
    repair: '“platter repair”',
    rebuild: '“platter repair --rebuild”',
    salvage: '“platter export --salvage”',
    others: '; others take --place',
  },
} as const satisfies Readonly<Record<Reader, unknown>>;

/** How a block whose place only the user knows is given it. A table's entry is the file sector of its block, highest byte first. */
function placeByHand(candidates: readonly number[], reader: Reader): string {
  if (reader === 'terminal') return 'Name the places you know with --place OFFSET=BLOCK, once for each block.';
  const entry = hex((candidates[0] as number) / SECTOR_BYTES, 8).replace(/(..)(?=.)/g, '$1 ');
  return `If you know which block ${candidates.length === 1 ? 'it' : 'the first of them'} is, put it into the table yourself: “bat 12” in the go-to box leads to the entry of block 12. Switch on “Edit this disk”, and type ${entry} there.`;
}

/** `title` is part of a line: the command line puts it after what it could not do. */
export function repairErrorText(error: RepairError, reader: Reader = 'terminal'): { readonly title: string; readonly next: string } {
  switch (error.kind) {
    case 'nothing-to-do':
      return { title: 'there is nothing to repair', next: 'Nothing was changed.' };
    case 'no-lost-blocks':
      return {
        title: 'no block stands in the file that its block table does not name',
        next: `Nothing has to be put together. ${reader === 'window' ? '“Check everything…”' : '“platter check --deep”'} tells what stands in the room that belongs to no block.`,
      };
    case 'too-much':
      return {
        title: `the repair would change ${sizeText(error.bytes)}, and at most ${sizeText(error.most)} are changed in one go`,
        next: 'Nothing was changed. Convert the disk into a new file instead.',
      };
    case 'made-worse':
      return { title: `the repair would leave new errors: ${listed(error.codes)}`, next: 'Nothing was changed. Choose other repairs.' };
    case 'cannot-read':
      return {
        title: `the file cannot be read at 0x${hex(error.at)}`,
        next: 'Copy what the drive still gives, as “ddrescue” does, and repair the copy.',
      };
    case 'rebuild-copy':
      return rebuildCopyText(error, reader);
    case 'no-evidence':
      return error.candidates.length === 0
        ? {
            title: 'nothing in the file can be told to be a block, or says where it belongs',
            next: 'Nothing was changed. Try file carving on the file’s bytes.',
          }
        : {
            title: `nothing says where the blocks belong that stand at ${offsets(error.candidates)}`,
            next: `Nothing was changed. ${placeByHand(error.candidates, reader)}`,
          };
    case 'no-block-there':
      return {
        title: `no block that the table has lost stands at ${offsets([error.at])}`,
        next:
          error.candidates.length === 0
            ? 'Nothing was changed. No lost block was found anywhere.'
            : `Nothing was changed. Lost blocks stand at ${offsets(error.candidates)}.`,
      };
    case 'bad-place':
      return {
        title: `block ${grouped(error.block)} ${PLACE_FAULTS[error.why]}`,
        next: 'Nothing was changed. Name another block.',
      };
    default:
      return assertNever(error);
  }
}
