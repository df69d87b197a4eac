import { describe, expect, it } from 'vitest';
import { lineAt, topFor, type BlockMaps, type HexModel } from '../../../../../renderer/disk/byteLines.model';
import { headerText, holeLineText, holeText, spokenByte } from '../../../../../renderer/features/hex/hexText.model';
import type { Disk } from '../../../../../renderer/disk/translate.model';
import type { Space } from '../../../../../shared/vhd/units';
import { baseImage, BLOCK, fixedImage, FOOTER_AT } from '../../../../support/fixtures';
import { bareFile, diskIn, FREE, largestDisk, madeDisk, SECTOR } from '../../support/disks';

const model = (disk: Disk, space: Space, maps: BlockMaps = () => null): HexModel => ({ disk, space, columns: 16, maps, shown: new Set() });
const header = (m: HexModel, at: number, radix: 'hex' | 'dec' = 'hex'): string => headerText(m.disk, m.space, topFor(m, at), radix);
const line = (m: HexModel, at: number): string => holeLineText(m.disk, lineAt(m, at));
const lba = (sector: number): number => sector * SECTOR;

/** Four blocks of eight sectors; block 0 is in the file: two sectors its own, three of the parent, one zero, two damaged. */
const mixed = (kind: 'dynamic' | 'differencing'): Disk =>
  madeDisk({
    kind,
    sectors: 32,
    blockBytes: lba(8),
    entries: [4, FREE, FREE, FREE],
    owners: [0, 255, 254, 1],
    fileBytes: lba(20),
    layers: ['child.vhd', 'child-1.vhd'],
  });
const runs: BlockMaps = (block) =>
  block === 0
    ? [
        { lba: 0, sectors: 2, source: 'file', layer: 0, at: lba(5) },
        { lba: 2, sectors: 3, source: 'parent', layer: 1, at: 4096 },
        { lba: 5, sectors: 1, source: 'zero', layer: 1, at: null },
        { lba: 6, sectors: 2, source: 'damaged', layer: 0, at: null },
      ]
    : null;

describe('the header of a sector', () => {
  it('says its LBA, its place in the block, and where it comes from', () => {
    const first = 196_605 * 4096;
    const maps: BlockMaps = () => [{ lba: first, sectors: 4096, source: 'file', layer: 0, at: lba(9001) }];
    expect(header(model(largestDisk({ 196_605: 9000 }), 'disk', maps), lba(first))).toBe(
      'LBA 805,294,080 · block 196,605 · sector 0 of 4,096 · in this file at 0x465200',
    );
  });

  it('counts in the last block only the sectors that are on the disk', () => {
    const disk = madeDisk({
      kind: 'dynamic',
      sectors: 20,
      blockBytes: lba(8),
      entries: [4, FREE, 14],
      owners: [0, 255, 0],
      fileBytes: lba(30),
      layers: ['a.vhd'],
    });
    const maps: BlockMaps = (block) => [
      { lba: block * 8, sectors: block === 2 ? 4 : 8, source: 'file', layer: 0, at: lba(block === 2 ? 15 : 5) },
    ];
    expect(header(model(disk, 'disk', maps), lba(18))).toBe('LBA 18 · block 2 · sector 2 of 4 · in this file at 0x2200');
    expect(header(model(disk, 'disk', maps), lba(2))).toBe('LBA 2 · block 0 · sector 2 of 8 · in this file at 0xE00');
  });

  it('names no block on a fixed disk', async () => {
    const maps: BlockMaps = () => [{ lba: 0, sectors: 4096, source: 'file', layer: 0, at: 0 }];
    expect(header(model(await diskIn(fixedImage()), 'disk', maps), lba(7))).toBe('LBA 7 · in this file at 0xE00');
  });
});

