import { describe, expect, test } from 'vitest';
import { blockTable } from '../../../../../main/vhd/describe/blockTable';
import { describe as describeChain } from '../../../../../main/vhd/describe/describe';
import type { Chain } from '../../../../../main/vhd/read/chain';
import { BLOCK_STATE, OWNER_NOBODY, OWNER_UNKNOWN } from '../../../../../shared/views';
import { baseImage, BLOCK, childImage, fixedImage, inBothFooters, inHeader, SIZE, TABLE_AT, withEntry } from '../../../../support/fixtures';
import { footerBytes, put32, put64, sparseImage } from '../../../../support/imageBuilder';
import { memoryFile, sparseFile } from '../../../../support/memoryFile';
import { chainOf, imageIn, NOW } from '../../../../support/opened';

const { unallocated, parent, unscanned, full, damaged, overlapping } = BLOCK_STATE;

describe('the blocks as the map draws them', () => {
  test('a dynamic disk: allocated or nobody’s', async () => {
    const table = blockTable(await chainOf(memoryFile(baseImage())));
    expect([...table.states]).toEqual([unscanned, unallocated, unscanned, unallocated]);
    expect([...table.owners]).toEqual([0, OWNER_NOBODY, 0, OWNER_NOBODY]);
    expect([...table.entries]).toEqual([4, 0xffff_ffff, 4101, 0xffff_ffff]);
  });

  test('a child without its parent: what it lacks is unknown', async () => {
    const table = blockTable(await chainOf(memoryFile(childImage().bytes)));
    expect([...table.states]).toEqual([unscanned, parent, parent, parent]);
    expect([...table.owners]).toEqual([0, OWNER_UNKNOWN, OWNER_UNKNOWN, OWNER_UNKNOWN]);
  });

  test('a child over its parent: the layer that holds each block', async () => {
    const chain: Chain = { layers: [await imageIn(memoryFile(childImage().bytes)), await imageIn(memoryFile(baseImage()))], parent: null };
    const { states, owners } = blockTable(chain);
    expect([...owners]).toEqual([0, OWNER_NOBODY, 1, OWNER_NOBODY]);
    // What no layer has comes from no parent.
    expect([...states]).toEqual([unscanned, unallocated, parent, unallocated]);
  });

  test('a child over a damaged parent: what that cannot give is damaged here too', async () => {
    const broken = withEntry(baseImage(), 2, 0x0100_0000);
    const chain: Chain = { layers: [await imageIn(memoryFile(childImage().bytes)), await imageIn(memoryFile(broken))], parent: null };
    const { states, owners } = blockTable(chain);
    expect([...states]).toEqual([unscanned, unallocated, damaged, unallocated]);
    expect([...owners]).toEqual([0, OWNER_NOBODY, 1, OWNER_NOBODY]);
  });

  test('a child over a parent whose blocks overlap: it shows so, and what stands over the header as damaged', async () => {
    const over = async (parent: Uint8Array): Promise<number[]> => {
      const layers: Chain['layers'] = [await imageIn(memoryFile(childImage().bytes)), await imageIn(memoryFile(parent))];
      return [...blockTable({ layers, parent: null }).states];
    };
    // Block 1 of the parent in the place of its block 2; then over its dynamic header.
    expect(await over(withEntry(baseImage(), 1, 4101))).toEqual([unscanned, overlapping, overlapping, unallocated]);
    expect(await over(withEntry(baseImage(), 1, 1))).toEqual([unscanned, damaged, parent, unallocated]);
  });

  test('a child behind the end of its parent: zeros, also where that has a parent that is missing', async () => {
    const short = inBothFooters(childImage().bytes, (b, at) => put64(b, at + 48, 2 * BLOCK));
    const chain = {
      layers: [await imageIn(memoryFile(childImage().bytes)), await imageIn(memoryFile(short))],
      parent: {},
    } as unknown as Chain;
    expect([...blockTable(chain).owners]).toEqual([0, OWNER_UNKNOWN, OWNER_NOBODY, OWNER_NOBODY]);
  });

  test('faulty blocks are damaged or overlapping', async () => {
    const table = blockTable(await chainOf(memoryFile(withEntry(withEntry(baseImage(), 1, 4), 3, 0x0100_0000))));
    expect([...table.states]).toEqual([overlapping, overlapping, unscanned, damaged]);
  });

  test('blocks whose entries the file does not hold are damaged', async () => {
    const whole = sparseImage({ size: 1024 * BLOCK, blockBytes: BLOCK, blocks: [] }).bytes;
    const { states } = blockTable(await chainOf(memoryFile(whole.subarray(0, TABLE_AT + 2048))));
    expect([states[0], states[511], states[512], states[1023]]).toEqual([unallocated, unallocated, damaged, damaged]);
  });

  test('entries that the header does not promise are unallocated', async () => {
    const bytes = inHeader(baseImage(), (b, at) => put32(b, at + 28, 2));
    expect([...blockTable(await chainOf(memoryFile(bytes))).states]).toEqual([unscanned, unallocated, unallocated, unallocated]);
  });

  test('a fixed disk is full, what its file lacks is damaged', async () => {
    expect([...blockTable(await chainOf(memoryFile(fixedImage()))).states]).toEqual([full, full, full, full]);
    const short = sparseFile(3 * BLOCK + 512, [[3 * BLOCK, footerBytes({ type: 2, size: SIZE })]]);
    expect([...blockTable(await chainOf(short)).states]).toEqual([full, full, full, damaged]);
  });
});

