import { expect, test } from 'vitest';
import { leftoversOf } from '../../../../main/io/leftovers';
import { err } from '../../../../shared/result';
import { emptyVolume, volumeOf } from '../../../support/memoryVolume';
import { traceFileSystem } from '../../../support/traceFileSystem';

const NOTHING = { hasJournal: false, mergeFile: null, parts: [] };
const left = (names: readonly string[]): ReturnType<typeof leftoversOf> =>
  leftoversOf('/d/disk.vhd', traceFileSystem(volumeOf(Object.fromEntries(names.map((name) => [name, new Uint8Array(1)])))));

test('unfinished files, a journal and a merge are told by their names', async () => {
  const names = ['.disk.vhd.platter-part-ef01', '.disk.vhd.platter-part-ab12', 'disk.vhd.platter-journal', '.disk.vhd.merge.json'];
  expect(await left(names.map((name) => `/d/${name}`))).toEqual({
    hasJournal: true,
    mergeFile: '.disk.vhd.merge.json',
    parts: ['.disk.vhd.platter-part-ab12', '.disk.vhd.platter-part-ef01'],
  });
});

test('those of other disks and of other folders are not', async () => {
  const names = ['/d/.other.vhd.platter-part-ab12', '/d/.disk.vhd.platter-part-mine', '/d/disk.vhd', '/e/.disk.vhd.platter-part-ab12'];
  expect(await left(names)).toEqual(NOTHING);
});

test('a folder that cannot be listed tells nothing', async () => {
  const files = { ...traceFileSystem(emptyVolume()), list: async () => err({ kind: 'permission-denied' } as const) };
  expect(await leftoversOf('/d/disk.vhd', files)).toEqual(NOTHING);
});
