/**
 * Runs a task in whatever thread it is called. In the end everything it opened is closed, and a file it began is complete or
 * gone.
 */
import type { Needle } from '../../shared/find/needle';
import { needlesOf, type SearchPattern } from '../../shared/find/pattern';
import { err, ok, type Result } from '../../shared/result';
import type { FileSummary, JobEnd, JobError, JobSummary, MadeNote } from '../../shared/jobs';
import { footer } from '../../shared/vhd/footer';
import { safeNumber, SECTOR_BYTES } from '../../shared/vhd/units';
import { isCancelled } from '../io/bulk/control';
import { knowsAlgorithm } from '../io/bulk/digest';
import { newScanner } from '../io/bulk/scanner';
import type { Chain } from '../vhd/read/chain';
import type { Image } from '../vhd/read/image';
import { layersOf, wholeOf } from '../vhd/read/extents';
import { planCompact, planDefragment } from '../vhd/ops/compact';
import {
  alignFor,
  blockBytesOf,
  geometryRefusal,
  incomplete,
  planAzureReady,
  planExport,
  planLargerDisk,
  planNewDisk,
  type NewDisk,
  lostHeader,
  lostStructure,
} from '../vhd/ops/convert';
import { planFlatten } from '../vhd/ops/flatten';
import { planMerge } from '../vhd/ops/merge';
import { planResize } from '../vhd/ops/resize';
import { freshFooter, freshLink, type Rewrite } from '../vhd/ops/rewrite';
import { CANCELLED, JobTooLarge, type Ended, type JobContext, type Stopped } from './context';
import { dataBehind } from './dataBehind';
import { differencesJob } from './differencesJob';
import { asDiskOrRaw } from './diskOrRaw';
import { findJob } from './findJob';
import { compareJob, hashJob, searchJob } from './readJobs';
import { droppedRoom } from './lostRoom';
import { repairJob } from './repairJob';
import type { JobTask, OutputRef } from './tasks';
import { rewriteJob } from './rewriteJob';
import { hasTrait } from './traits';
import { scanBitmaps, scanContent } from './scanJob';
import { skeletonJob } from './skeletonJob';
import { dumpJob, reportJob, tableJob } from './textJob';
import { CHANGED, notNamed, openAlone, openSource, partIn, replacesItself, targetRefusal, type Source } from './source';
import { isAsJudged, judgedRaw, type Judged } from './rawSource';
import { inBytes, type View } from './windows';

type Request<Op extends JobTask['op']> = Extract<JobTask, { readonly op: Op }>;

/** Tasks that begin by opening a disk; a repair may be of a file that is no disk yet. */
type OnDisk = Exclude<JobTask, { readonly op: 'repair' }>;

/** Ends in exactly one result. A bug becomes `internal`, with its text. */
export async function runJob(task: JobTask, context: JobContext): Promise<JobEnd<JobSummary>> {
  try {
    const ended = task.op === 'repair' ? await repairJob(task, context) : await withSource(await asItIs(task), context);
    if (ended.ok) return { kind: 'done', summary: ended.value };
    return ended.error.kind === 'cancelled' || isCancelled(context.workers.control)
      ? { kind: 'cancelled' }
      : { kind: 'failed', error: ended.error };
  } catch (cause) {
    if (cause instanceof JobTooLarge) return { kind: 'failed', error: { kind: 'job-too-large' } };
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { kind: 'failed', error: { kind: 'internal', text } };
  }
}

async function asItIs(task: OnDisk): Promise<OnDisk> {
  return task.op === 'differences' ? { ...task, with: { ...task.with, as: await asDiskOrRaw(task.with.path), pad: true } } : task;
}

async function withSource(task: OnDisk, context: JobContext): Ended<JobSummary> {
  context.phase({ name: 'opening', doneBytes: 0, totalBytes: 0, cancellable: true });
  const judged = await judgedRaw(task, context);
  if (!judged.ok) return judged;
  const source = task.op === 'scan' ? await openAlone(task.source) : await openSource(task.source, context.workers.control);
  if (!source.ok) return source;
  try {
    if (isCancelled(context.workers.control)) return err(CANCELLED);
    if (!isAsJudged(task.source, source.value, judged.value)) return err(CHANGED);
    const refusal = 'output' in task ? targetRefusal(task.output, source.value.chain, hasTrait(task, 'same-disk')) : null;
    if (refusal !== null) return err(refusal);
    const lost = lostFor(task, source.value.chain);
    if (lost !== null) return err(lost);
    const unkept = 'output' in task && replacesItself(task.output, source.value.chain) ? notKept(task, source.value.chain) : null;
    if (unkept !== null) return err(unkept);
    const isOnlyCopy = 'output' in task && replacesItself(task.output, source.value.chain) && !keepsOld(task.output);
    const dropped = await droppedRoom(source.value.chain, context, { task, isOnlyCopy });
    if (!dropped.ok) return dropped;
    const done = await operate(task, context, source.value, judged.value);
    const disks = readsDisk(task) ? [source.value.chain.layers[0]] : [];
    return toldOf(done, disks, readsParents(task) ? [source.value.chain] : [], dropped.value);
  } finally {
    await source.value.close();
  }
}

