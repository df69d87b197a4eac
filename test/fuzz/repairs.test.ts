/**
 * Damaged images, checked in depth and repaired in every way on offer, all at once or some codes alone: never an
 * exception; the plan is one that may be applied, gives the file that the checks were run on, a copy is that file byte
 * for byte, and what is only safe changes nothing that could be read before. Rescued and rebuilt disks are what was
 * checked, too. PLATTER_FUZZ_REPAIRS sets how many, PLATTER_SEED where the run starts.
 */
import { expect, test } from 'vitest';
import { recordsOf } from '../../main/io/planRecords';
import type { Copy } from '../../main/vhd/repair/patchedCopy';
import { planRebuild } from '../../main/vhd/repair/rebuild';
import { planRepair, repairOffers, type RepairChoices } from '../../main/vhd/repair/planRepair';
import { planRescue } from '../../main/vhd/repair/rescue';
import { checkDisk } from '../../main/vhd/check/checkDisk';
import { resolveChain, type Chain, type ParentFinder } from '../../main/vhd/read/chain';

import { openImage } from '../../main/vhd/read/openImage';
import { readSectors } from '../../main/vhd/read/readDisk';
import type { Finding, FindingCode } from '../../shared/findings';
import type { RepairMethod } from '../../shared/repairs';
import { lba } from '../../shared/vhd/units';
import { budget } from '../support/budget';
import { applied } from '../support/appliedPlan';
import { FRESH_ID } from '../support/damageRepairs';
import { bytesOfFile, expectCopy, MAX_COPY_BYTES } from '../support/fuzzCopies';
import { fuzzSeeds } from '../support/fuzzSeeds';
import { memoryFile } from '../support/memoryFile';
import { mutant } from '../support/mutants';
import { NO_SIBLINGS, NOW } from '../support/opened';
import { sameBytes } from '../support/plainReader';
import { seeded, type Random } from '../support/random';

const MUTANTS = budget('PLATTER_FUZZ_REPAIRS', 1000, 20_000);
const SEED = Number(process.env['PLATTER_SEED'] ?? 20_261_124);
/** Enough of every seed; a size made up by the mutant is not read to its end. */
const MAX_READ = 512;

const finderOf = (parent: Uint8Array | null): ParentFinder =>
  parent === null
    ? NO_SIBLINGS
    : {
        byName: async (name) =>
          name === 'parent.vhd' ? { file: memoryFile(parent, { name, identity: 'parent' }), finder: NO_SIBLINGS } : null,
        others: async function* others() {},
      };

async function chainIn(bytes: Uint8Array, parent: Uint8Array | null): Promise<Chain | null> {
  const image = await openImage(memoryFile(bytes), 'disk');
  return image.ok ? resolveChain(image.value, finderOf(parent)) : null;
}

/** What can be read of the disk's start, as text for each sector; null where it cannot. */
async function sectorsOf(chain: Chain): Promise<(string | null)[]> {
  const count = Math.min(chain.layers[0].sectors, MAX_READ);
  if (count === 0) return [];
  const page = await readSectors(chain, lba(0), count, 'honour');
  const { bytes, faults } = page;
  return Array.from({ length: count }, (_, i) =>
    faults.some(({ at, bytes: length }) => at < (i + 1) * 512 && at + length > i * 512)
      ? null
      : Buffer.from(bytes.subarray(i * 512, (i + 1) * 512)).toString('latin1'),
  );
}

const requestWith = (
  choose: Partial<Record<FindingCode, RepairMethod>>,
  only: readonly FindingCode[] | null,
  random: Random,
): RepairChoices => ({
  only,
  choose,
  loss: random.below(2) === 0,
  notes: random.below(2) === 0,
  deep: true,
  now: NOW,
  newId: () => FRESH_ID,
});

