import { useEffect, useState } from 'react';
import { readColours } from './colours';

const QUERIES = ['(prefers-color-scheme: dark)', '(forced-colors: active)', '(prefers-contrast: more)'];

/** Colour tokens for a canvas, read again when the system's or the user's theme changes. `names` must be a constant. */
export function useColours<N extends string>(names: readonly N[]): Readonly<Record<N, string>> {
  const [colours, setColours] = useState(() => readColours(names));
  useEffect(() => {
    const read = (): void => setColours(readColours(names));
    const queries = QUERIES.map((query) => matchMedia(query));
    for (const query of queries) query.addEventListener('change', read);
    return () => {
      for (const query of queries) query.removeEventListener('change', read);
    };
  }, [names]);
  return colours;
}
