/** Where a new disk's file would go: what the folder allows, and what has the name already. */
import type { ExistingFile, Obstacle, PlaceInfo } from '../../shared/newDisk';
import type { DiskType } from '../../shared/vhd/footer';
import type { Identity } from '../io/fileSystem';
import { openReadOnly } from '../io/nodeBlockFile';
import { folderOf } from '../io/paths';
import { createSiblingFinder } from '../io/siblingFiles';
import { isLink, volumeOf } from '../io/volume';
import { uniqueIdOf } from '../vhd/chain';
import { childrenOf } from '../vhd/children';
import { openImage } from '../vhd/openImage';
import { identitiesOf, type ParentWorld } from './newDiskParent';

export type PlaceWorld = ParentWorld & {
  /** Whether a window of ours has the file open, alone or in a chain. `identity` as BlockFile has it. */
  readonly isOpenHere: (identity: string) => boolean;
};

/** With the file's identity as it was seen, for the moment it is replaced; null when the name is free. */
export type Place = { readonly info: PlaceInfo; readonly seen: Identity | null };

export async function inspectPlace(path: string, parentPath: string | null, world: PlaceWorld): Promise<Place> {
  const volume = await volumeOf(folderOf(path), world.platform);
  const there = await world.files.stat(path);
  const dangling = !there.ok && (await isLink(path));
  if (!there.ok && !dangling) return { info: { ...volume, existing: null }, seen: null };
  const seen = there.ok ? there.value : null;
  return { info: { ...volume, existing: await existingAt(path, seen, parentPath, world) }, seen };
}

async function existingAt(path: string, seen: Identity | null, parentPath: string | null, world: PlaceWorld): Promise<ExistingFile> {
  const found = {
    disk: null,
    fileBytes: seen?.size ?? 0,
    modified: new Date(Number((seen?.mtimeNs ?? 0n) / 1_000_000n)).toISOString(),
  };
  if (seen === null || (await isLink(path))) return { ...found, obstacle: { kind: 'link' } };
  const file = await openReadOnly(path);
  if (!file.ok) {
    const { kind } = file.error;
    const obstacle: Obstacle | null =
      kind === 'is-folder' || kind === 'not-a-file' ? { kind: 'not-a-file' } : kind === 'in-use' ? { kind: 'in-use', by: [] } : null;
    return { ...found, obstacle };
  }
  try {
    const image = await openImage(file.value, 'disk');
    const disk = image.ok ? { kind: image.value.kind as DiskType, sectors: image.value.sectors } : null;
    const id = image.ok ? uniqueIdOf(image.value) : null;
    return { ...found, disk, obstacle: await obstacleAt({ path, seen, identity: file.value.identity, id, parentPath }, world) };
  } finally {
    await file.value.close();
  }
}

type Standing = {
  readonly path: string;
  readonly seen: Identity;
  readonly identity: string;
  /** Of the disk in it; null when there is none. */
  readonly id: string | null;
  readonly parentPath: string | null;
};

async function obstacleAt({ path, seen, identity, id, parentPath }: Standing, world: PlaceWorld): Promise<Obstacle | null> {
  if (seen.nlink > 1) return { kind: 'several-names' };
  if (parentPath !== null && (await identitiesOf(parentPath)).includes(identity)) return { kind: 'own-parent' };
  if (world.isOpenHere(identity)) return { kind: 'open-here' };
  const by = await world.otherWriters(seen);
  if (by.length > 0) return { kind: 'in-use', by };
  const children = id === null ? [] : await childrenOf(id, createSiblingFinder(path));
  return children.length > 0 ? { kind: 'is-parent', of: children } : null;
}
