/** Blocks that overlap: the entry that cannot be right is told by the places of the others, and is freed. */
import { describe, expect, test } from 'vitest';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { UNALLOCATED } from '../../../../../shared/vhd/units';
import { applied } from '../../../../support/appliedPlan';
import { chainFor } from '../../../../support/damageChecks';
import { requestFor } from '../../../../support/damageRepairs';
import { BLOCK, GEOMETRY, withEntry } from '../../../../support/fixtures';
import { patterned, sparseImage } from '../../../../support/imageBuilder';

/** Blocks of 2 MiB with a bitmap of one sector stand one behind the other, from sector 4 on. */
const [FIRST, EXTENT] = [4, 4097] as const;

/** Eight blocks, of which 0, 1, 2 and 4 are stored in this order. */
const four = (): Uint8Array =>
  sparseImage({
    size: 8 * BLOCK,
    blockBytes: BLOCK,
    blocks: [0, 1, 2, 4].map((index) => ({ index, data: patterned(BLOCK, 3 + index) })),
    footer: { geometry: GEOMETRY },
  }).bytes;

async function offered(image: Uint8Array): Promise<readonly string[]> {
  const plan = await planRepair(await chainFor({}, image), requestFor({}));
  return plan.ok ? plan.value.open.filter(({ code }) => code === 'B02').map(({ method }) => method) : ['refused'];
}

describe('an entry over another block', () => {
  test.each([
    ['eight sectors into block 0', FIRST + 8, 3],
    ['at the place of block 0, behind which block 1 comes', FIRST, 6],
  ])('%s is freed, and all others stay', async (_, at, block) => {
    const image = withEntry(four(), block, at);
    const plan = await planRepair(await chainFor({}, image), requestFor({ choose: { B02: 'unallocate' } }, { deep: false }));
    if (!plan.ok) throw new Error(JSON.stringify(plan.error));
    expect(plan.value.after.map(({ code }) => code).filter((code) => code.startsWith('B'))).toEqual([]);
    expect(Buffer.compare(applied(image, plan.value.plan), withEntry(four(), block, UNALLOCATED))).toBe(0);
  });

  test('that cannot be told from the right one is left to the user', async () => {
    // Behind block 2, block 7 may stand as well as block 4.
    expect(await offered(withEntry(four(), 7, FIRST + 3 * EXTENT))).toEqual(['split']);
    // Blocks 1 and 2 stand in no order, so that the place of block 0 may be block 6's.
    const turned = withEntry(withEntry(four(), 1, FIRST + 2 * EXTENT), 2, FIRST + EXTENT);
    expect(await offered(withEntry(turned, 6, FIRST))).toEqual(['split']);
  });

  test('is the one that is freed before a copy is made of what it shows', async () => {
    expect(await offered(withEntry(four(), 3, FIRST + 8))).toEqual(['unallocate', 'split']);
  });
});
