/**
 * Scans of open disks in threads of their own, for the map: one of each kind for a window, told in parts. A scan reads the
 * file as it is saved; whoever starts, closes or saves something else cancels it first.
 */
import type { JobEnd, ScanSummary } from '../../../shared/jobs';
import { SCAN_KINDS, type ScanKind, type ScanPart } from '../../../shared/views';
import type { ImageSession } from './imageSession';
import type { WindowId } from '../app/tickets';

export type ScanRequest = {
  readonly path: string;
  readonly as: 'disk' | 'raw';
  /** As SourceRef has it. */
  readonly footerAt: number | null;
  readonly what: ScanKind;
  /** Blocks, half-open; null: all of them. */
  readonly range: { readonly first: number; readonly end: number } | null;
};
export type Scan = { readonly end: Promise<JobEnd<ScanSummary>>; cancel(): void; pause(): void; resume(): void };
/** Threads are started by whoever puts the program together. */
export type StartScan = (request: ScanRequest, part: (part: ScanPart) => void) => Scan;

export type Scans = {
  /** Answers when it is over. A save that was cut off is in the way: the file is not what is shown. */
  run(
    window: WindowId,
    session: ImageSession,
    request: Pick<ScanRequest, 'what' | 'range'>,
    part: (part: ScanPart) => void,
  ): Promise<JobEnd<ScanSummary>>;
  /** Of one kind, or all the window has; settles when none of them has the file open. */
  cancel(window: WindowId, what?: ScanKind): Promise<void>;
  /** Of every window; null when there is none. */
  cancelAll(): Promise<unknown> | null;
  /** The one under way, if any; a paused one has the file open and reads nothing. */
  pause(window: WindowId, what: ScanKind, isPaused: boolean): void;
};

export function createScans(start: StartScan): Scans {
  const running = new Map<string, Scan>();
  /** Counts what was asked for of a kind: who waited for another scan's end may have been overtaken. */
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
