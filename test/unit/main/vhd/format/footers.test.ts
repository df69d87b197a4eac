import { describe, expect, test } from 'vitest';
import { openImage } from '../../../../../main/vhd/read/openImage';
import { baseImage, BLOCK, CHILD_ID, fixedImage, FOOTER_AT, joined, SIZE } from '../../../../support/fixtures';
import { footerBytes, patterned, put32, put64, putText, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile, sparseFile } from '../../../../support/memoryFile';
import { chainOf, hashOf, imageIn } from '../../../../support/opened';

const opened = async (
  bytes: Uint8Array,
): Promise<{ kind: string; trusted: string | undefined; sectors: number; footerAt: number | null }> => {
  const { kind, footers, sectors } = await imageIn(memoryFile(bytes));
  return { kind, trusted: footers?.trusted, sectors, footerAt: footers?.footer?.at ?? null };
};

const edited = (bytes: Uint8Array, at: number, change: (bytes: Uint8Array, at: number) => void): Uint8Array => {
  change(bytes, at);
  stampFooter(bytes, at);
  return bytes;
};

describe('a fixed disk’s footer rules, whatever the disk’s first sector holds', () => {
  test('a dynamic disk stored inside a fixed one (B10): the outer one opens', async () => {
    const inner = baseImage();
    const size = 5 * 1024 * 1024;
    const outer = new Uint8Array(size + 512);
    outer.set(inner);
    outer.set(footerBytes({ type: 2, size, uuid: CHILD_ID }), size);
    expect(await opened(outer)).toEqual({ kind: 'fixed', trusted: 'footer', sectors: size / 512, footerAt: size });
  });

  test('also when its own checksum is wrong', async () => {
    const outer = joined(baseImage(), footerBytes({ type: 2, size: FOOTER_AT + 512, uuid: CHILD_ID }));
    put32(outer, outer.length - 512 + 64, 0);
    expect((await opened(outer)).kind).toBe('fixed');
  });

  test('also when the file is longer than the disk', async () => {
    const outer = joined(baseImage(), new Uint8Array(4096), footerBytes({ type: 2, size: FOOTER_AT + 512, uuid: CHILD_ID }));
    expect((await opened(outer)).kind).toBe('fixed');
  });

  test('a fixed footer within the first sector of a fixed disk is data', async () => {
    const bytes = fixedImage();
    bytes.set(footerBytes({ type: 2, size: 1024 }), 0);
    expect(await opened(bytes)).toEqual({ kind: 'fixed', trusted: 'footer', sectors: SIZE / 512, footerAt: SIZE });
  });

  test('“fixed” stamped on the trailing footer of a dynamic disk does not hide it (C07)', async () => {
    expect((await opened(edited(baseImage(), FOOTER_AT, (b, at) => put32(b, at + 60, 2)))).kind).toBe('dynamic');
  });

  test('all ones in 32 of 64 bits, as the specification prints them, are a fixed disk too (B06)', async () => {
    const bytes = edited(fixedImage(), SIZE, (b, at) => put64(b, at + 16, 0xffff_ffffn));
    expect((await opened(bytes)).kind).toBe('fixed');
  });
});

describe('two copies that differ', () => {
  test('the one that is sound is believed', async () => {
    const front = baseImage();
    put32(front, 64, 0);
    expect((await opened(front)).trusted).toBe('footer');
    const back = baseImage();
    put32(back, FOOTER_AT + 64, 0);
    expect((await opened(back)).trusted).toBe('footer-copy');
  });

  test('of two sound ones the trailing one is believed', async () => {
    const bytes = edited(baseImage(), 0, (b, at) => put64(b, at + 48, 6 * 1024 * 1024));
    expect(await opened(bytes)).toMatchObject({ trusted: 'footer', sectors: SIZE / 512 });
  });

  test('unless it is older and its size is more than the table maps', async () => {
    const bytes = edited(baseImage(), FOOTER_AT, (b, at) => {
      put64(b, at + 48, SIZE + BLOCK);
      put32(b, at + 24, 0x1fff_ffff);
    });
    expect(await opened(bytes)).toMatchObject({ trusted: 'footer-copy', sectors: SIZE / 512 });
  });

  test('an older one whose size fits is believed', async () => {
    const bytes = edited(baseImage(), FOOTER_AT, (b, at) => put32(b, at + 24, 0x1fff_ffff));
    expect((await opened(bytes)).trusted).toBe('footer');
  });
});

describe('a footer that something was appended to', () => {
  test.each([1, 100, 511, 512, 513, 4096, 1_000_000])('%i bytes', async (count) => {
    expect(await opened(joined(baseImage(), new Uint8Array(count).fill(0x5a)))).toMatchObject({ kind: 'dynamic', footerAt: FOOTER_AT });
    expect(await opened(joined(fixedImage(), new Uint8Array(count).fill(0x5a)))).toMatchObject({ kind: 'fixed', footerAt: SIZE });
  });

  test('an image on a block device of 1 TiB: the footer is far behind, the copy says where to look', async () => {
    const file = sparseFile(2 ** 40, [[0, baseImage()]]);
    const { footers } = await imageIn(file);
    expect([footers?.footer?.at, footers?.trailingBytes]).toEqual([FOOTER_AT, 2 ** 40 - FOOTER_AT - 512]);
  });

  test('another disk’s footer in the data of a cut disk is not believed', async () => {
    const bytes = baseImage().subarray(0, FOOTER_AT);
    const stranger = edited(baseImage().slice(0, 512), 0, (b, at) => b.fill(0x44, at + 68, at + 84));
    bytes.set(stranger, FOOTER_AT - 2048);
    expect(await opened(bytes)).toMatchObject({ trusted: 'footer-copy', footerAt: null });
  });

  test('the disk’s own stale footer between its blocks is not believed (A17)', async () => {
    const bytes = baseImage().slice(0, FOOTER_AT);
    bytes.copyWithin(4101 * 512 - 512, 0, 512);
    expect(await opened(bytes)).toMatchObject({ trusted: 'footer-copy', footerAt: null });
  });

  test('a VHD inside a raw disk’s last megabytes does not make the raw disk a VHD', async () => {
    const raw = joined(patterned(BLOCK, 4), fixedImage(), new Uint8Array(8192));
    const image = await openImage(memoryFile(raw), 'disk');
    expect(image.ok ? image.value.kind : image.error.kind).toBe('no-footer');
  });
});

test('a footer of 511 bytes is read as if its last byte were zero', async () => {
  const whole = await hashOf(await chainOf(memoryFile(baseImage())));
  expect(await hashOf(await chainOf(memoryFile(baseImage().subarray(0, FOOTER_AT + 511))))).toBe(whole);
});

test('a tail of C7 is tapdisk’s mark even when an old footer lies before it', async () => {
  const bytes = joined(baseImage(), new Uint8Array(512).fill(0xc7));
  expect(await opened(bytes)).toMatchObject({ trusted: 'footer-copy', footerAt: null });
});

test('a cookie in the wrong case is recognised by the checksum', async () => {
  const bytes = fixedImage();
  putText(bytes, SIZE, 'CONECTIX');
  expect(await opened(bytes)).toMatchObject({ kind: 'fixed', footerAt: SIZE });
});
