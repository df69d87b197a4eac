/** Repairs of locators: the way to a parent that lies elsewhere is the real one, and what is not at fault stays. */
import { describe, expect, test } from 'vitest';
import { resolveChain, withParent, type Chain } from '../../../../../main/vhd/read/chain';
import { checkChain } from '../../../../../main/vhd/check/checkImage';
import { planRepair, repairOffers, type Repair } from '../../../../../main/vhd/repair/planRepair';
import type { FindingCode } from '../../../../../shared/findings';
import type { RepairMethod } from '../../../../../shared/repairs';
import { applied } from '../../../../support/appliedPlan';
import { requestFor } from '../../../../support/damageRepairs';
import { baseImage, BLOCK, childImage } from '../../../../support/fixtures';
import { get32, sparseImage, utf16, type LocatorSpec } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn, NO_SIBLINGS, NOW } from '../../../../support/opened';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const OLD: LocatorSpec = { slot: 0, code: 'Wi2r', data: ascii('..\\b\\base.vhd') };
const VENDOR: LocatorSpec = { slot: 3, code: 'Abcd', data: ascii('what only its maker understands') };

async function chainWith(locators: readonly LocatorSpec[], folder: string): Promise<{ bytes: Uint8Array; chain: Chain }> {
  const { bytes } = childImage({ locators });
  const alone = await resolveChain(await imageIn(memoryFile(bytes, { name: 'kid.vhd', folder: '/vm/a' })), NO_SIBLINGS);
  const parent = await imageIn(memoryFile(baseImage(), { name: 'base.vhd', folder, modified: 946_684_800 }));
  const chain = await withParent(alone, parent, NO_SIBLINGS);
  if (!chain.ok) throw new Error(chain.error.kind);
  return { bytes, chain: chain.value };
}

async function repaired(
  locators: readonly LocatorSpec[],
  folder: string,
  choose: Partial<Record<FindingCode, RepairMethod>> = {},
): Promise<{ after: Uint8Array; repair: Repair }> {
  const { bytes, chain } = await chainWith(locators, folder);
  const repair = await planRepair(chain, { ...requestFor({}), choose });
  if (!repair.ok) throw new Error(repair.error.kind);
  return { after: applied(bytes, repair.value.plan), repair: repair.value };
}

/** By the specification's offsets. */
const slotsOf = (bytes: Uint8Array): [number, string, string][] =>
  Array.from({ length: 8 }, (_, slot) => {
    const at = 512 + 576 + slot * 24;
    const code = Buffer.from(bytes.subarray(at, at + 4)).toString('latin1');
    const data = Buffer.from(bytes.subarray(get32(bytes, at + 20), get32(bytes, at + 20) + get32(bytes, at + 8)));
    return [slot, code, data.toString(code === 'W2ru' || code === 'W2ku' ? 'utf16le' : 'latin1')] as [number, string, string];
  }).filter(([, code]) => code !== '\0\0\0\0');

describe('a child whose parent lies in another folder', () => {
  test('keeps every way that it has unless the user decides', async () => {
    const { repair, after } = await repaired([OLD, VENDOR], '/vm/b');
    expect(repair.open).toContainEqual({
      code: 'P06',
      method: 'rewrite-locators',
      class: 'choice',
      also: [],
      diskChange: null,
      cut: null,
      signs: [],
      copyOnly: null,
    });
    expect(slotsOf(after)).toEqual([
      [0, 'Wi2r', '..\\b\\base.vhd'],
      [3, 'Abcd', 'what only its maker understands'],
    ]);
  });

  test('gets the real relative path in a free slot; the old and the unknown one stay', async () => {
    const { after } = await repaired([OLD, VENDOR], '/vm/b', { P06: 'rewrite-locators' });
    expect(slotsOf(after)).toEqual([
      [0, 'Wi2r', '..\\b\\base.vhd'],
      [1, 'W2ru', '..\\b\\base.vhd'],
      [3, 'Abcd', 'what only its maker understands'],
    ]);
    expect(Buffer.from(after.subarray(576, 576 + 18))).toEqual(Buffer.from(utf16('base.vhd\0', 'be')));
  });

  test('without any locator is offered the real path as a choice', async () => {
    const { repair } = await repaired([], '/vm/b');
    expect(repair.open).toContainEqual({
      code: 'P13',
      method: 'rewrite-locators',
      class: 'choice',
      also: [],
      diskChange: null,
      cut: null,
      signs: [],
      copyOnly: null,
    });
  });
});

