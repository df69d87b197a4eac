/**
 * What a thread may do to whoever waits for it: end well, fall over, say nothing, or not listen. The threads here are small
 * programs of the test's own, so that each end comes about as it is named.
 */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { startJob, threadsLeft, type Job, type JobOptions } from '../../../../main/jobs/startJob';
import { startRepair } from '../../../../main/jobs/startRepair';
import type { JobTask } from '../../../../main/jobs/tasks';
import type { JobEnd, JobPhase, JobSummary } from '../../../../shared/jobs';
import type { RepairProgress } from '../../../../shared/repairViews';
import type { ScanPart } from '../../../../shared/views';
import { FRESH, outputAt, sourceAt } from '../../../support/jobs';
import { tempDir } from '../../../support/tempDir';

const folder = tempDir();
let count = 0;

/** A thread that does this; it has `say` for messages and the shared words of its job. */
function thread(program: string): string {
  count += 1;
  const file = path.join(folder, `thread-${count}.cjs`);
  const head = `const { parentPort, workerData: { words, done, task } } = require('node:worker_threads');\nconst say = (message) => parentPort.postMessage(message);\n`;
  writeFileSync(file, head + program);
  return file;
}
const ending = (end: JobEnd<JobSummary>): string => `say({ kind: 'end', end: ${JSON.stringify(end)} });`;

const READING: JobTask = { op: 'hash', source: sourceAt('disk.vhd'), algorithms: ['md5'], layer: false };
const MAKING: JobTask = { op: 'flatten', source: sourceAt('disk.vhd'), output: outputAt('new.vhd'), type: 'dynamic', fresh: FRESH };

const start = (program: string, task: JobTask = READING, more: Partial<JobOptions> = {}): Job =>
  startJob(task, { worker: thread(program), helpers: 0, report: () => {}, ...more });

const DONE = { kind: 'done', summary: { kind: 'hash', digests: { md5: '00' }, bytes: 5 } } as unknown as JobEnd<JobSummary>;
/** Sleeps on the word for a cancel, as a job does between two pieces. */
const UNTIL_CANCELLED = 'Atomics.wait(words, 0, 0, 50); while (Atomics.load(words, 0) === 0) Atomics.wait(words, 0, 0, 50);';

describe('a job ends', () => {
  test('as its thread says', async () => {
    expect(await start(ending(DONE)).end).toEqual(DONE);
  });

  test('as a fault of ours where the thread falls over, with what it threw', async () => {
    expect(await start("throw new Error('so it fell');").end).toMatchObject({
      kind: 'failed',
      error: { kind: 'internal', text: expect.stringMatching(/so it fell[\s\S]*thread-\d+\.cjs/) as string },
    });
    expect(await start("throw 'a word';").end).toEqual({ kind: 'failed', error: { kind: 'internal', text: 'a word' } });
  });

  test('as its thread said, though the thread does not end by itself; it is left then, until it does', async () => {
    const { end } = start(`${ending(DONE)} setInterval(() => {}, 1000);`);
    expect(await end).toEqual(DONE);
    expect(threadsLeft()).toBe(1);
    await expect.poll(threadsLeft).toBe(0);
  });

  test('as it said before it fell over', async () => {
    expect(await start(`${ending(DONE)} setImmediate(() => { throw new Error('too late'); });`).end).toEqual(DONE);
  });

  test('as a fault of ours where the thread leaves without a word, and as cancelled where that was asked for', async () => {
    expect(await start('').end).toEqual({ kind: 'failed', error: { kind: 'internal', text: 'the thread ended early' } });
    const job = start(UNTIL_CANCELLED);
    job.cancel();
    expect(await job.end).toEqual({ kind: 'cancelled' });
  });

  test('by force where it makes no file and does not listen', async () => {
    const job = start('for (;;) {}');
    job.cancel();
    expect(await job.end).toEqual({ kind: 'cancelled' });
  });

  test('in its own time where it makes a file, which it has to tidy up', async () => {
    const tidy = `${UNTIL_CANCELLED} Atomics.wait(words, 15, 0, 600); ${ending({ kind: 'failed', error: { kind: 'disk-full', code: 'ENOSPC' } })}`;
    const job = start(tidy, MAKING);
    job.cancel();
    job.cancel();
    expect(await job.end).toEqual({ kind: 'failed', error: { kind: 'disk-full', code: 'ENOSPC' } });
  });
});

