import { expect, it } from 'vitest';
import { blockFacts } from '../../../../../renderer/features/inspector/blockFacts.model';
import { stateHint } from '../../../../../renderer/features/inspector/blockHint.text';
import { kindNote } from '../../../../../renderer/disk/sectorBits.text';
import { supplierText } from '../../../../../renderer/disk/supplier.text';
import type { SectorSource } from '../../../../../shared/views';
import { FREE, madeDisk } from '../../support/disks';

/** Block 1 would come from a parent that is missing, block 2 from one that is there. */
const disk = madeDisk({
  kind: 'differencing',
  sectors: 24,
  blockBytes: 4096,
  entries: [4, FREE, FREE],
  owners: [0, 254, 1],
  fileBytes: 10_240,
  layers: ['child.vhd', 'base.vhd'],
});

it('a block of a missing parent is not said to be read from it', () => {
  expect(stateHint(disk, 1, 'parent')).toBe('Not in this file, and the parent that would hold it is missing');
  expect(blockFacts(disk, 1, 'hex')).toContainEqual({ name: 'Comes from', value: 'a parent that is missing', at: null });
});

it('a block of a parent that is there is', () => {
  expect(stateHint(disk, 2, 'parent')).toBe('Not in this file; read from the parent');
});

it('a sector is said to come from the file that has it, by name', () => {
  const run = (lba: number, source: SectorSource, layer: number) => ({ lba, sectors: 2, source, layer, at: null });
  const runs = [run(0, 'file', 0), run(2, 'parent', 1), run(4, 'zero', 0), run(6, 'unknown', 0)];
  expect([0, 3, 4, 7, 8].map((lba) => supplierText(disk, runs, lba))).toEqual([
    'child.vhd (this file)',
    'base.vhd',
    'no layer: reads as zeros',
    'a parent that is missing',
    null,
  ]);
  expect(supplierText(disk, null, 0)).toBeNull();
  expect(kindNote('parent', true, 'base.vhd')).toBe('Its bit is clear: it is read from base.vhd');
});
