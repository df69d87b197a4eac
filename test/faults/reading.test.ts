/**
 * Every read of every small image fails once, and from then on: opening answers, asking answers, nothing throws, and
 * what could not be read is never passed off as zeros.
 */
import { expect, test } from 'vitest';
import { blockTable } from '../../main/vhd/describe/blockTable';
import { resolveChain, type ParentFinder } from '../../main/vhd/read/chain';
import { describe as describeImage } from '../../main/vhd/describe/describe';
import { openImage } from '../../main/vhd/read/openImage';
import { readSectors } from '../../main/vhd/read/readDisk';
import type { BlockFile } from '../../main/vhd/read/blockFile';
import { err } from '../../shared/result';
import { lba } from '../../shared/vhd/units';
import type { PageView } from '../../shared/views';
import { fuzzSeeds, type Seed } from '../support/fuzzSeeds';
import { memoryFile } from '../support/memoryFile';
import { mutant } from '../support/mutants';
import { NO_SIBLINGS, NOW } from '../support/opened';
import { sameBytes } from '../support/plainReader';
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

const NEVER = Number.MAX_SAFE_INTEGER;
const MAX_SECTORS = 256;

/** Outside its faults a read gives what it gives without any. */
function expectSame({ bytes, faults }: PageView, clean: Uint8Array): void {
  const expected = clean.slice(0, bytes.length);
  for (const { at, bytes: length } of faults) expected.set(bytes.subarray(at, at + length), at);
  expect(sameBytes(bytes, expected)).toBe(true);
}

/** Asks everything; true when no read was left to fail. Where none is to fail, `clean` becomes what the disk holds. */
async function ask(seed: Seed, bytes: Uint8Array, at: number, sticky: boolean, clean: Uint8Array): Promise<boolean> {
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
  const sectors = Math.min(opened.value.sectors, MAX_SECTORS);
  if (sectors === 0) return counter.reads <= at;
  const before = counter.reads;
  const read = await readSectors(chain, lba(0), sectors, 'honour');
  const failedNow = at >= before && at < counter.reads;
  if (failedNow) {
    if (sticky) expect(read.faults).not.toEqual([]);
    expectSame(read, clean);
  }
  if (at === NEVER) clean.set(read.bytes);
  return counter.reads <= at;
}

test('every read may fail', async () => {
  const random = seeded(7);
  let runs = 0;
  for (const seed of fuzzSeeds()) {
    const images = [seed.bytes, ...Array.from({ length: 60 }, () => mutant(seed.bytes, random))];
    for (const bytes of images) {
      const clean = new Uint8Array(MAX_SECTORS * 512);
      await ask(seed, bytes, NEVER, false, clean);
      for (const sticky of [false, true]) {
        for (let at = 0; ; at++) {
          runs += 1;
          if (await ask(seed, bytes, at, sticky, clean)) break;
        }
      }
    }
  }
  console.log(`reading faults: ${runs} runs, each with one read that failed, once or from then on`);
  expect(runs).toBeGreaterThan(10_000);
});
