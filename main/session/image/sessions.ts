/** Which window shows which image: one image per window, which is closed once the next one is open. */
import type { OpenError } from '../../../shared/errors';
import { err, type Result } from '../../../shared/result';
import type { ImageId, OpenAs } from '../../../shared/views';
import type { SaveContext } from '../../io/saveContext';
import type { Drafts } from '../edit/drafts';
import { openSession, type Clock, type ImageSession } from './imageSession';
import type { WindowId } from '../app/tickets';

/** How the window's image leaves for another one. */
export type Departure = {
  /** Waits until everything typed has arrived. False: the user keeps the image, because of what has not. */
  handOver(): Promise<boolean>;
  /** Whether it has unsaved changes that the user was not asked about, or is being saved. */
  mustAsk(): boolean;
  /** Asks the user to save or discard them. False: the image stays. */
  ask(): Promise<boolean>;
  /** The other image is open, and this one is closed next: what the user agreed to lose is deleted now. */
  leave(): Promise<void>;
};

/** `footerAt`: where the footer stands that the user chose. */
export type Opening = { readonly departure?: Departure; readonly footerAt?: number | null };

/** A file that is being opened in a window. */
export type Underway = { readonly path: string; readonly as: OpenAs };

export type Sessions = {
  /**
   * The window's current image stays until the new one is open, with its changes and their draft. The user is asked about
   * them only after the new file has proved to be one that opens. The latest opening of a window wins; an earlier one ends
   * with `overtaken`.
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
  /** What the windows show or are opening. */
  paths(): readonly string[];
  /** What the window is opening now; null: nothing. */
  opening(window: WindowId): Underway | null;
  /** The opening that is under way is not wanted any more: it ends with `overtaken`, and the image before stays. */
  interrupt(window: WindowId): Underway | null;
  close(window: WindowId): Promise<void>;
};

const UNASKED: Departure = { handOver: async () => true, mustAsk: () => false, ask: async () => true, leave: async () => {} };

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
  const openIn = (window: WindowId, { path, as }: Underway, footerAt: number | null): Promise<Result<ImageSession, OpenError>> => {
    // Opening the same image again is a reload: the parents and the footer that the user chose before are used again.
    const last = byWindow.get(window);
    const same = last?.path === path && last.as === as ? last : null;
    return openSession({
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
  };
  const replace = async (
    window: WindowId,
    wanted: Underway,
    { departure = UNASKED, footerAt = null, isLatest }: Opening & { readonly isLatest: () => boolean },
  ): Promise<Result<ImageSession, OpenError>> => {
    for (;;) {
      const session = await openIn(window, wanted, footerAt);
      if (!isLatest()) {
        if (session.ok) await session.value.close();
        return err({ kind: 'overtaken' });
      }
      if (!session.ok) return session;
      const isHandedOver = await departure.handOver();
      if (!isHandedOver || !isLatest()) {
        await session.value.close();
        return err({ kind: isHandedOver ? 'overtaken' : 'unsaved-changes' });
      }
      if (!departure.mustAsk()) {
        const before = byWindow.get(window);
        byWindow.set(window, session.value);
        underway.delete(window);
        await departure.leave();
        await before?.close();
        return session;
      }
      // A save may write to the file that was opened, or to its parent: it is opened anew after the answer.
      await session.value.close();
      const mayLeave = await departure.ask();
      if (!isLatest()) return err({ kind: 'overtaken' });
      if (!mayLeave) return err({ kind: 'unsaved-changes' });
    }
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
    paths: () => [...underway.values(), ...byWindow.values()].map(({ path }) => path),
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
