/**
 * Every job on small disks, with each of its calls of the system failing in turn, a cancel at each of them, and a source
 * that somebody writes to: the job says why it ended, nothing is left of it, the sources are as they were; and where it
 * says that it is done, the new file is the one that is made without a fault.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { cancel, newControl } from '../../main/io/bulk/control';
import { newWorkers } from '../../main/io/bulk/workers';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { newContext } from '../../main/jobs/context';
import type { JobTask, OutputRef, SourceRef } from '../../main/jobs/tasks';
import { runJob } from '../../main/jobs/runJob';
import type { JobEnd, JobSummary } from '../../shared/jobs';
import { smallDisk } from '../support/editScripts';
import { footerBytes } from '../support/imageBuilder';
import { CREATOR, FRESH } from '../support/jobs';
import { memoryDir } from '../support/memoryDir';
import { NOW } from '../support/opened';
import { calm, planted, type SyncCall } from '../support/syncFaults';

// In a process with the heap of a test runner every round would look at all of it.
vi.mock('../../main/io/bulk/garbage', async (original) => ({
  ...(await original<object>()),
  collectGarbage: () => {},
  collectAfterRound: () => {},
}));
vi.mock('node:fs', async (original) => (await import('../support/syncFaults')).withFaults(await original()));

const root = memoryDir();
const at = (...names: string[]): string => path.join(root, ...names);
const source = (name: string, as: SourceRef['as'] = 'disk'): SourceRef => ({ path: at('in', name), as, parents: [] });
const output = (more: Partial<OutputRef> = {}): OutputRef => ({
  path: at('out', 'new.img'),
  publish: { kind: 'new' },
  tag: 'abcdef',
  full: false,
  hash: [],
  verify: true,
  salvage: false,
  ...more,
});

const dynamic = smallDisk('dynamic', 4096);
const child = smallDisk('differencing', 4096);
const parentBytes = child.parent?.file ?? new Uint8Array();
/** Both of its footers say another size of the file; a checksum is wrong. */
const broken = dynamic.file.slice();
broken[broken.length - 512 + 80] = (broken[broken.length - 512 + 80] as number) ^ 1;
const raw = new Uint8Array(16 * 512).fill(7, 600, 5000);
raw.set([0x55, 0xaa], 510);
const fixed = new Uint8Array([...raw, ...footerBytes({ type: 2, size: raw.length })]);

const FILES: Readonly<Record<string, Uint8Array>> = {
  'dynamic.vhd': dynamic.file,
  'child.vhd': child.file,
  'parent.vhd': parentBytes,
  'broken.vhd': broken,
  'raw.img': raw,
  'fixed.vhd': fixed,
};
mkdirSync(at('in'));
mkdirSync(at('out'));
for (const [name, bytes] of Object.entries(FILES)) writeFileSync(at('in', name), bytes);

const overlay = [{ at: 4000, bytes: new Uint8Array(700).fill(9) }];
const repair = (name: string, request: Extract<JobTask, { op: 'repair' }>['request']): JobTask => ({
  op: 'repair',
  source: source(name),
  output: output(),
  request,
  deep: true,
  now: NOW,
  ids: ['10f1e2d3-c4b5-4697-8879-6a5b4c3d2e1f'],
});

