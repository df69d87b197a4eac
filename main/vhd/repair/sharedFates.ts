/** What becomes of blocks that share their place with another when a disk is repaired. */
import type { SharedFate } from '../../../shared/repairs';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { BLOCK_STATE } from '../../../shared/views';
import type { Image } from '../read/image';

type Mapped = Pick<Image, 'map' | 'dataEnd'>;

/** For every block that overlaps before, in the order of the disk; none if one of the two disks has no table, or another block size. */
export function sharedFates(before: Mapped, after: Mapped): SharedFate[] {
  const [old, now] = [before.map, after.map];
  if (old === null || now === null || old.blockSectors !== now.blockSectors) return [];
  const fates: SharedFate[] = [];
  const { overlapping } = BLOCK_STATE;
  for (let block = old.states.indexOf(overlapping); block >= 0; block = old.states.indexOf(overlapping, block + 1)) {
    const [from, to] = [old.entries[block] as number, now.entries[block] ?? UNALLOCATED];
    const isShared = now.states[block] === overlapping;
    const kind =
      to === UNALLOCATED ? 'freed' : isShared ? 'shared' : to === from ? 'alone' : to * SECTOR_BYTES >= before.dataEnd ? 'copied' : 'moved';
    fates.push({ block, kind, from: from * SECTOR_BYTES, to: to === UNALLOCATED ? null : to * SECTOR_BYTES });
  }
  return fates;
}
