/** The words of the sheet that makes a new disk from the one that is shown. Exhaustive by type. */
import type { DiskKind } from '../../../shared/jobList';
import { bytesText, sizeText } from '../../../shared/text/size';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Finding } from '../../../shared/findings';
import type { LayerView } from '../../../shared/views';
import type { Operation, Preview, Reason, SizeFault, ConvertForm } from './convert.model';
import type { Span } from '../../app/place.model';
import { KIND_NAMES } from '../../app/names.text';
import { whyText } from '../../app/why.text';
import { TOO_LARGE, unreadableSizeText } from '../../disk/diskSize.text';
import { grouped, plural } from '../../../shared/text/numbers';

export const OPERATION_NAMES: Readonly<Record<Operation, string>> = {
  dynamic: 'Convert to dynamic',
  fixed: 'Convert to fixed',
  raw: 'Convert to raw',
  compact: 'Compact',
  defragment: 'Defragment',
  resize: 'Resize',
  flatten: 'Flatten the chain',
  merge: 'Merge into a copy of the parent',
  azure: 'Make Azure-ready',
  skeleton: 'Skeleton',
};

export const OPERATION_SENTENCES: Readonly<Record<Operation, string>> = {
  dynamic: 'The same content in a file that grows; blocks of zeros are left out.',
  fixed: 'The same content in a file of full size, its footer at the end.',
  raw: 'The same content without footer, sector by sector, for any other program.',
  compact: 'The same disk in less room: blocks that add nothing are left out.',
  defragment: 'The same disk with its blocks in disk order, one behind the other.',
  resize: 'The same disk with more or fewer sectors. Partitions stay as they are.',
  flatten: 'This disk and all its parents as one disk that needs none.',
  merge: 'This disk and parents of it as one disk that takes its place in the chain.',
  azure: 'A fixed disk of whole MiB, at least 20 of them, as Azure takes it.',
  skeleton: 'Only the structures, no data: for asking others about a damaged disk.',
};

export const REASONS: Readonly<Record<Reason, string>> = {
  'no-table': 'Its block table can’t be read. Repair it first.',
  'no-footer': 'This needs a VHD with a footer.',
  'same-kind': 'It is of this kind already.',
  'has-parent': 'It has a parent: “Flatten the chain” makes one disk of both.',
  'no-parent': 'Only a differencing disk has a parent.',
  'not-sparse': 'Only dynamic and differencing disks have blocks to move.',
  'parent-missing': 'Its parent is missing. Locate it first.',
  'grandparent-missing': 'Its grandparent, the parent of its parent, is missing. Locate it first.',
  'ancestor-missing': 'A disk further down its chain is missing. Locate it first.',
  'chain-loop': 'Its parents form a circle: a disk further down is this disk again.',
  'chain-too-deep': 'Its chain of parents is too long: merge the upper disks first.',
  'saved-state': whyText({ kind: 'saved-state' }),
  'azure-already': 'It is fixed, of whole MiB and at least 20 MiB already.',
};

export const TARGET_NAMES: Readonly<Record<DiskKind, string>> = { dynamic: 'Dynamic VHD', fixed: 'Fixed VHD', raw: 'Raw' };

/** "base.vhd", or "child-1.vhd and base.vhd". */
export const mergedText = (layers: readonly LayerView[], ancestors: number): string =>
  layers
    .slice(1, ancestors + 1)
    .map(({ name }) => name)
    .join(' and ');

export const spanText = ({ least, most }: Span): string => (least === most ? sizeText(most) : `at most ${sizeText(most)}`);

/** What the new file is: "A fixed disk of 127 GiB." */
export function previewSentence({ kind, sectors }: Preview, { operation }: ConvertForm): string {
  const size = sizeText(sectors * SECTOR_BYTES);
  if (operation === 'skeleton') return `The structures of a disk of ${size}, without its data.`;
  return kind === 'raw' ? `The ${size} of the disk as they are, without footer.` : `A ${KIND_NAMES[kind].toLowerCase()} disk of ${size}.`;
}

const DROPPED: Readonly<Record<Operation, string>> = {
  dynamic: 'Blocks that hold only zeros. How many there are shows when they are read.',
  fixed: 'Nothing. Zeros take no room on most drives; on Windows they are written, for it attaches no sparse VHD.',
  raw: 'The footer and all other structures. Zeros take no room on most drives.',
  compact: 'Blocks that hold only zeros, gaps between blocks, bytes behind the footer. How many blocks shows when they are read.',
  defragment: 'Gaps between blocks, and blocks none of whose sectors is stored.',
  resize: 'Gaps between blocks. A shorter disk is refused while data lies behind its new end.',
  flatten: 'Blocks that hold only zeros, and the need for parents.',
  merge: 'Gaps between blocks.',
  azure: 'Nothing. Zeros fill it up to whole MiB, and to 20 MiB where it is smaller.',
  skeleton: 'All data, gaps and bytes behind the footer. Names of parents stay readable.',
};

