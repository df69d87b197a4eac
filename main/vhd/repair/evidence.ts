/** What the file says about a lost table or header: runs of numbers that can only be a block table. */
import type { IoError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { readEntries } from '../format/bat';
import type { BlockFile } from '../read/blockFile';
import { blockBytesAt, sortedPlaces } from '../format/spacing';

/** How far a table is searched for: it may stand behind locators with the largest room that anybody reserves. */
const SEARCH_BYTES = 1024 * 1024;
const MAX_ENTRIES = 1024 * 1024;
const USUAL_BLOCK = 2 * 1024 * 1024;

export type FoundTable = { readonly at: number; readonly entries: number; readonly blockBytes: number };

/** As many entries from `at` on as the file has, at most `count`. */
async function entriesAt(file: BlockFile, at: number, count: number): Promise<Result<Uint32Array, IoError>> {
  const entries = new Uint32Array(Math.max(0, Math.min(count, Math.floor((file.bytes - at) / 4))));
  const failed = await readEntries(file, at, entries);
  return failed === null ? ok(entries) : err(failed);
}

/** The smallest distance between two of the places, or between the last one and the end; in sectors. */
function leastDistance(entries: Uint32Array, end: number): number {
  const places = sortedPlaces(entries);
  let least = end - (places.at(-1) ?? -Infinity);
  for (let i = 1; i < places.length && least > 0; i++) least = Math.min(least, (places[i] as number) - (places[i - 1] as number));
  return least;
}

/** Where a table may stand, how large the disk is, and where the room for blocks ends; in bytes. */
export type TableSearch = { readonly at: number; readonly diskBytes: number; readonly dataEnd: number };

const mostEntries = ({ diskBytes }: TableSearch): number => Math.min(MAX_ENTRIES, Math.ceil(diskBytes / 4096));

/** Block size and entries of the table at `at`, derived from the places it names. */
export async function blockSizeAt(file: BlockFile, search: TableSearch): Promise<Result<FoundTable | null, IoError>> {
  const read = await entriesAt(file, search.at, mostEntries(search));
  if (!read.ok) return read;
  return ok(tableOf(read.value.subarray(0, countEntries(read.value, search)), search));
}

/**
 * `entries`: those of the table before the first impossible one. The places tell the block size, or it is the usual one; no
 * two places may be closer than a block's data.
 */
function tableOf(entries: Uint32Array, { at, diskBytes, dataEnd }: TableSearch): FoundTable | null {
  const end = Math.floor(dataEnd / SECTOR_BYTES);
  const least = leastDistance(entries, end);
  const blockBytes = blockBytesAt(least) ?? USUAL_BLOCK;
  const apart = blockBytes / SECTOR_BYTES;
  const needed = Math.ceil(diskBytes / blockBytes);
  if (needed > entries.length) return null;
  const isDistinct = least > apart || leastDistance(entries.subarray(0, needed), Infinity) > apart;
  return isDistinct ? { at, entries: needed, blockBytes } : null;
}

/** The table ends before the first impossible entry, and before the first block that the entries so far name. */
function countEntries(read: Uint32Array, { at, dataEnd }: TableSearch): number {
  const end = Math.floor(dataEnd / SECTOR_BYTES);
  let first = end;
  let count = 0;
  for (; count < read.length && at + count * 4 < first * SECTOR_BYTES; count++) {
    const entry = read[count] as number;
    if (entry === UNALLOCATED) continue;
    if (entry >= end || entry * SECTOR_BYTES <= at) break;
    first = Math.min(first, entry);
  }
  return Math.min(count, Math.floor((first * SECTOR_BYTES - at) / 4));
}

/** The total number of entries that a search looks at: each of 2,048 places may look like the start of a table of a million. */
const MAX_LOOKED_AT = 2 * 1024 * 1024;

/**
 * The first place from `at` on where a table of this disk can stand: one that names blocks, or an empty one with no room for
 * a block behind it. If there is such room, nobody can tell an empty table from data that is all ones. Everything is read
 * once, and the search gives up if too many places look like a table and are none.
 */
export async function findTable(file: BlockFile, search: TableSearch): Promise<Result<FoundTable | null, IoError>> {
  const { at: from, dataEnd } = search;
  const last = Math.min(dataEnd, from + SEARCH_BYTES);
  const most = mostEntries(search);
  const read = await entriesAt(file, from, Math.max(0, Math.ceil((last - from) / 4)) + most);
  if (!read.ok) return read;
  const all = read.value;
  const allocated = nextAllocated(all);
  let empty: FoundTable | null = null;
  let looked = 0;
  for (let at = from; at < last && looked < MAX_LOOKED_AT; at += SECTOR_BYTES) {
    const index = (at - from) / 4;
    if (all[index] === 0) continue;
    const here = { ...search, at };
    const entries = all.subarray(index, index + most);
    if ((allocated[index] ?? all.length) >= index + entries.length) {
      if (empty === null && dataEnd - at < USUAL_BLOCK) empty = tableOf(entries.subarray(0, countEntries(entries, here)), here);
      continue;
    }
    const count = countEntries(entries, here);
    looked += count;
    const found = tableOf(entries.subarray(0, count), here);
    if (found === null) continue;
    const isEmpty = (allocated[index] as number) >= index + found.entries;
    if (!isEmpty) return ok(found);
    if (dataEnd - at < found.blockBytes) empty ??= found;
  }
  return ok(empty);
}

/** For each entry the index of the next allocated one, which may be itself. */
function nextAllocated(entries: Uint32Array): Uint32Array {
  const next = new Uint32Array(entries.length);
  let last = entries.length;
  for (let i = entries.length - 1; i >= 0; i--) {
    if (entries[i] !== UNALLOCATED) last = i;
    next[i] = last;
  }
  return next;
}