async function repairOne(bytes: Uint8Array, parent: Uint8Array | null, random: Random): Promise<'refused' | 'error' | 'repaired'> {
  const chain = await chainIn(bytes, parent);
  if (chain === null) {
    const opened = await openImage(memoryFile(bytes), 'disk');
    const rescue = opened.ok ? null : await planRescue(memoryFile(bytes), opened.error, { now: NOW, newId: () => FRESH_ID });
    if (rescue !== null) await expectWhole(rescue, rescue.plan === null ? null : applied(bytes, rescue.plan));
    return 'refused';
  }
  const found = await checkDisk(chain, { now: NOW, deep: true });
  if (!found.ok) return 'error';
  const rebuild = await planRebuild(chain, { place: new Map(), now: NOW });
  if (rebuild?.ok === true) await expectWhole(rebuild.value, null);
  const choose: Partial<Record<FindingCode, RepairMethod>> = {};
  if (random.below(3) > 0) {
    for (const { code, method } of await repairOffers(chain, found.value, { now: NOW, newId: () => FRESH_ID }))
      if (random.below(2) === 0) choose[code] = method;
  }
  const codes = [...new Set(found.value.map(({ code }) => code))];
  const only = random.below(2) === 0 ? null : codes.filter(() => random.below(2) === 0);
  const repair = await planRepair(chain, requestWith(choose, only, random));
  if (!repair.ok) return 'error';
  // A plan may grow a file by megabytes for a mutant of kilobytes: planned, not carried out.
  if (repair.value.plan.lengthAfter > MAX_COPY_BYTES) return 'error';
  const after = applied(bytes, repair.value.plan);
  await expectCopy(repair.value.copy.content, after);
  const uninvited = repair.value.done.find(({ code }) => only !== null && !only.includes(code));
  if (uninvited !== undefined) throw new Error(`${uninvited.code} was repaired, only ${only?.join()} was asked for`);
  if (repair.value.copyOnly === null && !recordsOf(repair.value.plan).ok) throw new Error('a plan that no writer takes');
  const again = await chainIn(after, parent);
  if (again === null) throw new Error('does not open any more');
  const checked = await checkDisk(again, { now: NOW, deep: true });
  if (!checked.ok) throw new Error('cannot be checked any more');
  // Another parent may be found by a link that was mended: what is said of it is left out.
  const own = (list: readonly Finding[]): string =>
    list.flatMap(({ code }) => (code.startsWith('P') || code === 'B20' ? [] : [code])).join();
  const [is, promised] = [own(checked.value), own(repair.value.after)];
  if (is !== promised) throw new Error(`promised ${promised}, is ${is}`);
  if (repair.value.done.every((offer) => offer.class === 'safe'))
    await compare(
      chain,
      again,
      repair.value.done.map(({ code, method }) => `${code} ${method}`),
    );
  return 'repaired';
}

/** A disk put together anew: the copy is the file whose findings are told, and the plan makes it, where there is one. */
async function expectWhole({ chain, copy }: { readonly chain: Chain; readonly copy: Copy }, planned: Uint8Array | null): Promise<void> {
  const { file } = chain.layers[0];
  if (file.bytes > MAX_COPY_BYTES) return;
  const shown = await bytesOfFile(file);
  await expectCopy(copy.content, shown);
  if (planned !== null && !sameBytes(planned, shown)) throw new Error('the plan does not make the file that was checked');
}

/** Repairs that make more readable, or decide by the specification what was open, may change what was unknown; not what was known. */
async function compare(before: Chain, after: Chain, done: readonly string[]): Promise<void> {
  // Noise as a bitmap says nothing of what the disk held; behind a table that was too short there may be blocks.
  if (done.some((one) => /^(B07|H05)/.test(one))) return;
  const [old, now] = [await sectorsOf(before), await sectorsOf(after)];
  const at = old.findIndex((sector, i) => sector !== null && now[i] !== undefined && now[i] !== sector);
  if (at >= 0) throw new Error(`sector ${at} is another after ${done.join(', ')}`);
}

test(`checks and repairs ${MUTANTS} mutants`, { timeout: 3_600_000 }, async () => {
  const seeds = fuzzSeeds();
  const finds: string[] = [];
  const tally = { refused: 0, error: 0, repaired: 0 };
  for (let run = 0; run < MUTANTS && finds.length < 5; run++) {
    const random = seeded(SEED + run);
    const seed = random.pick(seeds);
    try {
      tally[await repairOne(mutant(seed.bytes, random), seed.parent, random)] += 1;
    } catch (thrown) {
      finds.push(`seed ${SEED + run} (${seed.name}): ${thrown instanceof Error ? thrown.stack : String(thrown)}`);
    }
  }
  console.log(`repairs of ${MUTANTS} mutants: ${JSON.stringify(tally)}`);
  expect(finds).toEqual([]);
  if (MUTANTS >= 1000) expect(tally.repaired).toBeGreaterThan(MUTANTS / 4);
});
