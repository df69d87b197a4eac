import { describe, expect, test } from 'vitest';
import type { Chain } from '../../../../../main/vhd/read/chain';
import { readSectors, sectorRuns } from '../../../../../main/vhd/read/readDisk';
import type { BitmapPolicy } from '../../../../../shared/views';
import { lba } from '../../../../../shared/vhd/units';
import { baseImage, BLOCK, childImage, fixedImage, FOOTER_AT, joined, SIZE, TABLE_AT, withEntry } from '../../../../support/fixtures';
import { BASE_ID, footerBytes, patterned, sparseImage, type SparseSpec } from '../../../../support/imageBuilder';
import { failingFile, memoryFile, sparseFile, spyOn } from '../../../../support/memoryFile';
import { chainOf, hashOf, imageIn } from '../../../../support/opened';
import { sha256Of } from '../../../../support/samples';

const open = (bytes: Uint8Array): Promise<Chain> => chainOf(memoryFile(bytes));
const built = (spec: SparseSpec): Promise<Chain> => open(sparseImage(spec).bytes);

const runs = async (chain: Chain, from: number, count: number, policy: BitmapPolicy = 'honour'): Promise<[string, number][]> => {
  const found = await sectorRuns(chain, lba(from), count, policy);
  return found.map(({ source, sectors }) => [source, sectors]);
};
const bytesAt = async (chain: Chain, from: number, count: number, policy: BitmapPolicy = 'honour'): Promise<Uint8Array> => {
  const read = await readSectors(chain, lba(from), count, policy);
  return read.bytes;
};

/** The 8 MiB of the base image: pattern in blocks 0 and 2, zeros between. */
const CONTENT = ((): string => {
  const all = new Uint8Array(SIZE);
  all.set(patterned(BLOCK, 3), 0);
  all.set(patterned(BLOCK, 91), 2 * BLOCK);
  return sha256Of(all);
})();

describe('what is right however odd the image is', () => {
  test.each<[string, () => Uint8Array]>([
    ['dynamic', baseImage],
    ['fixed', fixedImage],
    ['without its trailing footer', () => baseImage().subarray(0, FOOTER_AT)],
    ['with junk behind it', () => joined(baseImage(), new Uint8Array(100).fill(0x5a))],
    [
      'with zeros for padding in the table',
      () => {
        const bytes = baseImage();
        bytes.fill(0, TABLE_AT + 16, TABLE_AT + 512);
        return bytes;
      },
    ],
  ])('%s', async (_, image) => {
    expect(await hashOf(await open(image()))).toBe(CONTENT);
  });

  test.each([512, 1024, 2048, 4096, 65_536, 524_288, 4_194_304, 16_777_216])('blocks of %i bytes', async (blockBytes) => {
    const chain = await built({ size: blockBytes * 2, blockBytes, blocks: [{ index: 1, data: patterned(blockBytes, 5) }] });
    expect(await runs(chain, 0, (blockBytes / 512) * 2)).toEqual([
      ['zero', blockBytes / 512],
      ['file', blockBytes / 512],
    ]);
    const last = (blockBytes / 512) * 2 - 1;
    expect(await bytesAt(chain, last, 1)).toEqual(patterned(blockBytes, 5).subarray(blockBytes - 512));
  });
});

