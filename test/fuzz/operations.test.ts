/**
 * Damaged disks that are reconnected, grown, resized, compacted, and exported in part with unsaved changes: never an
 * exception, no source changed, nothing left behind, every byte that could be read kept, no new error, and never more
 * time than a disk of a few kilobytes is worth. PLATTER_FUZZ_OPERATIONS sets how many, PLATTER_SEED where the run starts.
 */
import { expect, test, vi } from 'vitest';
import { resolveChain, type ParentFinder } from '../../main/vhd/read/chain';
import { openImage } from '../../main/vhd/read/openImage';
import { budget } from '../support/budget';
import { countingFile } from '../support/countingFile';
import { newJobFolder } from '../support/fuzzFiles';
import { fuzzCompact, fuzzExport, fuzzGrow, fuzzResize, type Came, type Subject } from '../support/fuzzJobs';
import { fuzzReconnect } from '../support/fuzzReconnect';
import { fuzzSeeds, type Seed } from '../support/fuzzSeeds';
import { memoryDir } from '../support/memoryDir';
import { mutant } from '../support/mutants';
import { NO_SIBLINGS } from '../support/opened';
import { seeded, type Random } from '../support/random';

// In a process with the heap of a test runner every round would look at all of it.
vi.mock('../../main/io/bulk/garbage', async (original) => ({
  ...(await original<object>()),
  collectGarbage: () => {},
  collectAfterRound: () => {},
}));

const MUTANTS = budget('PLATTER_FUZZ_OPERATIONS', 1000, 20_000);
const SEED = Number(process.env['PLATTER_SEED'] ?? 20_261_129);
/** Milliseconds of processor for one operation. */
const MAX_MS = 3000;

const folder = newJobFolder(memoryDir());

const finderOf = (parent: Uint8Array | null): ParentFinder =>
  parent === null
    ? NO_SIBLINGS
    : {
        byName: async (name) => (name === 'parent.vhd' ? { file: countingFile(parent, 'parent', name).file, finder: NO_SIBLINGS } : null),
        others: async function* others() {
          yield { file: countingFile(parent, 'parent', 'parent.vhd').file, finder: NO_SIBLINGS };
        },
      };

const OPERATIONS: Readonly<Record<string, (subject: Subject, random: Random) => Promise<Came>>> = {
  reconnect: ({ bytes, chain }, random) => fuzzReconnect(bytes, chain, random),
  grow: fuzzGrow,
  resize: fuzzResize,
  compact: fuzzCompact,
  export: fuzzExport,
};
const NAMES = Object.keys(OPERATIONS);

/** Of this thread, whatever else runs. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

type Tally = Record<string, { done: number; refused: number; slowest: number }>;

async function one(seed: Seed, random: Random, tally: Tally): Promise<void> {
  const bytes = mutant(seed.bytes, random);
  const image = await openImage(countingFile(bytes, 'top').file, 'disk');
  if (!image.ok) return;
  const chain = await resolveChain(image.value, finderOf(seed.parent));
  const isChild = image.value.kind === 'differencing';
  const name = isChild ? random.pick(NAMES) : random.pick(NAMES.filter((each) => each !== 'reconnect'));
  folder.put(bytes, seed.parent);
  const start = cpuMs();
  const came = await OPERATIONS[name]?.({ bytes, chain, folder }, random);
  const took = cpuMs() - start;
  const entry = (tally[name] ??= { done: 0, refused: 0, slowest: 0 });
  entry.slowest = Math.max(entry.slowest, Math.round(took));
  if (came !== undefined) entry[came] += 1;
  if (took > MAX_MS) throw new Error(`${name} took ${took.toFixed(0)} ms of processor`);
}

test(`operates on ${MUTANTS} mutants`, { timeout: 7_200_000 }, async () => {
  const seeds = fuzzSeeds();
  const finds: string[] = [];
  const tally: Tally = {};
  for (let run = 0; run < MUTANTS && finds.length < 5; run++) {
    const random = seeded(SEED + run);
    const seed = random.pick(seeds);
    try {
      await one(seed, random, tally);
    } catch (thrown) {
      finds.push(`seed ${SEED + run} (${seed.name}): ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    }
  }
  console.log(`operations on ${MUTANTS} mutants from seed ${SEED}: ${JSON.stringify(tally)}`);
  expect(finds).toEqual([]);
  if (MUTANTS >= 1000) for (const name of NAMES) expect(tally[name]?.done ?? 0).toBeGreaterThan(MUTANTS / 200);
});
