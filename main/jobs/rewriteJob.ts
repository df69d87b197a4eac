/** Carries a rewrite out: finds the blocks that stay, places them, copies their bytes, checks the result and gives it its name. */
import type { FileSummary, JobError, MadeNote } from '../../shared/jobs';
import { err, ok, type Result } from '../../shared/result';
import { fileOffset, SECTOR_BYTES } from '../../shared/vhd/units';
import type { SectorRun } from '../../shared/views';
import { addDone, addWritten, forgetWritten, isCancelled, PIECE_BYTES, TASK, WORD, type Control } from '../io/bulk/control';
import { copySalvaged, writeAll } from '../io/bulk/workers';
import { createOutput, type OutputFile } from '../io/bulk/outputFile';
import { pieceAt } from '../io/bulk/pieces';
import { takesPlaceOf } from '../io/replaceFile';
import { heldSectors, heldWindows, runsIn, seenWindows, wholeOf, type Window } from '../vhd/read/extents';
import type { Extent } from '../vhd/ops/newFile';
import { setBits } from '../vhd/ops/growth';
import { blocksOf, layOut, type SparseLayout } from '../vhd/ops/sparseLayout';
import type { Rewrite } from '../vhd/ops/rewrite';
import { beginPhase, CANCELLED, roundsOf, stoppedBy, type Ended, type JobContext, type Stopped } from './context';
import { checkedFile } from './checkedFile';
import { dataBehindEnd, hiddenData } from './hiddenData';
import { giveUp, isChild, type Conversion } from './conversion';
import { summaryOf, type Shape } from './madeSummary';
import { overlayIn } from './overlay';
import type { OutputRef, Overlay } from './tasks';
import { CHANGED, type Source } from './source';
import { addRun, inBytes, unitsOf, type View } from './windows';
import { lostFrom } from '../vhd/ops/convert';

/** Scanning reads this much at a time: part of a block, or a whole block if blocks are smaller. */
const SCAN_BYTES = 2 * 1024 * 1024;

export type RewriteJob = {
  readonly rewrite: Rewrite;
  readonly source: Source;
  readonly output: OutputRef;
  /** For a flat target: bytes of the disk that replace those of the source, inside the range and outside of it. */
  readonly overlay?: Overlay;
  /** Sectors of a missing parent are given up: they become zeros and are listed. */
  readonly known?: boolean;
  /** Asked before anything is written, with what the new file would be: its end, or null to go on. */
  readonly before?: (made: FileSummary) => Result<FileSummary, JobError> | null;
};

/** `source` is the whole chain that `rewrite.view` and `rewrite.parent` are taken from. */
export async function rewriteJob(
  context: JobContext,
  { rewrite, source, output, overlay = [], known = false, before = () => null }: RewriteJob,
): Ended<FileSummary> {
  const view = { chain: rewrite.view, fds: source.fds };
  let conversion: Conversion = {
    context,
    rewrite,
    view,
    output: { ...output, full: output.full || mustBeFull(context, rewrite) },
    overlay: [...overlayIn(overlay, rewrite.range), ...overOf(rewrite)],
    known,
    lost: [],
    notes: [],
  };
  const hidden = await hiddenIn(conversion, source);
  if (!hidden.ok) return hidden;
  conversion = { ...conversion, notes: hidden.value };
  const { target } = rewrite;
  if (target.kind === 'flat') {
    const closing = target.closing === null ? [] : [target.closing];
    const bytes = inBytes(target.sectors) + closing.reduce((sum, { data }) => sum + data.length, 0);
    return written(conversion, source, { layout: null, closing, bytes });
  }
  const kept = await keptBlocks(conversion, source);
  if (!kept.ok) return kept;
  const layout = layOut(target, kept.value);
  if (!layout.ok) return layout;
  const shape = { layout: layout.value, closing: layout.value.closing, bytes: layout.value.fileBytes };
  return before(summaryOf(conversion, shape)) ?? written(conversion, source, shape);
}

/** Notes about data that the new file drops; an error if the new file replaces the only file that has it. */
async function hiddenIn({ context, rewrite, view, output }: Conversion, { chain }: Source): Ended<readonly MadeNote[]> {
  const { publish } = output;
  const isOnlyCopy =
    publish.kind === 'replace' && publish.keepAs === null && takesPlaceOf({ target: output.path, publish }, chain.layers[0].file.identity);
  const hidden = await hiddenData(context, view, isOnlyCopy ? wholeOf(rewrite.view) : rewrite.range);
  if (!hidden.ok) return hidden;
  const isToEnd = rewrite.range.from + rewrite.range.sectors >= rewrite.view.layers[0].sectors;
  const behind = isOnlyCopy || isToEnd ? await dataBehindEnd(context, view) : ok(null);
  if (!behind.ok) return behind;
  const dropped = [hidden.value, behind.value].filter((one) => one !== null);
  const [first] = dropped;
  if (isOnlyCopy && first !== undefined) return err({ kind: 'drops-hidden-data', ...first });
  return ok(dropped.map((one) => ({ kind: 'hidden-data-dropped', ...one })));
}

