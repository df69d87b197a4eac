/** The window's long jobs, as main tells of them, and whether their list is open. Commands act; this only holds. */
import type { StateCreator } from 'zustand';
import type { JobView } from '../../shared/jobList';
import { endedSince, spokenOf } from '../kernels/jobs';
import { endText, spokenText } from '../text/jobs';
import type { Store } from './store';

export type JobsSlice = {
  readonly jobs: readonly JobView[];
  readonly jobsOpen: boolean;
  /** What was last said of them, for those who do not see the bars. */
  readonly jobsSpoken: string;
  noteJobs(jobs: readonly JobView[]): void;
  setJobsOpen(open: boolean): void;
};

export const jobsSlice: StateCreator<Store, [], [], JobsSlice> = (set, get) => ({
  jobs: [],
  jobsOpen: false,
  jobsSpoken: '',
  /** What a toast told stands in the list. */
  setJobsOpen: (open) => {
    const { toast } = get();
    const isToldThere = open && toast !== null && toast.action !== null && toast.action !== 'undo-save';
    set({ jobsOpen: open, ...(isToldThere ? { toast: null } : {}) });
  },
  /** With the list open the end is seen there; else a toast tells of it. */
  noteJobs: (jobs) => {
    const { jobs: before, jobsOpen, jobsSpoken } = get();
    const spoken = spokenOf(before, jobs).map(spokenText).join(' ');
    const ended = jobsOpen ? undefined : endedSince(before, jobs).at(-1);
    set({
      jobs,
      jobsSpoken: spoken === '' ? jobsSpoken : spoken,
      ...(ended === undefined ? {} : { toast: { text: endText(ended), action: { job: ended.id } } }),
    });
  },
});
