/** Disks that stand on this one: whoever changes it changes what they show. */
import { NULL_UUID } from '../../shared/vhd/footer';
import { createSiblingFinder } from '../io/siblingFiles';
import { parentIdOf, uniqueIdOf } from '../vhd/chain';
import type { Image } from '../vhd/image';
import { openImage } from '../vhd/openImage';
import { failure, shown, type Trouble } from './outcome';
import { baseName } from '../io/paths';

/** Names of disks in the same folder that name this one as their parent. */
async function childrenOf(path: string, image: Image): Promise<string[]> {
  const id = uniqueIdOf(image);
  if (id === NULL_UUID) return [];
  const names: string[] = [];
  for await (const { file } of createSiblingFinder(path).others()) {
    const other = await openImage(file, 'disk');
    if (other.ok && other.value.kind === 'differencing' && parentIdOf(other.value) === id && file.identity !== image.file.identity) {
      names.push(file.name);
    }
    await file.close();
  }
  return names;
}

/** Null when nothing speaks against changing the disk, or the user insists. */
export async function childrenRefusal(path: string, image: Image, force: boolean): Promise<Trouble | null> {
  if (force) return null;
  const [first, ...more] = await childrenOf(path, image);
  if (first === undefined) return null;
  const others = more.length === 0 ? '' : ` and ${more.length} more`;
  const why = `${shown(first)}${others} stands on it and would no longer show what it did`;
  return failure(`cannot change ${shown(baseName(path))}`, why, 'Change the child, or add --force.');
}
