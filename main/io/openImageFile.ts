/**
 * The one way to open an image for everything that reads disks: command line, jobs and window. An interrupted save leaves
 * old and new sectors mixed in the file, and beside it a journal that still has the old ones. The disk is then read through
 * the journal as it was before that save, or the caller is told that nobody can say what the file holds. Nothing is written.
 */
import path from 'node:path';
import type { SaveShown } from '../../shared/findings';
import type { HalfSaved, IoError, Settling } from '../../shared/errors';
import { ok, type Result } from '../../shared/result';
import type { BlockFile } from '../vhd/read/blockFile';
import type { Journal } from './journal';
import { openReadOnly, type OpenOptions } from './nodeBlockFile';
import { nodeFileSystem } from './nodeFileSystem';
import { isOwnerAlive, thisOwner } from './owner';
import { behindLinks } from './paths';
import type { Asking } from './journalOwner';
import { findJournal, type Inspection } from './recover';
import { throughJournal } from './throughJournal';

/** What is known about a save whose journal stands beside the file. `unreadable`: the journal cannot be read. */
export type SaveBeside = (Exclude<Inspection, { readonly kind: 'none' }> | { readonly kind: 'unreadable' }) & {
  /** The path that the journal was made for: another name of the file, or a former one. */
  readonly of: string;
  /** The path that was asked about. */
  readonly path: string;
};

export type OpenedFile = { readonly file: BlockFile; readonly save: SaveBeside | null };

export type JournalReader = Asking;

/** Reads from the real system. Our own process is looked up only if there is a journal whose owner must be compared with it. */
const realReader = (): JournalReader => ({
  files: nodeFileSystem(),
  isAlive: async (owner) => isOwnerAlive(owner, await thisOwner('')),
});

/**
 * Finds the journal, which stands beside the file itself, whatever links lead there, under any of the file's names. Null:
 * there is none, and the file is what it seems. `looksAround` false: the folder is known to have no journals.
 */
export async function saveBeside(file: string, reader?: JournalReader, looksAround = true): Promise<SaveBeside | null> {
  const real = await behindLinks(file);
  const found = await findJournal(real, reader ?? realReader(), looksAround);
  if (!found.ok) return found.error.kind === 'not-found' ? null : { kind: 'unreadable', of: real, path: file };
  return found.value === null ? null : { ...found.value.inspection, of: found.value.image, path: file };
}

/** The journal, if the file holds a mixture and the journal's old bytes are known to be right. */
function oldBytesOf(save: SaveBeside): Journal | null {
  if (save.kind === 'live') return save.journal?.state === 'prepared' ? save.journal : null;
  return 'verdict' in save && save.verdict.kind === 'mixed' ? save.journal : null;
}

/** Opens regular files only, for reading only, as openReadOnly does. Closing the result closes the file. */
export async function openImageFile(
  file: string,
  {
    options,
    reader,
    looksAround,
  }: { readonly options?: OpenOptions; readonly reader?: JournalReader; readonly looksAround?: boolean } = {},
): Promise<Result<OpenedFile, IoError>> {
  const opened = await openReadOnly(file, options);
  if (!opened.ok) return opened;
  const save = await saveBeside(file, reader, looksAround);
  const journal = save === null ? null : oldBytesOf(save);
  return ok({ file: journal === null ? opened.value : throughJournal(opened.value, journal), save });
}

/** An interrupted save, or the journal of a finished one, beside a disk or one of its parents. */
export type SaveTold = { readonly of: string; readonly shows: SaveShown };

/** One for each of the files beside which such a journal stands. */
export async function savesBeside(files: readonly Pick<BlockFile, 'name' | 'path'>[], reader?: JournalReader): Promise<SaveTold[]> {
  const told: SaveTold[] = [];
  for (const { name, path: file } of files) {
    const save = await saveBeside(file, reader);
    if (save !== null) told.push({ of: name, shows: shownOf(save) });
  }
  return told;
}

const shownOf = (save: SaveBeside): SaveShown => {
  if (oldBytesOf(save) !== null) return 'before';
  if (save.kind === 'unusable' && save.why === 'not-a-file') return 'unsure';
  return whyHalf(save) === null ? 'whole' : 'mixed';
};

/**
 * For callers that read the file itself and not through the journal: why its bytes are not those of any one disk. Null: they
 * are.
 */
export function halfSaved(save: SaveBeside | null): HalfSaved | null {
  const why = save === null ? null : whyHalf(save);
  if (save === null || why === null) return null;
  return { kind: 'half-saved', name: path.basename(save.of), path: save.path, why, ...movedOf(save) };
}

const movedOf = ({ kind }: SaveBeside): { readonly moved?: true } => (kind === 'moved' ? { moved: true } : {});

/** How the save can be settled, the best way first; none while somebody saves, or if the journal cannot be read. */
export function settlingOf(save: SaveBeside): Settling {
  if (save.kind === 'unreadable' || save.kind === 'live') return { ways: [] };
  if (save.kind === 'unusable' || save.verdict.kind === 'foreign') return { ways: ['set-aside'] };
  return { ways: save.verdict.kind === 'committed' ? ['finish'] : ['finish', 'undo'], ...movedOf(save) };
}

function whyHalf(save: SaveBeside): HalfSaved['why'] | null {
  switch (save.kind) {
    case 'unreadable':
      return 'unreadable';
    case 'unusable':
      // A journal of another version may be whole and its save half done. So may a journal that was damaged afterwards.
      if (save.isUntouched === true) return null;
      return save.why === 'not-a-file' ? 'not-a-file' : save.why === 'bad-version' ? 'unreadable' : 'unusable';
    case 'live':
      // Whoever has the journal open need not be saving: while we read the image, nobody can begin to on Windows.
      if (save.journal === null) return 'held';
      return save.journal.state === 'prepared' ? 'running' : null;
    case 'own':
    case 'moved':
      return {
        mixed: 'partly-written' as const,
        foreign: 'changed-since' as const,
        committed: null,
        'taken-back': null,
        'all-new': null,
        'all-old': null,
      }[save.verdict.kind];
    default:
      return save satisfies never;
  }
}
