/**
 * The short message in the status bar. It goes away before it can become false: when its disk closes, when its reason ends, when something is edited
 * or edit mode is switched, or after some time.
 */
import type { OpenDisk, WindowState } from './state';
import { now, setState, shownDisk, useStore } from './store';
import { SHOWN_MS } from './toasts.store';

let timer: ReturnType<typeof setTimeout> | undefined;

/** While a sheet is open, nobody sees the message: its time starts again. */
function goLater(): void {
  clearTimeout(timer);
  timer = setTimeout(() => (now().modal === null ? setState({ notice: null }) : goLater()), SHOWN_MS);
}

/** Whether what the message says still holds; null: it ends with time alone. */
type Stands = (state: WindowState) => boolean;
let stands: Stands | null = null;
useStore.subscribe((state) => {
  if (state.notice !== null && stands !== null && !stands(state)) setState({ notice: null });
});

/** A message that goes as soon as `holds` is false. */
export function showNoticeWhile(holds: Stands, text: string): void {
  showNotice(text);
  stands = holds;
}

/** `isAbout`: whether the message is about the disk in sight; if not, it is not shown. */
export function showNotice(text: string, isAbout?: (disk: OpenDisk) => boolean): void {
  const shown = shownDisk();
  if (isAbout !== undefined && (shown === null || !isAbout(shown))) return;
  stands = null;
  setState({ notice: text });
  goLater();
}
