/**
 * What the user has typed or changed and main does not have yet. It is handed over before the window closes. If the page fails, bytes
 * that it was asking about wait for the next page, which asks again; what was already sent may be missing.
 */
import type { Unfinished } from '../../shared/edits';
import type { Shown } from '../../shared/ipc/contract';
import type { ImageId } from '../../shared/views';
import { keepText, takeText, type KeptTexts } from '../app/keptText.store';
import { questionIn } from '../app/modal.store';
import type { Typed } from '../app/modalState';
import type { WindowState } from '../app/state';
import { now, shownDisk, shownIn, useStore } from '../app/store';
import { settled } from './editQueue.store';

const KEY = 'on-its-way';

const typedIn = ({ modal }: WindowState): Typed | null => questionIn(modal)?.typing?.what ?? null;
/** Whether a value was typed into a field's input, and is not set. */
const isFieldTyped = (state: WindowState): boolean => {
  const form = shownIn(state)?.fieldForm ?? null;
  return form !== null && form.text !== form.from;
};
const isSent = (state: WindowState): boolean => (shownIn(state)?.asking ?? 0) > 0;

/** Resolves when main has everything but what is unfinished, and tells what that is. */
export async function handOver(): Promise<Unfinished | null> {
  // What was asked for first may ask for more, as pasting does.
  do await settled();
  while ((shownDisk()?.asking ?? 0) > 0);
  return typedIn(now()) !== null ? 'question' : isFieldTyped(now()) ? 'field' : null;
}

/** `isSent`: changes were sent, and main had not answered all of them. `typed`: what the page was asking about. */
type OnItsWay = { readonly image: ImageId | null; readonly isSent: boolean; readonly typed: Typed | null };

/** Keeps for the next page what is on its way, at every change of it. Returns a function that stops. */
export function keepOnItsWay(storage: KeptTexts = sessionStorage): () => void {
  return useStore.subscribe((state, before) => {
    const [typed, sent] = [typedIn(state), isSent(state)];
    if (typed === typedIn(before) && sent === isSent(before)) return;
    if (typed === null && !sent) return storage.removeItem(KEY);
    const kept: OnItsWay = { image: shownIn(state)?.view.image ?? null, isSent: sent, typed };
    // If asking again is what fails, the page after that does not ask, and says that something is missing.
    keepText(storage, KEY, JSON.stringify(JSON.stringify(typed) === askedAgain ? { ...kept, isSent: true, typed: null } : kept));
  });
}
let askedAgain: string | null = null;

export type Left = {
  /** Whether something may be missing. */
  readonly isMissing: boolean;
  /** What to ask about again; null: nothing. */
  readonly typed: Typed | null;
};

/** What was on its way when the page before this one failed, for a page that shows the disk so. It is given only once. */
export function takeOnItsWay(shown: Shown | null, storage: KeptTexts = sessionStorage): Left {
  const text = takeText(storage, KEY);
  if (text === null) return { isMissing: false, typed: null };
  const kept = JSON.parse(text) as OnItsWay;
  const fits = shown !== null && shown.edited.view.image === kept.image && shown.edited.edits.editing;
  const typed = fits ? kept.typed : null;
  if (typed !== null) askedAgain = JSON.stringify(typed);
  return { isMissing: kept.isSent || kept.typed !== typed, typed };
}
