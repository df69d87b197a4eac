/**
 * The one writer of images. A save is whole or not at all: what will change is journalled with its old and new bytes,
 * written in stages with a barrier after each, read back, and only then called saved. Steps and cuts: ARCHITECTURE.md.
 */
import type { SaveCause, SaveError } from '../../shared/errors';
import { err, type Result } from '../../shared/result';
import type { Plan } from '../vhd/plan';
import type { Identity } from './fileSystem';
import type { Protocol } from './protocol';
import type { SaveContext } from './saveContext';

export type SaveRequest = {
  /** The image, by its real path: no link as its last part. */
  readonly path: string;
  readonly plan: Plan;
  /** The file as it was when the plan was made. */
  readonly expected: Identity;
  /** Null: nothing is kept. Else the name the journal gets once the save is complete. */
  readonly keepUndoAs: string | null;
  /** Only tests have one of their own. */
  readonly protocol?: Protocol;
};

export type Saved = {
  /** The file as it is now: what the next save expects. */
  readonly identity: Identity;
  /** The journal, kept for undo. */
  readonly undo: string | null;
  /** What went wrong after the save was complete; the save stands. */
  readonly afterwards: SaveCause | null;
};

export async function applyPlan(_request: SaveRequest, _context: SaveContext): Promise<Result<Saved, SaveError>> {
  return err({ fileState: 'untouched', cause: { kind: 'bad-plan', why: 'unordered' } });
}
