/** The words about blocks that this file does not hold: which file has them, if any. */
import { OWNER_NOBODY, OWNER_UNKNOWN, type BlockState, type ImageView } from '../../shared/views';
import { grouped } from '../../shared/text/numbers';
import { visibleText } from '../../shared/vhd/codec';
import { STATE_HINTS, STATE_NAMES } from '../app/names.text';
import { isEndless, unreached } from '../../shared/text/unreached';
import { isTableDoubtful } from './doubtfulTable.model';
import { blockFault, type BlockFault, type Disk } from './translate.model';

/** A block of a child that this file does not hold is named after what becomes of it. `owner`: as in `BlockTable.owners`. */
export function stateName({ view }: Pick<Disk, 'view'>, state: BlockState, owner: number): string {
  if (state === 'unallocated' && view.disk?.kind === 'differencing') return 'In no layer';
  return state === 'parent' && owner === OWNER_UNKNOWN ? unreached(view.parent).blocks : STATE_NAMES[state];
}

export const blockStateName = (disk: Disk, block: number, state: BlockState): string =>
  isCut(disk, block, state) ? 'Cut short' : stateName(disk, state, disk.blocks.owners[block] ?? OWNER_NOBODY);

/** Whether part of the block is in this file, and the rest was cut off. */
const isCut = (disk: Disk, block: number, state: BlockState): boolean =>
  state === 'damaged' && disk.blocks.owners[block] === 0 && blockFault(disk, block) === 'cut';

const FAULT_HINTS: Readonly<Record<BlockFault, string>> = {
  cut: 'The file ends within it: what stands before the end can be read, the rest was cut off',
  beyond: 'It would begin behind the end of the file: none of it can be read',
  over: 'Its entry points over footer copy, header or table: none of it can be read',
  unknown: 'Its entry cannot be read: nobody knows where it stands',
};

const NOT_STORED: readonly BlockState[] = ['unallocated', 'parent', 'damaged'];

/** What the block's state means. Where the table may have been wiped, nobody is told that there is nothing. */
export function stateHint(disk: Disk, block: number, state: BlockState): string {
  return hintOf(disk, block, state) + (NOT_STORED.includes(state) ? doubtText(disk.view) : '');
}

/** Only a file that has the block is said to be read. */
function hintOf(disk: Disk, block: number, state: BlockState): string {
  const { view, blocks } = disk;
  const owner = blocks.owners[block] ?? OWNER_NOBODY;
  if (state === 'parent' && owner === OWNER_UNKNOWN) return `Not in this file, and ${unreached(view.parent).because}`;
  if (state === 'unallocated') return nowhereText(view);
  const name = owner === 0 ? undefined : view.layers[owner]?.name;
  if (name === undefined) return state === 'damaged' ? FAULT_HINTS[blockFault(disk, block)] : STATE_HINTS[state];
  if (state === 'overlapping') return `Not in this file; in ${visibleText(name)} it shares its place with another block or a structure`;
  if (state === 'damaged') return `Not in this file, and damaged in ${visibleText(name)}: open that disk to see what is left of it`;
  return state === 'parent' ? `Not in this file; read from ${visibleText(name)}` : STATE_HINTS[state];
}

/** Beside the count of blocks from parents: how many of them a missing one would hold; empty if none. */
export const missingText = ({ view }: Pick<Disk, 'view'>, missing: number): string =>
  missing === 0 ? '' : `${grouped(missing)} ${isEndless(view.parent) ? 'unknown' : 'missing'}`;

/** What it means that no file has the block. */
export const unallocatedHint = (view: ImageView): string => nowhereText(view) + doubtText(view);

const nowhereText = ({ disk }: ImageView): string =>
  disk?.kind === 'differencing' ? 'Neither in this file nor in a parent; reads as zeros' : STATE_HINTS.unallocated;

const doubtText = (view: ImageView): string =>
  isTableDoubtful(view) ? '. The block table may have been wiped, and the block lost: see Problems' : '';

/** Beside the count of damaged blocks: how many of them are there in part; empty if none. */
export const cutText = (cut: number, damaged: number): string => (cut === 0 ? '' : `${cut === damaged ? '' : `${grouped(cut)} `}cut short`);
