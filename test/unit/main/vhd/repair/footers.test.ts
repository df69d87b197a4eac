/** Footers that are damaged, far from the end or two of different disks: recognised where they stand, and mended there. */
import { describe, expect, test } from 'vitest';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { planRepair, repairOffers, type Repair } from '../../../../../main/vhd/repair/planRepair';
import { planRescue } from '../../../../../main/vhd/repair/rescue';
import type { FindingCode } from '../../../../../shared/findings';
import type { RepairMethod } from '../../../../../shared/repairs';
import { applied } from '../../../../support/appliedPlan';
import { changed } from '../../../../support/damage';
import { deepFindings } from '../../../../support/damageChecks';
import { FRESH_ID, requestFor } from '../../../../support/damageRepairs';
import { baseImage, fixedImage, FOOTER_AT, joined, SIZE } from '../../../../support/fixtures';
import { gptBytes } from '../../../../support/gpt';
import { footerBytes, get32, put16, put32, put8, putText, sparseImage, stampFooter, stampHeader } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf, NOW } from '../../../../support/opened';

const MIB = 1_048_576;

async function offersOf(image: Uint8Array): Promise<string[]> {
  const chain = await chainOf(memoryFile(image));
  const offers = await repairOffers(chain, await deepFindings(chain), { now: NOW, newId: () => FRESH_ID });
  return offers.map(({ code, method, class: klass }) => `${code} ${method} ${klass}`);
}

async function repairOf(image: Uint8Array, choose: Partial<Record<FindingCode, RepairMethod>> = {}): Promise<Repair> {
  const repair = await planRepair(await chainOf(memoryFile(image)), requestFor({ choose }));
  if (!repair.ok) throw new Error(JSON.stringify(repair.error));
  return repair.value;
}

const mendedBytes = async (image: Uint8Array, choose: Partial<Record<FindingCode, RepairMethod>> = {}): Promise<Uint8Array> =>
  applied(image, (await repairOf(image, choose)).plan);

describe('a footer whose cookie alone is gone is mended where it stands', () => {
  const COOKIES: readonly [string, string][] = [
    ['zeros', '\0\0\0\0\0\0\0\0'],
    ['one wrong letter', 'conectiz'],
    ['capitals', 'CONECTIX'],
    ['one capital', 'Conectix'],
  ];
  const DISKS: readonly [string, () => Uint8Array, readonly number[]][] = [
    ['a fixed disk', fixedImage, [SIZE]],
    ['a dynamic disk, at the end', baseImage, [FOOTER_AT]],
    ['a dynamic disk, at the start', baseImage, [0]],
    ['a dynamic disk, in both places', baseImage, [0, FOOTER_AT]],
  ];
  const CASES = COOKIES.flatMap(([what, cookie]) =>
    DISKS.flatMap(([of, make, places]) =>
      ['right', 'stored'].map((over): [string, () => Uint8Array, () => Uint8Array] => [
        `${what}, of ${of}, the checksum over the ${over} cookie`,
        () =>
          changed(make(), (b) => {
            for (const at of places) {
              putText(b, at, cookie);
              if (over === 'stored') stampFooter(b, at);
            }
          }),
        make,
      ]),
    ),
  );

  test.each(CASES)('%s', async (_what, damaged, whole) => {
    const image = damaged();
    const repair = await repairOf(image);
    expect(Buffer.compare(applied(image, repair.plan), whole())).toBe(0);
    expect(repair.done.map((offer) => offer.class)).toEqual(repair.done.map(() => 'safe'));
    expect(repair.after).toEqual([]);
  });
});

