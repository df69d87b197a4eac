/** A patch: bytes that were changed, as a file that can be applied to another disk. */
import type { Space } from '../../shared/vhd/units';

/** What a patch file of Platter begins with. */
export const PATCH_FORMAT = 'platter-patch';

/** `before`: null if the format of the patch does not tell. Otherwise as long as `after`. */
export type PatchChange = { readonly space: Space; readonly at: number; readonly before: Uint8Array | null; readonly after: Uint8Array };

/** The disk that was changed. `uniqueId`: null if it has none, as raw disks do. */
export type PatchedDisk = { readonly uniqueId: string | null; readonly virtualBytes: number };

/** `changes`: in the order of their places; no two have a byte in common. */
export type Patch = { readonly disk: PatchedDisk | null; readonly changes: readonly PatchChange[] };

/** Backwards: what the patch makes of a disk is given back. Null if the patch does not tell the bytes from before. */
export function reversed({ disk, changes }: Patch): Patch | null {
  const back: PatchChange[] = [];
  for (const { before, after, ...place } of changes) {
    if (before === null) return null;
    back.push({ ...place, before: after, after: before });
  }
  return { disk, changes: back };
}
