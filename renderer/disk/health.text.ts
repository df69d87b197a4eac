/** A disk's health in a few words. */
import type { Severity } from '../../shared/findings';
import { plural } from '../../shared/text/numbers';

export type Health = { readonly level: 'good' | 'warning' | 'error'; readonly text: string };

/** "2 errors · 1 warning", "Healthy · 3 notes". */
export function healthText({ error, warning, note }: Readonly<Record<Severity, number>>): Health {
  const parts = [error > 0 ? plural(error, 'error') : '', warning > 0 ? plural(warning, 'warning') : ''].filter((part) => part !== '');
  if (parts.length > 0) return { level: error > 0 ? 'error' : 'warning', text: parts.join(' · ') };
  return { level: 'good', text: note > 0 ? `Healthy · ${plural(note, 'note')}` : 'Healthy' };
}
