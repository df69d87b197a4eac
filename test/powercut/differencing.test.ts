/** Power cuts in saves to differencing disks: every script of up to three edits. */
import { test } from 'vitest';
import { exploreAll, expectSafe, say, scriptsOf, writerOf, BUDGET } from './savesOf';

test('differencing disks are old or new after any power cut', async () => {
  const scripts = [512, 1024, 4096].flatMap((blockBytes) => scriptsOf('differencing', blockBytes, BUDGET.edits));
  const found = await exploreAll(scripts, writerOf());
  say('differencing', found);
  expectSafe(found.counts, BUDGET.differencing.commit, BUDGET.differencing.recovery);
});
