/**
 * Which disks of a folder are related to a given one: its children, which break when it changes, and copies of it. Only
 * footers and headers are read.
 */
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer, NULL_UUID } from '../../../shared/vhd/footer';
import type { BlockFile } from './blockFile';
import { MAX_CHILDREN } from '../../../shared/text/children';
import { elsewhereOf, namedParent, type FoundFile, type ParentFinder } from './chain';
import { openImage } from './openImage';
import { findFooters, typeOf } from '../format/footers';
import { findHeader } from '../format/header';

/** At most so many copies are named. */
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

type Wanted = {
  readonly most: number;
  readonly is: (found: FoundFile) => Promise<boolean>;
};

/** Names of disks in the folder that are wanted; none for the null id, which means nothing. */
async function namesWith(id: string, finder: ParentFinder, { most, is }: Wanted): Promise<readonly string[]> {
  const names: string[] = [];
  if (id === NULL_UUID) return names;
  for await (const found of finder.others()) {
    if (await is(found)) names.push(found.file.name);
    await found.file.close();
    if (names.length >= most) break;
  }
  return names;
}

type Own = Pick<BlockFile, 'identity'>;

/**
 * Whether a disk is based on the one that has this id: its parent has the id, and its own names do not lead to another file
 * that has it too, as a copy in another folder.
 */
export async function isBasedOn({ file, finder }: FoundFile, id: string, own: Own): Promise<boolean> {
  if ((await parentIdIn(file)) !== id) return false;
  const image = await openImage(file, 'disk');
  if (!image.ok) return true;
  const named = await namedParent(image.value, finder);
  await named?.close();
  return named === null || named.identity === own.identity;
}

/**
 * As isBasedOn, for a disk in another folder: a disk there whose parent only has the same id may have its own copy beside it, so
 * one of its paths has to lead here. `leadsHere` is asked for paths that lead out of its folder and are usable on this system.
 */
export async function isBasedOnFromElsewhere(
  { file, finder }: FoundFile,
  id: string,
  own: Own,
  leadsHere: (path: string) => Promise<boolean>,
): Promise<boolean> {
  if ((await parentIdIn(file)) !== id) return false;
  const image = await openImage(file, 'disk');
  if (!image.ok) return false;
  const named = await namedParent(image.value, finder);
  await named?.close();
  if (named !== null) return named.identity === own.identity;
  for (const { path, usableHere } of elsewhereOf(image.value, finder.system ?? 'other'))
    if (usableHere && (await leadsHere(path))) return true;
  return false;
}

/** Names of disks in the folder that are based on this one, as far as they say. */
export const childrenOf = (id: string, finder: ParentFinder, own: Own): Promise<readonly string[]> =>
  namesWith(id, finder, { most: MAX_CHILDREN, is: (found) => isBasedOn(found, id, own) });

/**
 * Names of other disks in the folder with the same id; another name of the same file does not count. One more than are named
 * is looked for, which tells that there are more.
 */
export const disksWithId = (id: string, finder: ParentFinder, own: Own): Promise<readonly string[]> =>
  namesWith(id, finder, { most: MAX_NAMED + 1, is: async ({ file }) => file.identity !== own.identity && (await uniqueIdIn(file)) === id });
