/** Whether the files of an open image are still those that were read: others may write to them, move or delete them meanwhile. */
import type { StandingView } from '../../../shared/views';
import { unchanged, type FileSystem, type Identity } from '../../io/fileSystem';
import { baseName } from '../../io/paths';
import type { BlockFile } from '../../vhd/read/blockFile';

type Watched = {
  /** The path of the image, and what was there when it was read. */
  readonly path: string;
  readonly identity: Identity;
  readonly parents: readonly Pick<BlockFile, 'name' | 'path' | 'bytes' | 'modifiedUnixSeconds' | 'identity'>[];
};

export const standingOfImage = async ({ path, identity }: Pick<Watched, 'path' | 'identity'>, files: FileSystem) => {
  const now = await files.stat(path);
  return !now.ok ? 'gone' : unchanged(now.value, identity) ? 'same' : 'changed';
};

/** Of a parent only what its handle tells is known: place, length and time. Some systems number no files. */
const isAsRead = (now: Identity, { bytes, modifiedUnixSeconds, identity }: Watched['parents'][number]): boolean =>
  now.size === bytes &&
  now.mtimeNs / 1_000_000_000n === BigInt(modifiedUnixSeconds) &&
  (now.ino === 0n || `${now.dev}:${now.ino}` === identity);

/** The first file that is not as it was read; the image itself before its parents. */
export async function standingOfChain(watched: Watched, files: FileSystem): Promise<StandingView> {
  const image = await standingOfImage(watched, files);
  if (image !== 'same') return { kind: image, name: baseName(watched.path), isParent: false };
  for (const parent of watched.parents) {
    const now = await files.stat(parent.path);
    const { name } = parent;
    if (!now.ok) return { kind: 'gone', name, isParent: true };
    if (!isAsRead(now.value, parent)) return { kind: 'changed', name, isParent: true };
  }
  return { kind: 'same' };
}
