/**
 * What is staged for one image: the log, the plan that would carry it out, and the chain as it would be. Reads of the
 * window go through that chain, so that everything on screen is what the next save writes.
 */
import {
  MOST_MARKS,
  type ByteEdit,
  type ByteRange,
  type ChangeView,
  type EditError,
  type EditsView,
  type EditWish,
  type ReviewLeft,
  type ReviewView,
} from '../../shared/edits';
import { err, ok, type Result } from '../../shared/result';
import type { Finding } from '../../shared/findings';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { checkChain } from '../vhd/check/checkImage';
import type { Chain } from '../vhd/chain';
import { chainThrough, inDiskSpace, planEdits } from '../vhd/ops/planEdits';
import { planBits } from '../vhd/ops/setBits';
import { planFields, type FieldEdit } from '../vhd/ops/setField';
import type { Plan, Step } from '../vhd/plan';
import type { Repair } from '../vhd/repair/planRepair';
import { differences, planReview } from './planReview';
import { activeEdits, activeGroups, emptied, EMPTY_LOG, redone, staged, undone, type EditGroup, type EditLog } from './editLog';

/** What is staged, and what follows from it. */
export type Staged = {
  readonly log: EditLog;
  /** Null while nothing would change. */
  readonly plan: Plan | null;
  /** As the files would be. */
  readonly chain: Chain;
};

export const nothingStaged = (chain: Chain, log: EditLog = EMPTY_LOG): Staged => ({ log, plan: null, chain });

type Restaged = Promise<Result<Staged, EditError>>;

/** `base` is the chain as its files are. The log changes only when the whole of it can be carried out. */
export async function stage(base: Chain, now: Staged, wish: EditWish): Restaged {
  const group = await groupOf(now, wish);
  if (!group.ok) return group;
  if (group.value.edits.length === 0) return ok(now);
  return replanned(base, staged(now.log, group.value, wish.kind === 'bytes' && wish.joins));
}

async function groupOf(now: Staged, wish: EditWish): Promise<Result<EditGroup, EditError>> {
  if (wish.kind === 'bytes') {
    const { how, space, at, bytes } = wish;
    return ok({ label: { kind: how }, edits: await inDiskSpace(now.chain, { space, at, bytes }) });
  }
  if (wish.kind === 'fill') {
    const { space, at, bytes, pattern } = wish;
    return ok({ label: { kind: 'fill' }, edits: await inDiskSpace(now.chain, { space, at, bytes: repeated(pattern, bytes) }) });
  }
  if (wish.kind === 'bits') return bitsGroup(now, wish);
  const { structure, field, value, follow } = wish;
  // Whether the field exists and holds the value is the planner's to say.
  const plan = await planFields(now.chain.layers[0], [{ structure, key: field, value } as FieldEdit], follow);
  if (!plan.ok) return plan;
  return ok({ label: { kind: 'field', structure, field }, edits: plan.value.steps.flatMap(fileEdits) });
}

/** The bytes of a file over those of the disk. */
export async function stageContent(base: Chain, now: Staged, at: number, bytes: Uint8Array): Restaged {
  return replanned(base, staged(now.log, { label: { kind: 'content' }, edits: [{ space: 'disk', at, bytes }] }, false));
}

function repeated(pattern: Uint8Array, bytes: number): Uint8Array {
  const filled = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += pattern.length) filled.set(pattern.subarray(0, bytes - at), at);
  return filled;
}

/** A repair that was planned for the disk as it is staged now; whether it may be staged was asked before. */
export async function stageRepair(base: Chain, now: Staged, { done, plan }: Pick<Repair, 'done' | 'plan'>): Restaged {
  const repairs = done.map(({ code, method }) => ({ code, method }));
  return replanned(base, staged(now.log, { label: { kind: 'repair', repairs }, edits: repairEdits(plan) }, false));
}

/** More stretches than this are no list for people, and slow to lay over one another: whole patches then. */
const MOST_STRETCHES = 512;

function repairEdits({ steps }: Plan): ByteEdit[] {
  const edits = steps.flatMap(fileEdits);
  if (edits.length <= MOST_STRETCHES) return edits;
  return steps.flatMap((step) => (step.kind === 'patch' ? [{ space: 'file', at: step.at, bytes: step.after }] : []));
}

