import { useState } from 'react';
import type { BlockState } from '../../../shared/views';
import { stillPicked, toggled, type Picked } from './picked.model';

/** The states that are picked out, and how one is switched on or off. */
export function usePicked(isThere: (state: BlockState) => boolean): readonly [Picked, (state: BlockState) => void] {
  const [picked, setPicked] = useState<Picked>(new Set());
  const left = stillPicked(picked, isThere);
  // Forgotten while rendering, so that not even one picture shows it.
  if (left !== picked) setPicked(left);
  return [left, (state) => setPicked((old) => toggled(old, state))];
}
