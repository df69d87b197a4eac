import { expect, test } from 'vitest';
import { blocksUnder } from '../../../../../main/vhd/describe/blocksUnder';
import { fixedImage } from '../../../../support/fixtures';
import { patterned, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const BLOCK = 4096;

test('blocks are found by bitmap, by data and by sectors of the disk, as many as are asked for', async () => {
  const blocks = [0, 2].map((index) => ({ index, data: patterned(BLOCK, index) }));
  const { bytes, blockAt } = sparseImage({ size: 8 * BLOCK, blockBytes: BLOCK, blocks });
  const image = await imageIn(memoryFile(bytes));
  const under = (space: 'file' | 'disk', at: number, length: number, most = 256): number[] =>
    blocksUnder(image, [{ space, at, bytes: new Uint8Array(length) }], most);
  const [zeroAt, twoAt] = [blockAt.get(0) ?? 0, blockAt.get(2) ?? 0];
  expect(under('file', zeroAt + 7, 1)).toEqual([0]);
  expect(under('file', twoAt + 512 + BLOCK - 1, 1)).toEqual([2]);
  expect(under('file', zeroAt, twoAt + 1 - zeroAt)).toEqual([0, 2]);
  expect(under('disk', 2 * BLOCK - 1, 2)).toEqual([1, 2]);
  expect(under('file', 0, 512)).toEqual([]);
  expect(under('disk', 0, 3 * BLOCK, 2)).toEqual([0, 1]);
});

test('a fixed disk’s are those of its map', async () => {
  const image = await imageIn(memoryFile(fixedImage()));
  expect(blocksUnder(image, [{ space: 'disk', at: 600, bytes: Uint8Array.of(1) }], 9)).toEqual([0]);
});
