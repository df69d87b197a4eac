/** A parent that the user located where the child does not say: the check says so, and one repair writes everything. */
import { expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { resolveNamed, type Chain } from '../../../../../main/vhd/read/chain';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { applied } from '../../../../support/appliedPlan';
import { requestFor } from '../../../../support/damageRepairs';
import { baseImage, childImage } from '../../../../support/fixtures';
import { utf16 } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn, NO_SIBLINGS, NOW } from '../../../../support/opened';

/** In seconds since 2000; the file system counts from 1970. */
const STAMP = 700_000_000;

async function located(child: Uint8Array, folder: string): Promise<Chain> {
  const parent = memoryFile(baseImage(), { name: 'p.vhd', folder, modified: STAMP + 946_684_800 });
  return (await resolveNamed(await imageIn(memoryFile(child)), NO_SIBLINGS, [{ file: parent, finder: NO_SIBLINGS }])).chain;
}

const staleOf = async (chain: Chain): Promise<unknown[]> => {
  const found = await checkDisk(chain, { now: NOW, deep: false });
  return found.ok ? found.value.filter(({ code }) => code === 'P18').map(({ facts }) => facts) : [];
};

test('a parent in another folder is told; one beside the child, or where it says, is not', async () => {
  const child = childImage().bytes;
  expect(await staleOf(await located(child, '/memory/elsewhere'))).toEqual([
    { names: 'p.vhd', found: 'p.vhd', path: '.\\elsewhere\\p.vhd' },
  ]);
  expect(await staleOf(await located(child, '/memory'))).toEqual([]);
  const says = childImage({ locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\elsewhere\\p.vhd', 'le') }] }).bytes;
  expect(await staleOf(await located(says, '/memory/elsewhere'))).toEqual([]);
});

test('the repair writes path, name, time and id, and nothing is left to tell', async () => {
  const child = childImage().bytes;
  const chain = await located(child, '/memory/elsewhere');
  const repair = await planRepair(chain, requestFor({ choose: { P18: 'reconnect-parent' } }));
  if (!repair.ok) throw new Error(JSON.stringify(repair.error));
  const written = Buffer.from(applied(child, repair.value.plan));
  expect(written.includes(Buffer.from(utf16('.\\elsewhere\\p.vhd', 'le')))).toBe(true);
  expect(written.includes(Buffer.from('/memory/elsewhere/p.vhd', 'latin1'))).toBe(true);
  // The parent's time, 56 bytes into the header.
  expect(written.readUInt32BE(512 + 56)).toBe(STAMP);
  expect(await staleOf(await located(written, '/memory/elsewhere'))).toEqual([]);
});
