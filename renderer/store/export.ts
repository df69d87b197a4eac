/** The sheet that exports: what is described so far. Commands act; this only holds. */
import type { StateCreator } from 'zustand';
import type { BoundaryError } from '../../shared/errors';
import type { JobStartError } from '../../shared/jobList';
import { NEW_EXPORT, type ExportDraft } from '../kernels/exportDraft';
import type { Store } from './store';

export type ExportSlice = {
  readonly exporting: ExportDraft;
  /** Why the job was not begun; about what was asked for, gone as soon as that changes. */
  readonly exportError: JobStartError | BoundaryError | null;
  resetExport(draft?: Partial<ExportDraft>): void;
  changeExport(change: Partial<ExportDraft>): void;
  failExport(error: JobStartError | BoundaryError): void;
};

export const exportSlice: StateCreator<Store, [], [], ExportSlice> = (set) => ({
  exporting: NEW_EXPORT,
  exportError: null,
  resetExport: (draft = {}) => set({ exporting: { ...NEW_EXPORT, ...draft }, exportError: null }),
  changeExport: (change) => set(({ exporting }) => ({ exporting: { ...exporting, ...change }, exportError: null })),
  failExport: (exportError) => set({ exportError }),
});
