/** States of blocks that the user picks out, in the map’s legend and among its runs. */
import type { BlockState } from '../../../shared/views';

export type Picked = ReadonlySet<BlockState>;

/**
 * Without states that no block is in any more: nobody could see what they are for, and they shall not be on again by
 * themselves when a block is in that state later. The same set if all are left.
 */
export function stillPicked(picked: Picked, isThere: (state: BlockState) => boolean): Picked {
  const left = [...picked].filter(isThere);
  return left.length === picked.size ? picked : new Set(left);
}

export const toggled = (picked: Picked, state: BlockState): Picked =>
  new Set(picked.has(state) ? [...picked].filter((other) => other !== state) : [...picked, state]);
