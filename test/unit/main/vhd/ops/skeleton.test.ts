import { expect, test } from 'vitest';
import { skeletonRanges } from '../../../../../main/vhd/ops/skeleton';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { baseImage, fixedImage, withEntry, xenImage } from '../../../../support/fixtures';
import { footerBytes, headerBytes, patterned, put32, putText, sparseImage, utf16 } from '../../../../support/imageBuilder';
import { memoryFile, sparseFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const rangesOf = async (bytes: Uint8Array): Promise<[number, number][]> =>
  [...skeletonRanges(await imageIn(memoryFile(bytes)))].map(({ at, bytes: length }) => [at, length]);

test('keeps footers, header, table and the bitmap of every block, and nothing else', async () => {
  // Footer copy 0, header 512, table of one sector 1536, blocks of 2 MiB and a bitmap sector each, footer.
  expect(await rangesOf(baseImage())).toEqual([
    [0, 512],
    [512, 1024],
    [1536, 512],
    [4_197_376, 512],
    [2048, 512],
    [2_099_712, 512],
  ]);
});

test('keeps Xen’s batmap', async () => {
  const ranges = await rangesOf(xenImage());
  expect(ranges).toContainEqual([2048, 512]);
  expect(ranges).toContainEqual([2560, 512]);
});

test('keeps of a batmap that claims 20 GiB what speaks of blocks', async () => {
  const end = 21 * 1024 ** 3;
  const footer = footerBytes({ type: 3, size: 8 * 1024 ** 2, creator: 'tap\0', creatorVersion: 0x0001_0003 });
  const batmap = new Uint8Array(512);
  putText(batmap, 0, 'tdbatmap');
  put32(batmap, 12, 4096);
  put32(batmap, 16, (20 * 1024 ** 3) / 512);
  put32(batmap, 20, 0x0001_0002);
  const image = await imageIn(
    sparseFile(end + 512, [
      [0, footer],
      [512, headerBytes({ entries: 4, blockBytes: 2 * 1024 ** 2 })],
      [1536, new Uint8Array(512).fill(0xff)],
      [2048, batmap],
      [end, footer],
    ]),
  );
  expect([...skeletonRanges(image)]).toContainEqual({ at: 4096, bytes: 512 });
});

test('of a fixed disk keeps the footer alone', async () => {
  expect(await rangesOf(fixedImage())).toEqual([[8_388_608, 512]]);
});

test('of a raw disk keeps nothing', async () => {
  const opened = await openImage(memoryFile(new Uint8Array(4096)), 'raw');
  if (!opened.ok) throw new Error(opened.error.kind);
  expect([...skeletonRanges(opened.value)]).toEqual([]);
});

test('takes no bitmap from a place that cannot hold one', async () => {
  const bitmaps = async (sector: number): Promise<number> => (await rangesOf(withEntry(baseImage(), 1, sector))).length;
  expect(await bitmaps(1)).toBe(6);
  expect(await bitmaps(0x00ff_ffff)).toBe(6);
});

test('a locator that claims room inside a block gives none of the block’s data away', async () => {
  const { bytes, locatorAt, blockAt } = sparseImage({
    size: 4 * 65_536,
    blockBytes: 65_536,
    type: 4,
    blocks: [{ index: 1, data: patterned(65_536, 9) }],
    header: { parentName: 'p.vhd' },
    locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\p.vhd', 'le'), space: 32_768 }],
  });
  const [block, locator] = [blockAt.get(1) ?? 0, locatorAt[0] ?? 0];
  const ranges = await rangesOf(bytes);
  expect(ranges).toContainEqual([locator, block - locator]);
  for (const [at, length] of ranges) expect(at >= block + 512 + 65_536 || at + length <= block + 512).toBe(true);
});
