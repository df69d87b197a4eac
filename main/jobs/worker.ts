/**
 * Entry of the threads that do long work, for window and command line alike. The same file is the job's own thread and its
 * helper: which of them it is, it is told when it starts. A helper never loads what only the job needs.
 */
import { platform, setPriority } from 'node:os';
import { isMainThread, workerData } from 'node:worker_threads';
import { helperLoop } from '../io/bulk/workers';
import type { WorkerData } from './startJob';

/** Between ordinary and lowest, so that a busy machine still gets on with the job. */
const BACKGROUND = 10;

/** Linux counts this for the thread that asks; elsewhere it would be the whole program. */
function stepAside(): void {
  if (platform() === 'linux') setPriority(BACKGROUND);
}

const data = workerData as WorkerData | null;
if (!isMainThread && data !== null) {
  if (data.inBackground) stepAside();
  if (data.role === 'helper') helperLoop(data.control);
  else void import('./jobThread').then(({ jobThread }) => jobThread(data));
}
