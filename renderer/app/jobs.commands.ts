/** Long jobs: begin one, and everything the list's buttons do. */
import type { BoundaryError } from '../../shared/errors';
import type { BytesPart, JobId, JobPlace, JobStartError, JobView, JobRequest } from '../../shared/jobList';
import { api } from '../api';
import { setJobsOpen } from './jobs.store';
import { alertUser } from './modal.store';
import { showNotice } from './notice.store';
import { now, shownDisk } from './store';
import { startErrorText } from './jobErrors.text';
import { detailsText } from './jobs.text';

/** Null if the job was begun. Its source is the disk that this window shows. */
export async function startJob(request: JobRequest, target: JobPlace | null): Promise<JobStartError | BoundaryError | null> {
  const shown = shownDisk();
  if (shown === null) return { kind: 'image-closed' };
  const answer = await api['job/start']({ image: shown.view.image, request, target });
  return answer.ok ? null : answer.error;
}

export const hashDisk = (): Promise<void> => hash(null);

/** What is selected, as it is saved; without a selection the byte under the cursor is not worth a digest. */
export async function hashSelection(): Promise<void> {
  const selection = shownDisk()?.selection ?? null;
  if (selection !== null) await hash({ space: selection.space, at: selection.at, bytes: selection.bytes });
}

/** Opens the list of jobs, because the digests will appear there. */
async function hash(part: BytesPart | null): Promise<void> {
  const error = await startJob({ op: 'hash', layer: false, part }, null);
  if (error === null) setJobsOpen(true);
  else alertUser(startErrorText(error, ''));
}

export const cancelJob = async (job: JobId): Promise<void> => void (await api['job/cancel']({ job }));
export const pauseJob = async (job: JobId): Promise<void> => void (await api['job/pause']({ job }));
export const resumeJob = async (job: JobId): Promise<void> => void (await api['job/resume']({ job }));
/** `agreed`: the user agreed to what the failure says of the new file: that it is longer, or leaves lost blocks out. */
export async function retryJob({ id, target }: JobView, agreed = false): Promise<void> {
  const answer = await api['job/retry']({ job: id, agreed });
  if (!answer.ok) alertUser(startErrorText(answer.error, target ?? ''));
}

export const dismissJob = async (job: JobId): Promise<void> => void (await api['job/dismiss']({ job }));

/** Takes jobs that are done or cancelled off the list. */
export async function dismissEnded(): Promise<void> {
  const over = now().jobs.list.filter(({ state }) => state.kind === 'done' || state.kind === 'cancelled');
  await Promise.all(over.map(({ id }) => dismissJob(id)));
}

const ticketOf = ({ state }: JobView) => (state.kind === 'done' && state.outcome.kind === 'file' ? state.outcome.file.ticket : null);

/** Whether the new file is a disk that can be shown. */
export const canOpen = (job: JobView): boolean => ticketOf(job) !== null && /\.(vhd|avhd|vud)$/i.test(job.target ?? '');

/** Opens the new disk in an empty window or a new one, so that this window keeps showing the source. */
export async function openMade(job: JobView): Promise<void> {
  const ticket = ticketOf(job);
  if (ticket !== null) await api['app/openInWindow']({ ticket, run: null });
}

export async function showMade(job: JobView): Promise<void> {
  const ticket = ticketOf(job);
  if (ticket !== null) await api['app/showInFolder']({ ticket });
}

export async function copyText(text: string, notice: string): Promise<void> {
  await api['app/copyText']({ text });
  showNotice(notice);
}

export const copyDetails = (job: JobView): Promise<void> => copyText(detailsText(job), 'Copied the details');
