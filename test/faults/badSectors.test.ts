/**
 * A drive with one bad sector, at every place that is read at all: by a thorough check, a thorough repair, a salvage and
 * every other job, of fixed, dynamic and differencing disks. What comes out is a finding, a clear error or a list of what
 * is lost; never a crash, other data, or silence. PLATTER_BAD_SECTORS=all tries every place, else some of each.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newControl } from '../../main/io/bulk/control';
import { newWorkers } from '../../main/io/bulk/workers';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { newContext } from '../../main/jobs/context';
import type { JobTask, OutputRef, SourceRef } from '../../main/jobs/tasks';
import { runJob } from '../../main/jobs/runJob';
import type { BlockFile } from '../../main/vhd/read/blockFile';
import { resolveChain, type Chain } from '../../main/vhd/read/chain';
import { checkDisk } from '../../main/vhd/check/checkDisk';
import { openImage } from '../../main/vhd/read/openImage';
import { readSectors } from '../../main/vhd/read/readDisk';
import { planRepair } from '../../main/vhd/repair/planRepair';
import type { FileSummary, JobEnd, JobSummary } from '../../shared/jobs';
import { lba } from '../../shared/vhd/units';
import { budget } from '../support/budget';
import { applied } from '../support/appliedPlan';
import { requestFor } from '../support/damageRepairs';
import { DISK_KINDS, smallDisk, type SmallDisk } from '../support/editScripts';
import { CREATOR, FRESH, outputAt } from '../support/jobs';
import { memoryDir } from '../support/memoryDir';
import { failingFile, memoryFile, spyOn } from '../support/memoryFile';
import { NO_SIBLINGS, NOW } from '../support/opened';
import { calm, planted } from '../support/syncFaults';

vi.mock('../../main/io/bulk/garbage', async (original) => ({
  ...(await original<object>()),
  collectGarbage: () => {},
  collectAfterRound: () => {},
}));
vi.mock('node:fs', async (original) => (await import('../support/syncFaults')).withFaults(await original()));

const SECTOR = 512;
const MAX_PLACES = budget('PLATTER_BAD_SECTORS', 24, Infinity);

/** Of more, so many, spread evenly. */
function some<T>(all: readonly T[]): T[] {
  const step = Math.max(1, Math.ceil(all.length / MAX_PLACES));
  return all.filter((_, i) => i % step === 0);
}

/** The first and the last sector of every read. */
const sectorsOf = (ranges: readonly (readonly [number, number])[]): number[] => [
  ...new Set(
    ranges.flatMap(([at, bytes]) => {
      const end = Math.max(at, at + bytes - 1);
      return [at - (at % SECTOR), end - (end % SECTOR)];
    }),
  ),
];

const DISKS: readonly (readonly [string, SmallDisk])[] = DISK_KINDS.flatMap((kind) =>
  [SECTOR, 4096].map((blockBytes) => [`${kind}, blocks of ${blockBytes}`, smallDisk(kind, blockBytes)] as const),
);

/** Null where the disk does not open; then it says why. */
async function opened(file: BlockFile, { parent }: SmallDisk): Promise<Chain | null> {
  const image = await openImage(file, 'disk');
  if (!image.ok) {
    expect(image.error.kind).toBe('read-failed');
    return null;
  }
  return resolveChain(image.value, {
    byName: async () => (parent === null ? null : { file: memoryFile(parent.file, { identity: 'parent' }), finder: NO_SIBLINGS }),
    others: async function* others() {},
  });
}

/** The disk with its footer at the end damaged, which is mended from the copy; of a fixed one by its sum. */
function broken({ file }: SmallDisk): Uint8Array {
  const bytes = file.slice();
  bytes[bytes.length - SECTOR + 64] = (bytes[bytes.length - SECTOR + 64] as number) ^ 0xff;
  return bytes;
}

const TELLING = { now: NOW, deep: true } as const;

