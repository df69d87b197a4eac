/** What becomes of unsaved changes when their disk is about to leave its window: they are saved, or discarded, or the disk stays. */
import type { BrowserWindow } from 'electron';
import type { SaveFailure } from '../../../shared/edits';
import { err, type Result } from '../../../shared/result';
import type { ImageSession } from '../../session/image/imageSession';
import { send } from '../broadcast';
import { agreedOverChildren } from './agreedOverChildren';
import { aloneWith } from './aloneWith';
import type { Leaving, Parts } from '../parts';

type Saver = Pick<Parts, 'saving' | 'jobs' | 'scans' | 'desktop' | 'childrenOf'>;

const untouched = (kind: 'stale-revision' | 'nothing-to-save' | 'declined'): Result<never, SaveFailure> =>
  err({ fileState: 'untouched', cause: { kind } });

/** Saves what is staged, if the user agrees in a dialog of the system. `revision`: the one that the user has seen. */
export async function saveIfAgreed(
  session: ImageSession,
  revision: number,
  from: BrowserWindow,
  parts: Saver,
): Promise<Result<void, SaveFailure>> {
  if (session.edits().revision !== revision) return untouched('stale-revision');
  const review = session.review();
  if (review === null) return untouched('nothing-to-save');
  if (!(await agreedOverChildren(session, from, parts))) return untouched('declined');
  if (!(await parts.desktop.agreeToSave(from, session.path, review))) return untouched('declined');
  if (!(await aloneWith(session, from, parts))) return untouched('declined');
  // The user agreed to what the dialog showed: what was staged since then is not saved with it.
  if (session.edits().revision !== revision) return untouched('stale-revision');
  return parts.saving.save(session);
}

export function createLeaving(parts: Saver & Pick<Parts, 'sessions'>): Leaving {
  /** The revision of the staged changes that the user agreed to lose. */
  const agreedTo = new WeakMap<ImageSession, number>();

  const save = async (session: ImageSession, from: BrowserWindow): Promise<boolean> => {
    const saved = await saveIfAgreed(session, session.edits().revision, from, parts);
    if (saved.ok) return true;
    if (saved.error.fileState === 'untouched' && saved.error.cause.kind === 'declined') return false;
    // The review is where saving says why it fails, and what can be done about it.
    send(from.webContents, 'image/changed', { view: session.view(), edits: session.edits(), isCheckOver: false });
    send(from.webContents, 'app/command', { command: 'file.save' });
    return false;
  };

  return {
    mayLeave: async (from) => {
      const session = parts.sessions.current(from.webContents.id);
      if (session === null || !session.isStaged()) return true;
      const { revision, changes } = session.edits();
      // The user is not asked again, unless something was staged since.
      if (agreedTo.get(session) === revision) return true;
      const choice = await parts.desktop.askAboutChanges(from, session.path, changes);
      if (choice === 'keep') return false;
      if (choice === 'save') return save(session, from);
      agreedTo.set(session, revision);
      await session.discardDraft();
      return true;
    },
  };
}
