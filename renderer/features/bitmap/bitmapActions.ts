/**
 * What pointer and keys on the sector bitmap do to the shared cursor and selection. Sectors are counted from the block's first;
 * numbers below 0 or beyond the last are sectors of the neighbouring blocks.
 */
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { toFileOffset, type Disk } from '../../disk/translate.model';
import { jumpTo, moveTo, showBytes } from '../../disk/cursor.store';
import { shownDisk } from '../../app/store';

const diskAt = ({ view }: Disk, block: number, sector: number): number =>
  block * (view.disk?.blocks.sizeBytes ?? 0) + sector * SECTOR_BYTES;

/**
 * Stays in the space that the cursor is in, if the sector has a place in the file. A `step`, unlike a `jump`, is not remembered
 * for Back.
 */
export function goToSector(disk: Disk, block: number, sector: number, how: 'jump' | 'step'): void {
  const cursor = shownDisk()?.cursor;
  const at = diskAt(disk, block, sector);
  const inFile = cursor?.space === 'file' ? toFileOffset(disk, at) : null;
  const to = inFile === null ? { space: 'disk' as const, at } : { space: 'file' as const, at: inFile };
  if (how === 'jump') jumpTo(to);
  else moveTo(to);
}

/** Selects all sectors of the disk from `anchor` to `sector`, both included. */
export function extendSectors(disk: Disk, block: number, anchor: number, sector: number): void {
  const first = diskAt(disk, block, Math.min(anchor, sector));
  const end = diskAt(disk, block, Math.max(anchor, sector) + 1);
  moveTo({ space: 'disk', at: diskAt(disk, block, sector) }, { space: 'disk', at: first, bytes: end - first });
}

export function openSector(disk: Disk, block: number, sector: number): void {
  goToSector(disk, block, sector, 'jump');
  showBytes();
}
