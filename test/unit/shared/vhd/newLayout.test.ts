import { describe, expect, it, test } from 'vitest';
import { planDisk } from '../../../../main/vhd/ops/createDisk';
import type { SparseTarget } from '../../../../main/vhd/ops/rewrite';
import { layOut } from '../../../../main/vhd/ops/sparseLayout';
import { bitmapSectorsOf, leastSectors, newLayout, partitionSpans, type LayoutSpec } from '../../../../shared/vhd/newLayout';
import { diskSpec } from '../../../support/newDisks';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;

const spec = (more: Partial<LayoutSpec> = {}): LayoutSpec => ({
  kind: 'dynamic',
  sectors: (127 * GIB) / 512,
  blockBytes: 2 * MIB,
  isAligned: false,
  locatorRooms: [],
  scheme: 'none',
  ...more,
});

describe('room for the bitmap', () => {
  test.each([
    [512, 1],
    [2048, 1],
    [4096, 1],
    [512 * 1024, 1],
    [2 * 1024 * 1024, 1],
    [4 * 1024 * 1024, 2],
    [16 * 1024 * 1024, 8],
  ])('blocks of %i bytes', (blockBytes, sectors) => {
    expect(bitmapSectorsOf(blockBytes / 512)).toBe(sectors);
  });
});

describe('the layout of a new disk', () => {
  it('starts at 256 KiB for 127 GiB, as Windows makes it, with every part where the specification has it', () => {
    const layout = newLayout(spec({ isAligned: true }));
    expect(layout?.startBytes).toBe(256 * 1024);
    expect(layout?.entries).toBe(65_024);
    expect(layout?.parts).toEqual([
      { kind: 'footer-copy', at: 0, bytes: 512 },
      { kind: 'dynamic-header', at: 512, bytes: 1024 },
      { kind: 'bat', at: 1536, bytes: 65_024 * 4 },
      { kind: 'footer', at: 256 * 1024 - 512, bytes: 512 },
    ]);
  });

  it('grows by a block and a page of bitmap each, 4,096 bytes aligned', () => {
    // Worked out by hand: the table ends at 261,632, the first data lies at 262,144, 65,024 blocks of 2 MiB + 4 KiB follow, less one bitmap's page.
    expect(newLayout(spec({ isAligned: true }))?.mostBytes).toBe(262_144 + 65_024 * (2 * MIB + 4096) - 4096 + 4096);
  });

  it('follows without a gap otherwise: bitmap, block, bitmap, block, footer', () => {
    expect(newLayout(spec())?.startBytes).toBe(1536 + 65_024 * 4 + 512);
    expect(newLayout(spec())?.mostBytes).toBe(1536 + 65_024 * 4 + 65_024 * (2 * MIB + 512) + 512);
  });

  it('has no table for a fixed disk: data, then the footer', () => {
    expect(newLayout(spec({ kind: 'fixed', sectors: 2048 }))).toEqual({
      parts: [
        { kind: 'data', at: 0, bytes: MIB },
        { kind: 'footer', at: MIB, bytes: 512 },
      ],
      startBytes: MIB + 512,
      mostBytes: MIB + 512,
      entries: 0,
    });
  });

  it('is null where the table would be larger than anybody reads', () => {
    expect(newLayout(spec({ sectors: 0xff00_0000, blockBytes: 65_536 }))).toBeNull();
  });

  it.each([
    ['none', 'dynamic'],
    ['mbr', 'dynamic'],
    ['gpt', 'dynamic'],
    ['gpt', 'fixed'],
  ] as const)('says the length of the file that is written: %s, %s', (scheme, kind) => {
    for (const [sectors, blockBytes] of [
      [131_072, 2 * MIB],
      [131_071, 512 * 1024],
      [8192, 4096],
      [100, 512],
    ] as const) {
      const partitions =
        scheme === 'none'
          ? { scheme }
          : scheme === 'mbr'
            ? { scheme, signature: new Uint8Array(4) }
            : { scheme, diskId: new Uint8Array(16) };
      const disk = planDisk(diskSpec({ kind, sizeBytes: sectors * 512, blockBytes, partitions }));
      expect(newLayout(spec({ kind, sectors, blockBytes, scheme }))?.startBytes).toBe(disk.ok ? disk.value.bytes : 0);
    }
  });
});

describe('a partition table', () => {
  it('takes both ends of the disk as GPT, the first sector as MBR', () => {
    expect(partitionSpans('gpt', 1000)).toEqual([
      { lba: 0, sectors: 34 },
      { lba: 967, sectors: 33 },
    ]);
    expect(partitionSpans('mbr', 1000)).toEqual([{ lba: 0, sectors: 1 }]);
    expect(partitionSpans('none', 1000)).toEqual([]);
  });

  it('needs room for two tables and a sector between them', () => {
    expect(leastSectors('gpt')).toBe(68);
    expect(leastSectors('none')).toBe(1);
  });
});

test('a new disk and one that is written anew are laid out alike, whatever the size of their blocks', () => {
  for (const blockBytes of [4096, 2 * MIB, 16 * MIB]) {
    for (const align of [512, 4096]) {
      const sectors = (64 * MIB) / 512;
      const created = newLayout({
        kind: 'dynamic',
        sectors,
        blockBytes,
        isAligned: align === 4096,
        locatorRooms: [],
        scheme: 'none',
      });
      const count = Math.ceil((64 * MIB) / blockBytes);
      const target: SparseTarget = {
        kind: 'sparse',
        footer: new Uint8Array(512),
        sectors,
        blockBytes,
        header: new Uint8Array(1024),
        locators: [],
        align,
      };
      const empty = layOut(target, new Uint8Array(count));
      const full = layOut(target, new Uint8Array(count).fill(1));
      expect([empty.ok && empty.value.fileBytes, full.ok && full.value.fileBytes]).toEqual([created?.startBytes, created?.mostBytes]);
    }
  }
});
