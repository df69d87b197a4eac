import { useEffect, useState } from 'react';
import type { Hover } from './useMapPointer';

const REST_MS = 120;

/** What is under the pointer, but only once the pointer has rested. From then on it follows the pointer at once, until that leaves. */
export function useRestedHover(hover: Hover | null): Hover | null {
  const [isResting, setResting] = useState(false);
  const isOver = hover !== null;
  if (!isOver && isResting) setResting(false);
  useEffect(() => {
    if (hover === null || isResting) return;
    const timer = setTimeout(() => setResting(true), REST_MS);
    return () => clearTimeout(timer);
  }, [hover, isResting]);
  return isResting ? hover : null;
}
