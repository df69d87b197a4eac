import { describe, expect, it } from 'vitest';
import {
  countKinds,
  holdingText,
  isEdited,
  kindOf,
  kindsOn,
  markFromRuns,
  nearestSector,
  sectorsIn,
  sectorUnder,
  selectedSectors,
  stateOfRuns,
} from '../../../../renderer/disk/blockBitmap.model';
import type { Disk } from '../../../../renderer/disk/translate.model';
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

const MIB = 1024 * 1024;
/** Two blocks of 2 MiB, the disk ends 100 sectors into the second; block 0's bitmap stands in sector 10. */
const disk = (kind: 'dynamic' | 'differencing', layers: readonly string[] = ['a.vhd']): Disk => ({
  view: {
    structures: [],
    fileBytes: 5 * MIB,
    disk: { kind, sectors: 4196, footer: null, blocks: { sizeBytes: 2 * MIB, count: 2, inTable: true, bitmapSectors: 1 } },
    layers: layers.map((name) => ({ name })),
  } as unknown as ImageView,
  blocks: {
    states: Uint8Array.of(4, 3),
    owners: Uint8Array.of(0, 0),
    shares: Uint16Array.of(128 * 257, 0),
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

  it('finds fewer sectors in a last block that the disk does not fill', () => {
    expect(sectorsIn(disk('dynamic'), 0)).toBe(4096);
    expect(sectorsIn(disk('dynamic'), 1)).toBe(100);
  });

  it('walks on into the neighbouring blocks, and no further than the disk', () => {
    expect(nearestSector(disk('dynamic'), 0, 4096)).toBe(4096);
    expect(nearestSector(disk('dynamic'), 0, 5000)).toBe(4195);
    expect(nearestSector(disk('dynamic'), 1, -1)).toBe(-1);
    expect(nearestSector(disk('dynamic'), 1, -5000)).toBe(-4096);
    expect(nearestSector(disk('dynamic'), 1, 164)).toBe(99);
  });
});

describe('a selection', () => {
  it('is told in whole sectors from the block’s first, also where it goes beyond the block', () => {
    const bytes = { space: 'disk', at: 2 * MIB - 512, bytes: 1025 } as const;
    expect(selectedSectors(disk('dynamic'), 0, bytes)).toEqual({ first: 4095, end: 4098 });
    expect(selectedSectors(disk('dynamic'), 1, bytes)).toEqual({ first: -1, end: 2 });
  });

  it('of the file’s bytes, or of none, selects no sector', () => {
    expect(selectedSectors(disk('dynamic'), 0, null)).toBeNull();
    expect(selectedSectors(disk('dynamic'), 0, { space: 'file', at: 0, bytes: 512 })).toBeNull();
    expect(selectedSectors(disk('dynamic'), 0, { space: 'disk', at: 0, bytes: 0 })).toBeNull();
  });
});

const run = (lba: number, sectors: number, source: SectorSource, layer: number): SectorRun => ({
  lba,
  sectors,
  source,
  layer,
  at: source === 'file' || source === 'parent' ? lba * 512 : null,
});

describe('a block that is not in the file', () => {
  const runs = [run(4096, 10, 'zero', 1), run(4106, 1, 'parent', 1), run(4107, 89, 'unknown', 2)];

  it('has no bitmap: its sectors are what they are read from', () => {
    const kinds = [4096, 4105, 4106, 4107, 4195].map((lba) => kindOf(markFromRuns(runs, lba) ?? -1));
    expect(kinds).toEqual(['zero', 'zero', 'parent', 'unknown', 'unknown']);
  });

  it('says nothing of sectors outside of it', () => {
    expect(markFromRuns(runs, 4095)).toBeNull();
    expect(markFromRuns(runs, 4196)).toBeNull();
    expect(markFromRuns([], 0)).toBeNull();
  });
});

describe('the legend', () => {
  it('explains parents on disks that have one, and only there', () => {
    expect(kindsOn(disk('differencing'))).toEqual(['file', 'void', 'parent', 'zero', 'stale', 'unknown', 'damaged']);
    expect(kindsOn(disk('dynamic'))).toEqual(['file', 'void', 'zero', 'stale', 'damaged']);
  });
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

  it('says of set bits over zeros both in one sentence', () => {
    const whole = [run(0, 4096, 'file', 0)];
    expect(holdingText(disk('dynamic'), whole, 3968)).toBe('All 4,096 sectors have their bit set; 3,968 of them are zeros.');
    expect(holdingText(disk('dynamic'), whole, 1)).toBe('All 4,096 sectors have their bit set; 1 of them is zeros.');
    expect(holdingText(disk('dynamic'), whole, 4096)).toBe('All 4,096 sectors have their bit set; they are all zeros.');
  });

  it('gives the block its state once the bits are read', () => {
    expect(stateOfRuns([run(0, 4096, 'file', 0)])).toBe('full');
    expect(stateOfRuns([run(0, 4, 'file', 0), run(4, 4092, 'parent', 1)])).toBe('partial');
    expect(stateOfRuns([run(0, 4096, 'parent', 1)])).toBe('unset');
  });

  it('speaks of a block of one sector as of one', () => {
    expect(holdingText(disk('dynamic'), [run(0, 1, 'file', 0)])).toBe('Its only sector is in this file.');
    expect(holdingText(disk('dynamic'), [run(0, 1, 'zero', 0)])).toBe('Its only sector is not in this file; it reads as zeros.');
    const child = disk('differencing', ['a.vhd', 'base.vhd']);
    expect(holdingText(child, [run(0, 1, 'parent', 1)])).toBe('Its only sector is not in this file; it reads from base.vhd.');
    expect(holdingText(child, [run(0, 1, 'damaged', 0)])).toBe('Its only sector is not in this file; it cannot be read.');
  });
});
