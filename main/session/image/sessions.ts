/** Which window shows which image: one image per window, which is closed once the next one is open. */
import type { OpenError } from '../../../shared/errors';
import { err, type Result } from '../../../shared/result';
import type { ImageId, OpenAs } from '../../../shared/views';
import type { SaveContext } from '../../io/saveContext';
import type { Drafts } from '../edit/drafts';
import { openSession, type Clock, type ImageSession } from './imageSession';
import type { WindowId } from '../app/tickets';

/** `mayBegin` is asked before anything is read. `footerAt`: where the footer stands that the user chose. */
export type Opening = {
  readonly mayBegin?: () => Promise<boolean>;
  readonly mayLeave?: () => Promise<boolean>;
  readonly footerAt?: number | null;
};

/** A file that is being opened in a window. */
export type Underway = { readonly path: string; readonly as: OpenAs };

export type Sessions = {
  /**
   * The window's current image stays open until the new one is opened or refused. It is then only closed if `mayLeave`
   * agrees, because its staged changes may be others by then. The latest opening of a window wins; an earlier one ends with
   * `overtaken`.
   */
  open(window: WindowId, path: string, as: OpenAs, opening?: Opening): Promise<Result<ImageSession, OpenError>>;
  /** The window's image, if its id is the given one. */
  get(window: WindowId, image: ImageId): ImageSession | null;
  current(window: WindowId): ImageSession | null;
  /** The images of the other windows. */
  others(than: WindowId): readonly (readonly [WindowId, ImageSession])[];
  /** Whether a window has the file open, alone or in a chain; `identity` as BlockFile has it. */
  holds(identity: string): boolean;
  /** The window that shows this path, or is opening it. */
  windowOf(path: string): WindowId | null;
  /** What the window is opening now; null: nothing. */
  opening(window: WindowId): Underway | null;
  /** The window's page is a new one, which waits for no opening: the opening that is under way ends with `overtaken`. */
  interrupt(window: WindowId): Underway | null;
  close(window: WindowId): Promise<void>;
};

export function createSessions(newId: () => string, now: Clock, context: SaveContext, drafts?: Drafts): Sessions {
  const byWindow = new Map<WindowId, ImageSession>();
  /** Counts the requests to open or close in each window, so that an opening that ends late is recognised as overtaken. */
  const asked = new Map<WindowId, number>();
  const underway = new Map<WindowId, Underway>();
  const ask = (window: WindowId): number => {
    const turn = (asked.get(window) ?? 0) + 1;
    asked.set(window, turn);
    underway.delete(window);
    return turn;
  };
  const close = async (window: WindowId): Promise<void> => {
    const session = byWindow.get(window);
    byWindow.delete(window);
    await session?.close();
  };
  const always = async (): Promise<boolean> => true;
  const replace = async (
    window: WindowId,
    { path, as }: Underway,
    { mayBegin = always, mayLeave = always, footerAt, isLatest }: Opening & { readonly isLatest: () => boolean },
  ): Promise<Result<ImageSession, OpenError>> => {
    const refused = (): Result<never, OpenError> => err(isLatest() ? { kind: 'unsaved-changes' } : { kind: 'overtaken' });
    if (!(await mayBegin()) || !isLatest()) return refused();
    // Opening the same image again is a reload: the parents and the footer that the user chose before are used again.
    const last = byWindow.get(window);
    const same = last?.path === path && last.as === as ? last : null;
    const session = await openSession({
      id: newId() as ImageId,
      path,
      as,
      now,
      newId,
      context,
      parents: same?.locatedParents() ?? [],
      footerAt: footerAt ?? same?.footerAt ?? null,
      ...(drafts === undefined ? {} : { drafts }),
    });
    const mayReplace = isLatest() && (await mayLeave());
    if (!isLatest() || !mayReplace) {
      if (session.ok) await session.value.close();
      return refused();
    }
    const before = byWindow.get(window);
    if (session.ok) byWindow.set(window, session.value);
    else byWindow.delete(window);
    await before?.close();
    return session;
  };
  return {
    open: async (window, path, as, opening = {}) => {
      const turn = ask(window);
      underway.set(window, { path, as });
      const isLatest = (): boolean => asked.get(window) === turn;
      try {
        return await replace(window, { path, as }, { ...opening, isLatest });
      } finally {
        if (isLatest()) underway.delete(window);
      }
    },
    get: (window, image) => {
      const session = byWindow.get(window);
      return session?.id === image ? session : null;
    },
    current: (window) => byWindow.get(window) ?? null,
    others: (than) => [...byWindow].filter(([window]) => window !== than),
    holds: (identity) => [...byWindow.values()].some((session) => session.identities().includes(identity)),
    windowOf: (path) => [...underway, ...byWindow].find(([, shown]) => shown.path === path)?.[0] ?? null,
    opening: (window) => underway.get(window) ?? null,
    interrupt: (window) => {
      const interrupted = underway.get(window) ?? null;
      ask(window);
      return interrupted;
    },
    close: async (window) => {
      ask(window);
      await close(window);
    },
  };
}
