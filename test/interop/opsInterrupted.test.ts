/** Jobs that are cancelled, killed or run out of room: the source stays as it was, and nothing is left that looks like a disk. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, openSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync, writeSync, closeSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JobTask } from '../../main/jobs/tasks';
import { openImage } from '../../main/vhd/read/openImage';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import type { JobEnd, JobSummary } from '../../shared/jobs';
import { ok } from '../../shared/result';
import { cancel, PIECE_BYTES } from '../../main/io/bulk/control';
import { builtRunner, CREATOR, endOf, FRESH, outputAt, sourceAt, WORKER } from '../support/jobs';
import { footerBytes } from '../support/imageBuilder';
import { createAt, diskSpec, realFiles } from '../support/newDisks';
import { lacks } from '../support/oracles';
import { seeded } from '../support/random';
import { tempDir } from '../support/tempDir';

const into = tempDir();
const MIB = 1024 * 1024;
const SIZE = 384 * MIB;
const source = path.join(into, 'source.vhd');
let [runner, sourceHash] = ['', ''];

const sha256sum = (file: string): string => execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64);

beforeAll(async () => {
  runner = await builtRunner();
  const fd = openSync(source, 'w');
  const noise = seeded(1).bytes(MIB);
  for (let at = 0; at < SIZE; at += MIB) writeSync(fd, noise, 0, MIB, at);
  writeSync(fd, footerBytes({ type: 2, size: SIZE }), 0, 512, SIZE);
  closeSync(fd);
  sourceHash = sha256sum(source);
});

const request = (op: string, folder: string): JobTask => {
  const output = outputAt(path.join(folder, 'out.vhd'), { verify: false });
  const make = { source: sourceAt(source), output };
  if (op === 'export') return { ...make, op, range: null, layer: false };
  if (op === 'resize') return { ...make, op, sectors: SIZE / 512 + 9, force: false, creator: CREATOR };
  return { ...make, op: 'convert', type: op === 'fixed' ? 'fixed' : 'dynamic', blockBytes: null, fresh: FRESH };
};

type Told = {
  readonly end: JobEnd<JobSummary>;
  /** Milliseconds from the cancel to the job's end, and those that an idle thread took to end right after it. */
  readonly waited: number | null;
  readonly idle: number | null;
  /** What the process did after the cancel: bytes moved, counted by the kernel (Linux, else 0), and processor time. */
  readonly since: { readonly read: number; readonly written: number; readonly cpuMs: number } | null;
  readonly rss: number;
};

/** Starts the job, waits until data is being written, does `then`, and answers what the process said last. */
async function interrupted(job: JobTask, signal: 'SIGINT' | 'SIGKILL'): Promise<Told | null> {
  const child = spawn(process.execPath, [runner, WORKER, JSON.stringify(job)], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told: Told | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'writing+' || line === 'writing') child.kill(signal);
    if (line.startsWith('{')) told = JSON.parse(line) as Told;
  }
  return told;
}

const fresh = (name: string): string => {
  const folder = path.join(into, name);
  mkdirSync(folder, { recursive: true });
  return folder;
};

