/** The window's long jobs, as main tells of them, and whether their list is open. */
import type { JobView } from '../../shared/jobList';
import { endedSince, spokenOf } from './jobs.model';
import { endText, spokenText } from './jobs.text';
import { now, setState } from './store';
import { dismissToasts, showToast } from './toasts.store';

/** What toasts told stands in the list. */
export function setJobsOpen(isOpen: boolean): void {
  if (isOpen) dismissToasts(({ action }) => action !== null && action !== 'undo-save');
  setState(({ jobs }) => ({ jobs: { ...jobs, isOpen } }));
}

/** With the list open the end is seen there; else a toast tells of it. */
export function noteJobs(list: readonly JobView[]): void {
  const { jobs } = now();
  const spoken = spokenOf(jobs.list, list).map(spokenText).join(' ');
  setState({ jobs: { ...jobs, list, spoken: spoken === '' ? jobs.spoken : spoken } });
  if (jobs.isOpen) return;
  for (const ended of endedSince(jobs.list, list)) showToast(endText(ended), { job: ended.id });
}
