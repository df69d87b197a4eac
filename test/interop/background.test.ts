/** Jobs of the window step aside for what else wants the processor: the kernel is asked how it counts their threads. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { startJob } from '../../main/jobs/startJob';
import { sourceAt, WORKER } from '../support/jobs';
import { tempDir } from '../support/tempDir';

/** Niceness of every thread of this process; proc(5): the 19th field, the 17th behind the name. */
const niceness = (): number[] =>
  readdirSync('/proc/self/task').flatMap((task) => {
    try {
      const stat = readFileSync(`/proc/self/task/${task}/stat`, 'latin1');
      return [Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])];
    } catch {
      // It has ended meanwhile.
      return [];
    }
  });

it.runIf(process.platform === 'linux').each([
  [true, 2],
  [false, 0],
])('in the background (%s) %i threads are nicer than the rest, and the rest stays as it was', async (inBackground, threads) => {
  const file = path.join(tempDir(), 'a.img');
  writeFileSync(file, '');
  // Long enough that several reports see both threads at work.
  truncateSync(file, 512 * 1024 * 1024);
  const before = niceness().reduce((most, nice) => Math.max(most, nice));
  const seen: number[] = [];
  const request = { op: 'hash', source: sourceAt(file, 'raw'), algorithms: ['sha256'], layer: false } as const;
  const report = (): void => void seen.push(niceness().filter((nice) => nice > before).length);
  const { kind } = await startJob(request, { worker: WORKER, helpers: 1, inBackground, report }).end;
  expect(kind).toBe('done');
  expect(Math.max(...seen)).toBe(threads);
});
