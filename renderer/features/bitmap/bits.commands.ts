/** Changes bits of sector bitmaps, for the selected sectors or for the whole block under the cursor. */
import type { BitChange } from '../../../shared/edits';
import { SECTOR_BYTES, UNALLOCATED } from '../../../shared/vhd/units';
import { anyStored } from '../../disk/anyStored.model';
import { blockUnder } from '../../disk/cellFacts.model';
import { sectorsIn } from '../../disk/blockBitmap.model';
import type { Disk } from '../../disk/translate.model';
import { blockMapAt } from '../../disk/pages.store';
import { currentDisk, diskIn } from '../../disk/blocks.store';
import { stage } from '../../disk/edits.store';
import { askUser } from '../../app/modal.store';
import type { OpenDisk, WindowState } from '../../app/state';
import { showNotice } from '../../app/notice.store';
import { shownDisk, shownIn } from '../../app/store';
import { clearQuestion } from '../../disk/sectorBits.text';

/** `lba` and `sectors` are a range of the disk. */
export type BitTarget = { readonly lba: number; readonly sectors: number; readonly isSelection: boolean };

/** What the bit commands would change; null if none of it is in blocks of this file. */
export function bitTarget(state: Pick<OpenDisk, 'cursor' | 'selection'>, disk: Disk | null): BitTarget | null {
  const blocks = disk?.view.disk?.blocks;
  if (disk === null || blocks?.inTable !== true) return null;
  const { cursor, selection } = state;
  if (selection !== null && selection.space === 'disk' && selection.bytes > 0) {
    const lba = Math.floor(selection.at / SECTOR_BYTES);
    const sectors = Math.ceil((selection.at + selection.bytes) / SECTOR_BYTES) - lba;
    return !isStored(disk, lba, sectors) ? null : { lba, sectors, isSelection: true };
  }
  const block = blockUnder(disk, cursor);
  if (block === null || disk.blocks.entries[block] === UNALLOCATED) return null;
  return { lba: (block * blocks.sizeBytes) / SECTOR_BYTES, sectors: sectorsIn(disk, block), isSelection: false };
}

/** Whether any sector of the range is in a block of this file. */
function isStored({ view, blocks }: Disk, lba: number, sectors: number): boolean {
  const perBlock = (view.disk?.blocks.sizeBytes ?? SECTOR_BYTES) / SECTOR_BYTES;
  return anyStored(blocks.entries, Math.floor(lba / perBlock), Math.ceil((lba + sectors) / perBlock));
}

/** How many sectors of the range are in blocks of this file. */
function storedSectors(disk: Disk, lba: number, sectors: number): number {
  const perBlock = (disk.view.disk?.blocks.sizeBytes ?? SECTOR_BYTES) / SECTOR_BYTES;
  let stored = 0;
  for (let block = Math.floor(lba / perBlock); block * perBlock < lba + sectors; block++) {
    if ((disk.blocks.entries[block] ?? UNALLOCATED) === UNALLOCATED) continue;
    stored += Math.min(lba + sectors, (block + 1) * perBlock) - Math.max(lba, block * perBlock);
  }
  return stored;
}

export function canChangeBits(state: WindowState): boolean {
  const shown = shownIn(state);
  return shown?.edits.editing === true && bitTarget(shown, diskIn(state)) !== null;
}

/** How many of the sectors have their bit set now. If that is not known, or the range spans several blocks, the upper limit. */
function setNow(disk: Disk, { lba, sectors }: BitTarget): { readonly sectors: number; readonly isAtMost: boolean } {
  const perBlock = (disk.view.disk?.blocks.sizeBytes ?? SECTOR_BYTES) / SECTOR_BYTES;
  const block = Math.floor(lba / perBlock);
  const isOne = Math.floor((lba + sectors - 1) / perBlock) === block;
  const runs = isOne ? blockMapAt(disk.view.image, block, 'honour') : null;
  if (runs?.kind !== 'ready') return { sectors: storedSectors(disk, lba, sectors), isAtMost: true };
  const here = runs.value.filter(({ layer, at }) => layer === 0 && at !== null);
  const overlap = here.reduce((sum, run) => sum + Math.max(0, Math.min(run.lba + run.sectors, lba + sectors) - Math.max(run.lba, lba)), 0);
  return { sectors: overlap, isAtMost: false };
}

/** Stages the change, but first asks if some sectors would not be read any more. */
export function changeBits(how: BitChange): void {
  const shown = shownDisk();
  const disk = currentDisk();
  const target = shown === null ? null : bitTarget(shown, disk);
  if (disk === null || target === null) return;
  const run = (): void => void stage({ kind: 'bits', how, lba: target.lba, sectors: target.sectors });
  if (how === 'set' || how === 'match') return run();
  const lost = setNow(disk, target);
  if (lost.sectors === 0 && how === 'clear') return showNotice('None of these bits is set');
  if (lost.sectors === 0) return run();
  const isChild = disk.view.disk?.kind === 'differencing';
  const parent = isChild ? (disk.view.layers[1]?.name ?? 'the parent, which is missing,') : null;
  askUser({ ...clearQuestion(how, lost, parent), run });
}