describe.each(DISKS)('%s', (_name, disk) => {
  test('a thorough check tells of the sector, or finds what it finds without it', async () => {
    const spy = spyOn(memoryFile(disk.file));
    const chain = await opened(spy.file, disk);
    const sound = await checkDisk(chain as Chain, TELLING);
    if (!sound.ok) throw new Error(sound.error.kind);
    for (const bad of some(sectorsOf(spy.ranges))) {
      const failing = await opened(failingFile(memoryFile(disk.file), bad, bad + SECTOR), disk);
      if (failing === null) continue;
      const found = await checkDisk(failing, TELLING);
      if (!found.ok) {
        expect(found.error.kind).toBe('read-failed');
        continue;
      }
      // By its place; or, of what is named by another structure, as the text of a locator is, by a finding more.
      const isTold = found.value.some(
        ({ code, where }) =>
          where.some(({ at, bytes }) => at < bad + SECTOR && at + bytes > bad) || sound.value.every((one) => one.code !== code),
      );
      const codes = found.value.map(({ code }) => code);
      expect({ bad, codes, isSilent: !isTold && codes.join() !== codesOf(sound.value) }).toMatchObject({ isSilent: false });
    }
  });

  test('a thorough repair never writes over what it has not seen, and changes no data', async () => {
    const bytes = broken(disk);
    const spy = spyOn(memoryFile(bytes));
    const sound = await planRepair((await opened(spy.file, disk)) as Chain, requestFor({}));
    if (!sound.ok) throw new Error(sound.error.kind);
    if (disk.kind !== 'fixed') expect(sound.value.done.length).toBeGreaterThan(0);
    for (const bad of some(sectorsOf(spy.ranges))) {
      const chain = await opened(failingFile(memoryFile(bytes), bad, bad + SECTOR), disk);
      if (chain === null) continue;
      const repair = await planRepair(chain, requestFor({}));
      if (!repair.ok) {
        expect(['cannot-read', 'nothing-to-do']).toContain(repair.error.kind);
        continue;
      }
      const after = applied(bytes, repair.value.plan);
      const again = (await opened(memoryFile(after), disk)) as Chain;
      const page = await readSectors(again, lba(0), again.layers[0].sectors, 'honour');
      expect(Buffer.compare(page.bytes, disk.raw) === 0 && page.faults.length === 0).toBe(true);
    }
  });
});

const codesOf = (findings: readonly { readonly code: string }[]): string => findings.map(({ code }) => code).join();

const root = memoryDir();
const at = (...names: string[]): string => path.join(root, ...names);
mkdirSync(at('out'));
const target = at('out', 'new.img');
const output = (more: Partial<OutputRef> = {}): OutputRef => outputAt(target, more);

type Turn = { readonly end: JobEnd<JobSummary>; readonly made: Buffer | null };
type Read = { readonly name: string; readonly at: number; readonly bytes: number };

const control = newControl();
const workers = newWorkers(control, null);
afterEach(calm);

async function run(request: JobTask, isBad: (read: Read) => boolean): Promise<Turn> {
  control.words.fill(0);
  planted.refuse = (call, place, bytes, name) => (call === 'readSync' && isBad({ name, at: place, bytes }) ? 'EIO' : null);
  const end = await runJob(
    request,
    newContext(workers, nodeFileSystem(), () => {}),
  );
  calm();
  const left = readdirSync(at('out'));
  expect(left).toEqual(end.kind === 'done' && 'output' in request ? ['new.img'] : []);
  const made = left.length === 1 ? readFileSync(target) : null;
  rmSync(target, { force: true });
  return { end, made };
}

/** Every sector of the sources at which or in which a read of the job begins or ends, with the job run over it. */
async function withEachBad(request: JobTask, look: (turn: Turn, sound: Turn, bad: Omit<Read, 'bytes'>) => void): Promise<void> {
  const reads: Read[] = [];
  const sound = await run(request, (read) => {
    reads.push(read);
    return false;
  });
  expect(sound.end).toMatchObject({ kind: 'done' });
  const names = [...new Set(reads.map(({ name }) => name))].filter((name) => !name.startsWith(at('out')));
  const places = names.flatMap((name) =>
    sectorsOf(reads.filter((read) => read.name === name).map((read) => [read.at, read.bytes])).map((place) => ({ name, at: place })),
  );
  expect(places.length).toBeGreaterThan(1);
  for (const bad of some(places)) {
    const turn = await run(request, (read) => read.name === bad.name && read.at < bad.at + SECTOR && read.at + read.bytes > bad.at);
    look(turn, sound, bad);
  }
}

/** Behind the footer copy and the dynamic header. */
const TABLE_AT = 1536;
const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

