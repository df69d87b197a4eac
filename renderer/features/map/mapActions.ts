/** What pointer, keys and menu of the map do to the shared cursor and selection. */
import { blockUnder, byteRange } from '../../disk/cellFacts.model';
import { runAround } from '../../disk/stateCounts.model';
import { blocksIn, cellOf, type Grid } from '../../disk/cellGrid.model';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { blockOf, partitionAt, toFileOffset, type Disk } from '../../disk/translate.model';
import { jumpTo, moveTo, reveal, showBytes } from '../../disk/cursor.store';
import { shownDisk } from '../../app/store';

const sizeOf = ({ view }: Disk): number => view.disk?.blocks.sizeBytes ?? 1;

/** The block that the cursor is in; null if it is in none. */
export const cursorBlock = (disk: Disk): number | null => {
  const shown = shownDisk();
  return shown === null ? null : blockUnder(disk, shown.cursor);
};

export const jumpToBlock = (disk: Disk, block: number): void => jumpTo({ space: 'disk', at: block * sizeOf(disk) });

/** A step by an arrow key. Back does not return from it. */
export const stepToBlock = (disk: Disk, block: number): void => moveTo({ space: 'disk', at: block * sizeOf(disk) });

/** Selects the blocks from `first` up to `end` and puts the cursor on one of them. */
export function selectBlocks(disk: Disk, first: number, end: number, cursor = first): void {
  const { at, bytes } = byteRange(disk, { first, end });
  moveTo({ space: 'disk', at: cursor * sizeOf(disk) }, { space: 'disk', at, bytes });
}

/** Extends the selection from the cell of `anchor` to the cell of `block`, both included. */
export function extendTo(disk: Disk, grid: Grid, anchor: number, block: number): void {
  const [from, to] = [blocksIn(grid, cellOf(grid, anchor)), blocksIn(grid, cellOf(grid, block))];
  selectBlocks(disk, Math.min(from.first, to.first), Math.max(from.end, to.end), to.first);
}

/** The block at which the selection was begun: the end of it where the cursor is not. */
export function anchorBlock(disk: Disk, cursor: number, grid: Grid): number {
  const selection = shownDisk()?.selection ?? null;
  if (selection === null || selection.space !== 'disk') return cursor;
  const first = Math.floor(selection.at / sizeOf(disk));
  const last = Math.floor((selection.at + selection.bytes - 1) / sizeOf(disk));
  return cellOf(grid, cursor) === cellOf(grid, first) ? last : first;
}

export const openInHex = showBytes;

export const fileOffsetOf = (disk: Disk, block: number): number | null => toFileOffset(disk, block * sizeOf(disk));

/** Shows the byte at the cursor if that is in the block, else the block's first byte. */
export function showInFile(disk: Disk, block: number): void {
  const cursor = shownDisk()?.cursor;
  const isInBlock = cursor?.space === 'disk' && blockOf(disk, cursor.at) === block;
  const at = isInBlock ? toFileOffset(disk, cursor.at) : fileOffsetOf(disk, block);
  if (at === null) return;
  reveal({ space: 'file', at, focus: 'hex' });
}

export function selectRun(disk: Disk, block: number): void {
  const { first, end } = runAround(disk.blocks.states, block);
  selectBlocks(disk, first, end);
}

export const partitionOf = (disk: Disk, block: number): ReturnType<typeof partitionAt> => partitionAt(disk, block * sizeOf(disk));

export function selectPartition(disk: Disk, block: number): void {
  const partition = partitionOf(disk, block);
  if (partition === null) return;
  const at = partition.firstLba * SECTOR_BYTES;
  jumpTo({ space: 'disk', at }, { space: 'disk', at, bytes: partition.sectors * SECTOR_BYTES });
}