describe.each(['export', 'fixed', 'dynamic', 'resize'])('%s', (op) => {
  test('cancelled by SIGINT, it leaves nothing', async () => {
    const folder = fresh(`int-${op}`);
    const told = await interrupted(request(op, folder), 'SIGINT');
    expect(told?.end).toEqual({ kind: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
    expect(sha256sum(source)).toBe(sourceHash);
  });

  test('killed, it leaves one file that names itself and is no disk', async () => {
    const folder = fresh(`kill-${op}`);
    expect(await interrupted(request(op, folder), 'SIGKILL')).toBe(null);
    expect(sha256sum(source)).toBe(sourceHash);
    const left = readdirSync(folder);
    expect(left.filter((name) => !/^\.out\.vhd\.platter-part-[0-9a-f]+$/.test(name))).toEqual([]);
    for (const name of left) await expectNoDisk(path.join(folder, name));
  });
});

async function expectNoDisk(file: string): Promise<void> {
  const opened = await openReadOnly(file);
  if (!opened.ok) throw new Error(opened.error.kind);
  const image = await openImage(opened.value, 'disk');
  await opened.value.close();
  expect(image.ok).toBe(false);
  for (const [tool, ...args] of [
    ['qemu-img', 'info', '-f', 'vpc', file],
    ['7z', 't', '-tvhd', file],
    ['vhdiinfo', file],
  ] as [string, ...string[]][]) {
    expect(() => execFileSync(tool, args, { stdio: 'ignore' })).toThrow('Command failed');
  }
}

/**
 * What is promised is 200 ms. A busy machine lets any thread wait longer than that, so what is measured of every turn is
 * what the machine cannot change: the bytes moved after the cancel, at most the piece that each of the two threads has in
 * hand (counted from the moment the cancel was given; that each thread stops at its next piece is counted to the piece in
 * `workers.test` and `crewThreads.test`), and the processor time. The clock, less what a thread without any work takes to end at the same moment, counts for
 * the quickest turn: whatever we ourselves would wait for is in all of them.
 */
test('a cancel takes effect within a piece and within 200 ms, and a job stays within 80 MiB', async () => {
  const beyond: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    const told = await interrupted(request('dynamic', fresh('quick')), 'SIGINT');
    expect(told?.end).toEqual({ kind: 'cancelled' });
    expect(told?.since?.cpuMs).toBeLessThan(200);
    beyond.push((told?.waited ?? Number.MAX_SAFE_INTEGER) - (told?.idle ?? 0));
    expect(told?.rss).toBeLessThan(80 * MIB);
    if (process.platform !== 'linux') continue;
    // Besides the pieces some words go to and fro between threads, and the kernel's count is read as a file.
    for (const bytes of [told?.since?.read, told?.since?.written]) expect(bytes).toBeLessThan(2 * PIECE_BYTES + 64 * 1024);
  }
  expect(Math.min(...beyond)).toBeLessThan(200);
});

describe('a full disk', () => {
  const mount = path.join(into, 'small');
  let isMounted = false;
  beforeAll(() => {
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
    mkdirSync(mount);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16m', 'tmpfs', mount], { stdio: 'ignore' });
      isMounted = true;
    } catch {
      console.warn('SKIPPED: no file system can be mounted here');
    }
  });
  afterAll(() => {
    if (isMounted) execFileSync('umount', [mount]);
  });

  /** Room is asked for beforehand; who takes it meanwhile is found out by writing. */
  const optimist = { ...realFiles, freeBytes: async () => ok(2 ** 50) };

  test.each(['export', 'fixed', 'dynamic', 'resize'])('%s says so and leaves nothing', async (op) => {
    if (!isMounted) return;
    expect(await endOf(request(op, mount), { files: optimist })).toMatchObject({ kind: 'failed', error: { kind: 'disk-full' } });
    expect(readdirSync(mount)).toEqual([]);
    expect(await endOf(request(op, mount))).toMatchObject({ kind: 'failed', error: { kind: 'no-room' } });
    expect(readdirSync(mount)).toEqual([]);
    expect(sha256sum(source)).toBe(sourceHash);
  });
});

test('a target that is there is not touched, and replaced only as a whole', async () => {
  const folder = fresh('replace');
  const target = path.join(folder, 'out.vhd');
  await createAt(target, diskSpec({ sizeBytes: MIB }));
  const before = sha256sum(target);
  expect(await endOf(request('dynamic', folder))).toMatchObject({ kind: 'failed', error: { kind: 'exists' } });
  const expected = await realFiles.stat(target);
  if (!expected.ok) throw new Error(expected.error.kind);
  const output = outputAt(target, {
    publish: { kind: 'replace', expected: expected.value, keepAs: path.join(folder, 'old.vhd') },
    verify: false,
  });
  const job = { ...request('dynamic', folder), output } as JobTask;
  expect(await endOf(job, { onControl: (control) => cancel(control) })).toEqual({ kind: 'cancelled' });
  expect(sha256sum(target)).toBe(before);
  expect((await endOf(job)).kind).toBe('done');
  expect(sha256sum(path.join(folder, 'old.vhd'))).toBe(before);
  expect(statSync(target).size).toBeGreaterThan(SIZE);
  expect(readdirSync(folder).sort()).toEqual(['old.vhd', 'out.vhd']);
  rmSync(folder, { recursive: true });
});

test('a damaged block stops the job with its place, or is given up where that was wanted', async () => {
  const folder = fresh('damage');
  const disk = path.join(folder, 'disk.vhd');
  await createAt(disk, diskSpec({ sizeBytes: 8 * MIB }));
  const bytes = readFileSync(disk);
  bytes.writeUInt32BE(0x7fff_0000, 1536 + 4);
  writeFileSync(disk, bytes);
  const job = (salvage: boolean): JobTask => ({
    op: 'convert',
    source: sourceAt(disk),
    output: outputAt(path.join(folder, 'out.vhd'), { salvage }),
    type: 'fixed',
    blockBytes: null,
    fresh: FRESH,
  });
  expect(await endOf(job(false))).toEqual({ kind: 'failed', error: { kind: 'unreadable', lba: 4096, sectors: 4096, source: 'damaged' } });
  expect(readdirSync(folder)).toEqual(['disk.vhd']);
  expect(await endOf(job(true))).toMatchObject({ kind: 'done', summary: { lostSectors: 4096 } });
});

lacks('qemu-img', '7z', 'vhdiinfo');
