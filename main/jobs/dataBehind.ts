/** Whether a disk may be cut off at a place. */
import type { SectorRun } from '../../shared/views';
import { isCancelled, TASK } from '../io/bulk/control';
import { lostFrom } from '../vhd/ops/convert';
import { runsIn, seenWindows } from '../vhd/read/extents';
import { roundsOf, type JobContext, type Stopped } from './context';
import { addRun, inBytes, unitsOf, type View } from './windows';

const SCAN_BYTES = 256 * 1024;

/** Why nothing may be cut off from `from` on: there is data, or nobody can tell what is there. */
export async function dataBehind(context: JobContext, view: View, from: number): Promise<Stopped | null> {
  let found: number | null = null;
  let lost: SectorRun | null = null;
  const rounds = roundsOf(context, TASK.scan, (_piece, at, isOther) => {
    if (isOther) found = at;
    return !isOther;
  });
  for (const window of seenWindows(view.chain, from, view.chain.layers[0].sectors)) {
    if (isCancelled(context.workers.control)) return { kind: 'cancelled' };
    const runs = await runsIn(view.chain, window);
    const { add, units } = unitsOf(SCAN_BYTES);
    for (const run of runs) {
      if (run.source === 'damaged' || run.source === 'unknown') lost ??= run;
      await addRun(add, view, run, { at: inBytes(run.lba) });
    }
    for (const unit of units()) {
      const stopped = rounds.put(unit);
      if (stopped !== null) return stopped;
    }
    if (found !== null || lost !== null) break;
  }
  const stopped = rounds.end();
  if (stopped !== null) return stopped;
  if (found !== null) return { kind: 'data-beyond', lba: found / inBytes(1) };
  return lost === null ? null : lostFrom(view.chain, lost);
}
