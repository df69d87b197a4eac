/** The blocks that a change would have to add to this file, and by how much it would grow. */
import { SECTOR_BYTES, type Space } from '../../shared/vhd/units';
import type { Disk } from './translate.model';

export type NewBlocks = { readonly first: number; readonly count: number; readonly growthBytes: number };

/**
 * Null if all of the range is in this file, or no block holds any of it. `growthBytes`: where each block's data is to stand on a
 * page border, as Windows lays them, some padding comes on top.
 */
export function newBlocks({ view, blocks }: Disk, space: Space, at: number, bytes: number): NewBlocks | null {
  const layout = view.disk?.blocks;
  if (space !== 'disk' || layout === undefined || !layout.inTable || bytes === 0) return null;
  const from = Math.floor(at / layout.sizeBytes);
  const to = Math.min(layout.count - 1, Math.floor((at + bytes - 1) / layout.sizeBytes));
  let first = -1;
  let count = 0;
  for (let block = from; block <= to; block++) {
    if (blocks.owners[block] === 0) continue;
    if (count === 0) first = block;
    count += 1;
  }
  return count === 0 ? null : { first, count, growthBytes: count * (layout.sizeBytes + layout.bitmapSectors * SECTOR_BYTES) };
}