const JOBS: Readonly<Record<string, JobTask>> = {
  'export, with digests': { op: 'export', source: source('child.vhd'), output: output({ hash: ['sha256'] }), range: null, layer: false },
  'export of a part with changes over it': {
    op: 'export',
    source: source('child.vhd'),
    output: output(),
    range: { from: 3, sectors: 20 },
    layer: false,
    overlay,
  },
  'export of all, zeros too': { op: 'export', source: source('dynamic.vhd'), output: output({ full: true }), range: null, layer: false },
  'export of one layer': { op: 'export', source: source('child.vhd'), output: output(), range: null, layer: true },
  'convert to fixed': {
    op: 'convert',
    source: source('child.vhd'),
    output: output({ hash: ['md5'] }),
    type: 'fixed',
    blockBytes: null,
    fresh: FRESH,
  },
  'convert to dynamic': { op: 'convert', source: source('child.vhd'), output: output(), type: 'dynamic', blockBytes: 512, fresh: FRESH },
  import: { op: 'convert', source: source('raw.img', 'raw'), output: output(), type: 'dynamic', blockBytes: 4096, fresh: FRESH },
  'convert to a child': {
    op: 'convert-child',
    source: source('child.vhd'),
    output: output(),
    parent: source('parent.vhd'),
    link: {
      uniqueId: '5a5a5a5a-5a5a-5a5a-5a5a-5a5a5a5a5a5a',
      modified: 0,
      name: 'parent.vhd',
      relativePath: '.\\parent.vhd',
      windowsPath: null,
      posixPath: null,
    },
    blockBytes: null,
    fresh: FRESH,
  },
  flatten: { op: 'flatten', source: source('child.vhd'), output: output(), type: 'dynamic', fresh: FRESH },
  merge: { op: 'merge', source: source('child.vhd'), output: output(), ancestors: 1, creator: CREATOR },
  'compact of a child': { op: 'compact', source: source('child.vhd'), output: output(), creator: CREATOR },
  compact: { op: 'compact', source: source('dynamic.vhd'), output: output(), creator: CREATOR },
  defragment: { op: 'defragment', source: source('dynamic.vhd'), output: output(), creator: CREATOR },
  'resize to more': { op: 'resize', source: source('dynamic.vhd'), output: output(), sectors: 100, force: false, creator: CREATOR },
  'resize to less': { op: 'resize', source: source('dynamic.vhd'), output: output(), sectors: 50, force: true, creator: CREATOR },
  'resize of a fixed disk': { op: 'resize', source: source('fixed.vhd'), output: output(), sectors: 20, force: true, creator: CREATOR },
  skeleton: { op: 'skeleton', source: source('dynamic.vhd'), output: output() },
  'dump of the disk': {
    op: 'dump',
    source: source('child.vhd'),
    output: output(),
    of: { kind: 'disk', at: 100, bytes: 9000, layer: false },
    format: 'hex',
    overlay,
  },
  'dump of the file': {
    op: 'dump',
    source: source('dynamic.vhd'),
    output: output(),
    of: { kind: 'file', at: 0, bytes: 2000 },
    format: 'bytes',
    overlay: [],
  },
  'table of entries': { op: 'table', source: source('dynamic.vhd'), output: output(), table: 'bat', format: 'csv', now: NOW },
  'table of problems': { op: 'table', source: source('broken.vhd'), output: output(), table: 'problems', format: 'json', now: NOW },
  'table of runs': { op: 'table', source: source('dynamic.vhd'), output: output(), table: 'runs', format: 'csv', now: NOW },
  report: { op: 'report', source: source('dynamic.vhd'), output: output(), program: 'test', now: NOW },
  compare: { op: 'compare', source: source('dynamic.vhd'), with: source('child.vhd'), most: 10 },
  hash: { op: 'hash', source: source('child.vhd'), algorithms: ['sha256', 'sha1'], layer: false },
  search: { op: 'search', source: source('child.vhd'), patterns: [{ kind: 'hex', hex: '00 ?? 07' }], all: true, most: 5 },
  find: { op: 'find', source: source('child.vhd'), patterns: [{ kind: 'hex', hex: '00 ?? 07' }], layer: false, range: null, overlay },
  'scan of bitmaps': { op: 'scan', source: source('dynamic.vhd'), what: 'bitmaps', range: null },
  'scan of content': { op: 'scan', source: source('dynamic.vhd'), what: 'content', range: null },
  'repair of what is safe': repair('broken.vhd', { kind: 'safe' }),
  'repair of chosen findings': repair('broken.vhd', { kind: 'mend', only: ['F02', 'F03'], choose: [] }),
  rescue: repair('raw.img', { kind: 'rescue' }),
};

type Turn = { readonly calls: number; readonly end: JobEnd<JobSummary>; readonly made: Buffer | null };

const control = newControl();
const workers = newWorkers(control, null);

