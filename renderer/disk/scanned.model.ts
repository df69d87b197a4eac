/** What scans found, put into the block table; every function answers a new table and leaves the old one alone. */
import { BLOCK_STATE, BLOCK_STATES, NO_BITS, type BlockTable, type ScanKind, type ScanPart } from '../../shared/views';
import { changedTable } from './stateTiles.model';

const { unscanned, full, partial, unset, zero, damaged } = BLOCK_STATE;
/** States a scan may replace: the block is in the file, and soundly so. */
const SCANNED: readonly number[] = [unscanned, full, partial, unset, zero];
/** By state: a table answers sooner than a set, and is asked a million times. */
const MAY_BE_SCANNED = Uint8Array.from(BLOCK_STATES, (_, state) => (SCANNED.includes(state) ? 1 : 0));
const isScanned = (state: number | undefined): boolean => MAY_BE_SCANNED[state as number] === 1;

/** Bitmaps say nothing of content: a block that is known to be all zeros stays that. */
export function withPart(
  table: BlockTable,
  what: ScanKind,
  { blocks, states, shares }: Pick<ScanPart, 'blocks' | 'states' | 'shares'>,
): BlockTable {
  const next = changedTable(table);
  for (let i = 0; i < blocks.length; i++) {
    const block = blocks[i] as number;
    const [now, found] = [next.table.states[block] as number, states[i] as number];
    if (!isScanned(now) || (what === 'bitmaps' && now === zero && found !== damaged)) continue;
    next.set(block, found, shares[i] as number);
  }
  return next.table;
}

/** A table that was read anew, with what was known of blocks that still stand where they stood. */
export function carriedOver(old: BlockTable, fresh: BlockTable): BlockTable {
  if (old.states.length !== fresh.states.length || old.entries.length !== fresh.entries.length) return fresh;
  const next = changedTable(fresh);
  for (let block = 0; block < old.states.length; block++) {
    if (!isScanned(fresh.states[block]) || !isScanned(old.states[block])) continue;
    if (old.entries[block] !== fresh.entries[block]) continue;
    next.set(block, old.states[block] as number, old.shares[block] as number);
  }
  return next.table;
}

/** Blocks as they would be saved: whatever was known of them counts no more. NO_BITS leaves a block alone. */
export function withBits(table: BlockTable, blocks: readonly number[], states: Uint8Array, shares: Uint8Array): BlockTable {
  const next = changedTable(table);
  for (const [i, block] of blocks.entries()) {
    if (states[i] === NO_BITS || !isScanned(next.table.states[block])) continue;
    next.set(block, states[i] as number, shares[i] as number);
  }
  return next.table;
}
