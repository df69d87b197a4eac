/** What becomes of unsaved changes when their disk is about to leave its window: they are saved, or discarded, or the disk stays. */
import type { BrowserWindow } from 'electron';
import type { SaveFailure } from '../../../shared/edits';
import { err, type Result } from '../../../shared/result';
import type { ImageSession } from '../../session/image/imageSession';
import type { Departure } from '../../session/image/sessions';
import { send } from '../broadcast';
import { agreedOverChildren } from './agreedOverChildren';
import { aloneWith } from './aloneWith';
import type { Leaving, Parts } from '../parts';

type Saver = Pick<Parts, 'saving' | 'jobs' | 'scans' | 'desktop' | 'childrenOf' | 'sessions'>;

const untouched = (kind: 'stale-revision' | 'nothing-to-save' | 'declined'): Result<never, SaveFailure> =>
  err({ fileState: 'untouched', cause: { kind } });

/** Saves what is staged, if the user agrees in a dialog of the system. `revision`: the one that the user has seen. */
export async function saveIfAgreed(
  session: ImageSession,
  revision: number,
  from: BrowserWindow,
  parts: Saver,
): Promise<Result<void, SaveFailure>> {
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

export function createLeaving(parts: Saver): Leaving {
  const currentIn = (from: BrowserWindow): ImageSession | null => (from.isDestroyed() ? null : parts.sessions.current(from.webContents.id));

  /** False: the disk stays. True: it was saved, or is not any more what the user wanted to save. */
  const save = async (session: ImageSession, from: BrowserWindow): Promise<boolean> => {
    const saved = await saveIfAgreed(session, session.edits().revision, from, parts);
    if (saved.ok) return true;
    const { kind } = saved.error.cause;
    if (kind === 'declined' || from.isDestroyed()) return false;
    if (kind === 'stale-revision' && saved.error.fileState === 'untouched') return true;
    // The review is where saving says why it fails, and what can be done about it.
    send(from.webContents, 'image/changed', { view: session.view(), edits: session.edits(), isCheckOver: false, isLate: false });
    send(from.webContents, 'app/command', { command: 'file.save' });
    return false;
  };

  const departure = (from: BrowserWindow): Departure => {
    const session = currentIn(from);
    /** The revision of the staged changes that the user agreed to lose. */
    let agreedTo: number | null = null;
    const isAgreed = (): boolean => session !== null && session.edits().revision === agreedTo;
    return {
      mustAsk: () => session !== null && currentIn(from) === session && (session.isWriting() || (session.isStaged() && !isAgreed())),
      ask: async () => {
        // A save that runs was agreed to. What was typed since waits for its end, and is asked about then.
        await session?.written();
        if (session === null || !session.isStaged()) return true;
        const { revision, changes } = session.edits();
        const choice = await parts.desktop.askAboutChanges(from, session.path, changes);
        if (choice === 'keep') return false;
        if (choice === 'save') return save(session, from);
        agreedTo = revision;
        return true;
      },
      leave: async () => {
        if (isAgreed()) await session?.discardDraft();
      },
    };
  };

  return {
    departure,
    mayLeave: async (from) => {
      for (;;) {
        const session = currentIn(from);
        const { mustAsk, ask, leave } = departure(from);
        while (mustAsk()) if (!(await ask())) return false;
        // Another disk may have been opened while the answers were waited for.
        if (currentIn(from) !== session && currentIn(from) !== null) continue;
        await leave();
        return true;
      }
    },
  };
}
