/** Changes of an image in place: the engine plans them, --dry-run shows them, the journalled writer carries them out. */
import type { ChangedDocument, PlanDocument } from '../../shared/documents/plan';
import { madeNoteText } from '../../shared/text/madeNotes';
import { err, ok, type Result } from '../../shared/result';
import { bytesText } from '../../shared/text/size';
import { applyPlan } from '../io/applyPlan';
import type { Identity } from '../io/fileSystem';
import { nodeSaveContext } from '../io/nodeSaveContext';
import { orBrokenLink, realPath } from '../io/paths';
import type { SaveContext } from '../io/saveContext';
import { nextUndoPath, trimUndoFiles } from '../io/undoFiles';
import { previewOf, type Plan, type Step, type WriteReason } from '../vhd/ops/plan';
import { warn, type Cli } from './context';
import { CANCELLED, EXIT, failed, failure, shown, type Outcome, type Trouble } from './outcome';
import { jsonWithHex, writeJson, writeJsonPieces, writeLines } from './print';
import { isStopped } from './stopping';
import { reasonText } from '../../shared/text/errors';
import { grouped, hex, hexBytes } from '../../shared/text/numbers';

export type InPlaceOptions = {
  readonly dryRun?: boolean;
  readonly json?: boolean;
  /** The caller reports what was done. */
  readonly quiet?: boolean;
};

/** The image by its real name, with its identity before it was read: a change by anybody else from then on is noticed. */
export type Held = { readonly path: string; readonly real: string; readonly identity: Identity; readonly context: SaveContext };

export async function hold(cli: Cli, path: string): Promise<Result<Held, Trouble>> {
  const context = await nodeSaveContext(cli.world);
  const real = await realPath(path);
  const identity = await context.files.stat(real);
  if (identity.ok) return ok({ path, real, identity: identity.value, context });
  return failed(`cannot open ${shown(path)}`, await orBrokenLink(identity.error, path));
}

const REASONS: Readonly<Record<WriteReason, string>> = {
  payload: 'data of the disk',
  'new-block': 'room for new blocks',
  padding: 'padding',
  bitmap: 'sector bitmap',
  batmap: 'Xen’s block bitmap',
  'bat-entry': 'block table (BAT) entry',
  'dynamic-header': 'dynamic header',
  locator: 'parent locator',
  'footer-copy': 'footer copy',
  footer: 'footer',
  'old-footer': 'where the old footer was',
  bytes: 'bytes of the file',
};

const NOTES = {
  'saved-state': 'The disk is in a saved state: a suspended virtual machine relies on it and may not survive this change.',
  'batmap-bit-cleared': 'Xen’s block bitmap no longer calls the new blocks full.',
  'geometry-replaced': madeNoteText({ kind: 'geometry-replaced' }),
} as const;

/** Shows the plan, or carries it out. `verb`: the act in words, such as “write to”. */
export async function carryOut(cli: Cli, held: Held, plan: Plan, verb: string, options: InPlaceOptions): Promise<Outcome> {
  if (options.dryRun === true) {
    if (await isStopped(cli)) return err(CANCELLED);
    await (options.json === true
      ? writeJsonPieces(cli.out, planHead(held.path, plan), 'steps', stepsJson(plan), cli.signal)
      : showPlan(cli, plan));
    return (await isStopped(cli)) ? err(CANCELLED) : ok(EXIT.done);
  }
  for (const note of plan.notes) await warn(cli, `warning: ${NOTES[note]}`);
  if (await isStopped(cli)) return err(CANCELLED);
  const { real, identity, context } = held;
  const keepUndoAs = await nextUndoPath(real, context.files);
  if (!keepUndoAs.ok) return failed(`cannot ${verb} ${shown(held.path)}`, keepUndoAs.error);
  const { signal } = cli;
  const saved = await applyPlan({ path: real, plan, expected: identity, keepUndoAs: keepUndoAs.value, signal }, context);
  if (!saved.ok) {
    if (signal.aborted && saved.error.fileState === 'untouched') return err(CANCELLED);
    const { cause } = saved.error;
    const { why, todo } = reasonText(cause.kind === 'journal-exists' ? { ...cause, path: held.path } : cause);
    const after = {
      untouched: '',
      'old-restored': ' The file is as it was.',
      'needs-recovery': ' The file may be half changed; its journal stands beside it and decides.',
    };
    return err(failure(`cannot ${verb} ${shown(held.path)}`, why, `${todo}${after[saved.error.fileState]}`));
  }
  if (saved.value.afterwards !== null)
    await warn(cli, `warning: the change is complete, but the journal beside ${shown(held.path)} could not be put away.`);
  // The same undo files are kept as the window keeps: it can undo these saves like its own.
  await trimUndoFiles(real, context.files);
  await tell(cli, held.path, plan, options);
  return ok(EXIT.done);
}

