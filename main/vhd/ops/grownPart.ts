/**
 * What a disk would show behind its end if only its size grew: the rest of its last block, and in a child what a larger
 * parent has there. Growing must add zeros, so code that enlarges a disk has to handle both.
 */
import type { IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { fileOffset, SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { dataAt } from '../format/bat';
import type { Chain } from '../read/chain';
import { below, runsIn, seenWindows, type ExtentRange } from '../read/extents';
import type { Image } from '../read/image';

/**
 * Ranges from the disk’s end to `sectors` in which its parents hold anything, or nobody can tell; ascending. The bytes are
 * not looked at. A disk without a parent has none; the caller must exclude a missing parent before.
 */
export async function shownByParents(chain: Chain, sectors: number): Promise<readonly ExtentRange[]> {
  const [top] = chain.layers;
  const parents = below(chain, 1);
  if (parents === null) return [];
  const ranges: ExtentRange[] = [];
  for (const window of seenWindows(parents, top.sectors, Math.min(sectors, parents.layers[0].sectors))) {
    for (const { source, lba: from, sectors: count } of await runsIn(parents, window)) {
      const last = ranges.at(-1);
      if (source === 'zero') continue;
      if (last !== undefined && last.from + last.sectors === from) ranges[ranges.length - 1] = { ...last, sectors: last.sectors + count };
      else ranges.push({ from, sectors: count });
    }
  }
  return ranges;
}

/**
 * The room of the last block behind the disk’s end: the byte of the file where it begins, and its sectors. Null if there is
 * no such room.
 */
export function restOfLastBlock({ map, sectors }: Image): { readonly at: number; readonly sectors: number } | null {
  if (map === null) return null;
  const block = Math.floor(sectors / map.blockSectors);
  const used = sectors - block * map.blockSectors;
  const entry = map.entries[block];
  if (used === 0 || entry === undefined || entry === UNALLOCATED) return null;
  return { at: dataAt(map, block) + used * SECTOR_BYTES, sectors: map.blockSectors - used };
}

/** Bytes of that room which a disk of `sectors` would show. */
export const shownOfRest = (rest: { readonly sectors: number }, image: Image, sectors: number): number =>
  Math.min(rest.sectors, sectors - image.sectors) * SECTOR_BYTES;

/** Whether the last block has non-zero bytes between the disk’s end and `sectors`, as far as it is stored. */
export async function hasResidue(image: Image, sectors: number): Promise<Result<boolean, IoError>> {
  const rest = restOfLastBlock(image);
  if (rest === null) return ok(false);
  const read = await image.file.read(fileOffset(rest.at), shownOfRest(rest, image, sectors));
  if (!read.ok) return read;
  return ok(read.value.some((byte) => byte !== 0));
}
