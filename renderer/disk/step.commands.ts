/** Steps from one place to the next of its kind: blocks that are stored, bytes with unsaved changes. */
import { api } from '../api';
import { shownDisk } from '../app/store';
import { nextStored } from './anyStored.model';
import { currentDisk } from './blocks.store';
import { reveal } from './cursor.store';
import { blockOf, toDiskOffset } from './translate.model';

/** To the first byte of the nearest block that this file stores. From a place of the file that is in no block, to the first or the last. */
export function stepStored(by: 1 | -1): void {
  const [shown, disk] = [shownDisk(), currentDisk()];
  const blocks = disk?.view.disk?.blocks;
  if (shown === null || disk === null || blocks === undefined) return;
  const { space, at } = shown.cursor;
  const diskAt = space === 'disk' ? at : toDiskOffset(disk, at);
  const here = diskAt === null ? null : blockOf(disk, diskAt);
  const block = nextStored(disk.blocks.entries, here ?? (by === 1 ? -1 : 0), by);
  if (block !== null) reveal({ space: 'disk', at: block * blocks.sizeBytes });
}

/** To the nearest unsaved change, of the disk or of the file, whichever the cursor is in. */
export async function stepChange(by: 1 | -1): Promise<void> {
  const shown = shownDisk();
  if (shown === null) return;
  const { image } = shown.view;
  const { space, at } = shown.cursor;
  const other = space === 'disk' ? ('file' as const) : ('disk' as const);
  for (const of of [space, other]) {
    const answer = await api['edit/step']({ image, space: of, at: of === space ? at : 0, by });
    if (!answer.ok || shownDisk()?.view.image !== image) return;
    if (answer.value === null) continue;
    reveal({ space: of, at: answer.value.at, bytes: answer.value.bytes });
    return;
  }
}
