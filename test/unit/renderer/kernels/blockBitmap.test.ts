import { describe, expect, it } from 'vitest';
import {
  anchorSector,
  countKinds,
  holdingText,
  isEdited,
  kindOf,
  sectorAt,
  sectorByKey,
  sectorGrid,
  sectorsIn,
  sectorUnder,
} from '../../../../renderer/kernels/blockBitmap';
import type { Disk } from '../../../../renderer/kernels/translate';
import { SECTOR_MARK, SECTOR_SOURCES, type ImageView, type SectorRun, type SectorSource } from '../../../../shared/views';

const { set, zero, lost, edited, sourceStep } = SECTOR_MARK;
const mark = (bits: number, source: SectorSource): number => bits + SECTOR_SOURCES.indexOf(source) * sourceStep;

describe('a sector', () => {
  it('is here, absent, or one of the two contradictions', () => {
    expect(kindOf(mark(set, 'file'))).toBe('file');
    expect(kindOf(mark(set | zero, 'file'))).toBe('void');
    expect(kindOf(mark(0, 'zero'))).toBe('stale');
    expect(kindOf(mark(0, 'parent'))).toBe('stale');
    expect(kindOf(mark(zero, 'parent'))).toBe('parent');
    expect(kindOf(mark(zero, 'zero'))).toBe('zero');
    expect(kindOf(mark(zero, 'unknown'))).toBe('unknown');
    expect(kindOf(mark(zero, 'damaged'))).toBe('damaged');
    expect(kindOf(mark(set | lost, 'damaged'))).toBe('damaged');
  });

  it('is counted by what it is, whether or not it was changed', () => {
    const marks = Uint8Array.of(mark(set, 'file'), mark(set | edited, 'file'), mark(zero | edited, 'zero'), mark(0, 'zero'));
    expect(countKinds(marks)).toEqual({ file: 2, void: 0, parent: 0, zero: 1, stale: 1, unknown: 0, damaged: 0 });
    expect(Array.from(marks, isEdited)).toEqual([false, true, true, false]);
  });
});

describe('the grid of a block', () => {
  it('has 64 columns, however many sectors there are, and a short row for few', () => {
    expect(sectorGrid(4096, 256)).toEqual({ sectors: 4096, columns: 64, rows: 64, cell: 4 });
    expect(sectorGrid(1_048_576, 330)).toMatchObject({ columns: 64, rows: 16_384, cell: 5 });
    expect(sectorGrid(8, 256)).toMatchObject({ columns: 8, rows: 1 });
    expect(sectorGrid(65, 10).cell).toBeGreaterThan(0);
  });

  it('finds the sector under a point, and none outside', () => {
    const grid = sectorGrid(100, 256);
    expect(sectorAt(grid, 0, 0)).toBe(0);
    expect(sectorAt(grid, 255, 3)).toBe(63);
    expect(sectorAt(grid, 4 * 35, 4)).toBe(99);
    expect(sectorAt(grid, 4 * 36, 4)).toBeNull();
    expect(sectorAt(grid, 256, 0)).toBeNull();
    expect(sectorAt(grid, -1, 0)).toBeNull();
  });

  it('is walked by sector, row, page and end, and not left', () => {
    const grid = sectorGrid(4096, 256);
    expect(sectorByKey(grid, 70, 'ArrowLeft', false)).toBe(69);
    expect(sectorByKey(grid, 70, 'ArrowDown', false)).toBe(134);
    expect(sectorByKey(grid, 3, 'ArrowUp', false)).toBe(0);
    expect(sectorByKey(grid, 70, 'Home', false)).toBe(64);
    expect(sectorByKey(grid, 70, 'End', false)).toBe(127);
    expect(sectorByKey(grid, 70, 'End', true)).toBe(4095);
    expect(sectorByKey(grid, 70, 'Home', true)).toBe(0);
    expect(sectorByKey(grid, 0, 'PageDown', false)).toBe(1024);
    expect(sectorByKey(grid, 0, 'x', false)).toBeNull();
  });
});

