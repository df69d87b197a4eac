/**
 * The long jobs of every window: a few run at a time, each in threads of its own; the others wait. Failed jobs stay in the
 * list until they are dismissed, successful ones while they are among the last ten. A paused job lets the next waiting one
 * run. When it is resumed it runs at once, besides those that run by then, because the user wants it now.
 */
import type { JobEnd, JobError, JobPhase, JobSummary, PhaseName } from '../../../shared/jobs';
import {
  type JobPart,
  canPause,
  isActive,
  type JobId,
  type JobOp,
  type JobOutcome,
  type JobView,
  type JobViewState,
} from '../../../shared/jobList';
import { err, ok, type Result } from '../../../shared/result';
import type { FileTicket } from '../../../shared/views';
import type { JobTask } from '../../jobs/tasks';
import type { Job } from '../../jobs/startJob';
import { createRateMeter, type RateMeter } from './jobRate';
import type { WindowId } from '../app/tickets';

export type JobWorld = {
  readonly run: (task: JobTask, report: (phase: JobPhase) => void) => Job;
  /** Milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly issue: (window: WindowId, path: string) => FileTicket;
  /** Called when something in this window's list has changed. */
  readonly tell: (window: WindowId, jobs: readonly JobView[]) => void;
  /** Called after a job's file has its name, to write files beside it. Returns what went wrong. */
  readonly finish: (what: JobWhat, summary: JobSummary) => Promise<string | null>;
  /** Logs a bug. */
  readonly crash: (where: string, cause: unknown) => string;
};

export type JobWhat = {
  readonly op: JobOp;
  readonly source: string;
  readonly part: JobPart | null;
  /** The new file's path; null when no file is made. */
  readonly target: string | null;
  readonly task: JobTask;
  /** The digest goes into a file beside the new one. */
  readonly sidecar: boolean;
  /** As in JobView. */
  readonly asSaved?: boolean;
};

export type Jobs = {
  start(window: WindowId, what: JobWhat): Result<JobId, JobRefusal>;
  cancel(window: WindowId, id: JobId): void;
  /** Pauses a running job that only reads. Its files stay open. */
  pause(window: WindowId, id: JobId): void;
  resume(window: WindowId, id: JobId): void;
  /** Starts a failed or cancelled job again from the beginning. `agreed`: the user agreed to what the failure says of the new file. */
  retry(window: WindowId, id: JobId, agreed?: boolean): Result<null, JobRefusal>;
  /** Removes a job that has ended from the list. */
  dismiss(window: WindowId, id: JobId): void;
  list(window: WindowId): readonly JobView[];
  /** Jobs of every window that have files open. */
  underWay(): readonly JobUnderWay[];
  /** The number of unfinished jobs that make a file, of one window or of all. */
  newFiles(window: WindowId | null): number;
  /** Cancels unfinished jobs; null when there are none, else resolves when everything is cleaned up. */
  cancelAll(window: WindowId | null): Promise<unknown> | null;
  /** Called when the window is gone: cancels its unfinished jobs and forgets its list. */
  forget(window: WindowId): void;
};

export type JobRefusal = { readonly kind: 'too-many' | 'target-taken' };

export type JobUnderWay = {
  readonly op: JobOp;
  /** Name of the disk that the job reads. */
  readonly source: string;
  /** Paths of the files that it was told to read. */
  readonly files: readonly string[];
  readonly isPaused: boolean;
  /** Resolves when the job has ended and closed them. */
  readonly ended: Promise<void>;
};

type Entry = {
  readonly id: JobId;
  readonly window: WindowId;
  what: JobWhat;
  state: JobViewState;
  job: Job | null;
  /** Replaced after a pause: the time that passed says nothing about the speed. */
  meter: RateMeter;
  done: Promise<void>;
};

const AT_ONCE = 3;
const KEPT_DONE = 10;
const MAX_ACTIVE = 64;

