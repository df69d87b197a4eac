/** A parent that the user located where the child does not say: the check says so, and one repair writes everything. */
import { expect, test } from 'vitest';
import { checkDisk } from '../../../../../main/vhd/check/checkDisk';
import { resolveNamed, type Chain } from '../../../../../main/vhd/read/chain';
import { planRepair, repairOffers } from '../../../../../main/vhd/repair/planRepair';
import { applied } from '../../../../support/appliedPlan';
import { FRESH_ID, requestFor } from '../../../../support/damageRepairs';
import { baseImage, childImage, CHILD_ID, GEOMETRY } from '../../../../support/fixtures';
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

const repairedCodes = async (chain: Chain): Promise<string[]> => {
  const found = await checkDisk(chain, { now: NOW, deep: false });
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return (await repairOffers(chain, found.value, { now: NOW, newId: () => FRESH_ID })).map(({ code }) => code);
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

test('a path out of the disk’s folder is told as that, and there is nothing left to repair', async () => {
  const child = childImage().bytes;
  const chain = await located(child, '/base');
  expect(await staleOf(chain)).toEqual([{ names: 'p.vhd', found: 'p.vhd', path: '..\\base\\p.vhd' }]);
  const repair = await planRepair(chain, requestFor({ choose: { P18: 'reconnect-parent' } }));
  if (!repair.ok) throw new Error(JSON.stringify(repair.error));
  const written = applied(child, repair.value.plan);
  const again = await located(written, '/base');
  expect(await staleOf(again)).toEqual([{ names: 'p.vhd', found: 'p.vhd', path: '..\\base\\p.vhd', isNamed: true }]);
  expect(await repairedCodes(again)).not.toContain('P18');
});

test('the way to a disk further down is told as that one’s, points at no byte of this file and has no repair here', async () => {
  const ids = { footer: { uuid: new Uint8Array(16).fill(0x77), geometry: GEOMETRY } };
  const young = childImage({ ...ids, header: { parentId: CHILD_ID, parentName: 'mid.vhd' }, locators: [] }).bytes;
  const middle = childImage({ footer: { uuid: CHILD_ID, geometry: GEOMETRY } }).bytes;
  const files = [
    memoryFile(middle, { name: 'mid.vhd', identity: 'mid' }),
    memoryFile(baseImage(), { name: 'p.vhd', folder: '/base', identity: 'p' }),
  ].map((file) => ({ file, finder: NO_SIBLINGS }));
  const { chain } = await resolveNamed(await imageIn(memoryFile(young, { identity: 'young' })), NO_SIBLINGS, files);
  expect(chain.layers.length).toBe(3);
  const found = await checkDisk(chain, { now: NOW, deep: false });
  expect(found.ok && found.value.filter(({ code }) => code === 'P18')).toEqual([
    {
      code: 'P18',
      severity: 'note',
      where: [],
      facts: { names: 'p.vhd', found: 'p.vhd', path: '..\\base\\p.vhd', of: 'mid.vhd', layer: 1 },
    },
  ]);
  expect(await repairedCodes(chain)).not.toContain('P18');
});
