import { beforeEach, describe, expect, it } from 'vitest';
import { BLOCK_STATE, type BlockTable, type ScanPart } from '../../../../shared/views';
import { dynamicWithBits } from '../../../support/bitmapDisks';
import { diskIn } from '../support/disks';
import { show, shown, startAfresh } from '../support/shown';
import { stubWindow } from '../support/window';

const { calls, replies } = stubWindow();
const { cancelScan, noteScanSoon, startScan } = await import('../../../../renderer/disk/scan.store');
const { blocksOf } = await import('../../../../renderer/disk/blocks.store');

/** Frames come when the test says so. */
let frames: (() => void)[] = [];
Object.assign(globalThis, { requestAnimationFrame: (frame: () => void) => frames.push(frame) });
const frame = (): void => {
  const due = frames;
  frames = [];
  for (const each of due) each();
};

beforeEach(() => {
  startAfresh();
  calls.length = 0;
  replies.clear();
  frames = [];
});

const part = (block: number, done: number): ScanPart => ({
  blocks: Uint32Array.of(block),
  states: Uint8Array.of(BLOCK_STATE.zero),
  shares: new Uint16Array(1),
  done,
  total: 6,
});

/** A scan that ends when it is told to, after so many parts. */
async function scanning(): Promise<{ readonly scan: number; end(parts: number): void; readonly over: Promise<void> }> {
  show(await diskIn(dynamicWithBits().bytes));
  let end = (_parts: number): void => {};
  replies.set(
    'scan/run',
    () =>
      new Promise((resolve) => {
        const done = { kind: 'done', summary: { kind: 'scan', blocks: 6, isUnchanged: true, stored: 1 } };
        end = (parts) => resolve({ ok: true, value: { end: done, parts } });
      }),
  );
  const over = startScan('content', null);
  await expect.poll(() => calls.length).toBe(1);
  const [scan = 0] = calls.map(({ request }) => (request as { scan: number }).scan);
  return { scan, end: (parts) => end(parts), over };
}

const blocks = (): BlockTable => blocksOf(shown().view.image);

describe('parts of a scan', () => {
  it('that arrive within one frame are put in together, at the start of the next', async () => {
    const { scan } = await scanning();
    const before = blocks();
    noteScanSoon(scan, 'content', part(0, 1));
    noteScanSoon(scan, 'content', part(1, 2));
    expect(blocks()).toBe(before);
    expect(frames).toHaveLength(1);
    frame();
    expect([...blocks().states.subarray(0, 2)]).toEqual([BLOCK_STATE.zero, BLOCK_STATE.zero]);
    expect(shown().scans.content).toMatchObject({ kind: 'running', done: 2, total: 6 });
    noteScanSoon(scan, 'content', part(2, 3));
    expect(frames).toHaveLength(1);
    frame();
    expect(blocks().states[2]).toBe(BLOCK_STATE.zero);
  });

  it('are all there when the scan is said to be over, though no frame came', async () => {
    const { scan, end, over } = await scanning();
    noteScanSoon(scan, 'content', part(4, 6));
    end(1);
    await over;
    expect(blocks().states[4]).toBe(BLOCK_STATE.zero);
    expect(shown().scans.content.kind).toBe('done');
    frame();
    expect(shown().scans.content.kind).toBe('done');
  });

  it('that arrive after the answer are waited for', async () => {
    const { scan, end, over } = await scanning();
    noteScanSoon(scan, 'content', part(1, 3));
    end(3);
    await new Promise((resolve) => setImmediate(resolve));
    expect(shown().scans.content.kind).toBe('running');
    noteScanSoon(scan, 'content', part(2, 5));
    noteScanSoon(scan, 'content', part(4, 6));
    await over;
    expect([1, 2, 4].map((block) => blocks().states[block])).toEqual([BLOCK_STATE.zero, BLOCK_STATE.zero, BLOCK_STATE.zero]);
    expect(shown().scans.content.kind).toBe('done');
  });

  it('are waited for no longer once the scan is stopped', async () => {
    const { end, over } = await scanning();
    end(3);
    await new Promise((resolve) => setImmediate(resolve));
    await cancelScan('content');
    await over;
    expect(shown().scans.content.kind).toBe('idle');
  });

  it('of a scan that was stopped meanwhile are let go', async () => {
    const { scan } = await scanning();
    noteScanSoon(scan, 'content', part(4, 6));
    await cancelScan('content');
    frame();
    expect(blocks().states[4]).toBe(BLOCK_STATE.unscanned);
  });
});
