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
  type ReviewRow,
  type ReviewView,
} from '../../shared/edits';
import type { PlanError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { checkChain } from '../vhd/check/checkImage';
import type { Chain } from '../vhd/chain';
import { chainThrough, inDiskSpace, planEdits } from '../vhd/ops/planEdits';
import { planFields, type FieldEdit } from '../vhd/ops/setField';
import { previewOf, type Plan, type Step } from '../vhd/plan';
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

async function groupOf(now: Staged, wish: EditWish): Promise<Result<EditGroup, PlanError>> {
  if (wish.kind === 'bytes') {
    const { how, space, at, bytes } = wish;
    return ok({ label: { kind: how }, edits: await inDiskSpace(now.chain, { space, at, bytes }) });
  }
  if (wish.kind === 'fill') {
    const { space, at, bytes, pattern } = wish;
    return ok({ label: { kind: 'fill' }, edits: await inDiskSpace(now.chain, { space, at, bytes: repeated(pattern, bytes) }) });
  }
  const { structure, field, value } = wish;
  // Whether the field exists and holds the value is the planner's to say.
  const plan = await planFields(now.chain.layers[0], [{ structure, key: field, value } as FieldEdit]);
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

/** The bytes of a patch that differ, as edits of the file. */
function fileEdits(step: Step): ByteEdit[] {
  if (step.kind !== 'patch') return [];
  return differences(step.before, step.after).map(({ at, bytes }) => ({
    space: 'file',
    at: step.at + at,
    bytes: step.after.slice(at, at + bytes),
  }));
}

function differences(before: Uint8Array, after: Uint8Array): ByteRange[] {
  const ranges: ByteRange[] = [];
  for (let at = 0; at < after.length; at++) {
    if (before[at] === after[at]) continue;
    const last = ranges.at(-1);
    if (last !== undefined && last.at + last.bytes === at) ranges[ranges.length - 1] = { at: last.at, bytes: last.bytes + 1 };
    else ranges.push({ at, bytes: 1 });
  }
  return ranges;
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
export function editsView({ log, plan }: Staged, editing: boolean, canUndoSave: boolean): EditsView {
  const onDisk = activeEdits(log).filter(({ space }) => space === 'disk');
  return {
    revision: log.revision,
    editing,
    changes: activeGroups(log).map(changeView),
    redo: log.groups[log.cursor]?.label ?? null,
    changed: {
      file: (plan?.steps ?? []).flatMap(changedRanges).slice(0, MOST_MARKS),
      disk: onDisk.map(({ at, bytes }) => ({ at, bytes: bytes.length })).slice(0, MOST_MARKS),
    },
    growthBytes: plan === null ? 0 : plan.lengthAfter - plan.lengthBefore,
    canUndoSave,
  };
}

function changedRanges(step: Step): ByteRange[] {
  if (step.kind === 'zeros') return [];
  if (step.kind === 'append') return [{ at: step.at, bytes: step.data.length }];
  return differences(step.before, step.after).map(({ at, bytes }) => ({ at: step.at + at, bytes }));
}

const MOST_ROWS = 200;
const SHOWN_BYTES = 32;

/** What a save would do, for the sheet that asks for it. `now` in Unix seconds. */
export function reviewOf(base: Chain, { plan, chain }: Staged, now: number): ReviewView | null {
  if (plan === null) return null;
  const preview = previewOf(plan);
  const rows = plan.steps.flatMap(reviewRows).sort((a, b) => a.at - b.at);
  const errors = (of: Chain): number => checkChain(of, now).filter(({ severity }) => severity === 'error').length;
  return {
    rows: rows.slice(0, MOST_ROWS),
    rowsLeftOut: Math.max(0, rows.length - MOST_ROWS),
    changedBytes: preview.changedBytes,
    growthBytes: preview.growthBytes,
    newBlocks: preview.newBlocks.length,
    savedState: preview.notes.includes('saved-state'),
    errorsBefore: errors(base),
    errorsAfter: errors(chain),
  };
}

function reviewRows(step: Step): ReviewRow[] {
  if (step.kind === 'zeros') return [];
  if (step.kind === 'append')
    return [{ at: step.at, bytes: step.data.length, before: new Uint8Array(), after: step.data.slice(0, SHOWN_BYTES), why: step.why }];
  return differences(step.before, step.after).map(({ at, bytes }) => ({
    at: step.at + at,
    bytes,
    before: step.before.slice(at, at + Math.min(bytes, SHOWN_BYTES)),
    after: step.after.slice(at, at + Math.min(bytes, SHOWN_BYTES)),
    why: step.why,
  }));
}
