/** The short message in the status bar. It is true when it is said, and goes before it is not: with its disk, with edit mode, with time. */
import type { OpenDisk } from './state';
import { now, setState, shownDisk } from './store';
import { SHOWN_MS } from './toasts.store';

let timer: ReturnType<typeof setTimeout> | undefined;

/** Behind a sheet nobody hears it: its time begins anew. */
function goLater(): void {
  clearTimeout(timer);
  timer = setTimeout(() => (now().modal === null ? setState({ notice: null }) : goLater()), SHOWN_MS);
}

/** `isAbout`: of what disk it is true; it is not said over another. */
export function showNotice(text: string, isAbout?: (disk: OpenDisk) => boolean): void {
  const shown = shownDisk();
  if (isAbout !== undefined && (shown === null || !isAbout(shown))) return;
  setState({ notice: text });
  goLater();
}
