import { describe, expect, test } from 'vitest';
import { recordsOf } from '../../../../../main/io/planRecords';
import { readSectors } from '../../../../../main/vhd/read/readDisk';
import { planRepair } from '../../../../../main/vhd/repair/planRepair';
import { RESIZING_METHODS } from '../../../../../shared/repairs';
import { lba } from '../../../../../shared/vhd/units';
import { baseContent, type Damage, type Mended } from '../../../../support/damage';
import { CATALOGUE, chainFor, deepFindings } from '../../../../support/damageChecks';
import { mended, requestFor } from '../../../../support/damageRepairs';
import { baseImage, BLOCK } from '../../../../support/fixtures';
import { memoryFile } from '../../../../support/memoryFile';
import { contentOf } from '../../../../support/opened';

const REPAIRABLE = CATALOGUE.filter((damage) => damage.mend !== undefined).map((damage) => [damage.id, damage.what, damage] as const);

async function contents(damage: Damage, bytes: Uint8Array): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await contentOf(await chainFor(damage, bytes), (part) => parts.push(part));
  return Buffer.concat(parts);
}

describe('repaired', () => {
  test.each(REPAIRABLE)('%s: %s', async (_id, _what, damage) => {
    const mend = damage.mend ?? {};
    const { repair, bytes } = await mended(damage, mend);
    const left = (await deepFindings(await chainFor(damage, bytes))).map(({ code }) => code);
    expect(left).toEqual(mend.leaves ?? []);
    expect(repair.after.map(({ code }) => code)).toEqual(left);
    const expected = (mend.content ?? baseContent)();
    expect(Buffer.compare(await contents(damage, bytes), Buffer.from(expected))).toBe(0);
    // What may be written in place is a plan that the one writer takes.
    if (repair.copyOnly === null) expect(recordsOf(repair.plan).ok).toBe(true);
    expect(repair.changes.length > 0 || repair.plan.lengthAfter !== repair.plan.lengthBefore).toBe(true);
  });

  test.each(REPAIRABLE)('%s: %s, as a copy, is the same file', async (_id, _what, damage) => {
    const { repair, bytes } = await mended(damage, damage.mend ?? {});
    const copy = repair.copy.content;
    const file = new Uint8Array(copy.bytes);
    for await (const { at, data } of copy.extents()) file.set(data, at);
    for (const { at, data } of copy.closing) file.set(data, at);
    expect(Buffer.compare(file, bytes)).toBe(0);
  });
});

test.each(REPAIRABLE)('%s: %s: what can make the disk another is told before it is chosen', async (_id, _what, damage) => {
  const { repair } = await mended(damage, damage.mend ?? {});
  expect(repair.diskChange === null || repair.done.some(({ method }) => RESIZING_METHODS.includes(method))).toBe(true);
});

describe('without a choice', () => {
  const CHOSEN = REPAIRABLE.filter(([, , { mend }]) => mend?.choose !== undefined);

  test.each(CHOSEN)('%s: %s stays as it is', async (_id, _what, damage) => {
    const request = requestFor({}, { notes: false });
    const repair = await planRepair(await chainFor(damage, damage.make()), request);
    const codes = repair.ok ? repair.value.done.map(({ code }) => code) : [];
    expect(codes.every((code) => damage.mend?.choose?.[code] === undefined)).toBe(true);
  });

  test('what would lose data is not done by choosing it alone', async () => {
    const lossy = REPAIRABLE.filter(([, , { mend }]) => mend?.loss === true);
    expect(lossy.length).toBeGreaterThan(5);
    for (const [, , damage] of lossy) {
      const repair = await planRepair(await chainFor(damage, damage.make()), requestFor({ ...damage.mend, loss: false }));
      const codes = Object.keys(damage.mend?.choose ?? {});
      expect(repair.ok && repair.value.done.some(({ code }) => codes.includes(code))).toBe(false);
    }
  });
});

test('an image that nothing is wrong with gives an empty plan', async () => {
  const repair = await planRepair(await chainFor({}, baseImage()), requestFor({}));
  expect(repair.ok && [repair.value.plan.steps, repair.value.done, repair.value.after]).toEqual([[], [], []]);
  expect(memoryFile(baseImage()).bytes).toBe(repair.ok && repair.value.plan.lengthAfter);
});

test('E02: split leaves every other block as it was, and no two at one place', async () => {
  const damage = CATALOGUE.find(({ id }) => id === 'E02');
  if (damage === undefined) throw new Error('no E02');
  const { repair, bytes } = await mended(damage, { choose: { B02: 'split' } });
  expect(repair.after.map(({ code }) => code)).not.toContain('B02');
  const chain = await chainFor({}, bytes);
  for (const block of [0, 2]) {
    const read = await readSectors(chain, lba(block * 4096), 4096, 'honour');
    expect(Buffer.compare(read.bytes, baseContent().subarray(block * BLOCK, (block + 1) * BLOCK))).toBe(0);
  }
});

test.each([
  ['C22', 'saved-state', { F12: 'clear-saved-state' }],
  ['A10', 'xen', { F01: 'write-footer' }],
] as const)('%s is in use by its own account (%s): only a copy is mended, until that mark is cleared', async (id, why, choose) => {
  const damage = CATALOGUE.find((one) => one.id === id);
  if (damage === undefined) throw new Error(id);
  const copyOnly = async (mend: Mended): Promise<unknown> => {
    const repair = await planRepair(await chainFor(damage, damage.make()), requestFor(mend));
    return repair.ok ? repair.value.copyOnly : repair.error;
  };
  expect(await copyOnly({})).toBe(why);
  expect(await copyOnly({ choose })).toBe(null);
});
