/** Calls about damage: checking everything, planning repairs, and carrying them out in one of three ways. */
import type { BrowserWindow, WebContents } from 'electron';
import type { Finding } from '../../../shared/findings';
import type { Edited } from '../../../shared/ipc/contract';
import type { RepairProgress } from '../../../shared/repairViews';
import { err, ok } from '../../../shared/result';
import type { ImageId } from '../../../shared/views';
import type { ImageSession } from '../../session/image/imageSession';
import { send } from '../broadcast';
import type { Parts } from '../parts';
import { serve } from '../serve';
import { repairIfAgreed } from './agreedWrites';

const CLOSED = { kind: 'image-closed' } as const;
const STALE = { kind: 'stale-ticket' } as const;

const edited = (session: ImageSession): Edited => ({ view: session.view(), edits: session.edits() });
const tellTo =
  (contents: WebContents) =>
  (progress: RepairProgress): void =>
    send(contents, 'repair/progress', progress);

export function serveRepair(parts: Parts): void {
  const { sessions, saving, tickets, repairs } = parts;
  const sessionOf = (from: BrowserWindow, image: ImageId): ImageSession | null => sessions.get(from.webContents.id, image);

  serve('repair/check', async ({ image }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const found = (finding: Finding): void => send(from.webContents, 'repair/found', { image, finding });
    const done = await repairs.check(from.webContents.id, session, tellTo(from.webContents), found);
    return done.ok ? ok(edited(session)) : done;
  });
  serve('repair/offers', async ({ image }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : ok(await session.offers());
  });
  serve('repair/plan', async ({ image, revision, request }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const named = request.kind === 'mend' ? request.parent : undefined;
    const parent = named === undefined ? null : tickets.redeem(from.webContents.id, named);
    if (named !== undefined && parent === null) return err(STALE);
    return repairs.plan(from.webContents.id, session, { revision, request, parent });
  });
  serve('repair/stage', async ({ image, plan }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const done = await saving.inEditMode(session, () => session.stageRepair(plan));
    return done.ok ? ok(edited(session)) : done;
  });
  serve('repair/apply', async ({ image, plan }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err({ fileState: 'untouched', cause: CLOSED });
    const done = await repairIfAgreed(session, plan, from, parts);
    return done.ok ? ok(edited(session)) : done;
  });
  serve('repair/copy', async ({ image, plan, place }, { webContents }) => {
    const session = sessions.get(webContents.id, image);
    const target = tickets.redeem(webContents.id, place);
    if (session === null || target === null) return err(session === null ? CLOSED : STALE);
    const made = await repairs.copy(webContents.id, { session, plan, target }, tellTo(webContents));
    return made.ok ? ok(tickets.issue(webContents.id, target)) : made;
  });
  serve('repair/planRescue', async ({ ticket, request }, { webContents }) => {
    const path = tickets.redeem(webContents.id, ticket);
    return path === null ? err(STALE) : repairs.planRescue(webContents.id, { path, request }, tellTo(webContents));
  });
  serve('repair/copyRescue', async ({ plan, place }, { webContents }) => {
    const target = tickets.redeem(webContents.id, place);
    if (target === null) return err(STALE);
    const made = await repairs.copyRescue(webContents.id, { plan, target }, tellTo(webContents));
    return made.ok ? ok(tickets.issue(webContents.id, target)) : made;
  });
  serve('repair/cancel', async ({ what }, from) => {
    repairs.cancel(from.webContents.id, what);
    return ok(null);
  });
}
