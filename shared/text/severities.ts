/** How many findings of each severity there are, in words. */
import type { SeverityCounts } from '../findingList';
import { plural } from './numbers';

/** "2 errors, 1 note", "1 error and 3 consequences", "no problems". */
export function severitiesText(counts: SeverityCounts): string {
  const parts = (['error', 'warning', 'note'] as const).flatMap((severity) =>
    counts[severity] === 0 ? [] : [plural(counts[severity], severity)],
  );
  return parts.length === 0 ? 'no problems' : withFollowing(parts.join(', '), counts);
}

/** The counted findings, "and 3 consequences" if there are any. */
export const withFollowing = (text: string, { following = 0 }: SeverityCounts): string =>
  following === 0 ? text : `${text} ${followingText(following)}`;

/** "2 errors, 1 note → 1 note". */
export const fewerText = (before: SeverityCounts, after: SeverityCounts): string => `${severitiesText(before)} → ${severitiesText(after)}`;

/** "and 3 consequences": findings that only follow from the counted ones. */
export const followingText = (following: number): string => `and ${plural(following, 'consequence')}`;
