/** The words of the go-to box. */
import type { GoToError, Target } from '../../disk/goTo.model';
import { offsetText, type Radix } from '../../disk/address.model';
import { grouped, spanText } from '../../../shared/text/numbers';

export const GO_TO_EXAMPLES =
  'LBA: 2048 · bytes: @2048, 0x1C0, 1C0h, 2048*512, 4 MiB · in the file: f:0x600, eof-512 · block 12, b12.5 · bat 12 · p2, p2+63 · mbr, gpt · footer.uuid · from here: +512, -1s · 50%';

/** Which byte of what: an address can be one of the disk or of the file. */
export const byteText = ({ space, at }: Target, radix: Radix): string => `byte ${offsetText(at, radix)} of the ${space}`;

const COUNTED: Readonly<Record<Extract<GoToError, { readonly kind: 'out-of-range' }>['of'], string>> = {
  lba: 'LBAs of this disk',
  block: 'blocks of this disk',
  sector: 'sectors of this block',
  entry: 'entries of the block table',
};

export function goToErrorText(error: GoToError, input: string, radix: Radix): string {
  switch (error.kind) {
    case 'unreadable':
      return `Can’t read “${input.trim()}”. Try 2048, 0x1C0, b12 or footer.`;
    case 'no-disk':
      return 'This file has no virtual disk; only its bytes can be reached.';
    case 'not-here':
      return `This disk has no “${error.what}”.`;
    case 'out-of-range':
      return `Out of range; ${COUNTED[error.of]}: ${spanText(0, error.last + 1)}.`;
    case 'no-partition':
      return error.there.length === 0
        ? 'This disk has no partitions.'
        : `This disk has no partition ${grouped(error.number)}, only ${error.there.map(grouped).join(', ')}.`;
    case 'before-start':
      return `That is before the start of the ${error.space === 'disk' ? 'disk' : 'file'}.`;
    case 'beyond-end':
      return `That is past the end: the last byte of the ${error.space === 'disk' ? 'disk' : 'file'} is at ${offsetText(error.last, radix)}.`;
    default:
      return error satisfies never;
  }
}
