/**
 * One entry of the table is wrong, in whatever way: the rebuild takes nothing for its claim, and gives the block back to its own
 * number. QEMU compares what comes out with the disk as it was.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { planRepair } from '../../main/vhd/repair/planRepair';
import { planRebuild } from '../../main/vhd/repair/rebuild';
import { applied } from '../support/appliedPlan';
import { chainFor } from '../support/damageChecks';
import { requestFor } from '../support/damageRepairs';
import { withEntry } from '../support/fixtures';
import { NOW } from '../support/opened';
import { lacks, run } from '../support/oracles';
import { samplesFolder, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';
import { tableOf } from '../support/wipedDisks';

const folder = tempDir();
const samples = samplesFolder();

/** Rebuilds without a word of the user's, as the command line does, and compares; returns where the blocks were put. */
async function rebuildOf(whole: Uint8Array, block: number, entry: number): Promise<unknown> {
  const rebuild = await planRebuild(await chainFor({}, withEntry(new Uint8Array(whole), block, entry)), { place: new Map(), now: NOW });
  if (rebuild?.ok !== true) return rebuild;
  const { content } = rebuild.value.copy;
  const bytes = new Uint8Array(content.bytes);
  for await (const { at, data } of content.extents()) bytes.set(data, at);
  for (const { at, data } of content.closing) bytes.set(data, at);
  const [was, now] = [path.join(folder, 'was.vhd'), path.join(folder, 'now.vhd')];
  writeFileSync(was, whole);
  writeFileSync(now, bytes);
  // Ends with an error where they differ.
  run('qemu-img', 'compare', '-q', '-f', 'vpc', '-F', 'vpc', was, now);
  return rebuild.value.placements.map((one) => [one.sector, one.block]);
}

const NOWHERE = 0x9c1f_3a77;

describe.skipIf(samples === null || lacks('qemu-img'))('on a disk of Windows, whose blocks stand in no order', () => {
  const blocks = [0, 16, 96, 162, 255];
  const wrong: [string, (sector: number, end: number) => number][] = [
    ['far behind the end of the file', () => NOWHERE],
    ['into the end of the file', (_, end) => end - 59],
    ['over the header', () => 2],
    ['into two other blocks', () => 20_000],
    ['one sector before the block', (sector) => sector - 1],
  ];
  test.each(wrong.flatMap(([what, entry]) => blocks.map((block) => [block, what, entry] as const)))(
    'the entry of block %i points %s',
    async (block, _, entry) => {
      const whole = readFileSync(unpack(samples as string, 'win10-dynamic-512m-gpt-ntfs-fat.vhd', folder));
      const sector = tableOf(whole).get(block) as number;
      expect(await rebuildOf(whole, block, entry(sector, whole.length / 512 - 1))).toEqual([[sector, block]]);
    },
  );
});

/** Mends it in the file itself; returns the finding, the ways that are offered, and whether the file is as it was. */
async function mendOf(whole: Uint8Array, block: number, entry: number, code: 'B03' | 'B04'): Promise<unknown> {
  const damaged = withEntry(new Uint8Array(whole), block, entry);
  const chain = await chainFor({}, damaged);
  const unchosen = await planRepair(chain, requestFor({}, { deep: false }));
  const repair = await planRepair(chain, requestFor({ choose: { [code]: 'adopt-shared' } }, { deep: false }));
  if (!unchosen.ok || !repair.ok) throw new Error('the disk cannot be read');
  return {
    unasked: unchosen.value.done,
    facts: unchosen.value.before.find((one) => one.code === code)?.facts,
    ways: unchosen.value.open.filter((one) => one.code === code).map(({ method }) => method),
    isSame: Buffer.compare(applied(damaged, repair.value.plan), whole) === 0,
  };
}

describe('in the file itself, an entry that points into the end is wrong, and nothing is called cut', () => {
  const ways = ['adopt-shared', 'unallocate'];

  test.skipIf(samples === null).each([16, 255])(
    'block %i of Windows, over the last block: that one is not given up with it',
    async (block) => {
      const whole = readFileSync(unpack(samples as string, 'win10-dynamic-512m-gpt-ntfs-fat.vhd', folder));
      const found = await mendOf(whole, block, whole.length / 512 - 60, 'B03');
      expect(found).toEqual({ unasked: [], facts: { blocks: 1, first: block }, ways, isSame: true });
    },
  );

  test.skipIf(lacks('qemu-img', 'qemu-io'))('the last block of QEMU’s', async () => {
    const file = path.join(folder, 'last.vhd');
    run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', file, '40M');
    run('qemu-io', '-f', 'vpc', ...[0, 1, 2, 3].flatMap((i) => ['-c', `write -q -P ${i + 1} ${2 * i}M 700k`]), file);
    const whole = readFileSync(file);
    // 117 sectors behind its place, so that as many are missing to the footer.
    const found = await mendOf(whole, 3, (tableOf(whole).get(3) as number) + 117, 'B04');
    expect(found).toEqual({ unasked: [], facts: { block: 3, missingBytes: 117 * 512, off: true }, ways, isSame: true });
  });
});

describe.skipIf(lacks('qemu-img', 'qemu-io'))('on a small disk of QEMU’s', () => {
  test.each([2, 3].flatMap((count) => [0, 1].flatMap((block) => [NOWHERE, 2, 1000, 4200].map((entry) => [count, block, entry] as const))))(
    'of %i blocks: the entry of block %i is %i',
    async (count, block, entry) => {
      const file = path.join(folder, 'small.vhd');
      run('qemu-img', 'create', '-q', '-f', 'vpc', '-o', 'subformat=dynamic', file, '40M');
      const writes = Array.from({ length: count }, (_, i) => ['-c', `write -q -P ${i + 1} ${2 * i + 1}M 700k`]);
      run('qemu-io', '-f', 'vpc', ...writes.flat(), file);
      const whole = readFileSync(file);
      expect(await rebuildOf(whole, block, entry)).toEqual([[tableOf(whole).get(block), block]]);
    },
  );
});
