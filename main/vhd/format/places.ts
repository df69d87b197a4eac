/**
 * Judges where blocks lie, for the whole table at once, when an image is opened: behind the end, cut by it, over the disk's
 * own structures, over each other; and which room is left between them. One sorted copy of the entries serves both
 * questions, so that a table of a million entries takes a fraction of a second.
 */
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';

/** Half-open, in file sectors. */
export type SectorRange = { readonly from: number; readonly to: number };

/** How many blocks have a fault, and the first of them. */
export type Tally = { readonly blocks: number; readonly first: number };

export type BlockFaults = {
  /** Blocks that start behind the end of the room for blocks. */
  readonly beyond: Tally;
  /** Blocks that start before that end and reach behind it. */
  readonly cut: Tally;
  /** Blocks that lie over header, table, locators or footer. */
  readonly structure: Tally;
  /** Blocks that share file space with another block. */
  readonly shared: Tally;
};

/** Room that belongs to nothing, except for alignment; in bytes of the file. */
export type Gaps = {
  readonly count: number;
  readonly bytes: number;
  /** The first few gaps, in file order. */
  readonly first: readonly Gap[];
  /** Gaps with room for the data of a block, in file order. */
  readonly large: readonly Gap[];
  /** How many whole blocks fit into the gaps, each gap taken by itself. */
  readonly fits: number;
  /** Whether the last of them reaches as far as the room for blocks does. */
  readonly toEnd: boolean;
};

export type Gap = { readonly at: number; readonly bytes: number };

/** Whether a lost block may have some of these bytes: they lie in a gap that has room for one. */
export const mayBeBlock = ({ large }: Gaps, { at, bytes }: Gap): boolean =>
  large.some((gap) => gap.at < at + bytes && gap.at + gap.bytes > at);

export const NO_GAPS: Gaps = { count: 0, bytes: 0, first: [], large: [], fits: 0, toEnd: false };

export type Room = {
  /** The number of entries that the file holds; all behind them count as unallocated and are not looked at. */
  readonly backed: number;
  /** Sectors that a block takes, including its bitmap. */
  readonly extent: number;
  /** How many of them are data; all if it is not given. */
  readonly dataSectors?: number;
  /** How many of these sectors the file must have of the disk's last block. */
  readonly lastStored: number;
  /** The first sector behind the room for blocks. */
  readonly end: number;
  /** Whether the footer stands there. */
  readonly endsInFooter: boolean;
  readonly core: readonly SectorRange[];
  readonly extras: readonly (SectorRange & { readonly roomTo: number })[];
};

export type Judged = { readonly states: Uint8Array; readonly faults: BlockFaults; readonly gaps: Gaps };

/** Smaller gaps between blocks are alignment: Windows and Xen put each block's data on 4 KiB. */
export const MIN_GAP = 4096;
/** Before the first block Windows aligns several structures to 4 KiB each. */
const MIN_LEADING_GAP = 32_768;
const GAPS_LISTED = 16;
/** More gaps than that are not searched for blocks. */
const MAX_LARGE = 100_000;

/** `entries` as in the BAT, one per block of the disk; `hidden`: places of blocks behind the disk's end, which take room too. */
export function judgePlaces(entries: Uint32Array, hidden: readonly number[], room: Room): Judged {
  const work: Work = {
    entries,
    states: new Uint8Array(entries.length),
    faults: { beyond: tally(), cut: tally(), structure: tally(), shared: tally() },
  };
  const sorted = inOrder(placeEach(work, room), room.extent);
  markShared(work, sharedPlaces(sorted, room, entries.at(-1) ?? UNALLOCATED), room);
  markOverCore(work, room);
  const taken = hidden.length === 0 ? sorted : merged(sorted, hidden);
  return { states: work.states, faults: work.faults, gaps: gapsBetween(taken, room) };
}

type Work = {
  readonly entries: Uint32Array;
  readonly states: Uint8Array;
  readonly faults: { readonly [F in keyof BlockFaults]: Count };
};

/** Spacings that writers use: packed blocks, or each block's data on 4 KiB. */
const PAGE_SECTORS = 8;
/** A grid is only used if it has at most so many slots per place. */
const MAX_SLOTS = 4;

