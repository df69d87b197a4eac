/** What is derived from the store's state. */
import type { Finding, Severity } from '../../shared/findings';
import type { ImageView } from '../../shared/views';
import type { OpenDisk, Selection, WindowState } from './state';
import { shownIn } from './store';

export const selectView = (state: WindowState): ImageView | null => shownIn(state)?.view ?? null;

const NO_FINDINGS: readonly Finding[] = [];
export const selectFindings = (state: WindowState): readonly Finding[] => selectView(state)?.findings ?? NO_FINDINGS;

export const countBySeverity = (findings: readonly Finding[]): Readonly<Record<Severity, number>> => {
  const counts = { error: 0, warning: 0, note: 0 };
  for (const { severity } of findings) counts[severity] += 1;
  return counts;
};

/** The bytes that the copy commands copy: the selection, else the byte at the cursor. */
export const selectedBytes = ({ cursor, selection }: Pick<OpenDisk, 'cursor' | 'selection'>): Selection =>
  selection ?? { ...cursor, bytes: 1 };
