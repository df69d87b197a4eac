/** What is written right behind a block table does not go over the first block, where the table has lost that. */
import { expect, test } from 'vitest';
import { planGrowWithZeros } from '../../../../../main/vhd/ops/growInPlace';
import { repairOffers } from '../../../../../main/vhd/repair/planRepair';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { chainFor } from '../../../../support/damageChecks';
import { BLOCK, withEntry } from '../../../../support/fixtures';
import { patterned, sparseImage } from '../../../../support/imageBuilder';
import { NOW } from '../../../../support/opened';

const NOWHERE = 0xffff_ffff;

async function offered(image: Uint8Array): Promise<string[]> {
  const chain = await chainFor({}, image);
  const found = await checkDisk(chain, { now: NOW, deep: false });
  if (!found.ok) throw new Error(found.error.kind);
  const offers = await repairOffers(chain, found.value, { now: NOW, newId: () => '' });
  return offers.filter(({ code }) => code === 'X04').map(({ method }) => method);
}

/** Two blocks of a disk that Xen made, whose table is one sector and ends at 2,048; no batmap stands there. */
const xen = (gapSectors: number): Uint8Array =>
  sparseImage({
    size: 4 * BLOCK,
    blockBytes: BLOCK,
    gapSectors,
    blocks: [0, 2].map((index) => ({ index, data: patterned(BLOCK, 3 + index) })),
    footer: { creator: 'tap\0', creatorVersion: 0x0001_0003, hostOs: '\0\0\0\0', geometry: [240, 4, 17] },
  }).bytes;

test('a batmap is only made where nothing stands, be it a block that no entry names', async () => {
  // Eight free sectors in front of each block: one for the batmap's header, one for its bits.
  expect(await offered(xen(8))).toContain('rebuild-batmap');
  expect(await offered(withEntry(xen(0), 0, NOWHERE))).toEqual(['old-xen-version']);
});

test('a table does not grow over the bitmap of ones of a block that it has lost', async () => {
  // 128 entries fill the table's one sector. The next one would need the sector in which block 0 begins.
  const { bytes } = sparseImage({
    size: 128 * BLOCK,
    blockBytes: BLOCK,
    blocks: [0, 2].map((index) => ({ index, data: patterned(BLOCK, 3 + index) })),
    footer: { geometry: [1024, 16, 32] },
  });
  expect(bytes.subarray(2048, 2560).every((byte) => byte === 0xff)).toBe(true);
  const grown = await planGrowWithZeros(await chainFor({}, withEntry(bytes, 0, NOWHERE)), (129 * BLOCK) / 512);
  expect(grown).toEqual({ ok: true, value: null });
});
