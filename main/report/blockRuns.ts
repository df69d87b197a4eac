/** The disk's blocks as runs: adjacent blocks of one state and layer that are evenly spaced in the file. */
import { append } from '../../shared/append';
import type { BlockRun } from '../../shared/documents/map';
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import { BLOCK_STATE, OWNER_NOBODY, OWNER_UNKNOWN, type BlockTable } from '../../shared/views';
import { extentSectors, type BlockMap } from '../vhd/format/bat';
import { blockSectorsOf, blockTable } from '../vhd/describe/blockTable';
import type { Chain } from '../vhd/read/chain';
import type { Image } from '../vhd/read/image';
import { presentBlocks } from './bitmaps';

/** Windows and Xen align each block's data to 4 KiB: blocks no further apart than that count as adjacent in the file. */
const MAX_PADDING = 4096;
/** So many blocks have their bitmaps read before their runs are made. */
const BATCH = 2048;

type One = Pick<BlockRun, 'state' | 'layer' | 'fileOffset'>;

/** States that are known without a bitmap, by code. */
const UNREAD: Readonly<Partial<Record<number, BlockRun['state']>>> = {
  [BLOCK_STATE.unallocated]: 'unallocated',
  [BLOCK_STATE.parent]: 'parent',
  [BLOCK_STATE.full]: 'full',
  [BLOCK_STATE.damaged]: 'damaged',
  [BLOCK_STATE.overlapping]: 'overlapping',
};

/** Runs in order, in batches that may be empty. `quick`: bitmaps are not read, and allocated blocks are unscanned. */
export async function* blockRuns(
  chain: Chain,
  { quick, signal }: { readonly quick: boolean; readonly signal: { readonly aborted: boolean } },
): AsyncGenerator<readonly BlockRun[]> {
  const [top] = chain.layers;
  const table = blockTable(chain);
  const extent = top.map === null ? blockSectorsOf(top) * SECTOR_BYTES : extentSectors(top.map) * SECTOR_BYTES;
  let last = null as Growing | null;
  for (let from = 0; from < table.states.length && !signal.aborted; from += BATCH) {
    const to = Math.min(from + BATCH, table.states.length);
    const scanned = quick || top.map === null ? new Map<number, BlockRun['state']>() : await scan(top, top.map, from, to);
    const ended: BlockRun[] = [];
    for (let block = from; block < to; block++) {
      const one = oneOf(top, table, block, scanned, chain.layers.length);
      if (last !== null && joins(last, one, extent)) continue;
      if (last !== null) ended.push(last);
      last = { firstBlock: block, blocks: 1, fileStride: null, state: one.state, layer: one.layer, fileOffset: one.fileOffset };
    }
    yield ended;
  }
  if (last !== null && !signal.aborted) yield [last];
}

/** A run as JSON on one line. There may be a million runs, and their values need no escaping. */
export const blockRunJson = ({ firstBlock, blocks, fileStride, state, layer, fileOffset }: BlockRun): string =>
  `{"firstBlock":${firstBlock},"blocks":${blocks},"fileStride":${fileStride},"state":"${state}","layer":${layer},"fileOffset":${fileOffset}}`;

/** More runs than anybody reads in a report; further ones are only counted. */
const MAX_RUNS = 20_000;

export async function firstRuns(chain: Chain, signal: { readonly aborted: boolean }): Promise<{ runs: BlockRun[]; left: number }> {
  const runs: BlockRun[] = [];
  let count = 0;
  for await (const batch of blockRuns(chain, { quick: false, signal })) {
    count += batch.length;
    append(runs, batch.slice(0, MAX_RUNS - runs.length));
  }
  return { runs, left: count - runs.length };
}

async function scan(top: Image, map: BlockMap, from: number, to: number): Promise<Map<number, BlockRun['state']>> {
  const states = new Map<number, BlockRun['state']>();
  const none = top.kind === 'differencing' ? 'parent' : 'zero';
  // Blocks whose state is known without the bitmap: a million of them may share one place in the file.
  const isWanted = (block: number): boolean => UNREAD[map.states[block] as number] === undefined;
  for await (const some of presentBlocks(top, map, { from, to, isWanted })) {
    for (const { block, present, of } of some) {
      if (present !== null) states.set(block, present === of ? 'full' : present === 0 ? none : 'partial');
    }
  }
  return states;
}

function oneOf(top: Image, table: BlockTable, block: number, scanned: ReadonlyMap<number, BlockRun['state']>, layers: number): One {
  const owner = table.owners[block] as number;
  const isUnknown = owner === OWNER_UNKNOWN && table.states[block] === BLOCK_STATE.parent;
  const state = isUnknown ? 'unknown' : (UNREAD[table.states[block] as number] ?? scanned.get(block) ?? 'unscanned');
  // If no layer has the block, or a missing parent would, the run names the last layer that was asked.
  const layer = owner === OWNER_NOBODY || owner === OWNER_UNKNOWN ? layers - 1 : owner;
  return { state, layer, fileOffset: dataOffsetOf(top, table, block) };
}

function dataOffsetOf(top: Image, table: BlockTable, block: number): number | null {
  if (top.map === null) {
    const at = block * blockSectorsOf(top) * SECTOR_BYTES;
    return (top.kind === 'fixed' || top.kind === 'raw') && at < top.dataEnd ? at : null;
  }
  const entry = table.entries[block] as number;
  return entry === UNALLOCATED ? null : (entry + top.map.bitmapSectors) * SECTOR_BYTES;
}

/** A run that the next block may still extend. */
type Growing = { -readonly [Key in keyof BlockRun]: BlockRun[Key] };

/** Extends the run by the next block; false when that block begins another run. */
function joins(run: Growing, next: One, extent: number): boolean {
  if (run.state !== next.state || run.layer !== next.layer) return false;
  if (run.fileOffset === null || next.fileOffset === null) {
    if (run.fileOffset !== next.fileOffset) return false;
  } else {
    const stride = run.fileStride ?? next.fileOffset - run.fileOffset;
    const isNear = stride >= extent && stride < extent + MAX_PADDING;
    if (!isNear || next.fileOffset !== run.fileOffset + stride * run.blocks) return false;
    run.fileStride = stride;
  }
  run.blocks += 1;
  return true;
}
