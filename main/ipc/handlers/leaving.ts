/** What becomes of unsaved changes when their disk is about to leave its window: they are saved, or discarded, or the disk stays. */
import type { BrowserWindow } from 'electron';
import type { ImageSession } from '../../session/image/imageSession';
import type { Departure } from '../../session/image/sessions';
import { send } from '../broadcast';
import { agreedWritesAreOver, saveIfAgreed, type Writer } from './agreedWrites';
import type { Goes, HandedOver } from '../../session/app/handingOver';
import type { Leaving, Parts } from '../parts';

type Leaver = Writer & Pick<Parts, 'handingOver'>;

/** What the user wants to become of a disk's changes. `revision`: of the changes that are given up. */
type Fate = { readonly kind: 'stays' | 'saved' } | { readonly kind: 'given-up'; readonly revision: number };

/**
 * A question that is open. Whoever else would ask it, as where the window is closed while another file is being opened, gets the
 * same answer: two boxes could be answered in two ways.
 */
type Open<T> = { readonly about: unknown; readonly answer: Promise<T> };
function sharing<Key extends object, T>(): (key: Key, about: unknown, ask: () => Promise<T>) => Promise<T> {
  const open = new WeakMap<Key, Open<T>>();
  return (key, about, ask) => {
    const before = open.get(key);
    if (before !== undefined && before.about === about) return before.answer;
    const answer = ask().finally(() => {
      if (open.get(key)?.answer === answer) open.delete(key);
    });
    open.set(key, { about, answer });
    return answer;
  };
}

export function createLeaving(parts: Leaver): Leaving {
  const oneFate = sharing<ImageSession, Fate>();
  const oneLoss = sharing<BrowserWindow, boolean>();
  const currentIn = (from: BrowserWindow): ImageSession | null => (from.isDestroyed() ? null : parts.sessions.current(from.webContents.id));

  /** False: the disk stays. True: it was saved, or is not any more what the user wanted to save. */
  const save = async (session: ImageSession, from: BrowserWindow): Promise<boolean> => {
    const saved = await saveIfAgreed(session, session.edits().revision, from, parts);
    if (from.isDestroyed()) return saved.ok;
    if (!saved.ok && saved.error.cause.kind === 'declined') return false;
    // The disk may stay all the same, as when the file that was to take its place does not open.
    send(from.webContents, 'image/changed', { view: session.view(), edits: session.edits(), isCheckOver: false, isLate: false });
    if (saved.ok) return true;
    if (saved.error.cause.kind === 'stale-revision' && saved.error.fileState === 'untouched') return true;
    send(from.webContents, 'image/notSaved', { image: session.id, failure: saved.error });
    return false;
  };

  /** Only the page can tell whether something was typed that main does not have yet. */
  const handedOver = async (from: BrowserWindow): Promise<HandedOver> => {
    const session = currentIn(from);
    if (session === null) return 'done';
    // The page hands over only when what it has begun is over.
    await agreedWritesAreOver(session);
    await session.written();
    if (from.isDestroyed()) return 'done';
    return parts.handingOver.ask(from.webContents.id, (request) => send(from.webContents, 'app/handOver', { request }));
  };
  /** `agreed`: what the user has agreed to lose already is not asked about twice. */
  const mayLose = async (end: HandedOver, from: BrowserWindow, goes: Goes, agreed: Set<HandedOver>): Promise<boolean> => {
    if (end === 'done' || from.isDestroyed() || agreed.has(end)) return true;
    if (!(await oneLoss(from, end, () => parts.desktop.agreeToLoseTyped(from, end, goes)))) return false;
    agreed.add(end);
    return true;
  };

  const fateOf = async (session: ImageSession, from: BrowserWindow): Promise<Fate> => {
    const { revision, changes } = session.edits();
    const choice = await parts.desktop.askAboutChanges(from, session.path, changes);
    if (choice === 'discard') return { kind: 'given-up', revision };
    return { kind: choice === 'save' && (await save(session, from)) ? 'saved' : 'stays' };
  };

  const departure = (from: BrowserWindow, goes: Goes): Departure => {
    const session = currentIn(from);
    /** The revision of the staged changes that the user agreed to lose. */
    let agreedTo: number | null = null;
    const agreedToLose = new Set<HandedOver>();
    const isAgreed = (): boolean => session !== null && session.edits().revision === agreedTo;
    return {
      handOver: async () => session === null || mayLose(await handedOver(from), from, goes, agreedToLose),
      mustAsk: () => session !== null && currentIn(from) === session && (session.isWriting() || (session.isStaged() && !isAgreed())),
      ask: async () => {
        // A save that runs was agreed to. What was typed since waits for its end, and is asked about then.
        await session?.written();
        if (session === null || !session.isStaged()) return true;
        const fate = await oneFate(session, null, () => fateOf(session, from));
        if (fate.kind === 'given-up') agreedTo = fate.revision;
        return fate.kind !== 'stays';
      },
      leave: async () => {
        if (isAgreed()) await session?.discardDraft();
      },
    };
  };

  const mayLeave = async (from: BrowserWindow): Promise<boolean> => {
    for (;;) {
      const session = currentIn(from);
      const { mustAsk, ask, leave } = departure(from, 'closed');
      while (mustAsk()) if (!(await ask())) return false;
      // Another disk may have been opened while the answers were waited for.
      if (currentIn(from) !== session && currentIn(from) !== null) continue;
      await leave();
      return true;
    }
  };

  return {
    departure,
    mayLeave,
    mayClose: async (from) => {
      const revision = (): number | undefined => currentIn(from)?.edits().revision;
      const agreedToLose = new Set<HandedOver>();
      for (;;) {
        if (!(await mayLose(await handedOver(from), from, 'closed', agreedToLose))) return false;
        const before = revision();
        if (!(await mayLeave(from))) return false;
        // While the changes were saved, the user may have typed on.
        if (revision() === before) return true;
      }
    },
  };
}