describe('a last sector that was a footer gets no second one behind it', () => {
  /** Cookie and sum are gone: nothing but the fields says what it was. */
  const spoilt = (): Uint8Array =>
    changed(fixedImage(), (b) => {
      b.fill(0, 446, 510);
      b.set([0x55, 0xaa], 510);
      b.fill(0, SIZE, SIZE + 8);
      put32(b, SIZE + 64, 0x1234_5678);
    });

  test('it is mended, and that is a choice', async () => {
    const image = spoilt();
    const opened = await openImage(memoryFile(image), 'disk');
    if (opened.ok) throw new Error('opens');
    const rescue = await planRescue(memoryFile(image), opened.error, { now: NOW, newId: () => FRESH_ID });
    expect([rescue?.method, rescue?.class, rescue?.plan?.lengthAfter]).toEqual(['restore-footer', 'choice', SIZE + 512]);
    if (rescue?.plan == null) throw new Error('no plan');
    expect(Buffer.compare(applied(image, rescue.plan).subarray(SIZE), fixedImage().subarray(SIZE))).toBe(0);
  });

  test('nor does a raw disk lose its last sector to it: what has few signs of a footer is data', async () => {
    const image = changed(spoilt(), (b) => b.fill(0xe5, SIZE, SIZE + 64));
    const opened = await openImage(memoryFile(image), 'disk');
    if (opened.ok) throw new Error('opens');
    const rescue = await planRescue(memoryFile(image), opened.error, { now: NOW, newId: () => FRESH_ID });
    expect([rescue?.method, rescue?.plan?.lengthAfter]).toEqual(['append-footer', SIZE + 1024]);
  });
});

describe('two footers of two disks', () => {
  const older = (): Uint8Array => footerBytes({ type: 3, size: 4 * MIB, stamp: 0x1000_0000, geometry: [120, 4, 17] });
  /** The older one is whole, the newer one has a reserved byte changed. */
  const image = (): Uint8Array =>
    changed(baseImage(), (b) => {
      b.set(older());
      put8(b, FOOTER_AT + 400, 1);
    });

  test('are a choice, even where one is damaged: nothing shrinks by itself', async () => {
    const offers = (await offersOf(image())).filter((offer) => offer.startsWith('F'));
    expect(offers).toEqual(['F03 use-footer choice', 'F03 use-copy choice']);
    const repair = await repairOf(image());
    expect([repair.done, repair.plan.steps]).toEqual([[], []]);
  });

  test('are one afterwards, the one that was chosen', async () => {
    const newer = await mendedBytes(image(), { F03: 'use-footer' });
    expect(Buffer.compare(newer.subarray(0, 512), newer.subarray(FOOTER_AT))).toBe(0);
    // 8 MiB, and the reserved byte is kept: only the sum is mended.
    expect([get32(newer, 52), newer[400]]).toEqual([8 * MIB, 1]);
    const back = await mendedBytes(image(), { F03: 'use-copy' });
    expect(Buffer.compare(back.subarray(FOOTER_AT), older())).toBe(0);
    expect((await repairOf(image(), { F03: 'use-copy' })).along).toContainEqual({ code: 'F02', with: 'F03' });
  });

  test('with a damaged cookie on one of them are a choice, too', async () => {
    const cookie = changed(baseImage(), (b) => {
      b.set(older());
      putText(b, 0, 'Conectix');
      stampFooter(b, 0);
    });
    expect((await offersOf(cookie)).filter((offer) => offer.startsWith('F03'))).toEqual(['F03 use-footer choice', 'F03 use-copy choice']);
  });

  test('that was as the other one before it was damaged is a copy of it', async () => {
    const flipped = changed(baseImage(), (b) => put8(b, 48, 1));
    expect(await offersOf(flipped)).toEqual(['F02 copy-from-end safe']);
    expect(Buffer.compare(await mendedBytes(flipped), baseImage())).toBe(0);
  });
});

describe('a copy that is missing', () => {
  const offersOfCopy = async (bytes: Uint8Array): Promise<string[]> => (await offersOf(bytes)).filter((offer) => offer.startsWith('F03'));

  test('is written where its sector holds none', async () => {
    expect(await offersOfCopy(changed(baseImage(), (b) => b.fill(0, 0, 512)))).toEqual(['F03 copy-from-end safe']);
  });

  // The bytes before them are lost: the header's first bytes, or all of it, stand where the copy would be written.
  test.each([2, 511, 512])('is not written over a header that stands %d bytes before its place', async (lost) => {
    expect(await offersOfCopy(baseImage().slice(lost))).toEqual([]);
  });
});

