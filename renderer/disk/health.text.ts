/** A disk's health in a few words. */
import type { SeverityCounts } from '../../shared/findingList';
import { grouped, plural } from '../../shared/text/numbers';
import { withFollowing } from '../../shared/text/severities';

export type Health = { readonly level: 'good' | 'warning' | 'error'; readonly text: string };

/** "2 errors · 1 warning", "1 error and 3 consequences", "Healthy · 3 notes". */
export function healthText(counts: SeverityCounts): Health {
  const { error, warning, note } = counts;
  const parts = [error > 0 ? plural(error, 'error') : '', warning > 0 ? plural(warning, 'warning') : ''].filter((part) => part !== '');
  if (parts.length > 0) return { level: error > 0 ? 'error' : 'warning', text: withFollowing(parts.join(' · '), counts) };
  return { level: 'good', text: note > 0 ? `Healthy · ${plural(note, 'note')}` : 'Healthy' };
}

/** "1 + 3": findings, and those that only follow from them. */
export const countText = (causes: number, following: number): string =>
  following === 0 ? grouped(causes) : `${grouped(causes)} + ${grouped(following)}`;

/** "1 error · 2 notes and 3 consequences", as a heading of a list with notes in it. */
export function findingsTitle(counts: SeverityCounts): string {
  const { error, warning, note } = counts;
  if (error + warning === 0 || note === 0) return healthText(counts).text;
  const parts = [error > 0 ? plural(error, 'error') : '', warning > 0 ? plural(warning, 'warning') : '', plural(note, 'note')];
  return withFollowing(parts.filter((part) => part !== '').join(' · '), counts);
}
