/** Repairs of an image: what is offered, and the plan that was shown last. */
import type { EditError } from '../../../shared/edits';
import type { ParentError } from '../../../shared/errors';
import type { MendRequest, OffersView, RepairPlanError, RepairView } from '../../../shared/repairViews';
import { err, ok, type Result } from '../../../shared/result';
import type { Signal } from '../../vhd/read/stoppable';
import { isStaged, stageRepair } from '../edit/editSession';
import { offersOn, repairOn, type PlannedRepair } from '../repair/repairDesk';
import type { Chain } from '../../vhd/read/chain';
import type { HeldImage } from './heldImage';
import { described } from './openedImage';
import { withCandidate } from './parents';
import type { ImageFindings } from './imageChecks';

type PlanHow = { readonly signal?: Signal | undefined; readonly parent?: string | null | undefined };

export type ImageRepairs = {
  offers(): Promise<OffersView>;
  /**
   * `revision` as for staging. The plan is kept under its number, until the next one. `parent`: the path of a file that is looked
   * at as the missing parent; it is used only when the plan is carried out.
   */
  planRepair(revision: number, request: MendRequest, how?: PlanHow): Promise<Result<RepairView, RepairPlanError>>;
  /** Whether a repair can write into the disk that the file at `path` is its parent, because it does not lead there yet. */
  canReconnect(path: string): Promise<Result<boolean, ParentError>>;
  /** The plan of that number, for the disk as it is staged now; null when another plan was made since, or it is no longer valid. */
  planned(plan: number): PlannedRepair | null;
  stageRepair(plan: number): Promise<Result<void, EditError>>;
};

/** `takeParent` makes a file the missing parent of the image. */
export function imageRepairs(
  held: HeldImage,
  checks: ImageFindings,
  { isEditing, takeParent }: { readonly isEditing: () => boolean; readonly takeParent: (path: string) => Promise<unknown> },
): ImageRepairs {
  let last: PlannedRepair | null = null;
  const planned = (plan: number): PlannedRepair | null =>
    last?.view.plan === plan && last.revision === held.staged.log.revision ? last : null;
  return {
    offers: () => offersOn(held.staged.chain, checks.findings(), held.origin),
    planned,
    planRepair: async (revision, request, { signal, parent = null } = {}) => {
      const { opened, staged, origin } = held;
      if (revision !== staged.log.revision) return err({ kind: 'stale-revision' });
      const input = {
        chain: staged.chain,
        revision,
        isClean: !isStaged(staged),
        fileBytes: opened.chain.layers[0].file.bytes,
        deepCodes: checks.deepCodes(),
        candidate: parent === null ? null : { path: parent, findings: checks.findings() },
      };
      const plan = (chain: Chain): ReturnType<typeof repairOn> => repairOn({ ...input, chain }, request, origin, signal);
      const looked = parent === null ? ok(await plan(staged.chain)) : await withCandidate(staged.chain, parent, plan);
      // It was looked at before, so that it is another file since, or gone.
      if (!looked.ok) return err({ kind: 'stale-ticket' });
      const made = looked.value;
      if (!made.ok) return made;
      last = made.value;
      return ok(last.view);
    },
    canReconnect: (path) =>
      withCandidate(held.staged.chain, path, async (chain) => {
        const { findings } = await described(chain, held.origin.now());
        const { offers } = await offersOn(chain, findings, held.origin);
        return offers.some(({ method }) => method === 'reconnect-parent');
      }),
    stageRepair: async (plan) => {
      if (!isEditing()) return err({ kind: 'not-editing' });
      const found = planned(plan);
      if (found?.result.plan == null || !found.view.canStage) return err({ kind: 'stale-plan' });
      const { done, plan: repairPlan, after } = { ...found.result, plan: found.result.plan };
      const result = await held.change(found.revision, () => stageRepair(held.staged, { done, plan: repairPlan }));
      // Making the plan has checked every block of the disk as it is now.
      if (result.ok && found.recipe.deep) checks.takeWhole(after);
      if (result.ok && found.parent !== null) await takeParent(found.parent);
      return result;
    },
  };
}
