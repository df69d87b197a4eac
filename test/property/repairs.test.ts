/**
 * Every mutant, and every subset of what is found in it, drawn ones where much is found: a copy is the file that the plan makes, a repair brings no new
 * problem, and no reader sees a smaller disk. PLATTER_FUZZ_COPIES sets how many, PLATTER_SEED where the run starts.
 */
import { expect, test } from 'vitest';
import { firstWrongByte } from '../../main/vhd/repair/patchedCopy';
import { planRepair, repairOffers, type Repair } from '../../main/vhd/repair/planRepair';
import { checkDisk } from '../../main/vhd/check/checkDisk';
import type { Chain } from '../../main/vhd/read/chain';
import { sumHolds } from '../../main/vhd/format/footers';
import { visibleSize } from '../../main/vhd/describe/visibleSize';
import { openImage } from '../../main/vhd/read/openImage';
import type { FindingCode } from '../../shared/findings';
import type { RepairMethod } from '../../shared/repairs';
import { budget } from '../support/budget';
import { applied } from '../support/appliedPlan';
import { CATALOGUE, chainFor } from '../support/damageChecks';
import { requestFor } from '../support/damageRepairs';
import { fuzzSeeds } from '../support/fuzzSeeds';
import { memoryFile } from '../support/memoryFile';
import { mutant } from '../support/mutants';
import { writtenFile } from '../support/newFiles';
import { chainOf, NOW } from '../support/opened';
import { seeded, type Random } from '../support/random';

const MUTANTS = budget('PLATTER_FUZZ_COPIES', 200, 400);
const SEED = Number(process.env['PLATTER_SEED'] ?? 20_261_129);
/** Of so many codes every subset is tried; of more, as many that are drawn. */
const MAX_CODES = 5;
const DRAWN = 2 ** MAX_CODES - 1;

/** All subsets but the empty one. */
const subsets = <T>(all: readonly T[]): T[][] =>
  Array.from({ length: 2 ** all.length - 1 }, (_, bits) => all.filter((__, i) => ((bits + 1) & (1 << i)) !== 0));

const drawn = <T>(all: readonly T[], random: Random): T[][] =>
  Array.from({ length: DRAWN }, () => all.filter(() => random.below(2) === 0)).filter((some) => some.length > 0);

type Subject = { readonly bytes: Uint8Array; readonly open: (bytes: Uint8Array) => Promise<Chain>; readonly random: Random };
type Choice = Partial<Record<FindingCode, RepairMethod>>;

/** Which way is taken for each code: all ways in turn where there are few codes, else some that are drawn. */
function choicesOf(only: readonly FindingCode[], ways: ReadonlyMap<FindingCode, readonly RepairMethod[]>, random: Random): Choice[] {
  const methodsOf = (code: FindingCode): readonly RepairMethod[] => ways.get(code) ?? [];
  const most = Math.max(...only.map((code) => methodsOf(code).length));
  const inTurn = (turn: number): Choice =>
    Object.fromEntries(only.map((code) => [code, methodsOf(code)[turn % methodsOf(code).length]] as const));
  const anyOf = (): Choice => Object.fromEntries(only.map((code) => [code, random.pick(methodsOf(code))] as const));
  return only.length === 1 || most === 1 ? Array.from({ length: most }, (_, turn) => inTurn(turn)) : [inTurn(0), inTurn(most - 1), anyOf()];
}

/** Subsets of the codes that can be mended, each in several ways. */
async function everyRepair({ bytes, open, random }: Subject, look: (repair: Repair) => Promise<void>): Promise<void> {
  const chain = await open(bytes);
  const found = await checkDisk(chain, { now: NOW, deep: true });
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  const ways = new Map<FindingCode, RepairMethod[]>();
  for (const { code, method } of await repairOffers(chain, found.value, { now: NOW, newId: () => '' }))
    ways.set(code, [...(ways.get(code) ?? []), method]);
  const codes = [...ways.keys()];
  for (const only of codes.length <= MAX_CODES ? subsets(codes) : drawn(codes, random)) {
    for (const choose of choicesOf(only, ways, random)) {
      const repair = await planRepair(chain, requestFor({ choose, loss: true }, { only }));
      if (!repair.ok) continue;
      await look(repair.value).catch((cause: unknown) => {
        throw new Error(
          `${only.map((code) => `${code}=${choose[code]}`).join(' ')}: ${cause instanceof Error ? cause.message : String(cause)}`,
        );
      });
    }
  }
}

/** Codes of a table, or of what leads to it, that cannot be trusted. */
const TABLE_CODES: readonly FindingCode[] = ['B09', 'B10', 'B13', 'F07', 'F09', 'H01', 'H04', 'H05', 'H06', 'P08'];