describe('clear bits of a dynamic disk over bytes that are not zero (F01, F02)', () => {
  const half = (): Promise<Chain> =>
    built({
      size: BLOCK,
      blockBytes: BLOCK,
      blocks: [{ index: 0, data: patterned(BLOCK, 3), bitmap: new Uint8Array(512).fill(0xff, 0, 256) }],
    });

  test('read as zeros, as the specification says', async () => {
    expect(await runs(await half(), 0, 4096)).toEqual([
      ['file', 2048],
      ['zero', 2048],
    ]);
    expect(await bytesAt(await half(), 2048, 1)).toEqual(new Uint8Array(512));
  });

  test('read as the bytes on disk when bitmaps are not looked at, as QEMU does', async () => {
    expect(await runs(await half(), 0, 4096, 'ignore')).toEqual([['file', 4096]]);
    expect(await bytesAt(await half(), 2048, 1, 'ignore')).toEqual(patterned(BLOCK, 3).subarray(2048 * 512, 2049 * 512));
  });

  test('a single bit, 0x80, is the first sector only (F04)', async () => {
    const chain = await built({
      size: BLOCK,
      blockBytes: BLOCK,
      blocks: [{ index: 0, data: patterned(BLOCK, 3), bitmap: Uint8Array.of(0x80) }],
    });
    expect(await runs(chain, 0, 8)).toEqual([
      ['file', 1],
      ['zero', 7],
    ]);
  });
});

describe('a child', () => {
  test('without its parent is unknown where it holds nothing, and its faults say so', async () => {
    const chain = await open(childImage().bytes);
    expect(await runs(chain, 0, 4097)).toEqual([
      ['file', 1],
      ['unknown', 8],
      ['file', 1],
      ['unknown', 4087],
    ]);
    const read = await readSectors(chain, lba(0), 10, 'honour');
    expect(read.faults).toEqual([{ at: 512, bytes: 8 * 512 }]);
  });

  test('keeps honouring its bitmap when bitmaps of dynamic disks are not looked at', async () => {
    expect(await runs(await open(childImage().bytes), 0, 10, 'ignore')).toEqual([
      ['file', 1],
      ['unknown', 8],
      ['file', 1],
    ]);
  });

  test('larger than its parent reads zeros behind the parent’s end (H21)', async () => {
    const parent = await imageIn(memoryFile(baseImage()));
    const child = await imageIn(
      memoryFile(
        sparseImage({ size: SIZE + BLOCK, blockBytes: BLOCK, type: 4, blocks: [], header: { parentId: BASE_ID, parentName: 'p.vhd' } })
          .bytes,
      ),
    );
    const chain: Chain = { layers: [child, parent], parent: null };
    expect(await runs(chain, 2 * 4096, 3 * 4096)).toEqual([
      ['parent', 4096],
      ['zero', 2 * 4096],
    ]);
    expect(await bytesAt(chain, SIZE / 512, 1)).toEqual(new Uint8Array(512));
  });

  test('over a fixed parent takes its sectors from the parent’s file at their own place', async () => {
    const chain: Chain = { layers: [await imageIn(memoryFile(childImage().bytes)), await imageIn(memoryFile(fixedImage()))], parent: null };
    const found = await sectorRuns(chain, lba(0), 3, 'honour');
    expect(found).toEqual([
      { lba: 0, sectors: 1, source: 'file', layer: 0, at: (childImage().blockAt.get(0) ?? 0) + 512 },
      { lba: 1, sectors: 2, source: 'parent', layer: 1, at: 512 },
    ]);
  });
});

