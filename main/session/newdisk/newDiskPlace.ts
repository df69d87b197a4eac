/** Where a new disk's file would go: what the folder allows, and what already has the name. */
import type { Obstacle } from '../../../shared/errors';
import type { ExistingFile, PlaceInfo } from '../../../shared/newDisk';
import { fileTimeText } from '../../../shared/vhd/codec';
import type { DiskType } from '../../../shared/vhd/footer';
import type { Identity } from '../../io/fileSystem';
import { guardOf, type Guard } from '../../io/guardedNames';
import { openReadOnly } from '../../io/nodeBlockFile';
import { folderOf, isLink } from '../../io/paths';
import { createSiblingFinder } from '../../io/siblingFiles';
import { volumeOf } from '../../io/volume';
import { uniqueIdOf } from '../../vhd/read/chain';
import { childrenOf } from '../../vhd/read/children';
import { openImage } from '../../vhd/read/openImage';
import { isNameTooLong } from '../../io/errno';
import { identitiesOf, type ParentWorld } from './newDiskParent';

export type PlaceWorld = ParentWorld & {
  readonly platform: NodeJS.Platform;
  /** Whether a window of ours has the file open, alone or in a chain; `identity` as in BlockFile. */
  readonly isOpenHere: (identity: string) => boolean;
};

/** The place, with the identity of the file there, to be compared when it is replaced; null when the name is free. */
export type Place = { readonly info: PlaceInfo; readonly seen: Identity | null };

export async function inspectPlace(path: string, parentPath: string | null, world: PlaceWorld): Promise<Place> {
  const volume = await volumeOf(folderOf(path), world.platform);
  const guard = await guardOf(path);
  const there = await world.files.stat(path);
  if (guard !== null)
    return { info: { ...volume, existing: { ...found(there.ok ? there.value : null), obstacle: obstacleOf(guard) } }, seen: null };
  if (!there.ok && isNameTooLong(there.error) && volume.canWrite === 'yes')
    return { info: { ...volume, canWrite: 'name-too-long', existing: null }, seen: null };
  // A folder, a device, a pipe, or a broken link: the name is taken, but not by a file.
  const isTaken = !there.ok && (there.error.kind === 'is-folder' || there.error.kind === 'not-a-file' || (await isLink(path)));
  if (!there.ok && !isTaken) return { info: { ...volume, existing: null }, seen: null };
  const seen = there.ok ? there.value : null;
  return { info: { ...volume, existing: await existingAt(path, seen, parentPath, world) }, seen };
}

/** Why a journal forbids the name, as the window is told. */
export const obstacleOf = (guard: Guard): Obstacle => (guard.kind === 'has-journal' ? { kind: guard.kind } : guard);

const found = (seen: Identity | null): Omit<ExistingFile, 'obstacle'> => ({
  disk: null,
  fileBytes: seen?.size ?? 0,
  modified: fileTimeText(Number((seen?.mtimeNs ?? 0n) / 1_000_000_000n)),
});

async function existingAt(path: string, seen: Identity | null, parentPath: string | null, world: PlaceWorld): Promise<ExistingFile> {
  if (await isLink(path)) return { ...found(seen), obstacle: { kind: 'link' } };
  if (seen === null) return { ...found(seen), obstacle: { kind: 'not-a-file' } };
  const file = await openReadOnly(path);
  if (!file.ok) {
    const { kind } = file.error;
    const obstacle: Obstacle | null =
      kind === 'is-folder' || kind === 'not-a-file' ? { kind: 'not-a-file' } : kind === 'in-use' ? { kind: 'in-use', by: [] } : null;
    return { ...found(seen), obstacle };
  }
  try {
    const image = await openImage(file.value, 'disk');
    const disk = image.ok ? { kind: image.value.kind as DiskType, sectors: image.value.sectors } : null;
    const id = image.ok ? uniqueIdOf(image.value) : null;
    return { ...found(seen), disk, obstacle: await obstacleAt({ path, seen, identity: file.value.identity, id, parentPath }, world) };
  } finally {
    await file.value.close();
  }
}

type Standing = {
  readonly path: string;
  readonly seen: Identity;
  readonly identity: string;
  /** The id of the disk in the file; null when there is none. */
  readonly id: string | null;
  readonly parentPath: string | null;
};

async function obstacleAt({ path, seen, identity, id, parentPath }: Standing, world: PlaceWorld): Promise<Obstacle | null> {
  if (seen.nlink > 1) return { kind: 'several-names' };
  if (parentPath !== null && (await identitiesOf(parentPath)).includes(identity)) return { kind: 'own-parent' };
  if (world.isOpenHere(identity)) return { kind: 'open-here' };
  const by = await world.otherWriters(seen);
  if (by.length > 0) return { kind: 'in-use', by };
  const children = id === null ? [] : await childrenOf(id, createSiblingFinder(path), { identity });
  return children.length > 0 ? { kind: 'is-parent', of: children } : null;
}
