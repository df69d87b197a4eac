/** Puts what scans found into the block table. Every function returns a new table and leaves the old one as it is. */
import { BLOCK_STATE, BLOCK_STATES, NO_BITS, type BlockTable, type ScanKind, type ScanPart } from '../../shared/views';
import { changedTable } from './stateTiles.model';

const { unscanned, full, partial, unset, zero, damaged } = BLOCK_STATE;
/** The states that a scan may replace: the block is in the file and has no fault. */
const SCANNED: readonly number[] = [unscanned, full, partial, unset, zero];
/** The same by state: an array is faster than a set, and it is asked a million times. */
const MAY_BE_SCANNED = Uint8Array.from(BLOCK_STATES, (_, state) => (SCANNED.includes(state) ? 1 : 0));
const isScanned = (state: number | undefined): boolean => MAY_BE_SCANNED[state as number] === 1;

/** Bitmaps do not tell about content, so a block that is known to be all zeros stays `zero`. */
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

/** A table that was read again, plus what was known about blocks that are still where they were. */
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

/** Sets blocks to what they would be once saved, whatever was known about them. NO_BITS leaves a block as it is. */
export function withBits(table: BlockTable, blocks: readonly number[], states: Uint8Array, shares: Uint16Array): BlockTable {
  const next = changedTable(table);
  for (const [i, block] of blocks.entries()) {
    if (states[i] === NO_BITS || !isScanned(next.table.states[block])) continue;
    next.set(block, states[i] as number, shares[i] as number);
  }
  return next.table;
}