describe('a child whose parent was made larger', () => {
  /** The child of 8 MiB, and its parent with as many blocks more as its table still has room for. */
  async function overLarger(blocks: number): Promise<{ bytes: Uint8Array; chain: Chain }> {
    const { bytes } = childImage();
    const alone = await resolveChain(await imageIn(memoryFile(bytes, { folder: '/vm' })), NO_SIBLINGS);
    const larger = sparseImage({ size: blocks * BLOCK, blockBytes: BLOCK, blocks: [] }).bytes;
    const chain = await withParent(alone, await imageIn(memoryFile(larger, { name: 'p.vhd', folder: '/vm' })), NO_SIBLINGS);
    if (!chain.ok) throw new Error(chain.error.kind);
    return { bytes, chain: chain.value };
  }

  test('is offered the same size, and shows what was added', async () => {
    const { bytes, chain } = await overLarger(8);
    const offers = await repairOffers(chain, checkChain(chain, NOW), requestFor({}));
    expect(offers).toContainEqual({ code: 'P04', method: 'grow-to-parent', class: 'choice' });
    const repair = await planRepair(chain, { ...requestFor({}), choose: { P04: 'grow-to-parent' } });
    if (!repair.ok) throw new Error(repair.error.kind);
    const after = applied(bytes, repair.value.plan);
    expect(repair.value.after.map(({ code }) => code)).not.toContain('P04');
    // Current size in both footers, and the table's length, by the specification's offsets.
    for (const at of [0, after.length - 512]) expect(get32(after, at + 52)).toBe(8 * BLOCK);
    expect(get32(after, 512 + 28)).toBe(8);
    expect(after.subarray(1536 + 16, 1536 + 32)).toEqual(new Uint8Array(16).fill(0xff));
  });

  test('is not, where its table has no room for that, or the parent is the smaller one', async () => {
    for (const blocks of [200, 2]) {
      const { chain } = await overLarger(blocks);
      const offers = await repairOffers(chain, checkChain(chain, NOW), requestFor({}));
      expect(offers.filter(({ code }) => code === 'P04')).toEqual([]);
    }
  });
});

describe('beside its parent', () => {
  test('a child with an old path alone gets a modern one, and nothing to decide', async () => {
    const { repair, after } = await repaired([OLD], '/vm/a');
    expect(repair.done).toContainEqual({ code: 'P06', method: 'rewrite-locators', class: 'safe' });
    expect(slotsOf(after)).toEqual([
      [0, 'Wi2r', '..\\b\\base.vhd'],
      [1, 'W2ru', '.\\base.vhd'],
    ]);
  });

  test('locators with their room in sectors are all told in bytes, their texts as they were', async () => {
    const { repair, after } = await repaired(
      [
        { slot: 0, code: 'W2ru', data: utf16('.\\base.vhd', 'le'), space: 1 },
        { slot: 1, code: 'W2ku', data: utf16('C:\\vm\\base.vhd', 'le'), space: 1 },
        { slot: 2, code: 'MacX', data: ascii('file:///vm/base.vhd'), space: 1 },
        { slot: 3, code: 'Mac ', data: ascii('alias'), space: 1 },
      ],
      '/vm/a',
    );
    expect(repair.after.filter(({ code }) => code === 'P06')).toEqual([]);
    expect(slotsOf(after)).toEqual([
      [0, 'W2ru', '.\\base.vhd'],
      [1, 'W2ku', 'C:\\vm\\base.vhd'],
      [2, 'MacX', 'file:///vm/base.vhd'],
      [3, 'Mac ', 'alias'],
    ]);
    expect([0, 1, 2, 3].map((slot) => get32(after, 512 + 576 + slot * 24 + 4))).toEqual([512, 512, 512, 512]);
  });

  test('room that runs over a block ends there', async () => {
    const { repair, after } = await repaired([{ slot: 2, code: 'MacX', data: ascii('file:///vm/base.vhd'), space: 4096 }], '/vm/a');
    expect(repair.done).toContainEqual({ code: 'P06', method: 'renew-locator', class: 'safe' });
    expect(get32(after, 512 + 576 + 2 * 24 + 4)).toBe(512);
    expect(slotsOf(after)).toEqual([[2, 'MacX', 'file:///vm/base.vhd']]);
  });

  test('a slot that leads out of the file is freed', async () => {
    const { after } = await repaired(
      [
        { slot: 0, code: 'W2ru', data: utf16('.\\base.vhd', 'le') },
        { slot: 1, code: 'W2ku', data: utf16('C:\\x.vhd', 'le'), at: 2 ** 40 },
      ],
      '/vm/a',
    );
    expect(slotsOf(after)).toEqual([[0, 'W2ru', '.\\base.vhd']]);
  });

  test('a URL that we do not understand is freed only where the user says so', async () => {
    const locators: LocatorSpec[] = [
      { slot: 0, code: 'W2ru', data: utf16('.\\base.vhd', 'le') },
      { slot: 1, code: 'MacX', data: ascii('http://x/base.vhd') },
    ];
    expect(slotsOf((await repaired(locators, '/vm/a')).after)).toHaveLength(2);
    expect(slotsOf((await repaired(locators, '/vm/a', { P06: 'clear-locator' })).after)).toEqual([[0, 'W2ru', '.\\base.vhd']]);
  });
});
