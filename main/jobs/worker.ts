/**
 * Entry of the threads that do long work, for window and command line alike. The same file is the job's own thread and its
 * helper: which of them it is, it is told when it starts.
 */
import { platform, setPriority } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { newControl, WORD, type Control } from '../io/bulk/control';
import { helperLoop, newCrew } from '../io/bulk/crew';
import { nodeFileSystem } from '../io/nodeFileSystem';
import { newContext } from './context';
import { runJob } from './runJob';
import type { WorkerData } from './startJob';

/** Between ordinary and lowest, so that a busy machine still gets on with the job. */
const BACKGROUND = 10;

/** Linux counts this for the thread that asks; elsewhere it would be the whole program. */
function stepAside(): void {
  if (platform() === 'linux') setPriority(BACKGROUND);
}

/** A helper allocates next to nothing. */
const HELPER_LIMITS = { maxYoungGenerationSizeMb: 1, maxOldGenerationSizeMb: 32 };

async function job(
  { request, words, done, helpers, inBackground }: Extract<WorkerData, { readonly role: 'job' }>,
  entry: string,
): Promise<void> {
  const control: Control = { ...newControl(), words, done };
  const helperData: WorkerData = { role: 'helper', control, inBackground };
  let helper: Worker | null = null;
  const crew = newCrew(
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
      request,
      newContext(
        crew,
        nodeFileSystem(),
        (phase) => parentPort?.postMessage({ kind: 'phase', phase }),
        (part) => parentPort?.postMessage({ kind: 'part', part }),
      ),
    );
    parentPort?.postMessage({ kind: 'end', end });
  } finally {
    crew.stop();
    // One that has not even started need not be waited for.
    if (Atomics.load(control.words, WORD.ready) === 0) await (helper as Worker | null)?.terminate();
  }
}

const data = workerData as WorkerData | null;
if (!isMainThread && data !== null) {
  if (data.inBackground) stepAside();
  if (data.role === 'helper') helperLoop(data.control);
  else void job(data, data.entry);
}
