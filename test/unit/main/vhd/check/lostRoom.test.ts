/** Room that no entry of the table names: blocks are found there whatever stands beside them, and only zeros are called harmless. */
import { describe, expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { orphansIn } from '../../../../../main/vhd/check/orphanRules';
import type { Finding } from '../../../../../shared/findings';
import { baseImage, BLOCK, FOOTER_AT, joined, withEntry } from '../../../../support/fixtures';
import { footerBytes, patterned, put16, sparseImage, type BlockSpec } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, imageIn, NOW } from '../../../../support/opened';

const NOWHERE = 0xffff_ffff;
/** A bitmap of one sector and 4,096 sectors of data. */
const EXTENT = 4097;
/** Blocks of 512 KiB, 1,024 sectors each, make many of them cheap. */
const SMALL = 524_288;

async function findings(image: Uint8Array, deep: boolean): Promise<Finding[]> {
  const found = await checkDisk(await chainOf(memoryFile(image)), { now: NOW, deep });
  if (!found.ok) throw new Error(found.error.kind);
  return found.value.filter(({ code }) => code === 'B06' || code === 'B22' || code === 'B14');
}

const told = async (image: Uint8Array, deep = true): Promise<[string, string, unknown][]> =>
  (await findings(image, deep)).map(({ code, severity, facts }) => [code, severity, facts]);

async function lost(image: Uint8Array): Promise<readonly number[]> {
  const found = await orphansIn(await imageIn(memoryFile(image)), 'all');
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
}

/** Every second sector holds something, and exactly these have their bit set: 4,096 changes in one bitmap. */
function striped(index: number): BlockSpec {
  const data = patterned(BLOCK, 7 + index);
  for (let sector = 1; sector < 4096; sector += 2) data.fill(0, sector * 512, (sector + 1) * 512);
  return { index, data, bitmap: new Uint8Array(512).fill(0b1010_1010) };
}

const disk = (blocks: readonly BlockSpec[], wipe: readonly number[], blockBytes = BLOCK): Uint8Array => {
  const size = Math.max(...blocks.map(({ index }) => index + 1)) * blockBytes;
  const { bytes } = sparseImage({ size, blockBytes, blocks });
  for (const block of wipe) withEntry(bytes, block, NOWHERE);
  return bytes;
};

const full = (index: number, blockBytes = BLOCK): BlockSpec => ({ index, data: patterned(blockBytes, 11 + index) });

describe('blocks are found', () => {
  test('whose bits change with every sector, as the data does', async () => {
    const image = disk([striped(0), striped(1), striped(2)], [0, 1]);
    expect(await lost(image)).toEqual([4, 4 + EXTENT]);
    expect(await told(image)).toEqual([['B22', 'warning', { blocks: 2, at: 2048, placed: 0 }]]);
  });

  test('where the sector in which bits begin holds zeros', async () => {
    const bitmap = new Uint8Array(512).fill(0xff, 0, 4);
    const data = patterned(BLOCK, 5)
      .fill(0, 0, 512)
      .fill(0, 32 * 512);
    expect(await lost(disk([{ index: 0, data, bitmap }, full(1)], [0]))).toEqual([4]);
  });

  test('behind and in front of one whose bitmap is spoiled, and that one is not called harmless', async () => {
    const image = disk([full(0), full(1), full(2), full(3)], [0, 1, 2]);
    // Bytes that no bitmap has, and data that does not go by them.
    for (let i = 0; i < 512; i++) image[(4 + EXTENT) * 512 + i] = (i * 167 + 13) % 251;
    expect(await lost(image)).toEqual([4, 4 + 2 * EXTENT]);
    expect(await told(image)).toEqual([
      ['B06', 'warning', { gaps: 1, bytes: 3 * EXTENT * 512, fits: 3, named: 1, looked: true, lost: 2, unclear: 1 }],
      ['B22', 'warning', { blocks: 2, at: 2048, placed: 0 }],
    ]);
  });

  test('in front of the block behind the gap, where they are in step with that alone', async () => {
    // Four pages and a sector are free in front of the first block.
    const image = sparseImage({ size: 2 * BLOCK, blockBytes: BLOCK, blocks: [full(0), full(1)] }).bytes;
    const front = new Uint8Array(33 * 512).fill(0x5a);
    const moved = joined(image.subarray(0, 2048), front, image.subarray(2048));
    withEntry(moved, 1, 4 + 33 + EXTENT);
    expect(await lost(withEntry(moved, 0, NOWHERE))).toEqual([4 + 33]);
  });

  test('behind an old footer, and not in a disk of its own that stands there', async () => {
    const blocks = [full(0), full(1)].map(({ index, data }) => ({ index, data }));
    const { bytes } = sparseImage({ size: 2 * BLOCK, blockBytes: BLOCK, blocks, footer: { creator: 'qemu' } });
    const split = (4 + EXTENT) * 512;
    const old = footerBytes({ type: 3, size: 2 * BLOCK, creator: 'qemu' });
    const image = withEntry(joined(bytes.subarray(0, split), old, bytes.subarray(split)), 1, NOWHERE);
    expect(await lost(image)).toEqual([4 + EXTENT + 1]);
    const two = joined(baseImage(), baseImage());
    expect(await lost(two)).toEqual([]);
    expect(await told(two)).toMatchObject([['B06', 'warning', { lost: 0, unclear: 2 }]]);
  });

  test('however many gaps there are between the blocks that are left', async () => {
    // 40 blocks, every second entry wiped: 20 gaps, each of one block of 1,024 sectors and its bitmap.
    const blocks = Array.from({ length: 40 }, (_, index) => full(index, SMALL));
    const odd = blocks.map(({ index }) => index).filter((index) => index % 2 === 1);
    expect(await lost(disk(blocks, odd, SMALL))).toEqual(odd.map((index) => 4 + index * 1025));
  });
});

