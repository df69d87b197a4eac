/** Moves the focus for commands that can move it only after main has answered. */
import { now, setState } from './store';

const isGone = (element: Element | null): boolean => element === null || !element.isConnected || element.matches(':disabled');

/**
 * Call this when bytes are brought into sight. A tab of the centre that has the focus, as after a click on it, gives it to them:
 * the ring would stay on the tab, which may be one that is no longer chosen.
 */
export function focusLeavesTab(): void {
  if (document.activeElement?.matches('[data-centre] [role="tab"]') === true) setState({ wantedPane: 'hex' });
}

/**
 * Call this when the command is given, and call the function it returns when main has answered. That moves the focus to the
 * centre, unless the user has put it elsewhere meanwhile: what is typed there must not land in the bytes.
 */
export function focusForCentre(): () => void {
  const begun = document.activeElement;
  return () => {
    const { modal, wantedPane } = now();
    const current = document.activeElement;
    const isBehind = isGone(begun) && current?.matches('input, textarea') !== true;
    const stayed = current === begun || current === document.body || isBehind;
    if (stayed && modal === null && wantedPane === null) setState({ wantedPane: 'hex' });
  };
}
