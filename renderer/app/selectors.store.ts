/** What is derived from the store's state. */
import type { Finding } from '../../shared/findings';
import type { ImageView } from '../../shared/views';
import type { OpenDisk, Selection, WindowState } from './state';
import { shownIn } from './store';

export const selectView = (state: WindowState): ImageView | null => shownIn(state)?.view ?? null;

const NO_FINDINGS: readonly Finding[] = [];
export const selectFindings = (state: WindowState): readonly Finding[] => selectView(state)?.findings ?? NO_FINDINGS;

/** The bytes that the copy commands copy: the selection, else the byte at the cursor. */
export const selectedBytes = ({ cursor, selection }: Pick<OpenDisk, 'cursor' | 'selection'>): Selection =>
  selection ?? { ...cursor, bytes: 1 };