describe.each(DISKS)('jobs of %s', (name, disk) => {
  const folder = name.replaceAll(/\W+/g, '-');
  const source: SourceRef = { path: at(folder, 'disk.vhd'), as: 'disk', parents: [] };
  mkdirSync(at(folder));
  writeFileSync(source.path, disk.file);
  writeFileSync(at(folder, 'broken.vhd'), broken(disk));
  if (disk.parent !== null) writeFileSync(at(folder, 'parent.vhd'), disk.parent.file);

  test.each([{}, { full: true }])('a salvage gives every other sector, and names what is lost (%j)', async (more) => {
    const request: JobTask = { op: 'export', source, output: output({ salvage: true, ...more }), range: null, layer: false };
    await withEachBad(request, ({ end, made }, _sound, bad) => {
      if (end.kind !== 'done') {
        // Without its structures it is no disk.
        expect({ bad, end }).toMatchObject({
          end: { kind: 'failed', error: { kind: expect.stringMatching(/^(read-failed|parent-missing|unreadable)$/) as string } },
        });
        return;
      }
      const { lost, lostSectors } = end.summary as FileSummary;
      const wanted = Buffer.from(disk.raw);
      for (const { firstLba, sectors } of lost) {
        expect(isZero((made as Buffer).subarray(firstLba * SECTOR, (firstLba + sectors) * SECTOR))).toBe(true);
        wanted.fill(0, firstLba * SECTOR, (firstLba + sectors) * SECTOR);
      }
      expect({ bad, lost, same: made?.equals(wanted) }).toMatchObject({ same: true });
      expect(lostSectors).toBe(lost.reduce((sum, { sectors }) => sum + sectors, 0));
      // A sector of data, all of the block whose bitmap it is, or of the blocks whose entries it has: the table stands behind the header.
      const blocks =
        disk.kind !== 'fixed' && bad.at >= TABLE_AT && bad.at < TABLE_AT + (disk.raw.length / disk.blockBytes) * 4 ? SECTOR / 4 : 1;
      expect(lostSectors).toBeLessThanOrEqual((blocks * disk.blockBytes) / SECTOR);
    });
  });

  const fresh = { fresh: FRESH, source } as const;
  const kept = { creator: CREATOR, source } as const;
  const sectors = disk.raw.length / SECTOR;
  const isSparse = disk.kind !== 'fixed';
  const JOBS: Readonly<Record<string, JobTask>> = {
    export: { op: 'export', source, output: output({ hash: ['sha256'] }), range: null, layer: false },
    'export of a part': { op: 'export', source, output: output(), range: { from: 1, sectors: disk.raw.length / SECTOR - 2 }, layer: false },
    'convert to fixed': { op: 'convert', ...fresh, output: output(), type: 'fixed', blockBytes: null },
    'convert to dynamic': { op: 'convert', ...fresh, output: output(), type: 'dynamic', blockBytes: 2048 },
    ...(disk.kind === 'differencing'
      ? {
          flatten: { op: 'flatten', ...fresh, output: output(), type: 'dynamic' } as const,
          merge: { op: 'merge', ...kept, output: output(), ancestors: 1 } as const,
        }
      : {}),
    ...(isSparse
      ? {
          compact: { op: 'compact', ...kept, output: output() } as const,
          defragment: { op: 'defragment', ...kept, output: output() } as const,
          skeleton: { op: 'skeleton', source, output: output() } as const,
          'scan of bitmaps': { op: 'scan', source, what: 'bitmaps', range: null } as const,
        }
      : {}),
    'resize to more': { op: 'resize', ...kept, output: output(), sectors: sectors + 40, force: false },
    'resize to less': { op: 'resize', ...kept, output: output(), sectors: Math.ceil(sectors / 2), force: true },
    hash: { op: 'hash', source, algorithms: ['sha256'], layer: false },
    search: { op: 'search', source, patterns: [{ kind: 'hex', hex: '00 ?? 07' }], all: true, most: 5 },
    compare: { op: 'compare', source, with: { ...source, path: at(folder, 'broken.vhd') }, most: 10 },
    'scan of content': { op: 'scan', source, what: 'content', range: null },
    dump: {
      op: 'dump',
      source,
      output: output(),
      of: { kind: 'disk', at: 100, bytes: disk.raw.length - 200, layer: false },
      format: 'hex',
      overlay: [],
    },
    'table of problems': { op: 'table', source, output: output(), table: 'problems', format: 'json', now: NOW },
    'table of runs': { op: 'table', source, output: output(), table: 'runs', format: 'csv', now: NOW },
    report: { op: 'report', source, output: output(), program: 'test', now: NOW },
    // The footer of a fixed disk has no copy to be mended from.
    ...(isSparse
      ? {
          repair: {
            op: 'repair',
            source: { ...source, path: at(folder, 'broken.vhd') },
            output: output(),
            request: { kind: 'safe' },
            deep: true,
            now: NOW,
            ids: [],
          } as const,
        }
      : {}),
  };

  /** What these say of a place that cannot be read is theirs to say; they say it, and end well. */
  const TELLS = ['scan of bitmaps', 'scan of content', 'table of problems', 'table of runs', 'report'];

  test.each(Object.entries(JOBS))('%s fails for the sector, or makes what it makes without it', async (job, request) => {
    await withEachBad(request, (turn, sound, bad) => {
      expect(['failed', 'done']).toContain(turn.end.kind);
      if (turn.end.kind === 'failed') expect({ bad, kind: turn.end.error.kind }).not.toMatchObject({ kind: 'internal' });
      else if (!TELLS.includes(job)) expect({ bad, ...turn }).toEqual({ bad, ...sound });
    });
  });
});
