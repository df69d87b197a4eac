/**
 * Saves what is staged, undoes a save, and settles an interrupted one. Of the window's code, only these functions write to
 * an image, through main/io; before each call the user agrees in a system dialog.
 */
import type { BeginError, RecoverAction, RecoverFailure, SaveFailure } from '../../../shared/edits';
import { err, ok, type Result } from '../../../shared/result';
import { applyPlan } from '../../io/applyPlan';
import { realPath } from '../../io/paths';
import type { Identity } from '../../io/fileSystem';
import { finish, findJournal, isUndoable, rollBack, rollForward, setAside, undoSaved } from '../../io/recover';
import { nextUndoPath, trimUndoFiles, undoFiles } from '../../io/undoFiles';
import { setAsidePath, type SaveContext } from '../../io/saveContext';
import type { Plan } from '../../vhd/ops/plan';
import type { ImageSession, Reopen } from '../image/imageSession';
import type { Jobs } from '../jobs/jobs';
import { jobsInTheWay } from '../jobs/jobsInTheWay';

/**
 * Whether the file can be edited now: it is writable, nobody else writes to it, and no journal stands beside it. A journal
 * in any state would make the next save fail, and the file may be half of the last save.
 */
async function beginEditing(session: ImageSession, context: SaveContext): Promise<Result<void, BeginError>> {
  const { disk, interrupted } = session.view();
  if (disk === null) return err({ kind: 'bytes-only' });
  if (interrupted !== null) return err({ kind: 'interrupted-save' });
  // Our own save has a journal too, until it is over.
  await session.written();
  const path = await realPath(session.path);
  // A journal that appeared after the disk was opened: the window shows no bar for it until the disk is read again.
  const journal = await findJournal(path, context);
  if (!journal.ok || journal.value !== null) return err({ kind: 'journal-exists' });
  const identity = await context.files.stat(path);
  if (!identity.ok) return identity;
  const others = (await context.otherWriters?.(identity.value)) ?? [];
  if (others.length > 0) return err({ kind: 'locked', by: others });
  // Opening for writing changes nothing, and finds out at once what a save would find out late.
  const file = await context.files.open(path, 'write');
  if (file.ok) await file.value.close();
  // If a long job of ours has the file open, the save will wait for it, or report it.
  else if (!context.files.opensExclusively || file.error.kind !== 'in-use') return file;
  await offerUndo(session, context);
  session.setEditing(true);
  return ok(undefined);
}

/**
 * Does work that stages something. If edit mode is off it is switched on for the work, and off again if nothing comes of it:
 * a change that is refused leaves nothing behind.
 */
async function stageInEditMode<T, E>(
  session: ImageSession,
  work: () => Promise<Result<T, E>>,
  context: SaveContext,
): Promise<Result<T, E | BeginError>> {
  if (session.edits().editing) return work();
  const begun = await beginEditing(session, context);
  if (!begun.ok) return begun;
  let isStaged = false;
  try {
    const done = await work();
    isStaged = done.ok;
    return done;
  } finally {
    if (!isStaged) session.setEditing(false);
  }
}

/** Larger undo files are checked only when the user asks for undo: beginning to edit must not wait for them. */
const MAX_LOOKED_AT = 32 * 1024 * 1024;

/** Offers to undo the latest save, of this session or an earlier one, if the file is still as that save left it. */
async function offerUndo(session: ImageSession, context: SaveContext): Promise<void> {
  if (session.lastUndo() !== null) return;
  const path = await realPath(session.path);
  const kept = await undoFiles(path, context.files);
  const latest = kept.ok ? kept.value[0] : undefined;
  if (latest === undefined || latest.bytes > MAX_LOOKED_AT) return;
  if (await isUndoable(path, latest.path, context)) session.offerUndo(latest.path);
}

const untouched = (kind: 'stale-revision' | 'nothing-to-save' | 'stale-plan'): Result<never, SaveFailure> =>
  err({ fileState: 'untouched', cause: { kind } });

/** Saves what is staged as of `revision`, whole or not at all; afterwards the file is read anew. */
const saveStaged = (session: ImageSession, revision: number, context: SaveContext): Promise<Result<void, SaveFailure>> =>
  session.write(async (reopen) => {
    if (session.edits().revision !== revision) return untouched('stale-revision');
    const staged = session.saveable();
    if (staged === null) return untouched('nothing-to-save');
    return carryOut(session, staged, (undo, isKept) => reopen(undo, isKept ? { isKept } : { saved: revision }), context);
  });

