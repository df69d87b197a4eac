/** A plan as people read it: which bytes change, from what to what, in the order of the file. */
import { MAX_ROW_BYTES, type ByteRange, type ReviewRow, type ReviewView, type RowBytes, type RowsPart } from '../../../shared/edits';
import { previewOf, type Plan, type Step } from '../../vhd/ops/plan';
import { differences, differingBytes } from '../../vhd/read/sameBytes';

const MAX_ROWS = 200;
/** All rows of an answer have so many bytes together; of those behind them there are the first ones. */
const ALL_BYTES = 1024 * 1024;
const MIN_BYTES = 32;

export type PlanReview = Omit<ReviewView, 'revision' | 'children' | 'lost' | 'errorsBefore' | 'errorsAfter' | 'left'>;

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
  return { before: cut(row.before, from, MAX_ROW_BYTES), after: cut(row.after, from, MAX_ROW_BYTES) };
}

/** A row with all of its bytes, which are not copied: they are those of one step, or of steps that follow one another. */
type WholeRow = Omit<ReviewRow, 'before' | 'after'> & { readonly before: readonly Uint8Array[]; readonly after: readonly Uint8Array[] };

/** A copy of so many bytes of the pieces, from byte `from` on; fewer where they end. */
function cut(pieces: readonly Uint8Array[], from: number, bytes: number): Uint8Array {
  const all = pieces.reduce((sum, { length }) => sum + length, 0);
  const out = new Uint8Array(Math.max(0, Math.min(bytes, all - from)));
  let at = -from;
  for (const piece of pieces) {
    if (at < out.length && at + piece.length > 0) out.set(piece.subarray(Math.max(0, -at), out.length - at), Math.max(0, at));
    at += piece.length;
  }
  return out;
}

function withinBudget(rows: readonly WholeRow[]): ReviewRow[] {
  let left = ALL_BYTES;
  return rows.map((row) => {
    const shown = Math.min(row.bytes, MAX_ROW_BYTES, Math.max(MIN_BYTES, left));
    left -= shown;
    return { ...row, before: cut(row.before, 0, shown), after: cut(row.after, 0, shown) };
  });
}

const rowsOf = (plan: Plan): WholeRow[] => together(plan.steps.flatMap(rowsOfStep).sort((a, b) => a.at - b.at));

/** A new block is written in several steps, the first over the old footer: it is one row. */
function together(rows: readonly WholeRow[]): WholeRow[] {
  const out: WholeRow[] = [];
  for (const row of rows) {
    const last = out.at(-1);
    const isMore = row.before.length === 0 && row.why === 'new-block' && last?.why === row.why && last.at + last.bytes === row.at;
    if (!isMore) out.push(row);
    else out[out.length - 1] = { ...last, bytes: last.bytes + row.bytes, after: [...last.after, ...row.after] };
  }
  return out;
}

function rowsOfStep(step: Step): WholeRow[] {
  if (step.kind === 'zeros') return [];
  if (step.kind === 'append') return [{ at: step.at, bytes: step.data.length, before: [], after: [step.data], changed: 0, why: step.why }];
  return joined(differences(step.before, step.after)).map(({ at, bytes }) => ({
    at: step.at + at,
    bytes,
    before: [step.before.subarray(at, at + bytes)],
    after: [step.after.subarray(at, at + bytes)],
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
