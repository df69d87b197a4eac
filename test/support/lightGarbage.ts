/**
 * A job frees all garbage after a round of work as soon as its own heap is large. The heap of a test runner is always
 * large, and every round would look at all of it: here only what is recent is freed. For the same reason that heap does
 * not count as one over a job's budget. What a job's own thread does is tried with the worker as it is built, by
 * `interop/opsInterrupted` and `unit/main/jobs/threads`; its budget by `unit/main/jobs/budget`.
 */
import { vi } from 'vitest';
import type * as Garbage from '../../main/io/bulk/garbage';

vi.mock('../../main/io/bulk/garbage', async (original) => {
  const garbage = await original<typeof Garbage>();
  return {
    ...garbage,
    collectAfterRound: () => garbage.collectGarbage('recent'),
    isOverBudget: (heapBytes?: () => number) => heapBytes !== undefined && garbage.isOverBudget(heapBytes),
  };
});
