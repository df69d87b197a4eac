import { useEffect } from 'react';
import { changeDisk, setState } from '../../app/store';

/** In a narrower window the centre would be too small for 16 columns of bytes between two side panes. */
const NARROW = '(max-width: 1099px)';

/** Keeps `narrow` in step with the window's width. When the side panes come back, an open drawer closes. */
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