/**
 * Sorts ascending, in place. Nearly every disk's blocks stand on one grid: counting the blocks at each grid point takes a
 * tenth of the time that sorting a million numbers does.
 */
function inOrder(places: Uint32Array, extent: number): Uint32Array {
  let least = UNALLOCATED;
  let most = 0;
  for (let i = 0; i < places.length; i++) {
    const at = places[i] as number;
    if (at < least) least = at;
    if (at > most) most = at;
  }
  for (const stride of new Set([extent, Math.ceil(extent / PAGE_SECTORS) * PAGE_SECTORS])) {
    const slots = Math.floor((most - least) / stride) + 1;
    if (places.length === 0 || slots > MAX_SLOTS * places.length) return places.sort();
    const standing = onGrid(places, least, stride, slots);
    if (standing === null) continue;
    let count = 0;
    for (let slot = 0, at = least; slot < slots; slot++, at += stride) {
      for (let left = standing[slot] as number; left > 0; left--) places[count++] = at;
    }
    return places;
  }
  return places.sort();
}

/** How many places are at each point of the grid; null when a place is at none. */
function onGrid(places: Uint32Array, least: number, stride: number, slots: number): Uint32Array | null {
  const standing = new Uint32Array(slots);
  for (let i = 0; i < places.length; i++) {
    // Unsigned, so that the division stays one of integers.
    const from = ((places[i] as number) - least) >>> 0;
    const slot = (from / stride) >>> 0;
    if (slot * stride !== from) return null;
    standing[slot] = (standing[slot] as number) + 1;
  }
  return standing;
}

/** The loop runs over up to eight million entries: these constants are fetched once. */
const { damaged, overlapping, unscanned } = BLOCK_STATE;
const FREE = UNALLOCATED;

function touchesAny(ranges: readonly SectorRange[], from: number, to: number): boolean {
  for (let i = 0; i < ranges.length; i++) {
    const range = ranges[i] as SectorRange;
    if (from < range.to && to > range.from) return true;
  }
  return false;
}

/** Judges every block by itself; returns the places of those that lie where blocks may lie. */
function placeEach({ entries, states, faults }: Work, room: Room): Uint32Array {
  const structures = [...room.core, ...room.extras];
  const structuresEnd = structures.reduce((end, { to }) => Math.max(end, to), 0);
  const backed = Math.min(room.backed, entries.length);
  const inside = new Uint32Array(backed);
  let count = 0;
  for (let block = 0; block < backed; block++) {
    const at = entries[block] as number;
    if (at === FREE) continue;
    const stored = block === entries.length - 1 ? room.lastStored : room.extent;
    if (at >= room.end) {
      states[block] = damaged;
      add(faults.beyond, block);
    } else if (at < structuresEnd && touchesAny(structures, at, at + stored)) {
      states[block] = overlapping;
      add(faults.structure, block);
    } else {
      states[block] = at + stored > room.end ? damaged : unscanned;
      inside[count++] = at;
    }
  }
  return inside.subarray(0, count);
}

/**
 * Marks blocks at shared places. Of blocks that run into the end, it decides which are cut and which only point at the wrong
 * place.
 */
function markShared({ entries, states, faults }: Work, shared: Uint32Array, { end, endsInFooter, backed }: Room): void {
  const count = Math.min(backed, entries.length);
  const isIn = membersOf(shared);
  for (let block = 0; block < count; block++) {
    const state = states[block];
    if (state !== unscanned && state !== damaged) continue;
    const at = entries[block] as number;
    const isCut = state === damaged && at < end;
    if (state === damaged && !isCut) continue;
    const isShared = isIn(at);
    if (isCut) add(isShared && endsInFooter ? faults.structure : faults.cut, block);
    else if (isShared) add(faults.shared, block);
    if (isShared) states[block] = overlapping;
  }
}

/** Blocks over footer copy, header or table hold none of the disk's data: they count as overlapping only until all are judged. */
function markOverCore({ entries, states, faults }: Work, { core, extent, backed }: Room): void {
  if (faults.structure.blocks === 0) return;
  const count = Math.min(backed, entries.length);
  for (let block = 0; block < count; block++) {
    const at = entries[block] as number;
    if (states[block] === overlapping && touchesAny(core, at, at + extent)) states[block] = damaged;
  }
}

