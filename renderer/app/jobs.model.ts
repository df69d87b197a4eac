/** What follows from the list of long jobs: what is announced about their progress, and the summary in the status bar. */
import { isActive, progressOf, type JobId, type JobView } from '../../shared/jobList';

/** Percent, rounded down so that 100 means done; null while it is not known. */
export function percentOf(job: JobView): number | null {
  if (job.state.kind !== 'running' && job.state.kind !== 'paused') return null;
  const progress = progressOf(job, job.state);
  return progress === null ? null : Math.floor(progress.share * 100);
}

/** What is announced about a job: start, pause, end and every quarter, but not every step. */
export type Spoken =
  | { readonly kind: 'begun' | 'paused' | 'resumed' | 'ended'; readonly job: JobView }
  | { readonly kind: 'quarter'; readonly job: JobView; readonly percent: 25 | 50 | 75 };

const byId = (jobs: readonly JobView[]): ReadonlyMap<JobId, JobView> => new Map(jobs.map((job) => [job.id, job]));

const quarterOf = (job: JobView): number => Math.floor((percentOf(job) ?? 0) / 25) * 25;

function spokenOfOne(before: JobView | undefined, job: JobView): Spoken | null {
  const was = before?.state.kind ?? 'queued';
  const { kind } = job.state;
  if (kind === 'running' && was === 'queued') return { kind: 'begun', job };
  if (kind === 'paused') return was === 'paused' ? null : { kind: 'paused', job };
  if (kind === 'running' && was === 'paused') return { kind: 'resumed', job };
  if (kind === 'failed' || kind === 'cancelled' || kind === 'done') return was === kind ? null : { kind: 'ended', job };
  if (kind !== 'running' || before === undefined) return null;
  const quarter = quarterOf(job);
  return quarter > quarterOf(before) && (quarter === 25 || quarter === 50 || quarter === 75)
    ? { kind: 'quarter', job, percent: quarter }
    : null;
}

/** What has to be announced when the list `before` has become `after`. */
export function spokenOf(before: readonly JobView[], after: readonly JobView[]): Spoken[] {
  const known = byId(before);
  return after.flatMap((job) => spokenOfOne(known.get(job.id), job) ?? []);
}

/** Jobs that were done or failed just now. A cancelled job is not reported, as the user cancelled it. */
export function endedSince(before: readonly JobView[], after: readonly JobView[]): JobView[] {
  const known = byId(before);
  return after.filter(
    ({ id, state }) => (state.kind === 'done' || state.kind === 'failed') && known.get(id)?.state.kind !== state.kind && known.has(id),
  );
}

export type Tally = {
  /** Jobs under way, paused ones included. */
  readonly running: number;
  readonly paused: number;
  readonly waiting: number;
  readonly failed: number;
  readonly done: number;
  /** The mean over all running jobs, in percent; null if it is known of none of them. */
  readonly percent: number | null;
};

export function tallyOf(jobs: readonly JobView[]): Tally {
  const count = (wanted: (job: JobView) => boolean): number => jobs.filter(wanted).length;
  const percents = jobs.map(percentOf).filter((percent) => percent !== null);
  return {
    running: count((job) => isActive(job) && job.state.kind !== 'queued'),
    paused: count(({ state }) => state.kind === 'paused'),
    waiting: count(({ state }) => state.kind === 'queued'),
    failed: count(({ state }) => state.kind === 'failed'),
    done: count(({ state }) => state.kind === 'done'),
    percent: percents.length === 0 ? null : Math.floor(percents.reduce((sum, percent) => sum + percent, 0) / percents.length),
  };
}

/** "42:07", "1:02:03", "0:04": hours only if there are any. Fractions of a second are rounded up. */
export function lastsText(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (n: number): string => String(n).padStart(2, '0');
  const minutes = Math.floor(whole / 60) % 60;
  const hours = Math.floor(whole / 3600);
  return hours === 0 ? `${minutes}:${two(whole % 60)}` : `${hours}:${two(minutes)}:${two(whole % 60)}`;
}

const RATES = ['B/s', 'kB/s', 'MB/s', 'GB/s'] as const;

/** "1.1 GB/s": in powers of ten, as drives are sold. */
export function rateText(bytesPerSecond: number): string {
  let value = bytesPerSecond;
  let unit = 0;
  while (value >= 999.5 && unit < RATES.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${value >= 9.95 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${RATES[unit]}`;
}
