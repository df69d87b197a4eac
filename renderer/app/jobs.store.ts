/** The window's long jobs, as main reports them, and whether their list is open. */
import type { JobView } from '../../shared/jobList';
import { endedSince, spokenOf } from './jobs.model';
import { endText, spokenText } from './jobs.text';
import { now, setState } from './store';
import { dismissToasts, showToast } from './toasts.store';

/** Opening the list closes the toasts about jobs, since the list shows the same. */
export function setJobsOpen(isOpen: boolean): void {
  if (isOpen) dismissToasts(({ action }) => typeof action === 'object' && action !== null && 'job' in action);
  setState(({ jobs }) => ({ jobs: { ...jobs, isOpen } }));
}

/** Takes a new list from main. If the list is open the user sees there that a job ended; if not, a toast says so. */
export function noteJobs(list: readonly JobView[]): void {
  const { jobs } = now();
  const spoken = spokenOf(jobs.list, list).map(spokenText).join(' ');
  setState({ jobs: { ...jobs, list, spoken: spoken === '' ? jobs.spoken : spoken } });
  if (jobs.isOpen) return;
  for (const ended of endedSince(jobs.list, list)) showToast(endText(ended), { job: ended.id });
}
