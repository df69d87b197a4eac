/** Carries a rewrite out: which blocks stay, where they go, their bytes, a look at the result, its name. */
import type { FileSummary, JobError } from '../../shared/jobs';
import { err, ok } from '../../shared/result';
import { footer } from '../../shared/vhd/footer';
import { fileOffset, SECTOR_BYTES } from '../../shared/vhd/units';
import type { SectorRun } from '../../shared/views';
import { isCancelled, PIECE_BYTES, TASK, WORD } from '../io/bulk/control';
import { writeAll } from '../io/bulk/crew';
import { createOutput, type OutputFile } from '../io/bulk/outputFile';
import { openSyncFile } from '../io/bulk/syncFile';
import type { Chain } from '../vhd/chain';
import { heldSectors, heldWindows, runsIn, wholeOf, type Window } from '../vhd/extents';
import type { Extent } from '../vhd/newFile';
import { openImage } from '../vhd/openImage';
import { setBits } from '../vhd/ops/growth';
import { blocksOf, layOut, type SparseLayout } from '../vhd/ops/sparseLayout';
import type { Rewrite } from '../vhd/ops/rewrite';
import { beginPhase, CANCELLED, roundsOf, stoppedBy, type Ended, type JobContext, type Stopped } from './context';
import { compareViews, digestsOf } from './readJobs';
import { covers } from './overlay';
import type { OutputRef, Overlay } from './requests';
import { sourceOf, tidyAfter, type Source } from './source';
import { bytesOf, placeOf, unitsOf, type View } from './windows';

/** Scanning looks at this much at a time: a fraction of a block, or a block where those are smaller. */
const SCAN_BYTES = 2 * 1024 * 1024;

type Making = {
  readonly context: JobContext;
  readonly rewrite: Rewrite;
  readonly view: View;
  readonly output: OutputRef;
  readonly overlay: Overlay;
  /** Sectors given up. */
  lost: number;
};

export type RewriteJob = {
  readonly rewrite: Rewrite;
  readonly source: Source;
  readonly output: OutputRef;
  /** Of a flat target: bytes that stand over those of the source. */
  readonly overlay?: Overlay;
};

/** `source` is the whole chain that `rewrite.view` and `rewrite.parent` are taken from. */
export async function rewriteJob(context: JobContext, { rewrite, source, output, overlay = [] }: RewriteJob): Ended<FileSummary> {
  const making: Making = { context, rewrite, view: { chain: rewrite.view, fds: source.fds }, output, overlay, lost: 0 };
  const { target } = rewrite;
  if (target.kind === 'flat') {
    const closing = target.closing === null ? [] : [target.closing];
    const bytes = bytesOf(target.sectors) + closing.reduce((sum, { data }) => sum + data.length, 0);
    return written(making, source, { layout: null, closing, bytes });
  }
  const kept = await keptBlocks(making, source);
  if (!kept.ok) return kept;
  const layout = layOut(target, kept.value);
  return layout.ok
    ? written(making, source, { layout: layout.value, closing: layout.value.closing, bytes: layout.value.fileBytes })
    : layout;
}

type Shape = { readonly layout: SparseLayout | null; readonly closing: readonly Extent[]; readonly bytes: number };

async function written(making: Making, source: Source, shape: Shape): Ended<FileSummary> {
  const { context, output } = making;
  const needBytes = output.full ? shape.bytes : roomFor(making, shape);
  const job = { target: output.path, publish: output.publish, tag: output.tag, bytes: shape.bytes, needBytes };
  const created = await createOutput(job, context.files, shape.layout !== null);
  if (!created.ok) return stoppedBy(created.error);
  const file = created.value;
  const done = await filled(making, file, shape).catch((cause: unknown) => {
    file.discard();
    throw cause;
  });
  const checked = done === null ? await checkedFile(making, source, file) : err(done);
  if (!checked.ok || isCancelled(context.crew.control) || !source.isUnchanged()) {
    file.discard();
    if (isCancelled(context.crew.control)) return err(CANCELLED);
    // What else went wrong may be the consequence: a new file differs from a source that somebody writes to.
    return source.isUnchanged() && !checked.ok ? checked : err({ kind: 'changed-on-disk', what: 'identity', at: null });
  }
  const named = await file.publish();
  if (!named.ok) {
    file.discard();
    return stoppedBy(named.error);
  }
  const { target } = making.rewrite;
  const raw = target.kind === 'sparse' ? target.footer : (target.closing?.data ?? null);
  return ok({
    kind: 'file',
    path: output.path,
    fileBytes: shape.bytes,
    virtualBytes: bytesOf(target.sectors),
    blocks: shape.layout === null ? null : { kept: shape.layout.keptBlocks, dropped: shape.layout.blocks - shape.layout.keptBlocks },
    writtenBytes: needBytes,
    lostSectors: making.lost,
    hash: checked.value,
    uniqueId: raw === null ? null : footer.get(raw, 'uniqueId'),
    verified: output.verify && isComparable(making),
    afterwards: named.value === null ? null : named.value.kind,
  });
}

