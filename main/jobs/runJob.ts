/** Does what a request asks, in whatever thread it is called; everything it opened is closed, and what it began is gone or complete. */
import { err, ok, type Result } from '../../shared/result';
import type { FileSummary, JobEnd, JobError, JobSummary } from '../../shared/jobs';
import { isCancelled, TASK } from '../io/bulk/control';
import { knowsAlgorithm } from '../io/bulk/digest';
import { newScanner } from '../io/bulk/scanner';
import type { Chain } from '../vhd/chain';
import { heldWindows, layersOf, runsIn, wholeOf } from '../vhd/extents';
import { planCompact, planDefragment } from '../vhd/ops/compact';
import { alignFor, blockBytesOf, incomplete, planAzureReady, planExport, planNewDisk } from '../vhd/ops/convert';
import { planFlatten } from '../vhd/ops/flatten';
import { planMerge } from '../vhd/ops/merge';
import { planResize } from '../vhd/ops/resize';
import { freshFooter, freshLink, type Rewrite } from '../vhd/ops/rewrite';
import { roundsOf, type Ended, type JobContext, type Stopped } from './context';
import { needleOf } from './patterns';
import { compareJob, hashJob, searchJob } from './readJobs';
import { repairJob } from './repairJob';
import type { JobRequest } from './requests';
import { rewriteJob } from './rewriteJob';
import { scanBitmaps, scanContent } from './scanJob';
import { skeletonJob } from './skeletonJob';
import { dumpJob, reportJob, tableJob } from './textJob';
import { openAlone, openSource, type Source } from './source';
import { bytesOf, placeOf, unitsOf, type View } from './windows';

type Request<Op extends JobRequest['op']> = Extract<JobRequest, { readonly op: Op }>;

/** What begins by opening a disk; a repair may be of a file that is none yet. */
type OnDisk = Exclude<JobRequest, { readonly op: 'repair' }>;

/** Exactly one end. A bug becomes `internal`, with its text. */
export async function runJob(request: JobRequest, context: JobContext): Promise<JobEnd<JobSummary>> {
  try {
    const ended = request.op === 'repair' ? await repairJob(request, context) : await withSource(request, context);
    if (ended.ok) return { kind: 'done', summary: ended.value };
    return ended.error.kind === 'cancelled' || isCancelled(context.crew.control)
      ? { kind: 'cancelled' }
      : { kind: 'failed', error: ended.error };
  } catch (cause) {
    const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    return { kind: 'failed', error: { kind: 'internal', text } };
  }
}

async function withSource(request: OnDisk, context: JobContext): Ended<JobSummary> {
  context.phase({ name: 'opening', doneBytes: 0, totalBytes: 0, cancellable: true });
  const source = request.op === 'scan' ? await openAlone(request.source) : await openSource(request.source);
  if (!source.ok) return source;
  try {
    return await operate(request, context, source.value);
  } finally {
    await source.value.close();
  }
}

const wholeView = ({ chain, fds }: Source): Result<View, JobError> => {
  const missing = incomplete(chain);
  return missing === null ? ok({ chain, fds }) : err(missing);
};
const viewOf = (source: Source, layer: boolean): Result<View, JobError> =>
  layer ? ok({ chain: layersOf(source.chain, 0, 1), fds: source.fds }) : wholeView(source);

async function operate(request: OnDisk, context: JobContext, source: Source): Ended<JobSummary> {
  switch (request.op) {
    case 'compare':
      return compare(request, context, source);
    case 'hash': {
      if (request.algorithms.length === 0 || !request.algorithms.every(knowsAlgorithm))
        return err({ kind: 'bad-value', field: 'algorithm' });
      const view = viewOf(source, request.layer);
      if (!view.ok) return view;
      const hashed = await hashJob(context, view.value, request.algorithms);
      // It may have been paused for hours: digests of what the disk never was at one time are worth nothing.
      return hashed.ok && !source.isUnchanged() ? err({ kind: 'changed-on-disk', what: 'identity', at: null }) : hashed;
    }
    case 'search':
      return search(request, context, source);
    case 'scan':
      return request.what === 'bitmaps' ? scanBitmaps(context, source) : scanContent(context, source, request.range);
    case 'skeleton':
      return skeletonJob(context, source, request.output);
    case 'dump':
      return dumpJob(context, request, source);
    case 'table':
      return tableJob(context, request, source);
    case 'report':
      return reportJob(context, request, source);
    case 'resize':
      return resize(request, context, source);
    case 'convert-child':
      return convertChild(request, context, source);
    case 'export':
    case 'convert':
    case 'azure':
    case 'flatten':
    case 'merge':
    case 'compact':
    case 'defragment': {
      const rewrite = await planned(request, source.chain);
      const overlay = request.op === 'export' ? (request.overlay ?? []) : [];
      return rewrite.ok ? rewriteJob(context, { rewrite: rewrite.value, source, output: request.output, overlay }) : rewrite;
    }
    default:
      return request satisfies never;
  }
}

type Planned =
  | Request<'export'>
  | Request<'convert'>
  | Request<'azure'>
  | Request<'flatten'>
  | Request<'merge'>
  | Request<'compact'>
  | Request<'defragment'>;

