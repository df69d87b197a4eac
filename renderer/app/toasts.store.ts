/** Messages over the window. Each goes away by itself or is dismissed; the shell shows a few at once. */
import type { OpenDisk, Toast } from './state';
import { setState, shownIn, useStore } from './store';

/** Long enough for a screen reader to say it, and for the user to read it and reach its button. */
export const SHOWN_MS = 12_000;
/** If there are more, the oldest go. */
const MAX_TOASTS = 3;
let lastId = 0;

export function showToast(text: string, action: Toast['action'] = null, during: Toast['during'] = null): void {
  lastId += 1;
  const toast: Toast = { id: lastId, text, action, during };
  // Only the latest save can be undone, so an older toast that offers it goes.
  setState(({ toasts }) => ({
    toasts: [...toasts.filter((old) => action !== 'undo-save' || old.action !== 'undo-save'), toast].slice(-MAX_TOASTS),
  }));
}

export const dismissToast = (id: number): void => setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
export const dismissToasts = (which: (toast: Toast) => boolean): void =>
  setState(({ toasts }) => (toasts.some(which) ? { toasts: toasts.filter((toast) => !which(toast)) } : {}));

/** Whether what the message is about still goes on. */
function goesOn({ during }: Toast, edits: OpenDisk['edits'] | undefined): boolean {
  if (during === null) return true;
  if (edits === undefined) return false;
  return during === 'editing' ? edits.editing : during === 'unkept' ? edits.unkept !== null : edits.changes > 0;
}

useStore.subscribe((state) => {
  const edits = shownIn(state)?.edits;
  if (state.toasts.some((toast) => !goesOn(toast, edits))) dismissToasts((toast) => !goesOn(toast, edits));
});
