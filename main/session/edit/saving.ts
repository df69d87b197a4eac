/**
 * Saving what is staged, taking a save back, and deciding on one that was cut off. Only these write to an image, through
 * main/io's one writer; each is asked for by the user in a dialog of the system before it is called.
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
import type { ImageSession } from '../image/imageSession';
import type { Jobs } from '../jobs/jobs';
import { jobsInTheWay } from '../jobs/jobsInTheWay';

/**
 * Whether the file can be edited now: nobody else writes to it, it may be written to, and no journal of
 * a save stands beside it, whatever state that is in: the next save would be refused for it, and what is edited may be half of
 * the last one.
 */
async function beginEditing(session: ImageSession, context: SaveContext): Promise<Result<void, BeginError>> {
  const { disk, interrupted } = session.view();
  if (disk === null) return err({ kind: 'bytes-only' });
  if (interrupted !== null) return err({ kind: 'interrupted-save' });
  const path = await realPath(session.path);
  // A journal that came after the disk was opened: the window has no bar for it before the disk is read again.
  const journal = await findJournal(path, context);
  if (!journal.ok || journal.value !== null) return err({ kind: 'journal-exists' });
  const identity = await context.files.stat(path);
  if (!identity.ok) return identity;
  const others = (await context.otherWriters?.(identity.value)) ?? [];
  if (others.length > 0) return err({ kind: 'locked', by: others });
  // Opening for writing changes nothing, and tells at once what a save would find out late.
  const file = await context.files.open(path, 'write');
  if (file.ok) await file.value.close();
  // A long job of ours may have the file: the save waits for it, or says so.
  else if (!context.files.opensExclusively || file.error.kind !== 'in-use') return file;
  await offerUndo(session, context);
  session.setEditing(true);
  return ok(undefined);
}

/** Larger ones are looked at only when they are asked for: beginning to edit must not wait for them. */
const MAX_LOOKED_AT = 32 * 1024 * 1024;

/** The latest save that is still as it was, of this session or an earlier one. */
async function offerUndo(session: ImageSession, context: SaveContext): Promise<void> {
  if (session.lastUndo() !== null) return;
  const path = await realPath(session.path);
  const kept = await undoFiles(path, context.files);
  const latest = kept.ok ? kept.value[0] : undefined;
  if (latest === undefined || latest.bytes > MAX_LOOKED_AT) return;
  if (await isUndoable(path, latest.path, context)) session.offerUndo(latest.path);
}

/** What is staged, whole or not at all; afterwards the file is read anew. */
async function saveStaged(session: ImageSession, context: SaveContext): Promise<Result<void, SaveFailure>> {
  const staged = session.saveable();
  return staged === null ? err({ fileState: 'untouched', cause: { kind: 'nothing-to-save' } }) : carryOut(session, staged, context);
}

/** A repair that is not staged, because it changes the file's length: at once, and only where nothing else waits to be saved. */
async function saveRepair(session: ImageSession, number: number, context: SaveContext): Promise<Result<void, SaveFailure>> {
  const repair = session.planned(number);
  if (repair?.result.plan == null || !repair.view.canApply) return err({ fileState: 'untouched', cause: { kind: 'stale-plan' } });
  return carryOut(session, { plan: repair.result.plan, expected: session.origin().expected }, context);
}

type Carried = { readonly plan: Plan; readonly expected: Identity };

async function carryOut(session: ImageSession, staged: Carried, context: SaveContext): Promise<Result<void, SaveFailure>> {
  const path = await realPath(session.path);
  const keepUndoAs = await nextUndoPath(path, context.files);
  if (!keepUndoAs.ok) return err({ fileState: 'untouched', cause: keepUndoAs.error });
  const saved = await applyPlan({ path, ...staged, keepUndoAs: keepUndoAs.value }, context);
  if (!saved.ok) {
    // Rolled back or half-written, the file is another one than was opened: only reading it again tells.
    if (saved.error.fileState !== 'untouched') await session.reopen(session.lastUndo());
    return saved;
  }
  await trimUndoFiles(path, context.files);
  const reopened = await session.reopen(saved.value.undo);
  return reopened.ok ? ok(undefined) : err({ fileState: 'untouched', cause: { kind: 'image-closed' } });
}

/** The file as it was before the last save; refused when it is not as that save left it. The save before it can go next. */
async function undoLastSave(session: ImageSession, context: SaveContext): Promise<Result<void, RecoverFailure>> {
  const undo = session.lastUndo();
  if (undo === null) return err({ kind: 'no-journal' });
  const path = await realPath(session.path);
  const done = await undoSaved(path, undo, context);
  if (!done.ok) return done;
  const reopened = await session.reopen(null);
  await offerUndo(session, context);
  return reopened.ok ? ok(undefined) : err({ kind: 'image-closed' });
}

/** What the user decided about a save that was cut off. */
async function recoverSave(session: ImageSession, action: RecoverAction, context: SaveContext): Promise<Result<void, RecoverFailure>> {
  const path = await realPath(session.path);
  const found = await findJournal(path, context);
  if (!found.ok) return found;
  if (found.value === null) return err({ kind: 'no-journal' });
  const { inspection } = found.value;
  // The dialog said of which file and since when. Whoever still saves keeps us out by the lock of the image.
  const options = { acceptMoved: inspection.kind === 'moved', acceptLive: inspection.kind === 'live' };
  const complete = 'verdict' in inspection && (inspection.verdict.kind === 'committed' || inspection.verdict.kind === 'taken-back');
  const settle = (): ReturnType<typeof finish> => {
    if (action === 'set-aside') return setAside(path, setAsidePath(path, context.now()), context, options);
    if (complete) return finish(path, context, options);
    return action === 'finish' ? rollForward(path, context, options) : rollBack(path, context, options);
  };
  const done = await settle();
  if (!done.ok) return done;
  const reopened = await session.reopen(null);
  return reopened.ok ? ok(undefined) : err({ kind: 'image-closed' });
}

/** All of them, over what they need of the world. */
export const createSaving = (context: SaveContext) => ({
  /** Whether a file is written to only while nobody else has it open. */
  needsFileAlone: context.files.opensExclusively,
  /** Jobs of ours that must end before the file can be written to. */
  inTheWay: (session: ImageSession, jobs: Jobs) => jobsInTheWay(session.path, jobs, context.files),
  begin: (session: ImageSession) => beginEditing(session, context),
  save: (session: ImageSession) => saveStaged(session, context),
  repair: (session: ImageSession, plan: number) => saveRepair(session, plan, context),
  undoLast: (session: ImageSession) => undoLastSave(session, context),
  recover: (session: ImageSession, action: RecoverAction) => recoverSave(session, action, context),
});
export type Saving = ReturnType<typeof createSaving>;
