/** Repairs of an image: what is offered, and the plan that was shown last. */
import type { EditError } from '../../../shared/edits';
import type { MendRequest, OffersView, RepairPlanError, RepairView } from '../../../shared/repairViews';
import { err, ok, type Result } from '../../../shared/result';
import type { Signal } from '../../vhd/read/stoppable';
import { isStaged, stageRepair } from '../edit/editSession';
import { offersOn, repairOn, type PlannedRepair } from '../repair/repairDesk';
import type { HeldImage } from './heldImage';
import type { ImageFindings } from './imageChecks';

export type ImageRepairs = {
  offers(): Promise<OffersView>;
  /** `revision` as for staging. The plan is kept under its number, until the next one. */
  planRepair(revision: number, request: MendRequest, signal?: Signal): Promise<Result<RepairView, RepairPlanError>>;
  /** The plan of that number, for the disk as it is staged now; null when another plan was made since, or it is no longer valid. */
  planned(plan: number): PlannedRepair | null;
  stageRepair(plan: number): Promise<Result<void, EditError>>;
};

export function imageRepairs(held: HeldImage, checks: ImageFindings, isEditing: () => boolean): ImageRepairs {
  let last: PlannedRepair | null = null;
  const planned = (plan: number): PlannedRepair | null =>
    last?.view.plan === plan && last.revision === held.staged.log.revision ? last : null;
  return {
    offers: () => offersOn(held.staged.chain, checks.findings(), held.origin),
    planned,
    planRepair: async (revision, request, signal) => {
      const { opened, staged, origin } = held;
      if (revision !== staged.log.revision) return err({ kind: 'stale-revision' });
      const input = {
        chain: staged.chain,
        revision,
        isClean: !isStaged(staged),
        fileBytes: opened.chain.layers[0].file.bytes,
        deepCodes: checks.deepCodes(),
      };
      const made = await repairOn(input, request, origin, signal);
      if (!made.ok) return made;
      last = made.value;
      return ok(last.view);
    },
    stageRepair: async (plan) => {
      if (!isEditing()) return err({ kind: 'not-editing' });
      const found = planned(plan);
      if (found?.result.plan == null || !found.view.canStage) return err({ kind: 'stale-plan' });
      const { done, plan: repairPlan, after } = { ...found.result, plan: found.result.plan };
      const result = await held.change(found.revision, () => stageRepair(held.staged, { done, plan: repairPlan }));
      // Making the plan has checked every block of the disk as it is now.
      if (result.ok && found.recipe.deep) checks.takeWhole(after);
      return result;
    },
  };
}
