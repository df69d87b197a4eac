/** Lets go of large arrays before the next ones are made: V8 does not count them as its own, and would wait too long. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { readonly type: 'minor' }) => void;
let collect: Collect | null = null;

/** Everything takes milliseconds; what was only just made, a fraction of one. */
export function collectGarbage(what: 'everything' | 'recent'): void {
  try {
    if (collect === null) {
      setFlagsFromString('--expose-gc');
      collect = runInNewContext('gc') as Collect;
    }
    if (what === 'everything') collect();
    // What one collection found is let go of when the next one begins.
    collect({ type: 'minor' });
  } catch {
    // Then memory is let go of when V8 sees fit.
  }
}

/** A job's own heap; block maps and buffers are not in it. */
const MUCH_BYTES = 10 * 1024 * 1024;

/** Between two rounds of work: what they leave behind is let go of, and everything is looked at where that is not enough. */
export function collectAfterRound(): void {
  collectGarbage('recent');
  if (getHeapStatistics().used_heap_size > MUCH_BYTES) collectGarbage('everything');
}

/** Of the 96 MiB that a job's thread may have: beyond this the next large list could end the whole program. */
const BUDGET_BYTES = 64 * 1024 * 1024;

/** Whether a job holds more than it may, once everything it does not hold any more is gone. */
export function isOverBudget(heapBytes = () => getHeapStatistics().used_heap_size): boolean {
  if (heapBytes() <= BUDGET_BYTES) return false;
  collectGarbage('everything');
  return heapBytes() > BUDGET_BYTES;
}
