/**
 * Damaged images and everything that can be asked of them: never an exception, never more reading than the file is
 * worth. PLATTER_FUZZ sets how many mutants, PLATTER_SEED where the run starts; a find names the seed that makes it again.
 */
import { expect, test } from 'vitest';
import { openImage } from '../../main/vhd/read/openImage';
import { budget } from '../support/budget';
import { countingFile } from '../support/countingFile';
import { fuzzSeeds } from '../support/fuzzSeeds';
import { fuzzOne } from '../support/fuzzRun';
import { count, newTally, percentile, said } from '../support/fuzzTally';
import { mutant } from '../support/mutants';
import { seeded } from '../support/random';
import { budgetMs } from '../support/cpuTime';

const MUTANTS = budget('PLATTER_FUZZ', 20_000, 200_000);
const SEED = Number(process.env['PLATTER_SEED'] ?? 20_261_124);
/** Of the file's size; a file smaller than a few structures is looked at from as many sides as any other. */
const MAX_SHARE = 4;
const SMALL_FILE = 4096;
const MAX_READS = 10_000;
const MAX_MS = budgetMs(250);

/** Milliseconds of processor that opening takes, whatever else runs. */
async function openCost(bytes: Uint8Array): Promise<number> {
  const before = process.cpuUsage();
  await openImage(countingFile(bytes, 'again').file, 'disk');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

test(`answers ${MUTANTS} mutants`, { timeout: 3_600_000 }, async () => {
  const seeds = fuzzSeeds();
  const tally = newTally();
  const written = { plans: 0, refused: 0, grown: 0 };
  const finds: string[] = [];
  for (let run = 0; run < MUTANTS && finds.length < 5; run++) {
    const random = seeded(SEED + run);
    const seed = random.pick(seeds);
    const bytes = mutant(seed.bytes, random);
    try {
      const outcome = await fuzzOne(bytes, seed, random, written);
      count(tally, outcome, bytes.length);
      const { reads, bytes: read } = outcome.open;
      if (read > MAX_SHARE * Math.max(bytes.length, SMALL_FILE) || reads > MAX_READS)
        finds.push(`seed ${SEED + run} (${seed.name}): opening read ${read} of ${bytes.length} bytes in ${reads} reads`);
      // Another program may have had the processor.
      const slow = outcome.openMs > MAX_MS && (await openCost(bytes)) > MAX_MS;
      if (slow) finds.push(`seed ${SEED + run} (${seed.name}): opening took ${outcome.openMs.toFixed(0)} ms`);
    } catch (thrown) {
      finds.push(`seed ${SEED + run} (${seed.name}): ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    }
  }
  console.log(
    `fuzz: from seed ${SEED}: ${said(tally)}; ${written.plans} plans carried out (${written.grown} grew the file), ${written.refused} refused`,
  );
  expect(finds).toEqual([]);
  expect(percentile(tally.times, 0.99)).toBeLessThan(budgetMs(10));
});
