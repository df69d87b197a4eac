import { useEffect } from 'react';
import { CENTRE_PANES, PANES } from '../../app/state';
import { changeDisk, setState, shownDisk } from '../../app/store';
import { dismissToasts } from '../../app/toasts.store';
import { isModalOpen } from '../../ui/Dialog';

/** Escape leaves what is over or around the centre, the drawer first, and goes back to the bytes. */
export function useEscape(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const shown = shownDisk();
      if (event.key !== 'Escape' || event.defaultPrevented || isModalOpen()) return;
      const name = document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset['pane'];
      const pane = PANES.find((each) => each === name);
      if (shown !== null && shown.drawer !== null) changeDisk({ drawer: null });
      else if (pane === 'toast') dismissToasts(() => true);
      else if (shown !== null && pane === shown.bottom) changeDisk({ bottom: null });
      else if (pane === undefined || CENTRE_PANES.includes(pane)) return;
      setState({ wantedPane: 'hex' });
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
