/**
 * What a window may do about damage that takes its time: a check of everything, and a repaired copy in a new file. One at a
 * time for each window; each can be cancelled, and closing the window does.
 */
import type { CheckError, MendWish, RepairCopyError, RepairPlanError, RepairProgress, RepairView } from '../../shared/repairViews';
import { err, ok, type Result } from '../../shared/result';
import { unchanged, type Identity } from '../io/fileSystem';
import { openReadOnly } from '../io/nodeBlockFile';
import { realPath } from '../io/paths';
import type { SaveContext } from '../io/saveContext';
import { openImage } from '../vhd/openImage';
import type { ImageSession } from './imageSession';
import { rescueOn, type PlannedRepair, type Recipe, type RepairWorld } from './repairDesk';
import type { WindowId } from './tickets';

export type CopyOrder = {
  readonly path: string;
  readonly parents: readonly string[];
  readonly recipe: Recipe;
  readonly target: string;
};

/** A copy being written in a thread of its own. */
export type CopyJob = { readonly end: Promise<Result<null, RepairCopyError>>; cancel(): void };
export type StartCopy = (order: CopyOrder, tell: (progress: RepairProgress) => void) => CopyJob;

export type RepairWork = {
  check(window: WindowId, session: ImageSession, tell: Tell): Promise<Result<void, CheckError>>;
  /** As ImageSession.planRepair; one at a time, a new one ends the one before. */
  plan(
    window: WindowId,
    session: ImageSession,
    wanted: { readonly revision: number; readonly wish: MendWish },
  ): Promise<Result<RepairView, RepairPlanError>>;
  /** Of a file that does not open as a disk. */
  planRescue(window: WindowId, path: string): Promise<Result<RepairView, RepairPlanError>>;
  /** Of the plan that the window was shown last, of its image or of the file that did not open. Nothing is written to the original. */
  copy(window: WindowId, order: Wanted & { readonly session: ImageSession }, tell: Tell): Promise<Result<null, RepairCopyError>>;
  copyRescue(window: WindowId, order: Wanted, tell: Tell): Promise<Result<null, RepairCopyError>>;
  cancel(window: WindowId, what: 'work' | 'plan' | 'all'): void;
  /** Cancels everything; null when nothing was under way, else when it is over. */
  cancelAll(): Promise<unknown> | null;
};

/** `plan`: its number. */
type Wanted = { readonly plan: number; readonly target: string };
type Tell = (progress: RepairProgress) => void;
type Running = { cancel(): void; readonly over: Promise<unknown> };
type Rescue = { readonly path: string; readonly planned: PlannedRepair; readonly expected: Identity };

const LEAST_MS = 100;

export function createRepairWork(world: RepairWorld, context: SaveContext, startCopy: StartCopy): RepairWork {
  const running = new Map<WindowId, Running>();
  const rescues = new Map<WindowId, Rescue>();
  const plans = new Map<WindowId, AbortController>();
  const newPlan = (window: WindowId): AbortSignal => {
    plans.get(window)?.abort();
    const stop = new AbortController();
    plans.set(window, stop);
    return stop.signal;
  };

  const run = <T>(window: WindowId, work: { cancel(): void; readonly end: Promise<T> }): Promise<T> => {
    const over = work.end.finally(() => running.delete(window));
    running.set(window, { cancel: () => work.cancel(), over });
    return over;
  };

  const copy = async (window: WindowId, order: CopyOrder, expected: Identity, tell: Tell): Promise<Result<null, RepairCopyError>> => {
    const now = await context.files.stat(order.path);
    if (!now.ok) return now;
    if (!unchanged(now.value, expected)) return err({ kind: 'changed-on-disk', what: 'identity', at: null });
    const target = await realPath(order.target);
    const there = await context.files.stat(target);
    if (there.ok) return err({ kind: 'exists', code: 'EEXIST' });
    if (running.has(window)) return err({ kind: 'busy' });
    return run(window, startCopy({ ...order, target }, tell));
  };

  return {
    check: async (window, session, tell) => {
      if (running.has(window)) return err({ kind: 'busy' });
      const stop = new AbortController();
      let last = 0;
      const report = (done: number, total: number): void => {
        if (done < total && world.now() * 1000 - last < LEAST_MS) return;
        last = world.now() * 1000;
        tell({ done, total, unit: 'blocks' });
      };
      return run(window, { cancel: () => stop.abort(), end: session.checkEverything({ signal: stop.signal, report }) });
    },
    plan: (window, session, { revision, wish }) => session.planRepair(revision, wish, newPlan(window)),
    planRescue: async (window, path) => {
      rescues.delete(window);
      const expected = await context.files.stat(path);
      const file = await openReadOnly(path);
      if (!file.ok) return file;
      const image = await openImage(file.value, 'disk');
      const planned = image.ok ? null : await rescueOn(file.value, image.error, world, newPlan(window));
      await file.value.close();
      if (planned === null || !expected.ok) return err({ kind: 'no-rescue' });
      rescues.set(window, { path, planned, expected: expected.value });
      return ok(planned.view);
    },
    copy: async (window, { session, plan, target }, tell) => {
      const planned = session.planned(plan);
      if (planned === null || !planned.view.canCopy) return err({ kind: 'stale-plan' });
      // Another thread would read the file half-written, and not through its journal.
      if (session.view().interrupted !== null) return err({ kind: 'journal-exists' });
      const { expected, parents } = session.origin();
      return copy(window, { path: session.path, parents, recipe: planned.recipe, target }, expected, tell);
    },
    copyRescue: async (window, { plan, target }, tell) => {
      const rescue = rescues.get(window);
      if (rescue?.planned.view.plan !== plan) return err({ kind: 'stale-plan' });
      return copy(window, { path: rescue.path, parents: [], recipe: rescue.planned.recipe, target }, rescue.expected, tell);
    },
    cancel: (window, what) => {
      if (what !== 'plan') running.get(window)?.cancel();
      if (what !== 'work') plans.get(window)?.abort();
    },
    cancelAll: () => {
      const all = [...running.values()];
      for (const each of all) each.cancel();
      return all.length === 0 ? null : Promise.allSettled(all.map(({ over }) => over));
    },
  };
}
