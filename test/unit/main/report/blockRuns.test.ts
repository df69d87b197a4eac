import { expect, test } from 'vitest';
import { bitmapTotals } from '../../../../main/report/bitmaps';
import { blockRunJson, blockRuns } from '../../../../main/report/blockRuns';
import { diskRuns } from '../../../../main/report/diskRuns';
import { BLOCK, baseImage, childImage, fixedImage, HEADER_AT, SIZE } from '../../../support/fixtures';
import { footerBytes, sparseImage } from '../../../support/imageBuilder';
import { failingFile, memoryFile, sparseFile } from '../../../support/memoryFile';
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

test('the blocks of a fixed disk that its file does not hold are damaged, and have no place', async () => {
  // Two blocks and a half, and the footer: the third begins in the file, the fourth does not.
  const held = 2.5 * BLOCK;
  const torn = new Uint8Array(held + 512);
  torn.set(fixedImage().subarray(0, held));
  torn.set(fixedImage().subarray(SIZE), held);
  expect(await blocksOf(torn)).toEqual([
    [0, 2, 'full', 0],
    [2, 1, 'damaged', 2 * BLOCK],
    [3, 1, 'damaged', null],
  ]);
});

test('of a dynamic disk without its header nobody knows where a block is', async () => {
  const bytes = baseImage();
  bytes.fill(0, HEADER_AT, HEADER_AT + 1024);
  expect(await blocksOf(bytes)).toEqual([[0, 4, 'damaged', null]]);
});

test('a child’s blocks are partial, or those of a parent that is missing', async () => {
  expect((await blocksOf(childImage().bytes)).map((run) => (run as unknown[])[2])).toEqual(['partial', 'unknown']);
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

test('a fixed disk of 600 MiB is looked at in steps, and is one run all the same', async () => {
  const size = 600 * 1024 * 1024;
  const file = sparseFile(size + 512, [[size, footerBytes({ type: 2, size })]]);
  expect(await all(diskRuns(await chainOf(file), 0, size / 512, go))).toEqual([
    { lba: 0, sectors: size / 512, source: 'file', layer: 0, at: 0 },
  ]);
});

test('a hole of 600 MiB in a dynamic disk is one run', async () => {
  const size = 600 * 1024 * 1024;
  const { bytes } = sparseImage({ size, blockBytes: BLOCK, blocks: [] });
  expect(await all(diskRuns(await chainOf(memoryFile(bytes)), 0, size / 512, go))).toEqual([
    { lba: 0, sectors: size / 512, source: 'zero', layer: 0, at: null },
  ]);
});

test('a bitmap that the drive does not give makes its block damaged, and is counted', async () => {
  // Block 2 follows block 0: its bitmap stands behind 2 KiB, a bitmap and 2 MiB.
  const at = 2048 + 512 + BLOCK;
  const chain = await chainOf(failingFile(memoryFile(baseImage()), at, at + 512));
  expect((await all(diskRuns(chain, 0, SIZE / 512, go))).map(({ lba, sectors, source }) => [lba, sectors, source])).toEqual([
    [0, 4096, 'file'],
    [4096, 4096, 'zero'],
    [8192, 4096, 'damaged'],
    [12_288, 4096, 'zero'],
  ]);
  expect(await bitmapTotals(chain.layers[0])).toEqual({ blocks: 2, bytes: 1024, sectorsPresent: 4096, sectorsAbsent: 0, unreadable: 1 });
});

test('whoever stops gets no half runs', async () => {
  const stopped = AbortSignal.abort();
  expect(await all(diskRuns(await chainOf(memoryFile(baseImage())), 0, 16_384, stopped))).toEqual([]);
  expect(await all(blockRuns(await chainOf(memoryFile(baseImage())), { quick: true, signal: stopped }))).toEqual([]);
});
