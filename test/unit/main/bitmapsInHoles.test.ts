/** Bitmaps that lie in holes of the file are zeros: nobody reads them, and everybody says the same of their blocks. */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { newControl } from '../../../main/io/bulk/control';
import { newWorkers } from '../../../main/io/bulk/workers';
import { systemSeek } from '../../../main/io/dataRanges';
import { newContext } from '../../../main/jobs/context';
import { runJob } from '../../../main/jobs/runJob';
import { bitmapTotals } from '../../../main/report/bitmaps';
import { blockRuns } from '../../../main/report/blockRuns';
import { diskRuns } from '../../../main/report/diskRuns';
import { checkDisk } from '../../../main/vhd/check/checkDisk';
import type { BlockFile } from '../../../main/vhd/read/blockFile';
import { BLOCK_STATE, type ScanKind } from '../../../shared/views';
import { footerBytes, headerBytes } from '../../support/imageBuilder';
import { sourceAt } from '../../support/jobs';
import { memoryDir } from '../../support/memoryDir';
import { sparseFile, spyOn } from '../../support/memoryFile';
import { realFiles } from '../../support/newDisks';
import { chainOf, NOW } from '../../support/opened';

const KIB = 1024;
/** Blocks whose bitmap is a page of its own, so that no file system puts it beside data. */
const BLOCK = 16 * KIB * KIB;
const BITMAP = 4 * KIB;
const COUNT = 2000;
const FIRST = 12 * KIB;
const placeOf = (block: number): number => FIRST + block * (BITMAP + BLOCK);
const FULL = 1000;
const LENGTH = placeOf(COUNT) + 512;

/** Every block has its place in the file; all of one is set and has data at its beginning, the others are holes as a whole. */
function pieces(): readonly (readonly [number, Uint8Array])[] {
  const footer = footerBytes({ type: 3, size: COUNT * BLOCK });
  const table = new Uint8Array(FIRST - 1536).fill(0xff);
  for (let block = 0; block < COUNT; block++) new DataView(table.buffer).setUint32(block * 4, placeOf(block) / 512);
  return [
    [0, footer],
    [512, headerBytes({ entries: COUNT, blockBytes: BLOCK })],
    [1536, table],
    [placeOf(FULL), new Uint8Array(BITMAP + 512).fill(0xff)],
    [LENGTH - 512, footer],
  ];
}

/** As a drive that knows its holes tells of it, page by page. */
function withHoles(): BlockFile {
  const pages = pieces().map(([at, { length }]) => ({
    at: at - (at % 4096),
    end: Math.min(LENGTH, Math.ceil((at + length) / 4096) * 4096),
  }));
  const dataAfter: BlockFile['dataAfter'] = async (from) => {
    const next = pages.find(({ end }) => end > from);
    return next === undefined ? null : { at: Math.max(from, next.at), end: next.end };
  };
  return { ...sparseFile(LENGTH, pieces()), dataAfter };
}

async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const batch of batches) found.push(...batch);
  return found;
}
const go = new AbortController().signal;
/** Opening the disk, its table and what else stands at the edges; of the blocks that one alone. */
const FEW = 24;

test('the map of blocks reads the one bitmap that has bits', async () => {
  const spy = spyOn(withHoles());
  const runs = await all(blockRuns(await chainOf(spy.file), { quick: false, signal: go }));
  expect(runs.map(({ firstBlock, blocks, state }) => [firstBlock, blocks, state])).toEqual([
    [0, FULL, 'zero'],
    [FULL, 1, 'full'],
    [FULL + 1, COUNT - FULL - 1, 'zero'],
  ]);
  expect(spy.calls).toBeLessThan(FEW);
});

test('the map of sectors reads it too, and no other', async () => {
  const spy = spyOn(withHoles());
  const sectors = BLOCK / 512;
  const runs = await all(diskRuns(await chainOf(spy.file), 0, COUNT * sectors, go));
  expect(runs.map(({ lba, source }) => [lba / sectors, source])).toEqual([
    [0, 'zero'],
    [FULL, 'file'],
    [FULL + 1, 'zero'],
  ]);
  expect(spy.calls).toBeLessThan(FEW);
});

test('so do the numbers of the whole disk, and the check of everything', async () => {
  const spy = spyOn(withHoles());
  const chain = await chainOf(spy.file);
  const sectors = BLOCK / 512;
  expect(await bitmapTotals(chain.layers[0])).toEqual({
    blocks: COUNT,
    bytes: COUNT * BITMAP,
    sectorsPresent: sectors,
    sectorsAbsent: (COUNT - 1) * sectors,
    unreadable: 0,
  });
  expect(spy.calls).toBeLessThan(FEW);
  const before = spy.bytes;
  const checked = await checkDisk(chain, { now: NOW, deep: true, signal: go, report: () => {} });
  if (!checked.ok) throw new Error(checked.error.kind);
  expect(spy.bytes - before).toBeLessThan(1024 * KIB);
  expect(checked.value.map(({ code }) => code)).toEqual(['H08', 'B23', 'B08']);
});

describe.skipIf((await systemSeek()) === null)('a scan for the window', () => {
  const file = path.join(memoryDir(), 'holes.vhd');
  const fd = openSync(file, 'w');
  ftruncateSync(fd, LENGTH);
  for (const [at, bytes] of pieces()) writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);

  test.each<[ScanKind, number, number | undefined]>([
    ['bitmaps', BLOCK_STATE.unset, BLOCK_STATE.full],
    ['content', BLOCK_STATE.zero, undefined],
  ])('of %s reads of that block alone, and tells of all', async (what, others, its) => {
    const states = new Map<number, number>();
    let done = 0;
    const context = newContext(
      newWorkers(newControl(), null),
      realFiles,
      () => {},
      (part) => {
        part.blocks.forEach((block, i) => states.set(block, part.states[i] as number));
        ({ done } = part);
      },
    );
    let read = 0;
    const { table } = context;
    const counted: typeof context = {
      ...context,
      table: {
        ...table,
        add: (at, bytes, segments, other) => {
          read += segments.length;
          return table.add(at, bytes, segments, other);
        },
      },
    };
    expect(await runJob({ op: 'scan', source: sourceAt(file), what, range: null }, counted)).toMatchObject({
      kind: 'done',
      summary: { blocks: COUNT },
    });
    expect(read).toBe(1);
    expect(done).toBe(COUNT);
    const expected = new Map<number, number>();
    for (let block = 0; block < COUNT; block++) {
      const state = block === FULL ? its : others;
      if (state !== undefined) expected.set(block, state);
    }
    expect([...states].sort(([a], [b]) => a - b)).toEqual([...expected]);
  });
});
