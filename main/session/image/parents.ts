/** Parents that the user chooses, and paths that an image stores. */
import type { ParentError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { openImageFile } from '../../io/openImageFile';
import { absolute, isAbsolute } from '../../io/paths';
import { createSiblingFinder } from '../../io/siblingFiles';
import { withoutStandIns, withParent, type Chain } from '../../vhd/read/chain';
import { openImage } from '../../vhd/read/openImage';
import { translated, usableOn, type PathSystem } from '../../vhd/read/usablePaths';

/** The staged top layer with the parents of another chain. */
export const withParents = (staged: Chain, over: Chain): Chain => ({ ...over, layers: [staged.layers[0], ...over.layers.slice(1)] });

const SYSTEM: PathSystem = process.platform === 'win32' ? 'windows' : 'other';

/**
 * A stored path as this system would follow it; relative ones start at the child's folder. Null if it leads to a device or to
 * one of the kernel's own folders.
 */
export function followable(folder: string, named: string): string | null {
  const path = isAbsolute(named) ? named : absolute(folder, translated(SYSTEM, named));
  return usableOn(SYSTEM, path) ? path : null;
}

/** Uses the file at `path`, which the user chose, as the chain's missing parent, or instead of one that is a guess. */
export async function withChosenParent(chain: Chain, path: string): Promise<Result<Chain, ParentError>> {
  const opened = await openImageFile(path);
  if (!opened.ok) return opened;
  const image = await openImage(opened.value.file, 'disk');
  const grown = image.ok ? await withParent(withoutStandIns(chain), image.value, createSiblingFinder(path)) : image;
  if (!grown.ok) await opened.value.file.close();
  return grown;
}

/** Does something with the chain as it would be with the file at `path` as its parent; the files are closed afterwards. */
export async function withCandidate<T>(chain: Chain, path: string, look: (grown: Chain) => Promise<T>): Promise<Result<T, ParentError>> {
  const grown = await withChosenParent(chain, path);
  if (!grown.ok) return grown;
  try {
    return ok(await look(grown.value));
  } finally {
    for (const layer of grown.value.layers) if (!chain.layers.includes(layer)) await layer.file.close();
  }
}
