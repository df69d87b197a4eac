import { describe, expect, it } from 'vitest';
import type { ImageSession } from '../../../../../main/session/image/imageSession';
import { createScans, type Scan, type ScanRequest } from '../../../../../main/session/image/scans';
import type { JobEnd, ScanSummary } from '../../../../../shared/jobs';
import type { ImageView, OpenAs, ScanPart } from '../../../../../shared/views';

const session = (change: { readonly as?: OpenAs; readonly view?: Partial<ImageView> } = {}): ImageSession =>
  ({
    path: '/disks/a.vhd',
    as: change.as ?? 'disk',
    footerAt: null,
    view: () => ({ disk: {}, interrupted: null, ...change.view }),
  }) as unknown as ImageSession;

type Started = {
  readonly request: ScanRequest;
  readonly paused: boolean[];
  readonly tell: (part: ScanPart) => void;
  finish(end: JobEnd<ScanSummary>): void;
};

/** Scans that end when they are told to, or when they are cancelled. */
function world() {
  const started: Started[] = [];
  const scans = createScans((request, tell): Scan => {
    let finish: Started['finish'] = () => {};
    const end = new Promise<JobEnd<ScanSummary>>((resolve) => {
      finish = resolve;
    });
    const paused: boolean[] = [];
    started.push({ request, paused, tell, finish });
    return { end, cancel: () => finish({ kind: 'cancelled' }), pause: () => paused.push(true), resume: () => paused.push(false) };
  });
  return { scans, started };
}
const DONE: JobEnd<ScanSummary> = { kind: 'done', summary: { kind: 'scan', blocks: 1, isUnchanged: true, stored: 1 } };
const PART: ScanPart = { blocks: new Uint32Array(), states: new Uint8Array(), shares: new Uint8Array(), done: 0, total: 1 };
const bitmaps = { what: 'bitmaps', range: null } as const;

describe('scans of a window', () => {
  it('look at the file as it was opened, tell parts and answer at the end', async () => {
    const { scans, started } = world();
    const parts: ScanPart[] = [];
    const end = scans.run(1, session({ as: 'raw' }), { what: 'content', range: { first: 2, end: 4 } }, (part) => parts.push(part));
    await expect.poll(() => started.length).toBe(1);
    expect(started[0]?.request).toEqual({ path: '/disks/a.vhd', as: 'raw', footerAt: null, what: 'content', range: { first: 2, end: 4 } });
    started[0]?.tell(PART);
    started[0]?.finish(DONE);
    expect(await end).toEqual(DONE);
    expect(parts).toEqual([PART]);
  });

  it('are one of a kind: the next one ends the one before, and other windows’ go on', async () => {
    const { scans, started } = world();
    const ends = [scans.run(1, session(), bitmaps, () => {}), scans.run(2, session(), bitmaps, () => {})];
    await expect.poll(() => started.length).toBe(2);
    const next = scans.run(1, session(), bitmaps, () => {});
    expect(await ends[0]).toEqual({ kind: 'cancelled' });
    await expect.poll(() => started.length).toBe(3);
    started[1]?.finish(DONE);
    started[2]?.finish(DONE);
    expect([await ends[1], await next]).toEqual([DONE, DONE]);
  });

  it('are cancelled by kind, or all together', async () => {
    const { scans, started } = world();
    const first = scans.run(1, session(), bitmaps, () => {});
    const second = scans.run(1, session(), { what: 'content', range: null }, () => {});
    await expect.poll(() => started.length).toBe(2);
    await scans.cancel(1, 'content');
    expect(await second).toEqual({ kind: 'cancelled' });
    await scans.cancel(1);
    expect(await first).toEqual({ kind: 'cancelled' });
    await scans.cancel(1);
  });

  it('are paused and resumed by kind, and cancelled all the same; one that is over hears nothing', async () => {
    const { scans, started } = world();
    const ends = [scans.run(1, session(), bitmaps, () => {}), scans.run(1, session(), { what: 'content', range: null }, () => {})];
    await expect.poll(() => started.length).toBe(2);
    scans.pause(2, 'content', true);
    scans.pause(1, 'content', true);
    scans.pause(1, 'content', false);
    scans.pause(1, 'content', true);
    expect(started.map(({ paused }) => paused)).toEqual([[], [true, false, true]]);
    await scans.cancel(1);
    expect(await Promise.all(ends)).toEqual([{ kind: 'cancelled' }, { kind: 'cancelled' }]);
    scans.pause(1, 'content', false);
    expect(started[1]?.paused).toHaveLength(3);
  });

  it('that wait for another one’s end do not start any more once they are cancelled', async () => {
    const { scans, started } = world();
    const first = scans.run(1, session(), bitmaps, () => {});
    await expect.poll(() => started.length).toBe(1);
    const waiting = scans.run(1, session(), bitmaps, () => {});
    await scans.cancel(1);
    expect([await first, await waiting]).toEqual([{ kind: 'cancelled' }, { kind: 'cancelled' }]);
    expect(started).toHaveLength(1);
  });

  it('do not start where the file is not the disk that is shown', async () => {
    const { scans, started } = world();
    const refused = [
      session({ as: 'bytes' }),
      session({ view: { disk: null } }),
      session({ view: { interrupted: { ranges: 1 } as never } }),
    ];
    for (const one of refused) expect(await scans.run(1, one, bitmaps, () => {})).toEqual({ kind: 'cancelled' });
    expect(started).toEqual([]);
  });
});
