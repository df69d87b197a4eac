/** Which window shows which image: one image a window, closed before the next one opens. */
import type { OpenError } from '../../shared/errors';
import { ok, type Result } from '../../shared/result';
import type { ImageId } from '../../shared/views';
import type { SaveContext } from '../io/saveContext';
import type { Drafts } from './drafts';
import { openSession, type Clock, type ImageSession, type OpenAs } from './imageSession';
import type { WindowId } from './tickets';

export type Sessions = {
  /** The image a window had is closed only when the new one could be opened or refused. */
  open(window: WindowId, path: string, as: OpenAs): Promise<Result<ImageSession, OpenError>>;
  /** The window's image, if it is the one named. */
  get(window: WindowId, image: ImageId): ImageSession | null;
  current(window: WindowId): ImageSession | null;
  /** Whether a window has the file open, alone or in a chain; `identity` as BlockFile has it. */
  holds(identity: string): boolean;
  /** The window that shows this path. */
  windowOf(path: string): WindowId | null;
  close(window: WindowId): Promise<void>;
};

export function createSessions(newId: () => string, now: Clock, context: SaveContext, drafts?: Drafts): Sessions {
  const byWindow = new Map<WindowId, ImageSession>();
  const close = async (window: WindowId): Promise<void> => {
    const session = byWindow.get(window);
    byWindow.delete(window);
    await session?.close();
  };
  return {
    open: async (window, path, as) => {
      await close(window);
      const session = await openSession({
        id: newId() as ImageId,
        path,
        as,
        now,
        newId,
        context,
        ...(drafts === undefined ? {} : { drafts }),
      });
      if (!session.ok) return session;
      // Two opens at once in one window: the later answer wins, the earlier image is closed.
      await close(window);
      byWindow.set(window, session.value);
      return ok(session.value);
    },
    get: (window, image) => {
      const session = byWindow.get(window);
      return session?.id === image ? session : null;
    },
    current: (window) => byWindow.get(window) ?? null,
    holds: (identity) => [...byWindow.values()].some((session) => session.identities().includes(identity)),
    windowOf: (path) => [...byWindow].find(([, session]) => session.path === path)?.[0] ?? null,
    close,
  };
}
