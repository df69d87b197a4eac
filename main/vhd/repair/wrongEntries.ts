/** Which of the blocks that overlap have an entry that cannot be right, by what the blocks that overlap nothing prove. */
import { UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import { extentSectors, type BlockMap } from '../format/bat';

/** So many blocks that overlap nothing have to agree. */
const MIN_PROOF = 2;

/**
 * Of `overlapping`, the blocks whose place is off the spacing that the others keep; and of those that name one place, all but
 * the one that keeps the order of the disk, if the others keep it. Empty where the others prove nothing, where no block would
 * keep its place, or where blocks would still overlap.
 */
export function wrongEntries(map: BlockMap, overlapping: readonly number[]): number[] {
  const sound = soundBlocks(map);
  const extent = extentSectors(map);
  const placeOf = (block: number): number => map.entries[block] as number;
  const [first] = sound;
  if (sound.length < MIN_PROOF || first === undefined) return [];
  const rest = placeOf(first) % extent;
  if (!sound.every((block) => placeOf(block) % extent === rest)) return [];
  const inRaster = overlapping.filter((block) => placeOf(block) % extent === rest);
  const isOrdered = sound.every((block, i) => i === 0 || placeOf(sound[i - 1] as number) < placeOf(block));
  const kept = isOrdered ? keptOf(inRaster, placeOf, sound) : inRaster;
  // Blocks in the raster overlap only where two of them have one place.
  const isApart = new Set(kept.map(placeOf)).size === kept.length;
  return kept.length > 0 && kept.length < overlapping.length && isApart ? overlapping.filter((block) => !kept.includes(block)) : [];
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
