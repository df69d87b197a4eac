/** Pointer and keys on the sectors of a block: they move the shared cursor and extend the shared selection. */
import { useRef, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react';
import { nearestSector } from '../../disk/blockBitmap.model';
import { anchorSector, sectorAt, sectorByKey, sectorTowards, type SectorGrid } from './sectorGrid.model';
import type { Disk } from '../../disk/translate.model';
import { moveTo } from '../../disk/cursor.store';
import { shownDisk } from '../../app/store';
import { extendSectors, goToSector, openSector } from './bitmapActions';

export type BitmapTarget = {
  readonly disk: Disk;
  readonly block: number;
  readonly grid: SectorGrid;
  /** The first visible row. */
  readonly firstRow: number;
  readonly cursor: number | null;
  /** Counted in sectors from the block's first, half-open. */
  readonly selected: { readonly first: number; readonly end: number } | null;
  /** Whether keys lead on into the neighbouring blocks. Keys with Ctrl are then left to the map, where they move by blocks. */
  readonly crosses: boolean;
};

export type BitmapHandlers = {
  readonly onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  readonly onPointerLeave: () => void;
  readonly onDoubleClick: (event: MouseEvent<HTMLElement>) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
};

export function useBitmapInput(target: BitmapTarget, onHover: (sector: number | null) => void): BitmapHandlers {
  const dragFrom = useRef(0);
  const { disk, block, grid, firstRow, cursor, selected } = target;
  const spotOf = (event: MouseEvent<HTMLElement>): number | null => {
    const frame = event.currentTarget.getBoundingClientRect();
    return sectorAt(grid, event.clientX - frame.left, event.clientY - frame.top + firstRow * grid.cell);
  };
  return {
    onPointerDown: (event) => {
      const sector = spotOf(event);
      if (sector === null) return;
      const isSelected = selected !== null && sector >= selected.first && sector < selected.end;
      // The menu is about the selection if the pointer is in it, else about the sector under the pointer.
      if (event.button === 2 && !isSelected) goToSector(disk, block, sector, 'jump');
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      dragFrom.current = event.shiftKey ? anchorSector(selected, cursor ?? sector) : sector;
      if (event.shiftKey) extendSectors(disk, block, dragFrom.current, sector);
      else goToSector(disk, block, sector, 'jump');
    },
    onPointerMove: (event) => {
      const sector = spotOf(event);
      const isDrag = event.buttons === 1 && event.currentTarget.hasPointerCapture(event.pointerId);
      if (isDrag && sector !== null && sector !== cursor) extendSectors(disk, block, dragFrom.current, sector);
      onHover(isDrag ? null : sector);
    },
    onPointerLeave: () => onHover(null),
    onDoubleClick: (event) => {
      const sector = spotOf(event);
      if (sector !== null) openSector(disk, block, sector);
    },
    onKeyDown: (event) => {
      if (!press(target, event)) return;
      onHover(null);
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

/** False for keys that it does not use. */
function press(target: BitmapTarget, event: KeyboardEvent): boolean {
  const { disk, block, cursor, selected, crosses } = target;
  const command = event.ctrlKey || event.metaKey;
  if (event.altKey || (command && crosses)) return false;
  const to = destination(target, event.key, command);
  if (to !== null && event.shiftKey) extendSectors(disk, block, anchorSector(selected, cursor ?? 0), to);
  else if (to !== null) goToSector(disk, block, to, 'step');
  else if (event.key === 'Enter') openSector(disk, block, cursor ?? 0);
  else if (event.key === 'Escape') return escaped();
  else return false;
  return true;
}

function destination({ disk, block, grid, cursor, crosses }: BitmapTarget, key: string, command: boolean): number | null {
  if (!crosses) return sectorByKey(grid, cursor ?? 0, key, command);
  const to = sectorTowards(grid, cursor ?? 0, key, command);
  return to === null ? null : nearestSector(disk, block, to);
}

function escaped(): boolean {
  const shown = shownDisk();
  if (shown === null) return false;
  const { selection, cursor } = shown;
  if (selection === null) return false;
  moveTo(cursor);
  return true;
}
