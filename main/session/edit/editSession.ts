/**
 * What is staged for one image: the log, the plans of its entries, and the chain with these applied. The window reads
 * through that chain, so that everything on screen is what the next save writes. Staging one more edit costs the same
 * however many there are; only review, save and export go through all of them.
 */
import {
  MAX_LISTED,
  MAX_MARKS,
  type ByteEdit,
  type ByteRange,
  type ChangeView,
  type EditError,
  type EditLabel,
  type EditsView,
  type EditRequest,
  type ReviewLeft,
  type ReviewView,
} from '../../../shared/edits';
import { err, ok, type Result } from '../../../shared/result';
import type { Finding } from '../../../shared/findings';
import { MAX_BLOCKS_ASKED } from '../../../shared/views';
import { lostRoomOf } from '../../../shared/text/lostBlocks';
import type { Space } from '../../../shared/vhd/units';
import { blocksUnder } from '../../vhd/describe/blocksUnder';
import { checkChain } from '../../vhd/check/checkImage';
import type { Chain } from '../../vhd/read/chain';
import { inDiskSpace } from '../../vhd/ops/inDiskSpace';
import { MAX_EDIT_BYTES } from '../../vhd/ops/patches';
import { chainOver, chainThrough, joined, planEdits, withFile } from '../../vhd/ops/planEdits';
import { createPlanStack, type PlanStack } from '../../vhd/ops/planStack';
import { firstHeld, planBits } from '../../vhd/ops/setBits';
import { planFields, type FieldEdit } from '../../vhd/ops/setField';
import type { Plan, Step } from '../../vhd/ops/plan';
import { differences } from '../../vhd/read/sameBytes';
import type { Repair } from '../../vhd/repair/planRepair';
import { planDigest } from './draftFile';
import { planReview } from './planReview';
import { replacedHits } from './replacedHits';
import {
  activeEntries,
  changesIn,
  countGroups,
  emptied,
  hasFileEdits,
  newLog,
  nextLabel,
  redone,
  staged,
  undone,
  type EditLog,
} from './editLog';

/** What is staged, and what follows from it. */
export type Staged = {
  readonly log: EditLog;
  /** The plan of each entry of the log, each made over the ones before. */
  readonly stack: PlanStack;
  /** The chain as the files would be after a save. */
  readonly chain: Chain;
  /** Blocks of the disk that the last change touched, at most MAX_BLOCKS_ASKED of them. */
  readonly touched: readonly number[];
};

export const nothingStaged = (chain: Chain, log: EditLog = newLog()): Staged => ({
  log,
  stack: createPlanStack(chain.layers[0].file),
  chain,
  touched: [],
});

/** Whether a save would change anything. */
export const isStaged = ({ log, stack }: Staged): boolean => stack.changesAnything(log.cursor);

/** The plan that a save carries out; null when nothing would change. */
export const planOfStaged = ({ log, stack }: Staged): Plan | null => stack.plan(log.cursor);

type Restaged = Promise<Result<Staged, EditError>>;

/** The log changes only if the request can be carried out. */
export async function stage(now: Staged, request: EditRequest): Restaged {
  const change = await changeOf(now, request);
  return change.ok ? added(now, change.value, request.kind === 'bytes' && request.joins) : change;
}

/** A label, and the edits it stands for. */
type Change = { readonly label: EditLabel; readonly edits: readonly ByteEdit[] };

/** Adds an entry, planned for the disk as it is staged now. */
async function added(now: Staged, { label, edits }: Change, joins: boolean): Restaged {
  if (edits.length === 0) return ok(now);
  const { log, stack, chain } = now;
  const plan = await planEdits(chain, edits);
  if (!plan.ok) return plan;
  // Opened before the plan is added: if that fails, undone changes can still be redone.
  const next = await chainThrough(chain, plan.value);
  if (!next.ok) return next;
  const bytes = stack.contentWith(log.cursor, plan.value);
  if (bytes > MAX_EDIT_BYTES) return err({ kind: 'too-much', bytes, most: MAX_EDIT_BYTES });
  const digest = await planDigest(plan.value, log.cursor === 0);
  const blocks = blocksUnder(next.value.layers[0], edits, MAX_MARKS);
  stack.lay(log.cursor, plan.value);
  const longer = staged(log, { label, edits, plan: digest, blocks }, joins);
  return ok({ log: longer, stack, chain: withFile(next.value, stack.file(longer.cursor)), touched: blocks.slice(0, MAX_BLOCKS_ASKED) });
}