async function planned(request: Planned, chain: Chain): Promise<Result<Rewrite, JobError>> {
  if (request.op === 'merge') return planMerge(chain, request.ancestors, request.creator);
  if (request.op === 'compact') return planCompact(chain, request.creator);
  if (request.op === 'defragment') return planDefragment(chain, request.creator);
  if (request.op === 'flatten') return planFlatten(chain, request.fresh, request.type);
  if (request.op === 'export') return exported(request, chain);
  const missing = incomplete(chain);
  if (missing !== null) return err(missing);
  if (request.op === 'azure') return planAzureReady(chain, request.fresh);
  const { type, fresh } = request;
  if (type === 'raw') return planNewDisk(chain, { type });
  return planNewDisk(chain, type === 'fixed' ? { type, fresh } : { type, fresh, blockBytes: request.blockBytes ?? blockBytesOf(chain) });
}

function exported({ range, layer }: Request<'export'>, chain: Chain): Result<Rewrite, JobError> {
  const missing = layer ? null : incomplete(chain);
  if (missing !== null) return err(missing);
  const view = layer ? layersOf(chain, 0, 1) : chain;
  const { from, sectors } = range ?? wholeOf(chain);
  const diskSectors = chain.layers[0].sectors;
  if (from < 0 || sectors < 0 || from + sectors > diskSectors) return err({ kind: 'out-of-range', at: from, sectors, diskSectors });
  return ok(planExport(view, { from, sectors }));
}

async function compare(request: Request<'compare'>, context: JobContext, a: Source): Ended<JobSummary> {
  const b = await openSource(request.with);
  if (!b.ok) return b;
  try {
    const [left, right] = [wholeView(a), wholeView(b.value)];
    if (!left.ok) return left;
    return right.ok ? await compareJob(context, [left.value, right.value], request.most) : right;
  } finally {
    await b.value.close();
  }
}

async function search(request: Request<'search'>, context: JobContext, source: Source): Ended<JobSummary> {
  const needles = [];
  for (const pattern of request.patterns) {
    const needle = needleOf(pattern);
    if (!needle.ok) return needle;
    needles.push(needle.value);
  }
  if (needles.length === 0) return err({ kind: 'bad-pattern', why: 'empty' });
  const view = wholeView(source);
  return view.ok ? searchJob(context, view.value, newScanner(needles, request.most), request.all) : view;
}

async function resize(request: Request<'resize'>, context: JobContext, source: Source): Ended<FileSummary> {
  const plan = await planResize(source.chain, request, request.creator);
  if (!plan.ok) return plan;
  const { rewrite, mustBeZeroFrom } = plan.value;
  const behind = mustBeZeroFrom === null ? null : await dataBehind(context, { chain: rewrite.view, fds: source.fds }, mustBeZeroFrom);
  return behind === null ? rewriteJob(context, { rewrite, source, output: request.output }) : err(behind);
}

const SCAN_BYTES = 256 * 1024;

/** The first place from `from` on that is not zero. */
async function dataBehind(context: JobContext, view: View, from: number): Promise<Stopped | null> {
  let found: number | null = null;
  const rounds = roundsOf(context, TASK.scan, (_piece, at, isOther) => {
    if (isOther) found = at;
    return !isOther;
  });
  for (const window of heldWindows([view.chain], from, view.chain.layers[0].sectors)) {
    if (isCancelled(context.crew.control)) return { kind: 'cancelled' };
    const runs = await runsIn(view.chain, window);
    if (!runs.ok) return runs.error;
    const { add, units } = unitsOf(SCAN_BYTES);
    for (const run of runs.value) {
      const place = placeOf(view, run);
      if (place !== null) add(0, bytesOf(run.lba), place, bytesOf(run.sectors));
    }
    for (const unit of units()) {
      const stopped = rounds.put(unit);
      if (stopped !== null) return stopped;
    }
    if (found !== null) break;
  }
  const stopped = rounds.end();
  if (stopped !== null) return stopped;
  return found === null ? null : { kind: 'data-beyond', lba: found / bytesOf(1) };
}

/** The disk as a child of another one: blocks that equal the parent are left to it. */
async function convertChild(request: Request<'convert-child'>, context: JobContext, source: Source): Ended<FileSummary> {
  const under = await openSource(request.parent);
  if (!under.ok) return under;
  try {
    const [view, parent] = [wholeView(source), wholeView(under.value)];
    if (!view.ok) return view;
    if (!parent.ok) return parent;
    const { sectors } = source.chain.layers[0];
    const parentSectors = under.value.chain.layers[0].sectors;
    if (parentSectors !== sectors) return err({ kind: 'parent-size', bytes: bytesOf(sectors), parentBytes: bytesOf(parentSectors) });
    const blockBytes = request.blockBytes ?? blockBytesOf(source.chain);
    const rewrite: Rewrite = {
      view: source.chain,
      range: wholeOf(source.chain),
      target: {
        kind: 'sparse',
        footer: freshFooter('differencing', sectors, request.fresh),
        sectors,
        blockBytes,
        ...freshLink(blockBytes, request.link),
        align: alignFor(blockBytes),
      },
      keep: 'not-as-parent',
      parent: under.value.chain,
    };
    const both: Source = {
      chain: source.chain,
      fds: new Map([...source.fds, ...under.value.fds]),
      isUnchanged: () => source.isUnchanged() && under.value.isUnchanged(),
      close: async () => {},
    };
    return await rewriteJob(context, { rewrite, source: both, output: request.output });
  } finally {
    await under.value.close();
  }
}
