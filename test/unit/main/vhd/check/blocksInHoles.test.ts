/** A block that is a hole of the file says of itself what it says when it is read, and is not read. */
import { expect, test } from 'vitest';
import { scanBlocks, type BlockScan } from '../../../../../main/vhd/check/blockScan';
import type { BlockFile } from '../../../../../main/vhd/read/blockFile';
import { ok } from '../../../../../shared/result';
import { footerBytes, headerBytes } from '../../../../support/imageBuilder';
import { sparseFile, spyOn } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

const BLOCK = 1024 * 1024;
const FIRST = 4096;
const COUNT = 6;
/** Half of the last block belongs to the disk. */
const SIZE = (COUNT - 0.5) * BLOCK;
const placeOf = (block: number): number => FIRST + block * (512 + BLOCK);

const table = new Uint8Array(512).fill(0xff);
for (let block = 0; block < COUNT; block++) new DataView(table.buffer).setUint32(block * 4, placeOf(block) / 512);
const footer = footerBytes({ type: 3, size: SIZE });
const ones = new Uint8Array(512).fill(0xff);
/** Blocks 0, 4 and 5 are holes; of 1 the bitmap alone is written, of 2 a sector of data alone, of 3 both. */
const PIECES: readonly (readonly [number, Uint8Array])[] = [
  [0, footer],
  [512, headerBytes({ entries: COUNT, blockBytes: BLOCK })],
  [1536, table],
  [placeOf(1), ones],
  [placeOf(2) + 512 + 100 * 512, ones],
  [placeOf(3), new Uint8Array(1024).fill(0xff)],
  [placeOf(COUNT), footer],
];
const silent = sparseFile(placeOf(COUNT) + 512, PIECES);
const telling: BlockFile = {
  ...silent,
  dataAfter: async (from) => {
    const next = PIECES.map(([at, { length }]) => ({ at, end: at + length })).find(({ end }) => end > from);
    return next === undefined ? null : { at: Math.max(from, next.at), end: next.end };
  },
};

async function scansOf(file: BlockFile): Promise<BlockScan[]> {
  const [image] = (await chainOf(file)).layers;
  if (image.map === null) throw new Error('no map');
  const scans: BlockScan[] = [];
  const visit = (scan: BlockScan): ReturnType<typeof ok<void>> => {
    scans.push(scan);
    return ok(undefined);
  };
  expect(await scanBlocks(image, image.map, visit, {})).toEqual(ok(true));
  return scans;
}

test('what is said of blocks is the same whether their holes are known or read', async () => {
  const scans = await scansOf(telling);
  expect(scans).toEqual(await scansOf(silent));
  expect(scans.map(({ sectors, set, clearData, isAllZero }) => [sectors, set, clearData, isAllZero])).toEqual([
    [2048, 0, 0, true],
    [2048, 2048, 0, true],
    [2048, 0, 1, false],
    [2048, 2048, 0, false],
    [2048, 0, 0, true],
    [1024, 0, 0, true],
  ]);
});

test('holes are not read', async () => {
  const spy = spyOn(telling);
  await scansOf(spy.file);
  const read = (block: number): boolean => spy.ranges.some(([at, bytes]) => at < placeOf(block + 1) && at + bytes > placeOf(block));
  expect([0, 1, 2, 3, 4, 5].map(read)).toEqual([false, true, true, true, false, false]);
});
