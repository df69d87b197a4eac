/** Messages over the window. Each goes by itself, or is dismissed; the shell shows a few at once. */
import type { Toast } from './state';
import { setState } from './store';

/** Long enough for a screen reader to say it, to read it and to reach its button. */
export const SHOWN_MS = 12_000;
/** Older ones go when there are more. */
const MAX_TOASTS = 3;
let lastId = 0;

export function showToast(text: string, action: Toast['action'] = null): void {
  lastId += 1;
  const toast: Toast = { id: lastId, text, action };
  // Only the latest save can be undone.
  setState(({ toasts }) => ({
    toasts: [...toasts.filter((old) => action !== 'undo-save' || old.action !== 'undo-save'), toast].slice(-MAX_TOASTS),
  }));
}

export const dismissToast = (id: number): void => setState(({ toasts }) => ({ toasts: toasts.filter((toast) => toast.id !== id) }));
export const dismissToasts = (which: (toast: Toast) => boolean): void =>
  setState(({ toasts }) => (toasts.some(which) ? { toasts: toasts.filter((toast) => !which(toast)) } : {}));
