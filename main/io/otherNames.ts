/**
 * A file's journal may belong to another name of the file: a hard link, or its name before it was renamed after an
 * interrupted save. The journal stores the file's device and number, so the journals in the folder are searched for those.
 * Of each journal only the first sector is read, and the footers of the file if that sector names it; no other file is
 * opened. A damaged first sector may still name the file by its number and the disk's id. If these are lost too, only the
 * journal's own name tells whose it was, and a renamed file is no longer recognised.
 */
import path from 'node:path';
import { FOOTER_BYTES, FOOTER_COOKIE, footer } from '../../shared/vhd/footer';
import { fileOffset } from '../../shared/vhd/units';
import { sameFile, type FileSystem, type Identity } from './fileSystem';
import { claimOf, HEADER_BYTES, isJournalOf, type Claim } from './journal';
import { journalPath } from './saveContext';

export type OtherName = {
  /** The path that the journal was made for. */
  readonly image: string;
  /** It is still the same file. False: it was renamed, or its number belongs to a new file by now. */
  readonly isLinked: boolean;
  /** The file has the id of the journal's disk: it was renamed. */
  readonly hasDiskId: boolean;
};

/** At most so many journals of one folder are looked at. */
const MAX_JOURNALS = 256;
const ENDING = journalPath('');

/** Whether a journal could have this name. */
export const isJournalName = (name: string): boolean => name.endsWith(ENDING) && name !== ENDING;

/** Null: the file has no journal under another name in its folder, or the system gives files no numbers. */
export async function otherName(image: string, files: FileSystem): Promise<OtherName | null> {
  const now = await files.stat(image);
  const listed = now.ok && now.value.ino !== 0n ? await files.list(path.dirname(image)) : null;
  if (!now.ok || listed?.ok !== true) return null;
  const own = path.basename(journalPath(image));
  const journals = listed.value.filter((name) => isJournalName(name) && name !== own).sort();
  for (const name of journals.slice(0, MAX_JOURNALS)) {
    const journal = path.join(path.dirname(image), name);
    const made = journal.slice(0, -ENDING.length);
    const there = await files.stat(made);
    const isLinked = there.ok && sameFile(there.value, now.value);
    const { head, isOfFile, hasDiskId } = await claims(journal, image, now.value, files);
    // One name of the file is the one the journal was made for, whatever became of the journal.
    if ((isLinked && head) || isOfFile) return { image: made, isLinked, hasDiskId };
  }
  return null;
}

type Claims = {
  /** The journal is a file that can be read. */
  readonly head: boolean;
  /** It was made for the file of that number: its first sector is whole and says so, or says so along with the disk's own id. */
  readonly isOfFile: boolean;
  readonly hasDiskId: boolean;
};

async function claims(journal: string, image: string, now: Identity, files: FileSystem): Promise<Claims> {
  const opened = await files.open(journal, 'read-own');
  if (!opened.ok) return { head: false, isOfFile: false, hasDiskId: false };
  const read = await opened.value.read(fileOffset(0), HEADER_BYTES);
  await opened.value.close();
  const claim = read.ok ? claimOf(read.value) : null;
  const isNumber = claim !== null && claim.dev === BigInt.asUintN(64, now.dev) && claim.ino === BigInt.asUintN(64, now.ino);
  const hasDiskId = isNumber && (await carriesId(image, claim, now, files));
  return { head: true, isOfFile: hasDiskId || (read.ok && isJournalOf(read.value, now)), hasDiskId };
}

/** Whether one of the file's footers, at its end before or after the save, has the id of the journal's disk. */
async function carriesId(image: string, { diskId, lengths }: Claim, { size }: Identity, files: FileSystem): Promise<boolean> {
  if (diskId.every((byte) => byte === 0)) return false;
  const opened = await files.open(image, 'read');
  if (!opened.ok) return false;
  const ends = [BigInt(size), ...lengths].map((length) => Number(length) - FOOTER_BYTES);
  let isFound = false;
  for (const at of new Set([0, ...ends])) {
    if (isFound || at < 0 || at + FOOTER_BYTES > size) continue;
    const read = await opened.value.read(fileOffset(at), FOOTER_BYTES);
    isFound = read.ok && footer.get(read.value, 'cookie') === FOOTER_COOKIE && Buffer.compare(idIn(read.value), diskId) === 0;
  }
  await opened.value.close();
  return isFound;
}

const { uniqueId } = footer.fields;
const idIn = (raw: Uint8Array): Uint8Array => raw.subarray(uniqueId.at, uniqueId.at + uniqueId.bytes);
