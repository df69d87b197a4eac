/** Disks whose sector bitmaps are made by hand, bit by bit, with data that goes with the bits and data that does not. */
import { open, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BASE_ID, patterned, put32, sparseImage, utf16, type BlockSpec, type Built } from './imageBuilder';

export const BLOCK = 2 * 1024 * 1024;
const SECTORS = 4096;

/** A bitmap from stretches of set bits, half-open; the highest bit of a byte comes first. */
export function bitsOf(...set: readonly (readonly [first: number, end: number])[]): Uint8Array {
  const bitmap = new Uint8Array(SECTORS / 8);
  for (const [first, end] of set) for (let bit = first; bit < end; bit++) bitmap[bit >> 3] = (bitmap[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return bitmap;
}

/** Data in stretches of sectors, zeros everywhere else. */
export function dataIn(seed: number, ...stored: readonly (readonly [first: number, end: number])[]): Uint8Array {
  const data = new Uint8Array(BLOCK);
  const all = patterned(BLOCK, seed);
  for (const [first, end] of stored) data.set(all.subarray(first * 512, end * 512), first * 512);
  return data;
}

/**
 * Dynamic, 16 blocks. Block 1 is partial: 1,377 sectors are set, 300 of them over zeros, and under 24 clear bits old data
 * still stands. Block 2 is whole, 3 has no bit set, 4 is whole and all zeros, 6 is whole.
 */
export const PARTIAL = { block: 1, set: 1377, void: 300, stale: 24 } as const;

export function dynamicWithBits(): Built {
  const blocks: readonly BlockSpec[] = [
    { index: 0, data: patterned(BLOCK, 1) },
    { index: 2, data: patterned(BLOCK, 2) },
    { index: 1, data: dataIn(3, [0, 1000], [1300, 1377], [2000, 2024]), bitmap: bitsOf([0, 1377]) },
    { index: 3, data: new Uint8Array(BLOCK), bitmap: bitsOf() },
    { index: 4, data: new Uint8Array(BLOCK) },
    { index: 6, data: patterned(BLOCK, 6) },
  ];
  return sparseImage({ size: 16 * BLOCK, blockBytes: BLOCK, blocks, footer: { creator: 'win ', geometry: [963, 4, 17] } });
}

/** `base.vhd` and its child `child-1.vhd`, which holds the first 1,377 sectors of block 0, and old data under 8 clear bits. */
export function childWithBits(): { readonly base: Built; readonly child: Built } {
  const base = sparseImage({
    size: 8 * BLOCK,
    blockBytes: BLOCK,
    blocks: [
      { index: 0, data: patterned(BLOCK, 40) },
      { index: 2, data: patterned(BLOCK, 41) },
    ],
    footer: { geometry: [481, 4, 17] },
  });
  const child = sparseImage({
    size: 8 * BLOCK,
    blockBytes: BLOCK,
    type: 4,
    blocks: [{ index: 0, data: dataIn(9, [0, 1377], [1400, 1408]), bitmap: bitsOf([0, 1377]) }],
    footer: { geometry: [481, 4, 17], uuid: new Uint8Array(16).fill(0xc2) },
    header: { parentId: BASE_ID, parentName: 'base.vhd', parentStamp: 0x2000_0000 },
    locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\base.vhd', 'le') }],
  });
  return { base, child };
}

/**
 * One block of 256 MiB, the largest that is opened, as a sparse file: the bits of its last 64 sectors are set, over zeros. Its
 * bitmap takes 64 KiB and stands where the footer of the empty disk stood.
 */
export async function writeLargeBlock(folder: string): Promise<string> {
  const blockBytes = 2 ** 28;
  const { bytes } = sparseImage({ size: blockBytes, blockBytes, blocks: [] });
  const footer = bytes.slice(-512);
  const bitmapAt = bytes.length - 512;
  const bitmap = new Uint8Array(blockBytes / 512 / 8).fill(0xff, -8);
  put32(bytes, 1536, bitmapAt / 512);
  const file = path.join(folder, 'large-block.vhd');
  const handle = await open(file, 'w');
  try {
    await handle.write(bytes, 0, bitmapAt, 0);
    await handle.write(bitmap, 0, bitmap.length, bitmapAt);
    await handle.write(footer, 0, 512, bitmapAt + bitmap.length + blockBytes);
  } finally {
    await handle.close();
  }
  return file;
}

export async function writeDynamicWithBits(folder: string): Promise<string> {
  const file = path.join(folder, 'partial.vhd');
  await writeFile(file, dynamicWithBits().bytes);
  return file;
}

export async function writeChildWithBits(folder: string): Promise<string> {
  const { base, child } = childWithBits();
  await writeFile(path.join(folder, 'base.vhd'), base.bytes);
  const file = path.join(folder, 'child-1.vhd');
  await writeFile(file, child.bytes);
  return file;
}
