import { useEffect } from 'react';
import { useStore } from '../../store/store';
import { isModalOpen } from '../../ui/Dialog';

/** What Escape leaves as it is: one only goes on from there. */
const STAYS: readonly string[] = ['titlebar', 'notice', 'navigator', 'inspector', 'statusbar'];

/** Escape leaves what lies over or around the centre, the drawer first, and returns to the bytes. */
export function useEscape(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { drawer, problemsOpen, setView } = useStore.getState();
      if (event.key !== 'Escape' || event.defaultPrevented || isModalOpen()) return;
      const pane = document.activeElement?.closest<HTMLElement>('[data-pane]')?.dataset['pane'] ?? '';
      if (drawer !== null) setView({ drawer: null, wantedPane: 'hex' });
      else if (pane === 'toast') setView({ toast: null, wantedPane: 'hex' });
      else if (problemsOpen && pane === 'problems') setView({ problemsOpen: false, wantedPane: 'hex' });
      else if (STAYS.includes(pane)) setView({ wantedPane: 'hex' });
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
