import { useSyncExternalStore } from 'react';

/** Below this the parts would be too narrow beside the summary: they become steps. */
const query = matchMedia('(max-width: 999px)');

const subscribe = (tell: () => void): (() => void) => {
  query.addEventListener('change', tell);
  return () => query.removeEventListener('change', tell);
};

/** Whether the sheet shows one part at a time. */
export const useDrawnIn = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
