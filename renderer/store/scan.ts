/**
 * Scans of the open disk's blocks, which main makes in threads of its own: bitmaps by itself, content when the user asks.
 * What they find goes into the block table as it arrives, a few times a second.
 */
import type { StateCreator } from 'zustand';
import type { EditsView } from '../../shared/edits';
import { MOST_BLOCKS_ASKED, type BlockSpan, type ScanKind, type ScanPart } from '../../shared/views';
import { api } from '../api';
import { plural } from '../kernels/address';
import { countStates } from '../kernels/mapCounts';
import { blocksTouched, withBits, withPart } from '../kernels/scanned';
import type { Store } from './store';

export type ScanState =
  | { readonly kind: 'idle' }
  /** `isShown`: it has taken long enough to be worth telling. Counts are blocks. */
  | {
      readonly kind: 'running';
      readonly scan: number;
      readonly done: number;
      readonly total: number;
      readonly isShown: boolean;
      readonly isPaused: boolean;
    }
  /** `at` in milliseconds since 1970. */
  | { readonly kind: 'done'; readonly at: number }
  | { readonly kind: 'failed' };

export type ScanSlice = {
  readonly scans: Readonly<Record<ScanKind, ScanState>>;
  /** Looks at blocks, all of them for null; one scan of a kind at a time, the latest. */
  startScan(what: ScanKind, range: BlockSpan | null): Promise<void>;
  cancelScan(what: ScanKind): Promise<void>;
  /** Pauses the one under way, or lets it go on. */
  togglePause(what: ScanKind): Promise<void>;
  /** Main found something. */
  noteScan(scan: number, what: ScanKind, part: ScanPart): void;
  /** The same at the start of the next frame, which then has all its time for it, and but once a frame. */
  noteScanSoon(scan: number, what: ScanKind, part: ScanPart): void;
  /** Asks anew for blocks that staged changes touch, or touched a moment ago. */
  refreshTouched(before: EditsView['changed']): Promise<void>;
};

/** Below this a scan is over before anybody could read of it. */
const SHOWN_AFTER_MS = 300;
const NOTHING_CHANGED: EditsView['changed'] = { file: [], disk: [] };
const IDLE: ScanState = { kind: 'idle' };
export const NO_SCANS = { bitmaps: IDLE, content: IDLE } as const;

export const scanSlice: StateCreator<Store, [], [], ScanSlice> = (set, get) => {
  let last = 0;
  /** What waits for a frame; a window that is out of sight has none before the scan is over. */
  let waiting: (() => void)[] = [];
  const catchUp = (): void => {
    const parts = waiting;
    waiting = [];
    for (const part of parts) part();
  };
  const note = (what: ScanKind, state: ScanState): void => set(({ scans }) => ({ scans: { ...scans, [what]: state } }));
  /** The scan of that number, while it is the one that counts. */
  const runningAs = (scan: number, what: ScanKind): Extract<ScanState, { readonly kind: 'running' }> | null => {
    const state = get().scans[what];
    return state.kind === 'running' && state.scan === scan ? state : null;
  };
  const foundText = (): string => {
    const { disk } = get();
    const { zero } = countStates(disk.kind === 'open' ? disk.blocks.states : new Uint8Array());
    return zero === 0 ? 'Every block holds data' : `${plural(zero, 'block')} of nothing but zeros`;
  };

  return {
    scans: NO_SCANS,

    startScan: async (what, range) => {
      const { disk } = get();
      if (disk.kind !== 'open') return;
      last += 1;
      const scan = last;
      note(what, { kind: 'running', scan, done: 0, total: 0, isShown: false, isPaused: false });
      setTimeout(() => {
        const state = runningAs(scan, what);
        if (state !== null) note(what, { ...state, isShown: true });
      }, SHOWN_AFTER_MS);
      const answer = await api['scan/run']({ image: disk.view.image, scan, what, range });
      catchUp();
      if (runningAs(scan, what) === null) return;
      if (answer.ok && answer.value.kind === 'done') {
        // Somebody wrote to the file meanwhile: what was found may be wrong.
        note(what, answer.value.summary.isUnchanged ? { kind: 'done', at: Date.now() } : { kind: 'failed' });
        // What the file holds was found, and not what is staged over it.
        await get().refreshTouched(NOTHING_CHANGED);
        if (what === 'content') get().setView({ notice: foundText() });
      } else note(what, answer.ok && answer.value.kind === 'cancelled' ? IDLE : { kind: 'failed' });
    },

    cancelScan: async (what) => {
      note(what, IDLE);
      await api['scan/cancel']({ what });
    },

    togglePause: async (what) => {
      const state = get().scans[what];
      if (state.kind !== 'running') return;
      note(what, { ...state, isPaused: !state.isPaused });
      await api['scan/pause']({ what, paused: !state.isPaused });
    },

    noteScan: (scan, what, part) => {
      const state = runningAs(scan, what);
      const { disk } = get();
      if (state === null || disk.kind !== 'open') return;
      set(({ scans }) => ({
        scans: { ...scans, [what]: { ...state, done: part.done, total: part.total } },
        ...(part.blocks.length === 0 ? {} : { disk: { ...disk, blocks: withPart(disk.blocks, what, part) } }),
      }));
    },

    noteScanSoon: (...found) => {
      waiting.push(() => get().noteScan(...found));
      if (waiting.length === 1) requestAnimationFrame(catchUp);
    },

    refreshTouched: async (before) => {
      const { disk, edits } = get();
      if (disk.kind !== 'open') return;
      const both = { file: [...before.file, ...edits.changed.file], disk: [...before.disk, ...edits.changed.disk] };
      const blocks = blocksTouched(disk, both, MOST_BLOCKS_ASKED);
      if (blocks.length === 0) return;
      const answer = await api['image/readBits']({ image: disk.view.image, blocks });
      const now = get().disk;
      if (!answer.ok || now.kind !== 'open' || now.view.image !== disk.view.image) return;
      set({ disk: { ...now, blocks: withBits(now.blocks, blocks, answer.value.states, answer.value.shares) } });
    },
  };
};
