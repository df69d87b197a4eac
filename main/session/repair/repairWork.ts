/**
 * What a window may do about damage that takes time: a check of everything, and a repaired copy in a new file. Each window
 * does one at a time; it can be cancelled, and closing the window cancels it.
 */
import type {
  CheckError,
  MendRequest,
  RepairCopyError,
  RepairPlanError,
  RepairProgress,
  RepairView,
  RescueRequest,
} from '../../../shared/repairViews';
import type { Finding } from '../../../shared/findings';
import { err, ok, type Result } from '../../../shared/result';
import type { FormatError, IoError } from '../../../shared/errors';
import type { BlockFile } from '../../vhd/read/blockFile';
import { unchanged, type Identity } from '../../io/fileSystem';
import { guardOf } from '../../io/guardedNames';
import { openImageFile } from '../../io/openImageFile';
import { realPath } from '../../io/paths';
import type { SaveContext } from '../../io/saveContext';
import { openImage } from '../../vhd/read/openImage';
import { obstacleOf } from '../newdisk/newDiskPlace';
import type { ImageSession } from '../image/imageSession';
import { farOn, rescueOn, type PlannedRepair, type RepairRecipe, type RepairWorld } from './repairDesk';
import type { WindowId } from '../app/tickets';

export type CopyOrder = {
  readonly path: string;
  readonly parents: readonly string[];
  /** Where the footer stands by which the image is open; null: in the usual places, or as the recipe says. */
  readonly footerAt: number | null;
  readonly recipe: RepairRecipe;
  readonly target: string;
};

/** A copy being written in a thread of its own. */
export type CopyJob = { readonly end: Promise<Result<null, RepairCopyError>>; cancel(): void };
export type StartCopy = (order: CopyOrder, tell: (progress: RepairProgress) => void) => CopyJob;

export type RepairWork = {
  /** `found`: see ImageSession.checkEverything. */
  check(window: WindowId, session: ImageSession, tell: Tell, found: (finding: Finding) => void): Promise<Result<void, CheckError>>;
  /** As ImageSession.planRepair; one at a time: a new one ends the one before. `parent`: the path of the request's parent. */
  plan(
    window: WindowId,
    session: ImageSession,
    wanted: { readonly revision: number; readonly request: MendRequest; readonly parent?: string | null },
  ): Promise<Result<RepairView, RepairPlanError>>;
  /** For a file that does not open as a disk; a search for its footer reports its progress. */
  planRescue(
    window: WindowId,
    order: { readonly path: string; readonly request: RescueRequest },
    tell: Tell,
  ): Promise<Result<RepairView, RepairPlanError>>;
  /**
   * Copies by the plan that the window was shown last, for its image or for the file that did not open. The original is not
   * written to.
   */
  copy(window: WindowId, order: Wanted & { readonly session: ImageSession }, tell: Tell): Promise<Result<null, RepairCopyError>>;
  copyRescue(window: WindowId, order: Wanted, tell: Tell): Promise<Result<null, RepairCopyError>>;
  /** Whether the window's disk is being checked. */
  isChecking(window: WindowId): boolean;
  /** Whether a repaired copy is being written for the window. */
  isCopying(window: WindowId): boolean;
  /** Whether a footer is being looked for in the window's whole file. */
  isSearching(window: WindowId): boolean;
  cancel(window: WindowId, what: 'work' | 'plan' | 'all'): void;
  /** Cancels everything; null when nothing was running, else resolves when it is over. */
  cancelAll(): Promise<unknown> | null;
};

/** `plan`: the plan's number. */
type Wanted = { readonly plan: number; readonly target: string };
type Tell = (progress: RepairProgress) => void;
type Running = { readonly isCheck: boolean; cancel(): void; readonly over: Promise<unknown> };
type Rescue = { readonly path: string; readonly planned: PlannedRepair; readonly expected: Identity };

const MIN_MS = 100;
const NO_RESCUE = err({ kind: 'no-rescue' } as const);