export function createJobs(world: JobWorld): Jobs {
  let entries: Entry[] = [];
  const of = (window: WindowId, id: JobId): Entry | null => entries.find((e) => e.window === window && e.id === id) ?? null;
  const list = (window: WindowId): JobView[] => entries.filter((e) => e.window === window).map(viewOf);
  const change = (entry: Entry, state: JobViewState): void => {
    entry.state = state;
    world.tell(entry.window, list(entry.window));
  };
  const running = (): number => entries.filter(({ job, state }) => job !== null && state.kind !== 'paused').length;

  const next = (): void => {
    while (running() < AT_ONCE) {
      const waiting = entries.find(({ state }) => state.kind === 'queued');
      if (waiting === undefined) return;
      run(waiting);
    }
  };

  const run = (entry: Entry): void => {
    entry.meter = createRateMeter();
    let passed: readonly PhaseName[] = [];
    let last: PhaseName | null = null;
    const report = (phase: JobPhase): void => {
      if (last !== null && last !== phase.name) passed = [...passed, last];
      last = phase.name;
      if (entry.state.kind === 'running') change(entry, runningState(entry.meter, phase, passed, world.now()));
      // A paused job still reports the piece it was working on.
      else if (entry.state.kind === 'paused') change(entry, { kind: 'paused', phase, passed });
    };
    entry.job = world.run(withTag(entry.what.task, world.newId()), report);
    change(entry, { kind: 'running', phase: null, passed: [], bytesPerSecond: null, secondsLeft: null });
    entry.done = entry.job.end.then(async (end) => {
      entry.job = null;
      change(entry, await endState(entry, end));
      forgetOld(entry.window);
      next();
    });
  };

  const endState = async ({ window, what }: Entry, end: JobEnd<JobSummary>): Promise<JobViewState> => {
    if (end.kind === 'cancelled') return end;
    if (end.kind === 'failed') {
      // The page knows files by their names only.
      if (end.error.kind === 'half-saved') return { kind: 'failed', error: { ...end.error, path: end.error.name } };
      if (end.error.kind !== 'internal') return end;
      return { kind: 'failed', error: { kind: 'internal', text: world.crash(what.op, end.error.text) } };
    }
    const afterwards = await world.finish(what, end.summary).catch((cause: unknown) => world.crash(what.op, cause));
    return { kind: 'done', outcome: outcomeOf(end.summary, afterwards, (path) => world.issue(window, path)) };
  };

  const forgetOld = (window: WindowId): void => {
    const done = entries.filter((e) => e.window === window && (e.state.kind === 'done' || e.state.kind === 'cancelled'));
    const old = new Set(done.slice(0, -KEPT_DONE));
    if (old.size === 0) return;
    entries = entries.filter((e) => !old.has(e));
    world.tell(window, list(window));
  };

  const cancel = (entry: Entry): void => {
    if (entry.state.kind === 'queued') change(entry, { kind: 'cancelled' });
    else if (entry.state.kind === 'running' || entry.state.kind === 'paused') {
      change(entry, { kind: 'cancelling' });
      entry.job?.cancel();
    }
  };

  const pause = (entry: Entry): void => {
    if (entry.state.kind !== 'running' || !canPause(entry.what)) return;
    const { phase, passed } = entry.state;
    entry.job?.pause();
    change(entry, { kind: 'paused', phase, passed });
    next();
  };

  const resume = (entry: Entry): void => {
    if (entry.state.kind !== 'paused') return;
    const { phase, passed } = entry.state;
    entry.meter = createRateMeter();
    change(entry, { kind: 'running', phase, passed, bytesPerSecond: null, secondsLeft: null });
    entry.job?.resume();
  };

  const cancelAll = (window: WindowId | null): Promise<unknown> | null => {
    const mine = entries.filter((e) => (window === null || e.window === window) && isActive(viewOf(e)));
    for (const entry of mine) cancel(entry);
    return mine.length === 0 ? null : Promise.all(mine.map(({ done }) => done));
  };

  /** Why no further job may begin: the window has too many, or another one writes the same file. */
  const refusal = (window: WindowId, what: JobWhat): JobRefusal | null => {
    if (list(window).filter(isActive).length >= MAX_ACTIVE) return { kind: 'too-many' };
    const path = targetOf(what);
    const isTaken = path !== null && entries.some((e) => targetOf(e.what) === path && isActive(viewOf(e)));
    return isTaken ? { kind: 'target-taken' } : null;
  };

  return {
    start: (window, what) => {
      const refused = refusal(window, what);
      if (refused !== null) return err(refused);
      const entry: Entry = {
        id: world.newId() as JobId,
        window,
        what,
        state: { kind: 'queued' },
        job: null,
        meter: createRateMeter(),
        done: Promise.resolve(),
      };
      entries.push(entry);
      world.tell(window, list(window));
      next();
      return ok(entry.id);
    },
    cancel: (window, id) => {
      const entry = of(window, id);
      if (entry !== null) cancel(entry);
    },
    pause: (window, id) => {
      const entry = of(window, id);
      if (entry !== null) pause(entry);
    },
    resume: (window, id) => {
      const entry = of(window, id);
      if (entry !== null) resume(entry);
    },
    retry: (window, id, agreed = false) => {
      const entry = of(window, id);
      if (entry === null || (entry.state.kind !== 'failed' && entry.state.kind !== 'cancelled')) return ok(null);
      const refused = refusal(window, entry.what);
      if (refused !== null) return err(refused);
      if (agreed && entry.state.kind === 'failed') entry.what = { ...entry.what, task: agreedTo(entry.what.task, entry.state.error) };
      change(entry, { kind: 'queued' });
      next();
      return ok(null);
    },
    dismiss: (window, id) => {
      const entry = of(window, id);
      if (entry === null || isActive(viewOf(entry))) return;
      entries = entries.filter((e) => e !== entry);
      world.tell(window, list(window));
    },
    list,
    underWay: () => entries.flatMap((entry) => (entry.job === null ? [] : [underWayOf(entry)])),
    newFiles: (window) =>
      entries.filter((e) => (window === null || e.window === window) && e.what.target !== null && isActive(viewOf(e))).length,
    cancelAll,
    forget: (window) => {
      void cancelAll(window)?.then(() => {
        entries = entries.filter((e) => e.window !== window);
      });
      entries = entries.filter((e) => e.window !== window || isActive(viewOf(e)));
    },
  };
}

