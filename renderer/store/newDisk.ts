/** The sheet that creates a disk: what is described so far, and how far the writing is. Commands act; this only holds. */
import type { StateCreator } from 'zustand';
import type { BoundaryError, NewDiskError } from '../../shared/errors';
import type { NewDiskProgress } from '../../shared/newDisk';
import { NEW_DRAFT, type Draft } from '../kernels/newDiskDraft';
import type { Store } from './store';

/** In a narrow window the parts come one after another. */
export const STEPS = ['kind', 'size', 'place'] as const;
export type Step = (typeof STEPS)[number];

export type Writing =
  | { readonly kind: 'idle' }
  /** Null until main tells how far it is. */
  | { readonly kind: 'writing'; readonly progress: NewDiskProgress | null; readonly isStopping: boolean }
  | { readonly kind: 'failed'; readonly error: NewDiskError | BoundaryError };

export type NewDiskSlice = {
  readonly draft: Draft;
  readonly step: Step;
  readonly writing: Writing;
  /** Forgets the last description. */
  resetNewDisk(): void;
  changeDraft(change: Partial<Draft>): void;
  setStep(step: Step): void;
  setWriting(writing: Writing): void;
  noteProgress(progress: NewDiskProgress): void;
};

export const newDiskSlice: StateCreator<Store, [], [], NewDiskSlice> = (set, get) => ({
  draft: NEW_DRAFT,
  step: 'kind',
  writing: { kind: 'idle' },

  resetNewDisk: () => set({ draft: NEW_DRAFT, step: 'kind', writing: { kind: 'idle' } }),
  /** A failure is about what was asked for; once that changes it has nothing to say any more. */
  changeDraft: (change) => {
    const { draft, writing } = get();
    set({ draft: { ...draft, ...change }, writing: writing.kind === 'failed' ? { kind: 'idle' } : writing });
  },
  setStep: (step) => set({ step }),
  setWriting: (writing) => set({ writing }),
  noteProgress: (progress) => {
    const { writing } = get();
    if (writing.kind === 'writing') set({ writing: { ...writing, progress } });
  },
});