describe('a job tells', () => {
  const phase: JobPhase = { name: 'reading', doneBytes: 0, totalBytes: 100, cancellable: true };
  const toldOf = `say({ kind: 'phase', phase: ${JSON.stringify(phase)} });`;

  test('each phase as it begins, and never more than all of it', async () => {
    const phases: JobPhase[] = [];
    const job = start(`${toldOf} Atomics.store(done, 0, 250n); ${UNTIL_CANCELLED}`, READING, { report: (told) => phases.push(told) });
    await expect.poll(() => phases.at(-1)?.doneBytes, { timeout: 10_000 }).toBe(100);
    expect(phases[0]).toEqual(phase);
    job.cancel();
    await job.end;
    // Nothing is told of a job that is over, though somebody lets it go on.
    const { length } = phases;
    job.resume();
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(phases).toHaveLength(length);
  });

  test('what a scan found, to whoever wants to know', async () => {
    const part = { blocks: new Uint32Array([7]), states: new Uint8Array([1]), shares: new Uint16Array([255]), done: 1, total: 2 };
    const program = `say({ kind: 'part', part: { blocks: new Uint32Array([7]), states: new Uint8Array([1]), shares: new Uint16Array([255]), done: 1, total: 2 } }); ${ending(DONE)}`;
    const parts: ScanPart[] = [];
    expect(await start(program, READING, { part: (found) => parts.push(found) }).end).toEqual(DONE);
    expect(parts).toEqual([part]);
    expect(await start(program).end).toEqual(DONE);
  });
});

describe('a repaired copy', () => {
  const recipe = { request: { kind: 'rescue' }, deep: false, now: 1, ids: [] } as const;
  const copying = (program: string, tell: (progress: RepairProgress) => void = () => {}) =>
    startRepair(
      { path: 'disk.vhd', parents: ['p.vhd'], footerAt: null, recipe, target: 'new.vhd' },
      { worker: thread(program), tag: 'abcdef' },
      tell,
    );

  test('is asked for as a new file of its own, from the same disk and parents', async () => {
    const wanted = JSON.stringify({ kind: 'failed', error: { kind: 'internal', text: '' } });
    const copy = copying(`const end = ${wanted}; end.error.text = JSON.stringify(task); say({ kind: 'end', end });`);
    const end = await copy.end;
    if (end.ok || end.error.kind !== 'internal-job') throw new Error('another end');
    expect(JSON.parse(end.error.text)).toEqual({
      op: 'repair',
      source: { path: 'disk.vhd', as: 'disk', parents: ['p.vhd'], footerAt: null },
      output: { path: 'new.vhd', publish: { kind: 'new' }, tag: 'abcdef', full: false, hash: [], verify: false, salvage: false },
      ...recipe,
    });
  });

  test.each<[string, JobEnd<JobSummary>, unknown]>([
    ['is there', DONE, { ok: true, value: null }],
    ['was not wanted any more', { kind: 'cancelled' }, { ok: false, error: { kind: 'cancelled' } }],
    [
      'waits for a save that was cut off',
      { kind: 'failed', error: { kind: 'half-saved', name: 'disk.vhd', path: 'disk.vhd', why: 'partly-written' } },
      { ok: false, error: { kind: 'journal-exists' } },
    ],
    [
      'has no room',
      { kind: 'failed', error: { kind: 'disk-full', code: 'ENOSPC' } },
      { ok: false, error: { kind: 'disk-full', code: 'ENOSPC' } },
    ],
  ])('%s', async (_, end, answer) => {
    expect(await copying(ending(end)).end).toEqual(answer);
  });

  test('tells how many bytes are written, and is cancelled by its thread', async () => {
    const told: RepairProgress[] = [];
    const program = `say({ kind: 'phase', phase: { name: 'writing', doneBytes: 0, totalBytes: 40, cancellable: true } }); ${UNTIL_CANCELLED} ${ending({ kind: 'cancelled' })}`;
    const copy = copying(program, (progress) => told.push(progress));
    await expect.poll(() => told.length, { timeout: 10_000 }).toBeGreaterThan(0);
    copy.cancel();
    expect(await copy.end).toEqual({ ok: false, error: { kind: 'cancelled' } });
    expect(told[0]).toEqual({ done: 0, total: 40, of: 'repair' });
  });
});
