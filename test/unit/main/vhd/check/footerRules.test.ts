import { describe, expect, test } from 'vitest';
import { alone } from '../../../../support/alone';
import { BLOCK, baseImage, fixedImage, FOOTER_AT, GEOMETRY, inBothFooters, joined, SIZE, xenImage } from '../../../../support/fixtures';
import { footerBytes, patterned, put32, put64, put8, putText, stampFooter } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { findingsOf } from '../../../../support/opened';

const LENGTH = FOOTER_AT + 512;
const BASE_SUM = 0xffff_f53c;

const changed = (bytes: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array => {
  change(bytes);
  return bytes;
};

/** One footer changed and its checksum mended. */
const inFooter = (at: number, change: (bytes: Uint8Array, at: number) => void): Uint8Array =>
  changed(baseImage(), (bytes) => {
    change(bytes, at);
    stampFooter(bytes, at);
  });

describe('sound images', () => {
  test.each([
    ['dynamic', baseImage],
    ['fixed', fixedImage],
    ['made by Xen', xenImage],
  ])('nothing is wrong with a disk that is %s', async (_, image) => {
    expect(await findingsOf(memoryFile(image()))).toEqual([]);
  });
});

describe('the footer at the end', () => {
  alone('F01', [
    {
      name: 'a blank footer (A03)',
      image: () => changed(baseImage(), (b) => b.fill(0, FOOTER_AT)),
      severity: 'error',
      facts: { why: 'blank', copyUsed: true },
      where: [[FOOTER_AT, 512]],
    },
    {
      name: 'a footer cut off (A04)',
      image: () => baseImage().subarray(0, FOOTER_AT),
      severity: 'error',
      facts: { why: 'cut-off', copyUsed: true, missing: 512 },
      where: [[FOOTER_AT, 512]],
    },
    {
      name: 'a footer that tapdisk has marked in use (A10)',
      image: () => changed(baseImage(), (b) => b.fill(0xc7, FOOTER_AT)),
      severity: 'warning',
      facts: { why: 'in-use-by-xen', copyUsed: true },
      where: [[FOOTER_AT, 512]],
    },
    {
      name: 'a cookie with a capital letter (A18)',
      image: () => changed(baseImage(), (b) => putText(b, FOOTER_AT, 'Conectix')),
      severity: 'error',
      facts: { why: 'bad-cookie', copyUsed: true },
      where: [[FOOTER_AT, 8]],
    },
    {
      name: 'a disk that Xen disabled while it resized it (A11)',
      image: () => inBothFooters(baseImage(), (b, at) => putText(b, at, 'v_poison')),
      severity: 'error',
      facts: { why: 'poisoned', copyUsed: false },
      where: [[FOOTER_AT, 8]],
    },
    {
      name: 'a fixed disk’s cookie that lost its last letter',
      image: () => changed(fixedImage(), (b) => put8(b, SIZE + 7, 0x58)),
      severity: 'error',
      facts: { why: 'bad-cookie', copyUsed: false },
      where: [[SIZE, 8]],
    },
    {
      name: 'a fixed disk’s cookie that a program cleared, with a checksum over what it wrote',
      image: () => changed(fixedImage(), (b) => stampFooter(b.fill(0, SIZE, SIZE + 8), SIZE)),
      severity: 'error',
      facts: { why: 'summed-cookie', copyUsed: false },
      where: [[SIZE, 8]],
    },
  ]);

  alone('F04', [
    {
      name: 'less than a sector behind the footer (A07)',
      image: () => joined(baseImage(), new Uint8Array(100).fill(0x5a)),
      severity: 'error',
      facts: { bytes: 100, hasCopy: true },
      where: [[LENGTH, 100]],
    },
    {
      name: 'whole sectors behind the footer (A08)',
      image: () => joined(baseImage(), new Uint8Array(4096)),
      severity: 'warning',
      facts: { bytes: 4096, hasCopy: true },
      where: [[LENGTH, 4096]],
    },
    {
      name: 'more junk than is searched: the footer stands right behind the last block',
      image: () => joined(baseImage(), patterned(5 * 1024 * 1024, 5)),
      severity: 'warning',
      facts: { bytes: 5 * 1024 * 1024, hasCopy: true },
      where: [[LENGTH, 5 * 1024 * 1024]],
    },
    {
      name: 'junk behind a fixed disk (B08)',
      image: () => joined(fixedImage(), new Uint8Array(100).fill(0x5a)),
      severity: 'error',
      facts: { bytes: 100, hasCopy: false },
      where: [[SIZE + 512, 100]],
    },
  ]);

  alone('F05', [
    {
      name: 'a dynamic disk’s footer of 511 bytes (A06)',
      image: () => baseImage().subarray(0, LENGTH - 1),
      severity: 'note',
      facts: { bytes: 511 },
      where: [[FOOTER_AT, 511]],
    },
    {
      name: 'a fixed disk’s footer of 511 bytes (A06)',
      image: () => fixedImage().subarray(0, SIZE + 511),
      severity: 'note',
      facts: { bytes: 511 },
      where: [[SIZE, 511]],
    },
    {
      name: 'a fixed disk’s footer that lacks 200 bytes',
      image: () => fixedImage().subarray(0, SIZE + 312),
      severity: 'error',
      facts: { bytes: 312 },
      where: [[SIZE, 312]],
    },
    {
      name: 'a dynamic disk’s footer that ends behind its ID, as all that follows is zero',
      image: () => baseImage().subarray(0, FOOTER_AT + 84),
      severity: 'error',
      facts: { bytes: 84 },
      where: [[FOOTER_AT, 84]],
    },
  ]);
});

/** What each footer of BASE says of the disk. */
const SAYS = { size: '8,388,608', stamp: 0x2000_0000, isDamaged: false };

describe('checksums and the two copies', () => {
  alone('F02', [
    {
      name: 'the copy’s checksum is wrong (A01)',
      image: () => changed(baseImage(), (b) => put32(b, 64, 0)),
      severity: 'error',
      facts: { which: 'footer-copy', hasCopy: true, stored: 0, computed: BASE_SUM },
      where: [[64, 4]],
    },
    {
      name: 'the trailing footer’s checksum is wrong (A02)',
      image: () => changed(baseImage(), (b) => put32(b, FOOTER_AT + 64, 0)),
      severity: 'error',
      facts: { which: 'footer', hasCopy: true, stored: 0, computed: BASE_SUM },
      where: [[FOOTER_AT + 64, 4]],
    },
    {
      name: 'one bit of the trailing footer has flipped (A20)',
      image: () => changed(baseImage(), (b) => put8(b, FOOTER_AT + 300, 1)),
      severity: 'error',
      facts: { which: 'footer', hasCopy: true, stored: BASE_SUM, computed: BASE_SUM - 1 },
      where: [[FOOTER_AT + 64, 4]],
    },
    {
      name: 'a fixed disk’s checksum is wrong (B02)',
      image: () => changed(fixedImage(), (b) => put32(b, SIZE + 64, 0xffff_ffff)),
      severity: 'error',
      // Of the dynamic footer (FFFFF53C): seven bytes of FF and 2 fewer in type and offset: 0x200 and 3 against ones and 2.
      facts: { which: 'footer', hasCopy: false, stored: 0xffff_ffff, computed: BASE_SUM + 2 + 1 - 8 * 255 },
      where: [[SIZE + 64, 4]],
    },
  ]);

  test('F02: an early Xen tool that set hidden and left the checksum is only noted (A21)', async () => {
    const image = inBothFooters(baseImage(), (b, at) => {
      putText(b, at + 28, 'tap\0');
      put32(b, at + 32, 0x0001_0001);
    });
    put8(image, 85, 1);
    put8(image, FOOTER_AT + 85, 1);
    const findings = await findingsOf(memoryFile(image));
    expect(findings.map(({ code, severity }) => [code, severity])).toEqual([
      ['F02', 'note'],
      ['F02', 'note'],
      ['X05', 'note'],
    ]);
  });

  test('F03 and F02: the damaged one of two footers speaks of a larger and newer disk', async () => {
    // An older footer of 4 MiB in front, whole; the present one at the end, with one reserved byte changed.
    const image = changed(baseImage(), (b) => {
      b.set(footerBytes({ type: 3, size: 4 * 1024 * 1024, stamp: 0x1000_0000 }));
      put8(b, FOOTER_AT + 400, 1);
    });
    const findings = await findingsOf(memoryFile(image));
    expect(findings.map(({ code, severity }) => `${severity} ${code}`).slice(0, 2)).toEqual(['error F03', 'error F02']);
    expect(findings[0]?.facts).toMatchObject({
      fields: ['timeStamp', 'originalSize', 'currentSize', 'cylinders', 'heads', 'sectorsPerTrack', 'reserved'],
      says: { footer: { ...SAYS, isDamaged: true }, copy: { size: '4,194,304', stamp: 0x1000_0000, isDamaged: false } },
    });
  });

  alone('F03', [
    {
      name: 'the copy at the start is missing (A12)',
      image: () => changed(baseImage(), (b) => b.fill(0, 0, 512)),
      severity: 'error',
      facts: { fields: [], copyMissing: true, says: null },
      where: [[0, 512]],
    },
    {
      name: 'the two differ in size (A14)',
      image: () => inFooter(0, (b, at) => put64(b, at + 48, 6 * 1024 * 1024)),
      severity: 'error',
      facts: { fields: ['currentSize'], copyMissing: false, says: { footer: SAYS, copy: { ...SAYS, size: '6,291,456' } } },
      where: [
        [FOOTER_AT + 48, 8],
        [48, 8],
        [FOOTER_AT + 64, 4],
        [64, 4],
      ],
    },
    {
      name: 'the two differ in id (A15)',
      image: () => inFooter(FOOTER_AT, (b, at) => b.fill(0xee, at + 68, at + 84)),
      severity: 'error',
      facts: { fields: ['uniqueId'], copyMissing: false, says: { footer: SAYS, copy: SAYS } },
      where: [
        [FOOTER_AT + 64, 4],
        [64, 4],
        [FOOTER_AT + 68, 16],
        [68, 16],
      ],
    },
    {
      name: 'the two differ in time only (A16)',
      image: () => inFooter(FOOTER_AT, (b, at) => put32(b, at + 24, 0x2000_0001)),
      severity: 'warning',
      facts: { fields: ['timeStamp'], copyMissing: false, says: { footer: { ...SAYS, stamp: 0x2000_0001 }, copy: SAYS } },
      where: [
        [FOOTER_AT + 24, 4],
        [24, 4],
        [FOOTER_AT + 64, 4],
        [64, 4],
      ],
    },
    {
      name: 'the copy’s cookie is damaged',
      image: () => changed(baseImage(), (b) => putText(b, 0, 'conectiX')),
      severity: 'error',
      facts: { fields: ['cookie'], copyMissing: false, says: { footer: SAYS, copy: { ...SAYS, isDamaged: true } } },
      where: [
        [FOOTER_AT, 8],
        [0, 8],
      ],
    },
  ]);
});

test('the fixtures are the ones the catalogue of damage describes', () => {
  const bytes = baseImage();
  const view = new DataView(bytes.buffer);
  expect([bytes.length, BLOCK, GEOMETRY.join('/')]).toEqual([4_197_888, 2_097_152, '240/4/17']);
  expect(view.getUint32(64)).toBe(BASE_SUM);
  expect(view.getUint32(512 + 36)).toBe(0xffff_f473);
  expect([view.getUint32(1536), view.getUint32(1544)]).toEqual([4, 4101]);
  expect(fixedImage().length).toBe(8_389_120);
});