describe('what was not read, or is not zero, is not called harmless', () => {
  test('where one block’s place is free among many that are named, the quick check warns', async () => {
    const image = disk([full(0), full(1), full(2), full(3)], [1]);
    const facts = { gaps: 1, bytes: EXTENT * 512, fits: 1, named: 3, looked: false, lost: 0, unclear: 0 };
    expect(await told(image, false)).toEqual([['B06', 'warning', facts]]);
  });

  test('a footer of zeros behind the room is not counted as room', async () => {
    // Block 2, which is lost, is all that stands between block 0 and the footer’s place.
    const image = withEntry(baseImage(), 2, NOWHERE).fill(0, FOOTER_AT);
    const [room] = await findings(image, false);
    expect(room).toMatchObject({ code: 'B06', facts: { gaps: 1, bytes: EXTENT * 512, fits: 1 }, where: [{ bytes: EXTENT * 512 }] });
    expect((await told(image)).map(([code]) => code)).toEqual(['B22']);
  });

  test('where only a block’s data would fit, without its bitmap', async () => {
    const image = joined(baseImage().subarray(0, FOOTER_AT), new Uint8Array(BLOCK), baseImage().subarray(FOOTER_AT));
    expect(await told(image, false)).toMatchObject([['B06', 'warning', { bytes: BLOCK, fits: 1 }]]);
    expect(await told(image)).toMatchObject([['B06', 'note', { looked: true, lost: 0, unclear: 0 }]]);
  });

  test('a table of random places names none', async () => {
    const image = baseImage();
    [0x9c1f_3a77, 0xe00d_11b5, 0x7d3e_f001, 0x4b7a_90c2].forEach((at, block) => withEntry(image, block, at));
    expect(await told(image, false)).toMatchObject([['B06', 'warning', { fits: 2, named: 0 }]]);
  });

  test.each<[string, number, 'note' | 'warning', number]>([
    ['zeros', 0, 'note', 0],
    ['ones', 0xff, 'warning', 3],
    ['text', 0x61, 'warning', 3],
  ])('room of %s that was read', async (_what, byte, severity, unclear) => {
    const room = new Uint8Array(3 * EXTENT * 512).fill(byte);
    const image = joined(baseImage().subarray(0, FOOTER_AT), room, baseImage().subarray(FOOTER_AT));
    expect(await told(image)).toMatchObject([['B06', severity, { fits: 3, looked: true, lost: 0, unclear }]]);
  });
});

test('a lost block that says where it belongs, while the disk shows nothing there, is an error', async () => {
  const image = disk([full(0), full(1)], [0]);
  expect(await told(image)).toMatchObject([['B22', 'warning', { placed: 0 }]]);
  // A boot sector, which stands in the first block of a disk.
  put16(image, 2048 + 512 + 510, 0x55aa);
  expect(await told(image)).toMatchObject([['B22', 'error', { blocks: 1, placed: 1 }]]);
  // It is an old copy where that block has a place.
  expect(await told(withEntry(withEntry(image, 0, 4 + EXTENT), 1, NOWHERE))).toMatchObject([['B22', 'warning', { placed: 0 }]]);
});
