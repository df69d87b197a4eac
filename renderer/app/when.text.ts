/** Times in one form everywhere (24 hours, the year first, as in a disk's fields), and how long ago they were. */
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
// The Swedish locale writes dates as ISO 8601 does.
const DATE = new Intl.DateTimeFormat('sv-SE');

/** "16:32", in the user's time zone. */
export const clockText = (date: Date): string => CLOCK.format(date);
/** "2026-11-29", in the user's time zone. */
export const dateText = (date: Date): string => DATE.format(date);

const DAY = 86_400_000;
const MINUTE = 60_000;

const startOfDay = (date: Date): number => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();

/** "just now", "14:02", "yesterday", "3 days ago", then the date. `iso` is ISO 8601 UTC; days are the user's local days. */
export function whenText(iso: string, now: Date): string {
  const then = new Date(iso);
  if (Number.isNaN(then.getTime())) return 'some time ago';
  if (Math.abs(now.getTime() - then.getTime()) < 2 * MINUTE) return 'just now';
  const days = Math.round((startOfDay(now) - startOfDay(then)) / DAY);
  if (days <= 0) return clockText(then);
  if (days === 1) return 'yesterday';
  return days < 7 ? `${days} days ago` : dateText(then);
}
