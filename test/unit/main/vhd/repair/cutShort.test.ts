/**
 * Repairs of a file that was cut short: nothing that is left is written over, and nothing is given up unless that is chosen.
 * BASE is 4,197,888 bytes long: header at 512, table of four entries at 1,536, block 0 at 2,048, block 2 at 2,099,712, footer at
 * 4,197,376 (damage catalogue, "Test images").
 */
import { describe, expect, test } from 'vitest';
import { planRepair, repairOffers, type Repair } from '../../../../../main/vhd/repair/planRepair';
import type { FindingCode } from '../../../../../shared/findings';
import type { RepairMethod } from '../../../../../shared/repairs';
import { applied } from '../../../../support/appliedPlan';
import { deepFindings } from '../../../../support/damageChecks';
import { FRESH_ID, requestFor } from '../../../../support/damageRepairs';
import { baseImage, fixedImage, FOOTER_AT } from '../../../../support/fixtures';
import { get32 } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const BLOCK_2 = 2_099_712;
const cutAt = (bytes: number): Uint8Array => baseImage().slice(0, bytes);

async function offersOf(image: Uint8Array): Promise<string[]> {
  const chain = await chainOf(memoryFile(image));
  const offers = await repairOffers(chain, await deepFindings(chain), { now: NOW, newId: () => FRESH_ID });
  return offers.map(({ code, method, class: klass }) => `${code} ${method} ${klass}`);
}

async function repairOf(image: Uint8Array, choose: Partial<Record<FindingCode, RepairMethod>> = {}): Promise<Repair> {
  const repair = await planRepair(await chainOf(memoryFile(image)), requestFor({ choose, loss: true }));
  if (!repair.ok) throw new Error(JSON.stringify(repair.error));
  return repair.value;
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const codesOf = (findings: Repair['after']): string[] => findings.map(({ code }) => code);

describe('no footer is written into the place of a structure that is lost in part', () => {
  test.each([
    ['behind the footer’s copy alone', 512],
    ['inside the header', 768],
    ['inside the header, on a sector', 1280],
    ['at the table', 1536],
    ['inside the table', 1540],
  ])('cut %s', async (_where, bytes) => {
    const image = cutAt(bytes);
    expect((await offersOf(image)).filter((offer) => !offer.startsWith('B01 unallocate loss'))).toEqual([]);
    const { done, plan } = await repairOf(image);
    expect(done).toEqual([]);
    expect(isSame(applied(image, plan), image)).toBe(true);
  });
});

describe('blocks behind the end are given up only if that is chosen', () => {
  test.each([
    ['between two blocks', BLOCK_2],
    ['inside a bitmap', BLOCK_2 + 412],
  ])('cut %s', async (_where, bytes) => {
    const image = cutAt(bytes);
    expect(await offersOf(image)).toEqual(['B01 unallocate loss']);
    expect((await repairOf(image)).done).toEqual([]);
    const repair = await repairOf(image, { B01: 'unallocate' });
    const mended = applied(image, repair.plan);
    expect(codesOf(repair.after)).toEqual([]);
    // All that is left stays, except block 2's entry; the footer comes behind it.
    const entry = 1536 + 8;
    expect(isSame(mended.slice(0, entry), image.slice(0, entry))).toBe(true);
    expect(isSame(mended.slice(entry + 4, bytes), image.slice(entry + 4))).toBe(true);
    expect(get32(mended, entry)).toBe(0xffff_ffff);
    expect(mended.length).toBe(Math.ceil(bytes / 512) * 512 + 512);
    expect(isSame(mended.slice(-512), image.slice(0, 512))).toBe(true);
    // Of the block nothing was there to lose.
    expect(repair.diskChange).toBeNull();
  });

  test('and a block that is filled up does not hide them', async () => {
    const image = cutAt(1_000_000);
    const filled = await repairOf(image, { B04: 'fill-with-zeros' });
    expect(codesOf(filled.after)).toContain('F23');
    expect(codesOf(filled.after)).toContain('B01');
    expect(filled.along.map(({ code }) => code)).not.toContain('F23');
    const both = await repairOf(image, { B04: 'fill-with-zeros', B01: 'unallocate' });
    expect(both.after).toEqual([]);
    expect(both.along.map(({ code }) => code)).toContain('F23');
  });
});

test.each([1, 67, 68, 312, 412, 511])('a footer of which only %i bytes are left is completed where it was', async (left) => {
  const image = cutAt(FOOTER_AT + left);
  const { plan, after } = await repairOf(image);
  expect(after).toEqual([]);
  expect(isSame(applied(image, plan), baseImage())).toBe(true);
});

test('a fixed disk’s footer of which all is left that is not zero is completed', async () => {
  const image = fixedImage().slice(0, -200);
  const { plan, after, done } = await repairOf(image);
  expect(done.map(({ method, class: klass }) => [method, klass])).toEqual([['complete-footer', 'safe']]);
  expect(after).toEqual([]);
  expect(isSame(applied(image, plan), fixedImage())).toBe(true);
});