/**
 * Saves a repair that cannot be staged because it changes the file's length: at once, and only if nothing else waits to be
 * saved.
 */
const saveRepair = (session: ImageSession, number: number, context: SaveContext): Promise<Result<void, SaveFailure>> =>
  session.write(async (reopen) => {
    const repair = session.planned(number);
    if (repair?.result.plan == null || !repair.view.canApply) return untouched('stale-plan');
    const { parent } = repair;
    const carried = { plan: repair.result.plan, expected: session.origin().expected };
    return carryOut(session, carried, (undo) => reopen(undo, { parent }), context);
  });

async function carryOut(
  session: ImageSession,
  staged: { readonly plan: Plan; readonly expected: Identity },
  reopen: (undo: string | null, isKept: boolean) => ReturnType<Reopen>,
  context: SaveContext,
): Promise<Result<void, SaveFailure>> {
  const path = await realPath(session.path);
  const keepUndoAs = await nextUndoPath(path, context.files);
  if (!keepUndoAs.ok) return err({ fileState: 'untouched', cause: keepUndoAs.error });
  const saved = await applyPlan({ path, ...staged, keepUndoAs: keepUndoAs.value }, context);
  if (!saved.ok) {
    // Rolled back or half-written, the file is not the one that was opened: only reading it again tells its state.
    if (saved.error.fileState !== 'untouched') await reopen(session.lastUndo(), saved.error.fileState === 'old-restored');
    return saved;
  }
  await trimUndoFiles(path, context.files);
  const reopened = await reopen(saved.value.undo, false);
  return reopened.ok ? ok(undefined) : err({ fileState: 'committed', cause: { kind: 'not-read-again' } });
}

/**
 * Restores the file as it was before the last save; refused if the file is not as that save left it. Then the save before it
 * can be undone.
 */
async function undoLastSave(session: ImageSession, reopen: Reopen, context: SaveContext): Promise<Result<void, RecoverFailure>> {
  const undo = session.lastUndo();
  if (undo === null) return err({ kind: 'no-journal' });
  const path = await realPath(session.path);
  const done = await undoSaved(path, undo, context);
  if (!done.ok) return done;
  const reopened = await reopen(null);
  await offerUndo(session, context);
  return reopened.ok ? ok(undefined) : err({ kind: 'not-read-again' });
}

/** Carries out what the user decided about an interrupted save. */
async function recoverSave(
  session: ImageSession,
  action: RecoverAction,
  reopen: Reopen,
  context: SaveContext,
): Promise<Result<void, RecoverFailure>> {
  const path = await realPath(session.path);
  const found = await findJournal(path, context);
  if (!found.ok) return found;
  if (found.value === null) return err({ kind: 'no-journal' });
  const { inspection } = found.value;
  // The dialog named the file and the time. A process that still saves keeps us out by its lock of the image.
  const options = { acceptMoved: inspection.kind === 'moved', acceptLive: inspection.kind === 'live' };
  const complete = 'verdict' in inspection && (inspection.verdict.kind === 'committed' || inspection.verdict.kind === 'taken-back');
  const settle = (): ReturnType<typeof finish> => {
    if (action === 'set-aside') return setAside(path, setAsidePath(path, context.now()), context, options);
    if (complete) return finish(path, context, options);
    return action === 'finish' ? rollForward(path, context, options) : rollBack(path, context, options);
  };
  const done = await settle();
  if (!done.ok) return done;
  const reopened = await reopen(null);
  return reopened.ok ? ok(undefined) : err({ kind: 'not-read-again' });
}

/** All these functions, with their context bound. */
export const createSaving = (context: SaveContext) => ({
  /** Whether a file can be written to only while nobody else has it open. */
  needsFileAlone: context.files.opensExclusively,
  /** Jobs of ours that must end before the file can be written to. */
  inTheWay: (session: ImageSession, jobs: Jobs) => jobsInTheWay(session.path, jobs, context.files),
  begin: (session: ImageSession) => beginEditing(session, context),
  inEditMode: <T, E>(session: ImageSession, work: () => Promise<Result<T, E>>) => stageInEditMode(session, work, context),
  save: (session: ImageSession, revision: number) => saveStaged(session, revision, context),
  repair: (session: ImageSession, plan: number) => saveRepair(session, plan, context),
  undoLast: (session: ImageSession) => session.write((reopen) => undoLastSave(session, reopen, context)),
  recover: (session: ImageSession, action: RecoverAction) => session.write((reopen) => recoverSave(session, action, reopen, context)),
});
export type Saving = ReturnType<typeof createSaving>;
