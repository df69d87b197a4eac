/** The map as a list of runs, for the table: blocks in the same state with the same owner. */
import { SECTOR_BYTES } from '../../../../shared/vhd/units';
import { BLOCK_STATES, type BlockState } from '../../../../shared/views';
import type { Disk } from '../../../disk/translate.model';

/** Runs in parallel arrays, because a scattered disk has hundreds of thousands of them. */
export type Runs = {
  readonly count: number;
  readonly firsts: Uint32Array;
  /** 1 if every block of the run directly follows the previous one in the file. */
  readonly inOrder: Uint8Array;
  readonly blocks: number;
};

export type Run = {
  readonly index: number;
  readonly first: number;
  readonly end: number;
  readonly state: BlockState;
  readonly owner: number;
  readonly isInOrder: boolean;
};

export function runsOf({ view, blocks }: Disk): Runs {
  const { states, owners, entries } = blocks;
  const info = view.disk?.blocks;
  const stride = info === undefined ? 0 : info.bitmapSectors + info.sizeBytes / SECTOR_BYTES;
  const firsts = new Uint32Array(states.length);
  const inOrder = new Uint8Array(states.length);
  let count = 0;
  for (let block = 0; block < states.length; block++) {
    if (block === 0 || states[block] !== states[block - 1] || owners[block] !== owners[block - 1]) {
      firsts[count] = block;
      inOrder[count] = 1;
      count += 1;
    } else if (entries.length > 0 && entries[block] !== (entries[block - 1] as number) + stride) inOrder[count - 1] = 0;
  }
  return { count, firsts: firsts.slice(0, count), inOrder: inOrder.slice(0, count), blocks: states.length };
}

export function runAt({ blocks }: Disk, runs: Runs, index: number): Run {
  const first = runs.firsts[index] as number;
  return {
    index,
    first,
    end: index + 1 < runs.count ? (runs.firsts[index + 1] as number) : runs.blocks,
    state: BLOCK_STATES[blocks.states[first] as number] as BlockState,
    owner: blocks.owners[first] as number,
    isInOrder: runs.inOrder[index] === 1,
  };
}

/** Indices of the runs in one of the states; of all runs if the set is empty. */
export function runsInStates({ blocks }: Disk, runs: Runs, states: ReadonlySet<number>): Uint32Array {
  const found = new Uint32Array(runs.count);
  let count = 0;
  for (let i = 0; i < runs.count; i++) {
    if (states.size > 0 && !states.has(blocks.states[runs.firsts[i] as number] as number)) continue;
    found[count] = i;
    count += 1;
  }
  return found.slice(0, count);
}

/** Position in `list` of the run that holds the block, or of the last run before it. */
export function runIndexOf(runs: Runs, list: Uint32Array, block: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((runs.firsts[list[middle] as number] as number) <= block) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}