/** Bytes that will be taken on the disk, at most. */
function roomFor({ rewrite }: Making, { layout, bytes }: Shape): number {
  if (layout !== null)
    return Math.min(bytes, layout.keptBlocks * (layout.blockSectors * SECTOR_BYTES + layout.bitmapBytes) + layout.blocks * 4);
  return Math.min(bytes, bytesOf(heldSectors(rewrite.view, rewrite.range)));
}

/** Null, or what stands in the way of reading the run. */
function refused(making: Making, { source, lba, sectors }: SectorRun): Stopped | null {
  if (source !== 'damaged') return null;
  if (!making.output.salvage) return { kind: 'unreadable', lba, sectors, source };
  making.lost += sectors;
  return null;
}

/** Under a new parent, also where that has something and the source does not: there the child must hold zeros. */
function windowsOf({ rewrite: { view, range, parent } }: Making): Generator<Window> {
  const isWhole = view.layers.at(-1)?.kind !== 'differencing';
  return heldWindows(parent !== null && isWhole ? [view, parent] : [view], range.from, range.from + range.sectors);
}

/** One byte a block of the target. */
async function keptBlocks(making: Making, source: Source): Ended<Uint8Array> {
  const { context, rewrite, view } = making;
  const { target, keep, range, parent } = rewrite;
  if (target.kind !== 'sparse') return ok(new Uint8Array());
  const kept = new Uint8Array(blocksOf(target.sectors, target.blockBytes));
  const markAll = keep === 'stored';
  const against = keep === 'not-as-parent' && parent !== null ? { chain: parent, fds: source.fds } : null;
  if (!markAll) beginPhase(context, 'reading', bytesOf(heldSectors(view.chain, range)));
  const unit = against === null ? Math.min(target.blockBytes, SCAN_BYTES) : PIECE_BYTES;
  const blockSectors = target.blockBytes / SECTOR_BYTES;
  const rounds = roundsOf(context, against === null ? TASK.scan : TASK.compare, (_piece, at, isOther) => {
    if (isOther) kept[Math.floor(at / target.blockBytes)] = 1;
    return true;
  });
  for (const window of windowsOf(making)) {
    if (isCancelled(context.crew.control)) return err(CANCELLED);
    const runs = await runsIn(view.chain, window);
    if (!runs.ok) return runs;
    const { add, units } = unitsOf(Math.min(unit, target.blockBytes));
    for (const run of runs.value) {
      if (run.source === 'unknown') continue;
      const stopped = refused(making, run);
      if (stopped !== null) return err(stopped);
      // Of a disk without a parent, a hole is kept as a hole.
      if (markAll && (run.source !== 'zero' || isChild(rewrite)))
        kept.fill(1, Math.floor((run.lba - range.from) / blockSectors), Math.ceil((run.lba + run.sectors - range.from) / blockSectors));
      const place = placeOf(view, run);
      if (!markAll && place !== null) add(0, bytesOf(run.lba - range.from), place, bytesOf(run.sectors));
      const other = against === null ? null : await addParent(against, run, range.from, add);
      if (other !== null) return err(other);
    }
    for (const piece of units()) {
      const stopped = rounds.put(piece);
      if (stopped !== null) return err(stopped);
    }
  }
  const stopped = rounds.end();
  making.lost = 0;
  return stopped === null ? ok(kept) : err(stopped);
}

/** The parent's bytes of the same sectors, as the other side. */
async function addParent(parent: View, run: SectorRun, origin: number, add: ReturnType<typeof unitsOf>['add']): Promise<JobError | null> {
  const runs = await runsIn(parent.chain, { from: run.lba, to: run.lba + run.sectors });
  if (!runs.ok) return runs.error;
  for (const each of runs.value) {
    if (each.source === 'damaged' || each.source === 'unknown')
      return { kind: 'unreadable', lba: each.lba, sectors: each.sectors, source: each.source };
    const place = placeOf(parent, each);
    if (place !== null) add(1, bytesOf(each.lba - origin), place, bytesOf(each.sectors));
  }
  return null;
}

