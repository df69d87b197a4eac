/** What a repair does to the disk itself: its size, and the stored blocks that are no part of it afterwards. */
import { describe, expect, test } from 'vitest';
import { cutBytes, diskChange } from '../../../../../main/vhd/repair/diskChange';
import { planRepair, type Repair } from '../../../../../main/vhd/repair/planRepair';
import { err } from '../../../../../shared/result';
import { effectSeverity, effectText } from '../../../../../shared/text/repairEffects';
import { cutText, diskChangeText } from '../../../../../shared/text/repairs';
import { CATALOGUE } from '../../../../support/damageChecks';
import type { Damage } from '../../../../support/damage';
import { mended, requestFor } from '../../../../support/damageRepairs';
import { baseImage, BLOCK, fixedImage, FOOTER_AT, joined, SIZE, withEntry } from '../../../../support/fixtures';
import { put64, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { chainOf } from '../../../../support/opened';

async function planned(image: Uint8Array, mend: Parameters<typeof requestFor>[0]): Promise<Repair> {
  const repair = await planRepair(await chainOf(memoryFile(image)), requestFor(mend));
  if (!repair.ok) throw new Error(repair.error.kind);
  return repair.value;
}

/** 8 MiB with blocks 0 and 2 of 2 MiB, and a copy of the footer that says `size`. */
function withCopyOf(size: number): Uint8Array {
  const image = baseImage();
  put64(image, 40, size);
  put64(image, 48, size);
  stampFooter(image, 0);
  return image;
}

const to4MiB = { bytesBefore: SIZE, bytesAfter: 2 * BLOCK, lostBlocks: 1, lostBytes: BLOCK };

describe('footers that mean two disks', () => {
  test('each choice says what it would do, before it is chosen', async () => {
    const { done, open, diskChange: became } = await planned(withCopyOf(2 * BLOCK), {});
    expect([done, became]).toEqual([[], null]);
    const ways = open.filter(({ code }) => code === 'F03').map((offer) => [offer.method, offer.diskChange]);
    expect(ways).toEqual([
      ['use-footer', null],
      ['use-copy', to4MiB],
    ]);
  });

  test('the smaller one gives up a stored block', async () => {
    expect((await planned(withCopyOf(2 * BLOCK), { choose: { F03: 'use-copy' } })).diskChange).toEqual(to4MiB);
    expect((await planned(withCopyOf(2 * BLOCK), { choose: { F03: 'use-footer' } })).diskChange).toBeNull();
  });

  test('what only the other footer shows is given up all the same', async () => {
    // Platter goes by the copy, which is whole; the footer at the end means the larger disk, and libvhdi shows that.
    const image = withCopyOf(2 * BLOCK);
    image[FOOTER_AT + 400] = 1;
    const { open } = await planned(image, {});
    expect(open.filter(({ code }) => code === 'F03').map((offer) => [offer.method, offer.diskChange])).toEqual([
      ['use-footer', { bytesBefore: 2 * BLOCK, bytesAfter: SIZE, lostBlocks: 0, lostBytes: 0 }],
      ['use-copy', to4MiB],
    ]);
    expect((await planned(image, { choose: { F03: 'use-copy' } })).diskChange).toEqual(to4MiB);
  });

  test('of a block that the new end cuts, only what is behind it is lost', async () => {
    // Block 2 begins at 4 MiB and keeps its first 512 KiB.
    const repair = await planned(withCopyOf(2 * BLOCK + 512 * 1024), { choose: { F03: 'use-copy' } });
    expect(repair.diskChange).toEqual({ ...to4MiB, bytesAfter: 2 * BLOCK + 512 * 1024, lostBytes: BLOCK - 512 * 1024 });
  });

  test('nothing is lost where no block is stored behind the new end', async () => {
    const repair = await planned(withCopyOf(3 * BLOCK), { choose: { F03: 'use-copy' } });
    expect(repair.diskChange).toEqual({ bytesBefore: SIZE, bytesAfter: 3 * BLOCK, lostBlocks: 0, lostBytes: 0 });
  });
});

describe('a fixed disk', () => {
  const grown = joined(fixedImage(), new Uint8Array(BLOCK).fill(0x77));

  test('takes in what stands behind its footer, or leaves it out and stays as it is', async () => {
    const { open } = await planned(grown, {});
    expect(open.filter(({ code }) => code === 'F04').map((offer) => [offer.method, offer.diskChange])).toEqual([
      ['cut-tail', null],
      // The sector in which the footer stood is part of it then.
      ['move-footer', { bytesBefore: SIZE, bytesAfter: SIZE + 512 + BLOCK, lostBlocks: 0, lostBytes: 0 }],
    ]);
  });

  test('that is given the size the footer says loses what the file has more', async () => {
    const image = fixedImage();
    put64(image, SIZE + 48, SIZE - 1024);
    stampFooter(image, SIZE);
    const repair = await planned(image, { choose: { F08: 'drop-surplus' }, loss: true });
    expect(repair.diskChange).toBeNull();
    const other = await planned(image, { choose: { F08: 'size-from-file' } });
    expect(other.diskChange).toEqual({ bytesBefore: SIZE - 1024, bytesAfter: SIZE, lostBlocks: 0, lostBytes: 0 });
  });
});

describe('entries that are cleared', () => {
  test('let go of their blocks, at the same size', async () => {
    const [before] = (await chainOf(memoryFile(baseImage()))).layers;
    const [after] = (await chainOf(memoryFile(withEntry(baseImage(), 2, 0xffff_ffff)))).layers;
    expect(diskChange(before, [], after)).toEqual({ bytesBefore: SIZE, bytesAfter: SIZE, lostBlocks: 1, lostBytes: BLOCK });
    expect(diskChange(after, [], before)).toBeNull();
  });

  test('let go of nothing where they named the header, or a place behind the file', async () => {
    for (const [code, entry] of [
      ['B03', 1],
      ['B01', 0x7fff_0000],
    ] as const) {
      const repair = await planned(withEntry(baseImage(), 1, entry), { choose: { [code]: 'unallocate' } });
      expect(repair.done.map(({ method }) => method)).toEqual(['unallocate']);
      expect(repair.diskChange).toBeNull();
    }
  });
});

test('the words say sizes and blocks', () => {
  expect(diskChangeText(to4MiB)).toBe('The disk becomes 4 MiB, from 8 MiB; 2 MiB in 1 stored block are no longer part of it.');
  expect(diskChangeText({ ...to4MiB, bytesAfter: SIZE, lostBlocks: 2, lostBytes: 2 * BLOCK })).toBe(
    'The disk keeps its size of 8 MiB; 4 MiB in 2 stored blocks are no longer part of it.',
  );
  expect(diskChangeText({ bytesBefore: FOOTER_AT, bytesAfter: FOOTER_AT - 512, lostBlocks: 0, lostBytes: 512 })).toBe(
    'The disk becomes 4,196,864 bytes, from 4,197,376 bytes; 512 bytes at its end are no longer part of it.',
  );
  expect(diskChangeText({ bytesBefore: SIZE, bytesAfter: 2 * SIZE, lostBlocks: 0, lostBytes: 0 })).toBe(
    'The disk becomes 16 MiB, from 8 MiB.',
  );
});

describe('a file that gets shorter', () => {
  test('says before the choice how much of what is cut off is not zero', async () => {
    const behind = new Uint8Array(2 * BLOCK);
    behind.set([1, 0, 2, 3], BLOCK);
    const image = joined(fixedImage(), behind);
    const cut = { bytes: 2 * BLOCK, looked: 2 * BLOCK, nonZero: 3 };
    const { open } = await planned(image, {});
    expect(open.filter(({ code }) => code === 'F04').map((offer) => [offer.method, offer.cut])).toEqual([
      ['cut-tail', cut],
      ['move-footer', null],
    ]);
    expect((await planned(image, { choose: { F04: 'cut-tail' } })).cut).toEqual(cut);
  });

  test('is looked through for 64 MiB, or as far as it can be read', async () => {
    const most = 64 * 1024 * 1024;
    const long = memoryFile(new Uint8Array(most + 4096 + 512).fill(1, most));
    expect(await cutBytes(long, 512)).toEqual({ bytes: most + 4096, looked: most, nonZero: 512 });
    expect(await cutBytes(long, long.bytes)).toBeNull();
    const deaf = { ...long, read: async () => err({ kind: 'read-failed', at: 0, bytes: 1, code: 'EIO' } as const) };
    expect(await cutBytes(deaf, 512)).toEqual({ bytes: most + 4096, looked: 0, nonZero: 0 });
  });

  test('the words say zeros, or how many are none', () => {
    expect(cutText({ bytes: 1000, looked: 1000, nonZero: 0 })).toBe('The 1,000 bytes that are cut off are all zeros.');
    expect(cutText({ bytes: 1000, looked: 1000, nonZero: 1 })).toBe('The 1,000 bytes that are cut off hold 1 byte other than zero.');
    expect(cutText({ bytes: 2000, looked: 1000, nonZero: 0 })).toBe(
      'The 2,000 bytes that are cut off hold nothing other than zero in their first 1,000 bytes; the rest was not looked at.',
    );
    expect(cutText({ bytes: 2000, looked: 0, nonZero: 0 })).toBe('The 2,000 bytes that are cut off cannot be read.');
    expect(cutText({ bytes: 1, looked: 1, nonZero: 1 })).toBe('The byte that is cut off is not zero.');
  });
});

describe('what becomes of the data', () => {
  const effectOf = async (image: Uint8Array, mend: Parameters<typeof requestFor>[0]) => (await planned(image, mend)).effect;

  test('a checksum computed again is four bytes of one field, and nothing is read otherwise', async () => {
    const image = baseImage();
    // The checksum of the footer at the end alone; its copy at the start is whole.
    for (let at = 64; at < 68; at++) image[FOOTER_AT + at] = (image[FOOTER_AT + at] as number) ^ 0xff;
    const effect = await effectOf(image, {});
    expect(effect).toEqual({ parts: [{ part: 'footer', bytes: 4, field: 'Checksum', isAdded: false }], isReadAlike: true, isLoss: false });
    const said = { effect, diskChange: null, cut: null };
    expect(effectText(said)).toBe('No data is touched: 4 bytes of the footer (checksum) change.');
    expect(effectSeverity(said)).toBe('good');
  });

  test('a choice of the smaller footer is read otherwise, and no byte of data is written over', async () => {
    const { effect, diskChange: became, cut } = await planned(withCopyOf(2 * BLOCK), { choose: { F03: 'use-copy' } });
    expect(effect.isReadAlike).toBe(false);
    expect(effect.parts.map(({ part }) => part)).not.toContain('data');
    const said = { effect, diskChange: became, cut };
    expect(effectText(said)).toMatch(/^No data is written over, but the disk is read differently afterwards: .* of the footer/);
    expect(effectSeverity(said)).toBe('warning');
  });

  test('an entry that is freed changes where the disk is read from', async () => {
    const effect = await effectOf(withEntry(baseImage(), 1, 0x00ff_ffff), { choose: { B01: 'unallocate' } });
    expect(effect.parts).toEqual([{ part: 'block-table', bytes: 1, field: null, isAdded: false }]);
    expect(effect.isReadAlike).toBe(false);
  });

  test('a block that gets a place of its own counts once: the file grows by it, and no zeros stay behind the end', async () => {
    // Block 2 at block 0's place: 512 bytes of bitmap and 2 MiB of data are copied to the end.
    const image = withEntry(baseImage(), 2, 4);
    const { effect } = await planned(image, { choose: { B02: 'split' } });
    const sizes = new Map(effect.parts.map(({ part, bytes }) => [part, bytes]));
    expect(sizes.has('room')).toBe(false);
    expect(sizes.get('new-blocks')).toBeLessThanOrEqual(512 + BLOCK);
    expect(effectText({ effect, diskChange: null, cut: null })).toMatch(
      /: 2 bytes of the block table change; 2 MiB of blocks and 512 bytes of the footer are added at the end\.$/,
    );
  });

  test.each([
    ['cut within block 2', () => baseImage().slice(0, FOOTER_AT - 512_000)],
    ['an entry so near to the end that block 2 is cut', () => withEntry(baseImage(), 2, 4101 + 2000).fill(0, FOOTER_AT)],
  ])('a block whose lost part becomes zeros is read otherwise: %s', async (_, image) => {
    const { effect, diskChange: became, cut, along, after } = await planned(image(), { choose: { B04: 'fill-with-zeros' }, loss: true });
    const said = { effect, diskChange: became, cut };
    expect(effectText(said)).toMatch(
      /^No data is written over, but the disk is read differently afterwards: .* of zeros and 512 bytes of the footer are added at the end\.$/,
    );
    expect(effectSeverity(said)).toBe('warning');
    // What is said to be settled with it is settled.
    expect(along.map(({ code }) => code)).toContain('F01');
    expect(after.map(({ code }) => code)).not.toContain('F01');
  });

  test('one parent locator is not called several', async () => {
    // The child of the catalogue has one locator, whose path leads nowhere.
    const damage = CATALOGUE.find(({ id }) => id === 'H11') as Damage;
    const { repair } = await mended(damage, { choose: { P06: 'rewrite-locators' } }, { only: ['P06'] });
    expect(effectText(repair)).toBe('No data is touched: 1 byte of the parent locator changes.');
    const part = { bytes: 9, field: null, isAdded: false } as const;
    const effect = { parts: [{ ...part, part: 'locators' }], isReadAlike: true, isLoss: false } as const;
    expect(effectText({ effect, diskChange: null, cut: null })).toBe('No data is touched: 9 bytes of the parent locators change.');
  });

  test('what is given up behind the end of the disk is not called untouched, though every sector reads as before', () => {
    const effect = {
      parts: [{ part: 'block-table', bytes: 4, field: null, isAdded: false }],
      isReadAlike: true,
      isLoss: true,
    } as const;
    expect(effectText({ effect, diskChange: null, cut: null })).toBe(
      'Every sector reads as before, but data that none of them shows is given up: 4 bytes of the block table change.',
    );
    expect(effectSeverity({ effect, diskChange: null, cut: null })).toBe('warning');
  });

  test('data that is written over is said to be, and a disk made anew leaves the file alone', () => {
    const over = {
      effect: { parts: [{ part: 'data', bytes: 512, field: null, isAdded: false }], isReadAlike: false, isLoss: false },
      diskChange: null,
      cut: null,
    } as const;
    expect(effectText(over)).toBe('Data is written over: 512 bytes of the disk’s data change.');
    expect(effectSeverity(over)).toBe('warning');
    expect(effectText({ effect: null, diskChange: null, cut: null })).toMatch(/^No data is touched: the file is only read/);
  });
});
