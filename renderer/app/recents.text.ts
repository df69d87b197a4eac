/** What a list says about a disk that was open before. */
import type { RecentView } from '../../shared/settings';
import { whenText } from './when.text';

const HEALTH = { good: 'healthy', warning: 'warnings', error: 'errors' } as const;

/** For a disk with changes that were never saved: opening it offers them. */
export const DRAFT_KEPT = 'Unsaved changes are kept';

/** The disk's kind and size, how healthy it was, and when it was last open. */
export function recentSummary({ kind, summary, health, opened, missing }: RecentView, now: Date): string {
  if (missing) return 'Not found';
  // A file that was opened as bytes was not checked.
  const facts = kind === 'bytes' ? [summary] : [summary, HEALTH[health]];
  return [...facts, whenText(opened, now)].join(' · ');
}
