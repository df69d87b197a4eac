import { useSyncExternalStore } from 'react';

/** In a narrower window the parts would not fit beside the summary, so they are shown as steps. */
const query = matchMedia('(max-width: 999px)');

const subscribe = (tell: () => void): (() => void) => {
  query.addEventListener('change', tell);
  return () => query.removeEventListener('change', tell);
};

/** Whether the sheet shows one part at a time. */
export const useDrawnIn = (): boolean => useSyncExternalStore(subscribe, () => query.matches);
