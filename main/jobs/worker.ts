/**
 * Entry of the threads that do long work, for window and command line alike. The same file runs as the job's own thread and
 * as its helper; the start data says which. A helper never loads what only the job needs.
 */
import { platform, setPriority } from 'node:os';
import { isMainThread, workerData } from 'node:worker_threads';
import { helperLoop } from '../io/bulk/workers';
import type { WorkerData } from './startJob';

/** A priority between ordinary and lowest, so that a busy machine still gets on with the job. */
const BACKGROUND = 10;

/** On Linux the priority is that of the calling thread; elsewhere it would be that of the whole program. */
function stepAside(): void {
  if (platform() === 'linux') setPriority(BACKGROUND);
}

const data = workerData as WorkerData | null;
if (!isMainThread && data !== null) {
  if (data.inBackground) stepAside();
  if (data.role === 'helper') helperLoop(data.control);
  else void import('./jobThread').then(({ jobThread }) => jobThread(data));
}
