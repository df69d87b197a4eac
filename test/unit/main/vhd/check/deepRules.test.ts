/** Rules that look at every block, and at what lies below the disk: what they find, and what they must not. */
import { describe, expect, test } from 'vitest';
import { blockTable } from '../../../../../main/vhd/describe/blockTable';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { orphanBlocks } from '../../../../../main/vhd/check/lostBlocks';
import { checkLineage } from '../../../../../main/vhd/check/lineageRules';
import type { Chain } from '../../../../../main/vhd/read/chain';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { OWNER_NOBODY } from '../../../../../shared/views';
import { deepFindings, finderFor } from '../../../../support/damageChecks';
import { baseImage, BLOCK, childImage, fixedImage, inBothFooters, inHeader, SIZE, withEntry, xenImage } from '../../../../support/fixtures';
import {
  BASE_ID,
  footerBytes,
  patterned,
  put32,
  put64,
  sparseImage,
  stampFooter,
  utf16,
  type LocatorSpec,
} from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, imageIn, NOW } from '../../../../support/opened';

type Found = readonly [string, object];
async function found(bytes: Uint8Array, parent?: () => Uint8Array): Promise<Found[]> {
  const finder = finderFor(parent === undefined ? {} : { child: true, parent });
  return (await deepFindings(await chainOf(memoryFile(bytes), finder)))
    .filter(({ code }) => code !== 'B11')
    .map(({ code, facts }) => [code, facts]);
}
const codes = async (...asked: Parameters<typeof found>): Promise<string[]> => (await found(...asked)).map(([code]) => code);

/** Block 0 whole in the child: sectors 0 and 1 zeros, sector 2 its parent's, the rest its own. */
function overParent(): Uint8Array {
  const data = patterned(BLOCK, 200);
  data.fill(0, 0, 1024);
  data.set(patterned(BLOCK, 3).subarray(1024, 1536), 1024);
  return childImage({ blocks: [{ index: 0, data }] }).bytes;
}

test('many small blocks, read many at once, are looked at as large ones are, the last sectors of the last among them', async () => {
  const [blockBytes, count] = [4096, 40];
  const full = (): Uint8Array => new Uint8Array(blockBytes).fill(0x5a);
  const blocks = Array.from({ length: count }, (_, index) => {
    if (index === 7) return { index, data: full(), bitmap: new Uint8Array(512).fill(0b1110_1111, 0, 1) };
    return { index, data: index === 9 ? new Uint8Array(blockBytes) : full() };
  });
  const { bytes } = sparseImage({ size: count * blockBytes - 1024, blockBytes, blocks });
  expect(await found(bytes)).toEqual(
    expect.arrayContaining([
      ['B15', { blocks: 1, sectors: 1, firstLba: 7 * 8 + 3 }],
      ['B08', { blocks: 1, first: 9, bytes: blockBytes }],
      ['B21', { block: 39, bytes: 1024 }],
    ]),
  );
});

describe('a child against its parent', () => {
  test('zeros over data and sectors that are the same are told, with their number and first place', async () => {
    expect(await found(overParent(), baseImage)).toEqual([
      ['P09', { blocks: 1, sectors: 2, firstLba: 0 }],
      ['B20', { blocks: 1, sectors: 1, firstLba: 2 }],
    ]);
  });

  test('what the parent cannot give is neither: a damaged sector is not zero', async () => {
    const seen = await codes(overParent(), () => withEntry(baseImage(), 0, 0x00ff_ffff));
    expect(seen).not.toContain('B20');
    expect(seen).not.toContain('P09');
  });

  test('nothing is compared behind the end of a smaller parent', async () => {
    const child = childImage({ blocks: [{ index: 3, data: new Uint8Array(BLOCK) }] }).bytes;
    const small = (): Uint8Array => sparseImage({ size: BLOCK, blockBytes: BLOCK, blocks: [] }).bytes;
    expect(await codes(child, small)).toEqual(['P04']);
  });

  test('another size is told at the footer that is believed', async () => {
    const small = (): Uint8Array => sparseImage({ size: BLOCK, blockBytes: BLOCK, blocks: [] }).bytes;
    const child = childImage().bytes;
    const placeOf = async (bytes: Uint8Array): Promise<number | undefined> => {
      const chain = await chainOf(memoryFile(bytes), finderFor({ child: true, parent: small }));
      return (await deepFindings(chain)).find(({ code }) => code === 'P04')?.where[0]?.at;
    };
    expect(await placeOf(child)).toBe(child.length - 512 + 48);
    expect(await placeOf(child.subarray(0, child.length - 512))).toBe(48);
  });
});

describe('blocks that nobody points to', () => {
  test('are found behind zeros, and not in a disk without blocks', async () => {
    const { bytes, tableAt, blockAt } = sparseImage({
      size: 12 * 4096,
      blockBytes: 4096,
      gapSectors: 3,
      blocks: [1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => ({ index, data: patterned(4096, index) })),
    });
    bytes.fill(0xff, tableAt, tableAt + 48);
    const image = await imageIn(memoryFile(bytes));
    expect(await orphanBlocks(image)).toEqual({ ok: true, value: [...blockAt.values()].map((at) => at / 512) });
    expect(await orphanBlocks(await imageIn(memoryFile(fixedImage())))).toEqual({ ok: true, value: [] });
  });
});