const keepsOld = ({ publish }: OutputRef): boolean => publish.kind === 'replace' && publish.keepAs !== null;

const readsDisk = (task: OnDisk): boolean => !hasTrait(task, 'of-structures') && !(task.op === 'dump' && task.of.kind === 'file');
/** A block table is unusable if the drive cannot read all of its entries. */
const lostFor = (task: OnDisk, chain: Chain): JobError | null =>
  task.op === 'table' && task.table === 'bat' ? lostStructure(chain) : readsDisk(task) ? lostHeader(chain) : null;
const readsParents = (task: OnDisk): boolean => !hasTrait(task, 'alone') && !('layer' in task && task.layer);

/** Adds notes to the result if it was read through a parent that is a guess, or from a disk that ends in the middle of a sector. */
function toldOf<T extends JobSummary>(
  ended: Result<T, Stopped>,
  disks: readonly Image[],
  chains: readonly Chain[],
  dropped: readonly MadeNote[] = [],
): Result<T, Stopped> {
  const told = [
    ...dropped,
    ...disks.flatMap(endNotRead),
    ...chains.flatMap(({ standIns = [] }) => standIns.map((standIn): MadeNote => ({ kind: 'stand-in', standIn }))),
  ];
  if (!ended.ok || told.length === 0 || ended.value.kind === 'scan' || ended.value.kind === 'find') return ended;
  return ok({ ...ended.value, notes: [...told, ...(ended.value.notes ?? [])] });
}

/** What a disk that is made anew in its own place would lose for good. For a new file beside it a warning is enough. */
function notKept(task: OnDisk, chain: Chain): JobError | null {
  const [note] = endNotRead(chain.layers[0]);
  if (note?.kind === 'end-not-read') return { kind: 'end-would-go', bytes: note.bytes };
  return hasTrait(task, 'by-parent') ? notNamed(chain) : null;
}

function endNotRead({ file, footer: raw, sectors }: Image): MadeNote[] {
  const size = raw === null ? null : safeNumber(footer.get(raw, 'currentSize'));
  const bytes = size === null ? 0 : size % SECTOR_BYTES;
  // A size that no disk can have tells nothing about the end.
  return bytes === 0 || size !== inBytes(sectors) + bytes ? [] : [{ kind: 'end-not-read', name: file.name, bytes }];
}

const wholeView = ({ chain, fds }: Source): Result<View, JobError> => {
  const missing = incomplete(chain);
  return missing === null ? ok({ chain, fds }) : err(missing);
};
const viewOf = (source: Source, layer: boolean): Result<View, JobError> =>
  layer ? ok({ chain: layersOf(source.chain, 0, 1), fds: source.fds }) : wholeView(source);

async function operate(task: OnDisk, context: JobContext, source: Source, judged: Judged): Ended<JobSummary> {
  switch (task.op) {
    case 'compare':
    case 'differences':
      return compare(task, context, source, judged);
    case 'hash': {
      if (task.algorithms.length === 0 || !task.algorithms.every(knowsAlgorithm)) return err({ kind: 'bad-value', field: 'algorithm' });
      const view = viewOf(source, task.layer);
      if (!view.ok) return view;
      const part = partIn(source, task);
      return part.ok ? unlessChanged([source], await hashJob(context, view.value, task.algorithms, part.value)) : part;
    }
    case 'search':
      return search(task, context, source);
    case 'find':
      return find(task, context, source);
    case 'scan':
      return task.what === 'bitmaps' ? scanBitmaps(context, source) : scanContent(context, source, task.range);
    case 'skeleton':
      return skeletonJob(context, source, task.output);
    case 'dump':
      return dumpJob(context, task, source);
    case 'table':
      return tableJob(context, task, source);
    case 'report':
      return reportJob(context, task, source);
    case 'resize':
      return resize(task, context, source);
    case 'convert-child':
      return convertChild(task, context, source);
    case 'export':
    case 'convert':
    case 'azure':
    case 'flatten':
    case 'merge':
    case 'compact':
    case 'defragment': {
      const rewrite = await planned(task, source.chain);
      const overlay = task.op === 'export' ? (task.overlay ?? []) : [];
      const known = task.op === 'export' && task.known === true;
      if (!rewrite.ok) return rewrite;
      const sourceBytes = source.chain.layers[0].file.bytes;
      const before = (would: FileSummary) => (task.op === 'compact' ? gainRefusal(task, would, sourceBytes) : null);
      const made = await rewriteJob(context, { rewrite: rewrite.value, source, output: task.output, overlay, known, before });
      return made.ok && task.op === 'compact' ? ok(withGain(made.value, sourceBytes)) : made;
    }
    default:
      return task satisfies never;
  }
}

