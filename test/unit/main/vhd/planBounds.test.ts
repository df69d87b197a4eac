/** What checks, offers, repairs and plans cost over hostile disks: by what the file holds and what is asked, not by what it claims. */
import { describe, expect, test } from 'vitest';
import { checkDisk } from '../../../../main/vhd/check/checkDisk';
import { checkOrphans } from '../../../../main/vhd/check/orphanRules';
import type { Chain } from '../../../../main/vhd/read/chain';
import { planEdits } from '../../../../main/vhd/ops/planEdits';
import { previewOf } from '../../../../main/vhd/ops/plan';
import { planRepair, repairOffers } from '../../../../main/vhd/repair/planRepair';
import { overlayIndex } from '../../../../shared/overlayIndex';
import type { ByteEdit } from '../../../../shared/edits';
import { applied } from '../../../support/appliedPlan';
import { budgetMs, cpuMs } from '../../../support/cpuTime';
import { FRESH_ID, requestFor } from '../../../support/damageRepairs';
import { footerBytes, headerBytes, patterned, put32, putText, sparseImage } from '../../../support/imageBuilder';
import { memoryFile, sparseFile, spyOn, type Spy } from '../../../support/memoryFile';
import { chainOf, NOW } from '../../../support/opened';
import { seeded } from '../../../support/random';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const BLOCK = 2 * MIB;
const asked = { now: NOW, newId: () => FRESH_ID };

async function findingsOf(chain: Chain) {
  const found = await checkDisk(chain, { now: NOW, deep: false });
  if (!found.ok) throw new Error(found.error.kind);
  return found.value;
}

/** Processor time, in milliseconds, and the answer. */
async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const start = cpuMs();
  const value = await work();
  return [cpuMs() - start, value];
}

describe('a disk of 2,040 GiB that has lost its header', () => {
  const random = (): Uint8Array => {
    const draw = seeded(24);
    return Uint8Array.from({ length: 16 * MIB }, () => draw.below(256));
  };
  const oneplace = (): Uint8Array => {
    const bytes = new Uint8Array(16 * MIB);
    // Every entry could be one, and no two blocks can stand at one place.
    for (let at = 0; at < bytes.length; at += 4) put32(bytes, at, 40_000);
    return bytes;
  };
  test.each<[string, () => Uint8Array]>([
    ['random numbers follow', random],
    ['ones follow', () => new Uint8Array(16 * MIB).fill(0xff)],
    ['one and the same place follows, a million times', oneplace],
  ])('and where %s: findings and offers cost a second at most', async (_, make) => {
    const footer = footerBytes({ type: 3, size: 2040 * GIB });
    const end = 64 * MIB;
    const spy = spyOn(
      sparseFile(end + 512, [
        [0, footer],
        [1536, make()],
        [end, footer],
      ]),
    );
    const chain = await chainOf(spy.file);
    const [took, offers] = await timed(async () => repairOffers(chain, await findingsOf(chain), asked));
    expect(offers.filter(({ code }) => code === 'H01')).toEqual([]);
    expect(took).toBeLessThan(budgetMs(1000));
    expect([spy.bytes < 16 * MIB, spy.largest <= MIB]).toEqual([true, true]);
  });
});

describe('Xen’s batmap that claims 20 GiB of a sparse file', () => {
  const END = 21 * GIB;
  const disk = (): Spy => {
    const footer = footerBytes({ type: 3, size: 8 * MIB, creator: 'tap\0', creatorVersion: 0x0001_0003 });
    const table = new Uint8Array(512).fill(0xff);
    const head = new Uint8Array(512);
    putText(head, 0, 'tdbatmap');
    put32(head, 12, 4096);
    put32(head, 16, (20 * GIB) / 512);
    put32(head, 20, 0x0001_0002);
    return spyOn(
      sparseFile(END + 512, [
        [0, footer],
        [512, headerBytes({ entries: 4, blockBytes: BLOCK })],
        [1536, table],
        [2048, head],
        [END, footer],
      ]),
    );
  };

  test('is read as far as it speaks of blocks, by checks and by repairs', async () => {
    const spy = disk();
    const chain = await chainOf(spy.file);
    const findings = await findingsOf(chain);
    // Ones' complement of the sum of no bits, and the file stores 0.
    expect(findings.find(({ code }) => code === 'X01')?.facts).toEqual({ stored: 0, computed: 0xffff_ffff });
    const repair = await planRepair(chain, requestFor({}, { only: ['X01'], deep: false }));
    expect(repair.ok && repair.value.after.map(({ code }) => code)).not.toContain('X01');
    expect(spy.largest).toBeLessThanOrEqual(MIB);
  });
});

test('2^32 entries claimed, and one behind the disk’s end that is set: the repair writes only what was looked at', async () => {
  const end = 17 * GIB;
  const footer = footerBytes({ type: 3, size: 8 * MIB });
  const table = new Uint8Array(8192).fill(0xff);
  put32(table, 5 * 4, (16 * GIB) / 512 + 8);
  const chain = await chainOf(
    sparseFile(end + 512, [
      [0, footer],
      [512, headerBytes({ entries: 0xffff_ffff, blockBytes: BLOCK })],
      [1536, table],
      [end, footer],
    ]),
  );
  const findings = await findingsOf(chain);
  expect(findings.find(({ code }) => code === 'B05')?.facts).toMatchObject({ first: 5 });
  const repair = await planRepair(chain, requestFor({ choose: { B05: 'free-hidden' }, loss: true }, { only: ['B05'], deep: false }));
  const bytes = repair.ok ? repair.value.changes.reduce((sum, { after }) => sum + after.length, 0) : Infinity;
  expect(bytes).toBeLessThanOrEqual(4096);
});

