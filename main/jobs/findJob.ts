/**
 * The search of the window: hits are told in parts while it runs, however many there are. Bytes that were changed and not saved
 * lie over those of the files.
 */
import { NUMBERS_A_HIT } from '../../shared/find/found';
import type { FindSummary } from '../../shared/jobs';
import { err, ok } from '../../shared/result';
import { layOver } from '../../shared/overlaidFile';
import { SECTOR_BYTES } from '../../shared/vhd/units';
import { isCancelled, PIECE_BYTES } from '../io/bulk/control';
import type { Hit } from '../io/bulk/hits';
import type { Scanner } from '../io/bulk/scanner';
import { heldSectors, type ExtentRange } from '../vhd/read/extents';
import { beginPhase, CANCELLED, type Ended, type JobContext } from './context';
import { streamRange } from './readJobs';
import type { Overlay } from './tasks';
import { inBytes, type View } from './windows';

/** A part is told this often, or when it holds so many hits; the first hits at once. */
const TELL_MS = 150;
const MAX_IN_PART = 65_536;

/** In bytes of the disk, half-open. */
type Bounds = { readonly at: number; readonly end: number };

type Finding = {
  readonly scanner: Scanner;
  /** For each needle of the scanner, the pattern that it is of. */
  readonly patterns: readonly number[];
  readonly bounds: Bounds;
  readonly overlay: Overlay;
};

/** The scanner gets the bytes inside of the bounds and no others. */
export async function findJob(
  context: JobContext,
  view: View,
  { scanner, patterns, bounds, overlay }: Finding,
): Ended<Omit<FindSummary, 'isUnchanged'>> {
  const { control } = context.workers;
  const from = Math.floor(bounds.at / SECTOR_BYTES);
  const range: ExtentRange = { from, sectors: Math.ceil(bounds.end / SECTOR_BYTES) - from };
  const total = inBytes(heldSectors(view.chain, range));
  beginPhase(context, 'reading', total);
  const teller = tellerOf(context, { patterns, origin: bounds.at, total });
  const tell = (): boolean => {
    teller.tell(scanner);
    return !isCancelled(control);
  };
  const bytes = over(scanner, overlay, bounds, tell);
  let unread = 0;
  const stopped = await streamRange(context, view, range, (at, data) => bytes.take(inBytes(from) - bounds.at + at, data), {
    holes: true,
    lost: ({ sectors }) => {
      unread += sectors;
    },
  });
  // What was found before an error is told as well.
  if (stopped === null) bytes.end();
  teller.add(scanner.end(stopped === null ? bounds.end - bounds.at : bytes.passed(), false));
  teller.flush();
  if (isCancelled(control)) return err(CANCELLED);
  if (scanner.isCostly()) return err({ kind: 'bad-pattern', why: 'costly' });
  return stopped === null ? ok({ kind: 'find', found: teller.found(), unread }) : err(stopped);
}

/** `origin`: where the scanner's place 0 is on the disk. */
function tellerOf(
  { workers, found: send }: JobContext,
  { patterns, origin, total }: { patterns: readonly number[]; origin: number; total: number },
) {
  let hits: Hit[] = [];
  let found = 0;
  let last = -Infinity;
  const flush = (): void => {
    const packed = new Float64Array(hits.length * NUMBERS_A_HIT);
    for (const [i, { offset, length, needle }] of hits.entries())
      packed.set([origin + offset, length, patterns[needle] ?? 0], i * NUMBERS_A_HIT);
    const done = Math.min(total, Number(Atomics.load(workers.control.done, 0)));
    send({ hits: packed, found, done, total });
    hits = [];
    last = performance.now();
  };
  const add = (more: readonly Hit[]): void => {
    for (const hit of more) {
      hits.push(hit);
      found += 1;
      if (hits.length === MAX_IN_PART) flush();
    }
  };
  return {
    add,
    flush,
    found: () => found,
    tell: (scanner: Scanner): void => {
      add(scanner.drain());
      if (performance.now() - last >= TELL_MS || (found > 0 && found === hits.length)) flush();
    },
  };
}

/**
 * Passes bytes on to the scanner with the overlay over them; what of the overlay lies where nothing is stored is passed on by
 * itself. Places are counted from the beginning of `range`, and ascend; what lies outside of it is left out.
 */
function over(scanner: Scanner, overlay: Overlay, range: Bounds, after: () => boolean) {
  const pieces = overlay.map(({ at, bytes }) => ({ at: at - range.at, bytes }));
  let next = 0;
  let passed = 0;
  const pass = (at: number, data: Buffer): boolean => {
    passed = at + data.length;
    return scanner.gapTo(at, false) && scanner.take(data) && after();
  };
  /** Passes on what the overlay holds between what was passed before and `end`. */
  const passUpTo = (end: number): boolean => {
    for (; next < pieces.length; next++) {
      const { at, bytes } = pieces[next] as (typeof pieces)[number];
      const to = Math.min(end, at + bytes.length);
      for (let from = Math.max(at, passed); from < to; from = passed) {
        const some = bytes.subarray(from - at, Math.min(to, from + PIECE_BYTES) - at);
        if (!pass(from, Buffer.from(some.buffer, some.byteOffset, some.length))) return false;
      }
      if (at + bytes.length > end) return true;
    }
    return true;
  };
  return {
    take: (place: number, all: Buffer): boolean => {
      const at = Math.max(0, place);
      const data = all.subarray(at - place, Math.max(0, range.end - range.at - place));
      if (data.length === 0) return true;
      if (!passUpTo(at)) return false;
      const end = at + data.length;
      const first = pieces[next];
      if (first === undefined || first.at >= end) return pass(at, data);
      const copy = Buffer.from(data);
      for (const piece of pieces.slice(next)) {
        if (piece.at >= end) break;
        layOver(copy, at, piece);
      }
      return pass(at, copy);
    },
    end: (): void => void passUpTo(range.end - range.at),
    passed: () => passed,
  };
}
