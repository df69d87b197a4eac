/** A plan as journal and read-back need it: every range that will change, sorted, with its old and its final bytes. */
import type { SaveCause } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { fileOffset } from '../../shared/vhd/units';
import type { Plan, Step } from '../vhd/ops/plan';
import type { JournalRecord } from './journal';

type Placed = Exclude<Step, { kind: 'zeros' }>;
type Range = { readonly at: number; readonly bytes: number; readonly isHole?: true };

/** A record's length is stored in 32 bits. */
const MAX_ZEROS = 2 ** 30;

const sizeOf = (step: Step): number => (step.kind === 'zeros' ? step.bytes : step.kind === 'patch' ? step.after.length : step.data.length);
const byPlace = (a: { readonly at: number }, b: { readonly at: number }): number => a.at - b.at;

const bad = (why: 'overlap' | 'unordered' | 'length'): Result<never, SaveCause> => err({ kind: 'bad-plan', why });

/** The records, or why this plan must not be applied: that would be a bug of ours, and must not reach a disk. */
export function recordsOf(plan: Plan): Result<JournalRecord[], SaveCause> {
  const placed = plan.steps.filter((step): step is Placed => step.kind !== 'zeros').sort(byPlace);
  const zeros = plan.steps.flatMap((step) => (step.kind === 'zeros' ? [zerosRange(step)] : [])).sort(byPlace);
  if (plan.lengthAfter < plan.lengthBefore || plan.steps.some((step) => !liesRight(plan, step))) return bad('length');
  if (overlaps(placed.map(rangeOf)) || overlaps(zeros)) return bad('overlap');
  const reserved = placed.filter(({ stage }) => stage === 'end' || stage === 'reserve').map(rangeOf);
  if (overlaps([...reserved, ...zeros].sort(byPlace))) return bad('overlap');
  if (!covers([...reserved, ...zeros].sort(byPlace), plan.lengthBefore, plan.lengthAfter)) return bad('length');
  const appended = placed.filter(({ kind }) => kind === 'append').map(rangeOf);
  const gaps = zeros.flatMap((range) => without(range, appended)).flatMap(inParts);
  return ok([...placed.map(recordOf), ...gaps.map(zeroRecord)].sort(byPlace));
}

const hole = ({ isHole }: { readonly isHole?: true }): { readonly isHole?: true } => (isHole === true ? { isHole } : {});
const zerosRange = (step: Step & { kind: 'zeros' }): Range => ({ at: step.at, bytes: step.bytes, ...hole(step) });
const rangeOf = (step: Placed): Range => ({ at: step.at, bytes: sizeOf(step) });

function liesRight({ lengthBefore, lengthAfter }: Plan, step: Step): boolean {
  const end = step.at + sizeOf(step);
  if (sizeOf(step) === 0 || step.at < 0) return false;
  if (step.kind === 'patch') return end <= lengthBefore && step.before.length === step.after.length;
  return step.at >= lengthBefore && end <= lengthAfter;
}

function overlaps(sorted: readonly Range[]): boolean {
  let end = 0;
  for (const { at, bytes } of sorted) {
    if (at < end) return true;
    end = at + bytes;
  }
  return false;
}

/** Whether the ranges, sorted and disjoint, cover everything from `from` to `to`. */
function covers(sorted: readonly Range[], from: number, to: number): boolean {
  let end = from;
  for (const { at, bytes } of sorted) {
    if (at !== end) return false;
    end = at + bytes;
  }
  return end === to;
}

/** The parts of `range` outside `taken`, whose ranges are sorted and disjoint. */
function without(range: Range, taken: readonly Range[]): Range[] {
  const { at, bytes } = range;
  const left: Range[] = [];
  let from = at;
  for (const each of taken) {
    if (each.at + each.bytes <= from || each.at >= at + bytes) continue;
    if (each.at > from) left.push({ ...range, at: from, bytes: each.at - from });
    from = each.at + each.bytes;
  }
  if (from < at + bytes) left.push({ ...range, at: from, bytes: at + bytes - from });
  return left;
}

function inParts(range: Range): Range[] {
  const parts: Range[] = [];
  for (let done = 0; done < range.bytes; done += MAX_ZEROS)
    parts.push({ ...range, at: range.at + done, bytes: Math.min(MAX_ZEROS, range.bytes - done) });
  return parts;
}

const recordOf = (step: Placed): JournalRecord =>
  step.kind === 'patch'
    ? { at: step.at, bytes: step.after.length, before: step.before, after: step.after }
    : { at: step.at, bytes: step.data.length, before: null, after: step.data };

const zeroRecord = ({ at, bytes, ...rest }: Range): JournalRecord => ({
  at: fileOffset(at),
  bytes,
  before: null,
  after: null,
  ...hole(rest),
});
