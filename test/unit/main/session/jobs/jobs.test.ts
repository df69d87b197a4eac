/** The list of long jobs: who runs, who waits, what stays on it. The work itself is main/jobs's, and tested there. */
import { describe, expect, it } from 'vitest';
import { createJobs, type JobWhat, type JobWorld, type Jobs } from '../../../../../main/session/jobs/jobs';
import type { JobTask } from '../../../../../main/jobs/tasks';
import type { JobEnd, JobPhase, JobSummary } from '../../../../../shared/jobs';
import type { JobId, JobView } from '../../../../../shared/jobList';
import type { OpenTicket } from '../../../../../shared/views';

const HASH: JobSummary = { kind: 'hash', bytes: 3, digests: { sha256: 'ab' } };
const FILE: JobSummary = {
  kind: 'file',
  path: '/disks/new.img',
  fileBytes: 512,
  virtualBytes: 512,
  blocks: null,
  writtenBytes: 512,
  lostSectors: 0,
  lost: [],
  hash: null,
  uniqueId: null,
  verified: true,
  afterwards: null,
};
const REQUEST: JobTask = { op: 'hash', source: { path: '/disks/a.vhd', as: 'disk', parents: [] }, algorithms: ['sha256'], layer: false };
const HASHING: JobWhat = { op: 'hash', source: 'a.vhd', part: null, target: null, task: REQUEST, sidecar: false };
const MAKING: JobWhat = { ...HASHING, op: 'export', target: 'new.img' };

const OUTPUT = { path: '/d/n.img', publish: { kind: 'new' }, tag: '', full: false, hash: [], verify: true, salvage: false } as const;

type Thread = {
  readonly task: JobTask;
  cancelled: boolean;
  paused: boolean;
  report(phase: JobPhase): void;
  end(end: JobEnd<JobSummary>): Promise<void>;
};

/** Jobs whose threads do what the test says. */
function startedJobs(more: Partial<JobWorld> = {}): {
  readonly jobs: Jobs;
  readonly threads: Thread[];
  readonly told: (readonly JobView[])[];
} {
  const threads: Thread[] = [];
  const told: (readonly JobView[])[] = [];
  let clock = 0;
  let ids = 0;
  const jobs = createJobs({
    run: (task, report) => {
      let settle: (end: JobEnd<JobSummary>) => void = () => {};
      const ended = new Promise<JobEnd<JobSummary>>((resolve) => {
        settle = resolve;
      });
      const thread: Thread = {
        task,
        cancelled: false,
        paused: false,
        report,
        end: async (end) => {
          settle(end);
          await new Promise((resolve) => setImmediate(resolve));
        },
      };
      threads.push(thread);
      return {
        end: ended,
        cancel: () => void (thread.cancelled = true),
        pause: () => void (thread.paused = true),
        resume: () => void (thread.paused = false),
      };
    },
    now: () => (clock += 1000),
    newId: () => `0000000${ids++}-0000`,
    issue: (window, path) => ({ ticket: `${window}:${path}` as OpenTicket, name: 'new.img' }),
    tell: (_window, list) => told.push(list),
    finish: async () => null,
    crash: () => 'A1B2',
    ...more,
  });
  return { jobs, threads, told };
}

function begun(jobs: Jobs, what: JobWhat = HASHING, window = 1): JobId {
  const id = jobs.start(window, what);
  if (!id.ok) throw new Error(id.error.kind);
  return id.value;
}
const states = (jobs: Jobs, window = 1): string[] => jobs.list(window).map(({ state }) => state.kind);

