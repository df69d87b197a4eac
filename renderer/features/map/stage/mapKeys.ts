/** Keys of the map. Single letters have a meaning only while the map has the focus. */
import type { KeyboardEvent } from 'react';
import { isAllocated, isProblem, nextChange, nextRun } from '../../../disk/stateCounts.model';
import { hasBlocks } from '../../../disk/cellFacts.model';
import { SECTOR_BYTES } from '../../../../shared/vhd/units';
import { blocksIn, cellOf, cellsOf, rowHeight } from '../../../disk/cellGrid.model';
import type { Disk } from '../../../disk/translate.model';
import { moveTo } from '../../../disk/cursor.store';
import { showNotice } from '../../../app/notice.store';
import { shownDisk } from '../../../app/store';
import { anchorBlock, extendTo, jumpToBlock, openInHex, stepToBlock } from '../mapActions';
import type { MapViewport } from '../grid/useMapView';
import { grouped } from '../../../../shared/text/numbers';

export type MapKeys = {
  readonly disk: Disk;
  readonly view: MapViewport;
  readonly cursor: number | null;
  readonly togglePartitions: () => void;
  readonly toggleFold: () => void;
  readonly openTable: () => void;
  readonly togglePin: () => void;
  /** Closes the pinned card; returns whether there was one. */
  readonly unpin: () => boolean;
  readonly prompt: (digit: string) => void;
};

export function handleMapKey(keys: MapKeys, event: KeyboardEvent): void {
  if (event.altKey) return;
  const command = event.ctrlKey || event.metaKey;
  const done = moved(keys, event, command) || (!command && acted(keys, event));
  if (!done) return;
  event.preventDefault();
  event.stopPropagation();
}

/** Moves the cursor; with Shift it extends the selection. */
function moved(keys: MapKeys, event: KeyboardEvent, command: boolean): boolean {
  const to = destination(keys, event.key, command);
  if (to === null) return false;
  const { disk, view, cursor } = keys;
  const block = Math.min(view.grid.blocks - 1, Math.max(0, to));
  if (event.shiftKey) extendTo(disk, view.grid, anchorBlock(disk, cursor ?? 0, view.grid), block);
  else if (command) jumpToBlock(disk, block);
  else stepToBlock(disk, block);
  return true;
}

/** The block that a key moves to, which may be beyond the disk; null for other keys. */
function destination({ disk, view, cursor }: MapKeys, key: string, command: boolean): number | null {
  const { columns, blocks } = view.grid;
  const at = cursor ?? 0;
  const cell = cellOf(view.grid, at);
  const last = cellsOf(view.grid) - 1;
  const firstIn = (to: number): number => blocksIn(view.grid, Math.min(last, Math.max(0, to))).first;
  const row = cell - (cell % columns);
  const page = Math.max(1, Math.floor(view.height / rowHeight(view.grid)) - 1) * columns;
  // At the disk's edges the cursor stays in its column.
  const inColumn = (to: number): number =>
    firstIn(to < 0 ? cell % columns : to > last ? cell + Math.floor((last - cell) / columns) * columns : to);
  switch (key) {
    case 'ArrowLeft':
      return command ? nextChange(disk.blocks.states, at, -1) : firstIn(cell - 1);
    case 'ArrowRight':
      return command ? nextChange(disk.blocks.states, at, 1) : firstIn(cell + 1);
    case 'ArrowUp':
      return command ? null : inColumn(cell - columns);
    case 'ArrowDown':
      return command ? null : inColumn(cell + columns);
    case 'Home':
      return command ? 0 : firstIn(row);
    case 'End':
      return command ? blocks - 1 : firstIn(row + columns - 1);
    case 'PageUp':
      return command ? null : inColumn(cell - page);
    case 'PageDown':
      return command ? null : inColumn(cell + page);
    default:
      return null;
  }
}

const SEARCHES = {
  '[': { step: -1, wanted: isAllocated, none: 'No allocated run before' },
  ']': { step: 1, wanted: isAllocated, none: 'No allocated run after' },
  ',': { step: -1, wanted: isProblem, none: 'No problem before' },
  '.': { step: 1, wanted: isProblem, none: 'No problem after' },
} as const;

/** Where a search began: "block 5", "LBA 20,480". */
function placeText({ disk, cursor }: MapKeys): string {
  const block = cursor ?? 0;
  const sectors = (disk.view.disk?.blocks.sizeBytes ?? 0) / SECTOR_BYTES;
  return hasBlocks(disk) ? `block ${grouped(block)}` : `LBA ${grouped(block * sectors)}`;
}

function search(keys: MapKeys, key: keyof typeof SEARCHES): void {
  const { step, wanted, none } = SEARCHES[key];
  const found = nextRun(keys.disk.blocks.states, keys.cursor ?? -1, step, wanted);
  if (found === null) showNotice(`${none} ${placeText(keys)}`);
  else jumpToBlock(keys.disk, found);
}

function acted(keys: MapKeys, event: KeyboardEvent): boolean {
  const { key } = event;
  if (key in SEARCHES) search(keys, key as keyof typeof SEARCHES);
  else if (key === '+' || key === '=') keys.view.zoomBy(1);
  else if (key === '-') keys.view.zoomBy(-1);
  else if (key === '0') keys.view.fit();
  else if (/^[1-9]$/.test(key)) keys.prompt(key);
  else if (key.toLowerCase() === 'p') keys.togglePartitions();
  else if (key.toLowerCase() === 's') keys.toggleFold();
  else if (key.toLowerCase() === 't') keys.openTable();
  else if (key === 'Enter') openInHex();
  else if (key === ' ') keys.togglePin();
  else if (key === 'Escape') return escaped(keys);
  else return false;
  return true;
}

/** Escape undoes one thing at a time. If there is nothing to undo, others may use the key. */
function escaped(keys: MapKeys): boolean {
  if (keys.unpin()) return true;
  const shown = shownDisk();
  if (shown === null || shown.selection === null) return false;
  moveTo(shown.cursor);
  return true;
}