describe('the header of a structure', () => {
  it.each([
    [0, 'Footer copy · 0x0–0x1FF'],
    [512, 'Dynamic header · 0x200–0x5FF'],
    [1536, 'Block allocation table · 0x600–0x7FF'],
    [2048, 'Block 0 · sector bitmap · 0x800–0x9FF'],
    [2560, 'Block 0 · data · 0xA00–0x2009FF'],
    [2560 + BLOCK, 'Block 2 · sector bitmap · 0x200A00–0x200BFF'],
    [FOOTER_AT, 'Footer · 0x400C00–0x400DFF'],
  ])('at %i is “%s”', async (at, text) => {
    expect(header(model(await diskIn(baseImage()), 'file'), at)).toBe(text);
  });

  it('is in decimal when addresses are', async () => {
    expect(header(model(await diskIn(baseImage()), 'file'), 512, 'dec')).toBe('Dynamic header · 512–1,535');
  });

  it('names what lies between blocks, and between structures', () => {
    const disk = madeDisk({ sectors: 8, blockBytes: lba(4), entries: [6, 104], fileBytes: lba(120) });
    expect(header(model(disk, 'file'), lba(11))).toBe('Between blocks · 0x1600–0xCFFF');
    expect(header(model(disk, 'file'), lba(4))).toBe('Between structures · 0x800–0xBFF');
  });

  it('of a bare file is the file', () => {
    expect(header(model(bareFile(300), 'file'), 0)).toBe('File · 0x0–0x12B');
  });

  it('counts locators from one', () => {
    const disk = madeDisk({
      sectors: 8,
      blockBytes: lba(8),
      entries: [FREE],
      fileBytes: 4096,
      structures: [{ kind: 'locator', at: 2048, bytes: 512, count: 2, verdict: 'good' }],
    });
    expect(header(model(disk, 'file'), 2048)).toBe('Parent locator 3 · 0x800–0x9FF');
  });
});

describe('a hole', () => {
  it.each([
    [lba(2), 'LBA 2 – 4 · 3 sectors · read from child-1.vhd'],
    [lba(5), 'LBA 5 · 1 sector · in no layer, reads as zeros'],
    [lba(6), 'LBA 6 – 7 · 2 sectors · damaged: the file cannot give these bytes'],
    [lba(8), 'LBA 8 – 15 · 8 sectors · in no layer, reads as zeros'],
    [lba(16), 'LBA 16 – 23 · 8 sectors · unknown: the parent that would hold it is missing'],
    [lba(24), 'LBA 24 – 31 · 8 sectors · reading the sector bitmap…'],
  ])('of a differencing disk at %i is one line: %s', (at, text) => {
    expect(line(model(mixed('differencing'), 'disk', runs), at)).toBe(text);
  });

  it('of a dynamic disk tells a clear bit from a block that is not there', () => {
    const m = model(mixed('dynamic'), 'disk', runs);
    expect(line(m, lba(5))).toBe('LBA 5 · 1 sector · clear in the block’s bitmap, reads as zeros');
    expect(line(m, lba(8))).toBe('LBA 8 – 15 · 8 sectors · not allocated, reads as zeros');
  });

  it('from a layer without a name is of a parent', () => {
    const segment = { kind: 'hole', at: 0, end: 512, source: 'parent', layer: 9, fileAt: 0 } as const;
    expect(holeText(mixed('differencing'), segment)).toBe('read from parent');
  });
});

describe('the byte a screen reader speaks of', () => {
  it('has its address, its value and its sector', () => {
    expect(spokenByte(mixed('dynamic'), { space: 'disk', at: 0x605 }, 10)).toBe('0x605: 0A, LBA 3');
  });

  it('has its structure in the file', async () => {
    expect(spokenByte(await diskIn(baseImage()), { space: 'file', at: 512 }, 0x63)).toBe('0x200: 63, Dynamic header');
  });

  it('is said to be elsewhere when the file does not hold it', () => {
    expect(spokenByte(mixed('dynamic'), { space: 'disk', at: 4096 }, null)).toBe('0x1000: not in this file, LBA 8');
  });

  it('of a bare file has its address and value', () => {
    expect(spokenByte(bareFile(10), { space: 'file', at: 3 }, 255)).toBe('0x3: FF');
  });
});
