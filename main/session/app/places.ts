/** Places for new files: looks at a place, remembers what the window was told about it, and allows only that to be replaced. */
import type { Obstacle } from '../../../shared/errors';
import type { PlaceInfo } from '../../../shared/newDisk';
import { err, ok, type Result } from '../../../shared/result';
import type { OpenTicket } from '../../../shared/views';
import type { Identity } from '../../io/fileSystem';
import type { Publish } from '../../io/replaceFile';
import { inspectPlace, type PlaceWorld } from '../newdisk/newDiskPlace';
import type { WindowId } from './tickets';

export type PlaceError = { readonly kind: 'exists'; readonly code: string } | { readonly kind: 'obstacle'; readonly obstacle: Obstacle };

/** A place the user chose, with the path of its ticket. `parentPath`: the disk that the new one is based on. */
export type TicketedPlace = { readonly ticket: OpenTicket; readonly path: string; readonly parentPath: string | null };

export type Places = {
  inspect(window: WindowId, place: TicketedPlace): Promise<PlaceInfo>;
  /** How to publish there: under a free name, or over the file that the user saw and agreed to lose. */
  publish(window: WindowId, place: TicketedPlace, replace: boolean): Promise<Result<Publish, PlaceError>>;
  forget(window: WindowId): void;
};

const KEPT_PER_WINDOW = 16;

export function createPlaces(world: PlaceWorld): Places {
  /** What each window was last told about its chosen places: only that may be replaced. */
  const seen = new Map<WindowId, Map<OpenTicket, Identity | null>>();
  return {
    inspect: async (window, { ticket, path, parentPath }) => {
      const place = await inspectPlace(path, parentPath, world);
      const mine = seen.get(window) ?? new Map<OpenTicket, Identity | null>();
      seen.set(window, mine);
      mine.delete(ticket);
      mine.set(ticket, place.seen);
      for (const oldest of mine.keys()) {
        if (mine.size <= KEPT_PER_WINDOW) break;
        mine.delete(oldest);
      }
      return place.info;
    },
    publish: async (window, { ticket, path, parentPath }, replace) => {
      const { info } = await inspectPlace(path, parentPath, world);
      if (info.existing === null) return ok({ kind: 'new' });
      const { obstacle } = info.existing;
      if (obstacle !== null) return err({ kind: 'obstacle', obstacle });
      const known = seen.get(window)?.get(ticket) ?? null;
      return replace && known !== null ? ok({ kind: 'replace', expected: known, keepAs: null }) : err({ kind: 'exists', code: 'EEXIST' });
    },
    forget: (window) => {
      seen.delete(window);
    },
  };
}
