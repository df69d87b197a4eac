/** What the map of a report costs where blocks are tiny and many: by large reads, and lists that end. */
import { expect, test } from 'vitest';
import { bitmapTotals } from '../../../../main/report/bitmaps';
import { blockRuns, firstRuns } from '../../../../main/report/blockRuns';
import type { BlockRun } from '../../../../shared/documents/map';
import { budgetMs, cpuMs } from '../../../support/cpuTime';
import { footerBytes, headerBytes, put32 } from '../../../support/imageBuilder';
import { failingFile, sparseFile, spyOn } from '../../../support/memoryFile';
import { chainOf } from '../../../support/opened';
import type { BlockFile } from '../../../../main/vhd/read/blockFile';

const go = { aborted: false };

/** Blocks of one sector, each behind a sector of bitmap; every other block's bit is set. `step`: file sectors from block to block. */
function tinyBlocks(count: number, step = 2): { file: BlockFile; first: number } {
  const first = Math.ceil((1536 + count * 4) / 512);
  const table = new Uint8Array(Math.ceil((count * 4) / 512) * 512).fill(0xff);
  const blocks = new Uint8Array(count * step * 512);
  for (let block = 0; block < count; block++) {
    put32(table, block * 4, first + block * step);
    if (block % 2 === 0) blocks[block * step * 512] = 0x80;
  }
  const end = first * 512 + blocks.length;
  const footer = footerBytes({ type: 3, size: count * 512 });
  const file = sparseFile(end + 512, [
    [0, footer],
    [512, headerBytes({ entries: count, blockBytes: 512 })],
    [1536, table],
    [first * 512, blocks],
    [end, footer],
  ]);
  return { file, first };
}

test('131,072 blocks of a sector are read some hundreds at a time, and a report lists the first 20,000 runs of them', async () => {
  const count = 131_072;
  const spy = spyOn(tinyBlocks(count).file);
  const chain = await chainOf(spy.file);
  spy.calls = 0;
  spy.largest = 0;
  const start = cpuMs();
  const { runs, left } = await firstRuns(chain, go);
  const took = cpuMs() - start;
  expect([runs.length, left]).toEqual([20_000, count - 20_000]);
  expect(runs.slice(0, 2).map(({ state }) => state)).toEqual(['full', 'zero']);
  // Bitmaps and data take 128 MiB together.
  expect(spy.calls).toBeLessThanOrEqual(1024);
  expect(spy.largest).toBeLessThanOrEqual(256 * 1024);
  console.info(`read the bitmaps of ${count} blocks in ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(budgetMs(5000));
});

const statesOf = async (file: BlockFile): Promise<Pick<BlockRun, 'firstBlock' | 'blocks' | 'state'>[]> => {
  const found: Pick<BlockRun, 'firstBlock' | 'blocks' | 'state'>[] = [];
  for await (const batch of blockRuns(await chainOf(file), { quick: false, signal: go })) {
    for (const { firstBlock, blocks, state } of batch) found.push({ firstBlock, blocks, state });
  }
  return found;
};

test('one bitmap that the drive does not give leaves its block alone unscanned, whoever was read with it', async () => {
  const { file, first } = tinyBlocks(8);
  const at = (first + 3 * 2) * 512;
  expect((await statesOf(failingFile(file, at, at + 512))).map(({ state }) => state)).toEqual([
    'full',
    'zero',
    'full',
    'unscanned',
    'full',
    'zero',
    'full',
    'zero',
  ]);
});

test('of a hundred blocks far from each other every one is looked at, some at a time', async () => {
  const { file } = tinyBlocks(100, 64);
  expect((await statesOf(file)).map(({ state }) => state)).toEqual(Array.from({ length: 100 }, (_, i) => (i % 2 === 0 ? 'full' : 'zero')));
  const [top] = (await chainOf(file)).layers;
  expect(await bitmapTotals(top)).toEqual({ blocks: 100, bytes: 51_200, sectorsPresent: 50, sectorsAbsent: 50, unreadable: 0 });
});

test('bitmaps are counted up to 32,768 blocks; of more no totals are told', async () => {
  const totalsOf = async (blocks: number): ReturnType<typeof bitmapTotals> =>
    bitmapTotals((await chainOf(tinyBlocks(blocks).file)).layers[0]);
  expect(await totalsOf(32_768)).toMatchObject({ blocks: 32_768, sectorsPresent: 16_384, sectorsAbsent: 16_384 });
  expect(await totalsOf(32_769)).toBeNull();
});

test('bitmaps far from each other are read alone', async () => {
  const { file } = tinyBlocks(8, 64);
  const spy = spyOn(file);
  const chain = await chainOf(spy.file);
  spy.ranges.length = 0;
  for await (const _ of blockRuns(chain, { quick: false, signal: go }));
  expect(spy.ranges.map(([, bytes]) => bytes)).toEqual(Array.from({ length: 8 }, () => 512));
});
