/**
 * A file may have a journal under another name than the one it is reached by: hard links, and a file that was renamed after
 * its save was cut off. The journal remembers device and number of its file, and that is what is looked for in the folder.
 * Of every journal there only the first sector is read; no other file is opened.
 */
import path from 'node:path';
import { fileOffset } from '../../shared/vhd/units';
import { sameFile, type FileSystem, type Identity } from './fileSystem';
import { HEADER_BYTES, isJournalOf } from './journal';
import { journalPath } from './saveContext';

export type OtherName = {
  /** The path that the journal was made for. */
  readonly image: string;
  /** It still is the same file. Else it was renamed, or its number belongs to a new file by now. */
  readonly isLinked: boolean;
};

/** Journals of one folder whose first sector is looked at. */
const MAX_JOURNALS = 256;
const ENDING = journalPath('');

/** Whether the name is one that a journal has. */
export const isJournalName = (name: string): boolean => name.endsWith(ENDING) && name !== ENDING;

/** Null: the file has no journal under another name in its folder, or the system numbers no files. */
export async function otherName(image: string, files: FileSystem): Promise<OtherName | null> {
  const now = await files.stat(image);
  const listed = now.ok && now.value.ino !== 0n ? await files.list(path.dirname(image)) : null;
  if (!now.ok || listed?.ok !== true) return null;
  const own = path.basename(journalPath(image));
  const journals = listed.value.filter((name) => isJournalName(name) && name !== own).sort();
  for (const name of journals.slice(0, MAX_JOURNALS)) {
    const journal = path.join(path.dirname(image), name);
    if (!(await belongsTo(journal, now.value, files))) continue;
    const made = journal.slice(0, -ENDING.length);
    const there = await files.stat(made);
    return { image: made, isLinked: there.ok && sameFile(there.value, now.value) };
  }
  return null;
}

async function belongsTo(journal: string, now: Identity, files: FileSystem): Promise<boolean> {
  const opened = await files.open(journal, 'read');
  if (!opened.ok) return false;
  const head = await opened.value.read(fileOffset(0), HEADER_BYTES);
  await opened.value.close();
  return head.ok && isJournalOf(head.value, now);
}
