/** Lets go of large arrays before the next ones are made: V8 does not count them as its own, and would wait too long. */
import { setFlagsFromString } from 'node:v8';
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

/** Rounds until what outlived the small collections is looked at as well. */
const ROUNDS = 2;
let rounds = 0;

/** Between two rounds of work, each of them 256 MiB of data: the heap does not grow by as many megabytes. */
export function collectAfterRound(): void {
  rounds += 1;
  collectGarbage(rounds % ROUNDS === 0 ? 'everything' : 'recent');
}
