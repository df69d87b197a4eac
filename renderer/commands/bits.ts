/** Bits of sector bitmaps, changed for the selected sectors or for the whole block under the cursor. */
import type { BitChange } from '../../shared/edits';
import { SECTOR_BYTES, UNALLOCATED } from '../../shared/vhd/units';
import { blockUnder } from '../kernels/mapFacts';
import { sectorsIn } from '../kernels/blockBitmap';
import type { Disk } from '../kernels/translate';
import { blockMapAt } from '../store/pages';
import { selectDisk } from '../store/selectors';
import { useStore, type Store } from '../store/store';
import { clearQuestion } from '../text/sectorBits';

/** Sectors of the disk. */
export type BitTarget = { readonly lba: number; readonly sectors: number; readonly isSelection: boolean };

/** What the bit commands would change: null where no sector of it is in the file. */
export function bitTarget(state: Pick<Store, 'cursor' | 'selection'>, disk: Disk | null): BitTarget | null {
  const blocks = disk?.view.disk?.blocks;
  if (disk === null || blocks?.inTable !== true) return null;
  const { cursor, selection } = state;
  if (selection !== null && selection.space === 'disk' && selection.bytes > 0) {
    const lba = Math.floor(selection.at / SECTOR_BYTES);
    const sectors = Math.ceil((selection.at + selection.bytes) / SECTOR_BYTES) - lba;
    return storedSectors(disk, lba, sectors) === 0 ? null : { lba, sectors, isSelection: true };
  }
  const block = blockUnder(disk, cursor);
  if (block === null || disk.blocks.entries[block] === UNALLOCATED) return null;
  return { lba: (block * blocks.sizeBytes) / SECTOR_BYTES, sectors: sectorsIn(disk, block), isSelection: false };
}

/** How many sectors of the range lie in blocks that are in the file. */
function storedSectors(disk: Disk, lba: number, sectors: number): number {
  const perBlock = (disk.view.disk?.blocks.sizeBytes ?? SECTOR_BYTES) / SECTOR_BYTES;
  let stored = 0;
  for (let block = Math.floor(lba / perBlock); block * perBlock < lba + sectors; block++) {
    if ((disk.blocks.entries[block] ?? UNALLOCATED) === UNALLOCATED) continue;
    stored += Math.min(lba + sectors, (block + 1) * perBlock) - Math.max(lba, block * perBlock);
  }
  return stored;
}

export const canChangeBits = (state: Store): boolean => state.edits.editing && bitTarget(state, selectDisk(state)) !== null;

/** Sectors whose bits are set now, where one block's are known; else the most there can be. */
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

/** Stages the change; asks first where sectors would not be read any more. */
export function changeBits(how: BitChange): void {
  const state = useStore.getState();
  const disk = selectDisk(state);
  const target = bitTarget(state, disk);
  if (disk === null || target === null) return;
  const run = (): void => void state.stage({ kind: 'bits', how, lba: target.lba, sectors: target.sectors });
  if (how === 'set' || how === 'match') return run();
  const lost = setNow(disk, target);
  if (lost.sectors === 0 && how === 'clear') return state.setView({ notice: 'None of these bits is set' });
  if (lost.sectors === 0) return run();
  const isChild = disk.view.disk?.kind === 'differencing';
  const parent = isChild ? (disk.view.layers[1]?.name ?? 'the parent, which is missing,') : null;
  state.setView({ question: { ...clearQuestion(how, lost, parent), run } });
}
