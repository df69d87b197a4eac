/** Disks that stand on this one: whoever changes it changes what they show. */
import { baseName } from '../io/paths';
import { createSiblingFinder } from '../io/siblingFiles';
import { uniqueIdOf } from '../vhd/chain';
import { childrenOf } from '../vhd/children';
import type { Image } from '../vhd/image';
import { failure, shown, type Trouble } from './outcome';

/** Null when nothing speaks against changing the disk, or the user insists. */
export async function childrenRefusal(path: string, image: Image, force: boolean): Promise<Trouble | null> {
  if (force) return null;
  const [first, ...more] = await childrenOf(uniqueIdOf(image), createSiblingFinder(path));
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const why = `${shown(first)}${others} stands on it and would no longer show what it did`;
  return failure(`cannot change ${shown(baseName(path))}`, why, 'Change the child, or add --force.');
}
