/**
 * Scans of open disks for the map, and searches of their bytes, in threads of their own: one of each kind per window, reported
 * in parts. They read the file as it is saved, and a search also what is staged; whoever starts, closes or saves something else
 * cancels them first.
 */
import type { OtherPage } from '../../../shared/find/differences';
import type { FindEnd, FindRequest, FoundPart } from '../../../shared/find/found';
import type { FindSummary, JobEnd, ScanSummary } from '../../../shared/jobs';
import type { JobTask } from '../../jobs/tasks';
import { sourceOf } from '../jobs/jobTask';
import { SCAN_KINDS, type ScanKind, type ScanPart } from '../../../shared/views';
import type { OpenError, ReadError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { comparedDisk, type ComparedDisk, type OtherDisk } from './comparedDisk';
import type { FileSystem } from '../../io/fileSystem';
import type { ImageSession } from './imageSession';
import type { WindowId } from '../app/tickets';

export type ScanRequest = {
  readonly path: string;
  readonly as: 'disk' | 'raw';
  /** As in SourceRef. */
  readonly footerAt: number | null;
  readonly what: ScanKind;
  /** Blocks, half-open; null: all of them. */
  readonly range: { readonly first: number; readonly end: number } | null;
};
type Run<T> = { readonly end: Promise<JobEnd<T>>; cancel(): void; pause(): void; resume(): void };
export type Scan = Run<ScanSummary>;
/** Both are passed in by the composition root, which starts the threads. */
export type StartScan = (request: ScanRequest, part: (part: ScanPart) => void) => Scan;
export type StartFind = (
  task: Extract<JobTask, { readonly op: 'find' | 'differences' }>,
  found: (part: FoundPart) => void,
) => Run<FindSummary>;

export type Scans = {
  /** Resolves when the scan is over. Refused after an interrupted save: the file is not what is shown. */
  run(
    window: WindowId,
    session: ImageSession,
    request: Pick<ScanRequest, 'what' | 'range'>,
    part: (part: ScanPart) => void,
  ): Promise<JobEnd<ScanSummary>>;
  /** Searches the disk, or the bytes of its file; resolves when the search is over. */
  find(window: WindowId, session: ImageSession, request: FindRequest, found: (part: FoundPart) => void): Promise<Omit<FindEnd, 'parts'>>;
  /** Compares the disk, as it is saved, with another one; in the place of a search, and told like it. */
  compare(window: WindowId, session: ImageSession, other: OtherDisk, found: (part: FoundPart) => void): Promise<Omit<FindEnd, 'parts'>>;
  /** Closes the disk that the window's was compared with last. */
  forgetOther(window: WindowId): Promise<void>;
  /** A page of the disk that the window's was compared with last; of a search there is none. */
  readOther(window: WindowId, page: number): Promise<Result<OtherPage, ReadError | OpenError>>;
  /** Cancels what is of one kind, or everything of the window; resolves when none of it has the file open. */
  cancel(window: WindowId, what?: ScanKind | 'find'): Promise<void>;
  /** Cancels the scans and searches of every window; null when there is none. */
  cancelAll(): Promise<unknown> | null;
  /** Pauses or resumes the running scan, if any. A paused scan keeps the file open and reads nothing. */
  pause(window: WindowId, what: ScanKind, isPaused: boolean): void;
};

export function createScans(start: StartScan, startFind: StartFind, files: FileSystem): Scans {
  const running = new Map<string, Run<unknown>>();
  /** Counts requests of each kind: while a request waited for another scan's end, a newer one may have come. */
  const turns = new Map<string, number>();
  const keyOf = (window: WindowId, what: ScanKind | 'find'): string => `${window} ${what}`;
  const others = new Map<WindowId, ComparedDisk>();
  const forgetOther = async (window: WindowId): Promise<void> => {
    const before = others.get(window);
    others.delete(window);
    await before?.rest();
  };
  const stop = async (key: string): Promise<number> => {
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    const scan = running.get(key);
    scan?.cancel();
    await scan?.end;
    return turn;
  };
  const untilEnd = async <T>(key: string, run: Run<T>): Promise<JobEnd<T>> => {
    running.set(key, run);
    const end = await run.end;
    if (running.get(key) === run) running.delete(key);
    return end;
  };
  return {
    run: async (window, session, { what, range }, part) => {
      const key = keyOf(window, what);
      const turn = await stop(key);
      const { disk, interrupted } = session.view();
      if (turns.get(key) !== turn || session.as === 'bytes' || disk === null || interrupted !== null) return { kind: 'cancelled' };
      return untilEnd(key, start({ path: session.path, as: session.as, footerAt: session.footerAt, what, range }, part));
    },
    find: async (window, session, { patterns, space, layer, range }, found) => {
      const key = keyOf(window, 'find');
      const turn = await stop(key);
      await forgetOther(window);
      const staged = space === 'disk' ? session.stagedBytes() : [];
      const isStaged = session.edits().changes > 0;
      const asSaved = isStaged && (space === 'file' || staged === null);
      const raw = { path: session.path, as: 'raw', parents: [], pad: true } as const;
      const source = space === 'file' ? ok(raw) : await sourceOf(session);
      if (turns.get(key) !== turn) return { end: { kind: 'cancelled' }, asSaved };
      if (!source.ok) return { end: { kind: 'refused', error: source.error }, asSaved };
      const task = { op: 'find', source: source.value, patterns, layer, range, overlay: staged ?? [] } as const;
      return { end: await untilEnd(key, startFind(task, found)), asSaved };
    },
    compare: async (window, session, other, found) => {
      const key = keyOf(window, 'find');
      const [before, compared] = [others.get(window), comparedDisk(other, files)];
      // The window asks for its bytes at once.
      others.set(window, compared);
      const turn = await stop(key);
      await before?.rest();
      const asSaved = session.edits().changes > 0;
      const facts = await compared.facts();
      const source = await sourceOf(session);
      if (turns.get(key) !== turn) return { end: { kind: 'cancelled' }, asSaved };
      if (!facts.ok) return { end: { kind: 'no-other', error: facts.error }, asSaved };
      if (facts.value.identity === session.identities()[0]) {
        await compared.rest();
        return { end: { kind: 'same-file' }, asSaved };
      }
      if (!source.ok) return { end: { kind: 'refused', error: source.error }, asSaved };
      const task = { op: 'differences', source: source.value, with: { ...other, as: 'disk' } } as const;
      return { end: await untilEnd(key, startFind(task, found)), asSaved, other: { bytes: facts.value.bytes, isRaw: facts.value.isRaw } };
    },
    forgetOther,
    readOther: async (window, page) => (await others.get(window)?.readPage(page)) ?? err({ kind: 'out-of-range' }),
    cancel: async (window, what) => {
      const kinds = what === undefined ? ([...SCAN_KINDS, 'find'] as const) : [what];
      await Promise.all(kinds.map((kind) => stop(keyOf(window, kind))));
      if (what === undefined) await others.get(window)?.rest();
    },
    cancelAll: () => {
      const ends = [...[...running.keys()].map(stop), ...[...others.values()].map((other) => other.rest())];
      return ends.length === 0 ? null : Promise.all(ends);
    },
    pause: (window, what, isPaused) => {
      const scan = running.get(keyOf(window, what));
      if (isPaused) scan?.pause();
      else scan?.resume();
    },
  };
}