/** Nothing is written in a dry run, nor unasked if the file would grow. */
function gainRefusal({ dry, unlessLarger }: Request<'compact'>, would: FileSummary, source: number): Result<FileSummary, JobError> | null {
  if (dry === true) return ok(would);
  return would.fileBytes > source && unlessLarger === true ? err({ kind: 'would-be-larger', bytes: would.fileBytes, source }) : null;
}

/** A result that gained nothing is reported as such. */
const withGain = (made: FileSummary, source: number): FileSummary =>
  made.fileBytes < source ? made : { ...made, notes: [...(made.notes ?? []), { kind: 'not-smaller', bytes: made.fileBytes, source }] };

type Planned =
  | Request<'export'>
  | Request<'convert'>
  | Request<'azure'>
  | Request<'flatten'>
  | Request<'merge'>
  | Request<'compact'>
  | Request<'defragment'>;

async function planned(task: Planned, chain: Chain): Promise<Result<Rewrite, JobError>> {
  if (task.op === 'merge') return planMerge(chain, task.ancestors, task.creator);
  if (task.op === 'compact') return planCompact(chain, task.creator);
  if (task.op === 'defragment') return planDefragment(chain, task.creator);
  if (task.op === 'flatten') return planFlatten(chain, task.fresh, task.type);
  if (task.op === 'export') return exported(task, chain);
  const missing = incomplete(chain);
  if (missing !== null) return err(missing);
  const { fresh, sectors } = task;
  if (task.op === 'azure') return planAzureReady(chain, fresh, sectors);
  const { type } = task;
  if (type === 'raw') return planNewDisk(chain, { type });
  const disk: NewDisk = type === 'fixed' ? { type, fresh } : { type, fresh, blockBytes: task.blockBytes ?? blockBytesOf(chain) };
  return planLargerDisk(chain, disk, sectors ?? chain.layers[0].sectors);
}

function exported({ range, layer, known = false }: Request<'export'>, chain: Chain): Result<Rewrite, JobError> {
  const missing = layer || known ? null : incomplete(chain);
  if (missing !== null) return err(missing);
  const view = layer ? layersOf(chain, 0, 1) : chain;
  const { from, sectors } = range ?? wholeOf(chain);
  const diskSectors = chain.layers[0].sectors;
  if (from < 0 || sectors < 0 || from + sectors > diskSectors) return err({ kind: 'out-of-range', at: from, sectors, diskSectors });
  return ok(planExport(view, { from, sectors }));
}

/** A job may be paused for hours: a result read from different states of the disk is worth nothing. */
const unlessChanged = <T>(sources: readonly Source[], ended: Result<T, Stopped>): Result<T, Stopped> =>
  ended.ok && !sources.every((source) => source.isUnchanged()) ? err(CHANGED) : ended;

async function compare(task: Request<'compare' | 'differences'>, context: JobContext, a: Source, judged: Judged): Ended<JobSummary> {
  const b = await openSource(task.with, context.workers.control);
  if (!b.ok) return b;
  try {
    const [left, right] = [wholeView(a), wholeView(b.value)];
    if (!left.ok) return left;
    if (!right.ok) return right;
    const lost = lostHeader(b.value.chain);
    if (lost !== null) return err(lost);
    if (!isAsJudged(task.with, b.value, judged)) return err(CHANGED);
    const views = [left.value, right.value] as const;
    if (task.op === 'differences') {
      const told = await differencesJob(context, views);
      return told.ok ? ok({ ...told.value, isUnchanged: a.isUnchanged() && b.value.isUnchanged() }) : told;
    }
    return toldOf(unlessChanged([a, b.value], await compareJob(context, views, task.most)), [b.value.chain.layers[0]], [b.value.chain]);
  } finally {
    await b.value.close();
  }
}

