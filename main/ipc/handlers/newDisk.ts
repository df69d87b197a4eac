/** Calls about a disk that is to be created. */
import { err, ok } from '../../../shared/result';
import type { OpenTicket } from '../../../shared/views';
import { send } from '../broadcast';
import type { Parts } from '../parts';
import { serve } from '../serve';

const STALE = { kind: 'stale-ticket' } as const;

export function serveNewDisk({ newDisks, places, tickets, desktop }: Parts): void {
  /** The ticket's path. A null ticket gives null; false: the ticket is unknown. */
  const pathOf = (window: number, ticket: OpenTicket | null): string | null | false =>
    ticket === null ? null : (tickets.redeem(window, ticket) ?? false);

  serve('disk/chooseParent', async (_request, from) => {
    const path = await desktop.chooseFile(from, 'Choose the parent disk');
    return ok(path === null ? null : tickets.issue(from.webContents.id, path));
  });
  serve('disk/inspectParent', async ({ ticket }, from) => {
    const path = tickets.redeem(from.webContents.id, ticket);
    return path === null ? err(STALE) : newDisks.inspectParent(path);
  });
  serve('disk/choosePlace', async ({ suggestion, near, type }, from) => {
    const beside = pathOf(from.webContents.id, near);
    const chosen = await desktop.choosePlace(from, suggestion, beside === false ? null : beside, type);
    return ok(chosen === null ? null : { ...tickets.issue(from.webContents.id, chosen.path), ...chosen.shown });
  });
  serve('disk/inspectPlace', async ({ place, parent }, from) => {
    const path = tickets.redeem(from.webContents.id, place);
    const parentPath = pathOf(from.webContents.id, parent);
    if (path === null || parentPath === false) return err(STALE);
    return ok(await places.inspect(from.webContents.id, { ticket: place, path, parentPath }));
  });
  serve('disk/create', async (spec, from) => {
    const { webContents } = from;
    const target = tickets.redeem(webContents.id, spec.place);
    const parentPath = pathOf(webContents.id, spec.parent);
    if (target === null || parentPath === false) return err(STALE);
    const job = { spec, target, parentPath };
    const made = await newDisks.create(webContents.id, job, (progress) => send(webContents, 'disk/progress', progress));
    return made.ok ? ok(tickets.issue(webContents.id, target)) : made;
  });
  serve('disk/cancelCreate', async (_request, from) => {
    newDisks.cancel(from.webContents.id);
    return ok(null);
  });
}
