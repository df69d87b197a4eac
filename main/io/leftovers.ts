/** What earlier work has left beside an image, by name alone: unfinished files of ours, a journal, a merge of Xen Orchestra. */
import path from 'node:path';
import type { FileSystem } from './fileSystem';
import { temporaryName } from './replaceFile';
import { journalPath } from './saveContext';

export type Leftovers = {
  readonly hasJournal: boolean;
  readonly mergeFile: string | null;
  /** Names of files that were to become this one. */
  readonly parts: readonly string[];
};

/** A folder that cannot be listed has nothing to tell. `image` is its real path. */
export async function leftoversOf(image: string, files: FileSystem): Promise<Leftovers> {
  const listed = await files.list(path.dirname(image));
  const names = listed.ok ? listed.value : [];
  const part = path.basename(temporaryName(image, ''));
  const merge = `.${path.basename(image)}.merge.json`;
  return {
    hasJournal: names.includes(path.basename(journalPath(image))),
    mergeFile: names.includes(merge) ? merge : null,
    parts: names.filter((name) => name.startsWith(part) && /^[0-9a-f]+$/.test(name.slice(part.length))).sort(),
  };
}