/** The bytes that replace those of the source, by byte offset on the new disk. */
const overOf = ({ over = [] }: Rewrite): Overlay => over.map(({ lba, bytes }) => ({ at: inBytes(lba), bytes }));

/** Holes of a fixed disk are filled if the system would fill them unseen, or attaches no disk that has them (io/holes). */
const mustBeFull = ({ files }: JobContext, { target }: Rewrite): boolean =>
  target.kind === 'flat' && target.closing !== null && !files.leavesHoles;

async function written(conversion: Conversion, source: Source, shape: Shape): Ended<FileSummary> {
  const { context, output } = conversion;
  const needBytes = output.full ? shape.bytes : roomFor(conversion, shape, source);
  const job = {
    target: output.path,
    publish: output.publish,
    tag: output.tag,
    bytes: shape.bytes,
    needBytes,
    hasHoles: isRaw(conversion) && !output.full,
  };
  const created = await createOutput(job, context.files, shape.layout !== null);
  if (!created.ok) return stoppedBy(created.error);
  const file = created.value;
  const done = await filled(conversion, file, shape).catch(async (cause: unknown) => {
    await file.discard();
    throw cause;
  });
  const checked = done === null ? await checkedFile(conversion, source, file) : err(done);
  if (!checked.ok || isCancelled(context.workers.control) || !source.isUnchanged()) {
    await file.discard();
    if (isCancelled(context.workers.control)) return err(CANCELLED);
    // Checked first, because other errors may follow from it: a new file differs from a source that somebody writes to.
    return source.isUnchanged() && !checked.ok ? checked : err(CHANGED);
  }
  const named = await file.publish(source);
  if (!named.ok) {
    await file.discard();
    return stoppedBy(named.error);
  }
  return ok({
    ...summaryOf(conversion, shape),
    hash: checked.value,
    verified: output.verify,
    afterwards: named.value === null ? null : named.value.kind,
  });
}

const isRaw = ({ rewrite: { target } }: Conversion): boolean => target.kind === 'flat' && target.closing === null;

/**
 * The most bytes the file takes on the drive: zeros are not written, and holes of the source's files are zeros. If the
 * system fills what is left out, only raw files keep holes.
 */
function roomFor(conversion: Conversion, { layout, bytes }: Shape, { heldBytes }: Source): number {
  const { context, rewrite, overlay } = conversion;
  const leavesHoles = context.files.leavesHoles || isRaw(conversion);
  const held = (leavesHoles ? heldBytes : bytes) + overlay.reduce((sum, { bytes: over }) => sum + over.length, 0);
  if (layout === null) return Math.min(bytes, inBytes(heldSectors(rewrite.view, rewrite.range)), held);
  const data = layout.keptBlocks * layout.blockSectors * SECTOR_BYTES;
  return Math.min(bytes, Math.min(data, held) + layout.keptBlocks * layout.bitmapBytes + layout.blocks * 4);
}

/** Null, or the reason why the run cannot be read. */
async function refused(conversion: Conversion, run: SectorRun): Promise<Stopped | null> {
  const { source, lba, sectors } = run;
  if (source === 'unknown' && conversion.known) giveUp(conversion, lba, sectors);
  if (source !== 'damaged') return null;
  if (!conversion.output.salvage)
    return lostFrom(conversion.view.chain, run, conversion.rewrite.range.from + conversion.rewrite.range.sectors);
  giveUp(conversion, lba, sectors);
  return null;
}

/** With a new parent, also windows where the parent has data and the source has none: there the child must hold zeros. */
function windowsOf({ rewrite: { view, range, parent }, known }: Conversion): Generator<Window> {
  if (known) return seenWindows(view, range.from, range.from + range.sectors);
  const isWhole = view.layers.at(-1)?.kind !== 'differencing';
  return heldWindows(parent !== null && isWhole ? [view, parent] : [view], range.from, range.from + range.sectors);
}

