/** Starts a job in a thread of its own, reports its progress, and pauses or cancels it. */
import { Worker } from 'node:worker_threads';
import type { JobEnd, JobPhase, JobSummary } from '../../shared/jobs';
import type { FoundPart } from '../../shared/find/found';
import type { ScanPart } from '../../shared/views';
import { cancel, newCounts, pause, resume, WORD, type Control } from '../io/bulk/control';
import type { JobTask } from './tasks';

export type WorkerData =
  | {
      readonly role: 'job';
      readonly task: JobTask;
      readonly words: Int32Array;
      readonly done: BigInt64Array;
      readonly helpers: 0 | 1;
      readonly entry: string;
      readonly inBackground: boolean;
    }
  | { readonly role: 'helper'; readonly control: Control; readonly inBackground: boolean };

type Message =
  | { readonly kind: 'phase'; readonly phase: JobPhase }
  | { readonly kind: 'part'; readonly part: ScanPart }
  | { readonly kind: 'found'; readonly part: FoundPart }
  | { readonly kind: 'end'; readonly end: JobEnd<JobSummary> };

export type JobOptions = {
  /** Path of the built worker (out/worker/worker.cjs). */
  readonly worker: string;
  /** 0 on a machine with one core. */
  readonly helpers: 0 | 1;
  /** Gives way to other users of the processor, if the system can do that for a single thread. */
  readonly inBackground?: boolean;
  /** Called at most ten times a second, and at every new phase. */
  readonly report: (phase: JobPhase) => void;
  /** For a scan: gets what was found since the last call, a few times a second. */
  readonly part?: (part: ScanPart) => void;
  /** For a search of the window: gets the hits since the last call, a few times a second. */
  readonly found?: (part: FoundPart) => void;
};

export type Job = {
  /** Never rejects; settles when everything is closed and cleaned up. */
  readonly end: Promise<JobEnd<JobSummary>>;
  /** A request to end; may be called any number of times. */
  cancel(): void;
  /** Its threads sleep after finishing their current pieces; its files stay open. Nothing is reported until it is resumed. */
  pause(): void;
  resume(): void;
};

const REPORT_MS = 100;
/** A job that makes no file has nothing to tidy up: if it does not stop in this time, its thread is terminated. */
const PATIENCE_MS = 150;
/**
 * Node may never end a thread that has nothing left to do: each of the two waits for the other (nodejs/node#54918). By then
 * the thread has closed its files, and after this time nobody waits for it.
 */
const MAX_ENDING_MS = 2000;
/** Room for the block map of the largest disk, and little for garbage. */
const LIMITS = { maxYoungGenerationSizeMb: 2, maxOldGenerationSizeMb: 96 };

let left = 0;
/**
 * The number of threads that had nothing left to do and did not end. The program would wait for them on exit, so it must be
 * ended by force.
 */
export const threadsLeft = (): number => left;

export function startJob(task: JobTask, { worker, helpers, inBackground = false, report, part, found }: JobOptions): Job {
  const words = new Int32Array(new SharedArrayBuffer(64));
  const done = newCounts();
  const data: WorkerData = { role: 'job', task, words, done, helpers, entry: worker, inBackground };
  const thread = new Worker(worker, {
    workerData: data,
    resourceLimits: LIMITS,
  });
  let phase: JobPhase | null = null;
  let settle: (end: JobEnd<JobSummary>) => void = () => {};
  const end = new Promise<JobEnd<JobSummary>>((resolve) => {
    settle = resolve;
  });
  const look = (): void => {
    if (phase !== null) report({ ...phase, doneBytes: Math.min(phase.totalBytes, Number(Atomics.load(done, 0))) });
  };
  let timer = setInterval(look, REPORT_MS);
  let isOver = false;
  const over = (state: JobEnd<JobSummary>): void => {
    isOver = true;
    clearInterval(timer);
    settle(state);
  };
  let last: JobEnd<JobSummary> | null = null;
  const lastOr = (text: string): JobEnd<JobSummary> => {
    const cancelled = Atomics.load(words, WORD.cancel) !== 0;
    return last ?? (cancelled ? { kind: 'cancelled' } : { kind: 'failed', error: { kind: 'internal', text } });
  };
  let ending: NodeJS.Timeout | null = null;
  const endSoon = (): void => {
    ending ??= setTimeout(() => {
      left += 1;
      thread.once('exit', () => {
        left -= 1;
      });
      void thread.terminate();
      over(lastOr('the thread did not end'));
    }, MAX_ENDING_MS).unref();
  };
  thread.on('message', (message: Message) => {
    if (message.kind === 'end') {
      last = message.end;
      endSoon();
    } else if (message.kind === 'part') part?.(message.part);
    else if (message.kind === 'found') found?.(message.part);
    else {
      phase = message.phase;
      report(phase);
    }
  });
  thread.once('error', (cause: unknown) => {
    last ??= isOutOfMemory(cause)
      ? { kind: 'failed', error: { kind: 'job-too-large' } }
      : { kind: 'failed', error: { kind: 'internal', text: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) } };
  });
  thread.once('exit', () => {
    if (ending !== null) clearTimeout(ending);
    over(lastOr('the thread ended early'));
  });
  return {
    end,
    cancel: () => {
      cancel({ words });
      if ('output' in task) return;
      const end = (): void => {
        void thread.terminate();
        endSoon();
      };
      setTimeout(end, PATIENCE_MS).unref();
    },
    pause: () => {
      clearInterval(timer);
      pause({ words });
    },
    resume: () => {
      clearInterval(timer);
      if (last === null && !isOver) timer = setInterval(look, REPORT_MS);
      resume({ words });
    },
  };
}

/** The thread exceeded its memory limit and was ended for it; the program goes on. */
const isOutOfMemory = (cause: unknown): boolean => cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
