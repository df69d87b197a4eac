/** A clean disk of every producer gives nothing above a note, whatever is looked at. */
import { describe, expect, test } from 'vitest';
import { checkDisk } from '../../main/vhd/check/checkDisk';
import { sampleNames, samplesFolder, unpack } from '../support/samples';
import { NOW, withChain } from '../support/opened';
import { tempDir } from '../support/tempDir';

const folder = samplesFolder();
const names = folder === null ? [] : sampleNames(folder).filter((name) => !name.startsWith('NOT-A-VHD'));
const into = tempDir();

describe.skipIf(folder === null)('sample disks, checked in depth', () => {
  test.each(names)('%s', async (name) => {
    const found = await withChain(unpack(folder ?? '', name, into), (chain) => checkDisk(chain, { now: NOW + 366 * 86_400, deep: true }));
    expect(found.ok && found.value.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test.each(['c1-minivhd', 'c3-minivhd-512k-blocks', 'c5-fattools'])('chain %s, but for the times of its unpacked files', async (name) => {
    for (const layer of ['grand', 'parent', 'child']) unpack(folder ?? '', `chains/${name}/${layer}.vhd`, into);
    const file = unpack(folder ?? '', `chains/${name}/child.vhd`, into);
    const found = await withChain(file, (chain) => checkDisk(chain, { now: NOW + 366 * 86_400, deep: true }));
    expect(found.ok && found.value.filter(({ severity, code }) => severity !== 'note' && code !== 'P03')).toEqual([]);
  });
});
