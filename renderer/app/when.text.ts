/** When something was, in one way everywhere: 24 hours and the year first, as the fields of a disk have it; and how long ago. */
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
// Swedish dates are those of ISO 8601.
const DATE = new Intl.DateTimeFormat('sv-SE');

/** "16:32", where the user is. */
export const clockText = (date: Date): string => CLOCK.format(date);
/** "2026-11-29", where the user is. */
export const dateText = (date: Date): string => DATE.format(date);

const DAY = 86_400_000;
const MINUTE = 60_000;

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** "just now", "14:02", "yesterday", "3 days ago", then the date. `iso` is ISO 8601 UTC; local days count. */
export function whenText(iso: string, now: Date): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return 'some time ago';
  if (Math.abs(now.getTime() - then.getTime()) < 2 * MINUTE) return 'just now';
  const days = Math.round((startOfDay(now) - startOfDay(then)) / DAY);
  if (days <= 0) return clockText(then);
  if (days === 1) return 'yesterday';
  return days < 7 ? `${days} days ago` : dateText(then);
}
