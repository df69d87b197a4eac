/** What the user says about places of lost blocks, and what follows from it for the others. */
import type { Placement } from '../../../shared/repairs';
import { parseNumber } from '../../../shared/text/sizeInput';

/** The number of a block of the disk, which has so many; null for anything else. */
export function blockIn(text: string, blocks: number): number | null {
  const value = parseNumber(text);
  return value === null || value >= blocks ? null : value;
}

/** `from`: the block that stood for it in the plan before. */
export type Moved = { readonly sector: number; readonly from: Placement; readonly to: Placement };

/** The blocks that have another place than before though the user has said nothing of them. */
export function movedAlong(before: readonly Placement[], now: readonly Placement[]): Moved[] {
  const was = new Map(before.map((one) => [one.sector, one]));
  return now.flatMap((to) => {
    const from = was.get(to.sector);
    return from === undefined || from.block === to.block || to.evidence === 'given' ? [] : [{ sector: to.sector, from, to }];
  });
}
