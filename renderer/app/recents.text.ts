/** What a list says of a disk that was open before. */
import type { RecentView } from '../../shared/settings';
import { whenText } from './when.text';

const HEALTH = { good: 'healthy', warning: 'warnings', error: 'errors' } as const;

/** Its kind and size, how healthy it was, and when that was. */
export function recentSummary({ kind, summary, health, opened, missing }: RecentView, now: Date): string {
  if (missing) return 'Not found';
  // Nothing was looked for in what is no disk.
  const facts = kind === 'bytes' ? [summary] : [summary, HEALTH[health]];
  return [...facts, whenText(opened, now)].join(' · ');
}
