/** Power cuts in saves to fixed disks: every script of up to three edits. */
import { test } from 'vitest';
import { exploreAll, expectSafe, say, scriptsOf, writerOf, BUDGET } from './savesOf';

test('fixed disks are old or new after any power cut', async () => {
  const found = await exploreAll(
    [512, 4096].flatMap((blockBytes) => scriptsOf('fixed', blockBytes, BUDGET.edits)),
    writerOf(),
  );
  say('fixed', found);
  expectSafe(found.counts, BUDGET.fixed.commit, BUDGET.fixed.recovery);
});
