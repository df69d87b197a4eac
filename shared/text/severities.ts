/** How many findings of each severity there are, in words: for the window, the report and the command line. */
import type { SeverityCounts } from '../findingList';
import type { Severity } from '../findings';
import { grouped, plural } from './numbers';

export type Health = { readonly level: 'good' | 'warning' | 'error'; readonly text: string };

/** "2 errors", "1 note": only those there are, the worst first. */
const partsOf = (counts: SeverityCounts, severities: readonly Severity[] = ['error', 'warning', 'note']): string[] =>
  severities.flatMap((severity) => (counts[severity] === 0 ? [] : [plural(counts[severity], severity)]));

/** The counted findings, "and 3 consequences" if there are any. */
const withFollowing = (text: string, { following = 0 }: SeverityCounts): string =>
  following === 0 ? text : `${text} ${followingText(following)}`;

/** "and 3 consequences": findings that only follow from the counted ones. */
export const followingText = (following: number): string => `and ${plural(following, 'consequence')}`;

/** "2 errors, 1 note", "1 error and 3 consequences", "no problems". */
export function severitiesText(counts: SeverityCounts): string {
  const parts = partsOf(counts);
  return parts.length === 0 ? 'no problems' : withFollowing(parts.join(', '), counts);
}

/** A disk's health in a few words: "2 errors · 1 warning", "1 error and 3 consequences", "Healthy · 3 notes". */
export function healthText(counts: SeverityCounts): Health {
  const { error, warning } = counts;
  const level = error > 0 ? 'error' : warning > 0 ? 'warning' : 'good';
  const parts = level === 'good' ? ['Healthy', ...partsOf(counts, ['note'])] : partsOf(counts, ['error', 'warning']);
  return { level, text: withFollowing(parts.join(' · '), counts) };
}

/** "1 error · 2 notes and 3 consequences": the same with the notes counted, as a heading of a list with notes in it. */
export function findingsTitle(counts: SeverityCounts): string {
  return healthText(counts).level === 'good' ? healthText(counts).text : withFollowing(partsOf(counts).join(' · '), counts);
}

/** "1 + 3": findings, and those that only follow from them. */
export const countText = (causes: number, following: number): string =>
  following === 0 ? grouped(causes) : `${grouped(causes)} + ${grouped(following)}`;

/** "2 errors, 1 note → 1 note". */
export const fewerText = (before: SeverityCounts, after: SeverityCounts): string => `${severitiesText(before)} → ${severitiesText(after)}`;

/** Said behind what the checks find in a rebuilt disk; null if no place in it is a guess. Checks do not look at what files hold. */
export const guessedText = (guesses: number, places: number): string | null =>
  guesses === 0
    ? null
    : `${grouped(guesses)} of ${plural(places, 'place')} ${guesses === 1 ? 'is a guess' : 'are guesses'}; the checks cannot tell whether ${guesses === 1 ? 'it is' : 'they are'} right.`;
