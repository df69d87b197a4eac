import { expect, test } from 'vitest';
import { partOr, surroundingsOf, type Around } from '../../../../main/io/surroundings';
import { err } from '../../../../shared/result';
import { emptyVolume, volumeOf } from '../../../support/memoryVolume';
import { traceFileSystem } from '../../../support/traceFileSystem';

const NOTHING: Around = {
  mergeFile: null,
  parts: [],
  split: null,
  isFat: false,
  isNetwork: false,
  isReadOnly: false,
  attributes: [],
  isPlaceholder: false,
};
const filesOf = (names: readonly string[]): ReturnType<typeof traceFileSystem> =>
  traceFileSystem(volumeOf(Object.fromEntries(names.map((name) => [name, new Uint8Array(1)]))));
const around = (...names: string[]): Promise<Around> => surroundingsOf('/d/disk.vhd', filesOf(names));

test('unfinished files and a merge are told by their names', async () => {
  const names = ['.disk.vhd.platter-part-ef01', '.disk.vhd.platter-part-ab12', '.disk.vhd.merge.json'];
  expect(await around(...names.map((name) => `/d/${name}`))).toEqual({
    ...NOTHING,
    mergeFile: '.disk.vhd.merge.json',
    parts: ['.disk.vhd.platter-part-ab12', '.disk.vhd.platter-part-ef01'],
  });
});

test('those of other disks and of other folders are not', async () => {
  const names = ['/d/.other.vhd.platter-part-ab12', '/d/.disk.vhd.platter-part-mine', '/d/disk.vhd', '/e/.disk.vhd.platter-part-ab12'];
  expect(await around(...names)).toEqual(NOTHING);
});

test('a folder that cannot be listed tells nothing', async () => {
  const files = { ...traceFileSystem(emptyVolume()), list: async () => err({ kind: 'permission-denied' } as const) };
  expect(await surroundingsOf('/d/disk.vhd', files)).toEqual(NOTHING);
});

test('parts of a split disk are in the order of their numbers, whatever the case of their names', async () => {
  const { split } = await around('/d/disk.vhd', '/d/DISK.V02', '/d/disk.v01', '/d/other.v03', '/d/disk.v1', '/d/disk.v99');
  expect(split).toEqual({ present: ['disk.vhd', 'disk.v01', 'DISK.V02'], missing: [] });
});

test('a part that is missing is named; one disk alone is no set', async () => {
  expect((await around('/d/disk.vhd', '/d/disk.v03')).split).toEqual({
    present: ['disk.vhd', 'disk.v03'],
    missing: ['disk.v01', 'disk.v02'],
  });
  expect((await around('/d/disk.vhd', '/d/disk.vmdk', '/d/disk2.v01')).split).toBeNull();
});

// The volume in memory has paths of this kind only.
test.skipIf(process.platform === 'win32')(
  'a file without a footer is called a part where there are others, and keeps its error elsewhere',
  async () => {
    const lost = { kind: 'no-footer', headerAt: null, plausibleBlocks: 0 } as const;
    const set = filesOf(['/d/disk.v01', '/d/disk.v02']);
    expect(await partOr(lost, '/d/disk.v01', set)).toEqual({
      kind: 'split-part',
      present: ['disk.v01', 'disk.v02'],
      missing: ['disk.vhd'],
    });
    expect(await partOr(lost, '/d/other.vhd', set)).toBe(lost);
    const foreign = { kind: 'foreign', format: 'iso' } as const;
    expect(await partOr(foreign, '/d/disk.v01', set)).toBe(foreign);
  },
);
