/** What the desktop is told of long jobs: progress on the window's icon, and that this is no time to fall asleep. */
import { BrowserWindow, powerSaveBlocker, webContents } from 'electron';
import { isActive, type JobView } from '../shared/jobList';
import { send } from './ipc/broadcast';

/** A share of 1 over all that runs; -1 takes the bar away, 2 says that nobody knows how long. */
function shareOf(jobs: readonly JobView[]): number {
  const active = jobs.filter(isActive);
  if (active.length === 0) return -1;
  const phases = active.flatMap(({ state }) => (state.kind === 'running' && state.phase !== null ? [state.phase] : []));
  const total = phases.reduce((sum, { totalBytes }) => sum + totalBytes, 0);
  return total === 0 ? 2 : phases.reduce((sum, { doneBytes }) => sum + doneBytes, 0) / total;
}

export type JobNotices = {
  show(window: number, jobs: readonly JobView[]): void;
  /** While files are being made the system stays awake. */
  keepAwake(busy: boolean): void;
};

export function createJobNotices(): JobNotices {
  let blocker: number | null = null;
  return {
    show: (window, jobs) => {
      const contents = webContents.fromId(window);
      if (contents === undefined || contents.isDestroyed()) return;
      send(contents, 'job/list', { jobs });
      BrowserWindow.fromWebContents(contents)?.setProgressBar(shareOf(jobs));
    },
    keepAwake: (busy) => {
      if (busy && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension');
      if (!busy && blocker !== null) {
        powerSaveBlocker.stop(blocker);
        blocker = null;
      }
    },
  };
}
