/**
 * The one way to an image’s bytes for whoever looks at a disk: command line, jobs and window. A save that was cut off leaves
 * old and new sectors mixed in the file, and a journal beside it that still has the old ones. The disk is then read as it
 * was before that save, through the journal, or the caller is told that nobody can say what the file holds. Nothing is
 * written.
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
import { findJournal, type Asking, type Inspection } from './recover';
import { throughJournal } from './throughJournal';

/** What is known of a save whose journal stands beside the file. `unreadable`: the journal cannot be looked at. */
export type SaveBeside = (Exclude<Inspection, { readonly kind: 'none' }> | { readonly kind: 'unreadable' }) & {
  /** The path that the journal was made for: another name of the file, or the one it had. */
  readonly of: string;
  /** The path that was asked about. */
  readonly path: string;
};

export type OpenedFile = { readonly file: BlockFile; readonly save: SaveBeside | null };

export type JournalReader = Asking;

/** Over the real system. Who asks is only found out where there is a journal whose owner has to be told from us. */
const realReader = (): JournalReader => ({
  files: nodeFileSystem(),
  isAlive: async (owner) => isOwnerAlive(owner, await thisOwner('')),
});

/**
 * A journal stands beside the file itself, whatever links lead to it, and under any of its names. Null: there is none, and the
 * file is what it seems. `looksAround` false: the folder is known to have no journals.
 */
export async function saveBeside(file: string, reader?: JournalReader, looksAround = true): Promise<SaveBeside | null> {
  const real = await behindLinks(file);
  const found = await findJournal(real, reader ?? realReader(), looksAround);
  if (!found.ok) return found.error.kind === 'not-found' ? null : { kind: 'unreadable', of: real, path: file };
  return found.value === null ? null : { ...found.value.inspection, of: found.value.image, path: file };
}

/** The journal with the bytes that stood there before, where the file holds a mixture and they are known to be right. */
function oldBytesOf(save: SaveBeside): Journal | null {
  if (save.kind === 'live') return save.journal?.state === 'prepared' ? save.journal : null;
  return 'verdict' in save && save.verdict.kind === 'mixed' ? save.journal : null;
}

/** Regular files only, for reading only, as openReadOnly. Closing what is opened closes the file. */
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

/** Beside a disk, or beside those under it: a save that was cut off, or the journal of one that is over. */
export type SaveTold = { readonly of: string; readonly shows: SaveShown };

/** Of each of the files beside which such a journal stands. */
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
  return whyHalf(save) === null ? 'whole' : 'mixed';
};

/** For whoever reads the file itself and not through a journal: why its bytes are no disk of any one time. Null: they are. */
export function halfSaved(save: SaveBeside | null): HalfSaved | null {
  const why = save === null ? null : whyHalf(save);
  if (save === null || why === null) return null;
  return { kind: 'half-saved', name: path.basename(save.of), path: save.path, why, ...movedOf(save) };
}

const movedOf = ({ kind }: SaveBeside): { readonly moved?: true } => (kind === 'moved' ? { moved: true } : {});

/** How the save can be settled, the best way first; none while somebody saves, or where the journal cannot be looked at. */
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
      // One of another version may be whole, and its save half done. So may be that of one which was damaged afterwards.
      return save.isUntouched === true ? null : save.why === 'bad-version' ? 'unreadable' : 'unusable';
    case 'live':
      return save.journal === null || save.journal.state === 'prepared' ? 'running' : null;
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
