/** Types and sizes that a footer gets wrong: what is found in the file decides, and where nothing is, the file is refused. */
import { describe, expect, test } from 'vitest';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { changed } from '../../../../support/damage';
import {
  baseImage,
  BLOCK,
  childImage,
  fixedImage,
  FOOTER_AT,
  HEADER_AT,
  inBothFooters,
  inHeader,
  joined,
  SIZE,
} from '../../../../support/fixtures';
import { footerBytes, put32, put64, sparseImage, stampFooter } from '../../../../support/imageBuilder';
import { failingFile, memoryFile } from '../../../../support/memoryFile';
import { imageIn, refusalOf } from '../../../../support/opened';

describe('a type that is none', () => {
  test.each([0, 1, 5, 77])('%i over a header that names no parent is a dynamic disk', async (type) => {
    const { kind, sectors } = await imageIn(memoryFile(inBothFooters(baseImage(), (b, at) => put32(b, at + 60, type))));
    expect([kind, sectors]).toEqual(['dynamic', SIZE / 512]);
  });

  test.each([0, 5])('%i over a header that names one is a child', async (type) => {
    const image = inBothFooters(childImage().bytes, (b, at) => put32(b, at + 60, type));
    expect((await imageIn(memoryFile(image))).kind).toBe('differencing');
  });

  test.each([0, 5])('%i on a footer where its size ends is a fixed disk', async (type) => {
    const image = changed(fixedImage(), (b) => {
      put32(b, SIZE + 60, type);
      stampFooter(b, SIZE);
    });
    expect((await imageIn(memoryFile(image))).kind).toBe('fixed');
  });

  test.each([0, 5])('%i with no header, and a size that is not the file’s, is refused by its number', async (type) => {
    const raw = footerBytes({ type, size: SIZE, dataOffset: 0xffff_ffff_ffff_ffffn });
    expect(await refusalOf(memoryFile(joined(new Uint8Array(4096).fill(1), raw)))).toEqual({
      kind: 'unsupported',
      what: 'disk-type',
      value: type,
    });
  });
});

describe('a size that no disk has', () => {
  const huge = (image: Uint8Array): Uint8Array => inBothFooters(image, (b, at) => put64(b, at + 48, 2n ** 63n));

  test('is bounded by what the table maps', async () => {
    expect((await imageIn(memoryFile(huge(baseImage())))).sectors).toBe((4 * BLOCK) / 512);
  });

  test('is none where the header is lost, too', async () => {
    const { sectors, mapFault } = await imageIn(memoryFile(changed(huge(baseImage()), (b) => b.fill(0, HEADER_AT, 1536))));
    expect([sectors, mapFault?.kind]).toEqual([0, 'no-header']);
  });
});

describe('junk behind the footer of a dynamic disk whose front copy is gone', () => {
  const cut = (image: Uint8Array): Uint8Array => joined(image.fill(0, 0, 512), new Uint8Array(1000).fill(0x5a));

  test('the footer is believed with its header in the file', async () => {
    const { footers, kind } = await imageIn(memoryFile(cut(baseImage())));
    expect([kind, footers?.footer?.at, footers?.trailingBytes]).toEqual(['dynamic', FOOTER_AT, 1000]);
  });

  test('and not without', async () => {
    expect((await refusalOf(memoryFile(cut(baseImage()).fill(0, HEADER_AT, 1536)))).kind).toBe('no-footer');
  });
});

test('of two sound footers the older one is believed where it is not known what the table maps', async () => {
  const image = changed(baseImage(), (b) => {
    put32(b, 24, 0x2000_0001);
    stampFooter(b, 0);
    put64(b, FOOTER_AT + 16, 2n ** 40n);
    stampFooter(b, FOOTER_AT);
    // The header itself stands elsewhere, where only the copy points.
    b.copyWithin(FOOTER_AT - 1024, HEADER_AT, HEADER_AT + 1024);
    b.fill(0, HEADER_AT, HEADER_AT + 1024);
    put64(b, 16, BigInt(FOOTER_AT - 1024));
    stampFooter(b, 0);
  });
  expect((await imageIn(memoryFile(image))).footers?.trusted).toBe('footer');
});

describe('a file that does not answer', () => {
  test('where a lost disk’s table stands is refused for that', async () => {
    const image = changed(baseImage(), (b) => [0, FOOTER_AT].forEach((at) => b.fill(0, at, at + 512)));
    let reads = 0;
    const file = memoryFile(image);
    // The start of the file is read in one piece; the table, of its own, after it.
    const opened = await openImage(
      { ...file, read: (at, bytes) => (at === 1536 && ++reads > 0 ? failingFile(file, 1536, 2048) : file).read(at, bytes) },
      'disk',
    );
    expect(reads).toBeGreaterThan(0);
    expect(opened).toMatchObject({ ok: false, error: { kind: 'read-failed', at: 1536 } });
  });

  test('at its start is refused for that', async () => {
    const raw = new Uint8Array(100_000).fill(1);
    expect(await openImage(failingFile(memoryFile(raw), 600, 700), 'disk')).toMatchObject({
      ok: false,
      error: { kind: 'read-failed', at: 600 },
    });
  });
});

test('an empty table’s disk of no size opens without blocks', async () => {
  const image = inHeader(
    inBothFooters(sparseImage({ size: SIZE, blockBytes: BLOCK, blocks: [] }).bytes, (b, at) => b.fill(0, at + 40, at + 56)),
    (b, at) => put32(b, at + 28, 0),
  );
  const { map, sectors } = await imageIn(memoryFile(image));
  expect([sectors, map?.entries.length]).toEqual([0, 0]);
});