async function search(task: Request<'search'>, context: JobContext, source: Source): Ended<JobSummary> {
  const wanted = needlesFor(task.patterns);
  if (!wanted.ok) return wanted;
  const view = wholeView(source);
  if (!view.ok) return view;
  const { needles, patterns } = wanted.value;
  return unlessChanged(
    [source],
    await searchJob(context, view.value, { scanner: newScanner(needles, { most: task.most, patterns }), patterns }, task.all),
  );
}

/** `patterns`: for each needle, the pattern that it is of. */
function needlesFor(all: readonly SearchPattern[]): Result<{ readonly needles: Needle[]; readonly patterns: number[] }, JobError> {
  const needles: Needle[] = [];
  const patterns: number[] = [];
  for (const [index, pattern] of all.entries()) {
    const found = needlesOf(pattern);
    if (!found.ok) return err({ kind: 'bad-pattern', why: found.error });
    for (const needle of found.value) {
      needles.push(needle);
      patterns.push(index);
    }
  }
  return needles.length === 0 ? err({ kind: 'bad-pattern', why: 'empty' }) : ok({ needles, patterns });
}

/** A chain that lacks a parent is searched too: what nobody can read is counted. */
async function find({ patterns: all, layer, range, overlay }: Request<'find'>, context: JobContext, source: Source): Ended<JobSummary> {
  const wanted = needlesFor(all);
  if (!wanted.ok) return wanted;
  const { needles, patterns } = wanted.value;
  const chain = layer ? layersOf(source.chain, 0, 1) : source.chain;
  const bytes = inBytes(chain.layers[0].sectors);
  const at = Math.min(bytes, range?.at ?? 0);
  const bounds = { at, end: range === null ? bytes : Math.min(bytes, at + range.bytes) };
  const scanner = newScanner(needles, { most: Number.MAX_SAFE_INTEGER, patterns, origin: at });
  const done = await findJob(context, { chain, fds: source.fds }, { scanner, patterns, bounds, overlay });
  return done.ok ? ok({ ...done.value, isUnchanged: source.isUnchanged() }) : done;
}

async function resize(task: Request<'resize'>, context: JobContext, source: Source): Ended<FileSummary> {
  const plan = await planResize(source.chain, task, task.creator);
  if (!plan.ok) return plan;
  const { rewrite, mustBeZeroFrom } = plan.value;
  const behind = mustBeZeroFrom === null ? null : await dataBehind(context, { chain: source.chain, fds: source.fds }, mustBeZeroFrom);
  return behind === null ? rewriteJob(context, { rewrite, source, output: task.output }) : err(behind);
}

/** Makes the disk a child of another one: blocks that equal the parent's are not stored. */
async function convertChild(task: Request<'convert-child'>, context: JobContext, source: Source): Ended<FileSummary> {
  const under = await openSource(task.parent, context.workers.control);
  if (!under.ok) return under;
  try {
    const refusal = targetRefusal(task.output, under.value.chain, false);
    if (refusal !== null) return err(refusal);
    const [view, parent] = [wholeView(source), wholeView(under.value)];
    if (!view.ok) return view;
    if (!parent.ok) return parent;
    const lost = lostHeader(under.value.chain);
    if (lost !== null) return err(lost);
    const { sectors } = source.chain.layers[0];
    const parentSectors = under.value.chain.layers[0].sectors;
    if (parentSectors !== sectors) return err({ kind: 'parent-size', bytes: inBytes(sectors), parentBytes: inBytes(parentSectors) });
    const wrong = geometryRefusal(task.fresh, sectors);
    if (wrong !== null) return err(wrong);
    const blockBytes = task.blockBytes ?? blockBytesOf(source.chain);
    const rewrite: Rewrite = {
      view: source.chain,
      range: wholeOf(source.chain),
      target: {
        kind: 'sparse',
        footer: freshFooter('differencing', sectors, task.fresh, source.chain.layers[0]),
        sectors,
        blockBytes,
        ...freshLink(blockBytes, task.link),
        align: alignFor(blockBytes),
      },
      keep: 'not-as-parent',
      parent: under.value.chain,
    };
    const both: Source = {
      chain: source.chain,
      fds: new Map([...source.fds, ...under.value.fds]),
      heldBytes: source.heldBytes,
      isUnchanged: () => source.isUnchanged() && under.value.isUnchanged(),
      close: async () => {
        await source.close();
        await under.value.close();
      },
    };
    return await rewriteJob(context, { rewrite, source: both, output: task.output });
  } finally {
    await under.value.close();
  }
}
