/** Parents that the user points to, and paths that an image names. */
import type { ParentError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import { openReadOnly } from '../io/nodeBlockFile';
import { absolute, isAbsolute } from '../io/paths';
import { createSiblingFinder } from '../io/siblingFiles';
import { withParent, type Chain } from '../vhd/chain';
import { openImage } from '../vhd/openImage';

/** The staged top layer over the parents of another chain. */
export const withParents = (staged: Chain, { layers, parent }: Chain): Chain => ({
  layers: [staged.layers[0], ...layers.slice(1)],
  parent,
});

/** A named path as this system would follow it: relative ones are meant from the child's folder. */
export const followable = (folder: string, named: string): string => (isAbsolute(named) ? named : absolute(folder, named));

/** The file at `path`, which the user chose, as the chain's missing parent. */
export async function adoptParent(chain: Chain, path: string): Promise<Result<Chain, ParentError>> {
  const file = await openReadOnly(path);
  if (!file.ok) return file;
  const image = await openImage(file.value, 'disk');
  const grown = image.ok ? await withParent(chain, image.value, createSiblingFinder(path)) : image;
  if (!grown.ok) await file.value.close();
  return grown;
}