/** The task with the user's agreement to what it was refused for. Lost blocks are never dropped from the only file that has them. */
function agreedTo(task: JobTask, { kind }: JobError): JobTask {
  if (kind === 'would-be-larger' && task.op === 'compact') return { ...task, unlessLarger: false };
  const isOfAll = task.op === 'compact' || task.op === 'defragment' || task.op === 'resize';
  const isApart = isOfAll && task.output.path !== task.source.path;
  return kind === 'drops-lost-blocks' && isApart ? { ...task, dropsLost: true } : task;
}

const viewOf = ({ id, what, state }: Entry): JobView => ({
  id,
  op: what.op,
  source: what.source,
  part: what.part,
  target: what.target,
  hashes: what.sidecar,
  ...(what.asSaved === true ? { asSaved: true } : {}),
  state,
});

const underWayOf = ({ what: { op, source, task }, state, done }: Entry): JobUnderWay => {
  const read = [task.source, ...('parent' in task ? [task.parent] : []), ...('with' in task ? [task.with] : [])];
  return { op, source, files: read.flatMap(({ path, parents }) => [path, ...parents]), isPaused: state.kind === 'paused', ended: done };
};

function runningState(meter: RateMeter, phase: JobPhase, passed: readonly PhaseName[], at: number): JobViewState {
  return { kind: 'running', phase, passed, ...meter.note(phase.name, phase.doneBytes, phase.totalBytes, at) };
}

const targetOf = ({ task }: JobWhat): string | null => ('output' in task ? task.output.path : null);

/** Gives every try a temporary name of its own. */
const withTag = (task: JobTask, id: string): JobTask =>
  'output' in task ? { ...task, output: { ...task.output, tag: id.replaceAll('-', '').slice(0, 8) } } : task;

function outcomeOf(summary: JobSummary, afterwards: string | null, issue: (path: string) => FileTicket): JobOutcome {
  if (summary.kind === 'hash') return summary;
  // Compare and search are not jobs of this list.
  if (summary.kind !== 'file') throw new Error(summary.kind);
  const { path, ...rest } = summary;
  return { ...rest, afterwards: rest.afterwards ?? afterwards, file: issue(path) };
}
