/** Further cases of the damage catalogue: its entries on the other kind of disk, in the other copy, or two at once. */
import { baseContent, changed, contentWith, type Damage } from './damage';
import { baseImage, BLOCK, CHILD_ID, childImage, fixedImage, GEOMETRY, inBothFooters, inHeader, joined, SIZE } from './fixtures';
import { BASE_ID, patterned, put32, put64, putText, sparseImage, stampFooter, utf16 } from './imageBuilder';

const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);
const body = (image: Uint8Array): Uint8Array => image.subarray(0, image.length - 512);
const tail = (image: Uint8Array): Uint8Array => image.subarray(image.length - 512);
/** FIXED with its footer changed, the checksum with it. */
const fixed = (change: (image: Uint8Array, at: number) => void): Uint8Array =>
  changed(fixedImage(), (b) => {
    change(b, SIZE);
    stampFooter(b, SIZE);
  });
const empty = (): Uint8Array => sparseImage({ size: SIZE, blockBytes: BLOCK, blocks: [], footer: { geometry: GEOMETRY } }).bytes;
const nothing = (): Uint8Array => zeros(SIZE);
const asXen = (b: Uint8Array, at: number): void => {
  putText(b, at + 28, 'tap\0');
  put32(b, at + 32, 0x0001_0003);
  put32(b, at + 36, 0);
};

/** Bits that change all the time, from the generator of the C standard's example. */
function noise(bytes: number): Uint8Array {
  let state = 12_345;
  return Uint8Array.from({ length: bytes }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state >>> 24;
  });
}

