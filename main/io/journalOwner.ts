/** Who else has a journal open: a program that saves, or one that only reads. */
import type { FileError, RecoveryError } from '../../shared/errors';
import type { FileSystem } from './fileSystem';
import type { Journal } from './journal';
import type { SaveContext } from './saveContext';

/** What an inspection needs. */
export type Asking = Pick<SaveContext, 'files'> & {
  readonly acceptLive?: boolean;
  isAlive(owner: Parameters<SaveContext['isAlive']>[0]): boolean | Promise<boolean>;
};

/** The system refused to open it because somebody else has it open. */
export const isTheirs = (error: FileError, files: FileSystem): boolean => files.locksByOpening && error.kind === 'in-use';

/**
 * Whether the process that wrote the journal still runs. Process ids are used again, and only Linux tells one start of the
 * machine from another. On other systems a saving program has its journal open, which keeps others from opening it for
 * writing, on Windows also from reading it. So if we could read a journal there, it has no owner: a program that has it open
 * only reads it.
 */
export async function hasOwner(journal: Journal, name: string, { files, isAlive, acceptLive }: Asking): Promise<boolean> {
  if (acceptLive === true || files.opensExclusively) return false;
  if (!files.locksByOpening) return isAlive(journal);
  const mine = await files.open(name, 'write');
  if (mine.ok) await mine.value.close();
  return !mine.ok && isTheirs(mine.error, files);
}

/** On Windows a journal that somebody reads can be neither marked nor moved nor removed; recovery then does not begin. */
export async function isRead(name: string, files: FileSystem): Promise<boolean> {
  if (!files.opensExclusively) return false;
  const mine = await files.open(name, 'write');
  if (mine.ok) await mine.value.close();
  return !mine.ok && mine.error.kind === 'in-use';
}

/** Whoever saves has the image open as well; if only the journal cannot be read, something else has that open. */
export async function heldBy(image: string, journal: Journal | null, files: FileSystem): Promise<RecoveryError> {
  if (journal !== null) return { kind: 'journal-live', pid: journal.pid };
  const mine = await files.open(image, 'read');
  if (mine.ok) await mine.value.close();
  return mine.ok ? { kind: 'journal-in-use' } : { kind: 'journal-live', pid: null };
}
