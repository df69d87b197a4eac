/**
 * One mutant through a random list of everything that can be asked of an image. A thrown error is a find, and so is an
 * answer that took too much. What the mutant costs to open is counted.
 */
import { blockTable } from '../../main/vhd/describe/blockTable';
import { resolveChain, type Chain, type ParentFinder } from '../../main/vhd/read/chain';
import { checkChain } from '../../main/vhd/check/checkImage';
import { describe } from '../../main/vhd/describe/describe';
import { layoutOf } from '../../main/vhd/describe/layout';
import { openImage } from '../../main/vhd/read/openImage';
import { readSectors, sectorRuns } from '../../main/vhd/read/readDisk';
import { lba } from '../../shared/vhd/units';
import { countingFile, type Counts } from './countingFile';
import { fuzzWrite, type Written } from './fuzzWrite';
import { NOW } from './opened';
import type { Seed } from './fuzzSeeds';
import type { Random } from './random';
import { cpuMs } from './cpuTime';

const OPERATIONS = ['describe', 'check', 'layout', 'table', 'read', 'read', 'runs', 'write'] as const;
export type Operation = (typeof OPERATIONS)[number];

export const MAX_OPERATIONS = 4;
const MAX_READ_SECTORS = 64;

export type Outcome = { readonly opened: boolean; readonly open: Counts; readonly openMs: number; readonly refusal: string | null };

const finderOf = (parent: Uint8Array | null): ParentFinder => {
  const finder: ParentFinder = {
    byName: async (name) =>
      parent === null || name !== 'parent.vhd' ? null : { file: countingFile(parent, 'parent', name).file, finder: finderOf(null) },
    others: async function* others() {
      if (parent !== null) yield { file: countingFile(parent, 'parent', 'parent.vhd').file, finder: finderOf(null) };
    },
  };
  return finder;
};

type Subject = { readonly chain: Chain; readonly bytes: Uint8Array; readonly finder: ParentFinder };

async function operate(operation: Operation, { chain, bytes, finder }: Subject, random: Random, written: Written): Promise<void> {
  const [top] = chain.layers;
  const from = top.sectors === 0 ? 0 : random.below(Math.min(top.sectors, 2 ** 31));
  const sectors = Math.min(1 + random.below(MAX_READ_SECTORS), top.sectors - from);
  switch (operation) {
    case 'describe':
      await describe(chain, NOW);
      return;
    case 'check':
      checkChain(chain, NOW);
      return;
    case 'layout':
      layoutOf(top);
      return;
    case 'table':
      blockTable(chain);
      return;
    case 'read':
      if (sectors > 0) await readSectors(chain, lba(from), sectors, random.pick(['honour', 'ignore']));
      return;
    case 'runs':
      if (sectors > 0) await sectorRuns(chain, lba(from), sectors, 'honour');
      return;
    case 'write':
      await fuzzWrite(bytes, chain, finder, random, written);
  }
}

/** Throws what the program threw. */
export async function fuzzOne(bytes: Uint8Array, seed: Seed, random: Random, written: Written): Promise<Outcome> {
  const { file, counts } = countingFile(bytes, 'top');
  const start = cpuMs();
  const image = await openImage(file, 'disk');
  const openMs = cpuMs() - start;
  const open = { ...counts };
  if (!image.ok) return { opened: false, open, openMs, refusal: image.error.kind };
  const finder = finderOf(seed.parent);
  const chain = await resolveChain(image.value, finder);
  for (let turn = random.below(MAX_OPERATIONS + 1); turn > 0; turn--)
    await operate(random.pick(OPERATIONS), { chain, bytes, finder }, random, written);
  return { opened: true, open, openMs, refusal: null };
}
