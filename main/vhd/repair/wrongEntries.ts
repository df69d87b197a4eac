/** Which entries of blocks that overlap, or run into the end of the file, cannot be right, by what the places of the others prove. */
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { endOfCore, extentSectors, hasPlace, type BlockMap } from '../format/bat';
import type { Image } from '../read/image';

/** So many places have to agree. */
const MIN_PROOF = 2;
/** Windows and Xen put each block's data on 4 KiB. */
const PAGE_SECTORS = 8;
/** With more blocks than that nobody could say which of them an orphan is. */
const MAX_SUSPECTS = 64;

type Room = Pick<Image, 'dataEnd'>;

/** Blocks that overlap others or reach behind the end of the file, and not over header and table; none if there are very many. */
export function suspectBlocks(top: Room, map: BlockMap): number[] {
  const suspects: number[] = [];
  for (let block = 0; block < map.entries.length && suspects.length <= MAX_SUSPECTS; block++) {
    const state = map.states[block];
    if ((state === BLOCK_STATE.overlapping || state === BLOCK_STATE.damaged) && hasPlace(top, map, block)) suspects.push(block);
  }
  return suspects.length <= MAX_SUSPECTS ? suspects : [];
}

/**
 * Blocks whose entry is set and gives them no place: it names one behind the end of the file, or header or table. None where the
 * file has no footer at its end: if it was cut off, those entries were right.
 */
export function placelessBlocks(top: Pick<Image, 'dataEnd' | 'footers'>, map: BlockMap): number[] {
  if (top.footers?.footer == null) return [];
  const blocks: number[] = [];
  map.entries.forEach((at, block) => {
    if (at !== UNALLOCATED && !hasPlace(top, map, block)) blocks.push(block);
  });
  return blocks;
}

/**
 * Of `suspects`, the blocks whose place is off the spacing that the others keep; and of those that name one place, all but
 * the one that keeps the order of the disk, if the others keep it. Empty where the others prove nothing, where no block that
 * overlaps would keep its place, or where blocks would still overlap.
 */
export function wrongEntries(top: Room, map: BlockMap, suspects: readonly number[]): number[] {
  const sound = soundBlocks(map);
  const placeOf = (block: number): number => map.entries[block] as number;
  const isOnGrid = gridOf(sound.map(placeOf), top, map);
  if (isOnGrid === null) return [];
  const inRaster = suspects.filter((block) => isOnGrid(placeOf(block)));
  const isOrdered = sound.length >= MIN_PROOF && sound.every((block, i) => i === 0 || placeOf(sound[i - 1] as number) < placeOf(block));
  const kept = isOrdered ? keptOf(inRaster, placeOf, sound) : inRaster;
  // Blocks in the raster overlap only where two of them have one place.
  const isApart = new Set(kept.map(placeOf)).size === kept.length;
  const isOver = (block: number): boolean => map.states[block] === BLOCK_STATE.overlapping;
  const isAnyKept = kept.some(isOver) || !suspects.some(isOver);
  return isAnyKept && isApart ? suspects.filter((block) => !kept.includes(block)) : [];
}

/**
 * Whether a place is on the spacing of these; null if they have none. Where fewer blocks than prove it overlap nothing, the place
 * right behind the table and the one right before the footer have to be on it too.
 */
function gridOf(places: readonly number[], { dataEnd }: Room, map: BlockMap): ((at: number) => boolean) | null {
  const extent = extentSectors(map);
  const onPage = (at: number): number => Math.ceil((at + map.bitmapSectors) / PAGE_SECTORS) * PAGE_SECTORS - map.bitmapSectors;
  const front = endOfCore(map.core);
  const last = Math.floor(dataEnd / SECTOR_BYTES) - extent;
  const ends =
    places.length >= MIN_PROOF
      ? [[]]
      : [
          [front, last],
          [onPage(front), last],
        ];
  for (const stride of new Set([extent, Math.ceil(extent / PAGE_SECTORS) * PAGE_SECTORS])) {
    for (const more of ends) {
      const all = [...places, ...more];
      const rest = (all[0] as number) % stride;
      if (new Set(all).size >= MIN_PROOF && all.every((at) => at >= 0 && at % stride === rest)) return (at) => at % stride === rest;
    }
  }
  return null;
}

function soundBlocks({ entries, states }: BlockMap): number[] {
  const sound: number[] = [];
  entries.forEach((at, block) => {
    const state = states[block];
    if (at !== UNALLOCATED && state !== BLOCK_STATE.overlapping && state !== BLOCK_STATE.damaged) sound.push(block);
  });
  return sound;
}

/** Of the blocks at each place, the only one that keeps the order; all of them where that is none or several. */
function keptOf(blocks: readonly number[], placeOf: (block: number) => number, sound: readonly number[]): number[] {
  const atPlace = new Map<number, number[]>();
  for (const block of blocks) atPlace.set(placeOf(block), [...(atPlace.get(placeOf(block)) ?? []), block]);
  return [...atPlace].flatMap(([place, group]) => {
    const before = sound.findLast((block) => placeOf(block) < place) ?? -1;
    const after = sound.find((block) => placeOf(block) > place) ?? Infinity;
    const fitting = group.filter((block) => before < block && block < after);
    return fitting.length === 1 ? fitting : group;
  });
}
