/** How many findings of each severity there are, in words. */
import type { SeverityCounts } from '../findingList';
import { grouped, plural } from './numbers';

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

/** Said behind what the checks find in a rebuilt disk; null if no place in it is a guess. Checks do not look at what files hold. */
export const guessedText = (guesses: number, places: number): string | null =>
  guesses === 0
    ? null
    : `${grouped(guesses)} of ${plural(places, 'place')} ${guesses === 1 ? 'is a guess' : 'are guesses'}; the checks cannot tell whether ${guesses === 1 ? 'it is' : 'they are'} right.`;

/** "and 3 consequences": findings that only follow from the counted ones. */
export const followingText = (following: number): string => `and ${plural(following, 'consequence')}`;
