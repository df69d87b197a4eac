/** Blocks looked for under an empty table: at any sector, in large reads, and only as long as somebody wants to know. */
import { expect, test } from 'vitest';
import { orphanBlocks } from '../../../../../main/vhd/check/lostBlocks';
import type { Image } from '../../../../../main/vhd/read/image';
import { sparseFile, spyOn, type Spy } from '../../../../support/memoryFile';

const GIB = 1024 ** 3;
const BLOCK = 4096;

/** Room of 1 GiB behind an empty table, with blocks of 2 MiB at the file sectors that are named. */
function lostDisk(...sectors: number[]): { readonly spy: Spy; readonly image: Image } {
  const pieces = sectors.map((sector) => {
    const block = new Uint8Array(513).fill(0xff, 0, 512);
    block[512] = 7;
    return [sector * 512, block] as const;
  });
  const spy = spyOn(sparseFile(GIB, pieces));
  const gaps = { count: 1, bytes: GIB - 4096, first: [{ at: 4096, bytes: GIB - 4096 }] };
  const map = { blockSectors: BLOCK, bitmapSectors: 1, entries: new Uint32Array(), gaps };
  return { spy, image: { file: spy.file, dataEnd: GIB, map } as unknown as Image };
}

test('a GiB of zeros takes some hundred reads, and not two million', async () => {
  const { spy, image } = lostDisk();
  expect(await orphanBlocks(image)).toEqual({ ok: true, value: [] });
  expect(spy.calls).toBeLessThanOrEqual(GIB / (4 * 1024 * 1024) + 8);
});

test('blocks are found at any sector, also behind each other and across the edges of what is read at once', async () => {
  const at = [9, 9 + 4097, 16_391, 1_000_003];
  expect(await orphanBlocks(lostDisk(...at).image)).toEqual({ ok: true, value: at });
});

test('noise is told from bitmaps without a read for every sector', async () => {
  const noise = Uint8Array.from({ length: 1024 * 1024 }, (_, i) => (i * 2_654_435_761) >>> 13);
  const spy = spyOn(sparseFile(4 * 1024 * 1024, [[8192, noise]]));
  const gaps = { count: 1, bytes: 4 * 1024 * 1024 - 4096, first: [{ at: 4096, bytes: 4 * 1024 * 1024 - 4096 }] };
  const image = {
    file: spy.file,
    dataEnd: spy.file.bytes,
    map: { blockSectors: BLOCK, bitmapSectors: 1, entries: new Uint32Array(), gaps },
  };
  expect(await orphanBlocks(image as unknown as Image)).toEqual({ ok: true, value: [] });
  expect(spy.calls).toBeLessThan(16);
});

test('the search ends when nobody wants it any more, and tells how far it is', async () => {
  const { spy, image } = lostDisk();
  const told: number[] = [];
  const signal = { aborted: false };
  const report = (done: number, total: number): void => {
    told.push(done / total);
    signal.aborted = told.length === 3;
  };
  await orphanBlocks(image, { signal, report });
  expect(told).toHaveLength(3);
  expect(told[2]).toBeGreaterThan(told[0] as number);
  expect(spy.calls).toBeLessThan(5);
});
