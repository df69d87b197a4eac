/** Every disk that another program made, read by us and by other readers: facts and content must be the same. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { describe as describeChain } from '../../main/vhd/describe/describe';
import { uniqueIdOf } from '../../main/vhd/read/chain';
import { sectorRuns } from '../../main/vhd/read/readDisk';
import { visibleSize } from '../../main/vhd/describe/visibleSize';
import { footer } from '../../shared/vhd/footer';
import { lba } from '../../shared/vhd/units';
import { hashOf, NOW, refusalOf, withChain } from '../support/opened';
import { hashOutput, lacks, qemuInfo, vhdiInfo } from '../support/oracles';
import { provenance, sampleNames, samplesFolder, unpack } from '../support/samples';
import { memoryFile } from '../support/memoryFile';
import { tempDir } from '../support/tempDir';

const folder = samplesFolder();
const names = folder === null ? [] : sampleNames(folder);
const disks = names.filter((name) => !name.startsWith('NOT-A-VHD'));
const into = tempDir();
const open = (name: string): string => unpack(folder ?? '', name, into);

/** Disks too large to read whole; they hold nothing. */
const isEmpty = (name: string): boolean => name.includes('empty');

describe.skipIf(folder === null)('sample disks', () => {
  test.each(disks)('%s is the file on record', (name) => {
    const file = open(name);
    expect(createHash('sha256').update(readFileSync(file)).digest('hex')).toBe(provenance(folder ?? '', name).file);
  });

  test.each(disks)('%s has nothing wrong with it', async (name) => {
    const findings = await withChain(open(name), async (chain) => (await describeChain(chain, NOW + 366 * 86_400)).findings);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test.each(disks.filter((name) => !isEmpty(name)))('%s holds what others read', async (name) => {
    const { content } = provenance(folder ?? '', name);
    expect(content).not.toBeNull();
    expect(await withChain(open(name), hashOf)).toBe(content);
  });

  test.each(disks.filter(isEmpty))('%s is one run of zeros', async (name) => {
    const runs = await withChain(open(name), (chain) => sectorRuns(chain, lba(0), chain.layers[0].sectors, 'honour'));
    expect(runs.map(({ source }) => source)).toEqual(['zero']);
  });

  test('a raw floppy named .vhd is called a raw disk', async () => {
    const file = memoryFile(readFileSync(open('NOT-A-VHD-raw-floppy.vhd')));
    expect(await refusalOf(file)).toEqual({ kind: 'raw-disk', evidence: 'fat' });
  });
});

describe.skipIf(folder === null || lacks('qemu-img'))('sample disks and QEMU', () => {
  test.each(disks)('%s has the size, type and block size that QEMU shows', async (name) => {
    const file = open(name);
    const info = qemuInfo(file);
    await withChain(file, async ({ layers: [top] }) => {
      expect(visibleSize(top.footer as Uint8Array, 'qemu-7')).toBe(info['virtual-size']);
      expect(top.map === null ? undefined : top.map.blockSectors * 512).toBe(info['cluster-size']);
      expect(info.format).toBe('vpc');
    });
  });
});

describe.skipIf(folder === null || lacks('vhdiinfo'))('sample disks and libvhdi', () => {
  const TYPES: Readonly<Record<string, string>> = { fixed: 'Fixed', dynamic: 'Dynamic', differencing: 'Differential' };

  test.each(disks)('%s has the type, id and original size that libvhdi shows', async (name) => {
    const file = open(name);
    const info = vhdiInfo(file);
    await withChain(file, async ({ layers: [top] }) => {
      expect(TYPES[top.kind]).toBe(info.type);
      expect(uniqueIdOf(top)).toBe(info.id);
      // libvhdi calls original size the size of the media.
      expect(Number(footer.get(top.footer as Uint8Array, 'originalSize'))).toBe(info.mediaBytes);
    });
  });
});

describe.skipIf(folder === null || lacks('7z'))('sample disks and 7-Zip', () => {
  test.each(disks.filter((name) => !isEmpty(name)))('%s holds what 7-Zip extracts', async (name) => {
    const file = open(name);
    expect(await withChain(file, hashOf)).toBe(await hashOutput('7z', 'x', '-tvhd', '-so', file));
  });
});

const pair = (name: string): string => unpack(folder ?? '', `pair-badsum/${name}`, into);

describe.skipIf(folder === null || lacks('vhdiinfo'))('the pair with wrong checksums', () => {
  test('opens, and the child finds its parent by name and id as libvhdi shows them', async () => {
    pair('image.vhd');
    const child = pair('image-differential.vhd');
    const info = vhdiInfo(child);
    await withChain(child, async (chain) => {
      const view = await describeChain(chain, NOW);
      expect(view.layers.map(({ name }) => name)).toEqual(['image-differential.vhd', info.parentName]);
      expect(view.layers.map(({ uniqueId }) => uniqueId)).toEqual([info.id, info.parentId]);
      expect(view.disk?.kind).toBe('differencing');
    });
  });

  test('is told of every wrong checksum, and of nothing else', async () => {
    pair('image.vhd');
    const findings = await withChain(pair('image-differential.vhd'), async (chain) => (await describeChain(chain, NOW)).findings);
    expect(findings.map(({ code }) => code)).toEqual(['F02', 'H02', 'P07', 'F02']);
  });
});
