/** The words for repairs: what is done, and what it means where something is decided or lost. */
import { assertNever } from '../assertNever';
import type { FindingCode } from '../findings';
import type { RepairClass, RepairError, RepairMethod } from '../repairs';
import { bytesText } from './size';

const METHODS: Readonly<Record<RepairMethod, string>> = {
  'write-footer': 'Write the footer at the end of the file, from its copy',
  'restore-cookie': 'Put the right cookie back',
  'copy-twin': 'Copy it from the other one, which is sound',
  'recompute-checksum': 'Compute the checksum again: every field it covers makes sense',
  'newer-footer': 'Use the newer of the two footers',
  'use-footer': 'Use the footer at the end for both',
  'use-copy': 'Use the copy at the start for both',
  'cut-tail': 'Cut off what stands behind the footer',
  'complete-footer': 'Add the footer’s last byte',
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
  unallocate: 'Set the entries to “unallocated”: those blocks read as zeros, or as the parent',
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
  'rewrite-locators': 'Write the relative path and the name of the parent that was found',
  'rewrite-name': 'Write the name big-endian',
  'append-footer': 'Add a footer: the file becomes a fixed disk of its own length',
  'invent-footer': 'Write new footers, with what the dynamic header says of the disk',
  'strip-prefix': 'Write a fixed disk without the footer that stands in front, and with one at the end',
  'copy-gpt': 'Write this copy of the GPT anew from the other one, which is sound',
  'move-backup-gpt': 'Write the backup GPT at the end of the disk, and tell the first copy so',
  'use-first-gpt': 'Use the first copy of the GPT for both',
  'use-backup-gpt': 'Use the backup GPT for both',
  'adopt-block': 'Put blocks back into the table where what stands in them says that they belong',
  'type-dynamic': 'Make it a disk of its own: what it does not store reads as zeros',
};

const CLASSES: Readonly<Record<RepairClass, string>> = {
  safe: 'Everything needed stands in the file.',
  choice: 'Two readings of the file are possible; this decides for one.',
  loss: 'This invents or gives up data.',
};

export const repairText = (method: RepairMethod): string => METHODS[method];
export const repairClassText = (klass: RepairClass): string => CLASSES[klass];

const listed = (codes: readonly FindingCode[]): string => codes.join(', ');

export function repairErrorText(error: RepairError): { readonly title: string; readonly next: string } {
  switch (error.kind) {
    case 'nothing-to-do':
      return { title: 'There is nothing to repair', next: 'Nothing was changed.' };
    case 'in-use':
      return error.by === 'xen'
        ? { title: 'Xen has marked the disk as in use', next: 'Make sure that no machine uses it, then choose F01=write-footer.' }
        : { title: 'A suspended machine relies on this disk', next: 'Shut it down, or choose F12=clear-saved-state and lose its state.' };
    case 'too-much':
      return {
        title: `The repair would change ${bytesText(error.bytes)}, and at most ${bytesText(error.most)} are changed in one go`,
        next: 'Convert the disk into a new file instead.',
      };
    case 'made-worse':
      return { title: `The repair would leave new errors: ${listed(error.codes)}`, next: 'Nothing was changed. Choose other repairs.' };
    case 'cannot-read':
      return { title: `The file cannot be read at byte ${error.at}`, next: 'Copy it to another drive and try there.' };
    case 'no-evidence':
      return {
        title: 'Nothing in the file says where its blocks belong',
        next: 'Nothing was changed. Name their places with --place if you know them, or try file carving on the file’s bytes.',
      };
    case 'bad-place':
      return {
        title: `Block ${error.block} was named for two places, or the disk has no such block`,
        next: 'Nothing was changed. Name another block.',
      };
    default:
      return assertNever(error);
  }
}