describe('the list of jobs', () => {
  it('runs three at a time; the next begins when one has ended', async () => {
    const { jobs, threads } = startedJobs();
    for (let i = 0; i < 5; i++) begun(jobs);
    expect(states(jobs)).toEqual(['running', 'running', 'running', 'queued', 'queued']);
    await threads[1]?.end({ kind: 'done', summary: HASH });
    expect(states(jobs)).toEqual(['running', 'done', 'running', 'running', 'queued']);
  });

  it('counts what all windows run, and shows each its own', () => {
    const { jobs } = startedJobs();
    for (const window of [1, 2, 1, 2]) begun(jobs, HASHING, window);
    expect([states(jobs, 1), states(jobs, 2)]).toEqual([
      ['running', 'running'],
      ['running', 'queued'],
    ]);
  });

  it('tells of speed at once and of the time left after three seconds', () => {
    const { jobs, threads } = startedJobs();
    begun(jobs);
    const shown = (doneBytes: number) => {
      threads[0]?.report({ name: 'reading', doneBytes, totalBytes: 1000, cancellable: true });
      return jobs.list(1)[0]?.state;
    };
    expect(shown(0)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
    expect(shown(100)).toMatchObject({ bytesPerSecond: 100, secondsLeft: null });
    shown(200);
    expect(shown(300)).toMatchObject({ bytesPerSecond: 100, secondsLeft: 7 });
  });

  it('takes a waiting job back at once, and tells a running one to stop', async () => {
    const { jobs, threads } = startedJobs();
    const ids = [0, 1, 2, 3].map(() => begun(jobs));
    for (const id of ids.slice(2)) jobs.cancel(1, id);
    expect(states(jobs)).toEqual(['running', 'running', 'cancelling', 'cancelled']);
    expect(threads.map(({ cancelled }) => cancelled)).toEqual([false, false, true]);
    threads[2]?.report({ name: 'reading', doneBytes: 1, totalBytes: 2, cancellable: true });
    await threads[2]?.end({ kind: 'cancelled' });
    expect(states(jobs)).toEqual(['running', 'running', 'cancelled', 'cancelled']);
  });

  it('obeys only the window a job belongs to', () => {
    const { jobs, threads } = startedJobs();
    const id = begun(jobs, HASHING, 1);
    jobs.cancel(2, id);
    jobs.dismiss(2, id);
    expect([states(jobs, 1), threads[0]?.cancelled]).toEqual([['running'], false]);
  });

  it('tries again under a temporary name of its own', async () => {
    const { jobs, threads } = startedJobs();
    const task: JobTask = { op: 'skeleton', source: REQUEST.source, output: OUTPUT };
    const id = begun(jobs, { ...MAKING, task });
    await threads[0]?.end({ kind: 'failed', error: { kind: 'saved-state' } });
    expect(jobs.list(1)[0]?.state).toEqual({ kind: 'failed', error: { kind: 'saved-state' } });
    jobs.retry(1, id);
    const tags = threads.map((thread) => ('output' in thread.task ? thread.task.output.tag : null));
    expect(new Set(tags).size).toBe(2);
    expect(tags.every((tag) => /^[0-9a-f]{8}$/.test(tag ?? ''))).toBe(true);
    expect(states(jobs)).toEqual(['running']);
  });

  it('leaves lost blocks out only after an agreement, and never from the only file that has them', async () => {
    const { jobs, threads } = startedJobs();
    const lost = { kind: 'drops-lost-blocks', blocks: 11, placed: 3, unclear: 0 } as const;
    const agreed = async (output: string, isAgreed: boolean): Promise<unknown> => {
      const creator = { application: 'test', version: 0, os: 'Wi2k' } as unknown as Extract<JobTask, { op: 'compact' }>['creator'];
      const task: JobTask = { op: 'compact', source: REQUEST.source, output: { ...OUTPUT, path: output }, creator, dropsLost: false };
      const id = begun(jobs, { ...MAKING, op: 'compact', target: output, task });
      await threads.at(-1)?.end({ kind: 'failed', error: lost });
      jobs.retry(1, id, isAgreed);
      const again = threads.at(-1)?.task;
      await threads.at(-1)?.end({ kind: 'done', summary: FILE });
      return again?.op === 'compact' ? again.dropsLost : null;
    };
    expect(await agreed('/d/a.vhd', false)).toBe(false);
    expect(await agreed('/d/b.vhd', true)).toBe(true);
    // What the source is.
    expect(await agreed('/disks/a.vhd', true)).toBe(false);
  });

  it('keeps failures until they are dismissed, and the last ten that ended well', async () => {
    const { jobs, threads } = startedJobs();
    const failing = begun(jobs);
    await threads[0]?.end({ kind: 'failed', error: { kind: 'saved-state' } });
    for (let i = 1; i <= 12; i++) {
      begun(jobs);
      await threads[i]?.end({ kind: 'done', summary: HASH });
    }
    expect(states(jobs)).toEqual(['failed', ...Array.from({ length: 10 }, () => 'done')]);
    jobs.dismiss(1, failing);
    expect(states(jobs)).not.toContain('failed');
  });

  it('hands out a ticket for the new file, never its path', async () => {
    const { jobs, threads, told } = startedJobs({ finish: async () => 'sidecar' });
    begun(jobs, MAKING);
    begun(jobs);
    expect([jobs.newFiles(null), jobs.newFiles(1), jobs.newFiles(2)]).toEqual([1, 1, 0]);
    await threads[0]?.end({ kind: 'done', summary: FILE });
    const state = told.at(-1)?.[0]?.state;
    expect(state).toMatchObject({ kind: 'done', outcome: { file: { name: 'new.img' }, afterwards: 'sidecar' } });
    expect(state).not.toHaveProperty('outcome.path');
    expect(jobs.newFiles(null)).toBe(0);
  });

  it('tells the reference of a bug, not its text', async () => {
    const { jobs, threads } = startedJobs();
    begun(jobs);
    await threads[0]?.end({ kind: 'failed', error: { kind: 'internal', text: 'at /home/somebody/secret.ts' } });
    expect(jobs.list(1)[0]?.state).toEqual({ kind: 'failed', error: { kind: 'internal', text: 'A1B2' } });
  });

  it('tells the page the name of a half-saved disk, and no path', async () => {
    const { jobs, threads } = startedJobs();
    begun(jobs);
    await threads[0]?.end({ kind: 'failed', error: { kind: 'half-saved', name: 'a.vhd', path: '/home/somebody/a.vhd', why: 'running' } });
    expect(jobs.list(1)[0]?.state).toMatchObject({ kind: 'failed', error: { kind: 'half-saved', name: 'a.vhd' } });
    expect(JSON.stringify(jobs.list(1))).not.toContain('somebody');
  });

  it('cancels everything of a window, and says when that is done', async () => {
    const { jobs, threads } = startedJobs();
    expect(jobs.cancelAll(null)).toBeNull();
    begun(jobs, MAKING, 1);
    begun(jobs, MAKING, 2);
    let gone = false;
    const all = jobs.cancelAll(1)?.then(() => (gone = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([gone, threads[0]?.cancelled, threads[1]?.cancelled]).toEqual([false, true, false]);
    await threads[0]?.end({ kind: 'cancelled' });
    await all;
    expect(gone).toBe(true);
  });

  it('does not begin a job again while another one writes the file that it would write', async () => {
    const { jobs, threads } = startedJobs();
    const making: JobWhat = { ...MAKING, task: { op: 'skeleton', source: REQUEST.source, output: OUTPUT } };
    const first = begun(jobs, making);
    await threads[0]?.end({ kind: 'cancelled' });
    begun(jobs, making);
    expect(jobs.retry(1, first)).toEqual({ ok: false, error: { kind: 'target-taken' } });
    expect(states(jobs)).toEqual(['cancelled', 'running']);
    await threads[1]?.end({ kind: 'cancelled' });
    expect(jobs.retry(1, first).ok).toBe(true);
    expect(states(jobs)).toEqual(['running', 'cancelled']);
  });

  it('lets no two jobs write the same file at a time, whichever windows they belong to', async () => {
    const { jobs, threads } = startedJobs();
    const making = (path: string): JobWhat => ({
      ...MAKING,
      task: { op: 'skeleton', source: REQUEST.source, output: { ...OUTPUT, path } },
    });
    begun(jobs, making('/d/n.img'), 1);
    expect(jobs.start(2, making('/d/n.img'))).toEqual({ ok: false, error: { kind: 'target-taken' } });
    begun(jobs, making('/d/o.img'), 2);
    await threads[0]?.end({ kind: 'cancelled' });
    begun(jobs, making('/d/n.img'), 2);
  });

  it('says which phases are over, so that one bar can stand for all of them', () => {
    const { jobs, threads } = startedJobs();
    begun(jobs);
    for (const name of ['opening', 'reading', 'reading', 'writing'] as const)
      threads[0]?.report({ name, doneBytes: 1, totalBytes: 2, cancellable: true });
    expect(jobs.list(1)[0]?.state).toMatchObject({ passed: ['opening', 'reading'] });
  });

  it('forgets a window that is gone: what ran is cancelled, and nothing of it is kept', async () => {
    const { jobs, threads } = startedJobs();
    begun(jobs, HASHING, 1);
    await threads[0]?.end({ kind: 'failed', error: { kind: 'saved-state' } });
    begun(jobs, HASHING, 1);
    begun(jobs, HASHING, 2);
    jobs.forget(1);
    expect([threads[1]?.cancelled, threads[2]?.cancelled, states(jobs, 1)]).toEqual([true, false, ['cancelling']]);
    await threads[1]?.end({ kind: 'cancelled' });
    expect([states(jobs, 1), states(jobs, 2)]).toEqual([[], ['running']]);
  });

  const reading = (doneBytes: number): JobPhase => ({ name: 'hashing', doneBytes, totalBytes: 1000, cancellable: true });

  it('pauses a job that reads where it stands, and tells of the time left only three seconds after it goes on', () => {
    const { jobs, threads } = startedJobs();
    const id = begun(jobs);
    for (const done of [0, 100, 200, 300]) threads[0]?.report(reading(done));
    expect(jobs.list(1)[0]?.state).toMatchObject({ secondsLeft: 7 });
    jobs.pause(1, id);
    expect(jobs.list(1)[0]?.state).toEqual({ kind: 'paused', phase: reading(300), passed: [] });
    expect(threads[0]?.paused).toBe(true);
    jobs.resume(1, id);
    expect(threads[0]?.paused).toBe(false);
    const shown = (done: number) => {
      threads[0]?.report(reading(done));
      return jobs.list(1)[0]?.state;
    };
    expect(jobs.list(1)[0]?.state).toEqual({ kind: 'running', phase: reading(300), passed: [], bytesPerSecond: null, secondsLeft: null });
    // Half as fast as before: nothing of the time before the pause counts.
    expect(shown(300)).toMatchObject({ bytesPerSecond: null, secondsLeft: null });
    expect(shown(350)).toMatchObject({ bytesPerSecond: 50, secondsLeft: null });
    shown(400);
    expect(shown(450)).toMatchObject({ bytesPerSecond: 50, secondsLeft: 11 });
  });

  it('shows of a paused job the piece that was in its hands, and a phase that began with it', () => {
    const { jobs, threads } = startedJobs();
    const id = begun(jobs);
    threads[0]?.report({ ...reading(0), name: 'opening' });
    jobs.pause(1, id);
    threads[0]?.report(reading(5));
    expect(jobs.list(1)[0]?.state).toEqual({ kind: 'paused', phase: reading(5), passed: ['opening'] });
  });

  it('gives the turn of a paused job to the next; resumed, it runs beside the others at once', async () => {
    const { jobs, threads } = startedJobs();
    const ids = [0, 1, 2, 3, 4].map(() => begun(jobs));
    jobs.pause(1, ids[0] as JobId);
    expect(states(jobs)).toEqual(['paused', 'running', 'running', 'running', 'queued']);
    jobs.resume(1, ids[0] as JobId);
    expect(states(jobs)).toEqual(['running', 'running', 'running', 'running', 'queued']);
    // One ends: still three.
    await threads[1]?.end({ kind: 'done', summary: HASH });
    expect(states(jobs)).toEqual(['running', 'done', 'running', 'running', 'queued']);
  });

  it('pauses no job that makes a file, none that waits, and none of another window', () => {
    const { jobs, threads } = startedJobs();
    const ids = [MAKING, HASHING, HASHING, HASHING].map((what) => begun(jobs, what));
    jobs.pause(1, ids[0] as JobId);
    jobs.pause(2, ids[1] as JobId);
    jobs.pause(1, ids[3] as JobId);
    expect(states(jobs)).toEqual(['running', 'running', 'running', 'queued']);
    jobs.resume(1, ids[3] as JobId);
    expect(states(jobs)[3]).toBe('queued');
    expect(threads.some(({ paused }) => paused)).toBe(false);
  });

  it('cancels a paused job as it does a running one, also with everything else', async () => {
    const { jobs, threads } = startedJobs();
    const [one, other] = [begun(jobs), begun(jobs)];
    for (const id of [one, other]) jobs.pause(1, id);
    jobs.dismiss(1, one);
    jobs.cancel(1, one);
    expect([states(jobs), threads[0]?.cancelled]).toEqual([['cancelling', 'paused'], true]);
    await threads[0]?.end({ kind: 'cancelled' });
    const gone = jobs.cancelAll(null);
    expect([states(jobs), threads[1]?.cancelled]).toEqual([['cancelled', 'cancelling'], true]);
    await threads[1]?.end({ kind: 'cancelled' });
    await gone;
    expect(states(jobs)).toEqual(['cancelled', 'cancelled']);
  });

  it('says how a paused job ended whose last piece was its last', async () => {
    const { jobs, threads } = startedJobs();
    const id = begun(jobs);
    jobs.pause(1, id);
    await threads[0]?.end({ kind: 'done', summary: HASH });
    jobs.resume(1, id);
    expect(states(jobs)).toEqual(['done']);
  });

  it('refuses the sixty-fifth job of a window', () => {
    const { jobs } = startedJobs();
    for (let i = 0; i < 64; i++) begun(jobs);
    expect(jobs.start(1, HASHING)).toEqual({ ok: false, error: { kind: 'too-many' } });
  });
});