/** One byte per block of the target, not zero if the block is kept. */
async function keptBlocks(conversion: Conversion, source: Source): Ended<Uint8Array> {
  const { context, rewrite, view } = conversion;
  const { target, keep, range, parent } = rewrite;
  if (target.kind !== 'sparse') return ok(new Uint8Array());
  const kept = new Uint8Array(blocksOf(target.sectors, target.blockBytes));
  const markAll = keep === 'stored';
  const against = keep === 'not-as-parent' && parent !== null ? { chain: parent, fds: source.fds } : null;
  if (!markAll) beginPhase(context, 'reading', inBytes(heldSectors(view.chain, range)));
  const unit = against === null ? Math.min(target.blockBytes, SCAN_BYTES) : PIECE_BYTES;
  const blockSectors = target.blockBytes / SECTOR_BYTES;
  const rounds = roundsOf(context, against === null ? TASK.scan : TASK.compare, (_piece, at, isOther) => {
    if (isOther) kept[Math.floor(at / target.blockBytes)] = 1;
    return true;
  });
  for (const window of windowsOf(conversion)) {
    if (isCancelled(context.workers.control)) return err(CANCELLED);
    const runs = await runsIn(view.chain, window);
    const { add, units } = unitsOf(Math.min(unit, target.blockBytes));
    for (const run of runs) {
      if (run.source === 'unknown') continue;
      const stopped = await refused(conversion, run);
      if (stopped !== null) return err(stopped);
      // For a disk without a parent, a hole stays a hole.
      if (markAll && (run.source !== 'zero' || isChild(rewrite)))
        kept.fill(1, Math.floor((run.lba - range.from) / blockSectors), Math.ceil((run.lba + run.sectors - range.from) / blockSectors));
      if (!markAll) addDone(context.workers.control, await addRun(add, view, run, { at: inBytes(run.lba - range.from) }));
      const other = against === null ? null : await addParent(against, run, range.from, add);
      if (other !== null) return err(other);
    }
    for (const piece of units()) {
      const stopped = rounds.put(piece);
      if (stopped !== null) return err(stopped);
    }
  }
  for (const { at, bytes } of conversion.overlay)
    kept.fill(1, Math.floor(at / target.blockBytes), Math.ceil((at + bytes.length) / target.blockBytes));
  for (const { from, sectors } of rewrite.zeros ?? [])
    kept.fill(1, Math.floor(from / blockSectors), Math.ceil((from + sectors) / blockSectors));
  const stopped = rounds.end();
  return stopped === null ? ok(kept) : err(stopped);
}

/** Adds the parent's bytes of the same sectors as the other side. */
async function addParent(parent: View, run: SectorRun, origin: number, add: ReturnType<typeof unitsOf>['add']): Promise<JobError | null> {
  const runs = await runsIn(parent.chain, { from: run.lba, to: run.lba + run.sectors });
  for (const each of runs) {
    if (each.source === 'damaged' || each.source === 'unknown') return lostFrom(parent.chain, each);
    await addRun(add, parent, each, { side: 1, at: inBytes(each.lba - origin) });
  }
  return null;
}

async function filled(conversion: Conversion, file: OutputFile, shape: Shape): Promise<Stopped | null> {
  const { context, rewrite, output } = conversion;
  const { control } = context.workers;
  const { words } = control;
  forgetWritten(control);
  Atomics.store(words, WORD.targetFd, file.fd);
  Atomics.store(words, WORD.full, output.full ? 1 : 0);
  const total = inBytes(output.full ? rewrite.target.sectors : heldSectors(rewrite.view, rewrite.range));
  beginPhase(context, 'writing', total);
  const stopped = output.full && shape.layout === null ? await copiedFully(conversion) : await copied(conversion, file, shape.layout);
  if (stopped !== null) return stopped;
  if (isCancelled(context.workers.control)) return CANCELLED;
  for (const { at, bytes } of conversion.overlay) {
    for (const extent of placesIn(shape.layout, at, bytes)) {
      const error = file.write(extent);
      if (error !== null) return error;
      addWritten(control, extent.data.length);
    }
  }
  for (const extent of shape.layout?.structures() ?? []) {
    const error = file.write(extent);
    if (error !== null) return error;
    addWritten(control, extent.data.length);
  }
  context.phase({ name: 'finishing', doneBytes: total, totalBytes: total, cancellable: false });
  const closed = await file.close(shape.closing, shape.bytes);
  return closed.ok ? null : stoppedBy(closed.error).error;
}

/** For a flat target, sectors that the drive cannot read can be given up; their place in the file is their place on the disk. */
function copyRounds(conversion: Conversion): ReturnType<typeof roundsOf> {
  const { context, rewrite, output } = conversion;
  const { control, hands } = context.workers;
  if (!output.salvage || rewrite.target.kind !== 'flat') return roundsOf(context, TASK.copy);
  return roundsOf(context, TASK.copy, undefined, (piece) =>
    copySalvaged(control, piece, hands, (at, bytes) =>
      giveUp(conversion, rewrite.range.from + (pieceAt(control, piece) + at) / SECTOR_BYTES, bytes / SECTOR_BYTES),
    ),
  );
}

