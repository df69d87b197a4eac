/** The window's long jobs, as main tells of them. Commands act; this only holds. */
import type { StateCreator } from 'zustand';
import type { JobView } from '../../shared/jobList';
import type { Store } from './store';

export type JobsSlice = {
  readonly jobs: readonly JobView[];
  noteJobs(jobs: readonly JobView[]): void;
};

export const jobsSlice: StateCreator<Store, [], [], JobsSlice> = (set) => ({
  jobs: [],
  noteJobs: (jobs) => set({ jobs }),
});
