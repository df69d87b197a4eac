/**
 * Scans of the open disk's blocks, which main does in threads of their own: bitmaps unasked, content when the user asks.
 * Results go into the block table as they arrive, a few times a second.
 */
import { MAX_BLOCKS_ASKED, type BlockSpan, type ImageId, type ScanKind, type ScanPart } from '../../shared/views';
import { api } from '../api';
import { countStates } from './stateCounts.model';
import { withBits, withPart } from './scanned.model';
import { blocksOf, currentDisk, setBlocks } from './blocks.store';
import type { ScanState } from '../app/state';
import { showNotice } from '../app/notice.store';
import { changeDisk, shownDisk } from '../app/store';
import { plural } from '../../shared/text/numbers';

/** A scan that ends sooner is not shown: nobody could read it in time. */
const SHOWN_AFTER_MS = 300;
type Running = Extract<ScanState, { readonly kind: 'running' }>;

let last = 0;
/** How many parts of the latest scans have arrived, and who waits for more of them. */
const arrived: Record<ScanKind, { readonly scan: number; parts: number; wake: () => void }> = {
  bitmaps: { scan: 0, parts: 0, wake: () => {} },
  content: { scan: 0, parts: 0, wake: () => {} },
};

/** Waits until so many parts have arrived: answer and parts come by different ways. Ends at once if a new scan has begun. */
async function untilArrived(scan: number, what: ScanKind, parts: number): Promise<void> {
  while (arrived[what].scan === scan && arrived[what].parts < parts && runningAs(scan, what) !== null)
    await new Promise<void>((resolve) => {
      arrived[what].wake = resolve;
    });
}

/** Results that wait for the next frame. A hidden window gets no frames, so they may wait until the scan has ended. */
let waiting: (() => void)[] = [];
function catchUp(): void {
  const parts = waiting;
  waiting = [];
  for (const part of parts) part();
}

const note = (what: ScanKind, state: ScanState): void => changeDisk(({ scans }) => ({ scans: { ...scans, [what]: state } }));

/** The scan with that number, if it is still the current one. */
function runningAs(scan: number, what: ScanKind): Running | null {
  const state = shownDisk()?.scans[what];
  return state?.kind === 'running' && state.scan === scan ? state : null;
}

function foundText(): string {
  const { zero } = countStates(currentDisk()?.blocks.states ?? new Uint8Array());
  return zero === 0 ? 'Every block holds data' : `${plural(zero, 'block')} of nothing but zeros`;
}

/** Scans the blocks in `range`, or all if it is null. A new scan replaces a running one of the same kind. */
export async function startScan(what: ScanKind, range: BlockSpan | null): Promise<void> {
  const disk = shownDisk();
  if (disk === null) return;
  last += 1;
  const scan = last;
  arrived[what].wake();
  arrived[what] = { scan, parts: 0, wake: () => {} };
  note(what, { kind: 'running', scan, done: 0, total: 0, isShown: false, isPaused: false });
  setTimeout(() => {
    const state = runningAs(scan, what);
    if (state !== null) note(what, { ...state, isShown: true });
  }, SHOWN_AFTER_MS);
  const answer = await api['scan/run']({ image: disk.view.image, scan, what, range });
  if (answer.ok) await untilArrived(scan, what, answer.value.parts);
  catchUp();
  if (runningAs(scan, what) === null) return;
  const end = answer.ok ? answer.value.end : null;
  if (end?.kind === 'done') {
    // If somebody wrote to the file meanwhile, the results may be wrong.
    const { isUnchanged, stored } = end.summary;
    note(what, isUnchanged ? { kind: 'done', at: Date.now(), stored } : { kind: 'failed' });
    // The scan read the file without the staged changes, so blocks that they touch are asked for again.
    await refreshChanged(disk.view.image);
    if (what === 'content') showNotice(foundText(), ({ view }) => view.image === disk.view.image);
  } else note(what, end?.kind === 'cancelled' ? { kind: 'idle' } : { kind: 'failed' });
}

export async function cancelScan(what: ScanKind): Promise<void> {
  note(what, { kind: 'idle' });
  arrived[what].wake();
  await api['scan/cancel']({ what });
}

/** Pauses the running scan, or resumes it. */
export async function togglePause(what: ScanKind): Promise<void> {
  const state = shownDisk()?.scans[what];
  if (state?.kind !== 'running') return;
  note(what, { ...state, isPaused: !state.isPaused });
  await api['scan/pause']({ what, paused: !state.isPaused });
}

/** Takes results from main. */
export function noteScan(scan: number, what: ScanKind, part: ScanPart): void {
  const state = runningAs(scan, what);
  const disk = shownDisk();
  if (state === null || disk === null) return;
  if (part.blocks.length > 0) setBlocks(disk.view.image, withPart(blocksOf(disk.view.image), what, part));
  note(what, { ...state, done: part.done, total: part.total });
}

/** The same, but at the start of the next frame, so that the table is drawn once a frame at most. */
export function noteScanSoon(scan: number, what: ScanKind, part: ScanPart): void {
  waiting.push(() => noteScan(scan, what, part));
  if (arrived[what].scan === scan) arrived[what].parts += 1;
  arrived[what].wake();
  if (waiting.length === 1) requestAnimationFrame(catchUp);
}

/** Asks again for all blocks that staged changes touch. */
async function refreshChanged(image: ImageId): Promise<void> {
  const shown = shownDisk();
  if (shown === null || shown.view.image !== image || shown.edits.changes === 0) return;
  const changed = await api['edit/blocks']({ image, range: { first: 0, end: shown.view.disk?.blocks.count ?? 0 } });
  if (!changed.ok) return;
  for (let from = 0; from < changed.value.length; from += MAX_BLOCKS_ASKED)
    await refreshBlocks(changed.value.slice(from, from + MAX_BLOCKS_ASKED));
}

/** Asks again for blocks that a change touched, at most MAX_BLOCKS_ASKED of them. */
export async function refreshBlocks(blocks: readonly number[]): Promise<void> {
  const shown = shownDisk();
  if (shown?.view.disk?.blocks.inTable !== true || blocks.length === 0) return;
  const { image } = shown.view;
  const answer = await api['image/readBits']({ image, blocks });
  if (!answer.ok || shownDisk()?.view.image !== image) return;
  setBlocks(image, withBits(blocksOf(image), blocks, answer.value.states, answer.value.shares));
}