const ON_DISKS: readonly Damage[] = [
  {
    id: 'A03u',
    what: 'trailing footer zeroed, and 100 zeros behind it',
    make: () => joined(body(baseImage()), zeros(612)),
    codes: ['F01'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A16c',
    what: 'the front copy’s time is the newer one',
    make: () =>
      changed(baseImage(), (b) => {
        put32(b, 24, 0x2000_0001);
        stampFooter(b, 0);
      }),
    codes: ['F03'],
    severity: 'warning',
    mend: {},
  },
  {
    id: 'A18c',
    what: 'the front copy’s cookie with one bit flipped',
    make: () => changed(baseImage(), (b) => putText(b, 0, 'bonectix')),
    codes: ['F03'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A18f',
    what: 'a fixed disk’s cookie with one bit flipped',
    make: () => changed(fixedImage(), (b) => putText(b, SIZE, 'bonectix')),
    codes: ['F01'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A04v',
    what: 'trailing footer missing, and a version of 2.0 in the front copy',
    make: () =>
      changed(body(baseImage()).slice(), (b) => {
        put32(b, 12, 0x0002_0000);
        stampFooter(b, 0);
      }),
    codes: ['F01', 'F06'],
    severity: 'error',
    mend: { choose: { F06: 'set-version' } },
  },
  {
    id: 'B02r',
    what: 'a fixed disk’s checksum wrong over text in the reserved bytes',
    make: () => changed(fixedImage(), (b) => putText(b, SIZE + 200, 'hello')),
    codes: ['F02', 'F13'],
    severity: 'error',
    // 7-Zip refuses whatever stands in the reserved bytes.
    mend: { choose: { F02: 'recompute-checksum' }, leaves: ['F13'], judges: ['qemu', 'libvhdi'] },
  },
  {
    id: 'C06f',
    what: 'a fixed disk of type 5',
    make: () => fixed((b, at) => put32(b, at + 60, 5)),
    codes: ['F09'],
    severity: 'error',
    mend: { choose: { F09: 'type-from-layout' } },
  },
  {
    id: 'C10f',
    what: 'a fixed disk of no size',
    make: () => fixed((b, at) => put64(b, at + 48, 0)),
    codes: ['F07', 'F08'],
    severity: 'error',
    mend: { choose: { F07: 'size-from-evidence' } },
  },
  {
    id: 'C10h',
    what: 'no current size, and an original size that the table was not made for',
    make: () =>
      inBothFooters(baseImage(), (b, at) => {
        put64(b, at + 40, 1_048_576);
        put64(b, at + 48, 0);
      }),
    codes: ['F07'],
    severity: 'error',
    mend: { choose: { F07: 'size-from-evidence' } },
  },
  {
    id: 'C12c',
    what: 'both sizes beyond all numbers',
    make: () =>
      inBothFooters(baseImage(), (b, at) => {
        put64(b, at + 40, 2n ** 63n);
        put64(b, at + 48, 2n ** 63n);
      }),
    codes: ['F07'],
    severity: 'error',
    mend: { choose: { F07: 'size-from-evidence' } },
  },
  {
    id: 'D03e',
    what: 'the header of an empty disk zeroed',
    make: () => changed(empty(), (b) => b.fill(0, 512, 1536)),
    codes: ['H01'],
    severity: 'error',
    mend: { choose: { H01: 'rebuild-header' }, content: nothing },
  },
  {
    id: 'D03o',
    what: 'the header zeroed, blocks at distances that tell no size',
    make: () => {
      const blocks = [
        { index: 0, data: patterned(BLOCK, 3) },
        { index: 2, data: patterned(BLOCK, 91) },
      ];
      const { bytes } = sparseImage({ size: SIZE, blockBytes: BLOCK, blocks, gapSectors: 3, footer: { geometry: GEOMETRY } });
      const slack = joined(body(bytes), zeros(3 * 512), tail(bytes));
      return changed(slack, (b) => b.fill(0, 512, 1536));
    },
    codes: ['H01'],
    severity: 'error',
    mend: { choose: { H01: 'rebuild-header' } },
  },
  {
    id: 'G04e',
    what: 'an empty disk of Xen’s without its batmap, and without room for one',
    make: () => inBothFooters(empty(), asXen),
    codes: ['X04'],
    severity: 'error',
    mend: { choose: { X04: 'old-xen-version' }, content: nothing },
  },
];

const childContent = contentWith((d) => {
  d.fill(0xaa, 0, 512);
  d.fill(0xbb, 9 * 512, 10 * 512);
});

const ON_CHILDREN: readonly Damage[] = [
  {
    id: 'F07c',
    what: 'one of two bitmaps of noise, over a block that was written but for 100 sectors',
    make: () =>
      sparseImage({
        size: SIZE,
        blockBytes: BLOCK,
        type: 4,
        blocks: [
          { index: 0, data: changed(patterned(BLOCK, 5), (d) => d.fill(0, 100 * 512, 200 * 512)), bitmap: noise(512) },
          { index: 1, data: patterned(BLOCK, 6) },
        ],
        footer: { geometry: GEOMETRY, uuid: CHILD_ID },
        header: { parentId: BASE_ID, parentName: 'p.vhd' },
        locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\p.vhd', 'le') }],
      }).bytes,
    codes: ['B07'],
    severity: 'error',
    mend: {
      choose: { B07: 'bits-from-data' },
      content: () => {
        const disk = baseContent();
        // Where the block holds nothing the parent shows.
        const own = patterned(BLOCK, 5);
        disk.set(own.subarray(0, 100 * 512), 0);
        disk.set(own.subarray(200 * 512), 200 * 512);
        disk.set(patterned(BLOCK, 6), BLOCK);
        return disk;
      },
    },
  },
  {
    id: 'F08l',
    what: 'all bits set over zeros, in a child larger than its parent',
    parent: () =>
      inBothFooters(baseImage(), (b, at) => {
        put64(b, at + 40, 2 * BLOCK);
        put64(b, at + 48, 2 * BLOCK);
        put32(b, at + 56, 0x0078_0411);
      }),
    make: () =>
      sparseImage({
        size: SIZE,
        blockBytes: BLOCK,
        type: 4,
        blocks: [
          { index: 0, data: changed(zeros(BLOCK), (d) => d.fill(0xaa, 0, 512)) },
          { index: 1, data: patterned(BLOCK, 6) },
          { index: 3, data: patterned(BLOCK, 7) },
        ],
        footer: { geometry: GEOMETRY, uuid: CHILD_ID },
        header: { parentId: BASE_ID, parentName: 'p.vhd' },
        locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\p.vhd', 'le') }],
      }).bytes,
    codes: ['P09', 'P04'],
    severity: 'warning',
    mend: {
      choose: { P09: 'clear-bits' },
      loss: true,
      content: () => {
        const disk = baseContent();
        disk.fill(0xaa, 0, 512);
        disk.set(patterned(BLOCK, 6), BLOCK);
        disk.fill(0, 2 * BLOCK, 3 * BLOCK);
        disk.set(patterned(BLOCK, 7), 3 * BLOCK);
        return disk;
      },
      leaves: ['P04'],
      // 7-Zip fails behind the end of a smaller parent.
      judges: [],
    },
  },
  {
    id: 'H11c',
    what: 'a relative path with a slash behind another path',
    make: () =>
      childImage({
        locators: [
          { slot: 0, code: 'W2ku', data: utf16('C:\\p.vhd', 'le') },
          { slot: 1, code: 'W2ru', data: utf16('./p.vhd', 'le') },
        ],
      }).bytes,
    codes: ['P06'],
    severity: 'note',
    mend: { content: childContent },
  },
  {
    id: 'H17',
    what: 'the parent’s time is an hour off',
    // The files of these tests are of 1,700,000,000 Unix seconds.
    make: () => inHeader(childImage().bytes, (b, at) => put32(b, at + 56, 1_700_000_000 - 946_684_800 + 3600)),
    codes: ['P03'],
    severity: 'note',
    mend: { content: childContent },
  },
];

export const MORE_DAMAGE: readonly Damage[] = [...ON_DISKS, ...ON_CHILDREN.map((one) => ({ ...one, child: true }))];
