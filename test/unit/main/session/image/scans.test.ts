import { describe, expect, it } from 'vitest';
import type { ImageSession } from '../../../../../main/session/image/imageSession';
import { createScans, type Scan, type ScanRequest, type StartFind } from '../../../../../main/session/image/scans';
import type { JobEnd, ScanSummary } from '../../../../../shared/jobs';
import type { Piece } from '../../../../../shared/overlaidFile';
import type { ImageView, OpenAs, ScanPart } from '../../../../../shared/views';
import { realFiles } from '../../../../support/newDisks';

const session = (
  change: { readonly as?: OpenAs; readonly view?: Partial<ImageView>; readonly staged?: readonly Piece[] | null } = {},
): ImageSession =>
  ({
    path: '/disks/a.vhd',
    as: change.as ?? 'disk',
    footerAt: null,
    view: () => ({ disk: {}, interrupted: null, ...change.view }),
    standing: async () => 'same',
    chosenParents: () => ['/disks/p.vhd'],
    stagedBytes: () => (change.staged === undefined ? [] : change.staged),
    edits: () => ({ changes: change.staged === undefined ? 0 : 1 }),
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
  const sought: Parameters<StartFind>[0][] = [];
  const startFind: StartFind = (task) => {
    sought.push(task);
    return {
      end: Promise.resolve({ kind: 'done', summary: { kind: 'find', found: 0, unread: 0, isUnchanged: true } }),
      cancel: () => {},
      pause: () => {},
      resume: () => {},
    };
  };
  const scans = createScans(
    (request, tell): Scan => {
      let finish: Started['finish'] = () => {};
      const end = new Promise<JobEnd<ScanSummary>>((resolve) => {
        finish = resolve;
      });
      const paused: boolean[] = [];
      started.push({ request, paused, tell, finish });
      return { end, cancel: () => finish({ kind: 'cancelled' }), pause: () => paused.push(true), resume: () => paused.push(false) };
    },
    startFind,
    realFiles,
  );
  return { scans, started, sought };
}
const DONE: JobEnd<ScanSummary> = { kind: 'done', summary: { kind: 'scan', blocks: 1, isUnchanged: true, stored: 1 } };
const PART: ScanPart = { blocks: new Uint32Array(), states: new Uint8Array(), shares: new Uint16Array(), done: 0, total: 1 };
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

describe('a search', () => {
  const patterns = [{ kind: 'hex', hex: 'AA' }] as const;
  const staged: readonly Piece[] = [{ at: 7, bytes: Uint8Array.of(1) }];
  const disk = { patterns, space: 'disk', layer: false, range: null } as const;
  const file = { patterns, space: 'file', layer: false, range: null } as const;

  it('of the disk goes through its chain, with what is staged over it', async () => {
    const { scans, sought } = world();
    const { asSaved, end } = await scans.find(1, session({ staged }), disk, () => {});
    expect([asSaved, end.kind]).toEqual([false, 'done']);
    expect(sought[0]).toMatchObject({ source: { path: '/disks/a.vhd', as: 'disk', parents: ['/disks/p.vhd'] }, overlay: staged });
  });

  it('says where it does not see what is staged: in the file, and where structures are staged', async () => {
    const { scans, sought } = world();
    expect((await scans.find(1, session({ staged }), file, () => {})).asSaved).toBe(true);
    expect((await scans.find(1, session({ staged: null }), disk, () => {})).asSaved).toBe(true);
    expect((await scans.find(1, session(), file, () => {})).asSaved).toBe(false);
    expect(sought.map((task) => [task.source.as, 'overlay' in task ? task.overlay.length : null])).toEqual([
      ['raw', 0],
      ['disk', 0],
      ['raw', 0],
    ]);
  });

  it('of a disk is refused where there is none; its file is searched', async () => {
    const { scans } = world();
    const none = session({ view: { disk: null } });
    expect((await scans.find(1, none, disk, () => {})).end).toEqual({ kind: 'refused', error: { kind: 'no-disk' } });
    expect((await scans.find(1, none, file, () => {})).end.kind).toBe('done');
  });
});
