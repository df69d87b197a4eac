/** A plan as people read it: which bytes change, from what to what, in the order of the file. */
import type { ByteRange, ReviewRow, ReviewView } from '../../../shared/edits';
import { previewOf, type Plan, type Step } from '../../vhd/ops/plan';
import { differences } from '../../vhd/read/sameBytes';

const MAX_ROWS = 200;
/** A row has so many of its bytes, and all rows together; of those behind them the first ones. */
const ROW_BYTES = 64 * 1024;
const ALL_BYTES = 1024 * 1024;
const LEAST_BYTES = 32;

export type PlanReview = Omit<ReviewView, 'revision' | 'children' | 'errorsBefore' | 'errorsAfter' | 'left'>;

export function planReview(plan: Plan): PlanReview {
  const preview = previewOf(plan);
  const rows = plan.steps.flatMap(reviewRows).sort((a, b) => a.at - b.at);
  return {
    rows: withinBudget(rows.slice(0, MAX_ROWS)),
    rowsLeftOut: Math.max(0, rows.length - MAX_ROWS),
    changedBytes: preview.changedBytes,
    growthBytes: preview.growthBytes,
    newBlocks: preview.newBlocks.length,
    savedState: preview.notes.includes('saved-state'),
  };
}

function withinBudget(rows: readonly ReviewRow[]): ReviewRow[] {
  let left = ALL_BYTES;
  return rows.map((row) => {
    const shown = Math.min(row.after.length, Math.max(LEAST_BYTES, left));
    left -= shown;
    return { ...row, before: row.before.slice(0, shown), after: row.after.slice(0, shown) };
  });
}

function reviewRows(step: Step): ReviewRow[] {
  if (step.kind === 'zeros') return [];
  if (step.kind === 'append')
    return [{ at: step.at, bytes: step.data.length, before: new Uint8Array(), after: step.data.subarray(0, ROW_BYTES), why: step.why }];
  return joined(differences(step.before, step.after)).map(({ at, bytes }) => ({
    at: step.at + at,
    bytes,
    before: step.before.subarray(at, at + Math.min(bytes, ROW_BYTES)),
    after: step.after.subarray(at, at + Math.min(bytes, ROW_BYTES)),
    why: step.why,
  }));
}

/** Up to so many unchanged bytes between changed ones do not split a value into two. */
const MAX_BETWEEN = 3;

function joined(ranges: readonly ByteRange[]): ByteRange[] {
  const rows: ByteRange[] = [];
  for (const range of ranges) {
    const last = rows.at(-1);
    if (last !== undefined && range.at - (last.at + last.bytes) <= MAX_BETWEEN)
      rows[rows.length - 1] = { at: last.at, bytes: range.at + range.bytes - last.at };
    else rows.push(range);
  }
  return rows;
}