async function changeOf(now: Staged, request: EditRequest): Promise<Result<Change, EditError>> {
  if (request.kind === 'bytes') {
    const { how, space, at, bytes } = request;
    return ok({ label: { kind: how }, edits: await inDiskSpace(now.chain, { space, at, bytes }) });
  }
  if (request.kind === 'fill') {
    const { space, at, bytes, pattern } = request;
    return ok({ label: { kind: 'fill' }, edits: await inDiskSpace(now.chain, { space, at, bytes: repeated(pattern, bytes) }) });
  }
  if (request.kind === 'replace') {
    const done = await replacedHits(now.chain, request);
    return done.ok ? ok({ label: { kind: 'replace', places: done.value.places }, edits: done.value.edits }) : done;
  }
  if (request.kind === 'bits') return bitsChange(now, request);
  const { structure, field, value, follow } = request;
  // The planner checks that the field exists and can hold the value.
  const plan = await planFields(now.chain.layers[0], [{ structure, key: field, value } as FieldEdit], follow);
  if (!plan.ok) return plan;
  return ok({ label: { kind: 'field', structure, field }, edits: plan.value.steps.flatMap(fileEdits) });
}

/** Stages these edits as one change of that name. */
export const stageEdits = (now: Staged, label: EditLabel, edits: readonly ByteEdit[]): Restaged => added(now, { label, edits }, false);

function repeated(pattern: Uint8Array, bytes: number): Uint8Array {
  const filled = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += pattern.length) filled.set(pattern.subarray(0, bytes - at), at);
  return filled;
}

/** Stages a repair that was planned for the disk as it is staged now; the caller has checked that it may be staged. */
export function stageRepair(now: Staged, { done, plan }: Pick<Repair, 'done' | 'plan'>): Restaged {
  const repairs = done.map(({ code, method }) => ({ code, method }));
  return stageEdits(now, { kind: 'repair', repairs }, repairEdits(plan));
}

/** More stretches than this are no list for people, and slow to stage; whole patches are staged instead. */
const MAX_STRETCHES = 512;

function repairEdits({ steps }: Plan): ByteEdit[] {
  const edits = steps.flatMap(fileEdits);
  if (edits.length <= MAX_STRETCHES) return edits;
  return steps.flatMap((step) => (step.kind === 'patch' ? [{ space: 'file', at: step.at, bytes: step.after }] : []));
}

/** Refuses to clear the bit of a sector with staged changes: the plan would set it again, or the change would be lost. */
async function bitsChange(
  { chain, log, stack }: Staged,
  { how, lba, sectors }: Extract<EditRequest, { readonly kind: 'bits' }>,
): Promise<Result<Change, EditError>> {
  const [top] = chain.layers;
  const steps = await planBits(top, how, { lba, sectors });
  if (!steps.ok) return steps;
  const held =
    how === 'clear' || how === 'invert' ? firstHeld(top, { lba, sectors }, (at, bytes) => stack.contentIn(log.cursor, at, bytes)) : null;
  if (held !== null) return err({ kind: 'bit-needed', lba: held });
  return ok({ label: { kind: 'bits', how }, edits: steps.value.flatMap(fileEdits) });
}

/** The bytes of a patch that differ, as edits of the file. */
function fileEdits(step: Step): ByteEdit[] {
  if (step.kind !== 'patch') return [];
  return differences(step.before, step.after).map(({ at, bytes }) => ({
    space: 'file',
    at: step.at + at,
    bytes: step.after.slice(at, at + bytes),
  }));
}

type Replay = { readonly entries: readonly (Change & { readonly joins: boolean })[]; readonly cursor: number };

/**
 * The same entries over other files, or kept entries over these. Undone entries are replayed as far as possible; if an entry
 * in effect cannot be carried out, all is refused. `revision`: that of the new log.
 */
export async function replayed(base: Chain, { entries, cursor }: Replay, revision: number): Restaged {
  let now = nothingStaged(base);
  let shown = now;
  for (const [i, entry] of entries.entries()) {
    const next = await added(now, entry, entry.joins);
    if (!next.ok && i < cursor) return next;
    if (!next.ok) break;
    now = next.value;
    if (i + 1 === cursor) shown = now;
  }
  return ok({ ...shown, log: { ...shown.log, revision } });
}

