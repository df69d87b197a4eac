/**
 * The other thread of the workers, in which a test can have either side while it runs the other itself: `helper` helps,
 * `stream` takes a stream out and `copy` does a round, both as the job's thread does, and both end the helper.
 */
import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { cancel, SLOTS, TASK, WORD, type Control } from '../../main/io/bulk/control';
import { helperLoop, newWorkers } from '../../main/io/bulk/workers';
import type { FileError } from '../../shared/errors';

export type PartnerData = {
  readonly control: Control;
  readonly role: 'helper' | 'stream' | 'copy';
  readonly pieces: number;
  /** At this piece: when the helper can read no further ahead, the job is cancelled, or no more is wanted. */
  readonly stop: { readonly at: number; readonly do: 'cancel' | 'enough' } | null;
};
export type PartnerEnd = { readonly error: FileError | null; readonly taken: readonly number[]; readonly sha256: string };

const { control, role, pieces, stop } = workerData as PartnerData;

/** Nobody else notifies of these: they are looked at now and then. */
function until(isSo: () => boolean): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  while (!isSo()) Atomics.wait(clock, 0, 0, 5);
}

if (role === 'helper') helperLoop(control);
else {
  const workers = newWorkers(control, () => {});
  until(() => Atomics.load(control.words, WORD.ready) > 0);
  const taken: number[] = [];
  const hash = createHash('sha256');
  const take = (piece: number, data: Buffer): boolean => {
    taken.push(piece);
    hash.update(data);
    if (piece !== stop?.at) return true;
    // All slots are full, so that the helper waits for one.
    until(() => control.slots.filter((held) => held > piece).length === Math.min(SLOTS, pieces - piece));
    if (stop.do === 'cancel') {
      cancel(control);
      // The helper hears of it though nobody frees a slot.
      until(() => Atomics.load(control.words, WORD.active) === 0);
    }
    return stop.do !== 'enough';
  };
  const error = role === 'stream' ? workers.stream(pieces, take) : workers.round(TASK.copy, pieces);
  workers.stop();
  const end: PartnerEnd = { error, taken, sha256: hash.digest('hex') };
  parentPort?.postMessage(end);
}
