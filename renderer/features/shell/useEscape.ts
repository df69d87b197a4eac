import { useEffect } from 'react';
import { useStore } from '../../store/store';
import { isModalOpen } from '../../ui/Dialog';

/** Escape leaves what lies over or below the centre, the drawer first, and returns to the bytes. */
export function useEscape(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { drawer, problemsOpen, setView } = useStore.getState();
      if (event.key !== 'Escape' || event.defaultPrevented || isModalOpen()) return;
      const inProblems = document.activeElement?.closest('[data-pane="problems"]') != null;
      if (drawer !== null) setView({ drawer: null, wantedPane: 'hex' });
      else if (problemsOpen && inProblems) setView({ problemsOpen: false, wantedPane: 'hex' });
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, []);
}
