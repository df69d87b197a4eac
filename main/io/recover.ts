/**
 * What to do about a journal that stands beside an image. Looking never writes. A journal is hostile: it is applied only
 * when it is whole, belongs to this disk, and everything it speaks of still has its old or its new bytes.
 */
import type { FileError, JournalFault, RecoveryError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import type { Journal } from './journal';
import type { Protocol } from './protocol';
import type { SaveContext } from './saveContext';

export type Inspection =
  | { readonly kind: 'none' }
  /** Never applied. `interrupted`: it was being written when everything stopped, before the image was touched. */
  | { readonly kind: 'unusable'; readonly why: JournalFault }
  /** Another program that still runs is saving. */
  | { readonly kind: 'live'; readonly journal: Journal }
  /** The image was moved, copied or replaced since: the user must say that it is the one. */
  | { readonly kind: 'moved'; readonly journal: Journal; readonly then: Verdict }
  | { readonly kind: 'own'; readonly journal: Journal; readonly then: Verdict };

/** What the image's bytes say of the save. */
export type Verdict =
  /** The save is complete, and the journal says so or every byte does. Only the journal is left to put away. */
  | { readonly kind: 'complete' }
  /** Nothing of it was written, or it was taken back. */
  | { readonly kind: 'untouched' }
  /** Old and new bytes, nothing else. */
  | { readonly kind: 'mixed' }
  /** Somebody wrote to the disk since; `at` is the first place. */
  | { readonly kind: 'foreign'; readonly at: number };

export type RecoveryOptions = { readonly acceptMoved?: boolean; readonly keepUndoAs?: string | null; readonly protocol?: Protocol };

/** Reads the journal and the ranges it speaks of. */
export async function inspectJournal(_image: string, _context: SaveContext, _protocol?: Protocol): Promise<Result<Inspection, FileError>> {
  return ok({ kind: 'none' });
}

/** Puts the old bytes and the old length back, then removes the journal. Safe to repeat, and after being cut off. */
export async function rollBack(_image: string, _context: SaveContext, _options?: RecoveryOptions): Promise<Result<void, RecoveryError>> {
  return err({ kind: 'no-journal' });
}

/** Completes the save. Safe to repeat, and after being cut off. */
export async function rollForward(_image: string, _context: SaveContext, _options?: RecoveryOptions): Promise<Result<void, RecoveryError>> {
  return err({ kind: 'no-journal' });
}

/** Puts away the journal of a save that is complete, or was never begun; writes nothing into the image. */
export async function finish(_image: string, _context: SaveContext, _options?: RecoveryOptions): Promise<Result<void, RecoveryError>> {
  return err({ kind: 'no-journal' });
}

/** Takes a completed save back, by the journal kept of it. Everything it wrote must still stand. */
export async function undoSaved(
  _image: string,
  _undo: string,
  _context: SaveContext,
  _options?: RecoveryOptions,
): Promise<Result<void, RecoveryError>> {
  return err({ kind: 'no-journal' });
}
