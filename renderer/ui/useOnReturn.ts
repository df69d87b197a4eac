import { useEffect } from 'react';

/** Calls it when the component appears, and whenever the user returns to the window: something may have changed meanwhile. `look` never changes. */
export function useOnReturn(look: () => Promise<void>): void {
  useEffect(() => {
    const again = (): void => void look();
    again();
    window.addEventListener('focus', again);
    return () => window.removeEventListener('focus', again);
  }, [look]);
}
