/** Repairs of the block table: impossible places, blocks at shared places, and blocks that the file's end has cut. */
import type { FindingOf } from '../../../shared/findings';
import { ok } from '../../../shared/result';
import { roundUp, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { bitmapAt, dataAt, extentSectors, MAX_SURPLUS, touchesCore, type BlockMap } from '../format/bat';
import { turned } from '../check/blockRules';
import { offEntries } from '../check/entryRules';
import { MAX_EDIT_BYTES } from '../ops/patches';
import { alignmentOf, clearBits } from '../ops/growth';
import { occupied } from '../describe/occupied';
import { adoptionEdits, orphansForShared } from './adoption';
import { suspectBlocks, wrongEntries } from './wrongEntries';
import type { Edit } from './patched';
import {
  entryEdits,
  fix,
  footerAt,
  onMap,
  read,
  withoutEvidence,
  type Fix,
  type FixContext,
  type FixEdits,
  type Fixers,
  type Made,
  type MapDisk,
} from './fix';

/** So many blocks that share places are compared with the blocks that no entry points to. */
const MAX_SHARED = 64;

const free = (map: BlockMap, blocks: readonly number[]): Edit[] =>
  entryEdits(
    map,
    blocks.map((block) => [block, UNALLOCATED] as const),
  );

/** Blocks that have an entry, in the order of the disk. */
export const blocksWhere = (map: BlockMap, holds: (at: number, block: number) => boolean): number[] => {
  const blocks: number[] = [];
  map.entries.forEach((at, block) => {
    if (at !== UNALLOCATED && holds(at, block)) blocks.push(block);
  });
  return blocks;
};

/** If the file was cut short, the entries are right, and the blocks are given up. */
function beyond({ top }: FixContext<MapDisk>, { because }: FindingOf<'B01'>): Fix[] {
  const { map } = top;
  const blocks = blocksWhere(map, (at) => at >= Math.floor(top.dataEnd / SECTOR_BYTES));
  return [fix('unallocate', because === undefined ? 'choice' : 'loss', () => ({ edits: free(map, blocks) }))];
}

/**
 * Blocks over structures. If all of their entries are zeros at the end of the table, these are padding that a resize turned
 * into entries.
 */
async function overStructures({ top }: FixContext<MapDisk>): Promise<Fix[]> {
  const { map } = top;
  const wrong = wrongEntries(top, map, suspectBlocks(top, map));
  const overCore = blocksWhere(map, (_, block) => touchesCore(map, block));
  const isOver = (block: number): boolean => map.states[block] === BLOCK_STATE.overlapping && !touchesCore(map, block);
  // A block that one with a wrong entry lies over is where it belongs.
  const over = blocksWhere(map, (_, block) => isOver(block) && (wrong.length === 0 || wrong.includes(block)));
  const firstZero = map.entries.indexOf(0);
  const isPadding =
    firstZero > 0 &&
    over.length === 0 &&
    map.entries.subarray(firstZero).every((at) => at === 0) &&
    overCore.length === map.entries.length - firstZero;
  const fixes: Fix[] = [];
  if (overCore.length > 0) fixes.push(fix('unallocate', isPadding ? 'safe' : 'choice', () => ({ edits: free(map, overCore) })));
  if (over.length > 0 && wrong.length > 0) return [...fixes, ...(await waysOfWrong(top, wrong))];
  if (over.length > 0 && canCopy(map, over)) {
    fixes.push(fix('move-block', 'choice', () => copiedOut(top, over)));
  }
  if (over.length > 0) fixes.push(fix('unallocate', 'choice', () => ({ edits: free(map, over) })));
  return fixes;
}

/** Blocks whose entries cannot be right: their true places are looked for, or they are given up. */
async function waysOfWrong(top: MapDisk, wrong: readonly number[]): Promise<Fix[]> {
  const orphans = await orphansForShared(top, suspectBlocks(top, top.map), wrong);
  if (!orphans.ok) return [withoutEvidence('adopt-shared', orphans)];
  const adopt = fix('adopt-shared', 'choice', () => ({ edits: adoptionEdits(top.map, orphans.value) }));
  return [...(orphans.value.length > 0 ? [adopt] : []), fix('unallocate', 'choice', () => ({ edits: free(top.map, wrong) }))];
}

/** Entries that are some sectors off. */
async function toTruePlaces({ top }: FixContext<MapDisk>): Promise<Fix[]> {
  const off = await offEntries(top);
  if (!off.ok) return [withoutEvidence('true-place', off)];
  return [
    fix('true-place', 'choice', () => ({
      edits: entryEdits(
        top.map,
        off.value.map(({ block, isAt }) => [block, isAt] as const),
      ),
    })),
  ];
}

/** Gives every block whose place another one holds a place of its own, with the bytes it has there now. */
async function sharing({ top }: FixContext<MapDisk>): Promise<Fix[]> {
  const { map } = top;
  const extent = extentSectors(map);
  const isIn = (at: number, block: number): boolean => !touchesCore(map, block) && (at + extent) * SECTOR_BYTES <= top.dataEnd;
  const inTheWay = blocksWhere(map, (at, block) => map.states[block] === BLOCK_STATE.overlapping && isIn(at, block));
  // If a million blocks overlap, nearly all would have to be moved: that is found out before they are sorted with their
  // numbers.
  const places = new Uint32Array(inTheWay.length);
  for (let i = 0; i < places.length; i++) places[i] = map.entries[inTheWay[i] as number] as number;
  const most = Math.floor(MAX_EDIT_BYTES / SECTOR_BYTES / extent);
  if (runInto(places.sort(), extent, most).length > most) return [];
  const placed = inTheWay.sort((a, b) => (map.entries[a] as number) - (map.entries[b] as number) || a - b);
  const moved = runInto(
    placed.map((block) => map.entries[block] as number),
    extent,
    most,
  ).map((i) => placed[i] as number);
  if (moved.length === 0) return [];
  // With many blocks nobody could say which of them an orphan is.
  const wrong = placed.length <= MAX_SHARED ? wrongEntries(top, map, placed) : [];
  const orphans = placed.length <= MAX_SHARED ? await orphansForShared(top, placed, wrong) : ok([]);
  const adopted = orphans.ok ? orphans.value : [];
  const adopt = fix('adopt-shared', 'choice', () => ({ edits: adoptionEdits(map, adopted) }));
  const forget = fix('unallocate', 'choice', () => ({ edits: free(map, wrong) }));
  return [
    ...(adopted.length > 0 ? [adopt] : []),
    ...(wrong.length > 0 ? [forget] : []),
    fix('split', 'choice', () => copiedOut(top, moved)),
  ];
}

/** Which of the places, in ascending order, overlap a block that stays where it is; at most `most` + 1 of them. */
function runInto(places: ArrayLike<number>, extent: number, most: number): number[] {
  const over: number[] = [];
  let end = 0;
  for (let i = 0; i < places.length && over.length <= most; i++) {
    const at = places[i] as number;
    if (at < end) over.push(i);
    else end = at + extent;
  }
  return over;
}

export const canCopy = (map: BlockMap, blocks: readonly number[]): boolean =>
  blocks.length * extentSectors(map) * SECTOR_BYTES <= MAX_EDIT_BYTES;

/** Copies whole blocks, as many as `canCopy` allows, with their bitmaps, behind everything; the footer goes behind them. */
export async function copiedOut(top: MapDisk, blocks: readonly number[]): Made {
  const { map, footer: raw } = top;
  const bitmapBytes = map.bitmapSectors * SECTOR_BYTES;
  const align = Math.min(alignmentOf(top, map), 4096);
  const edits: Edit[] = [];
  const entries: [number, number][] = [];
  let { end } = occupied(top);
  for (const block of blocks) {
    const at = roundUp(end + bitmapBytes, align) - bitmapBytes;
    const bytes = await read(top, bitmapAt(map, block), extentSectors(map) * SECTOR_BYTES);
    if (!bytes.ok) return bytes;
    edits.push({ at, bytes: bytes.value, why: 'new-block' });
    entries.push([block, at / SECTOR_BYTES]);
    end = at + extentSectors(map) * SECTOR_BYTES;
  }
  const moved = footerAt(top, raw, end);
  return ok({ ...moved, edits: [...moved.edits.slice(0, -1), ...edits, ...moved.edits.slice(-1), ...entryEdits(map, entries)] });
}

/**
 * What was cut off is replaced: by zeros, or in a child by the parent's sectors. The footer comes behind it, unless the table
 * names more blocks that were cut off: then the file still lacks its end.
 */
async function cut({ top, findings }: FixContext<MapDisk>, { facts }: FindingOf<'B04'>): Promise<Fix[]> {
  const { map, footer: raw } = top;
  if (facts.off === true) return waysOfWrong(top, wrongEntries(top, map, suspectBlocks(top, map)));
  const isMoreCut = findings.some(({ code, because }) => code === 'B01' && because !== undefined);
  const ended = (at: number): FixEdits => (isMoreCut ? { edits: [], bytes: at } : footerAt(top, raw, at));
  const extent = extentSectors(map) * SECTOR_BYTES;
  const blocks = blocksWhere(map, (at) => at * SECTOR_BYTES < top.dataEnd && at * SECTOR_BYTES + extent > top.dataEnd);
  const last = blocks.reduce((most, block) => Math.max(most, bitmapAt(map, block) + extent), 0);
  const fill = fix('fill-with-zeros', 'loss', () => ended(last));
  if (top.kind !== 'differencing') return [fill];
  const clear = fix('clear-bits', 'loss', async () => {
    const edits: Edit[] = [];
    for (const block of blocks) {
      const bitmap = await read(top, bitmapAt(map, block), Math.min(map.bitmapSectors * SECTOR_BYTES, top.dataEnd - bitmapAt(map, block)));
      if (!bitmap.ok) return bitmap;
      const bytes = bitmap.value.slice();
      const kept = Math.max(0, Math.floor((top.dataEnd - dataAt(map, block)) / SECTOR_BYTES));
      // If the bitmap itself is cut, only what is left of it.
      clearBits(bytes, kept, Math.min(map.blockSectors, bytes.length * 8) - kept);
      edits.push({ at: bitmapAt(map, block), bytes, why: 'bitmap' });
    }
    const done = ended(last);
    return ok({ ...done, edits: [...edits, ...done.edits] });
  });
  return [clear, fill];
}

function padShort({ top }: FixContext<MapDisk>, { facts }: FindingOf<'B19'>): Fix[] {
  const { map } = top;
  return [fix('pad-block', 'safe', () => footerAt(top, top.footer, bitmapAt(map, facts.block) + extentSectors(map) * SECTOR_BYTES))];
}

function swapped({ top }: FixContext<MapDisk>): Fix[] {
  const { map } = top;
  return [
    fix('swap-table', 'choice', () => ({
      edits: entryEdits(
        map,
        [...map.entries].map((at, block) => [block, turned(at)] as const),
      ),
    })),
  ];
}

/** Entries that the disk needs and the header does not count are padding only if all their bytes are 00, or all FF. */
async function padding({ top }: FixContext<MapDisk>): Promise<Fix[]> {
  const { map } = top;
  const from = map.tableAt + map.tableEntries * 4;
  const uncounted = await read(top, from, Math.max(0, map.entries.length - map.tableEntries) * 4);
  if (!uncounted.ok) return [withoutEvidence('pad-table', uncounted)];
  if (uncounted.value.some((byte) => byte !== 0 && byte !== 0xff)) return [];
  const bytes = new Uint8Array(map.tableAt + map.tableBytes - from).fill(0xff);
  return [fix('pad-table', 'safe', () => ({ edits: [{ at: from, bytes, why: 'bat-entry' }] }))];
}

function hidden({ top }: FixContext<MapDisk>, { facts }: FindingOf<'B05'>): Fix[] {
  const { map } = top;
  const end = Math.min(map.tableEntries, map.entries.length + MAX_SURPLUS);
  const bytes = new Uint8Array((end - facts.first) * 4).fill(0xff);
  return [fix('free-hidden', 'loss', () => ({ edits: [{ at: map.tableAt + facts.first * 4, bytes, why: 'bat-entry' }] }))];
}

export const BLOCK_FIXERS: Fixers = {
  B01: onMap(beyond),
  B02: onMap(sharing),
  B03: onMap(overStructures),
  B04: onMap(cut),
  B05: onMap(hidden),
  B10: onMap(swapped),
  B11: onMap(padding),
  B19: onMap(padShort),
  B24: onMap(toTruePlaces),
};
