/** The bytes of the plan that a page shows, if it is still the one that would be carried out. */
import type { RowBytes, RowsPart, ShownPlan, ShownPlanError } from '../../../shared/edits';
import { err, ok, type Result } from '../../../shared/result';
import type { Plan } from '../../vhd/ops/plan';
import { rowBytes, rowsFrom } from '../edit/planReview';
import type { ImageSession } from './imageSession';

const STALE = { kind: 'stale-plan' } as const;

/** Rows of the plan from number `from` on. */
export function shownRows(session: ImageSession | null, of: ShownPlan, from: number): Result<RowsPart, ShownPlanError> {
  const plan = planOf(session, of);
  return plan.ok ? ok(rowsFrom(plan.value, from)) : plan;
}

/** Bytes of the row that begins at byte `at` of the file, from byte `from` of the row on. */
export function shownBytes(
  session: ImageSession | null,
  { of, at, from }: { readonly of: ShownPlan; readonly at: number; readonly from: number },
): Result<RowBytes, ShownPlanError> {
  const plan = planOf(session, of);
  if (!plan.ok) return plan;
  const bytes = rowBytes(plan.value, at, from);
  return bytes === null ? err(STALE) : ok(bytes);
}

function planOf(session: ImageSession | null, of: ShownPlan): Result<Plan, ShownPlanError> {
  if (session === null) return err({ kind: 'image-closed' });
  if (of.kind === 'staged' && session.edits().revision !== of.revision) return err(STALE);
  const plan = of.kind === 'staged' ? session.saveable()?.plan : session.planned(of.plan)?.result.plan;
  return plan == null ? err(STALE) : ok(plan);
}
