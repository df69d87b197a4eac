/** A plan as people read it: which bytes change, from what to what, in the order of the file. */
import { MAX_ROW_BYTES, type ByteRange, type ReviewRow, type ReviewView, type RowBytes, type RowsPart } from '../../../shared/edits';
import { previewOf, type Plan, type Step } from '../../vhd/ops/plan';
import { differences, differingBytes } from '../../vhd/read/sameBytes';

const MAX_ROWS = 200;
/** All rows of an answer have so many bytes together; of those behind them there are the first ones. */
const ALL_BYTES = 1024 * 1024;
const LEAST_BYTES = 32;

export type PlanReview = Omit<ReviewView, 'revision' | 'children' | 'errorsBefore' | 'errorsAfter' | 'left'>;

export function planReview(plan: Plan): PlanReview {
  const preview = previewOf(plan);
  return {
    ...rowsFrom(plan, 0),
    changedBytes: preview.changedBytes,
    growthBytes: preview.growthBytes,
    newBlocks: preview.newBlocks.length,
    savedState: preview.notes.includes('saved-state'),
  };
}

/** Rows in the order of the file, from number `from` on. */
export function rowsFrom(plan: Plan, from: number): RowsPart {
  const rows = rowsOf(plan);
  return { rows: withinBudget(rows.slice(from, from + MAX_ROWS)), rowsLeftOut: Math.max(0, rows.length - from - MAX_ROWS) };
}

/** Part of the row that begins at byte `at` of the file, from byte `from` of the row on; null if there is no such row. */
export function rowBytes(plan: Plan, at: number, from: number): RowBytes | null {
  const row = rowsOf(plan).find((each) => each.at === at);
  if (row === undefined || from >= row.bytes) return null;
  return { before: row.before.slice(from, from + MAX_ROW_BYTES), after: row.after.slice(from, from + MAX_ROW_BYTES) };
}

function withinBudget(rows: readonly ReviewRow[]): ReviewRow[] {
  let left = ALL_BYTES;
  return rows.map((row) => {
    const shown = Math.min(row.after.length, MAX_ROW_BYTES, Math.max(LEAST_BYTES, left));
    left -= shown;
    return { ...row, before: row.before.slice(0, shown), after: row.after.slice(0, shown) };
  });
}

const rowsOf = (plan: Plan): ReviewRow[] => plan.steps.flatMap(rowsOfStep).sort((a, b) => a.at - b.at);

/** With all of their bytes, which are not copied. */
function rowsOfStep(step: Step): ReviewRow[] {
  if (step.kind === 'zeros') return [];
  if (step.kind === 'append')
    return [{ at: step.at, bytes: step.data.length, before: new Uint8Array(), after: step.data, changed: 0, why: step.why }];
  return joined(differences(step.before, step.after)).map(({ at, bytes }) => ({
    at: step.at + at,
    bytes,
    before: step.before.subarray(at, at + bytes),
    after: step.after.subarray(at, at + bytes),
    changed: differingBytes(step.before.subarray(at, at + bytes), step.after.subarray(at, at + bytes)),
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
