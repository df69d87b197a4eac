/**
 * Which disks of a folder are related to a given one: its children, which break when it changes, and copies of it. Only
 * footers and headers are read.
 */
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer, NULL_UUID } from '../../../shared/vhd/footer';
import type { BlockFile } from './blockFile';
import type { ParentFinder } from './chain';
import { findFooters, typeOf } from '../format/footers';
import { findHeader } from '../format/header';

/** At most so many are named. */
export const MAX_NAMED = 8;

/** Null when there is no trustworthy footer. */
export async function footerIn(file: BlockFile): Promise<Uint8Array | null> {
  const footers = await findFooters(file);
  if (!footers.ok) return null;
  const { trusted, footer: found, copy } = footers.value;
  return { footer: found, 'footer-copy': copy, none: null }[trusted]?.bytes ?? null;
}

/** The id of the disk's parent; null when it has none, or is no disk. */
export async function parentIdIn(file: BlockFile): Promise<string | null> {
  const believed = await footerIn(file);
  if (believed === null || typeOf(believed) !== 'differencing') return null;
  const header = await findHeader(file, believed);
  return header?.ok === true ? dynamicHeader.get(header.value.bytes, 'parentUniqueId') : null;
}

async function uniqueIdIn(file: BlockFile): Promise<string | null> {
  const believed = await footerIn(file);
  return believed === null ? null : footer.get(believed, 'uniqueId');
}

/** Names of disks in the folder whose `idIn` is this id; none for the null id, which means nothing. */
async function namesWith(id: string, finder: ParentFinder, idIn: (file: BlockFile) => Promise<string | null>): Promise<readonly string[]> {
  const names: string[] = [];
  if (id === NULL_UUID) return names;
  for await (const { file } of finder.others()) {
    if ((await idIn(file)) === id) names.push(file.name);
    await file.close();
    if (names.length >= MAX_NAMED) break;
  }
  return names;
}

/** Names of disks in the folder whose parent has the id. */
export const childrenOf = (id: string, finder: ParentFinder): Promise<readonly string[]> => namesWith(id, finder, parentIdIn);

/** Names of other disks in the folder with the same id; another name of the same file does not count. */
export const disksWithId = (id: string, finder: ParentFinder, own: Pick<BlockFile, 'identity'>): Promise<readonly string[]> =>
  namesWith(id, finder, async (file) => (file.identity === own.identity ? null : uniqueIdIn(file)));
