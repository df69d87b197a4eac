/** Which disks of a folder were made from a given one: they break when it changes. A look at footers and headers only. */
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { NULL_UUID } from '../../shared/vhd/footer';
import type { BlockFile } from './blockFile';
import type { ParentFinder } from './chain';
import { findFooters, typeOf } from './footers';
import { findHeader } from './header';

/** More are not worth naming. */
const MOST_NAMED = 8;

/** The id of the disk's parent; null when it has none, or is no disk. */
async function parentIdIn(file: BlockFile): Promise<string | null> {
  const footers = await findFooters(file);
  if (!footers.ok) return null;
  const { trusted, footer, copy } = footers.value;
  const believed = trusted === 'footer' ? footer : copy;
  if (believed === null || typeOf(believed.bytes) !== 'differencing') return null;
  const header = await findHeader(file, believed.bytes);
  return header?.ok === true ? dynamicHeader.get(header.value.bytes, 'parentUniqueId') : null;
}

/** Names of disks beside it whose parent has the id. */
export async function childrenOf(id: string, finder: ParentFinder): Promise<readonly string[]> {
  const names: string[] = [];
  if (id === NULL_UUID) return names;
  for await (const { file } of finder.others()) {
    if ((await parentIdIn(file)) === id) names.push(file.name);
    await file.close();
    if (names.length >= MOST_NAMED) break;
  }
  return names;
}
