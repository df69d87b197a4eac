/** Tells the desktop about files that are being made: shows progress on the window's icon, and keeps the machine from sleeping. */
import { BrowserWindow, powerSaveBlocker, webContents } from 'electron';
import { isActive, progressOf, type JobView } from '../shared/jobList';
import type { NewDiskProgress } from '../shared/newDisk';
import { send } from './ipc/broadcast';

/** Electron's values for no progress bar, and for one of unknown length. */
const NO_BAR = -1;
const UNKNOWN = 2;

/**
 * What a window is working on. `creating`: progress of a new disk; undefined when none is made, null before its writer has
 * reported anything.
 */
type Busy = { readonly jobs: readonly JobView[]; readonly creating: NewDiskProgress | null | undefined };
const IDLE: Busy = { jobs: [], creating: undefined };

/** The share that is done, from 0 to 1: the mean of everything that runs. */
function shareOf({ jobs, creating }: Busy): number {
  const shares = jobs.flatMap((job) =>
    job.state.kind === 'running' || job.state.kind === 'paused' ? [progressOf(job, job.state)?.share ?? null] : [],
  );
  if (creating !== undefined) shares.push(creating === null || creating.totalBytes === 0 ? null : creating.doneBytes / creating.totalBytes);
  const known = shares.filter((share) => share !== null);
  if (known.length > 0) return known.reduce((sum, share) => sum + share, 0) / known.length;
  return shares.length > 0 || jobs.some(isActive) ? UNKNOWN : NO_BAR;
}

/** Nothing moves, because the user paused it. */
const isPaused = ({ jobs, creating }: Busy): boolean => {
  const active = jobs.filter(isActive);
  return creating === undefined && active.length > 0 && active.every(({ state }) => state.kind === 'paused');
};

const makes = ({ jobs, creating }: Busy): boolean => creating !== undefined || jobs.some((job) => job.target !== null && isActive(job));

export type JobNotices = {
  /** Also sends them to the window's page. */
  showJobs(window: number, jobs: readonly JobView[]): void;
  /** `undefined`: no disk is being created any more. */
  showCreating(window: number, progress: NewDiskProgress | null | undefined): void;
};

export function createJobNotices(): JobNotices {
  const busy = new Map<number, Busy>();
  let blocker: number | null = null;
  const keepAwake = (isWanted: boolean): void => {
    if (isWanted && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
    if (!isWanted && blocker !== null) {
      powerSaveBlocker.stop(blocker);
      blocker = null;
    }
  };
  const note = (window: number, change: Partial<Busy>): Electron.WebContents | null => {
    const now = { ...(busy.get(window) ?? IDLE), ...change };
    if (shareOf(now) === NO_BAR) busy.delete(window);
    else busy.set(window, now);
    keepAwake([...busy.values()].some(makes));
    const contents = webContents.fromId(window);
    if (contents === undefined || contents.isDestroyed()) return null;
    BrowserWindow.fromWebContents(contents)?.setProgressBar(shareOf(now), isPaused(now) ? { mode: 'paused' } : undefined);
    return contents;
  };
  return {
    showJobs: (window, jobs) => {
      const contents = note(window, { jobs });
      if (contents !== null) send(contents, 'job/list', { jobs });
    },
    showCreating: (window, creating) => void note(window, { creating }),
  };
}
