/** Calls that change, or lead to changing, the image a window shows. */
import type { BrowserWindow } from 'electron';
import type { Edited } from '../../../shared/ipc/contract';
import { err, ok, type Result } from '../../../shared/result';
import type { ImageId } from '../../../shared/views';
import type { ImageSession } from '../../session/image/imageSession';
import { writePatch } from '../../session/edit/patchFile';
import { shownBytes, shownRows } from '../../session/image/shownPlan';
import type { Parts } from '../parts';
import { sendTo } from '../broadcast';
import { serve } from '../serve';
import { recoverIfAgreed, saveIfAgreed, undoSavedIfAgreed } from './agreedWrites';

const CLOSED = { kind: 'image-closed' } as const;

const edited = (session: ImageSession): Edited => ({ view: session.view(), edits: session.edits() });
const after = <E>(session: ImageSession, done: Result<void, E>): Result<Edited, E> => (done.ok ? ok(edited(session)) : done);

export function serveEdit(parts: Parts): void {
  const { sessions, saving, tickets, places, desktop, version, newId } = parts;
  const sessionOf = (from: BrowserWindow, image: ImageId): ImageSession | null => sessions.get(from.webContents.id, image);

  /** Takes kept changes out of the other windows that offer them: they were restored or discarded in this one. */
  const withdrawDraft = async (from: BrowserWindow): Promise<void> => {
    for (const [window, session] of sessions.others(from.webContents.id)) {
      const isGone = await session.lookForDraft();
      const { image, draft } = session.view();
      if (isGone) sendTo(window, 'image/draft', { image, draft });
    }
  };

  serve('edit/begin', async ({ image }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : after(session, await saving.begin(session));
  });
  serve('edit/end', async ({ image }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    session.setEditing(false);
    return ok(edited(session));
  });
  serve('edit/stage', async ({ image, revision, request }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : after(session, await session.stage(revision, request));
  });
  serve('edit/stageContent', async ({ image, revision, content, at }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const path = tickets.redeem(from.webContents.id, content);
    return path === null ? err({ kind: 'stale-ticket' }) : after(session, await session.stageContent(revision, path, at));
  });
  serve('edit/stagePatch', async ({ image, revision, patch, ipsOf }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const path = tickets.redeem(from.webContents.id, patch);
    if (path === null) return err({ kind: 'stale-ticket' });
    const done = await saving.inEditMode(session, () => session.stagePatch(revision, path, ipsOf));
    return done.ok ? ok({ ...edited(session), ...done.value }) : done;
  });
  serve('edit/savePatch', async ({ image }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const patch = await session.patch();
    if (!patch.ok) return patch;
    const chosen = await desktop.choosePlace(from, `${session.view().name}.patch.json`, session.path, 'patch');
    if (chosen === null) return ok(null);
    const { path } = chosen;
    const place = { ...tickets.issue(from.webContents.id, path), path, parentPath: null };
    await places.inspect(from.webContents.id, place);
    // The system's dialog has asked before it answers with the name of a file that exists.
    const publish = await places.publish(from.webContents.id, place, true);
    if (!publish.ok) return publish.error.kind === 'exists' ? err({ kind: 'not-written', cause: publish.error }) : err(publish.error);
    const written = await writePatch(patch.value, { path, publish: publish.value, program: `Platter ${version}`, newId });
    return written.ok ? ok({ name: place.name, changes: patch.value.changes.length }) : written;
  });
  serve('edit/step', async ({ image, space, at, by }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : ok(session.nextChange(space, at, by));
  });
  serve('edit/undo', async ({ image, revision }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : after(session, await session.undo(revision));
  });
  serve('edit/redo', async ({ image, revision }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : after(session, await session.redo(revision));
  });
  serve('edit/discard', async ({ image }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    await session.discard();
    return ok(edited(session));
  });
  serve('edit/restoreDraft', async ({ image }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const restored = await saving.inEditMode(session, () => session.restoreDraft());
    void withdrawDraft(from);
    return after(session, restored);
  });
  serve('edit/forgetDraft', async ({ image }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    await session.forgetDraft();
    void withdrawDraft(from);
    return ok(edited(session));
  });
  serve('edit/children', async ({ image }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : ok(await parts.childrenOf(session));
  });
  serve('edit/list', async ({ image, before }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : ok(session.earlierChanges(before));
  });
  serve('edit/blocks', async ({ image, range }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : ok(session.changedBlocks(range));
  });
  serve('edit/review', async ({ image }, from) => {
    const session = sessionOf(from, image);
    const review = session?.review() ?? null;
    if (session === null || review === null) return session === null ? err(CLOSED) : ok(null);
    return ok({ ...review, children: await parts.childrenOf(session) });
  });
  serve('plan/rows', async ({ image, of, from: first }, from) => shownRows(sessionOf(from, image), of, first));
  serve('plan/bytes', async ({ image, of, at, from: first }, from) => shownBytes(sessionOf(from, image), { of, at, from: first }));
  serve('edit/rebase', async ({ image }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    await parts.scans.cancel(from.webContents.id);
    return after(session, await session.rebase());
  });
  serve('edit/save', async ({ image, revision }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err({ fileState: 'untouched', cause: CLOSED });
    return after(session, await saveIfAgreed(session, revision, from, parts));
  });
  serve('edit/undoSaved', async ({ image }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : after(session, await undoSavedIfAgreed(session, from, parts));
  });
  serve('edit/recover', async ({ image, action }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : after(session, await recoverIfAgreed(session, action, from, parts));
  });
}
