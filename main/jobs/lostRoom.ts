/** Blocks that stand in the file of a disk and that its table does not name: no new file that is made from the disk has them. */
import type { JobError, LostBlocks, MadeNote } from '../../shared/jobs';
import { err, ok, type Result } from '../../shared/result';
import { isCancelled } from '../io/bulk/control';
import { orphanBlocks } from '../vhd/check/lostBlocks';
import { placedAmong, roomIn } from '../vhd/check/orphanRules';
import { allocatedBlocks } from '../vhd/format/bat';
import type { Chain } from '../vhd/read/chain';
import { CANCELLED, type Ended, type JobContext, type Stopped } from './context';
import type { JobTask } from './tasks';
import { hasTrait } from './traits';

type Dropping = {
  readonly task: JobTask;
  /** The new file takes the place of the disk. */
  readonly isOnlyCopy: boolean;
};

/** A note about them, or why no file is made: it would be the end of the only file that has them, or nobody agreed to it. */
export async function droppedRoom(
  { layers: [top] }: Chain,
  context: JobContext,
  { task, isOnlyCopy }: Dropping,
): Ended<readonly MadeNote[]> {
  if (!hasTrait(task, 'whole-disk') || top.map === null || top.map.gaps.fits === 0) return ok([]);
  const signal = {
    get aborted(): boolean {
      return isCancelled(context.workers.control);
    },
  };
  const room = await roomIn(top, 'all', { signal });
  // Of a table that names nothing the checks tell by another rule, and with one search for all of the file.
  const anywhere = allocatedBlocks(top.map) === 0 ? await orphanBlocks(top, { signal }) : ok([]);
  if (signal.aborted) return err(CANCELLED);
  // What the drive does not give cannot be told.
  const looked = room.ok ? room.value : { lost: [], unclear: top.map.gaps.fits };
  const lost = !anywhere.ok || anywhere.value.length === 0 ? looked : { lost: anywhere.value, unclear: 0 };
  const placed = await placedAmong(top, lost.lost);
  if (signal.aborted) return err(CANCELLED);
  return judged({ blocks: lost.lost.length, placed: placed.ok ? placed.value : 0, unclear: lost.unclear }, task, isOnlyCopy);
}

function judged(lost: LostBlocks, task: JobTask, isOnlyCopy: boolean): Result<readonly MadeNote[], Stopped> {
  if (lost.blocks + lost.unclear === 0) return ok([]);
  const agreed = 'dropsLost' in task ? task.dropsLost : undefined;
  const isDry = 'dry' in task && task.dry === true;
  const isRefused = isOnlyCopy || (agreed === false && lost.placed > 0);
  const error: JobError = { kind: 'drops-lost-blocks', ...lost };
  return isRefused && agreed !== true && !isDry ? err(error) : ok([{ kind: 'lost-blocks-dropped', ...lost }]);
}
