/** The sheet that makes a disk from a raw image: what is described so far. Commands act; this only holds. */
import type { StateCreator } from 'zustand';
import type { BoundaryError } from '../../shared/errors';
import type { JobStartError } from '../../shared/jobList';
import { NEW_IMPORT, type ImportDraft } from '../kernels/importDraft';
import type { Store } from './store';

export type ImportSlice = {
  readonly importing: ImportDraft;
  readonly importError: JobStartError | BoundaryError | null;
  resetImport(): void;
  changeImport(change: Partial<ImportDraft>): void;
  failImport(error: JobStartError | BoundaryError): void;
};

export const importSlice: StateCreator<Store, [], [], ImportSlice> = (set) => ({
  importing: NEW_IMPORT,
  importError: null,
  resetImport: () => set({ importing: NEW_IMPORT, importError: null }),
  changeImport: (change) => set(({ importing }) => ({ importing: { ...importing, ...change }, importError: null })),
  failImport: (importError) => set({ importError }),
});
