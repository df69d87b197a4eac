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
  return differenceMatters({ sizes, partitions: { scheme: 'mbr', entries }, geometry: null });
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

  // QEMU with force_size, and every disk beyond 127.5 GiB: 65535 cylinders, 16 heads, 255 sectors (specification, appendix).
  it('do not matter where the largest geometry only says that the disk has outgrown it', () => {
    const geometry = { cylinders: 65_535, heads: 16, sectorsPerTrack: 255 };
    const sizes = [claim(16 * MIB), { ...claim(65_535 * 16 * 255 * 512), notion: 'geometry' as const }];
    const partitions = { scheme: 'none' as const, entries: [] };
    expect(differenceMatters({ sizes, partitions, geometry })).toBe(false);
    expect(differenceMatters({ sizes, partitions, geometry: { ...geometry, heads: 15 } })).toBe(true);
  });
});
