/**
 * A disk that Windows made and whose table has lost some entries, or has one twice: what stands in the blocks that the table
 * still names tells where the others belong, although they stand in no order. Windows fills the page behind the table with ones.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { planRepair } from '../../main/vhd/repair/planRepair';
import { planRebuild } from '../../main/vhd/repair/rebuild';
import { applied } from '../support/appliedPlan';
import { chainFor } from '../support/damageChecks';
import { requestFor } from '../support/damageRepairs';
import { withEntry } from '../support/fixtures';
import { NOW } from '../support/opened';
import { samplesFolder, unpack } from '../support/samples';
import { tempDir } from '../support/tempDir';
import { tableOf } from '../support/wipedDisks';

const samples = samplesFolder();
const UNALLOCATED = 0xffff_ffff;

describe.skipIf(samples === null)('a disk of Windows', () => {
  const folder = tempDir();
  const disk = (): Uint8Array => readFileSync(unpack(samples as string, 'win10-dynamic-512m-gpt-ntfs-fat.vhd', folder));

  test.each([[[0]], [[0, 255]], [[18]], [[16, 17, 18, 66]]])('that has lost the entries of blocks %j gets them back', async (lost) => {
    const whole = disk();
    const was = tableOf(whole);
    const damaged = lost.reduce((bytes, block) => withEntry(bytes, block, UNALLOCATED), whole);
    const made = await planRebuild(await chainFor({}, damaged), { place: new Map(), now: NOW });
    if (made?.ok !== true) throw new Error(JSON.stringify(made));
    const found = made.value.placements.map(({ block, sector, confidence }) => [block, sector, confidence !== 'guess']);
    expect(found.sort(([a], [b]) => Number(a) - Number(b))).toEqual(lost.map((block) => [block, was.get(block), true]));
  });

  test('whose entry of one block names the place of another gets the right one back, and this is offered first', async () => {
    const whole = disk();
    const damaged = withEntry(new Uint8Array(whole), 18, tableOf(whole).get(17) as number);
    const chain = await chainFor({}, damaged);
    const unchosen = await planRepair(chain, requestFor({}));
    expect(unchosen.ok && unchosen.value.open.find(({ code }) => code === 'B02')?.method).toBe('adopt-shared');
    const repair = await planRepair(chain, requestFor({ choose: { B02: 'adopt-shared' } }, { deep: false }));
    if (!repair.ok) throw new Error(JSON.stringify(repair.error));
    expect(Buffer.compare(applied(damaged, repair.value.plan), whole)).toBe(0);
  });
});
