/**
 * The short message in the status bar. It goes away before it can become false: when its disk closes, when something is edited
 * or edit mode is switched, or after some time.
 */
import type { OpenDisk } from './state';
import { now, setState, shownDisk } from './store';
import { SHOWN_MS } from './toasts.store';

let timer: ReturnType<typeof setTimeout> | undefined;

/** While a sheet is open, nobody sees the message: its time starts again. */
function goLater(): void {
  clearTimeout(timer);
  timer = setTimeout(() => (now().modal === null ? setState({ notice: null }) : goLater()), SHOWN_MS);
}

/** `isAbout`: whether the message is about the disk in sight; if not, it is not shown. */
export function showNotice(text: string, isAbout?: (disk: OpenDisk) => boolean): void {
  const shown = shownDisk();
  if (isAbout !== undefined && (shown === null || !isAbout(shown))) return;
  setState({ notice: text });
  goLater();
}
