/** A job's own thread: starts its helper, runs the operation, and reports on it. */
import { parentPort, Worker } from 'node:worker_threads';
import { newControl, WORD, type Control } from '../io/bulk/control';
import { newWorkers } from '../io/bulk/workers';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { newContext } from './context';
import { runJob } from './runJob';
import type { WorkerData } from './startJob';

/** A helper allocates almost nothing. */
const HELPER_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 };

export async function jobThread({
  task,
  words,
  done,
  helpers,
  inBackground,
  entry,
}: Extract<WorkerData, { readonly role: 'job' }>): Promise<void> {
  const control: Control = { ...newControl(), words, done };
  const helperData: WorkerData = { role: 'helper', control, inBackground };
  let helper: Worker | null = null;
  const workers = newWorkers(
    control,
    helpers === 0
      ? null
      : () => {
          helper = new Worker(entry, { workerData: helperData, resourceLimits: HELPER_LIMITS });
          helper.once('error', (cause: unknown) => {
            throw cause;
          });
        },
  );
  try {
    const end = await runJob(
      task,
      newContext(
        workers,
        nodeFileSystem(),
        (phase) => parentPort?.postMessage({ kind: 'phase', phase }),
        (part) => parentPort?.postMessage({ kind: 'part', part }),
        (part) => parentPort?.postMessage({ kind: 'found', part }),
      ),
    );
    parentPort?.postMessage({ kind: 'end', end });
  } finally {
    workers.stop();
    // A helper that has not even started need not be waited for.
    if (Atomics.load(control.words, WORD.ready) === 0) await (helper as Worker | null)?.terminate();
  }
}