describe('what the window is told', () => {
  test('of a dynamic disk', async () => {
    const view = await describeChain(await chainOf(memoryFile(baseImage())), NOW);
    expect(view.disk).toMatchObject({
      kind: 'dynamic',
      sectors: SIZE / 512,
      geometry: { cylinders: 240, heads: 4, sectorsPerTrack: 17 },
      geometryBySpec: { cylinders: 240, heads: 4, sectorsPerTrack: 17 },
      trusted: 'footer',
      blocks: { sizeBytes: BLOCK, count: 4, allocated: 2, inTable: true, bitmapSectors: 1, tableAt: TABLE_AT },
      partitions: { scheme: 'none', entries: [] },
    });
    expect([view.fileBytes, view.layers.length, view.parent]).toEqual([4_197_888, 1, null]);
  });

  test('of a disk without a partition table: the file system from its first sector on', async () => {
    const bytes = fixedImage();
    // A boot sector of FAT12 by Microsoft's specification: 512 bytes a sector, 1 a cluster, 2 FATs of 9, 224 entries in the root.
    bytes.set([0xeb, 0x3c, 0x90, ...new TextEncoder().encode('MSDOS5.0'), 0, 2, 1, 1, 0, 2, 224, 0, 0x40, 0x0b, 0xf0, 9, 0]);
    bytes.set([0x55, 0xaa], 510);
    const { disk } = await describeChain(await chainOf(memoryFile(bytes)), NOW);
    expect(disk?.bareVolume).toEqual({ fileSystem: 'FAT12', label: '' });
    const none = await describeChain(await chainOf(memoryFile(fixedImage())), NOW);
    expect(none.disk?.bareVolume).toBeNull();
  });

  test('of a child that looks for its parent in vain', async () => {
    const view = await describeChain(await chainOf(memoryFile(childImage().bytes)), NOW);
    expect(view.parent).toEqual({
      childLayer: 0,
      state: 'missing',
      foundId: null,
      lookedFor: ['p.vhd'],
      elsewhere: [],
      expectedId: '00000000-0000-0000-1122-334455667788',
    });
    expect(view.disk?.locators.map(({ platform, path }) => [platform, path])).toEqual([['W2ru', '.\\p.vhd']]);
  });

  test('of a fixed disk, whose blocks are a unit of the map only', async () => {
    const view = await describeChain(await chainOf(memoryFile(fixedImage())), NOW);
    expect(view.disk?.blocks).toEqual({
      sizeBytes: BLOCK,
      count: 4,
      allocated: 4,
      inTable: false,
      bitmapSectors: 0,
      tableAt: null,
      tableHash: 0,
    });
  });
});
