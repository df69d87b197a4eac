/** A job that needs more memory than it may have fails with words for it; the program it runs in goes on. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { isOverBudget } from '../../../../main/io/bulk/garbage';
import { startJob } from '../../../../main/jobs/startJob';
import { sourceAt } from '../../../support/jobs';
import { tempDir } from '../../../support/tempDir';

const MIB = 1024 * 1024;

test('a thread that takes more and more ends alone', async () => {
  const worker = path.join(tempDir(), 'greedy.cjs');
  writeFileSync(worker, 'const held = []; for (;;) held.push(new Array(1000).fill(held.length));');
  const job = startJob(
    { op: 'hash', source: sourceAt('disk.vhd'), algorithms: ['md5'], layer: false },
    { worker, helpers: 0, report: () => {} },
  );
  expect(await job.end).toEqual({ kind: 'failed', error: { kind: 'job-too-large' } });
});

test('what a job holds is counted when what it let go of is gone', () => {
  expect(isOverBudget(() => 10 * MIB)).toBe(false);
  const falling = [90 * MIB, 20 * MIB];
  expect(isOverBudget(() => falling.shift() ?? 0)).toBe(false);
  expect(isOverBudget(() => 90 * MIB)).toBe(true);
});
