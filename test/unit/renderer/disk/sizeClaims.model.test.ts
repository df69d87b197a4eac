import { describe, expect, it } from 'vitest';
import { differenceMatters } from '../../../../renderer/disk/sizeClaims.model';
import type { PartitionView, SizeClaim } from '../../../../shared/views';

const MIB = 1024 * 1024;
const claim = (bytes: number, isUsedToday = true): SizeClaim => ({
  notion: 'current-size',
  bytes,
  inOther: false,
  believers: ['somebody'],
  isUsedToday,
});
const matters = (sizes: readonly SizeClaim[], lastLba?: number): boolean => {
  const entries: PartitionView[] =
    lastLba === undefined ? [] : [{ number: 1, firstLba: 2048, sectors: lastLba - 2047, type: 'Linux', name: '', volume: null }];
  return differenceMatters({ sizes, partitions: { scheme: 'mbr', entries } });
};

describe('sizes that differ', () => {
  it('do not matter if only programs of the past go by one of them', () => {
    expect(matters([claim(100 * MIB), claim(50 * MIB, false)])).toBe(false);
  });

  it('do not matter if a geometry was rounded down by less than a cylinder', () => {
    expect(matters([claim(16 * MIB), claim(16 * MIB - 30 * 1024)])).toBe(false);
    expect(matters([claim(16 * MIB), claim(14 * MIB)])).toBe(true);
  });

  it('matter if a partition ends in what the smaller one leaves out', () => {
    expect(matters([claim(16 * MIB), claim(16 * MIB - 30 * 1024)], 32_767)).toBe(true);
    expect(matters([claim(16 * MIB), claim(16 * MIB - 30 * 1024)], 32_000)).toBe(false);
  });
});
