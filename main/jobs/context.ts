/** What every operation works with: the workers, the table of their rounds, and progress reports. */
import type { FileError } from '../../shared/errors';
import type { JobError, JobPhase, PhaseName } from '../../shared/jobs';
import { err, type Result } from '../../shared/result';
import type { FoundPart } from '../../shared/find/found';
import type { ScanPart } from '../../shared/views';
import { isCancelled, RESULT, type PieceTask } from '../io/bulk/control';
import type { Workers } from '../io/bulk/workers';
import { collectAfterRound } from '../io/bulk/garbage';
import { pieceAt, pieceTable, type PieceTable } from '../io/bulk/pieces';
import type { FileSystem } from '../io/fileSystem';
import type { Unit } from './windows';

export type JobContext = {
  readonly workers: Workers;
  readonly table: PieceTable;
  readonly files: FileSystem;
  phase(phase: JobPhase): void;
  /** Reports what a scan found so far. */
  part(part: ScanPart): void;
  /** Reports what a search found since the last report. */
  found(part: FoundPart): void;
};

export type Stopped = JobError | { readonly kind: 'cancelled' };
export type Ended<T> = Promise<Result<T, Stopped>>;

/** Thrown inside a job that holds more memory than it may; runJob turns it into an error. */
export class JobTooLarge extends Error {}

export const CANCELLED: Stopped = { kind: 'cancelled' };

export const newContext = (
  workers: Workers,
  files: FileSystem,
  phase: (phase: JobPhase) => void,
  part: (part: ScanPart) => void = () => {},
  found: (part: FoundPart) => void = () => {},
): JobContext => ({
  workers,
  table: pieceTable(workers.control),
  files,
  phase,
  part,
  found,
});

/** Begins a phase; progress counts from zero again. */
export function beginPhase({ workers, phase }: JobContext, name: PhaseName, totalBytes: number, cancellable = true): void {
  Atomics.store(workers.control.done, 0, 0n);
  workers.expect(totalBytes);
  phase({ name, doneBytes: 0, totalBytes, cancellable });
}

/** Called for a finished piece: its place, and whether the result was RESULT.other. False: no more pieces are wanted. */
type Judge = (piece: number, at: number, isOther: boolean) => boolean;

/** Puts units into rounds of one task. `judge` is called for every piece, in order; `salvage` for those that cannot be read. */
export function roundsOf(
  { workers, table }: JobContext,
  task: PieceTask,
  judge?: Judge,
  salvage?: (piece: number) => FileError | null,
): { put(unit: Unit, at?: number): Stopped | null; end(): Stopped | null; wantsMore(): boolean } {
  let more = true;
  const end = (): Stopped | null => {
    if (table.pieces() === 0) return null;
    const error: FileError | null = workers.round(task, table.pieces(), salvage);
    if (isCancelled(workers.control)) return CANCELLED;
    if (error !== null) return error;
    for (let piece = 0; judge !== undefined && more && piece < table.pieces(); piece++) {
      more = judge(piece, pieceAt(workers.control, piece), workers.control.results[piece] === RESULT.other);
    }
    table.clear();
    collectAfterRound();
    return null;
  };
  const put = (unit: Unit, at = unit.at): Stopped | null => {
    if (table.add(at, unit.bytes, unit.sides[0], unit.sides[1])) return null;
    const stopped = end();
    if (stopped !== null) return stopped;
    table.add(at, unit.bytes, unit.sides[0], unit.sides[1]);
    return null;
  };
  return { put, end, wantsMore: () => more };
}

/** The same, for data that must be looked at in order. */
export function streamOf(
  { workers, table }: JobContext,
  take: (at: number, data: Buffer) => boolean,
): { put(unit: Unit): Stopped | null; end(): Stopped | null; wantsMore(): boolean } {
  let more = true;
  const end = (): Stopped | null => {
    if (table.pieces() === 0) return null;
    const error = workers.stream(table.pieces(), (piece, data) => {
      more = take(pieceAt(workers.control, piece), data);
      return more;
    });
    table.clear();
    collectAfterRound();
    return isCancelled(workers.control) ? CANCELLED : error;
  };
  const put = (unit: Unit): Stopped | null => {
    if (table.add(unit.at, unit.bytes, unit.sides[0])) return null;
    const stopped = end();
    if (stopped !== null) return stopped;
    table.add(unit.at, unit.bytes, unit.sides[0]);
    return null;
  };
  return { put, end, wantsMore: () => more };
}

/** If somebody changed the new file while it was checked, it is not what was wanted. */
export const stoppedBy = (cause: Stopped | { readonly kind: 'check-failed' }): { readonly ok: false; readonly error: Stopped } =>
  err(cause.kind === 'check-failed' ? { kind: 'verify-failed', lba: 0 } : cause);
