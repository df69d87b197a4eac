import { useEffect } from 'react';
import type { Tab } from '../../../shared/settings';
import type { Pane } from '../../app/state';
import { setState, shownDisk, useStore } from '../../app/store';

const STOPS = '[tabindex="0"], button:not(:disabled), input';
/** A pane that the same command opens may need a few frames to appear. */
const MAX_FRAMES = 10;

/**
 * Focuses the pane itself if it can have the focus, else the first control of its main part, else its first control. False if
 * there is none yet.
 */
function focusPane(name: string): boolean {
  const pane = document.querySelector<HTMLElement>(`[data-pane="${name}"]`);
  const main = pane?.querySelector('[data-main]')?.querySelector<HTMLElement>(STOPS);
  const stop = pane?.matches('[tabindex="0"], input') === true ? pane : (main ?? pane?.querySelector<HTMLElement>(STOPS));
  stop?.focus();
  return stop != null && document.activeElement === stop;
}

const IN_CENTRE: Readonly<Record<Tab, Pane>> = { overview: 'overview', mapHex: 'hex', map: 'map', hex: 'hex' };

/** Moves the focus into the pane that a command asked for. */
export function usePaneFocus(): void {
  const wanted = useStore((s) => s.wantedPane);
  useEffect(() => {
    if (wanted === null) return;
    const name = wanted === 'hex' ? IN_CENTRE[shownDisk()?.tab ?? 'overview'] : wanted;
    let frame = 0;
    const attempt = (left: number): void => {
      if (focusPane(name) || left === 0) setState({ wantedPane: null });
      else frame = requestAnimationFrame(() => attempt(left - 1));
    };
    attempt(MAX_FRAMES);
    return () => cancelAnimationFrame(frame);
  }, [wanted]);
}
