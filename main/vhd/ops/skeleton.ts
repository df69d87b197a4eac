/**
 * All structure of an image and none of the guest's data: every byte that is not in a block's data stands where it stood,
 * the rest is a hole. Findings come out the same; what is in the disk cannot be read from it.
 */
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { dataAt, touchesCore, type BlockMap } from '../bat';
import type { Image } from '../image';
import { layoutOf } from '../layout';

export type Kept = { readonly at: number; readonly bytes: number };

/** Structures in file order, then each block's bitmap. Gaps and bytes behind the footer may hold old guest data: left out. */
export function* skeletonRanges(image: Image): Generator<Kept> {
  const { map } = image;
  for (const { kind, at, bytes } of layoutOf(image)) {
    if (kind !== 'blocks' && kind !== 'data' && kind !== 'gap' && kind !== 'trailing')
      yield { at, bytes: map === null ? bytes : Math.min(bytes, nextData(map, at) - at) };
  }
  if (map === null) return;
  const bytes = map.bitmapSectors * SECTOR_BYTES;
  for (let block = 0; block < map.entries.length; block++) {
    const entry = map.entries[block] as number;
    const at = entry * SECTOR_BYTES;
    if (entry !== UNALLOCATED && at + bytes <= image.dataEnd && !touchesCore(map, block)) yield { at, bytes };
  }
}

/** Where the next block's data starts, in bytes: a locator or a batmap may claim room that reaches into it. */
function nextData(map: BlockMap, at: number): number {
  let next = Number.MAX_SAFE_INTEGER;
  for (let block = 0; block < map.entries.length; block++) {
    const data = dataAt(map, block);
    if (map.entries[block] !== UNALLOCATED && data > at && !touchesCore(map, block)) next = Math.min(next, data);
  }
  return next;
}