/** Runs the job; `strike` is asked at each call of this kind, with its number from 0 and its place in the file, for the code it fails with. */
async function run(request: JobTask, call: SyncCall, strike: (n: number, at: number) => string | null): Promise<Turn> {
  control.words.fill(0);
  const context = newContext(workers, nodeFileSystem(), () => {});
  let calls = 0;
  planted.refuse = (kind, place) => {
    if (kind !== call) return null;
    calls += 1;
    return strike(calls - 1, place);
  };
  const end = await runJob(request, context);
  calm();
  const left = readdirSync(at('out'));
  const made = left.includes('new.img') ? readFileSync(at('out', 'new.img')) : null;
  rmSync(at('out'), { recursive: true });
  mkdirSync(at('out'));
  expect(left).toEqual(end.kind === 'done' && 'output' in request ? ['new.img'] : []);
  for (const [name, bytes] of Object.entries(FILES)) expect(readFileSync(at('in', name)).equals(bytes)).toBe(true);
  return { calls, end, made };
}

afterEach(calm);

/** Each call in turn, up to `most` of them, spread over all. */
async function sweep(request: JobTask, call: SyncCall, work: (n: number) => Promise<void>, most = 12): Promise<number> {
  const { calls } = await run(request, call, () => null);
  const step = Math.max(1, Math.ceil(calls / most));
  for (let n = 0; n < calls; n += step) await work(n);
  return calls;
}

const why = ({ end }: Turn): string => (end.kind === 'failed' ? end.error.kind : end.kind);
/** What a search, a scan and a list of problems tell of a place that cannot be read is theirs to say; a file is what it should be. */
const TELLS = ['find', 'scan of bitmaps', 'scan of content', 'table of problems', 'report', 'table of runs'];

describe.each(Object.entries(JOBS))('%s', (name, request) => {
  test('is done, where nothing fails', async () => {
    expect((await run(request, 'readSync', () => null)).end).toMatchObject({ kind: 'done' });
  });

  test('says that a sector cannot be read, whichever it is, and makes nothing of it', async () => {
    const sound = await run(request, 'readSync', () => null);
    const calls = await sweep(request, 'readSync', async (fault) => {
      // A bad sector stays bad, also for a second look.
      let bad = -1;
      const turn = await run(request, 'readSync', (n, place) => {
        if (n === fault) bad = place;
        return place === bad ? 'EIO' : null;
      });
      expect(['failed', 'done']).toContain(turn.end.kind);
      // The same place of the new file is bad too: then it cannot be compared.
      expect(why(turn)).not.toBe('internal');
      if (turn.end.kind === 'done' && !TELLS.includes(name)) expect({ fault, ...turn }).toEqual({ fault, ...sound, calls: turn.calls });
    });
    expect(calls).toBeGreaterThan(0);
  });

  test('is stopped at any read, and then leaves nothing', async () => {
    await sweep(request, 'readSync', async (moment) => {
      const turn = await run(request, 'readSync', (n) => {
        if (n === moment) cancel(control);
        return null;
      });
      expect(['cancelled', 'done']).toContain(why(turn));
    });
  });
});

describe.each(Object.entries(JOBS).filter(([, request]) => 'output' in request))('the new file of %s', (_name, request) => {
  test.each([
    ['writeSync', 'ENOSPC', ['disk-full']],
    ['writeSync', 'EIO', ['write-failed']],
    ['ftruncateSync', 'EFBIG', ['too-large', 'sync-failed', 'write-failed']],
    ['fsync', 'EIO', ['sync-failed']],
  ] as const)('is given up where %s fails with %s', async (call, code, kinds) => {
    await sweep(request, call, async (fault) => {
      expect(kinds).toContain(why(await run(request, call, (n) => (n >= fault ? code : null))));
    });
  });

  test('is stopped at any write, and then leaves nothing', async () => {
    await sweep(request, 'writeSync', async (moment) => {
      const turn = await run(request, 'writeSync', (n) => {
        if (n === moment) cancel(control);
        return null;
      });
      expect(['cancelled', 'done']).toContain(why(turn));
    });
  });

  test('is none where the source is written to meanwhile', async () => {
    if (!('source' in request)) return;
    let time = 1_000_000;
    await sweep(
      request,
      'writeSync',
      async (moment) => {
        const turn = await run(request, 'writeSync', (n) => {
          time += 1;
          if (n === moment) utimesSync(request.source.path, time, time);
          return null;
        });
        expect(why(turn)).toBe('changed-on-disk');
      },
      // A repair looks before it writes the footers, the last of which ends it.
      request.op === 'repair' ? 1 : 4,
    );
  });
});
