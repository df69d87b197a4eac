/** Calls about the image a window shows. */
import type { BrowserWindow } from 'electron';
import { err, ok } from '../../../shared/result';
import { packRuns } from '../../../shared/sectorRuns';
import type { ImageId } from '../../../shared/views';
import type { ImageSession } from '../../session/image/imageSession';
import { healthOf, summaryOf } from '../../session/image/summary';
import type { Parts } from '../parts';
import { serve } from '../serve';

const STALE = { kind: 'stale-ticket' } as const;
const CLOSED = { kind: 'image-closed' } as const;

export function serveImage({ sessions, scans, tickets, recents, windows, repairs, leaving, desktop, tellRecents }: Parts): void {
  const sessionOf = (from: BrowserWindow, image: ImageId): ImageSession | null => sessions.get(from.webContents.id, image);

  const remember = async (session: ImageSession): Promise<void> => {
    const view = session.view();
    desktop.addRecent(session.path);
    await recents.add({ path: session.path, summary: summaryOf(view), health: healthOf(view), kind: view.disk?.kind ?? 'bytes' });
    tellRecents();
  };

  /** The list becomes visible, and files may have disappeared since the last check. */
  const lookAtRecents = (): void => void recents.refresh().then(tellRecents);

  serve('image/open', async ({ ticket, as, footerAt }, from) => {
    windows.began(from);
    const path = tickets.redeem(from.webContents.id, ticket);
    if (path === null) return err({ kind: 'stale-ticket' });
    const { id } = from.webContents;
    // A disk that is shown keeps its title until the new one is there.
    if (sessions.current(id) === null) windows.title(from, path);
    const before = sessions.current(id);
    const departure = leaving.departure(from, before?.path === path && before.as === as ? 'again' : 'other');
    const leave = async (): Promise<void> => {
      repairs.cancel(id, 'all');
      await scans.cancel(id);
      await departure.leave();
    };
    const session = await windows.whileLeaving(from, () => sessions.open(id, path, as, { departure: { ...departure, leave }, footerAt }));
    if (!session.ok) lookAtRecents();
    if (!session.ok) return session;
    if (sessions.current(id) === session.value) windows.title(from, path);
    await remember(session.value);
    return ok(session.value.view());
  });
  serve('image/close', async ({ image }, from) => {
    if (image === null) {
      sessions.interrupt(from.webContents.id);
      if (sessions.current(from.webContents.id) === null) windows.title(from, null);
      return ok(null);
    }
    if (sessionOf(from, image) === null) return ok(null);
    const isClosed = await windows.whileLeaving(from, async () => {
      if (!(await leaving.mayClose(from))) return false;
      windows.title(from, null);
      repairs.cancel(from.webContents.id, 'all');
      await scans.cancel(from.webContents.id);
      await sessions.close(from.webContents.id);
      return true;
    });
    if (!isClosed) return err({ kind: 'unsaved-changes' });
    lookAtRecents();
    return ok(null);
  });
  serve('image/stopOpening', async (_request, from) => ok(sessions.interrupt(from.webContents.id) !== null));
  serve('image/standing', async ({ image }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : ok(await session.standingOfChain());
  });
  serve('image/readBlocks', async ({ image }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : ok(session.readBlocks());
  });
  serve('image/readBlockMap', async ({ image, block, bitmaps }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const runs = await session.readBlockMap(block, bitmaps);
    return runs.ok ? ok(packRuns(runs.value)) : runs;
  });
  serve('image/readPage', async ({ image, space, page, bitmaps }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : session.readPage(space, page, bitmaps);
  });
  serve('image/chooseParent', async ({ image }, from) => {
    if (sessionOf(from, image) === null) return err(CLOSED);
    const path = await desktop.chooseFile(from, 'Where is the parent disk?');
    return ok(path === null ? null : tickets.issue(from.webContents.id, path));
  });
  serve('image/tryParent', async ({ image, parent }, from) => {
    const session = sessionOf(from, image);
    const path = tickets.redeem(from.webContents.id, parent);
    if (session === null || path === null) return err(session === null ? CLOSED : STALE);
    const isToWrite = await session.canReconnect(path);
    return isToWrite.ok ? ok({ isToWrite: isToWrite.value }) : isToWrite;
  });
  serve('image/parentCandidates', async ({ image }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const { candidates, folders } = await session.parentCandidates(recents.paths());
    const shown = candidates.map(({ path, ...candidate }) => ({ ...tickets.issue(from.webContents.id, path), ...candidate }));
    return ok({ candidates: shown, folders });
  });
  serve('image/useParent', async ({ image, parent }, from) => {
    const session = sessionOf(from, image);
    const path = tickets.redeem(from.webContents.id, parent);
    if (session === null || path === null) return err(session === null ? CLOSED : STALE);
    return session.useParent(path);
  });
  serve('image/visitParent', async ({ image, index }, from) => {
    const session = sessionOf(from, image);
    if (session === null) return err(CLOSED);
    const path = session.parentPathElsewhere(index);
    if (path === null) return err({ kind: 'not-a-path-here' });
    return (await desktop.agreeToVisit(from, path)) ? session.useParent(path) : err({ kind: 'declined' });
  });
  serve('image/reconnectLayer', async ({ image, layer }, from) => {
    const path = sessionOf(from, image)?.layerPath(layer) ?? null;
    if (path === null) return err(CLOSED);
    windows.show(path, 'file.reconnectParent');
    return ok(null);
  });
}
