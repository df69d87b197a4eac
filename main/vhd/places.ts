/**
 * Judges where blocks lie, for the whole table at once, when an image is opened: behind the end, cut by it, over the
 * disk's own structures, over each other; and what room is left between them. One sorted copy of the entries serves
 * both questions, so that a table of a million entries takes a fraction of a second.
 */
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import { BLOCK_STATE } from '../../shared/views';

/** Half-open, in file sectors. */
export type SectorRange = { readonly from: number; readonly to: number };

/** How many blocks have a fault, and the first of them. */
export type Tally = { readonly blocks: number; readonly first: number };

export type BlockFaults = {
  /** They start behind the end of the room for blocks. */
  readonly beyond: Tally;
  /** They start before it and end behind. */
  readonly cut: Tally;
  /** They lie over header, table, locators or footer. */
  readonly structure: Tally;
  /** They share file space with another block. */
  readonly shared: Tally;
};

/** Room that belongs to nothing, alignment left out; in bytes of the file. */
export type Gaps = {
  readonly count: number;
  readonly bytes: number;
  /** The first few of them, in file order. */
  readonly first: readonly { readonly at: number; readonly bytes: number }[];
};

export type Room = {
  /** Entries that the file holds; all behind them are unallocated, and none is looked at. */
  readonly backed: number;
  /** Sectors a block takes, bitmap included. */
  readonly extent: number;
  /** What of that the disk's last block must have in the file. */
  readonly lastStored: number;
  /** First sector behind the room for blocks. */
  readonly end: number;
  /** Whether the footer stands there. */
  readonly endsInFooter: boolean;
  readonly core: readonly SectorRange[];
  readonly extras: readonly (SectorRange & { readonly roomTo: number })[];
};

export type Judged = { readonly states: Uint8Array; readonly faults: BlockFaults; readonly gaps: Gaps };

/** Smaller gaps between blocks are alignment: Windows and Xen put each block's data on 4 KiB. */
export const LEAST_GAP = 4096;
/** Before the first block Windows aligns several structures, each to 4 KiB. */
const LEAST_LEADING_GAP = 32_768;
const GAPS_LISTED = 16;

/** `entries` as in the BAT, one a block of the disk; `hidden`: places of blocks behind the disk's end, which take room too. */
export function judgePlaces(entries: Uint32Array, hidden: readonly number[], room: Room): Judged {
  const { extent, end } = room;
  const states = new Uint8Array(entries.length);
  const structures = [...room.core, ...room.extras];
  const structuresEnd = Math.max(...structures.map(({ to }) => to));
  const tallies = { beyond: tally(), cut: tally(), structure: tally(), shared: tally() };
  const lastBlock = entries.length - 1;
  const backed = Math.min(room.backed, entries.length);
  const inside = new Uint32Array(backed);
  let count = 0;
  for (let block = 0; block < backed; block++) {
    const at = entries[block] as number;
    if (at === UNALLOCATED) continue;
    const stored = block === lastBlock ? room.lastStored : extent;
    states[block] = BLOCK_STATE.unscanned;
    if (at >= end) {
      states[block] = BLOCK_STATE.damaged;
      add(tallies.beyond, block);
    } else if (at < structuresEnd && structures.some(({ from, to }) => at < to && at + stored > from)) {
      states[block] = BLOCK_STATE.overlapping;
      add(tallies.structure, block);
    } else {
      inside[count++] = at;
      if (at + stored > end) states[block] = BLOCK_STATE.damaged;
    }
  }
  const sorted = inside.subarray(0, count).sort();
  const short = { at: entries[lastBlock] ?? UNALLOCATED, extent: room.lastStored };
  const shared = sharedPlaces(sorted, extent, short);
  for (let block = 0; block < backed; block++) {
    const state = states[block];
    const isShared = shared.length > 0 && state !== BLOCK_STATE.overlapping && contains(shared, entries[block] as number);
    if (state === BLOCK_STATE.unscanned && isShared) add(tallies.shared, block);
    else if (state === BLOCK_STATE.damaged && (entries[block] as number) < end)
      add(isShared && room.endsInFooter ? tallies.structure : tallies.cut, block);
    else continue;
    if (isShared) states[block] = BLOCK_STATE.overlapping;
  }
  return { states, faults: tallies, gaps: gapsBetween(hidden.length === 0 ? sorted : merged(sorted, hidden), room) };
}

type Count = { blocks: number; first: number };
const tally = (): Count => ({ blocks: 0, first: 0 });
const add = (to: Count, block: number): void => {
  if (to.blocks === 0) to.first = block;
  to.blocks += 1;
};

/** The places, sorted, that run into the next one or are run into. `short` is the last block, which may end early. */
function sharedPlaces(sorted: Uint32Array, extent: number, short: { readonly at: number; readonly extent: number }): Uint32Array {
  const marks = new Uint8Array(sorted.length);
  let any = false;
  for (let i = 1; i < sorted.length; i++) {
    const [a, b] = [sorted[i - 1] as number, sorted[i] as number];
    if (b - a >= extent || (a === short.at && b !== a && b - a >= short.extent)) continue;
    marks[i - 1] = marks[i] = 1;
    any = true;
  }
  return any ? sorted.filter((_, i) => marks[i] === 1) : new Uint32Array();
}

function contains(sorted: Uint32Array, value: number): boolean {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === value;
}

function merged(sorted: Uint32Array, more: readonly number[]): Uint32Array {
  const all = new Uint32Array(sorted.length + more.length);
  all.set(sorted);
  all.set(more, sorted.length);
  return all.sort();
}

/** Stretches that no block and no structure takes. */
function gapsBetween(sorted: Uint32Array, room: Room): Gaps {
  const taken = [...room.core, ...room.extras.map(({ from, roomTo }) => ({ from, to: roomTo }))].sort((a, b) => a.from - b.from);
  const gaps = { count: 0, bytes: 0, first: [] as { at: number; bytes: number }[] };
  let end = 0;
  const firstBlock = sorted[0] ?? room.end;
  const close = (until: number): void => {
    const bytes = (until - end) * SECTOR_BYTES;
    const least = end < firstBlock ? LEAST_LEADING_GAP : LEAST_GAP;
    if (bytes < least) return;
    gaps.count += 1;
    gaps.bytes += bytes;
    if (gaps.first.length < GAPS_LISTED) gaps.first.push({ at: end * SECTOR_BYTES, bytes });
  };
  let next = 0;
  const skipStructures = (until: number): void => {
    for (; next < taken.length && (taken[next] as SectorRange).from < until; next++) {
      const { from, to } = taken[next] as SectorRange;
      if (from > end) close(from);
      end = Math.max(end, to);
    }
  };
  for (const at of sorted) {
    skipStructures(at);
    if (at > end) close(at);
    end = Math.max(end, at + room.extent);
  }
  skipStructures(room.end);
  if (room.end > end) close(room.end);
  return gaps;
}