describe('plans are linear', () => {
  const fixedOf = (bytes: number): Chain | Promise<Chain> =>
    chainOf(sparseFile(bytes + 512, [[bytes, footerBytes({ type: 2, size: bytes, geometry: [963, 4, 17] })]]));

  test('16,000 edits of the disk that share their sectors, and 16,000 of the file, are planned in a second or two', async () => {
    const chain = await fixedOf(32 * MIB);
    const edits = (space: ByteEdit['space'], every: number): ByteEdit[] =>
      Array.from({ length: 16_000 }, (_, i) => ({ space, at: 100 + i * every, bytes: Uint8Array.of(i & 0xff, 1) }));
    for (const [space, every] of [
      ['disk', 300],
      ['file', 300],
      ['disk', 2],
    ] as const) {
      const [took, plan] = await timed(() => planEdits(chain, edits(space, every)));
      const preview = plan.ok ? previewOf(plan.value) : null;
      // Each writes a one, and a number that is zero for one of 256.
      expect(preview?.changedBytes).toBe(32_000 - 63);
      expect(took).toBeLessThan(budgetMs(2500));
    }
  });

  test('three adjacent fills of 16 MiB that begin inside a sector are one plan, and put exactly their bytes', async () => {
    const chain = await fixedOf(64 * MIB);
    const fills: ByteEdit[] = [1, 2, 3].map((value, i) => ({
      space: 'disk',
      at: 100 + i * 16 * MIB,
      bytes: new Uint8Array(16 * MIB).fill(value),
    }));
    const [took, plan] = await timed(() => planEdits(chain, fills));
    if (!plan.ok) throw new Error(plan.error.kind);
    expect(took).toBeLessThan(budgetMs(2500));
    expect(previewOf(plan.value).changedBytes).toBe(48 * MIB);
    const after = plan.value.steps.flatMap((step) =>
      step.kind === 'patch' ? [[step.at, step.after.length, step.after[99], step.after[100]]] : [],
    );
    expect(after).toEqual([[0, 48 * MIB + 512, 0, 1]]);
  });

  test('a repair of 62 MiB in 7,936 places takes seconds', async () => {
    const bitmap = Uint8Array.from({ length: 512 }, (_, i) => (i % 4 < 2 ? 0xff : 0));
    const blocks = Array.from({ length: 62 }, (_, index) => ({ index, data: patterned(BLOCK, index), bitmap }));
    const { bytes } = sparseImage({ size: 62 * BLOCK, blockBytes: BLOCK, blocks, footer: { geometry: [3735, 4, 17] } });
    const chain = await chainOf(memoryFile(bytes));
    const [took, repair] = await timed(() =>
      planRepair(chain, requestFor({ choose: { B15: 'zero-hidden' }, loss: true }, { only: ['B15'] })),
    );
    if (!repair.ok) throw new Error(repair.error.kind);
    expect(repair.value.changes).toHaveLength(62 * 128);
    const after = applied(bytes, repair.value.plan);
    // Of every block half is zero now: count what is left of one in the middle.
    const from = bytes.length - 512 - BLOCK;
    expect(after.subarray(from, from + BLOCK).filter((byte) => byte === 0)).toHaveLength(MIB);
    console.info(`planned a repair of 62 MiB in ${took.toFixed(0)} ms`);
    expect(took).toBeLessThan(budgetMs(12_000));
  });
});

test('a search among a hundred thousand stretches looks at few, however long one of them is', () => {
  const stretches = Array.from({ length: 100_000 }, (_, i) => ({ at: i * 512, length: 512 }));
  const touching = overlayIndex([...stretches, { at: 0, length: 4 * MIB }]);
  const start = cpuMs();
  for (let i = 0; i < 100_000; i++) expect(touching(i * 512, 512).length).toBe(i < 8192 ? 2 : 1);
  expect(cpuMs() - start).toBeLessThan(budgetMs(5000));
});

test('whether lost blocks can be put back is told without reading all of them', async () => {
  const count = 200;
  const table = new Uint8Array(1024).fill(0xff);
  put32(table, 0, 8);
  // Whole bitmaps, and data that names no place: sixteen of them would be 32 MiB.
  const block = new Uint8Array(513).fill(0xff, 0, 512);
  block[512] = 7;
  const blocks = Array.from({ length: count }, (_, i) => [(8 + i * 4097) * 512, block] as const);
  const end = (8 + count * 4097) * 512;
  // One block more than the file has, so that their number places none of them.
  const footer = footerBytes({ type: 3, size: (count + 1) * BLOCK });
  const spy = spyOn(
    sparseFile(end + 512, [
      [0, footer],
      [512, headerBytes({ entries: count + 1, blockBytes: BLOCK })],
      [1536, table],
      ...blocks,
      [end, footer],
    ]),
  );
  const chain = await chainOf(spy.file);
  const orphans = await checkOrphans(chain.layers[0]);
  if (!orphans.ok) throw new Error(orphans.error.kind);
  expect(orphans.value.map(({ code, facts }) => [code, facts])).toEqual([['B22', { blocks: count - 1, at: (8 + 4097) * 512, placed: 0 }]]);
  spy.bytes = 0;
  expect(await repairOffers(chain, orphans.value, asked)).toEqual([]);
  expect(spy.bytes).toBeLessThan(40 * MIB);
});
