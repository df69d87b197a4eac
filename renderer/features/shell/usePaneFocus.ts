import { useEffect } from 'react';
import { useStore } from '../../store/store';

const STOPS = '[tabindex="0"], button:not(:disabled), input';

/** Moves the focus into the pane a command asked for: to the pane itself where it takes the focus, else to its first stop. */
export function usePaneFocus(): void {
  const wanted = useStore((s) => s.wantedPane);
  useEffect(() => {
    if (wanted === null) return;
    const pane = document.querySelector<HTMLElement>(`[data-pane="${wanted}"]`);
    const stop = pane?.matches('[tabindex="0"], input') === true ? pane : pane?.querySelector<HTMLElement>(STOPS);
    stop?.focus();
    useStore.getState().setView({ wantedPane: null });
  }, [wanted]);
}
