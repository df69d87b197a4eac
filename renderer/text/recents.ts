/** What a list says of a disk that was open before. */
import type { RecentView } from '../../shared/settings';
import { whenText } from './when';

const HEALTH = { good: 'healthy', warning: 'warnings', error: 'errors' } as const;

/** Its kind and size, how healthy it was, and when that was. */
export const recentSummary = ({ summary, health, opened, missing }: RecentView, now: Date): string =>
  missing ? 'Not found' : `${summary} · ${HEALTH[health]} · ${whenText(opened, now)}`;
