/** What the map learns of blocks: from bitmaps made by hand, bit by bit, and beside what QEMU says is allocated. */
import { mkdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { BLOCK_STATE, type ScanKind, type ScanPart } from '../../shared/views';
import { newControl } from '../../main/io/bulk/control';
import { newWorkers } from '../../main/io/bulk/workers';
import { newContext } from '../../main/jobs/context';
import { runJob } from '../../main/jobs/runJob';
import { startJob } from '../../main/jobs/startJob';
import { BLOCK_SECTORS, writeDynamicDisk } from '../support/dynamicDisk';
import { childImage, fixedImage } from '../support/fixtures';
import { footerBytes, patterned, sparseImage, type BlockSpec } from '../support/imageBuilder';
import { sourceAt, WORKER } from '../support/jobs';
import { realFiles } from '../support/newDisks';
import { lacks, run } from '../support/oracles';
import { seeded } from '../support/random';
import { sha256Of } from '../support/samples';
import { tempDir } from '../support/tempDir';

const into = tempDir();
let files = 0;
function write(bytes: Uint8Array): string {
  const folder = path.join(into, String(files++));
  mkdirSync(folder);
  const file = path.join(folder, 'disk.vhd');
  writeFileSync(file, bytes);
  return file;
}

type Range = { readonly first: number; readonly end: number } | null;

/** All parts of a scan, in the order in which they were told. */
async function partsOf(file: string, what: ScanKind, range: Range = null): Promise<readonly ScanPart[]> {
  const parts: ScanPart[] = [];
  const context = newContext(
    newWorkers(newControl(), null),
    realFiles,
    () => {},
    (part) => parts.push(part),
  );
  const end = await runJob({ op: 'scan', source: sourceAt(file), what, range }, context);
  expect(end).toMatchObject({ kind: 'done', summary: { kind: 'scan', isUnchanged: true } });
  return parts;
}

/** How many sectors the whole scan says are in the file. */
async function storedIn(file: string): Promise<number | null> {
  const context = newContext(
    newWorkers(newControl(), null),
    realFiles,
    () => {},
    () => {},
  );
  const end = await runJob({ op: 'scan', source: sourceAt(file), what: 'bitmaps', range: null }, context);
  return end.kind === 'done' && end.summary.kind === 'scan' ? end.summary.stored : null;
}

const found = (parts: readonly ScanPart[]): [block: number, state: number, share: number][] =>
  parts.flatMap(({ blocks, states, shares }) =>
    Array.from(blocks, (block, i) => [block, states[i] as number, shares[i] as number] as [number, number, number]),
  );

const BLOCK = 2 * 1024 * 1024;
const bits = (fill: (bitmap: Uint8Array) => void): Uint8Array => {
  const bitmap = new Uint8Array(512);
  fill(bitmap);
  return bitmap;
};

/** Eight blocks, in another order in the file than on the disk; the last is half a block of disk. */
const BLOCKS: readonly BlockSpec[] = [
  { index: 6, data: patterned(BLOCK, 6) },
  { index: 0, data: patterned(BLOCK, 0), bitmap: bits((b) => b.fill(0xff)) },
  { index: 5, data: patterned(BLOCK, 5), bitmap: bits(() => {}) },
  // Bits 0 to 4095, the first of a byte its highest: one sector, and all but one.
  { index: 2, data: new Uint8Array(BLOCK), bitmap: bits((b) => b.set([0x80])) },
  { index: 3, data: patterned(BLOCK, 3), bitmap: bits((b) => b.fill(0xff).set([0xfe], 511)) },
  { index: 4, data: new Uint8Array(BLOCK), bitmap: bits((b) => b.fill(0xff, 0, 256)) },
  // Its first 2,048 sectors are all the disk has: that the rest is clear makes it no less full.
  { index: 7, data: patterned(BLOCK / 2, 7), bitmap: bits((b) => b.fill(0xff, 0, 256)) },
];
const byHand = (): string => write(sparseImage({ size: 7.5 * BLOCK, blockBytes: BLOCK, blocks: BLOCKS }).bytes);

describe('a scan of bitmaps', () => {
  test('tells full, partial and empty blocks by their bits, in the order of the file', async () => {
    const { full, partial, unset } = BLOCK_STATE;
    expect(found(await partsOf(byHand(), 'bitmaps'))).toEqual([
      [6, full, 0],
      [0, full, 0],
      [5, unset, 0],
      [2, partial, 16],
      [3, partial, 65_519],
      [4, partial, 32_768],
      [7, full, 0],
    ]);
  });

  test('counts the sectors that are in the file', async () => {
    // Blocks 6 and 0 whole, none of 5, one of 2, all but one of 3, half of 4, and the half that the disk has of 7.
    expect(await storedIn(byHand())).toBe(4096 + 4096 + 0 + 1 + 4095 + 2048 + 2048);
  });

  test('ends with everything looked at, and leaves the file and its times alone', async () => {
    const file = byHand();
    // Read before it was written: a system that keeps access times would now set them.
    utimesSync(file, new Date(1_000_000_000_000), new Date(1_100_000_000_000));
    const hash = sha256Of(readFileSync(file));
    utimesSync(file, new Date(1_000_000_000_000), new Date(1_100_000_000_000));
    const last = (await partsOf(file, 'bitmaps')).at(-1);
    const { atimeMs, mtimeMs } = statSync(file);
    expect(last).toMatchObject({ done: 7, total: 7 });
    expect(mtimeMs).toBe(1_100_000_000_000);
    if (process.platform === 'linux') expect(atimeMs).toBe(1_000_000_000_000);
    expect(sha256Of(readFileSync(file))).toBe(hash);
  });

  test('reads bitmaps of several sectors whole', async () => {
    const blockBytes = 16 * BLOCK;
    // 65,536 sectors: a bitmap of 16 sectors, of which only the last bit is set.
    const bitmap = new Uint8Array(8192);
    bitmap[8191] = 1;
    const { bytes } = sparseImage({ size: blockBytes, blockBytes, blocks: [{ index: 0, data: new Uint8Array(0), bitmap }] });
    expect(found(await partsOf(write(bytes), 'bitmaps'))).toEqual([[0, BLOCK_STATE.partial, 1]]);
  });

  test('looks at a child’s own blocks, and needs no parent', async () => {
    const states = found(await partsOf(write(childImage().bytes), 'bitmaps')).map(([, state]) => state);
    expect(states.length).toBeGreaterThan(0);
    expect(states.every((state) => state === BLOCK_STATE.full || state === BLOCK_STATE.partial)).toBe(true);
  });

  test('has nothing to look at in a fixed disk', async () => {
    expect(found(await partsOf(write(fixedImage()), 'bitmaps'))).toEqual([]);
  });

  test('finds just the blocks that QEMU says are in the file', async () => {
    if (lacks('qemu-img', 'qemu-io')) return;
    const file = path.join(into, 'qemu.vhd');
    run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic,force_size=on', file, '64M');
    const random = seeded(11);
    for (let i = 0; i < 12; i++) run('qemu-io', '-f', 'vpc', '-c', `write -q -P ${1 + i} ${random.below(32)}M 4k`, file);
    type Extent = { readonly start: number; readonly length: number; readonly data: boolean };
    const map = JSON.parse(run('qemu-img', 'map', '--output=json', '-f', 'vpc', file)) as Extent[];
    const theirs = new Set<number>();
    for (const { start, length, data } of map)
      for (let at = start; data && at < start + length; at += BLOCK) theirs.add(Math.floor(at / BLOCK));
    const ours = found(await partsOf(file, 'bitmaps'));
    expect(ours.map(([block]) => block).sort((a, b) => a - b)).toEqual([...theirs].sort((a, b) => a - b));
    // QEMU sets every bit of a block it adds.
    expect(ours.every(([, state]) => state === BLOCK_STATE.full)).toBe(true);
  });
});

describe('a scan of content', () => {
  test('names the blocks that store nothing but zeros, whatever their bits say', async () => {
    const zeros = found(await partsOf(byHand(), 'content'));
    expect(zeros).toEqual([
      [2, BLOCK_STATE.zero, 0],
      [4, BLOCK_STATE.zero, 0],
    ]);
  });

  test('looks at the asked range alone', async () => {
    const parts = await partsOf(byHand(), 'content', { first: 3, end: 6 });
    expect(found(parts)).toEqual([[4, BLOCK_STATE.zero, 0]]);
    expect(parts.at(-1)).toMatchObject({ done: 3, total: 3 });
  });

  test('finds the stretches of a fixed disk that are zeros', async () => {
    const bytes = new Uint8Array(3 * BLOCK + 512);
    bytes.set(patterned(BLOCK, 1), BLOCK);
    bytes.set(footerBytes({ type: 2, size: 3 * BLOCK, geometry: [180, 4, 17] }), 3 * BLOCK);
    expect(found(await partsOf(write(bytes), 'content'))).toEqual([
      [0, BLOCK_STATE.zero, 0],
      [2, BLOCK_STATE.zero, 0],
    ]);
  });

  test('sees a single byte at the very end of a block', async () => {
    const data = new Uint8Array(BLOCK);
    data[BLOCK - 1] = 1;
    const { bytes } = sparseImage({
      size: 2 * BLOCK,
      blockBytes: BLOCK,
      blocks: [
        { index: 0, data },
        { index: 1, data: new Uint8Array(0) },
      ],
    });
    expect(found(await partsOf(write(bytes), 'content'))).toEqual([[1, BLOCK_STATE.zero, 0]]);
  });
});

test('a scan in its own thread can be stopped, and says so', async () => {
  // 16 GiB of blocks with a byte at the end of each, so that none of them is a hole, and all of each is read.
  const file = path.join(into, 'large.vhd');
  const blocks = 8192;
  const contents = Array.from({ length: blocks }, (_, block) => ({ lba: (block + 1) * BLOCK_SECTORS - 1, bytes: Uint8Array.of(1) }));
  await writeDynamicDisk(file, { blocks, placeOf: (block) => block, contents });
  const job = startJob(
    { op: 'scan', source: sourceAt(file), what: 'content', range: null },
    { worker: WORKER, helpers: 0, report: () => {}, part: () => job.cancel() },
  );
  expect(await job.end).toEqual({ kind: 'cancelled' });
});