async function tell(cli: Cli, path: string, plan: Plan, { json, quiet }: InPlaceOptions): Promise<void> {
  if (quiet === true) return undefined;
  const { changes, changedBytes, growthBytes, newBlocks } = previewOf(plan);
  const document: ChangedDocument = { file: path, changedRanges: changes.length, changedBytes, growthBytes, newBlocks: [...newBlocks] };
  if (json === true) return writeJson(cli.out, document);
  const grown =
    growthBytes === 0
      ? ''
      : `, ${bytesText(growthBytes)} added${newBlocks.length === 0 ? '' : ` for ${grouped(newBlocks.length)} new block${newBlocks.length === 1 ? '' : 's'}`}`;
  const done = plan.steps.length === 0 ? 'nothing to change: it is like that already' : `${bytesText(changedBytes)} changed${grown}`;
  return cli.out.write(`${shown(path)}: ${done}\n`);
}

const lengthOf = (step: Step): number => (step.kind === 'zeros' ? step.bytes : (step.kind === 'patch' ? step.after : step.data).length);

type PlanHead = Omit<PlanDocument, 'steps'>;
type StepHead = Omit<PlanDocument['steps'][number], 'before' | 'after'>;

const planHead = (file: string, plan: Plan): PlanHead => ({
  dryRun: true,
  file,
  fileBytesBefore: plan.lengthBefore,
  fileBytesAfter: plan.lengthAfter,
  newBlocks: [...plan.newBlocks],
  notes: [...plan.notes],
});

function stepJson(step: Step): Iterable<string> {
  const head: StepHead = { kind: step.kind, fileOffset: step.at, bytes: lengthOf(step), why: REASONS[step.why] };
  const after = step.kind === 'zeros' ? null : step.kind === 'patch' ? step.after : step.data;
  return jsonWithHex(head, { before: step.kind === 'patch' ? step.before : null, after });
}

function* stepsJson({ steps }: Plan): Generator<Iterable<string>> {
  for (const step of steps) yield stepJson(step);
}

const KINDS = { patch: 'change', append: 'append', zeros: 'zeros' } as const;
const ROW = 16;

async function showPlan(cli: Cli, plan: Plan): Promise<void> {
  const length =
    plan.lengthAfter === plan.lengthBefore ? '' : `; the file grows from ${bytesText(plan.lengthBefore)} to ${bytesText(plan.lengthAfter)}`;
  if (plan.steps.length === 0) return cli.out.write('Nothing to change: it is like that already. Nothing was written.\n');
  const count = plan.steps.length === 1 ? '1 range' : `${grouped(plan.steps.length)} ranges`;
  await cli.out.write(`${count}, in the order they would be written${length}. Nothing was written.\n`);
  for (const note of plan.notes) await cli.out.write(`${NOTES[note]}\n`);
  await writeLines(cli.out, planLines(plan), cli.signal);
}

function* planLines(plan: Plan): Generator<string> {
  for (const step of plan.steps) {
    yield `\n${KINDS[step.kind]}  0x${hex(step.at, 8)}  ${bytesText(lengthOf(step))}  ${REASONS[step.why]}\n`;
    if (step.kind === 'patch') yield* changedRows(step.at, step.before, step.after);
    else if (step.kind === 'append') yield* newRows(step.at, step.data);
  }
}

const row = (sign: string, at: number, bytes: Uint8Array): string => `  ${sign} ${hex(at, 8)}  ${hexBytes(bytes)}\n`;

/** Rows of sixteen bytes that differ, each before and after. */
export function* changedRows(at: number, before: Uint8Array, after: Uint8Array): Generator<string> {
  for (let from = 0; from < after.length; from += ROW) {
    const [old, now] = [before.subarray(from, from + ROW), after.subarray(from, from + ROW)];
    if (old.length === now.length && old.every((byte, i) => byte === now[i])) continue;
    yield (old.length === 0 ? '' : row('-', at + from, old)) + row('+', at + from, now);
  }
}

/** Rows behind the old end of the file; zeros are counted, not shown. */
function* newRows(at: number, data: Uint8Array): Generator<string> {
  let zeros = 0;
  for (let from = 0; from < data.length; from += ROW) {
    const now = data.subarray(from, from + ROW);
    if (now.every((byte) => byte === 0)) {
      zeros += now.length;
      continue;
    }
    if (zeros > 0) yield `  + … ${bytesText(zeros)} of zeros\n`;
    zeros = 0;
    yield row('+', at + from, now);
  }
  if (zeros > 0) yield `  + … ${bytesText(zeros)} of zeros\n`;
}