describe('Xen’s batmap', () => {
  /** With these bits, and the sum that goes with them. */
  const batmap = (bits: number, image = xenImage()): Uint8Array => {
    image[2560] = bits;
    put32(image, 2048 + 24, 0xffff_ffff - bits);
    return image;
  };

  test('counts every block that it promises and that is not there', async () => {
    expect(await found(batmap(0xf0))).toEqual([['X02', { blocks: 2, first: 1 }]]);
  });

  test('leaves a block that lies behind the file’s end to the rule of the table', async () => {
    expect(await codes(batmap(0xe0, withEntry(xenImage(), 1, 0x00ff_ffff)))).toEqual(['B01']);
  });
});

describe('how a child names its parent', () => {
  const named = (parentName: string, locators: readonly LocatorSpec[] = [], id: Uint8Array = BASE_ID): Uint8Array =>
    childImage({ header: { parentId: id, parentName }, locators }).bytes;

  test('P08: not at all', async () => {
    expect(await found(named('', [], new Uint8Array(16)))).toEqual([['P08', {}]]);
  });

  test('P01: by its id alone', async () => {
    expect(await found(named(''))).toEqual([
      ['P01', { name: '', why: 'missing', of: null, layer: 0 }],
      ['P13', {}],
    ]);
  });

  test('P12: by a name that fills its field', async () => {
    expect(await found(named(`${'n'.repeat(252)}.vhd`))).toContainEqual(['P12', { why: 'full' }]);
  });

  test('P15: by a share in the header, where there are no locators', async () => {
    const path = '\\\\server\\share\\p.vhd';
    const chain = await chainOf(memoryFile(named(path)));
    expect((await deepFindings(chain)).find(({ code }) => code === 'P15')).toMatchObject({
      facts: { path, why: 'share' },
      where: [{ structure: 'dynamic-header', at: 512 + 64 }],
    });
  });

  test.each([
    ['W2ku', '\\\\.\\PhysicalDrive0', 'device'],
    ['MacX', '/dev/sda', 'device'],
    ['W2ru', '..\\..\\p.vhd', 'climbs'],
  ] as const)('P15: by %s %s', async (code, path, why) => {
    const data = code === 'MacX' ? new TextEncoder().encode(`file://${path}`) : utf16(path, 'le');
    expect(await found(named('p.vhd', [{ slot: 0, code, data }]))).toContainEqual(['P15', { path, why }]);
  });

  test('P16: through more layers than Xen goes', async () => {
    const image = await imageIn(memoryFile(childImage().bytes, { name: 'p.vhd' }));
    const layers = (count: number): Chain => ({ layers: [image, ...Array.from({ length: count - 1 }, () => image)], parent: null });
    expect(checkLineage(layers(31), NOW).map(({ code, facts }) => [code, facts])).toEqual([['P16', { layers: 31 }]]);
    expect(checkLineage(layers(30), NOW)).toEqual([]);
  });
});

describe('odd disks', () => {
  test('a raw disk has nothing that could be wrong', async () => {
    const raw = await openImage(memoryFile(patterned(4096, 1)), 'raw');
    if (!raw.ok) throw new Error(raw.error.kind);
    expect(await checkDisk({ layers: [raw.value], parent: null }, { now: NOW, deep: true })).toEqual({ ok: true, value: [] });
  });

  test('an original size that no file could have leads nowhere', async () => {
    const image = fixedImage();
    put64(image, SIZE + 40, 2n ** 63n);
    stampFooter(image, SIZE);
    expect(await codes(image)).not.toContain('F18');
  });

  test('a header that is not where the believed copy says is told there', async () => {
    const image = inBothFooters(baseImage(), (b, at) => put64(b, at + 16, 4096n));
    const [whole, cut] = [image, image.subarray(0, image.length - 512)];
    const placeOf = async (bytes: Uint8Array): Promise<number | undefined> =>
      (await deepFindings(await chainOf(memoryFile(bytes)))).find(({ code }) => code === 'H01')?.where[0]?.at;
    expect(await placeOf(whole)).toBe(image.length - 512 + 16);
    expect(await placeOf(cut)).toBe(16);
  });
});

describe('who holds a block that a child leaves open', () => {
  const owners = async (parent: () => Uint8Array): Promise<number[]> => [
    ...blockTable(await chainOf(memoryFile(childImage({ blocks: [] }).bytes), finderFor({ child: true, parent }))).owners,
  ];

  test('a fixed parent holds all of it, one without a table perhaps, a smaller one only its own', async () => {
    expect(await owners(fixedImage)).toEqual([1, 1, 1, 1]);
    expect(await owners(() => inHeader(baseImage(), (b, at) => put32(b, at + 20, 1537)))).toEqual([1, 1, 1, 1]);
    const small = (): Uint8Array => {
      const bytes = new Uint8Array(BLOCK + 512);
      bytes.set(footerBytes({ type: 2, size: BLOCK }), BLOCK);
      return bytes;
    };
    expect(await owners(small)).toEqual([1, OWNER_NOBODY, OWNER_NOBODY, OWNER_NOBODY]);
  });
});