describe('damage stays where it is', () => {
  test('a block past the end of the file is damaged, its neighbours are read (E05)', async () => {
    const chain = await open(withEntry(baseImage(), 1, 0x00ff_ffff));
    expect(await runs(chain, 0, 3 * 4096)).toEqual([
      ['file', 4096],
      ['damaged', 4096],
      ['file', 4096],
    ]);
    expect(await bytesAt(chain, 2 * 4096, 1)).toEqual(patterned(BLOCK, 91).subarray(0, 512));
  });

  test('a block over the header is damaged also when bitmaps are not looked at (E03)', async () => {
    expect(await runs(await open(withEntry(baseImage(), 1, 1)), 4096, 4096, 'ignore')).toEqual([['damaged', 4096]]);
  });

  test('the end of a fixed disk that is too short is damaged (B03)', async () => {
    const bytes = new Uint8Array(4096 + 512);
    bytes.set(footerBytes({ type: 2, size: 8192 }), 4096);
    expect(await runs(await open(bytes), 0, 16)).toEqual([
      ['file', 8],
      ['damaged', 8],
    ]);
  });

  test('a sector that the drive cannot read is a fault in the page, not an error', async () => {
    const chain = await chainOf(failingFile(memoryFile(fixedImage()), 8192, 8704));
    const read = await readSectors(chain, lba(0), 64, 'honour');
    expect(read.faults).toEqual([{ at: 8192, bytes: 512 }]);
    const expected = fixedImage()
      .slice(0, 64 * 512)
      .fill(0, 8192, 8704);
    expect(Buffer.from(read.bytes).equals(expected)).toBe(true);
  });

  test('a drive that has gone is not asked for every sector', async () => {
    const spy = spyOn(failingFile(memoryFile(fixedImage()), 0, SIZE));
    const chain = await chainOf(memoryFile(fixedImage()));
    const [top] = chain.layers;
    const gone: Chain = { layers: [{ ...top, file: spy.file }], parent: null };
    const read = await readSectors(gone, lba(0), 16_384, 'honour');
    expect(read.faults).toEqual([{ at: 0, bytes: SIZE }]);
    expect(spy.calls).toBeLessThan(300);
  });

  test('a bitmap that the drive cannot read makes its block damaged', async () => {
    const chain = await chainOf(failingFile(memoryFile(baseImage()), 2048, 2560));
    expect(await runs(chain, 0, 4097)).toEqual([
      ['damaged', 4096],
      ['zero', 1],
    ]);
  });

  test('without a header every sector is damaged', async () => {
    const bytes = baseImage();
    bytes.fill(0, 512, 1536);
    expect(await runs(await open(bytes), 0, 100)).toEqual([['damaged', 100]]);
  });
});

describe('offsets beyond 31 bits', () => {
  test('an entry of 0x80000000 and more is read unsigned (E07)', async () => {
    const at = 0xf000_0000;
    const image = sparseImage({ size: BLOCK, blockBytes: BLOCK, blocks: [] }).bytes;
    withEntry(image, 0, at);
    const end = (at + 4097) * 512;
    const block = new Uint8Array(512 + 1024).fill(0xff, 0, 512);
    block.fill(0x5c, 512);
    const file = sparseFile(end + 512, [
      [0, image.subarray(0, image.length - 512)],
      [at * 512, block],
      [end, image.slice(0, 512)],
    ]);
    const chain = await chainOf(file);
    expect(await bytesAt(chain, 1, 1)).toEqual(new Uint8Array(512).fill(0x5c));
    expect(await bytesAt(chain, 2, 1)).toEqual(new Uint8Array(512));
  });
});

describe('bounds', () => {
  test('a range that is not on the disk is a fault of the caller', async () => {
    const chain = await open(baseImage());
    await expect(sectorRuns(chain, lba(SIZE / 512), 1, 'honour')).rejects.toThrow(RangeError);
    await expect(readSectors(chain, lba(SIZE / 512 - 1), 2, 'honour')).rejects.toThrow(RangeError);
  });

  test('one read takes no more than 32 MiB', async () => {
    const chain = await built({ size: 2 ** 30, blockBytes: BLOCK, blocks: [] });
    await expect(readSectors(chain, lba(0), 65_537, 'honour')).rejects.toThrow(RangeError);
  });

  test('neighbouring blocks in one piece are one run, and one read besides their bitmaps', async () => {
    const spy = spyOn(memoryFile(fixedImage()));
    const chain = await chainOf(spy.file);
    spy.calls = 0;
    await readSectors(chain, lba(0), 8192, 'honour');
    expect(spy.calls).toBe(1);
  });

  test('a bitmap is read once however often its block is', async () => {
    const spy = spyOn(memoryFile(baseImage()));
    const chain = await chainOf(spy.file);
    await readSectors(chain, lba(0), 1, 'honour');
    spy.ranges = [];
    await readSectors(chain, lba(1), 1, 'honour');
    expect(spy.ranges).toEqual([[2048 + 512 + 512, 512]]);
  });
});
