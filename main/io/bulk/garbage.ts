/** Frees large arrays before the next ones are made: V8 does not count them as its own memory and would wait too long. */
import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

type Collect = (options?: { readonly type: 'minor' }) => void;
let collect: Collect | null = null;

/** Collecting everything takes milliseconds; collecting what is recent takes a fraction of one. */
export function collectGarbage(what: 'everything' | 'recent'): void {
  try {
    if (collect === null) {
      setFlagsFromString('--expose-gc');
      collect = runInNewContext('gc') as Collect;
    }
    if (what === 'everything') collect();
    // Memory that one collection found is freed when the next one begins.
    collect({ type: 'minor' });
  } catch {
    // If that fails, V8 frees the memory when it sees fit.
  }
}

/** The size of a job's own heap, without block maps and buffers, from which everything is collected. */
const MUCH_BYTES = 10 * 1024 * 1024;

/** Called between two rounds of work: frees what the round left, and collects everything if that is not enough. */
export function collectAfterRound(): void {
  collectGarbage('recent');
  if (getHeapStatistics().used_heap_size > MUCH_BYTES) collectGarbage('everything');
}

/** Part of the 96 MiB that a job's thread may have: beyond this the next large list could crash the whole program. */
const BUDGET_BYTES = 64 * 1024 * 1024;

/** Whether a job still holds more than it may after all garbage was collected. */
export function isOverBudget(heapBytes = () => getHeapStatistics().used_heap_size): boolean {
  if (heapBytes() <= BUDGET_BYTES) return false;
  collectGarbage('everything');
  return heapBytes() > BUDGET_BYTES;
}
