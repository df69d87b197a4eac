/** A job in threads of its own that is paused: it stands still, goes on to the right end, and can be stopped. Digests by sha256sum. */
import { appendFileSync, closeSync, openSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { startJob, type Job } from '../../../../main/jobs/startJob';
import type { JobPhase } from '../../../../shared/jobs';
import { fixedImage } from '../../../support/fixtures';
import { endOf, sourceAt, WORKER } from '../../../support/jobs';
import { tempDir } from '../../../support/tempDir';
import { sha256sum } from '../../../support/plainTools';

const MIB = 1024 * 1024;
const BYTES = 384 * MIB;
const folder = tempDir();
const file = path.join(folder, 'large.img');
beforeAll(() => {
  const fd = openSync(file, 'w');
  for (let at = 0; at < BYTES; at += 64 * MIB) writeSync(fd, Buffer.from(`at ${at}`), 0, null, at);
  closeSync(fd);
  truncateSync(file, BYTES);
});

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Hashing a raw disk that is long enough to be paused on the way. */
function hashing(helpers: 0 | 1): { readonly job: Job; readonly phases: JobPhase[] } {
  const phases: JobPhase[] = [];
  const request = { op: 'hash', source: sourceAt(file, 'raw'), algorithms: ['sha256'], layer: false } as const;
  return { job: startJob(request, { worker: WORKER, helpers, report: (phase) => phases.push(phase) }), phases };
}
async function begun(phases: readonly JobPhase[]): Promise<void> {
  await expect.poll(() => phases.at(-1)?.doneBytes ?? 0, { interval: 5 }).toBeGreaterThan(0);
}

test.each([0, 1] as const)('with %i helpers it tells nothing while it is paused, and ends in the digest of all bytes', async (helpers) => {
  const { job, phases } = hashing(helpers);
  await begun(phases);
  job.pause();
  const told = phases.length;
  await sleep(400);
  expect(phases).toHaveLength(told);
  job.resume();
  const end = await job.end;
  const digest = sha256sum(file);
  expect(end).toMatchObject({ kind: 'done', summary: { digests: { sha256: digest } } });
  expect(phases.length).toBeGreaterThan(told);
});

test('what is paused is not done after twice the time that all of it takes', async () => {
  const since = performance.now();
  await hashing(1).job.end;
  const whole = performance.now() - since;
  const { job, phases } = hashing(1);
  await begun(phases);
  job.pause();
  let isOver = false;
  void job.end.then(() => (isOver = true));
  await sleep(2 * whole);
  expect(isOver).toBe(false);
  job.cancel();
  expect(await job.end).toEqual({ kind: 'cancelled' });
});

test('cancelled while paused, it is over within a fifth of a second', async () => {
  const times: number[] = [];
  // On a busy machine one may have to wait for its turn; the quickest tells what it takes.
  for (let i = 0; i < 3; i++) {
    const { job, phases } = hashing(1);
    await begun(phases);
    job.pause();
    await sleep(50);
    const since = performance.now();
    job.cancel();
    expect(await job.end).toEqual({ kind: 'cancelled' });
    times.push(performance.now() - since);
  }
  expect(Math.min(...times)).toBeLessThan(200);
});

test('a disk that was written to meanwhile has no digest', async () => {
  const changing = path.join(folder, 'changing.vhd');
  writeFileSync(changing, fixedImage());
  const request = { op: 'hash', source: sourceAt(changing), algorithms: ['sha256'], layer: false } as const;
  expect((await endOf(request)).kind).toBe('done');
  expect(await endOf(request, { onPhase: ({ name }) => name === 'hashing' && appendFileSync(changing, 'x') })).toEqual({
    kind: 'failed',
    error: { kind: 'changed-on-disk', what: 'identity', at: null },
  });
});
