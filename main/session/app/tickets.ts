/**
 * Tickets stand for paths that the user named: in a dialog, by dropping a file, on the command line. The page gets only
 * tickets, each valid for the window it was made for.
 */
import type { FileTicket, OpenTicket } from '../../../shared/views';
import { baseName } from '../../io/paths';

/** Electron's number of a window. */
export type WindowId = number;

export type Tickets = {
  issue(window: WindowId, path: string): FileTicket;
  /** The path, or null when the ticket is unknown, belongs to another window, or expired. */
  redeem(window: WindowId, ticket: OpenTicket): string | null;
  forget(window: WindowId): void;
};

const KEPT_PER_WINDOW = 64;

export function createTickets(newId: () => string): Tickets {
  const issued = new Map<WindowId, Map<OpenTicket, string>>();
  return {
    issue: (window, path) => {
      const mine = issued.get(window) ?? new Map<OpenTicket, string>();
      issued.set(window, mine);
      const ticket = newId() as OpenTicket;
      mine.set(ticket, path);
      for (const oldest of mine.keys()) {
        if (mine.size <= KEPT_PER_WINDOW) break;
        mine.delete(oldest);
      }
      return { ticket, name: baseName(path) };
    },
    redeem: (window, ticket) => issued.get(window)?.get(ticket) ?? null,
    forget: (window) => {
      issued.delete(window);
    },
  };
}
