/** The sheet that makes a new disk from the one that is shown: what is chosen so far. Commands act; this only holds. */
import type { StateCreator } from 'zustand';
import type { BoundaryError } from '../../shared/errors';
import type { JobStartError } from '../../shared/jobList';
import { fileTypeOf, type Wishes } from '../kernels/making';
import type { PlaceDraft } from '../kernels/place';
import type { Store } from './store';

export type Making = Wishes & {
  readonly place: PlaceDraft | null;
  readonly isStarting: boolean;
  /** Why it was not begun. */
  readonly refusal: JobStartError | BoundaryError | null;
};

const NEW: Making = {
  operation: 'compact',
  flattenTo: 'dynamic',
  ancestors: 1,
  sizeText: '',
  unit: 'GiB',
  place: null,
  isStarting: false,
  refusal: null,
};

export type MakingSlice = {
  readonly making: Making;
  resetMaking(change: Partial<Making>): void;
  /** A refusal is about what was asked for; a place is one for files of one kind. */
  changeMaking(change: Partial<Making>): void;
};

export const makingSlice: StateCreator<Store, [], [], MakingSlice> = (set, get) => ({
  making: NEW,
  resetMaking: (change) => set({ making: { ...NEW, ...change } }),
  changeMaking: (change) => {
    const before = get().making;
    const after = { ...before, refusal: null, ...change };
    set({ making: fileTypeOf(before) === fileTypeOf(after) ? after : { ...after, place: null } });
  },
});
