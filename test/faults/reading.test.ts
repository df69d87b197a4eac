/**
 * Every read of every small image fails once, and from then on: opening answers, asking answers, nothing throws, and
 * what could not be read is never passed off as zeros.
 */
import { expect, test } from 'vitest';
import { blockTable } from '../../main/vhd/blockTable';
import { resolveChain, type ParentFinder } from '../../main/vhd/chain';
import { describe as describeImage } from '../../main/vhd/describe';
import { openImage } from '../../main/vhd/openImage';
import { readSectors } from '../../main/vhd/readDisk';
import type { BlockFile } from '../../main/vhd/blockFile';
import { err } from '../../shared/result';
import { lba } from '../../shared/vhd/units';
import { fuzzSeeds, type Seed } from '../support/fuzzSeeds';
import { memoryFile } from '../support/memoryFile';
import { mutant } from '../support/mutants';
import { NO_SIBLINGS, NOW } from '../support/opened';
import { seeded } from '../support/random';

type Counter = { reads: number };

/** Reads number `at` fails, and those after it too where it is sticky. */
function failingFile(file: BlockFile, counter: Counter, at: number, sticky: boolean): BlockFile {
  return {
    ...file,
    read: (from, bytes) => {
      const now = counter.reads++;
      const fails = sticky ? now >= at : now === at;
      return fails ? Promise.resolve(err({ kind: 'read-failed', at: from, bytes, code: 'EIO' })) : file.read(from, bytes);
    },
  };
}

/** Asks everything; true when no read was left to fail. */
async function ask(seed: Seed, bytes: Uint8Array, at: number, sticky: boolean): Promise<boolean> {
  const counter = { reads: 0 };
  const parent = seed.parent;
  const finder: ParentFinder = {
    byName: async () =>
      parent === null ? null : { file: failingFile(memoryFile(parent, { name: 'parent.vhd' }), counter, at, sticky), finder: NO_SIBLINGS },
    others: async function* others() {
      if (parent !== null) yield { file: failingFile(memoryFile(parent), counter, at, sticky), finder: NO_SIBLINGS };
    },
  };
  const opened = await openImage(failingFile(memoryFile(bytes), counter, at, sticky), 'disk');
  if (!opened.ok) return counter.reads <= at;
  const chain = await resolveChain(opened.value, finder);
  const { findings } = await describeImage(chain, NOW);
  expect(findings.every(({ where }) => Array.isArray(where))).toBe(true);
  blockTable(chain);
  const sectors = Math.min(opened.value.sectors, 256);
  if (sectors === 0) return counter.reads <= at;
  const before = counter.reads;
  const read = await readSectors(chain, lba(0), sectors, 'honour');
  const failedNow = at >= before && at < counter.reads;
  if (failedNow && read.ok) expect(read.value.faults).not.toEqual([]);
  return counter.reads <= at;
}

test('every read may fail', { timeout: 120_000 }, async () => {
  const random = seeded(7);
  let runs = 0;
  for (const seed of fuzzSeeds()) {
    const images = [seed.bytes, ...Array.from({ length: 60 }, () => mutant(seed.bytes, random))];
    for (const bytes of images) {
      for (const sticky of [false, true]) {
        for (let at = 0; ; at++) {
          runs += 1;
          if (await ask(seed, bytes, at, sticky)) break;
        }
      }
    }
  }
  console.log(`reading faults: ${runs} runs, each with one read that failed, once or from then on`);
  expect(runs).toBeGreaterThan(10_000);
});
