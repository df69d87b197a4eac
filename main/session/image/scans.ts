/**
 * Scans of open disks for the map, in threads of their own: one of each kind per window, reported in parts. A scan reads the
 * file as it is saved; whoever starts, closes or saves something else cancels it first.
 */
import type { JobEnd, ScanSummary } from '../../../shared/jobs';
import { SCAN_KINDS, type ScanKind, type ScanPart } from '../../../shared/views';
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
export type Scan = { readonly end: Promise<JobEnd<ScanSummary>>; cancel(): void; pause(): void; resume(): void };
/** Passed in by the composition root, which starts the threads. */
export type StartScan = (request: ScanRequest, part: (part: ScanPart) => void) => Scan;

export type Scans = {
  /** Resolves when the scan is over. Refused after an interrupted save: the file is not what is shown. */
  run(
    window: WindowId,
    session: ImageSession,
    request: Pick<ScanRequest, 'what' | 'range'>,
    part: (part: ScanPart) => void,
  ): Promise<JobEnd<ScanSummary>>;
  /** Cancels the scans of one kind, or all of the window; resolves when none of them has the file open. */
  cancel(window: WindowId, what?: ScanKind): Promise<void>;
  /** Cancels the scans of every window; null when there is none. */
  cancelAll(): Promise<unknown> | null;
  /** Pauses or resumes the running scan, if any. A paused scan keeps the file open and reads nothing. */
  pause(window: WindowId, what: ScanKind, isPaused: boolean): void;
};

export function createScans(start: StartScan): Scans {
  const running = new Map<string, Scan>();
  /** Counts requests of each kind: while a request waited for another scan's end, a newer one may have come. */
  const turns = new Map<string, number>();
  const keyOf = (window: WindowId, what: ScanKind): string => `${window} ${what}`;
  const stop = async (key: string): Promise<number> => {
    const turn = (turns.get(key) ?? 0) + 1;
    turns.set(key, turn);
    const scan = running.get(key);
    scan?.cancel();
    await scan?.end;
    return turn;
  };
  return {
    run: async (window, session, { what, range }, part) => {
      const key = keyOf(window, what);
      const turn = await stop(key);
      const { disk, interrupted } = session.view();
      if (turns.get(key) !== turn || session.as === 'bytes' || disk === null || interrupted !== null) return { kind: 'cancelled' };
      const scan = start({ path: session.path, as: session.as, footerAt: session.footerAt, what, range }, part);
      running.set(key, scan);
      const end = await scan.end;
      if (running.get(key) === scan) running.delete(key);
      return end;
    },
    cancel: async (window, what) => {
      const kinds = what === undefined ? SCAN_KINDS : [what];
      await Promise.all(kinds.map((kind) => stop(keyOf(window, kind))));
    },
    cancelAll: () => (running.size === 0 ? null : Promise.all([...running.keys()].map(stop))),
    pause: (window, what, isPaused) => {
      const scan = running.get(keyOf(window, what));
      if (isPaused) scan?.pause();
      else scan?.resume();
    },
  };
}
