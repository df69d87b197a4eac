/**
 * Names that no new file gets, whatever the user agrees to: names of journals, names beside which a journal stands, and
 * disks that have a journal. A half-saved disk can only be mended with its journal and its file.
 */
import { nodeFileSystem } from './nodeFileSystem';
import { saveBeside, type SaveBeside } from './openImageFile';
import { isJournalName } from './otherNames';
import { baseName, exists, realPath } from './paths';
import { journalPath } from './saveContext';

export type Guard =
  /** It is a name that only journals have. */
  | { readonly kind: 'journal-name' }
  /** The name is free, but the journal of an earlier file of that name still stands there; `journal`: its name. */
  | { readonly kind: 'journal-left'; readonly journal: string }
  /** The file of that name has a journal beside it. */
  | { readonly kind: 'has-journal'; readonly save: SaveBeside };

/** Why no new file may get this path; null: no journal speaks against it. Links are followed. */
export async function guardOf(path: string): Promise<Guard | null> {
  const real = await realPath(path);
  // Some file systems do not distinguish upper and lower case.
  if (isJournalName(real.toLowerCase())) return { kind: 'journal-name' };
  const there = await nodeFileSystem().stat(real);
  if (there.ok) {
    const save = await saveBeside(path);
    return save === null ? null : { kind: 'has-journal', save };
  }
  const journal = journalPath(real);
  return (await exists(journal)) ? { kind: 'journal-left', journal: baseName(journal) } : null;
}