/** Repairs that give up a part of the disk, or decide for the smaller of two: their words say so. */
const SHRINKS: readonly RepairMethod[] = [
  'round-size-down',
  'drop-surplus',
  'drop-outer-footer',
  'size-from-file',
  'size-from-evidence',
  'use-footer',
  'use-copy',
  'type-from-layout',
];

/** Who goes by what, of the footer at the end and of its copy, capped by the disk that this footer means. */
function sizesSeen(chain: Chain): { reader: string; bytes: number }[] {
  const [{ footers }] = chain.layers;
  return [footers?.footer, footers?.copy].flatMap((struct, i) => {
    if (struct == null || !sumHolds(struct.bytes)) return [];
    const size = visibleSize(struct.bytes, 'current');
    return (['current', 'chs', 'qemu-2', 'qemu-7', 'qemu-10'] as const).map((policy) => ({
      reader: `${policy} by ${i === 0 ? 'the footer' : 'its copy'}`,
      bytes: Math.min(size, visibleSize(struct.bytes, policy)),
    }));
  });
}

/** Worse than a note, and not there before. */
const isNoWorse =
  ({ bytes, open }: Subject) =>
  async ({ before, after, done, plan }: Repair): Promise<void> => {
    const codes = new Set(before.map(({ code }) => code));
    // A block whose entry is freed may be found as one that nothing points to any more.
    const freed: readonly FindingCode[] = done.some(({ method }) => method === 'unallocate') ? ['B22'] : [];
    const fresh = after
      .filter(({ code, severity }) => severity !== 'note' && !codes.has(code) && !freed.includes(code))
      .map(({ code }) => code);
    // What only a table that can be read shows was there before, out of sight.
    const wasBlind = before.some(({ code }) => TABLE_CODES.includes(code));
    if (fresh.length > 0 && !wasBlind) throw new Error(`brings ${fresh.join()}`);
    if (done.some(({ method }) => SHRINKS.includes(method))) return;
    const now = new Map(sizesSeen(await open(applied(bytes, plan))).map((seen) => [seen.reader, seen.bytes]));
    for (const { reader, bytes: seen } of sizesSeen(await open(bytes))) {
      const left = now.get(reader);
      if (left !== undefined && left < seen) throw new Error(`${reader}: ${seen} bytes were seen, ${left} are`);
    }
  };

const isCopied =
  (bytes: Uint8Array) =>
  async ({ plan, copy }: Repair): Promise<void> => {
    const file = await writtenFile(copy.content);
    const planned = applied(bytes, plan);
    if (Buffer.compare(file, planned) !== 0) throw new Error('the copy is not the plan carried out');
    const wrong = await firstWrongByte(copy, memoryFile(planned));
    if (!wrong.ok || wrong.value !== null) throw new Error(`byte ${JSON.stringify(wrong)} would be called wrong`);
  };

test('a copy is the file that the plan makes, and nothing gets worse, for every damage of the catalogue and every subset of its codes', async () => {
  const wrong: string[] = [];
  for (const damage of CATALOGUE) {
    const bytes = damage.make();
    const subject = { bytes, open: (file: Uint8Array) => chainFor(damage, file), random: seeded(SEED) };
    const look = async (repair: Repair): Promise<void> => {
      await isCopied(bytes)(repair);
      await isNoWorse(subject)(repair);
    };
    await everyRepair(subject, look).catch((cause: unknown) => wrong.push(`${damage.id}: ${String(cause)}`));
  }
  expect(wrong).toEqual([]);
});

test(`a copy is the file that the plan makes, and nothing gets worse, for ${MUTANTS} mutants and every subset of their codes`, {
  timeout: 3_600_000,
}, async () => {
  const seeds = fuzzSeeds();
  const wrong: string[] = [];
  for (let run = 0; run < MUTANTS && wrong.length < 5; run++) {
    const random = seeded(SEED + run);
    const seed = random.pick(seeds);
    const bytes = mutant(seed.bytes, random);
    const image = await openImage(memoryFile(bytes), 'disk');
    if (!image.ok) continue;
    const subject = { bytes, open: (file: Uint8Array) => chainOf(memoryFile(file)), random };
    const look = async (repair: Repair): Promise<void> => {
      await isCopied(bytes)(repair);
      await isNoWorse(subject)(repair);
    };
    await everyRepair(subject, look).catch((cause: unknown) => wrong.push(`seed ${SEED + run} (${seed.name}): ${String(cause)}`));
  }
  expect(wrong).toEqual([]);
});
