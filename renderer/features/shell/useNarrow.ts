import { useEffect } from 'react';
import { changeDisk, setState } from '../../app/store';

/** Below this the centre would be too small for 16 columns of bytes between two side panes. */
const NARROW = '(max-width: 1099px)';

/** Keeps `narrow` true to the window's width; a drawer is closed when the panes come back. */
export function useNarrow(): void {
  useEffect(() => {
    const query = matchMedia(NARROW);
    const tell = (): void => {
      setState({ narrow: query.matches });
      changeDisk({ drawer: null });
    };
    tell();
    query.addEventListener('change', tell);
    return () => query.removeEventListener('change', tell);
  }, []);
}
