/** Chains of differencing disks written by three programs; their contents were worked out from the list of writes. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describe as describeChain } from '../../main/vhd/describe/describe';
import { parentIdOf } from '../../main/vhd/read/chain';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { readSectors, sectorRuns } from '../../main/vhd/read/readDisk';
import { lba } from '../../shared/vhd/units';
import { hashOf, NOW, stampFile, withChain } from '../support/opened';
import { hashOutput, lacks } from '../support/oracles';
import { samplesFolder, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';

const folder = samplesFolder();
const into = tempDir();
const CHAINS = ['c1-minivhd', 'c3-minivhd-512k-blocks', 'c5-fattools'] as const;
const LAYERS = ['parent.vhd', 'child.vhd', 'grand.vhd'] as const;

const layer = (chain: string, name: string): string => {
  for (const each of LAYERS) unpack(folder ?? '', `chains/${chain}/${each}`, into);
  return path.join(into, 'chains', chain, name);
};

const expected = (chain: string, name: string): string => {
  const lines = readFileSync(path.join(folder ?? '', 'chains', chain, 'EXPECTED.sha256'), 'utf8').split('\n');
  return (lines.find((line) => line.includes(` ${name} `)) ?? '').slice(0, 64);
};

/** What each child remembers as its parent's time, given back to the unpacked file. */
async function restoreTimes(chain: string): Promise<void> {
  for (const [child, parent] of [
    ['child.vhd', 'parent.vhd'],
    ['grand.vhd', 'child.vhd'],
  ] as const) {
    const stamp = await withChain(layer(chain, child), async ({ layers: [top] }) =>
      top.header === null ? 0 : dynamicHeader.get(top.header.bytes, 'parentTimeStamp'),
    );
    stampFile(layer(chain, parent), stamp);
  }
}

describe.skipIf(folder === null).each(CHAINS)('chain %s', (chain) => {
  test.each(LAYERS)('%s reads as the list of writes says', async (name) => {
    expect(await withChain(layer(chain, name), hashOf)).toBe(expected(chain, name));
  });

  test('has nothing wrong with it once the files have their times back', async () => {
    await restoreTimes(chain);
    const findings = await withChain(layer(chain, 'grand.vhd'), async (c) => (await describeChain(c, NOW)).findings);
    expect(findings.filter(({ severity }) => severity !== 'note')).toEqual([]);
  });

  test('a zero sector written in the grandchild hides the parent', async () => {
    await withChain(layer(chain, 'grand.vhd'), async (c) => {
      const runs = await sectorRuns(c, lba(100), 1, 'honour');
      expect(runs.map(({ source }) => source)).toEqual(['file']);
      const read = await readSectors(c, lba(100), 1, 'honour');
      expect(read.bytes.every((byte) => byte === 0)).toBe(true);
    });
  });

  test('without its parent the child is unknown where it holds nothing, never zero', async () => {
    const lonely = unpack(folder ?? '', `chains/${chain}/child.vhd`, path.join(into, 'alone'));
    await withChain(lonely, async (c) => {
      expect(c.parent?.state).toBe('missing');
      expect(c.parent?.expectedId).toBe(parentIdOf(c.layers[0]));
      const runs = await sectorRuns(c, lba(0), 8, 'honour');
      expect(runs.map(({ source, sectors }) => [source, sectors])).toEqual([
        ['unknown', 3],
        ['file', 1],
        ['unknown', 4],
      ]);
    });
  });
});

describe.skipIf(folder === null || lacks('7z')).each(CHAINS)('chain %s and 7-Zip', (chain) => {
  test.each(LAYERS)('%s holds what 7-Zip extracts', async (name) => {
    const file = layer(chain, name);
    expect(await hashOutput('7z', 'x', '-tvhd', '-so', file)).toBe(await withChain(file, hashOf));
  });
});
