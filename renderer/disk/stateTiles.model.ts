/**
 * Counts for every 32 blocks of a table (a tile), so that a question about a million blocks only looks at some thousands of
 * counts. They are made when they are first needed, and kept up to date when a few blocks of the table change.
 */
import { BLOCK_STATES, type BlockTable } from '../../shared/views';
import type { Blocks } from './cellGrid.model';

/**
 * Blocks in a tile: a power of two, like the blocks in a cell of the map, and no more than the smallest cell of the largest
 * disk has.
 */
export const TILE = 32;
const STATES = BLOCK_STATES.length;

/** By the array of states, counts at `[tile * STATES + state]`. */
const counted = new WeakMap<Uint8Array, Uint8Array>();
/** By the array of shares, the sum of each tile's shares. */
const summed = new WeakMap<Uint16Array, Uint32Array>();

export function stateTiles(states: Uint8Array): Uint8Array {
  const known = counted.get(states);
  if (known !== undefined) return known;
  const tiles = new Uint8Array(Math.ceil(states.length / TILE) * STATES);
  for (let block = 0; block < states.length; block++) bump(tiles, Math.floor(block / TILE) * STATES + (states[block] as number), 1);
  counted.set(states, tiles);
  return tiles;
}

export function shareTiles(shares: Uint16Array): Uint32Array {
  const known = summed.get(shares);
  if (known !== undefined) return known;
  const tiles = new Uint32Array(Math.ceil(shares.length / TILE));
  for (let block = 0; block < shares.length; block++) bump(tiles, Math.floor(block / TILE), shares[block] as number);
  summed.set(shares, tiles);
  return tiles;
}

const bump = (tiles: Uint8Array | Uint32Array, at: number, by: number): void => {
  tiles[at] = (tiles[at] as number) + by;
};

/** Counts the states of a range of blocks and adds them to `into`, which has one counter for each state. */
export function addStates(states: Uint8Array, { first, end }: Blocks, into: Uint32Array): void {
  const [firstTile, endTile] = [Math.ceil(first / TILE), Math.floor(end / TILE)];
  const one = (from: number, to: number): void => {
    for (let block = from; block < to; block++) into[states[block] as number] = (into[states[block] as number] as number) + 1;
  };
  if (endTile <= firstTile) {
    one(first, end);
    return;
  }
  const tiles = stateTiles(states);
  one(first, firstTile * TILE);
  for (let at = firstTile * STATES, state = 0; at < endTile * STATES; at++, state = state + 1 === STATES ? 0 : state + 1)
    into[state] = (into[state] as number) + (tiles[at] as number);
  one(endTile * TILE, end);
}

/** The sum of the shares of a range of blocks, each of WHOLE. */
export function sumShares(shares: Uint16Array, { first, end }: Blocks): number {
  const [firstTile, endTile] = [Math.ceil(first / TILE), Math.floor(end / TILE)];
  let sum = 0;
  const one = (from: number, to: number): void => {
    for (let block = from; block < to; block++) sum += shares[block] as number;
  };
  if (endTile <= firstTile) {
    one(first, end);
    return sum;
  }
  const tiles = shareTiles(shares);
  one(first, firstTile * TILE);
  for (let tile = firstTile; tile < endTile; tile++) sum += tiles[tile] as number;
  one(endTile * TILE, end);
  return sum;
}

/** A copy of a table that can be changed block by block before it is used. */
export function changedTable(old: BlockTable): { readonly table: BlockTable; set(block: number, state: number, share: number): void } {
  const [states, shares] = [old.states.slice(), old.shares.slice()];
  const [counts, sums] = [stateTiles(old.states).slice(), shareTiles(old.shares).slice()];
  counted.set(states, counts);
  summed.set(shares, sums);
  return {
    table: { ...old, states, shares },
    set: (block, state, share) => {
      const tile = Math.floor(block / TILE);
      bump(counts, tile * STATES + (states[block] as number), -1);
      bump(counts, tile * STATES + state, 1);
      states[block] = state;
      if (share === shares[block]) return;
      bump(sums, tile, share - (shares[block] as number));
      shares[block] = share;
    },
  };
}
