/**
 * What writes to an open disk once the user agrees in dialogs of the system: a save, its undoing, the end of an interrupted save, a
 * repair. The page does nothing else with the disk until such a write is over or declined.
 */
import type { BrowserWindow } from 'electron';
import type { RecoverAction, RecoverFailure, SaveFailure } from '../../../shared/edits';
import { err, type Result } from '../../../shared/result';
import { planReview } from '../../session/edit/planReview';
import type { ImageSession } from '../../session/image/imageSession';
import type { Parts } from '../parts';
import { agreedOverChildren } from './agreedOverChildren';
import { aloneWith } from './aloneWith';

export type Writer = Pick<Parts, 'saving' | 'jobs' | 'scans' | 'desktop' | 'childrenOf' | 'sessions'>;

type Untouched = 'stale-revision' | 'stale-plan' | 'nothing-to-save' | 'declined';
const untouched = <K extends Untouched>(
  kind: K,
): Result<never, { readonly fileState: 'untouched'; readonly cause: { readonly kind: K } }> =>
  err({ fileState: 'untouched', cause: { kind } });
const DECLINED = { kind: 'declined' } as const;

const begun = new WeakMap<ImageSession, Promise<unknown>>();

function begin<T>(session: ImageSession, write: Promise<T>): Promise<T> {
  begun.set(session, write);
  return write;
}

/** Resolves when no such write of this disk is under way or waits for its answer. */
export async function agreedWritesAreOver(session: ImageSession): Promise<void> {
  for (let write = begun.get(session); write !== undefined; write = begun.get(session)) {
    // Whoever began it is told why it failed.
    await write.catch(() => undefined);
    if (begun.get(session) === write) begun.delete(session);
  }
}

/** `revision`: the one that the user has seen. */
export const saveIfAgreed = (
  session: ImageSession,
  revision: number,
  from: BrowserWindow,
  parts: Writer,
): Promise<Result<void, SaveFailure>> => begin(session, save(session, revision, from, parts));

export const undoSavedIfAgreed = (session: ImageSession, from: BrowserWindow, parts: Writer): Promise<Result<void, RecoverFailure>> =>
  begin(session, undoSaved(session, from, parts));

export const recoverIfAgreed = (
  session: ImageSession,
  action: RecoverAction,
  from: BrowserWindow,
  parts: Writer,
): Promise<Result<void, RecoverFailure>> => begin(session, recover(session, action, from, parts));

/** `plan`: the number of a repair that was planned for this disk. */
export const repairIfAgreed = (
  session: ImageSession,
  plan: number,
  from: BrowserWindow,
  parts: Writer,
): Promise<Result<void, SaveFailure>> => begin(session, repair(session, plan, from, parts));

async function save(session: ImageSession, revision: number, from: BrowserWindow, parts: Writer): Promise<Result<void, SaveFailure>> {
  await session.written();
  if (session.edits().revision !== revision) return untouched('stale-revision');
  const review = session.review();
  if (review === null) return untouched('nothing-to-save');
  if (!(await agreedOverChildren(session, from, parts))) return untouched('declined');
  if (review.lost !== null && !(await parts.desktop.agreeOverLost(from, session.path, review.lost))) return untouched('declined');
  if (!(await parts.desktop.agreeToSave(from, session.path, review))) return untouched('declined');
  if (!(await aloneWith(session, from, parts))) return untouched('declined');
  // While jobs were waited for, the user may have closed the disk and given up its changes.
  if (from.isDestroyed() || parts.sessions.current(from.webContents.id) !== session) return untouched('declined');
  // The user agreed to what the dialog showed: where more was staged since then, nothing is saved.
  return parts.saving.save(session, revision);
}

async function undoSaved(session: ImageSession, from: BrowserWindow, parts: Writer): Promise<Result<void, RecoverFailure>> {
  await session.written();
  if (!(await parts.desktop.agreeToRestore(from, session.path, 'undo'))) return err(DECLINED);
  // A child that was made since the save is based on the disk as it is now.
  if (!(await agreedOverChildren(session, from, parts))) return err(DECLINED);
  if (!(await aloneWith(session, from, parts))) return err(DECLINED);
  return parts.saving.undoLast(session);
}

async function recover(
  session: ImageSession,
  action: RecoverAction,
  from: BrowserWindow,
  parts: Writer,
): Promise<Result<void, RecoverFailure>> {
  await session.written();
  if (!(await parts.desktop.agreeToRestore(from, session.path, action))) return err(DECLINED);
  if (!(await aloneWith(session, from, parts))) return err(DECLINED);
  return parts.saving.recover(session, action);
}

async function repair(session: ImageSession, plan: number, from: BrowserWindow, parts: Writer): Promise<Result<void, SaveFailure>> {
  await session.written();
  const planned = session.planned(plan)?.result.plan ?? null;
  if (planned === null) return untouched('stale-plan');
  if (!(await agreedOverChildren(session, from, parts))) return untouched('declined');
  if (!(await parts.desktop.agreeToSave(from, session.path, planReview(planned)))) return untouched('declined');
  if (!(await aloneWith(session, from, parts))) return untouched('declined');
  return parts.saving.repair(session, plan);
}