/** Stages the log's first entries, as many as its cursor says. */
async function goneTo(base: Chain, { stack, log: before }: Staged, log: EditLog): Restaged {
  const chain = await chainOver(base, stack.file(log.cursor));
  if (!chain.ok) return chain;
  const between = log.entries.slice(Math.min(log.cursor, before.cursor), Math.max(log.cursor, before.cursor));
  return ok({ log, stack, chain: chain.value, touched: someOf(between.flatMap(({ blocks }) => blocks)) });
}

const someOf = (blocks: readonly number[]): number[] => [...new Set(blocks)].slice(0, MAX_BLOCKS_ASKED);

/** `base` is the chain as its files are. */
export async function undo(base: Chain, now: Staged): Restaged {
  const log = undone(now.log);
  return log === null ? err({ kind: 'nothing-to-undo' }) : goneTo(base, now, log);
}

export async function redo(base: Chain, now: Staged): Restaged {
  const log = redone(now.log);
  return log === null ? err({ kind: 'nothing-to-undo' }) : goneTo(base, now, log);
}

export const discarded = (base: Chain, now: Staged): Staged => ({
  ...nothingStaged(base, emptied(now.log)),
  touched: someOf(activeEntries(now.log).flatMap(({ blocks }) => blocks)),
});

/**
 * What the window needs to know besides the view of the image: counts, the newest changes, and the blocks that the last one
 * touched.
 */
export function editsView(now: Staged, editing: boolean, canUndoSave: boolean, unkept: EditsView['unkept'] = null): EditsView {
  const { log, stack, touched } = now;
  const changes = countGroups(log);
  return {
    revision: log.revision,
    editing,
    changes,
    latest: changesIn(log, changes - MAX_LISTED, changes),
    redo: nextLabel(log),
    of: changes === 0 ? 'nothing' : hasFileEdits(log) ? 'structures' : 'disk-bytes',
    touched,
    growthBytes: stack.length(log.cursor) - stack.length(0),
    canUndoSave,
    unkept,
  };
}

/** A batch of staged changes before that number, newest first. */
export const earlierChanges = ({ log }: Staged, before: number): ChangeView[] => changesIn(log, before - MAX_LISTED, before);

/** The nearest change behind `at`, or before it; from the end on to the other end. Changes that touch each other are one. */
export function nextChange({ log, stack }: Staged, space: Space, at: number, by: 1 | -1): ByteRange | null {
  const changed =
    space === 'file'
      ? stack.changedIn(log.cursor, 0, stack.length(log.cursor))
      : joined(activeEntries(log).flatMap(({ edits }) => edits.filter((edit) => edit.space === 'disk'))).map((piece) => ({
          at: piece.at,
          bytes: piece.bytes.length,
        }));
  const ranges: ByteRange[] = [];
  for (const range of changed) {
    const last = ranges.at(-1);
    if (last !== undefined && last.at + last.bytes === range.at)
      ranges[ranges.length - 1] = { at: last.at, bytes: last.bytes + range.bytes };
    else ranges.push(range);
  }
  const next = by === 1 ? ranges.find((range) => range.at > at) : ranges.findLast((range) => range.at < at);
  return next ?? (by === 1 ? ranges[0] : ranges.at(-1)) ?? null;
}

/** What a save would do, for the review sheet. `now` in Unix seconds. */
export function reviewOf(base: Chain, staged: Staged, now: number): Omit<ReviewView, 'children'> | null {
  const plan = planOfStaged(staged);
  if (plan === null) return null;
  const { chain, log } = staged;
  const [before, after] = [checkChain(base, now), checkChain(chain, now)];
  const errors = (findings: readonly Finding[]): number => findings.filter(({ severity }) => severity === 'error').length;
  return {
    revision: log.revision,
    ...planReview(plan),
    lost: plan.newBlocks.length > 0 ? lostRoomOf(before) : null,
    errorsBefore: errors(before),
    errorsAfter: errors(after),
    left: leftBehind(before, after),
  };
}

/** Fields that were changed without updating what depends on them: checksums and the other footer, which were right before. */
function leftBehind(before: readonly Finding[], after: readonly Finding[]): ReviewLeft[] {
  const isNew = (code: Finding['code']): boolean => after.some((each) => each.code === code) && !before.some((each) => each.code === code);
  const left: ReviewLeft[] = [];
  if (isNew('F02')) left.push('footer-checksum');
  if (isNew('H02')) left.push('header-checksum');
  if (isNew('F03')) left.push('footers-differ');
  return left;
}