export function createRepairWork(world: RepairWorld, context: SaveContext, startCopy: StartCopy): RepairWork {
  const running = new Map<WindowId, Running>();
  const rescues = new Map<WindowId, Rescue>();
  const plans = new Map<WindowId, AbortController>();
  /** Searches for a footer. Those that a newer plan ends are counted until they are over. */
  const searches = new Map<WindowId, number>();
  const countSearch = (window: WindowId, by: 1 | -1): void => void searches.set(window, (searches.get(window) ?? 0) + by);
  const newPlan = (window: WindowId): AbortSignal => {
    plans.get(window)?.abort();
    const stop = new AbortController();
    plans.set(window, stop);
    return stop.signal;
  };

  const run = <T>(window: WindowId, isCheck: boolean, work: { cancel(): void; readonly end: Promise<T> }): Promise<T> => {
    const over = work.end.finally(() => running.delete(window));
    running.set(window, { isCheck, cancel: () => work.cancel(), over });
    return over;
  };

  /** Reports at most ten times a second, and at the end. */
  const paced = (tell: Tell): Tell => {
    let last = 0;
    return (progress) => {
      if (progress.done < progress.total && world.now() * 1000 - last < MIN_MS) return;
      last = world.now() * 1000;
      tell(progress);
    };
  };

  const rescued = async (
    window: WindowId,
    file: BlockFile,
    error: FormatError | IoError,
    request: RescueRequest,
    how: { readonly signal: AbortSignal; readonly tell: Tell },
  ): Promise<Result<PlannedRepair, RepairPlanError>> => {
    if (request.kind === 'far-footer') {
      countSearch(window, 1);
      return farOn(file, request, world, how).finally(() => countSearch(window, -1));
    }
    const planned = await rescueOn(file, error, world, how.signal);
    return planned === null ? NO_RESCUE : ok(planned);
  };

  const copy = async (window: WindowId, order: CopyOrder, expected: Identity, tell: Tell): Promise<Result<null, RepairCopyError>> => {
    const now = await context.files.stat(order.path);
    if (!now.ok) return now;
    if (!unchanged(now.value, expected)) return err({ kind: 'changed-on-disk', what: 'identity', at: null });
    const guard = await guardOf(order.target);
    if (guard !== null) return err({ kind: 'obstacle', obstacle: obstacleOf(guard) });
    const target = await realPath(order.target);
    const there = await context.files.stat(target);
    if (there.ok) return err({ kind: 'exists', code: 'EEXIST' });
    if (there.error.kind !== 'not-found') return there;
    if (running.has(window)) return err({ kind: 'busy' });
    return run(window, false, startCopy({ ...order, target }, tell));
  };

  return {
    check: async (window, session, tell, found) => {
      if (running.has(window)) return err({ kind: 'busy' });
      const stop = new AbortController();
      const seldom = paced(tell);
      const report = (done: number, total: number): void => seldom({ done, total, of: 'check' });
      return run(window, true, { cancel: () => stop.abort(), end: session.checkEverything({ signal: stop.signal, report }, found) });
    },
    plan: (window, session, { revision, request, parent }) => session.planRepair(revision, request, { signal: newPlan(window), parent }),
    planRescue: async (window, { path, request }, tell) => {
      rescues.delete(window);
      const signal = newPlan(window);
      const expected = await context.files.stat(path);
      const opened = await openImageFile(path, { reader: context });
      if (!opened.ok) return opened;
      const { file } = opened.value;
      const image = await openImage(file, 'disk');
      const planned = image.ok ? NO_RESCUE : await rescued(window, file, image.error, request, { signal, tell: paced(tell) });
      await file.close();
      if (!planned.ok) return planned;
      // The window is gone, shows another file, or has asked for another plan.
      if (!expected.ok || signal.aborted) return NO_RESCUE;
      rescues.set(window, { path, planned: planned.value, expected: expected.value });
      return ok(planned.value.view);
    },
    copy: async (window, { session, plan, target }, tell) => {
      const planned = session.planned(plan);
      if (planned === null || !planned.view.canCopy) return err({ kind: 'stale-plan' });
      // Another thread would read the half-written file itself, and not through its journal.
      if (session.view().interrupted !== null) return err({ kind: 'journal-exists' });
      const { expected, parents: chosen } = session.origin();
      const parents = planned.parent === null ? chosen : [...chosen, planned.parent];
      return copy(window, { path: session.path, parents, footerAt: session.footerAt, recipe: planned.recipe, target }, expected, tell);
    },
    copyRescue: async (window, { plan, target }, tell) => {
      const rescue = rescues.get(window);
      if (rescue?.planned.view.plan !== plan) return err({ kind: 'stale-plan' });
      return copy(window, { path: rescue.path, parents: [], footerAt: null, recipe: rescue.planned.recipe, target }, rescue.expected, tell);
    },
    isChecking: (window) => running.get(window)?.isCheck === true,
    isCopying: (window) => running.get(window)?.isCheck === false,
    isSearching: (window) => (searches.get(window) ?? 0) > 0,
    cancel: (window, what) => {
      if (what !== 'plan') running.get(window)?.cancel();
      if (what !== 'work') plans.get(window)?.abort();
      // Another disk is shown, or the window is gone: plans for a file that did not open are not needed any more.
      if (what !== 'all') return;
      rescues.delete(window);
      plans.delete(window);
    },
    cancelAll: () => {
      const all = [...running.values()];
      for (const each of all) each.cancel();
      return all.length === 0 ? null : Promise.allSettled(all.map(({ over }) => over));
    },
  };
}
