/**
 * Scans a disk's blocks for the map: reads their sector bitmaps in the order of the file, or finds out whether their data is
 * all zeros. Results are reported in parts, so that a window can draw them; nothing is written.
 */
import type { ScanSummary } from '../../shared/jobs';
import { err, ok } from '../../shared/result';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { BLOCK_STATE } from '../../shared/views';
import { addDone, isCancelled, TASK } from '../io/bulk/control';
import { collectGarbage } from '../io/bulk/garbage';
import { bitsOf, UNREADABLE, type Segment } from '../io/bulk/pieces';
import { bitmapAt } from '../vhd/format/bat';
import { dataRange, sectorsOfBlock, stateOfBits, storedBlocks, type BlockRange } from '../vhd/read/bitmapScan';
import { holeWalk } from '../vhd/read/holes';
import { beginPhase, CANCELLED, roundsOf, type Ended, type JobContext, type Stopped } from './context';
import { tidyAfter, type Source } from './source';

/** A part is reported this often, or when it is full. */
const TELL_MS = 400;
const MAX_IN_PART = 65_536;
/** Bitmaps per piece, and pieces per round: few at first, because a slow drive takes seconds for many. */
const BITMAPS_IN_PIECE = 32;
const FIRST_PIECES = 4;
const MAX_PIECES = 512;
/** Rounds of about this length report progress often enough and are still long enough to be efficient. */
const ROUND_MS = 100;
/** Blocks whose data is read in one round. */
const BLOCKS_A_ROUND = 256;

/** Collects results and reports them now and then; `flush` reports the rest. */
function teller({ part }: JobContext, total: number) {
  const blocks = new Uint32Array(MAX_IN_PART);
  const states = new Uint8Array(MAX_IN_PART);
  const shares = new Uint16Array(MAX_IN_PART);
  let count = 0;
  let done = 0;
  let last = performance.now();
  const flush = (): void => {
    part({ blocks: blocks.slice(0, count), states: states.slice(0, count), shares: shares.slice(0, count), done, total });
    count = 0;
    last = performance.now();
    collectGarbage('recent');
  };
  return {
    found: (block: number, state: number, share: number): void => {
      if (count === MAX_IN_PART) flush();
      blocks[count] = block;
      states[count] = state;
      shares[count] = share;
      count += 1;
    },
    upTo: (looked: number): void => {
      done = looked;
      if (performance.now() - last >= TELL_MS) flush();
    },
    flush,
  };
}

/** Every block in the file by its bitmap: full, partial or unset; damaged if the bitmap cannot be read. */
export async function scanBitmaps(context: JobContext, { chain, fds, isUnchanged }: Source): Ended<ScanSummary> {
  const [top] = chain.layers;
  const { map } = top;
  const fd = fds.get(top) as number;
  const order = map === null ? new Uint32Array() : storedBlocks(top);
  // Sorting took as much memory again as the block map.
  tidyAfter(chain);
  beginPhase(context, 'reading', order.length);
  const tell = teller(context, order.length);
  const { control } = context.workers;
  const isHole = holeWalk(top.file);
  const bitmapBytes = (map?.bitmapSectors ?? 0) * SECTOR_BYTES;
  let pieces = FIRST_PIECES;
  let stored: number | null = map === null ? null : 0;
  for (let from = 0; map !== null && from < order.length; ) {
    const some = order.subarray(from, from + pieces * BITMAPS_IN_PIECE);
    const since = performance.now();
    const read = new Uint32Array(some.length);
    let count = 0;
    for (const block of some) {
      const hole = isHole(bitmapAt(map, block), bitmapBytes);
      if (hole instanceof Promise ? await hole : hole) tell.found(block, BLOCK_STATE.unset, 0);
      else read[count++] = block;
    }
    const counted = read.subarray(0, count);
    const stopped = countedInto(context, counted, (block) => ({
      fd,
      at: bitmapAt(map, block),
      into: sectorsOfBlock(top, block),
      bytes: bitmapBytes,
    }));
    if (stopped !== null) return err(stopped);
    for (const [i, block] of counted.entries()) {
      const set = bitsOf(control, i);
      stored = set === UNREADABLE || stored === null ? null : stored + set;
      const { state, share } = set === UNREADABLE ? { state: BLOCK_STATE.damaged, share: 0 } : stateOfBits(set, sectorsOfBlock(top, block));
      tell.found(block, state, share);
    }
    from += some.length;
    Atomics.store(control.done, 0, BigInt(from));
    tell.upTo(from);
    pieces = performance.now() - since > ROUND_MS ? Math.max(1, pieces >> 1) : Math.min(MAX_PIECES, pieces * 2);
  }
  tell.upTo(order.length);
  tell.flush();
  return ok({ kind: 'scan', blocks: order.length, isUnchanged: isUnchanged(), stored });
}

/** One round that counts the set bits of these blocks' bitmaps; segments are in the blocks' order. */
function countedInto({ workers, table }: JobContext, blocks: Uint32Array, bitmapOf: (block: number) => Segment): Stopped | null {
  table.clear();
  for (let from = 0; from < blocks.length; from += BITMAPS_IN_PIECE) {
    // The piece has no length because progress is counted in blocks, above.
    table.add(from, 0, Array.from(blocks.subarray(from, from + BITMAPS_IN_PIECE), bitmapOf));
  }
  const error = table.pieces() === 0 ? null : workers.round(TASK.bits, table.pieces());
  return isCancelled(workers.control) ? CANCELLED : error;
}

/** Finds blocks of the range whose stored data is all zeros; only these are reported, as `zero`. Each block is a piece. */
export async function scanContent(context: JobContext, { chain, fds, isUnchanged }: Source, range: BlockRange | null): Ended<ScanSummary> {
  const [top] = chain.layers;
  const fd = fds.get(top) as number;
  const order = storedBlocks(top, range ?? undefined);
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
  const isHole = holeWalk(top.file);
  const { control } = context.workers;
  for (const [i, block] of order.entries()) {
    const { at, bytes } = dataRange(top, block);
    const hole = isHole(at, bytes);
    let stopped: Stopped | null = null;
    if (hole instanceof Promise ? await hole : hole) {
      tell.found(block, BLOCK_STATE.zero, 0);
      addDone(control, bytes);
    } else stopped = rounds.put({ at: block, bytes, sides: [[{ fd, at, into: 0, bytes }], []] });
    if ((i + 1) % BLOCKS_A_ROUND === 0 || i + 1 === order.length) {
      stopped ??= isCancelled(control) ? CANCELLED : rounds.end();
      tell.upTo(i + 1);
    }
    if (stopped !== null) return err(stopped);
  }
  tell.upTo(order.length);
  tell.flush();
  return ok({ kind: 'scan', blocks: order.length, isUnchanged: isUnchanged(), stored: null });
}