/** Sectors with staged changes keep their bits: the plan would set them again, or the change would be lost. */
async function bitsGroup(
  now: Staged,
  { how, lba, sectors }: Extract<EditWish, { readonly kind: 'bits' }>,
): Promise<Result<EditGroup, EditError>> {
  const [from, to] = [lba * SECTOR_BYTES, (lba + sectors) * SECTOR_BYTES];
  const held = activeEdits(now.log).find(({ space, at, bytes }) => space === 'disk' && at < to && at + bytes.length > from);
  if (held !== undefined && (how === 'clear' || how === 'invert'))
    return err({ kind: 'bit-needed', lba: Math.floor(Math.max(held.at, from) / SECTOR_BYTES) });
  const steps = await planBits(now.chain.layers[0], how, { lba, sectors });
  return steps.ok ? ok({ label: { kind: 'bits', how }, edits: steps.value.flatMap(fileEdits) }) : steps;
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

/** What the log comes to over the files as they are now. */
export async function replanned(base: Chain, log: EditLog): Restaged {
  const edits = activeEdits(log);
  if (edits.length === 0) return ok(nothingStaged(base, log));
  const plan = await planEdits(base, edits);
  if (!plan.ok) return plan;
  if (plan.value.steps.length === 0) return ok(nothingStaged(base, log));
  const chain = await chainThrough(base, plan.value);
  return chain.ok ? ok({ log, plan: plan.value, chain: chain.value }) : chain;
}

export async function undo(base: Chain, now: Staged): Restaged {
  const log = undone(now.log);
  return log === null ? err({ kind: 'nothing-to-undo' }) : replanned(base, log);
}

export async function redo(base: Chain, now: Staged): Restaged {
  const log = redone(now.log);
  return log === null ? err({ kind: 'nothing-to-undo' }) : replanned(base, log);
}

export const discarded = (base: Chain, now: Staged): Staged => nothingStaged(base, emptied(now.log));

const changeView = ({ label, edits }: EditGroup): ChangeView => ({
  label,
  ranges: edits.map(({ space, at, bytes }) => ({ space, at, bytes: bytes.length })),
});

/** What the window needs to know, beside the view of the image itself. */
export function editsView({ log, plan }: Staged, editing: boolean, canUndoSave: boolean, unkept: EditsView['unkept'] = null): EditsView {
  const onDisk = activeEdits(log).filter(({ space }) => space === 'disk');
  return {
    revision: log.revision,
    editing,
    changes: activeGroups(log).map(changeView),
    redo: log.groups[log.cursor]?.label ?? null,
    changed: {
      file: plan === null ? [] : changedBytes(plan).slice(0, MOST_MARKS),
      disk: onDisk.map(({ at, bytes }) => ({ at, bytes: bytes.length })).slice(0, MOST_MARKS),
    },
    growthBytes: plan === null ? 0 : plan.lengthAfter - plan.lengthBefore,
    canUndoSave,
    unkept,
  };
}

/** Bytes of the file that a save would change or add. */
export const changedBytes = (plan: Plan): ByteRange[] => plan.steps.flatMap(changedRanges);

function changedRanges(step: Step): ByteRange[] {
  if (step.kind === 'zeros') return [];
  if (step.kind === 'append') return [{ at: step.at, bytes: step.data.length }];
  return differences(step.before, step.after).map(({ at, bytes }) => ({ at: step.at + at, bytes }));
}

/** What a save would do, for the sheet that asks for it. `now` in Unix seconds. */
export function reviewOf(base: Chain, { plan, chain }: Staged, now: number): ReviewView | null {
  if (plan === null) return null;
  const [before, after] = [checkChain(base, now), checkChain(chain, now)];
  const errors = (findings: readonly Finding[]): number => findings.filter(({ severity }) => severity === 'error').length;
  return { ...planReview(plan), errorsBefore: errors(before), errorsAfter: errors(after), left: leftBehind(before, after) };
}

/** What somebody set and told not to be followed: checksums and twins that were right before. */
function leftBehind(before: readonly Finding[], after: readonly Finding[]): ReviewLeft[] {
  const isNew = (code: Finding['code']): boolean => after.some((each) => each.code === code) && !before.some((each) => each.code === code);
  const left: ReviewLeft[] = [];
  if (isNew('F02')) left.push('footer-checksum');
  if (isNew('H02')) left.push('header-checksum');
  if (isNew('F03')) left.push('footers-differ');
  return left;
}
