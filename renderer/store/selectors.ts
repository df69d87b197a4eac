/** Everything derived from the store's state. */
import type { Finding, Severity } from '../../shared/findings';
import type { ImageView } from '../../shared/views';
import type { Disk } from '../kernels/translate';
import type { Store } from './store';

const openOf = (state: Store): Disk | null => (state.disk.kind === 'open' ? state.disk : null);

/** The open image with its block table, null when none is open. The same object while nothing changed. */
export const selectDisk = (state: Store): Disk | null => openOf(state);
export const selectView = (state: Store): ImageView | null => openOf(state)?.view ?? null;

const NO_FINDINGS: readonly Finding[] = [];
export const selectFindings = (state: Store): readonly Finding[] => selectView(state)?.findings ?? NO_FINDINGS;

export const countBySeverity = (findings: readonly Finding[]): Readonly<Record<Severity, number>> => {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
};

/** Bytes the copy commands work on: the selection, else the byte at the cursor. */
export const selectedBytes = ({
  cursor,
  selection,
}: Pick<Store, 'cursor' | 'selection'>): { readonly space: 'file' | 'disk'; readonly at: number; readonly bytes: number } =>
  selection ?? { space: cursor.space, at: cursor.at, bytes: 1 };