async function filled(making: Making, file: OutputFile, shape: Shape): Promise<Stopped | null> {
  const { context, rewrite, output } = making;
  const { words } = context.crew.control;
  Atomics.store(words, WORD.targetFd, file.fd);
  Atomics.store(words, WORD.full, output.full ? 1 : 0);
  const total = bytesOf(output.full ? rewrite.target.sectors : heldSectors(rewrite.view, rewrite.range));
  beginPhase(context, 'writing', total);
  const stopped = output.full && shape.layout === null ? await copiedFully(making) : await copied(making, file, shape.layout);
  if (stopped !== null) return stopped;
  if (isCancelled(context.crew.control)) return CANCELLED;
  for (const { at, bytes } of making.overlay) {
    const error = file.write({ at: fileOffset(at - bytesOf(rewrite.range.from)), data: bytes });
    if (error !== null) return error;
  }
  for (const extent of shape.layout?.structures() ?? []) {
    const error = file.write(extent);
    if (error !== null) return error;
  }
  context.phase({ name: 'finishing', doneBytes: total, totalBytes: total, cancellable: false });
  const closed = await file.close(shape.closing, shape.bytes);
  return closed.ok ? null : stoppedBy(closed.error).error;
}

async function copied(making: Making, file: OutputFile, layout: SparseLayout | null): Promise<Stopped | null> {
  const { context, rewrite, view } = making;
  const { range } = rewrite;
  const rounds = roundsOf(context, TASK.copy);
  const blockBytes = layout === null ? 0 : layout.blockSectors * SECTOR_BYTES;
  const bitmaps = layout === null ? null : bitmapWriter(layout, file, isChild(rewrite));
  for (const window of windowsOf(making)) {
    if (isCancelled(context.crew.control)) return CANCELLED;
    if (layout !== null && !keepsAny(layout, window.from - range.from, window.to - range.from)) continue;
    const runs = await runsIn(view.chain, window);
    if (!runs.ok) return runs.error;
    const { add, units } = unitsOf(layout === null ? PIECE_BYTES : Math.min(PIECE_BYTES, blockBytes));
    for (const run of runs.value) {
      const stopped =
        refused(making, run) ?? (run.source === 'unknown' ? null : (bitmaps?.present(run.lba - range.from, run.sectors) ?? null));
      if (stopped !== null) return stopped;
      const place = placeOf(view, run);
      if (place !== null) add(0, bytesOf(run.lba - range.from), place, bytesOf(run.sectors));
    }
    for (const unit of units()) {
      const block = layout === null ? 0 : Math.floor(unit.at / blockBytes);
      if (layout !== null && !layout.isKept(block)) continue;
      const at = layout === null ? unit.at : layout.dataAt(block) + unit.at - block * blockBytes;
      const stopped = rounds.put(unit, at);
      if (stopped !== null) return stopped;
    }
  }
  return rounds.end() ?? bitmaps?.end() ?? null;
}

function keepsAny({ isKept, blockSectors }: SparseLayout, from: number, to: number): boolean {
  for (let block = Math.floor(from / blockSectors); block * blockSectors < to; block++) if (isKept(block)) return true;
  return false;
}

const isChild = ({ target }: Rewrite): boolean => target.kind === 'sparse' && footer.get(target.footer, 'diskType') === 'differencing';

/** Bitmaps beside the blocks: of a child the sectors that it holds, else all. Blocks come in ascending order. */
function bitmapWriter(
  layout: SparseLayout,
  file: OutputFile,
  ofChild: boolean,
): { present(from: number, sectors: number): Stopped | null; end(): Stopped | null } {
  const { blockSectors, bitmapBytes } = layout;
  const bitmap = Buffer.alloc(bitmapBytes);
  let current = -1;
  let nextWhole = 0;
  const put = (block: number): Stopped | null => writeAll(file.fd, bitmap, layout.dataAt(block) - bitmapBytes);
  const close = (): Stopped | null => (current >= 0 && layout.isKept(current) ? put(current) : null);
  if (!ofChild) setBits(bitmap, 0, blockSectors);
  /** Of a disk without a parent, every kept block before `block`, whether or not anything was copied into it. */
  const whole = (until: number): Stopped | null => {
    for (; nextWhole < until; nextWhole++) {
      const stopped = layout.isKept(nextWhole) ? put(nextWhole) : null;
      if (stopped !== null) return stopped;
    }
    return null;
  };
  return {
    present: (from, sectors) => {
      if (!ofChild) return whole(Math.floor(from / blockSectors));
      for (let at = from; at < from + sectors; ) {
        const block = Math.floor(at / blockSectors);
        if (block !== current) {
          const stopped = close();
          if (stopped !== null) return stopped;
          bitmap.fill(0);
          current = block;
        }
        const some = Math.min(from + sectors, (block + 1) * blockSectors) - at;
        setBits(bitmap, at - block * blockSectors, some);
        at += some;
      }
      return null;
    },
    end: () => (ofChild ? close() : whole(layout.blocks)),
  };
}

