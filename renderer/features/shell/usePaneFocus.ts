import { useEffect } from 'react';
import { useStore } from '../../store/store';

const STOPS = '[tabindex="0"], button:not(:disabled), input';
/** A pane that opens with the same command may need a few frames until it is there. */
const MOST_FRAMES = 10;

/** Focuses the pane itself where it takes the focus, else its first stop; false while there is none. */
function focusPane(name: string): boolean {
  const pane = document.querySelector<HTMLElement>(`[data-pane="${name}"]`);
  const stop = pane?.matches('[tabindex="0"], input') === true ? pane : pane?.querySelector<HTMLElement>(STOPS);
  stop?.focus();
  return stop != null && document.activeElement === stop;
}

/** Moves the focus into the pane a command asked for. */
export function usePaneFocus(): void {
  const wanted = useStore((s) => s.wantedPane);
  useEffect(() => {
    if (wanted === null) return;
    let frame = 0;
    const attempt = (left: number): void => {
      if (focusPane(wanted) || left === 0) useStore.getState().setView({ wantedPane: null });
      else frame = requestAnimationFrame(() => attempt(left - 1));
    };
    attempt(MOST_FRAMES);
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
}