/** Where bytes of the new disk go in its file; the blocks they lie in are kept. */
function* placesIn(layout: SparseLayout | null, at: number, bytes: Uint8Array): Generator<Extent> {
  const blockBytes = layout === null ? bytes.length : layout.blockSectors * SECTOR_BYTES;
  for (let done = 0; done < bytes.length; ) {
    const block = Math.floor((at + done) / blockBytes);
    const some = layout === null ? bytes.length : Math.min(bytes.length - done, (block + 1) * blockBytes - at - done);
    const place = layout === null ? at : layout.dataAt(block) + at + done - block * blockBytes;
    yield { at: fileOffset(place), data: bytes.subarray(done, done + some) };
    done += some;
  }
}

async function copied(conversion: Conversion, file: OutputFile, layout: SparseLayout | null): Promise<Stopped | null> {
  const { context, rewrite, view } = conversion;
  const { range } = rewrite;
  const rounds = copyRounds(conversion);
  const blockBytes = layout === null ? 0 : layout.blockSectors * SECTOR_BYTES;
  const bitmaps = layout === null ? null : bitmapWriter(layout, file, { ofChild: isChild(rewrite), control: context.workers.control });
  for (const window of windowsOf(conversion)) {
    if (isCancelled(context.workers.control)) return CANCELLED;
    if (layout !== null && !keepsAny(layout, window.from - range.from, window.to - range.from)) continue;
    const runs = await runsIn(view.chain, window);
    const { add, units } = unitsOf(layout === null ? PIECE_BYTES : Math.min(PIECE_BYTES, blockBytes));
    for (const run of runs) {
      const stopped =
        (await refused(conversion, run)) ??
        (run.source === 'unknown' ? null : (bitmaps?.present(run.lba - range.from, run.sectors) ?? null));
      if (stopped !== null) return stopped;
      addDone(context.workers.control, await addRun(add, view, run, { at: inBytes(run.lba - range.from) }));
    }
    for (const unit of units()) {
      const block = layout === null ? 0 : Math.floor(unit.at / blockBytes);
      if (layout !== null && !layout.isKept(block)) continue;
      const at = layout === null ? unit.at : layout.dataAt(block) + unit.at - block * blockBytes;
      const stopped = rounds.put(unit, at);
      if (stopped !== null) return stopped;
    }
  }
  // Parts of a new file that are not written are zero.
  for (const { from, sectors } of rewrite.zeros ?? []) {
    const stopped = bitmaps?.present(from, sectors) ?? null;
    if (stopped !== null) return stopped;
  }
  return rounds.end() ?? bitmaps?.end() ?? null;
}

function keepsAny({ isKept, blockSectors }: SparseLayout, from: number, to: number): boolean {
  for (let block = Math.floor(from / blockSectors); block * blockSectors < to; block++) if (isKept(block)) return true;
  return false;
}

/** Writes the bitmaps of the blocks: for a child they mark the sectors that it holds, else all. Blocks come in ascending order. */
function bitmapWriter(
  layout: SparseLayout,
  file: OutputFile,
  { ofChild, control }: { readonly ofChild: boolean; readonly control: Control },
): { present(from: number, sectors: number): Stopped | null; end(): Stopped | null } {
  const { blockSectors, bitmapBytes } = layout;
  const bitmap = Buffer.alloc(bitmapBytes);
  let current = -1;
  let nextWhole = 0;
  const put = (block: number): Stopped | null => {
    addWritten(control, bitmapBytes);
    return writeAll(file.fd, bitmap, layout.dataAt(block) - bitmapBytes);
  };
  const close = (): Stopped | null => (current >= 0 && layout.isKept(current) ? put(current) : null);
  if (!ofChild) setBits(bitmap, 0, blockSectors);
  /** For a disk without a parent: writes the bitmaps of all kept blocks before `until`, with or without copied data. */
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

/** Writes every byte of a flat target, holes as zeros. */
async function copiedFully(conversion: Conversion): Promise<Stopped | null> {
  const { context, rewrite, view } = conversion;
  const { range, target } = rewrite;
  const rounds = copyRounds(conversion);
  for (let at = 0; at < target.sectors; at += PIECE_BYTES / SECTOR_BYTES) {
    if (isCancelled(context.workers.control)) return CANCELLED;
    const from = range.from + at;
    const to = Math.min(from + PIECE_BYTES / SECTOR_BYTES, range.from + target.sectors);
    const runs = await runsIn(view.chain, { from, to: Math.min(to, range.from + range.sectors) });
    const { add, units } = unitsOf(PIECE_BYTES);
    for (const run of runs) {
      const stopped = await refused(conversion, run);
      if (stopped !== null) return stopped;
      await addRun(add, view, run, { at: inBytes(run.lba - from) });
    }
    const [unit] = units();
    const lead = unit?.at ?? 0;
    const moved = (unit?.sides[0] ?? []).map((segment) => ({ ...segment, into: segment.into + lead }));
    const stopped = rounds.put({ at: inBytes(at), bytes: inBytes(to - from), sides: [moved, []] });
    if (stopped !== null) return stopped;
  }
  return rounds.end();
}