/** Every byte of a flat target is written, holes as zeros. */
async function copiedFully(making: Making): Promise<Stopped | null> {
  const { context, rewrite, view } = making;
  const { range, target } = rewrite;
  const rounds = roundsOf(context, TASK.copy);
  for (let at = 0; at < target.sectors; at += PIECE_BYTES / SECTOR_BYTES) {
    if (isCancelled(context.crew.control)) return CANCELLED;
    const from = range.from + at;
    const to = Math.min(from + PIECE_BYTES / SECTOR_BYTES, range.from + target.sectors);
    const runs = await runsIn(view.chain, { from, to: Math.min(to, range.from + range.sectors) });
    if (!runs.ok) return runs.error;
    const { add, units } = unitsOf(PIECE_BYTES);
    for (const run of runs.value) {
      const stopped = refused(making, run);
      if (stopped !== null) return stopped;
      const place = placeOf(view, run);
      if (place !== null) add(0, bytesOf(run.lba - from), place, bytesOf(run.sectors));
    }
    const [unit] = units();
    const lead = unit?.at ?? 0;
    const moved = (unit?.sides[0] ?? []).map((segment) => ({ ...segment, into: segment.into + lead }));
    const stopped = rounds.put({ at: bytesOf(at), bytes: bytesOf(to - from), sides: [moved, []] });
    if (stopped !== null) return stopped;
  }
  return rounds.end();
}

/** Opens the new file as anybody would, compares it with the old, and makes the digests that are wanted. */
async function checkedFile(making: Making, source: Source, file: OutputFile): Ended<Readonly<Record<string, string>> | null> {
  const { context, rewrite, output } = making;
  if (!output.verify && output.hash.length === 0) return ok(null);
  tidyAfter(source.chain);
  const opened = openSyncFile(file.temporary);
  if (!opened.ok) return opened;
  try {
    const image = await openImage(opened.value, rewrite.target.kind === 'flat' && rewrite.target.closing === null ? 'raw' : 'disk');
    if (!image.ok) return err({ kind: 'verify-failed', lba: 0 });
    tidyAfter({ layers: [image.value] });
    const rest = isChild(rewrite) ? (rewrite.parent?.layers ?? source.chain.layers.slice(rewrite.view.layers.length)) : [];
    const own = sourceOf({ layers: [image.value], parent: null });
    const made: View = { chain: { layers: [image.value, ...rest], parent: null } as Chain, fds: new Map([...source.fds, ...own.fds]) };
    const differs = output.verify ? await firstDifference(making, source, made) : ok(null);
    if (!differs.ok) return differs;
    if (differs.value !== null) return err({ kind: 'verify-failed', lba: differs.value });
    if (output.hash.length === 0) return ok(null);
    beginPhase(context, 'hashing', bytesOf(wholeOf(made.chain).sectors));
    return await digestsOf(context, made, wholeOf(made.chain), output.hash);
  } finally {
    await opened.value.close();
  }
}

/** A part from the middle has other addresses; sectors that were lost are not what the source says. */
const isComparable = ({ rewrite, lost }: Making): boolean => rewrite.range.from === 0 && lost === 0;

/** Only where both have the sectors: a resized disk, or a part of one, is compared as far as it goes. */
async function firstDifference(making: Making, source: Source, made: View): Ended<number | null> {
  const { context, rewrite, view } = making;
  const { sectors } = rewrite.range;
  if (!isComparable(making)) return ok(null);
  const old: View = isChild(rewrite) ? { chain: source.chain, fds: source.fds } : view;
  beginPhase(context, 'verifying', bytesOf(heldSectors(old.chain, { from: 0, sectors })));
  let first: number | null = null;
  const ended = await compareViews(context, [old, made], (range) => {
    if (range.firstLba >= sectors) return false;
    // What was put over the source's bytes differs from them because it shall.
    if (covers(making.overlay, range)) return true;
    first = range.firstLba;
    return false;
  });
  return ended.ok ? ok(first) : ended;
}
