/**
 * Which blocks of the disk some edits touch: edits of the disk by address, edits of the file by the parts of blocks that
 * stand there.
 */
import type { ByteEdit } from '../../../shared/edits';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { extentSectors, type BlockMap } from '../format/bat';
import { blockSectorsOf } from './blockTable';
import type { Image } from '../read/image';
import { firstAbove } from '../format/places';

/**
 * Ascending, at most `most`. A fixed disk's blocks are those of its map. The cost depends on the number of edits, and on the
 * table's length if bytes of the file are edited.
 */
export function blocksUnder(image: Image, edits: readonly ByteEdit[], most: number): number[] {
  const found = new Set<number>();
  const size = blockSectorsOf(image) * SECTOR_BYTES;
  for (const { space, at, bytes } of edits) {
    if (space === 'file') continue;
    for (let block = Math.floor(at / size); block * size < at + bytes.length && found.size < most; block++) found.add(block);
  }
  const inFile = edits.filter(({ space }) => space === 'file');
  if (image.map !== null && inFile.length > 0) for (const block of blocksAt(image.map, inFile)) if (found.size < most) found.add(block);
  return [...found].sort((a, b) => a - b);
}

/** Blocks whose bitmap or data one of the file edits touches. */
function* blocksAt(map: BlockMap, edits: readonly ByteEdit[]): Generator<number> {
  const touched = new Set<number>();
  for (const { at, bytes } of edits)
    for (let sector = Math.floor(at / SECTOR_BYTES); sector * SECTOR_BYTES < at + bytes.length; sector++) touched.add(sector);
  const sectors = Uint32Array.from(touched).sort();
  for (const [block, entry] of map.entries.entries()) {
    if (entry === UNALLOCATED) continue;
    const next = sectors[firstAbove(sectors, entry - 1)];
    if (next !== undefined && next < entry + extentSectors(map)) yield block;
  }
}
