/** Keys of the hex view: they move the cursor, and with Shift they extend the selection. */
import type { KeyboardEvent } from 'react';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { canShow, segmentAt, type HexModel } from '../../disk/byteLines.model';
import { spaceBytes } from '../../disk/translate.model';
import { fillZeros, typeKey } from '../../disk/typing.commands';
import { moveTo } from '../../disk/cursor.store';
import { changeDisk, setState, shownDisk } from '../../app/store';

export type HexKeys = {
  readonly model: HexModel;
  readonly visible: number;
  readonly part: 'hex' | 'text';
  readonly togglePart: () => void;
  /** Unfolds the hole that starts at this byte. */
  readonly show: (at: number) => void;
};

/** Where a key moves the cursor to; null if it is not a movement key. */
function destination({ model, visible }: HexKeys, event: KeyboardEvent, at: number): number | null {
  const { columns, disk, space } = model;
  const page = Math.max(1, visible - 1) * columns;
  const block = disk.view.disk?.blocks.sizeBytes ?? SECTOR_BYTES;
  const command = event.ctrlKey || event.metaKey;
  switch (event.key) {
    case 'ArrowLeft':
      return event.altKey || command ? null : at - 1;
    case 'ArrowRight':
      return event.altKey || command ? null : at + 1;
    case 'ArrowUp':
      return at - columns;
    case 'ArrowDown':
      return at + columns;
    case 'Home':
      return command ? 0 : Math.floor(at / columns) * columns;
    case 'End':
      return command ? spaceBytes(disk, space) - 1 : Math.floor(at / columns) * columns + columns - 1;
    case 'PageUp':
      return at - (event.altKey ? block : command ? SECTOR_BYTES : page);
    case 'PageDown':
      return at + (event.altKey ? block : command ? SECTOR_BYTES : page);
    default:
      return null;
  }
}

/** In a folded hole the cursor stands for the whole hole: a step leaves the hole on the side it goes towards. */
function outOfHole(model: HexModel, from: number, to: number): number {
  const segment = segmentAt(model, from);
  if (segment.kind !== 'hole' && segment.kind !== 'loading') return to;
  if (to < segment.at || to >= segment.end) return to;
  return to < from ? segment.at - 1 : segment.end;
}

/** Unfolds the hole that the cursor is in, if it has bytes to show. */
function unfold({ model, show }: HexKeys, at: number): void {
  const segment = segmentAt(model, at);
  if (segment.kind === 'hole' && canShow(segment)) show(segment.at);
}

/** Keys that change bytes. What is typed into a hole is seen there at once. */
function edits(keys: HexKeys, event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  const shown = shownDisk();
  if (event.key === 'Delete') {
    fillZeros(keys.model);
    return true;
  }
  const isTyped = typeKey(keys.model, keys.part, event.key);
  if (isTyped && shown?.edits.editing === true) unfold(keys, shown.cursor.at);
  return isTyped;
}

export function handleHexKey(keys: HexKeys, event: KeyboardEvent): void {
  const shown = shownDisk();
  if (shown === null) return;
  const { cursor, selection } = shown;
  if (event.key === 'Tab' && !event.shiftKey && !event.ctrlKey && !event.altKey) {
    keys.togglePart();
    event.preventDefault();
    return;
  }
  if (event.key === 'Escape') {
    changeDisk({ nibble: null });
    if (selection !== null) moveTo(cursor);
    return;
  }
  if (edits(keys, event)) {
    event.preventDefault();
    return;
  }
  if (event.key === 'Enter') {
    unfold(keys, cursor.at);
    event.preventDefault();
    return;
  }
  const request = destination(keys, event, cursor.at);
  if (request === null) return;
  event.preventDefault();
  const size = spaceBytes(keys.model.disk, keys.model.space);
  const stepped = event.key.startsWith('Arrow') ? outOfHole(keys.model, cursor.at, request) : request;
  const at = Math.min(Math.max(0, stepped), size - 1);
  const to = { space: cursor.space, at };
  if (!event.shiftKey) {
    moveTo(to);
    return;
  }
  const anchor = anchorOf(cursor.at, selection);
  moveTo(to, { space: cursor.space, at: Math.min(anchor, at), bytes: Math.abs(at - anchor) + 1 });
  setState({ notice: null });
}

/** The end of the selection that stays when the cursor moves. */
export function anchorOf(cursor: number, selection: { readonly at: number; readonly bytes: number } | null): number {
  if (selection === null) return cursor;
  return cursor === selection.at ? selection.at + selection.bytes - 1 : selection.at;
}
