/** Power cuts in saves to dynamic disks: every script of up to three edits. */
import { test } from 'vitest';
import { exploreAll, expectSafe, say, scriptsOf, writerOf, BUDGET } from './savesOf';

test('dynamic disks are old or new after any power cut', async () => {
  const scripts = [512, 1024, 4096].flatMap((blockBytes) => scriptsOf('dynamic', blockBytes, BUDGET.edits));
  const found = await exploreAll(scripts, writerOf());
  say('dynamic', found);
  expectSafe(found.counts, BUDGET.dynamic.commit, BUDGET.dynamic.recovery);
});
