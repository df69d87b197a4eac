/**
 * The map with its holes folded: a run of blocks that are not in the file is one slot, every other block is a slot of its own.
 * A fold of a million blocks takes one pass, and 4 bytes a slot.
 */
export type Fold = {
  /** The first block of each slot; one more at the end is the number of blocks. */
  readonly starts: Uint32Array;
  /** For each slot 0 if it is a stored block, else one more than the state of the hole's first block. */
  readonly holes: Uint8Array;
  /** How many blocks are in the file. */
  readonly stored: number;
  /** How many runs of blocks are not. */
  readonly gaps: number;
};

/**
 * `isStored` tells of a state whether its blocks are in the file. Null if there is nothing to fold: all of them are, or none, or
 * every hole is a single block.
 */
export function foldHoles(states: Uint8Array, isStored: (state: number) => boolean): Fold | null {
  let stored = 0;
  let gaps = 0;
  for (let block = 0, wasStored = true; block < states.length; block++) {
    const isHere = isStored(states[block] as number);
    if (isHere) stored += 1;
    else if (wasStored) gaps += 1;
    wasStored = isHere;
  }
  if (stored === 0 || gaps === 0 || stored + gaps === states.length) return null;
  const starts = new Uint32Array(stored + gaps + 1);
  const holes = new Uint8Array(stored + gaps);
  let slot = 0;
  for (let block = 0, wasStored = true; block < states.length; block++) {
    const isHere = isStored(states[block] as number);
    if (isHere || wasStored) {
      starts[slot] = block;
      holes[slot] = isHere ? 0 : 1 + (states[block] as number);
      slot += 1;
    }
    wasStored = isHere;
  }
  starts[slot] = states.length;
  return { starts, holes, stored, gaps };
}

/** The slot that a block is in. */
export function slotOf({ starts }: Fold, block: number): number {
  let [low, high] = [0, starts.length - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] as number) <= block) low = middle;
    else high = middle;
  }
  return low;
}
