/** What the user has typed or changed and main does not have yet: it is handed over before the window closes, and missing if the page fails. */
import { keepText, takeText, type KeptTexts } from '../app/keptText.store';
import type { Modal } from '../app/modalState';
import type { WindowState } from '../app/state';
import { now, shownDisk, shownIn, useStore } from '../app/store';
import { settled } from './editQueue.store';

const KEY = 'on-its-way';

const asksAboutTyped = (modal: Modal | null): boolean => modal?.kind === 'question' && modal.typing !== null;

/** Resolves when main has everything but what the user is being asked about; true if that is something typed. */
export async function handOver(): Promise<boolean> {
  // What was asked for first may ask for more, as pasting does.
  do await settled();
  while ((shownDisk()?.asking ?? 0) > 0);
  return asksAboutTyped(now().modal);
}

const isOnItsWay = (state: WindowState): boolean => (shownIn(state)?.asking ?? 0) > 0 || asksAboutTyped(state.modal);

/** Keeps for the next page whether something is on its way. Returns a function that stops. */
export function keepOnItsWay(storage: KeptTexts = sessionStorage): () => void {
  return useStore.subscribe((state, before) => {
    const is = isOnItsWay(state);
    if (is === isOnItsWay(before)) return;
    if (is) keepText(storage, KEY, 'yes');
    else storage.removeItem(KEY);
  });
}

/** Whether something was on its way when the page before this one failed. It is given only once. */
export const takeOnItsWay = (storage: KeptTexts = sessionStorage): boolean => takeText(storage, KEY) !== null;
