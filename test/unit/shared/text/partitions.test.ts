import { describe, expect, it } from 'vitest';
import { partitionLabel } from '../../../../shared/text/partitions';

describe('a partition', () => {
  it.each([
    ['Basic data', 'Basic data partition', { fileSystem: 'NTFS', label: 'Windows' }, 'NTFS · Windows'],
    ['Basic data', 'Basic data partition', { fileSystem: 'NTFS', label: '' }, 'NTFS'],
    ['Basic data', 'Recovery', { fileSystem: 'NTFS', label: '' }, 'NTFS · Recovery'],
    ['Basic data', 'Basic data partition', null, 'Basic data'],
    ['Basic data', 'Windows', null, 'Windows · Basic data'],
    ['NTFS or exFAT', '', { fileSystem: 'exFAT', label: 'stick' }, 'exFAT · stick'],
    ['EFI system', 'EFI system partition', { fileSystem: 'FAT32', label: 'SYSTEM' }, 'EFI system partition · FAT32'],
    ['Linux', 'linux root', null, 'linux root'],
    ['Linux swap', '', { fileSystem: 'Linux swap', label: '' }, 'Linux swap'],
    ['Microsoft reserved', '', null, 'Microsoft reserved'],
  ])('of type %s called “%s” say what tells most', (type, name, volume, expected) => {
    expect(partitionLabel({ number: 1, firstLba: 0, sectors: 1, type, name, volume })).toBe(expected);
  });
});
