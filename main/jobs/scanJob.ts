/**
 * Scans of a disk's blocks for the map: their sector bitmaps, read in the order of the file, or whether their data is
 * nothing but zeros. What is found is told in parts as it goes, so that a window can draw it; nothing is written.
 */
import type { ScanSummary } from '../../shared/jobs';
import { err, ok } from '../../shared/result';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { BLOCK_STATE } from '../../shared/views';
import { isCancelled, TASK } from '../io/bulk/control';
import { readInto } from '../io/bulk/syncFile';
import { bitmapAt } from '../vhd/bat';
import { dataRange, sectorsOf, setBitsIn, stateOfBits, storedBlocks, type BlockRange } from '../vhd/bitmapScan';
import { beginPhase, CANCELLED, roundsOf, type Ended, type JobContext } from './context';
import type { Source } from './source';

/** A part is told this often, or when it is full. */
const TELL_MS = 400;
const MOST_IN_PART = 65_536;
/** Blocks read between two looks at the clock. */
const BETWEEN_LOOKS = 64;
/** Blocks whose data is looked at in one round. */
const BLOCKS_A_ROUND = 256;

/** Gathers what is found, and tells it now and then; `flush` tells the rest. */
function teller({ part }: JobContext, total: number) {
  let blocks: number[] = [];
  let states: number[] = [];
  let shares: number[] = [];
  let done = 0;
  let last = performance.now();
  const flush = (): void => {
    part({ blocks: Uint32Array.from(blocks), states: Uint8Array.from(states), shares: Uint8Array.from(shares), done, total });
    [blocks, states, shares] = [[], [], []];
    last = performance.now();
  };
  return {
    found: (block: number, state: number, share: number): void => {
      blocks.push(block);
      states.push(state);
      shares.push(share);
    },
    upTo: (looked: number): void => {
      done = looked;
      if (blocks.length >= MOST_IN_PART || performance.now() - last >= TELL_MS) flush();
    },
    flush,
  };
}

/** Every block in the file, by its bitmap: full, partial, unset; damaged where it cannot be read. */
export async function scanBitmaps(context: JobContext, { chain, fds, isUnchanged }: Source): Ended<ScanSummary> {
  const [top] = chain.layers;
  const { map } = top;
  const fd = fds.get(top);
  const order = map === null ? new Uint32Array() : storedBlocks(top);
  beginPhase(context, 'reading', order.length);
  const tell = teller(context, order.length);
  const buffer = new Uint8Array((map?.bitmapSectors ?? 0) * SECTOR_BYTES);
  for (let i = 0; map !== null && fd !== undefined && i < order.length; i++) {
    const block = order[i] as number;
    const sectors = sectorsOf(top, block);
    const failed = readInto(fd, buffer, bitmapAt(map, block));
    const { state, share } = failed === null ? stateOfBits(setBitsIn(buffer, sectors), sectors) : { state: BLOCK_STATE.damaged, share: 0 };
    tell.found(block, state, share);
    if (i % BETWEEN_LOOKS !== 0) continue;
    if (isCancelled(context.crew.control)) return err(CANCELLED);
    Atomics.store(context.crew.control.done, 0, BigInt(i + 1));
    tell.upTo(i + 1);
  }
  tell.upTo(order.length);
  tell.flush();
  return ok({ kind: 'scan', blocks: order.length, isUnchanged: isUnchanged() });
}

/** Blocks of the range whose stored data is all zeros: only these are told, as `zero`. A piece is a block. */
export async function scanContent(context: JobContext, { chain, fds, isUnchanged }: Source, range: BlockRange | null): Ended<ScanSummary> {
  const [top] = chain.layers;
  const fd = fds.get(top);
  const order = fd === undefined ? new Uint32Array() : storedBlocks(top, range ?? undefined);
  beginPhase(
    context,
    'reading',
    order.reduce((sum, block) => sum + dataRange(top, block).bytes, 0),
  );
  const tell = teller(context, order.length);
  const rounds = roundsOf(context, TASK.scan, (_piece, block, holdsData) => {
    if (!holdsData) tell.found(block, BLOCK_STATE.zero, 0);
    return true;
  });
  for (const [i, block] of order.entries()) {
    const { at, bytes } = dataRange(top, block);
    const unit = { at: block, bytes, sides: [[{ fd: fd as number, at, into: 0, bytes }], []] } as const;
    const isLast = i + 1 === order.length;
    const stopped = rounds.put(unit) ?? ((i + 1) % BLOCKS_A_ROUND === 0 || isLast ? rounds.end() : null);
    if (stopped !== null) return err(stopped);
    if ((i + 1) % BLOCKS_A_ROUND === 0) tell.upTo(i + 1);
  }
  tell.upTo(order.length);
  tell.flush();
  return ok({ kind: 'scan', blocks: order.length, isUnchanged: isUnchanged() });
}
