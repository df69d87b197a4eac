/** What a list says of a disk that was open before. */
import type { RecentView } from '../../shared/settings';
import { whenText } from './when.text';

const HEALTH = { good: 'healthy', warning: 'warnings', error: 'errors' } as const;

/** Of a disk for which changes wait that were never saved: opening it offers them. */
export const DRAFT_KEPT = 'Unsaved changes are kept';

/** Its kind and size, how healthy it was, and when that was. */
export function recentSummary({ kind, summary, health, opened, missing }: RecentView, now: Date): string {
  if (missing) return 'Not found';
  // Nothing was looked for in what is no disk.
  const facts = kind === 'bytes' ? [summary] : [summary, HEALTH[health]];
  return [...facts, whenText(opened, now)].join(' · ');
}
