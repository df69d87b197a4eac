/** Selecting what the cursor is in: a field, a sector, a block, or everything. */
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { shownDisk } from '../app/store';
import { currentDisk } from './blocks.store';
import { moveTo } from './cursor.store';
import { blockOf, fieldsOf, spaceBytes, structureAt } from './translate.model';

/** Selects the range that starts at `at`, in the cursor's own space. */
function select(at: number, bytes: number): void {
  const [shown, disk] = [shownDisk(), currentDisk()];
  if (shown === null || disk === null) return;
  const { space } = shown.cursor;
  const end = Math.min(at + bytes, spaceBytes(disk, space));
  moveTo({ space, at }, { space, at, bytes: end - at });
}

export function selectField(): void {
  const [shown, disk] = [shownDisk(), currentDisk()];
  if (shown === null || disk === null || shown.cursor.space !== 'file') return;
  const structure = structureAt(disk, shown.cursor.at);
  if (structure === null) return;
  const offset = shown.cursor.at - structure.at;
  const field = fieldsOf(disk, structure).find(({ at, bytes }) => offset >= at && offset < at + bytes);
  if (field !== undefined) select(structure.at + field.at, field.bytes);
}

export function selectSector(): void {
  const at = shownDisk()?.cursor.at ?? 0;
  select(Math.floor(at / SECTOR_BYTES) * SECTOR_BYTES, SECTOR_BYTES);
}

/** All bytes of the space that the cursor is in. The cursor stays, and with it what is seen. */
export function selectAll(): void {
  const [shown, disk] = [shownDisk(), currentDisk()];
  if (shown === null || disk === null) return;
  const { space } = shown.cursor;
  moveTo(shown.cursor, { space, at: 0, bytes: spaceBytes(disk, space) });
}

export function selectBlock(): void {
  const [shown, disk] = [shownDisk(), currentDisk()];
  const block = shown === null || disk === null || shown.cursor.space !== 'disk' ? null : blockOf(disk, shown.cursor.at);
  const size = disk?.view.disk?.blocks.sizeBytes ?? 0;
  if (block !== null) select(block * size, size);
}
