/**
 * All structures of an image without the guest's data: every byte outside blocks' data keeps its place, the rest is a hole.
 * A check makes the same findings; the disk's content cannot be read from it.
 */
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { dataAt, touchesCore, type BlockMap } from '../format/bat';
import type { Image } from '../read/image';
import { layoutOf } from '../describe/layout';
import { standsIn } from '../format/parentLocator';
import { usedBytes } from './batmapBits';

export type Kept = { readonly at: number; readonly bytes: number };

/**
 * Structures in file order, then each block's bitmap. Gaps and bytes behind the footer are left out because they may hold
 * old guest data.
 */
export function* skeletonRanges(image: Image): Generator<Kept> {
  const { map } = image;
  for (const { kind, at, bytes: claimed } of layoutOf(image)) {
    // A batmap may claim far more than it has bits for blocks.
    const bytes = kind === 'batmap' ? usedBytes(image, claimed) : claimed;
    if (kind !== 'blocks' && kind !== 'data' && kind !== 'gap' && kind !== 'unknown' && kind !== 'trailing')
      yield { at, bytes: map === null ? bytes : Math.min(bytes, nextData(map, at) - at) };
  }
  // A locator hidden by a bad sector is missing from the layout. It is requested here, so that the failed read ends the
  // copying.
  for (const { verdict, dataAt: at, dataBytes: bytes, platform } of image.locators)
    if (verdict === 'bad' && standsIn(image.file, { platform, dataAt: at, dataBytes: bytes })) yield { at, bytes };
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
