import { useEffect, useState } from 'react';

/** How many device pixels a CSS pixel has; changes when the window moves to another screen. */
export function useScale(): number {
  const [scale, setScale] = useState(() => devicePixelRatio);
  useEffect(() => {
    const query = matchMedia(`(resolution: ${scale}dppx)`);
    const read = (): void => setScale(devicePixelRatio);
    query.addEventListener('change', read);
    return () => query.removeEventListener('change', read);
  }, [scale]);
  return scale;
}
