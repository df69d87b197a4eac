/** Jobs that only read: compare, hash, search. */
import type { CompareSummary, HashSummary, JobError, SearchSummary, SectorRange } from '../../shared/jobs';
import { err, ok } from '../../shared/result';
import type { SectorRun } from '../../shared/views';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { isCancelled, PIECE_BYTES, TASK } from '../io/bulk/control';
import { newDigests } from '../io/bulk/digest';
import { fillPiece, pieceBytes } from '../io/bulk/pieces';
import type { Scanner } from '../io/bulk/scanner';
import { lostFrom } from '../vhd/ops/convert';
import { heldSectors, heldWindows, runsIn, wholeOf, type ExtentRange, type Window } from '../vhd/read/extents';
import { beginPhase, CANCELLED, roundsOf, streamOf, type Ended, type JobContext, type Stopped } from './context';
import type { ByteRange } from './tasks';
import { addRun, inBytes, keptOf, unitsOf, type Side, type Unit, type View } from './windows';

type Reading = { readonly holes?: boolean; readonly lost?: (run: SectorRun) => void };
type Gathered = { readonly units: Unit[] } | { readonly stopped: JobError };

/**
 * Gathers the segments that fill a window, for one or two chains; offsets count from `origin`. `holes`: holes of the files
 * are included. `lost` is told of runs that cannot be read, and goes on without them; if missing, they end the job.
 */
async function gather(
  views: readonly View[],
  window: Window,
  origin: number,
  { holes = false, lost: tellLost }: Reading = {},
): Promise<Gathered> {
  const { add, units } = unitsOf(PIECE_BYTES);
  for (const [side, view] of views.entries()) {
    const { first = 0, lost = [] } = view;
    const runs = await runsIn(view.chain, { from: window.from + first, to: window.to + first });
    for (const run of lost.length === 0 ? runs : runs.flatMap((each) => keptOf(each, lost))) {
      if (run.source === 'damaged') {
        if (tellLost === undefined) return { stopped: await lostFrom(view.chain, run) };
        tellLost(run);
      }
      await addRun(add, view, run, { side: side as Side, at: inBytes(run.lba - first - origin), holes });
    }
  }
  return { units: units() };
}

const isSame = ({ sides: [a, b] }: Unit): boolean =>
  a.length === b.length &&
  a.every(({ fd, at, into, bytes }, i) => fd === b[i]?.fd && at === b[i].at && into === b[i].into && bytes === b[i].bytes);

const sectorsIn = ({ chain, first = 0 }: View): number => chain.layers[0].sectors - first;

/** Who waits for the comparison is told this often how far it is. */
const TELL_MS = 150;

type Comparing = {
  readonly end?: number;
  readonly lost?: (run: SectorRun) => void;
  /** Is told how far the comparison is: all that differs before this sector was told. */
  readonly passed?: (sector: number) => void;
};

/**
 * `differs` gets ascending ranges, counted from the views' first sectors, with the bytes of both sides, which are gone when it
 * returns; false ends the comparison. It goes up to sector `end`, or as far as the longer view: behind the end of the shorter
 * one, the longer one differs where it is not zero. `lost`: as for a window, told before the differences of the sectors in it.
 */
export async function compareViews(
  context: JobContext,
  [a, b]: readonly [View, View],
  differs: (range: SectorRange, sides: readonly [Buffer, Buffer]) => boolean,
  { end = Math.max(sectorsIn(a), sectorsIn(b)), lost, passed }: Comparing = {},
): Ended<void> {
  const { control, hands } = context.workers;
  const rounds = roundsOf(context, TASK.compare, (piece, at, isOther) => {
    passed?.(at / SECTOR_BYTES);
    if (!isOther) return true;
    const bytes = pieceBytes(control, piece);
    fillPiece(control, piece, 0, hands.buffer.subarray(0, bytes));
    fillPiece(control, piece, 1, hands.other.subarray(0, bytes));
    return eachDifference(hands.buffer.subarray(0, bytes), hands.other.subarray(0, bytes), at / SECTOR_BYTES, differs);
  });
  let toldAt = performance.now();
  for (const window of heldWindows([a.chain, b.chain], 0, end, [a.first ?? 0, b.first ?? 0])) {
    if (isCancelled(control)) return err(CANCELLED);
    // Where little is stored, a round takes long to become full.
    if (passed !== undefined && performance.now() - toldAt >= TELL_MS) {
      const stopped = rounds.end();
      if (stopped !== null) return err(stopped);
      passed(window.from);
      toldAt = performance.now();
    }
    const gathered = await gather([a, b], window, 0, lost === undefined ? {} : { lost });
    if ('stopped' in gathered) return err(gathered.stopped);
    for (const unit of gathered.units) {
      const stopped = isSame(unit) ? null : rounds.put(unit);
      if (stopped !== null) return err(stopped);
    }
    if (!rounds.wantsMore()) return ok(undefined);
  }
  const stopped = rounds.end();
  return stopped === null ? ok(undefined) : err(stopped);
}

