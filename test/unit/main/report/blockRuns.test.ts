import { expect, test } from 'vitest';
import { bitmapTotals } from '../../../../main/report/bitmaps';
import { blockRunJson, blockRuns } from '../../../../main/report/blockRuns';
import { diskRuns } from '../../../../main/report/diskRuns';
import { baseImage, childImage, fixedImage } from '../../../support/fixtures';
import { memoryFile } from '../../../support/memoryFile';
import { chainOf } from '../../../support/opened';

const go = new AbortController().signal;
async function all<T>(batches: AsyncIterable<readonly T[]>): Promise<T[]> {
  const found: T[] = [];
  for await (const batch of batches) found.push(...batch);
  return found;
}
const blocksOf = async (bytes: Uint8Array, quick = false): Promise<unknown[]> =>
  (await all(blockRuns(await chainOf(memoryFile(bytes)), { quick, signal: go }))).map(({ firstBlock, blocks, state, fileOffset }) => [
    firstBlock,
    blocks,
    state,
    fileOffset,
  ]);

test('blocks of a dynamic disk stand where their data starts, behind the bitmap', async () => {
  expect(await blocksOf(baseImage())).toEqual([
    [0, 1, 'full', 2560],
    [1, 1, 'unallocated', null],
    [2, 1, 'full', 2560 + 2_097_152 + 512],
    [3, 1, 'unallocated', null],
  ]);
  expect((await blocksOf(baseImage(), true))[0]).toEqual([0, 1, 'unscanned', 2560]);
});

test('neighbours with even distances are one run, and say the distance', async () => {
  const bytes = baseImage();
  new DataView(bytes.buffer).setUint32(1536 + 4, 4 + 4097);
  new DataView(bytes.buffer).setUint32(1536 + 8, 0xffff_ffff);
  const [run] = await all(blockRuns(await chainOf(memoryFile(bytes)), { quick: true, signal: go }));
  expect(run).toMatchObject({ firstBlock: 0, blocks: 2, fileOffset: 2560, fileStride: 2_097_664 });
});

test('as JSON a run says all of itself', async () => {
  const runs = await all(blockRuns(await chainOf(memoryFile(baseImage())), { quick: true, signal: go }));
  expect(runs.map((run) => JSON.parse(blockRunJson(run)) as unknown)).toEqual(runs);
  expect(runs).toHaveLength(4);
});

test('a fixed disk is one run', async () => {
  expect(await blocksOf(fixedImage())).toEqual([[0, 4, 'full', 0]]);
});

test('a child’s blocks are partial, or its parent’s', async () => {
  expect((await blocksOf(childImage().bytes)).map((run) => (run as unknown[])[2])).toEqual(['partial', 'parent']);
});

test('bitmaps are counted, as far as the disk goes', async () => {
  const [top] = (await chainOf(memoryFile(childImage().bytes))).layers;
  expect(await bitmapTotals(top)).toEqual({ blocks: 1, bytes: 512, sectorsPresent: 2, sectorsAbsent: 4094, unreadable: 0 });
});

test('sectors come in runs, joined over steps, and a missing parent is unknown', async () => {
  const runs = await all(diskRuns(await chainOf(memoryFile(childImage().bytes)), 0, 16_384, go));
  expect(runs.map(({ lba, sectors, source }) => [lba, sectors, source])).toEqual([
    [0, 1, 'file'],
    [1, 8, 'unknown'],
    [9, 1, 'file'],
    [10, 16_374, 'unknown'],
  ]);
});

test('whoever stops gets no half runs', async () => {
  const stopped = AbortSignal.abort();
  expect(await all(diskRuns(await chainOf(memoryFile(baseImage())), 0, 16_384, stopped))).toEqual([]);
  expect(await all(blockRuns(await chainOf(memoryFile(baseImage())), { quick: true, signal: stopped }))).toEqual([]);
});
