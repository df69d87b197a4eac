/** The disk that a new one will be based on: opened with its own parents, checked, and closed again. */
import type { NewDiskError, OpenError, OtherWriter } from '../../../shared/errors';
import type { ParentInfo } from '../../../shared/newDisk';
import { err, ok, type Result } from '../../../shared/result';
import { vhdSeconds } from '../../../shared/vhd/codec';
import type { DiskType } from '../../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { FileSystem, Identity } from '../../io/fileSystem';
import { openReadOnly } from '../../io/nodeBlockFile';
import { halfSaved, openImageFile, saveBeside } from '../../io/openImageFile';
import { baseName, folderOf } from '../../io/paths';
import { createSiblingFinder } from '../../io/siblingFiles';
import { closeChain, resolveChain, uniqueIdOf, type Chain } from '../../vhd/read/chain';
import { describe } from '../../vhd/describe/describe';
import { openImage } from '../../vhd/read/openImage';
import type { DiskSpec } from '../../vhd/ops/createDisk';
import { waysTo } from '../../vhd/format/parentPath';

export type ParentWorld = {
  readonly files: FileSystem;
  /** Who else writes to the file. */
  readonly otherWriters: (file: Identity) => Promise<readonly OtherWriter[]>;
  /** Unix milliseconds. */
  readonly now: () => number;
};

/** Opens the disk with its parents, calls `look`, and closes all of them. */
async function withChain<T>(path: string, look: (chain: Chain) => Promise<T>): Promise<Result<T, OpenError>> {
  const opened = await openImageFile(path);
  if (!opened.ok) return opened;
  const { file } = opened.value;
  const image = await openImage(file, 'disk');
  if (!image.ok) {
    await file.close();
    return image;
  }
  const chain = await resolveChain(image.value, createSiblingFinder(path));
  try {
    return ok(await look(chain));
  } finally {
    await closeChain(chain);
  }
}

async function writersOf(path: string, { files, otherWriters }: ParentWorld): Promise<readonly OtherWriter[]> {
  const identity = await files.stat(path);
  return identity.ok ? otherWriters(identity.value) : [];
}

export const inspectParent = async (path: string, world: ParentWorld): Promise<Result<ParentInfo, OpenError>> => {
  const writers = await writersOf(path, world);
  return withChain(path, async (chain) => {
    const { findings, layers } = await describe(chain, world.now() / 1000);
    const [top] = chain.layers;
    const count = (severity: 'error' | 'warning'): number => findings.filter((finding) => finding.severity === severity).length;
    return {
      name: baseName(path),
      folder: folderOf(path),
      kind: top.kind as DiskType,
      sectors: top.sectors,
      fileBytes: top.file.bytes,
      uniqueId: uniqueIdOf(top),
      layers,
      errors: count('error'),
      warnings: count('warning'),
      writers,
    };
  });
};

/** Identities of the disk and its parents, as in BlockFile; if the file is no disk, its own identity alone. */
export async function identitiesOf(path: string): Promise<readonly string[]> {
  const found = await withChain(path, async ({ layers }) => layers.map(({ file }) => file.identity));
  if (found.ok) return found.value;
  // A file that is no disk can still be what a disk is made from.
  const file = await openReadOnly(path);
  if (!file.ok) return [];
  await file.value.close();
  return [file.value.identity];
}

export type ParentAt = { readonly path: string; readonly identity: Identity; readonly spec: NonNullable<DiskSpec['parent']> };

/** What a child at `target` stores about its parent, which must be usable as one now. */
export async function parentFor(
  target: string,
  path: string,
  namesAbsolute: boolean,
  world: ParentWorld,
): Promise<Result<ParentAt, NewDiskError>> {
  const identity = await world.files.stat(path);
  const info = await inspectParent(path, world);
  if (!identity.ok || !info.ok) return err({ kind: 'parent-unusable' });
  if (halfSaved(await saveBeside(path)) !== null) return err({ kind: 'parent-half-saved' });
  if (info.value.errors > 0) return err({ kind: 'parent-damaged' });
  if (info.value.writers.length > 0) return err({ kind: 'locked', by: info.value.writers });
  const spec = {
    uniqueId: info.value.uniqueId,
    modified: vhdSeconds(Number(identity.value.mtimeNs / 1_000_000_000n)),
    ...waysTo(target, path, namesAbsolute),
    sizeBytes: info.value.sectors * SECTOR_BYTES,
  };
  return ok({ path, identity: identity.value, spec });
}
