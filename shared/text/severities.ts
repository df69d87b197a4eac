/** How many findings of each severity there are, in words. */
import type { SeverityCounts } from '../findingList';
import { plural } from './numbers';

/** "2 errors, 1 note", "no problems". */
export function severitiesText(counts: SeverityCounts): string {
  const parts = (['error', 'warning', 'note'] as const).flatMap((severity) =>
    counts[severity] === 0 ? [] : [plural(counts[severity], severity)],
  );
  return parts.length === 0 ? 'no problems' : parts.join(', ');
}

/** "2 errors, 1 note → 1 note". */
export const fewerText = (before: SeverityCounts, after: SeverityCounts): string => `${severitiesText(before)} → ${severitiesText(after)}`;

/** "and 3 consequences": findings that only follow from the counted ones. */
export const followingText = (following: number): string => `and ${plural(following, 'consequence')}`;
