/** Damage for which the file holds no evidence, or evidence that contradicts itself: nothing is offered, or the plan says why not. */
import { describe, expect, test } from 'vitest';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { planRepair, repairOffers } from '../../../../../main/vhd/repair/planRepair';
import { applied } from '../../../../support/appliedPlan';
import { changed, type Mended } from '../../../../support/damage';
import { CATALOGUE, chainFor, deepFindings } from '../../../../support/damageChecks';
import { FRESH_ID, requestFor } from '../../../../support/damageRepairs';
import {
  baseImage,
  BLOCK,
  CHILD_ID,
  childImage,
  fixedImage,
  HEADER_AT,
  inBothFooters,
  inHeader,
  joined,
  SIZE,
  TABLE_AT,
  withEntry,
} from '../../../../support/fixtures';
import { put16, put32, put64, putText, sparseImage, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile, sparseFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const asked = { now: NOW, newId: () => FRESH_ID };
const damageOf = (id: string) => {
  const damage = CATALOGUE.find((one) => one.id === id);
  if (damage === undefined) throw new Error(`no ${id}`);
  return damage;
};
const body = (image: Uint8Array): Uint8Array => image.slice(0, image.length - 512);

async function offersOf(image: Uint8Array, child = false): Promise<string[]> {
  const chain = await chainFor({ child }, image);
  return (await repairOffers(chain, await deepFindings(chain), asked)).map(({ code, method }) => `${code} ${method}`);
}

async function refusal(image: Uint8Array, mend: Mended): Promise<unknown> {
  const repair = await planRepair(await chainFor({}, image), requestFor(mend));
  return repair.ok ? repair.value.done : repair.error;
}

const fixed = (change: (image: Uint8Array) => void): Uint8Array =>
  changed(fixedImage(), (b) => {
    change(b);
    stampFooter(b, SIZE);
  });

describe('is not offered', () => {
  test.each<[string, () => Uint8Array, string[], boolean?]>([
    ['a new header for a child, whose parent nobody can make up', () => childImage({}).bytes.fill(0, HEADER_AT, 1536), [], true],
    ['a new header without a table', () => changed(baseImage(), (b) => b.fill(0, HEADER_AT, 2048).fill(0, 2048, 2560)), []],
    [
      'a header for a disk of no size',
      () =>
        changed(
          inBothFooters(baseImage(), (b, at) => b.fill(0, at + 40, at + 56)),
          (b) => b.fill(0, HEADER_AT, 1536),
        ),
      [],
    ],
    [
      'a block size where the table is zeroed',
      () =>
        inHeader(
          changed(baseImage(), (b) => b.fill(0, TABLE_AT, TABLE_AT + 16)),
          (b, at) => put32(b, at + 32, 0),
        ),
      [],
    ],
    [
      'a block size for a table beyond all numbers',
      () =>
        inHeader(baseImage(), (b, at) => {
          put32(b, at + 32, 0);
          put64(b, at + 16, 2n ** 60n);
        }),
      [],
    ],
    [
      'another place for a table that is nowhere',
      () =>
        inHeader(
          changed(baseImage(), (b) => b.fill(0, TABLE_AT, 2560)),
          (b, at) => put64(b, at + 16, 2n ** 40n),
        ),
      [],
    ],
    [
      'more entries where the next ones name no free blocks',
      () => inHeader(withEntry(baseImage(), 3, 5), (b, at) => put32(b, at + 28, 3)),
      [],
    ],
    ['fewer entries where they do no harm (D10)', () => inHeader(baseImage(), (b, at) => put32(b, at + 28, 5)), []],
    ['another place for a table that the file’s end has cut', () => baseImage().slice(0, TABLE_AT + 4), ['B01 unallocate']],
    ['anything for unknown features (C02)', () => inBothFooters(baseImage(), (b, at) => put32(b, at + 8, 0x102)), []],
    ['a size for a footer alone that claims none', () => fixed((b) => b.fill(0, SIZE + 40, SIZE + 56)).slice(SIZE), []],
    ['data for a footer alone (B11)', () => fixedImage().slice(SIZE), []],
    [
      'a checksum over a version that nobody knows',
      () => changed(fixedImage(), (b) => put32(b, SIZE + 12, 0x0007_0000)),
      ['F06 set-version'],
    ],
    [
      'a checksum over a size that is not the file’s',
      () => changed(fixedImage(), (b) => put64(b, SIZE + 48, SIZE + 4096)),
      ['F08 size-from-file', 'F08 pad-with-zeros'],
    ],
    [
      'a header’s checksum over a table with blocks past the end',
      () =>
        withEntry(
          changed(baseImage(), (b) => put32(b, HEADER_AT + 36, 7)),
          1,
          0x00ff_ffff,
        ),
      ['B01 unallocate'],
    ],
    [
      'the cookie that Xen took away while a table is out of place',
      () =>
        inBothFooters(
          inHeader(baseImage(), (b, at) => put64(b, at + 16, 1024)),
          (b, at) => putText(b, at, 'v_poison'),
        ),
      ['H06 find-table'],
    ],
    [
      'a size from a table of 2³² entries that was made for none',
      () =>
        inHeader(
          inBothFooters(baseImage(), (b, at) => b.fill(0, at + 40, at + 56)),
          (b, at) => put32(b, at + 28, 0xffff_ffff),
        ),
      [],
    ],
  ])('%s', async (_what, make, offered, child = false) => {
    expect((await offersOf(make(), child)).filter((offer) => !/F17|F10|F15/.test(offer))).toEqual(offered);
  });

  test('new paths without the parent that they should lead to', async () => {
    const damage = damageOf('H11');
    const chain = await chainFor({}, damage.make());
    const found = await deepFindings(chain);
    expect(found.map(({ code }) => code)).toEqual(['P01', 'P06']);
    expect(await repairOffers(chain, found, asked)).toEqual([]);
  });

  test('to clear bits against a parent that is no longer there', async () => {
    const damage = damageOf('F08');
    const found = await deepFindings(await chainFor(damage, damage.make()));
    expect(found.map(({ code }) => code)).toEqual(['P09']);
    expect(await repairOffers(await chainFor({}, damage.make()), found, asked)).toEqual([]);
  });

  test('anything that an earlier look found, once the file is another', async () => {
    const [fixedDisk, cut] = [await chainFor({}, fixedImage()), await chainFor({}, body(baseImage()))];
    for (const damage of CATALOGUE) {
      const found = await deepFindings(await chainFor(damage, damage.make()));
      const ofSparse = found.filter(({ code }) => /^[BHPX]/.test(code) && !['H01', 'P08', 'X05'].includes(code));
      expect(await repairOffers(fixedDisk, ofSparse, asked)).toEqual([]);
      const ofSameId = found.filter(({ code }) => code === 'F03');
      expect(await repairOffers(cut, ofSameId, asked)).toEqual([]);
    }
    const [moved] = await deepFindings(await chainFor({ child: true }, damageOf('H18').make()));
    expect(moved?.code).toBe('P03');
    expect(moved === undefined || (await repairOffers(await chainFor({}, childImage().bytes), [moved], asked))).toEqual([]);
    const [front] = await deepFindings(await chainFor({}, damageOf('A01').make()));
    expect(front?.code).toBe('F02');
    expect(front === undefined || (await repairOffers(await chainFor({}, fixedImage()), [front], asked))).toEqual([]);
  });
});

describe('a plan is refused', () => {
  test('for an image without any footer', async () => {
    const opened = await openImage(memoryFile(fixedImage().slice(0, SIZE)), 'raw');
    if (!opened.ok) throw new Error('not opened');
    const chain = { layers: [opened.value] as const, parent: null };
    expect(await planRepair({ ...chain, layers: [opened.value] }, requestFor({}))).toEqual({ ok: false, error: { kind: 'nothing-to-do' } });
    const [sound] = await deepFindings(await chainFor({}, damageOf('A01').make()));
    expect(sound === undefined || (await repairOffers({ ...chain, layers: [opened.value] }, [sound], asked))).toEqual([]);
  });

  test('when the footer that was chosen makes the table too short, and its next entries are none', async () => {
    const image = changed(baseImage(), (b) => {
      put64(b, 48, SIZE + 2 * BLOCK);
      put16(b, 56, 361);
      stampFooter(b, 0);
      put32(b, TABLE_AT + 16, 5);
    });
    expect(await refusal(image, { choose: { F03: 'use-copy' } })).toEqual({ kind: 'made-worse', codes: ['H05'] });
    expect(await refusal(image, { choose: { F03: 'use-footer' } })).toEqual([
      { code: 'F03', method: 'use-footer', class: 'choice' },
      { code: 'B11', method: 'pad-table', class: 'safe' },
    ]);
  });

  test('when it would hold more than 64 MiB in memory', async () => {
    const blocks = 34;
    const size = blocks * BLOCK;
    const empty = sparseImage({ size, blockBytes: BLOCK, blocks: [] }).bytes;
    const extent = 512 + BLOCK;
    const data = new Uint8Array(BLOCK).fill(0x5a);
    const pieces: [number, Uint8Array][] = [[0, empty.slice(0, 2048)]];
    for (let block = 0; block < blocks; block++) {
      put32(empty, TABLE_AT + block * 4, (2048 + block * extent) / 512);
      pieces.push([2048 + block * extent + 512, data]);
    }
    pieces[0] = [0, empty.slice(0, 2048)];
    pieces.push([2048 + blocks * extent, empty.slice(-512)]);
    const chain = await chainOf(sparseFile(2048 + blocks * extent + 512, pieces));
    const repair = await planRepair(chain, requestFor({ choose: { B15: 'zero-hidden' }, loss: true }));
    // The data of 32 blocks are exactly 64 MiB; with their bitmaps it is too much.
    expect(repair).toEqual({ ok: false, error: { kind: 'too-much', bytes: 32 * (512 + BLOCK), most: 64 * 1024 * 1024 } });
  });
});

describe('asked for some codes only', () => {
  const both = (): Uint8Array =>
    inHeader(
      inBothFooters(baseImage(), (b, at) => put32(b, at + 8, 0)),
      (b, at) => put64(b, at + 8, 0),
    );

  test('the others stay, and notes that were named are mended without asking for notes', async () => {
    const repair = await planRepair(await chainFor({}, both()), requestFor({}, { only: ['H07'], notes: false }));
    expect(repair.ok && repair.value.done).toEqual([{ code: 'H07', method: 'set-no-offset', class: 'safe' }]);
    expect(repair.ok && repair.value.after.map(({ code }) => code)).toEqual(['F14']);
  });

  test('and unnamed notes stay where notes are not asked for', async () => {
    const reserved = inBothFooters(baseImage(), (b, at) => put32(b, at + 8, 0));
    const repair = await planRepair(await chainFor({}, reserved), requestFor({}, { notes: false }));
    expect(repair.ok && [repair.value.done, repair.value.plan.steps]).toEqual([[], []]);
  });
});

describe('damage behind damage', () => {
  test('a header’s checksum is mended once the table under it is: both were chosen', async () => {
    const image = withEntry(
      changed(baseImage(), (b) => put32(b, HEADER_AT + 36, 7)),
      1,
      0x00ff_ffff,
    );
    const repair = await planRepair(await chainFor({}, image), requestFor({ choose: { B01: 'unallocate', H02: 'recompute-checksum' } }));
    if (!repair.ok) throw new Error(repair.error.kind);
    expect(repair.value.done.map(({ code }) => code)).toEqual(['B01', 'H02']);
    expect(Buffer.compare(applied(image, repair.value.plan), baseImage())).toBe(0);
  });

  test('a fixed disk’s checksum is mended once its size is that of the file', async () => {
    const image = changed(fixedImage(), (b) => put64(b, SIZE + 48, SIZE + 4096));
    const repair = await planRepair(await chainFor({}, image), requestFor({ choose: { F08: 'size-from-file' } }));
    if (!repair.ok) throw new Error(repair.error.kind);
    expect(repair.value.after).toEqual([]);
    expect(Buffer.compare(applied(image, repair.value.plan), fixedImage())).toBe(0);
  });

  test('a fixed disk without a size, behind half a sector, is left alone: neither end is known', async () => {
    const image = joined(fixedImage().subarray(0, SIZE), new Uint8Array(100), fixed((b) => b.fill(0, SIZE + 48, SIZE + 56)).subarray(SIZE));
    const found = await deepFindings(await chainFor({}, image));
    expect(found.map(({ code }) => code)).toEqual(expect.arrayContaining(['F07', 'F08']));
    expect(await offersOf(image)).not.toContain('F07 size-from-evidence');
  });

  test('zeros over hidden data in a child without its parent touch nothing that it shows', async () => {
    const image = changed(childImage().bytes, (b) => b.fill(0x55, 3072 + 512 * 3, 3072 + 512 * 4));
    const repair = await planRepair(
      await chainFor({}, image),
      requestFor({ choose: { B16: 'zero-hidden', P09: 'clear-bits' }, loss: true }),
    );
    if (!repair.ok) throw new Error(repair.error.kind);
    expect(repair.value.done.map(({ code }) => code)).toEqual(['B16']);
    expect(Buffer.compare(applied(image, repair.value.plan), childImage().bytes)).toBe(0);
  });

  test('bits of a child whose blocks are 64 MiB are cleared against its parent as those of small ones', async () => {
    const big = 64 * 1024 * 1024;
    const own = new Uint8Array(big);
    own.fill(0xaa, 0, 512);
    const { bytes } = childImage({ size: big, blockBytes: big, blocks: [{ index: 0, data: own }], footer: { uuid: CHILD_ID } });
    const repair = await planRepair(await chainFor({ child: true }, bytes), requestFor({ choose: { P09: 'clear-bits' }, loss: true }));
    if (!repair.ok) throw new Error(repair.error.kind);
    const change = repair.value.changes.find(({ code }) => code === 'P09');
    // BASE has data in sectors 0 to 4,095 and 8,192 to 12,287; sector 0 is the child’s own.
    const bits = change?.after ?? new Uint8Array();
    expect([bits[0], bits[511], bits[512], bits[1023], bits[1024], bits[1535], bits[1536]]).toEqual([0x80, 0, 0xff, 0xff, 0, 0, 0xff]);
  });
});