type Count = { blocks: number; first: number };
const tally = (): Count => ({ blocks: 0, first: 0 });
const add = (to: Count, block: number): void => {
  if (to.blocks === 0) to.first = block;
  to.blocks += 1;
};

/** The sorted places of blocks that overlap the next or the previous one. `last` is the last block's place, which may end early. */
function sharedPlaces(sorted: Uint32Array, { extent, lastStored }: Room, last: number): Uint32Array {
  const marks = new Uint8Array(sorted.length);
  for (let i = 1; i < sorted.length; i++) {
    const a = sorted[i - 1] as number;
    const b = sorted[i] as number;
    if (b - a >= extent || (a === last && b !== a && b - a >= lastStored)) continue;
    marks[i - 1] = marks[i] = 1;
  }
  const shared = new Uint32Array(sorted.length);
  let count = 0;
  for (let i = 0; i < sorted.length; i++) if (marks[i] === 1) shared[count++] = sorted[i] as number;
  return shared.slice(0, count);
}

/** Index of the first number above `value`. */
export function firstAbove(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Whether a number is in the sorted list. A million numbers are looked up in random order, so it is worked out once where
 * numbers of each size begin: a lookup then compares a few neighbours instead of twenty numbers all over the list.
 */
export function membersOf(sorted: Uint32Array): (value: number) => boolean {
  if (sorted.length === 0) return () => false;
  const least = sorted[0] as number;
  const most = sorted.at(-1) as number;
  const width = Math.max(1, Math.ceil((most - least + 1) / sorted.length));
  const begins = new Uint32Array(Math.floor((most - least) / width) + 2).fill(sorted.length);
  for (let i = sorted.length - 1; i >= 0; i--) begins[Math.floor(((sorted[i] as number) - least) / width)] = i;
  for (let bucket = begins.length - 2; bucket >= 0; bucket--) {
    const next = begins[bucket + 1] as number;
    if ((begins[bucket] as number) > next) begins[bucket] = next;
  }
  return (value) => {
    if (value < least || value > most) return false;
    const bucket = Math.floor((value - least) / width);
    let low = begins[bucket] as number;
    let high = begins[bucket + 1] as number;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sorted[middle] as number) < value) low = middle + 1;
      else high = middle;
    }
    return sorted[low] === value;
  };
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
  const gaps = { count: 0, bytes: 0, first: [] as Gap[], large: [] as Gap[], fits: 0, toEnd: false };
  const dataBytes = (room.dataSectors ?? room.extent) * SECTOR_BYTES;
  let end = 0;
  const firstBlock = sorted[0] ?? room.end;
  const close = (until: number): void => {
    const bytes = (until - end) * SECTOR_BYTES;
    const least = end < firstBlock ? MIN_LEADING_GAP : MIN_GAP;
    if (bytes < least) return;
    gaps.count += 1;
    gaps.bytes += bytes;
    gaps.toEnd = until === room.end;
    const gap = { at: end * SECTOR_BYTES, bytes };
    if (gaps.first.length < GAPS_LISTED) gaps.first.push(gap);
    if (bytes < dataBytes) return;
    // Where a block's data fits and its bitmap does not, a structure or another block may lie over the bitmap.
    gaps.fits += Math.max(1, Math.floor(bytes / (room.extent * SECTOR_BYTES)));
    if (gaps.large.length < MAX_LARGE) gaps.large.push(gap);
  };
  let next = 0;
  const skipStructures = (until: number): void => {
    for (; next < taken.length && (taken[next] as SectorRange).from < until; next++) {
      const { from, to } = taken[next] as SectorRange;
      if (from > end) close(from);
      end = Math.max(end, to);
    }
  };
  for (let i = 0; i < sorted.length; i++) {
    const at = sorted[i] as number;
    if (next < taken.length) skipStructures(at);
    if (at > end) close(at);
    if (at + room.extent > end) end = at + room.extent;
  }
  skipStructures(room.end);
  if (room.end > end) close(room.end);
  return gaps;
}