describe('a size that the table is too short for', () => {
  // Bytes 48 to 55 are the current size, in both footers; the original size stays 8 MiB, for which the table has its 4 entries.
  const doubled = changed(baseImage(), (b) => {
    for (const at of [0, FOOTER_AT]) {
      put32(b, at + 52, 16 * MIB);
      stampFooter(b, at);
    }
  });
  const offersOfTable = async (bytes: Uint8Array): Promise<string[]> => (await offersOf(bytes)).filter((offer) => offer.startsWith('H05'));

  test('is a choice where the original size fits the table', async () => {
    expect(await offersOfTable(doubled)).toEqual(['H05 size-from-evidence choice', 'H05 entries-from-size choice']);
    expect(Buffer.compare(await mendedBytes(doubled, { H05: 'size-from-evidence' }), baseImage())).toBe(0);
  });

  test('is no choice where nothing speaks for a smaller disk', async () => {
    const short = changed(baseImage(), (b) => {
      put32(b, 512 + 28, 3);
      stampHeader(b, 512);
    });
    expect(await offersOfTable(short)).toEqual(['H05 entries-from-size safe']);
  });
});

describe('geometry', () => {
  const withGeometry = (cylinders: number, heads: number, perTrack: number): Uint8Array =>
    changed(baseImage(), (b) => {
      for (const at of [0, FOOTER_AT]) {
        put16(b, at + 56, cylinders);
        put8(b, at + 58, heads);
        put8(b, at + 59, perTrack);
        stampFooter(b, at);
      }
    });

  test('that says the size exactly is no finding, whoever chose it', async () => {
    // 16,384 sectors are 32 × 16 × 32; the specification would say 240 × 4 × 17.
    expect(await deepFindings(await chainOf(memoryFile(withGeometry(32, 16, 32))))).toEqual([]);
  });

  test.each([
    ['too little', [10, 4, 17], [240, 4, 17]],
    ['too much', [241, 4, 17], [32, 16, 32]],
  ] as const)(
    'that says %s is a choice, and what is chosen shows nobody less of the disk',
    async (_what, [cylinders, heads, perTrack], after) => {
      const image = withGeometry(cylinders, heads, perTrack);
      expect(await offersOf(image)).toEqual(['F10 recompute-geometry choice']);
      const view = Buffer.from(await mendedBytes(image, { F10: 'recompute-geometry' }));
      expect([view.readUInt16BE(56), view[58], view[59]]).toEqual(after);
    },
  );

  test('that says too much of a size that no geometry has is not made smaller', async () => {
    // 131,071 is a prime number, and no disk has so many cylinders.
    const { bytes } = sparseImage({ size: 131_071 * 512, blockBytes: 2 * MIB, blocks: [], footer: { geometry: [65_535, 4, 1] } });
    expect(await offersOf(bytes)).toEqual(['F10 trust-current-size choice']);
  });
});

describe('a footer far before the end', () => {
  const grown = (): Uint8Array => joined(fixedImage(), new Uint8Array(16 * MIB));

  test('is found behind zeros, and what follows is a choice: cut, or part of the disk', async () => {
    const image = grown();
    expect(await offersOf(image)).toEqual(['F04 cut-tail choice', 'F04 move-footer choice']);
    expect(Buffer.compare(await mendedBytes(image, { F04: 'cut-tail' }), fixedImage())).toBe(0);
    const larger = await mendedBytes(image, { F04: 'move-footer' });
    expect(larger.length).toBe(image.length + 512);
    expect(get32(larger, larger.length - 512 + 52)).toBe(image.length);
    // Original size, 8 bytes at 40: what libvhdi takes for the size.
    expect(get32(larger, larger.length - 512 + 44)).toBe(image.length);
    expect(larger.subarray(SIZE, SIZE + 512).every((byte) => byte === 0)).toBe(true);
    expect(await deepFindings(await chainOf(memoryFile(larger)))).toEqual([]);
  });

  test('is found behind data where the disk’s GPT says that it ended', async () => {
    const disk = changed(fixedImage(), (b) => b.set(gptBytes(SIZE / 512, [])));
    const image = joined(disk, new Uint8Array(16 * MIB).fill(0x77));
    const chain = await chainOf(memoryFile(image));
    expect([chain.layers[0].footers?.footer?.at, chain.layers[0].sectors]).toEqual([SIZE, SIZE / 512]);
  });
});

test('garbage in the footer’s place of a dynamic disk is written over, and the file keeps its length', async () => {
  const image = changed(baseImage(), (b) => b.fill(0x5a, FOOTER_AT));
  expect(Buffer.compare(await mendedBytes(image), baseImage())).toBe(0);
});
