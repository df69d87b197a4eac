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
  const gaps = { large: [{ at: 4096, bytes: GIB - 4096 }] };
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
  const gaps = { large: [{ at: 4096, bytes: 4 * 1024 * 1024 - 4096 }] };
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

/** Blocks of ones in the bitmap, with their data from the tenth sector on, at a distance. */
function steppedDisk(count: number, stride: number, spoiled: number): { readonly image: Image; readonly at: number[] } {
  const at = Array.from({ length: count }, (_, i) => 15 + i * stride);
  const pieces = at.map((sector, i): [number, Uint8Array] => {
    const block = new Uint8Array(11 * 512);
    block.fill(i === spoiled ? 0x5a : 0xff, 0, 512);
    block[10 * 512] = 7;
    return [sector * 512, block];
  });
  // A bitmap of a file system inside the data of the second block looks like a block’s.
  pieces.push([((at[1] as number) + 77) * 512, new Uint8Array(1024).fill(0xff, 0, 700)]);
  const end = (15 + count * stride) * 512;
  const gaps = { large: [{ at: 4608, bytes: end - 4608 }] };
  const map = { blockSectors: BLOCK, bitmapSectors: 1, entries: new Uint32Array(), gaps };
  return { image: { file: sparseFile(end, pieces), dataEnd: end, map } as unknown as Image, at };
}

test.each([
  ['packed', 4097],
  ['with data on pages', 4104],
])('blocks whose data begins with zeros are found by their spacing, %s, also one with a spoiled bitmap', async (_how, stride) => {
  for (const spoiled of [-1, 4]) {
    const { image, at } = steppedDisk(7, stride, spoiled);
    expect(await orphanBlocks(image)).toEqual({ ok: true, value: at });
  }
});
