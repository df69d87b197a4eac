import { describe, expect, test } from 'vitest';
import { sizeClaims, visibleSize, type SizePolicy } from '../../../../../main/vhd/describe/visibleSize';
import { baseImage, fixedImage, FOOTER_AT, inBothFooters, joined, SIZE } from '../../../../support/fixtures';
import { footerBytes, put64, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn } from '../../../../support/opened';

const CURRENT = 10 * 1024 * 1024;
/** 301/4/17, as Windows gives a disk of 10 MiB. */
const CHS = 301 * 4 * 17 * 512;
const POLICIES = ['qemu-2', 'qemu-7', 'qemu-10', 'current', 'chs'] as const satisfies readonly SizePolicy[];

const sizes = (creator: string, geometry: readonly [number, number, number] = [301, 4, 17]): string[] => {
  const raw = footerBytes({ type: 3, size: CURRENT, creator, geometry });
  return POLICIES.map((policy) => {
    const size = visibleSize(raw, policy);
    return size === CURRENT ? 'current' : size === CHS ? 'chs' : String(size);
  });
};

describe('who sees which size, by creator', () => {
  test.each([
    ['vpc ', 'chs', 'chs', 'chs'],
    ['vs  ', 'chs', 'chs', 'current'],
    ['qemu', 'chs', 'chs', 'chs'],
    ['qem2', 'chs', 'current', 'current'],
    ['win ', 'chs', 'current', 'current'],
    ['d2v\0', 'current', 'chs', 'current'],
    ['tap\0', 'chs', 'current', 'current'],
    ['CTXS', 'chs', 'current', 'current'],
    ['wa\0\0', 'chs', 'chs', 'current'],
    ['vbox', 'chs', 'chs', 'current'],
    ['xo  ', 'chs', 'chs', 'current'],
    ['mVHD', 'chs', 'chs', 'current'],
  ])('%j', (creator, qemu2, qemu7, qemu10) => {
    expect(sizes(creator)).toEqual([qemu2, qemu7, qemu10, 'current', 'chs']);
  });

  test('geometry 65535/16/255 means current size to every QEMU', () => {
    expect(sizes('vpc ', [65_535, 16, 255]).slice(0, 3)).toEqual(['current', 'current', 'current']);
  });

  test('current size is what a disk has unless told otherwise', () => {
    expect(visibleSize(footerBytes({ type: 3, size: CURRENT, creator: 'vpc ', geometry: [301, 4, 17] }))).toBe(CURRENT);
  });

  test('a size that is no whole number of sectors is rounded down', () => {
    expect(visibleSize(footerBytes({ type: 3, size: CURRENT + 100 }))).toBe(CURRENT);
  });
});

test('every size the file states is told, with who goes by it', async () => {
  const image = await imageIn(memoryFile(inBothFooters(baseImage(), (b, at) => put64(b, at + 40, 4 * 1024 * 1024))));
  const claims = sizeClaims(image);
  expect(claims.map(({ notion, bytes }) => [notion, bytes])).toEqual([
    ['current-size', SIZE],
    ['original-size', 4 * 1024 * 1024],
    ['geometry', 240 * 4 * 17 * 512],
    ['table', SIZE],
  ]);
  expect(claims[1]?.believers).toContain('libvhdi');
});

describe('who goes by a size is who finds it', () => {
  const sizesOf = async (image: Uint8Array): Promise<Record<string, number>> =>
    Object.fromEntries(
      sizeClaims(await imageIn(memoryFile(image))).flatMap(({ bytes, believers }) => believers.map((name) => [name, bytes])),
    );

  test('of two footers that mean two disks, each program by the one that it reads', async () => {
    // The copy says 4 MiB; the footer at the end is damaged. vhdiinfo shows 8 MiB of such a file, qemu-img 4, and 7-Zip refuses.
    const image = baseImage();
    put64(image, 40, SIZE / 2);
    put64(image, 48, SIZE / 2);
    stampFooter(image, 0);
    image[FOOTER_AT + 400] = 1;
    const seen = await sizesOf(image);
    expect(seen).toMatchObject({ libvhdi: SIZE, 'Sleuth Kit': SIZE, 'QEMU 10': SIZE / 2, Xen: SIZE / 2 });
    for (const name of ['Windows', 'Hyper-V', '7-Zip']) expect(seen).not.toHaveProperty(name);
    const claims = sizeClaims(await imageIn(memoryFile(image)));
    expect(claims.filter(({ inOther }) => inOther).map(({ notion, bytes }) => [notion, bytes])).toContainEqual(['original-size', SIZE]);
  });

  test('nobody who looks at the very end sees a disk with bytes behind its footer', async () => {
    // vhdiinfo and qemu-img refuse such a fixed disk; of a dynamic one qemu-img and 7-Zip read the copy.
    expect(await sizesOf(joined(fixedImage(), new Uint8Array(4096).fill(7)))).toEqual({});
    const dynamic = await sizesOf(joined(baseImage(), new Uint8Array(4096).fill(7)));
    expect(dynamic).toMatchObject({ 'QEMU 10': SIZE, '7-Zip': SIZE });
    for (const name of ['Windows', 'libvhdi', 'Virtual PC']) expect(dynamic).not.toHaveProperty(name);
  });

  test('a wrong checksum is minded by all but libvhdi and those that read another footer', async () => {
    const fixed = fixedImage();
    fixed[SIZE + 64] = 0;
    const seen = await sizesOf(fixed);
    expect(seen).toMatchObject({ libvhdi: SIZE });
    for (const name of ['Windows', '7-Zip', 'QEMU 10', 'Xen']) expect(seen).not.toHaveProperty(name);
  });
});
