import { describe, expect, test } from 'vitest';
import { geometryOf, geometrySectors, isGeometryMarker, qemuCreatedSectors } from '../../../../shared/vhd/geometry';

const MIB = 2048;
const GIB = 1024 * MIB;
const chs = (sectors: number): number[] => Object.values(geometryOf(sectors));

describe('the specification’s algorithm', () => {
  test.each([
    [64 * MIB, [963, 8, 17], 104],
    [100 * MIB, [1003, 12, 17], 188],
    [256 * MIB, [520, 16, 63], 128],
    [GIB, [2080, 16, 63], 512],
    [2 * GIB, [4161, 16, 63], 16],
    [4 * GIB, [8322, 16, 63], 32],
    [8 * GIB, [16_644, 16, 63], 64],
    [30 * GIB, [62_415, 16, 63], 240],
    [32 * GIB, [16_448, 16, 255], 1024],
    [64 * GIB, [32_896, 16, 255], 2048],
    [100 * GIB, [51_400, 16, 255], 3200],
    [127 * GIB, [65_278, 16, 255], 4064],
  ])('%i sectors', (sectors, expected, lost) => {
    expect(chs(sectors)).toEqual(expected);
    expect(sectors - geometrySectors(geometryOf(sectors))).toBe(lost);
  });

  test.each([
    [67, [0, 4, 17]],
    [68, [1, 4, 17]],
    [69_631, [1023, 4, 17]],
    [69_632, [140, 16, 31]],
    [278_527, [1023, 16, 17]],
    [278_528, [561, 16, 31]],
    [507_903, [1023, 16, 31]],
    [507_904, [503, 16, 63]],
    [1_032_192, [1024, 16, 63]],
    [66_059_279, [65_534, 16, 63]],
    [66_059_280, [16_191, 16, 255]],
    [267_382_799, [65_534, 16, 255]],
    [267_382_800, [65_535, 16, 255]],
    [128 * GIB, [65_535, 16, 255]],
    [2040 * GIB, [65_535, 16, 255]],
  ])('at the border of %i sectors', (sectors, expected) => {
    expect(chs(sectors)).toEqual(expected);
  });

  test('never covers more than the disk', () => {
    for (let sectors = 1; sectors < 2_000_000; sectors += 997) expect(geometrySectors(geometryOf(sectors))).toBeLessThanOrEqual(sectors);
  });

  test('65535/16/255 is the mark that geometry is not meant', () => {
    expect(isGeometryMarker(geometryOf(2040 * GIB))).toBe(true);
    expect(isGeometryMarker(geometryOf(127 * GIB))).toBe(false);
  });
});

describe('the size QEMU gives a new disk', () => {
  test.each([
    [GIB, 1_073_995_776],
    [10 * GIB, 10_737_893_376],
    [127 * GIB, 136_365_219_840],
    [128 * GIB, 137_438_953_472],
    [2040 * GIB, 2_190_433_320_960],
  ])('%i sectors asked for', (sectors, bytes) => {
    expect(qemuCreatedSectors(sectors) * 512).toBe(bytes);
  });
});