const MIB = 1024 * 1024;
/** Two blocks of 2 MiB, the disk ends 100 sectors into the second; block 0's bitmap stands in sector 10. */
const disk = (kind: 'dynamic' | 'differencing', layers: readonly string[] = ['a.vhd']): Disk => ({
  view: {
    fileBytes: 5 * MIB,
    disk: { kind, sectors: 4196, footer: null, blocks: { sizeBytes: 2 * MIB, count: 2, inTable: true, bitmapSectors: 1 } },
    layers: layers.map((name) => ({ name })),
  } as unknown as ImageView,
  blocks: {
    states: Uint8Array.of(4, 3),
    owners: Uint8Array.of(0, 0),
    shares: Uint8Array.of(128, 0),
    entries: Uint32Array.of(10, 0xffff_ffff),
  },
});

describe('the cursor', () => {
  it('stands on a sector by the disk, by the data in the file, and by the byte of bitmap', () => {
    expect(sectorUnder(disk('dynamic'), 0, { space: 'disk', at: 5 * 512 + 100 })).toBe(5);
    expect(sectorUnder(disk('dynamic'), 0, { space: 'file', at: (11 + 7) * 512 })).toBe(7);
    // Byte 3 of the bitmap speaks for sectors 24 to 31.
    expect(sectorUnder(disk('dynamic'), 0, { space: 'file', at: 10 * 512 + 3 })).toBe(24);
    // 4,096 sectors are 512 bytes: nothing is behind them here.
    expect(sectorUnder(disk('dynamic'), 1, { space: 'disk', at: 5 * 512 })).toBeNull();
    expect(sectorUnder(disk('dynamic'), 0, { space: 'file', at: 0 })).toBeNull();
  });

  it('stretches a selection from the end at which it is not', () => {
    expect(anchorSector(null, 7)).toBe(7);
    expect(anchorSector({ first: 10, end: 21 }, 20)).toBe(10);
    expect(anchorSector({ first: 10, end: 21 }, 10)).toBe(20);
  });

  it('finds fewer sectors in a last block that the disk does not fill', () => {
    expect(sectorsIn(disk('dynamic'), 0)).toBe(4096);
    expect(sectorsIn(disk('dynamic'), 1)).toBe(100);
  });
});

const run = (lba: number, sectors: number, source: SectorSource, layer: number): SectorRun => ({
  lba,
  sectors,
  source,
  layer,
  at: source === 'file' || source === 'parent' ? lba * 512 : null,
});

describe('the first line', () => {
  it('counts what is here and says where the rest comes from', () => {
    const child = disk('differencing', ['a.vhd', 'child-1.vhd', 'base.vhd']);
    expect(holdingText(child, [run(0, 1377, 'file', 0), run(1377, 2719, 'parent', 1)])).toBe(
      '1,377 of 4,096 sectors are in this file; the rest read from child-1.vhd.',
    );
    expect(holdingText(child, [run(0, 1, 'file', 0), run(1, 2, 'parent', 1), run(3, 1, 'parent', 2)])).toBe(
      '1 of 4 sectors is in this file; the rest read from its parents.',
    );
    expect(holdingText(child, [run(0, 2, 'file', 0), run(2, 1, 'parent', 1), run(3, 1, 'zero', 2)])).toBe(
      '2 of 4 sectors are in this file; the others read from child-1.vhd or read as zeros.',
    );
    expect(holdingText(child, [run(0, 2, 'file', 0), run(2, 2, 'unknown', 1)])).toBe(
      '2 of 4 sectors are in this file; the rest would come from a parent that is missing.',
    );
  });

  it('is short where there is nothing else to say', () => {
    expect(holdingText(disk('dynamic'), [run(0, 4096, 'file', 0)])).toBe('All 4,096 sectors are in this file.');
    expect(holdingText(disk('dynamic'), [run(0, 4096, 'zero', 0)])).toBe('None of 4,096 sectors is in this file; they read as zeros.');
  });
});
