import { useEffect, useState } from 'react';

/** Device pixels in a CSS pixel; follows the window from screen to screen. */
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
