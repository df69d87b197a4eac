/** What the file says about a table or a header that is lost: runs of numbers that can be a block table, and no other. */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import type { BlockFile } from '../blockFile';
import { blockBytesAt, distancesOf, sortedPlaces } from '../spacing';

/** How far a table is looked for: behind locators of the largest room that anybody keeps. */
const SEARCH_BYTES = 1024 * 1024;
const MOST_ENTRIES = 1024 * 1024;
const USUAL_BLOCK = 2 * 1024 * 1024;

export type FoundTable = { readonly at: number; readonly entries: number; readonly blockBytes: number };

async function entriesAt(file: BlockFile, at: number, count: number): Promise<Result<Uint32Array, IoError>> {
  const inFile = Math.max(0, Math.min(count, Math.floor((file.bytes - at) / 4)));
  const bytes = await file.read(fileOffset(at), inFile * 4);
  if (!bytes.ok) return bytes;
  const view = new DataView(bytes.value.buffer, bytes.value.byteOffset, bytes.value.byteLength);
  return ok(Uint32Array.from({ length: inFile }, (_, i) => view.getUint32(i * 4)));
}

/** The block size that a table's places speak of; the usual one where they say nothing. */
function sizeFromPlaces(entries: Uint32Array, end: number): number {
  const smallest = distancesOf(sortedPlaces(entries), end).reduce((a, b) => Math.min(a, b), Infinity);
  return blockBytesAt(smallest) ?? USUAL_BLOCK;
}

/** Block size and entries of the table at `at`, by the places it names. `dataEnd` ends the room for blocks. */
export async function blockSizeAt(
  file: BlockFile,
  at: number,
  diskBytes: number,
  dataEnd: number,
): Promise<Result<FoundTable | null, IoError>> {
  const most = Math.min(MOST_ENTRIES, Math.ceil(diskBytes / 4096));
  const read = await entriesAt(file, at, most);
  if (!read.ok) return read;
  const end = Math.floor(dataEnd / SECTOR_BYTES);
  const entries = read.value.subarray(0, countEntries(read.value, at, end));
  const blockBytes = sizeFromPlaces(entries, end);
  const needed = Math.ceil(diskBytes / blockBytes);
  if (needed > entries.length || !isDistinct(entries.subarray(0, needed), blockBytes / SECTOR_BYTES)) return ok(null);
  return ok({ at, entries: needed, blockBytes });
}

/** Entries end where the table does: before the first that can be none, and before the first block that those so far name. */
function countEntries(read: Uint32Array, at: number, end: number): number {
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

/** No two places closer than a block's data. */
function isDistinct(entries: Uint32Array, apart: number): boolean {
  const places = sortedPlaces(entries);
  return places.every((at, i) => i === 0 || at - (places[i - 1] as number) > apart);
}

/**
 * The first place behind the header where a table of this disk can stand: one that names blocks, or an empty one with no
 * room for a block behind it. Before such room nobody can tell an empty table from data that is all ones.
 */
export async function findTable(
  file: BlockFile,
  from: number,
  diskBytes: number,
  dataEnd: number,
): Promise<Result<FoundTable | null, IoError>> {
  let empty: FoundTable | null = null;
  for (let at = from; at < Math.min(dataEnd, from + SEARCH_BYTES); at += SECTOR_BYTES) {
    const head = await entriesAt(file, at, 1);
    if (!head.ok) return head;
    if (head.value[0] === 0) continue;
    const found = await blockSizeAt(file, at, diskBytes, dataEnd);
    if (!found.ok) return found;
    if (found.value === null) continue;
    const entries = await entriesAt(file, at, found.value.entries);
    if (!entries.ok) return entries;
    if (entries.value.some((entry) => entry !== UNALLOCATED)) return found;
    if (dataEnd - at < found.value.blockBytes) empty ??= found.value;
  }
  return ok(empty);
}