function eachDifference(a: Buffer, b: Buffer, firstLba: number, differs: Parameters<typeof compareViews>[2]): boolean {
  let from = -1;
  for (let at = 0; at <= a.length; at += SECTOR_BYTES) {
    const isOther = at < a.length && a.compare(b, at, at + SECTOR_BYTES, at, at + SECTOR_BYTES) !== 0;
    if (isOther && from < 0) from = at;
    if (isOther || from < 0) continue;
    const range = { firstLba: firstLba + from / SECTOR_BYTES, sectors: (at - from) / SECTOR_BYTES };
    if (!differs(range, [a.subarray(from, at), b.subarray(from, at)])) return false;
    from = -1;
  }
  return true;
}

export async function compareJob(context: JobContext, views: readonly [View, View], most: number): Ended<CompareSummary> {
  const [a, b] = views;
  beginPhase(context, 'reading', inBytes(Math.max(heldSectors(a.chain, wholeOf(a.chain)), heldSectors(b.chain, wholeOf(b.chain)))));
  const differing: { firstLba: number; sectors: number }[] = [];
  let differingSectors = 0;
  let complete = true;
  const ended = await compareViews(context, views, ({ firstLba, sectors }) => {
    differingSectors += sectors;
    const last = differing.at(-1);
    if (last !== undefined && last.firstLba + last.sectors === firstLba) last.sectors += sectors;
    else if (differing.length < most) differing.push({ firstLba, sectors });
    else complete = false;
    return true;
  });
  if (!ended.ok) return ended;
  const sizes = [inBytes(a.chain.layers[0].sectors), inBytes(b.chain.layers[0].sectors)] as const;
  const equal = differingSectors === 0 && sizes[0] === sizes[1];
  return ok({ kind: 'compare', equal, differing, differingSectors, complete, sizes });
}

/**
 * Passes the range's data on in order; `at` counts from the range's start. Holes of the disk are left out, and so are holes
 * of its files unless `holes` is true. `lost`: as for a window.
 */
export async function streamRange(
  context: JobContext,
  view: View,
  range: ExtentRange,
  take: (at: number, data: Buffer) => boolean,
  reading: Reading = {},
): Promise<Stopped | null> {
  const stream = streamOf(context, take);
  for (const window of heldWindows([view.chain], range.from, range.from + range.sectors)) {
    if (isCancelled(context.workers.control)) return CANCELLED;
    const gathered = await gather([view], window, range.from, reading);
    if ('stopped' in gathered) return gathered.stopped;
    for (const unit of gathered.units) {
      const stopped = stream.put(unit);
      if (stopped !== null) return stopped;
    }
    if (!stream.wantsMore()) return null;
  }
  return stream.end();
}

export async function digestsOf(
  context: JobContext,
  view: View,
  range: ExtentRange,
  algorithms: readonly string[],
  part: ByteRange = { at: 0, bytes: inBytes(range.sectors) },
): Ended<Readonly<Record<string, string>>> {
  const { control } = context.workers;
  // The workers count the bytes that they read; zeros take their time, too.
  const zeros = (bytes: number): void => void Atomics.add(control.done, 0, BigInt(bytes));
  const digests = newDigests(algorithms, () => isCancelled(control), zeros);
  const end = part.at + part.bytes;
  const stopped = await streamRange(context, view, range, (at, data) => {
    const [first, last] = [Math.max(at, part.at), Math.min(at + data.length, end)];
    return first >= last || digests.take(first - part.at, data.subarray(first - at, last - at));
  });
  if (stopped !== null) return err(stopped);
  const made = digests.end(part.bytes);
  return made === null ? err(CANCELLED) : ok(made);
}

/** `range`: in bytes, inside of the disk; null: all of it. */
export async function hashJob(context: JobContext, view: View, algorithms: readonly string[], range: ByteRange | null): Ended<HashSummary> {
  const { at, bytes } = range ?? { at: 0, bytes: inBytes(wholeOf(view.chain).sectors) };
  const from = Math.floor(at / SECTOR_BYTES);
  const sectors = { from, sectors: Math.ceil((at + bytes) / SECTOR_BYTES) - from };
  beginPhase(context, 'hashing', inBytes(sectors.sectors));
  const digests = await digestsOf(context, view, sectors, algorithms, { at: at - inBytes(from), bytes });
  return digests.ok ? ok({ kind: 'hash', bytes, digests: digests.value }) : digests;
}

/** `all`: holes are searched as zeros. `patterns`: for each needle of the scanner, the pattern that it is of. */
export async function searchJob(
  context: JobContext,
  view: View,
  { scanner, patterns }: { readonly scanner: Scanner; readonly patterns: readonly number[] },
  all: boolean,
): Ended<SearchSummary> {
  const range = wholeOf(view.chain);
  beginPhase(context, 'reading', inBytes(heldSectors(view.chain, range)));
  const { control } = context.workers;
  const stopped = await streamRange(
    context,
    view,
    range,
    (at, data) => !isCancelled(control) && scanner.gapTo(at, all) && scanner.take(data),
    // Zeros that the disk stores are searched even if they are holes of its file.
    { holes: !all },
  );
  if (stopped !== null) return err(stopped);
  const hits = scanner.end(inBytes(range.sectors), all);
  if (isCancelled(control)) return err(CANCELLED);
  if (scanner.isCostly()) return err({ kind: 'bad-pattern', why: 'costly' });
  const named = hits.map(({ offset, length, needle }) => ({
    offset,
    lba: Math.floor(offset / SECTOR_BYTES),
    length,
    pattern: patterns[needle] ?? 0,
  }));
  return ok({ kind: 'search', hits: named, complete: scanner.isComplete() });
}
