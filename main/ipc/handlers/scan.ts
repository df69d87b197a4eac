/** Calls that scan a disk's blocks and search its bytes, and the window's questions about single blocks. */
import type { BrowserWindow } from 'electron';
import type { FoundPart } from '../../../shared/find/found';
import { err, ok } from '../../../shared/result';
import type { ImageId, ScanPart } from '../../../shared/views';
import type { ImageSession } from '../../session/image/imageSession';
import type { Parts } from '../parts';
import { send } from '../broadcast';
import { serve } from '../serve';

const CLOSED = { kind: 'image-closed' } as const;

export function serveScan({ sessions, scans, tickets }: Parts): void {
  const sessionOf = (from: BrowserWindow, image: ImageId): ImageSession | null => sessions.get(from.webContents.id, image);

  serve('scan/run', async ({ image, scan, what, range }, { webContents }) => {
    const session = sessions.get(webContents.id, image);
    if (session === null) return err(CLOSED);
    let parts = 0;
    const tell = (part: ScanPart): void => {
      parts += 1;
      send(webContents, 'scan/part', { scan, what, part });
    };
    return ok({ end: await scans.run(webContents.id, session, { what, range }, tell), parts });
  });
  serve('scan/cancel', async ({ what }, from) => {
    await scans.cancel(from.webContents.id, what);
    return ok(null);
  });
  serve('scan/pause', async ({ what, paused }, from) => {
    scans.pause(from.webContents.id, what, paused);
    return ok(null);
  });
  serve('find/run', async ({ image, find, request }, { webContents }) => {
    const session = sessions.get(webContents.id, image);
    if (session === null) return err(CLOSED);
    let parts = 0;
    const tell = (part: FoundPart): void => {
      parts += 1;
      send(webContents, 'find/part', { find, part });
    };
    return ok({ ...(await scans.find(webContents.id, session, request, tell)), parts });
  });
  serve('find/compare', async ({ image, find, with: other }, { webContents }) => {
    const session = sessions.get(webContents.id, image);
    if (session === null) return err(CLOSED);
    const path = other.kind === 'file' ? tickets.redeem(webContents.id, other.ticket) : session.layerPath(other.layer);
    if (path === null) return err({ kind: 'stale-ticket' });
    const parents = other.kind === 'file' ? [] : session.chosenParents();
    let parts = 0;
    const tell = (part: FoundPart): void => {
      parts += 1;
      send(webContents, 'find/part', { find, part });
    };
    return ok({ ...(await scans.compare(webContents.id, session, { path, parents }, tell)), parts });
  });
  serve('find/readOther', async ({ image, page }, from) =>
    sessionOf(from, image) === null ? err(CLOSED) : scans.readOther(from.webContents.id, page),
  );
  serve('find/cancel', async ({ forget }, from) => {
    await scans.cancel(from.webContents.id, 'find');
    if (forget) await scans.forgetOther(from.webContents.id);
    return ok(null);
  });
  serve('image/readBits', async ({ image, blocks }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : ok(await session.readBits(blocks));
  });
  serve('image/readSectors', async ({ image, block, piece }, from) => {
    const session = sessionOf(from, image);
    return session === null ? err(CLOSED) : session.readSectors(block, piece);
  });
}