/** A child keeps blocks of zeros, because they hide what the parent has there. */
const DROPPED_CHILD: Readonly<Partial<Record<Operation, string>>> = {
  compact: 'Blocks whose every sector is the same in the parent. How many there are shows when they are read.',
  defragment: 'Gaps between blocks.',
};

export const droppedText = (operation: Operation, isChild: boolean): string =>
  (isChild ? DROPPED_CHILD[operation] : undefined) ?? DROPPED[operation];

export const sourceText = (operation: Operation): string =>
  operation === 'skeleton' ? 'Is only read.' : 'Is only read, and compared with the new file in the end.';

const KEEPS_ID: Readonly<Record<Operation, boolean>> = {
  dynamic: false,
  fixed: false,
  raw: false,
  compact: true,
  defragment: true,
  resize: true,
  flatten: false,
  merge: true,
  azure: false,
  skeleton: true,
};

export function identityText({ operation, flattenTo }: ConvertForm): string {
  if (operation === 'raw' || (operation === 'flatten' && flattenTo === 'raw')) return 'Raw disks have none.';
  return KEEPS_ID[operation] ? 'Stays: the new file can take the place of this one.' : 'A new one: it is another disk.';
}

export function blocksText({ blocks, isExact }: Preview): string | null {
  if (blocks === null) return null;
  const after = isExact ? grouped(blocks.most) : `at most ${grouped(blocks.most)}`;
  return blocks.now === null ? `${after} stored` : `${grouped(blocks.now)} stored now, ${after} afterwards`;
}

/** `typed`: what stands in the box. */
export function sizeFaultText(fault: SizeFault, typed: string): string {
  if (fault === 'unreadable') return unreadableSizeText(typed.trim());
  if (fault === 'too-large') return TOO_LARGE;
  if (fault === 'same') return 'The disk has this size. Enter another one.';
  return `Partition ${fault.partition} reaches to LBA ${grouped(fault.endLba - 1)}. Shrink it first, or enter a larger size.`;
}

export const RESIZE_NOTE = 'Disks made from this one don’t fit the new one: their size is their parent’s.';

export const unsavedText = (changes: number): string =>
  `${changes === 1 ? '1 change is' : `${grouped(changes)} changes are`} not saved. The new file is made from the disk as it is saved.`;

export const damagedText = (blocks: number): string =>
  `${plural(blocks, 'block')} can’t be read. The job stops at the first one it needs; repair the disk first.`;

/** Tasks that take only structures, or nothing but what the disk shows is asked for. */
const KEEPS_ROOM: readonly Operation[] = ['skeleton'];

/**
 * What the new file leaves out that may be lost blocks: found ones, or room that nobody has looked at, or that holds what nobody
 * can tell. Null: nothing.
 */
export function lostRoomText(operation: Operation, findings: readonly Finding[]): string | null {
  if (KEEPS_ROOM.includes(operation)) return null;
  for (const { code, facts } of findings) {
    if (code === 'B22')
      return `${plural(facts.blocks, 'block stands', 'blocks stand')} in the file that the block table does not name. The new file will not have ${facts.blocks === 1 ? 'it' : 'them'}: repair the disk first.`;
    if (code === 'B14')
      return `The block table is empty, and the file holds ${plural(facts.candidates, 'block')}. The new file will not have ${facts.candidates === 1 ? 'it' : 'them'}: repair the disk first.`;
  }
  for (const { code, facts } of findings) {
    if (code !== 'B06' || facts.fits === 0) continue;
    if (!facts.looked)
      return `The file has room for ${plural(facts.fits, 'block')} that the block table does not name. What stands there will not be in the new file: check everything first.`;
    if (facts.unclear > 0)
      return `Room for ${plural(facts.unclear, 'block')} that the block table does not name is not zero, and nobody can tell whether it is data. The new file will not have it.`;
  }
  return null;
}

/** What compacting may win, said before it is done; null if that is not in doubt. */
export function gainText(now: number, { least, most }: Span): string | null {
  if (least > now) return `Nothing can be won: the new file would have ${bytesText(least)}, ${bytesText(least - now)} more than this one.`;
  if (least === now && most === now) return `Nothing can be won: the new file would be as long as this one, ${bytesText(now)}.`;
  if (most <= now) return null;
  return `If no block can be left out, nothing is won: the new file would have up to ${bytesText(most - now)} more than this one. It is not made then without asking.`;
}

export const APART_TEXT = 'The new file is not in this disk’s folder: without its parent beside it, it may not find the parent.';
