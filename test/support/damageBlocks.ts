/** Chapters E, F and G of the damage catalogue: the table, bitmaps and blocks, Xen's batmap. */
import { baseContent, changed, contentWith, type Damage } from './damage';
import { baseImage, BLOCK, childImage, FOOTER_AT, inBothFooters, inHeader, joined, SIZE, TABLE_AT, withEntry, xenImage } from './fixtures';
import { patterned, put16, put32, put64, put8, putText, sparseImage } from './imageBuilder';

const SECOND = 2_099_712;
const tail = (image: Uint8Array): Uint8Array => image.subarray(image.length - 512);
const overBlock = (block: number, from: Uint8Array, at = 0) => contentWith((d) => d.set(from, block * BLOCK + at));
/** TAP's blocks are patterned with 3 and 4. */
const tapContent = (): Uint8Array => {
  const disk = new Uint8Array(SIZE);
  disk.set(patterned(BLOCK, 3), 0);
  disk.set(patterned(BLOCK, 4), 2 * BLOCK);
  return disk;
};
const swapped = (image: Uint8Array): Uint8Array =>
  changed(image, (b) => {
    for (let i = 0; i < 4; i++) b.subarray(TABLE_AT + i * 4, TABLE_AT + i * 4 + 4).reverse();
  });

/** Eight blocks of the same bytes, a size that is no whole number of blocks. */
const PARTIAL = SIZE - BLOCK + 512 * 100;
const partial = (): Uint8Array =>
  sparseImage({
    size: PARTIAL,
    blockBytes: BLOCK,
    blocks: [
      { index: 0, data: patterned(BLOCK, 3) },
      { index: 3, data: joined(patterned(512 * 100, 91), new Uint8Array(BLOCK - 512 * 100)) },
    ],
    footer: { geometry: [182, 4, 17] },
  }).bytes;
const partialContent = (): Uint8Array => {
  const disk = new Uint8Array(PARTIAL);
  disk.set(patterned(BLOCK, 3), 0);
  disk.set(patterned(512 * 100, 91), 3 * BLOCK);
  return disk;
};

export const BLOCK_DAMAGE: readonly Damage[] = [
  {
    id: 'E01',
    what: 'two entries for one block',
    make: () => withEntry(baseImage(), 1, 4),
    codes: ['B02'],
    severity: 'error',
    mend: { choose: { B02: 'split' }, content: overBlock(1, patterned(BLOCK, 3)) },
  },
  {
    id: 'E02',
    what: 'an entry a sector into a block',
    make: () => withEntry(baseImage(), 1, 5),
    codes: ['B02'],
    severity: 'error',
  },
  {
    id: 'E03',
    what: 'an entry at the footer copy',
    make: () => withEntry(baseImage(), 1, 0),
    codes: ['B03'],
    severity: 'error',
    mend: { choose: { B03: 'unallocate' } },
  },
  {
    id: 'E03g',
    what: 'the last entry is zero, as padding that became live',
    make: () => withEntry(baseImage(), 3, 0),
    codes: ['B03'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'E05',
    what: 'an entry past the end',
    make: () => withEntry(baseImage(), 1, 0x00ff_ffff),
    codes: ['B01'],
    severity: 'error',
    mend: { choose: { B01: 'unallocate' } },
  },
  {
    id: 'E06',
    what: 'an entry that reaches into the footer',
    make: () => withEntry(baseImage(), 1, 4102),
    codes: ['B02', 'B03'],
    severity: 'error',
  },
  {
    id: 'E07',
    what: 'an entry of FFFFFFFE',
    make: () => withEntry(baseImage(), 3, 0xffff_fffe),
    codes: ['B01'],
    severity: 'error',
    mend: { choose: { B01: 'unallocate' } },
  },
  {
    id: 'E08',
    what: 'the table little-endian',
    make: () => swapped(baseImage()),
    codes: ['B10'],
    severity: 'error',
    mend: { choose: { B10: 'swap-table' } },
  },
  {
    id: 'E09',
    what: 'a block behind the disk’s end',
    make: () =>
      inBothFooters(baseImage(), (b, at) => {
        put64(b, at + 40, 2 * BLOCK);
        put64(b, at + 48, 2 * BLOCK);
        put16(b, at + 56, 120);
      }),
    codes: ['B05', 'H05'],
    severity: 'note',
    mend: {
      choose: { B05: 'free-hidden' },
      loss: true,
      content: () => baseContent().slice(0, 2 * BLOCK),
      leaves: ['B22', 'H05'],
      judges: ['qemu', 'libvhdi'],
    },
  },
  {
    id: 'E10',
    what: 'padding 00',
    make: () => changed(baseImage(), (b) => b.fill(0, TABLE_AT + 16, TABLE_AT + 512)),
    codes: ['B11'],
    severity: 'note',
    mend: {},
  },
  { id: 'E11', what: 'an orphan block', make: () => withEntry(baseImage(), 2, 0xffff_ffff), codes: ['B22'], severity: 'warning' },
  {
    id: 'E12',
    what: 'no room for bitmaps',
    make: () => {
      const image = baseImage();
      const all = joined(image.subarray(0, SECOND - 512), image.subarray(SECOND));
      return withEntry(all, 2, SECOND / 512 - 1);
    },
    codes: ['B12'],
    severity: 'error',
  },
  {
    id: 'E13',
    what: 'the table zeroed',
    make: () => changed(baseImage(), (b) => b.fill(0, TABLE_AT, TABLE_AT + 16)),
    codes: ['B13'],
    severity: 'error',
  },
  {
    id: 'E14',
    what: 'the table emptied',
    make: () => changed(baseImage(), (b) => b.fill(0xff, TABLE_AT, TABLE_AT + 16)),
    codes: ['B14'],
    severity: 'error',
  },
  {
    id: 'F01',
    what: 'bits clear over data',
    make: () => changed(baseImage(), (b) => b.fill(0, 2048, 2560)),
    codes: ['B15'],
    severity: 'error',
    mend: { choose: { B15: 'set-bits' } },
  },
  {
    id: 'F01z',
    what: 'bits clear over data, the data given up',
    make: () => changed(baseImage(), (b) => b.fill(0, 2048, 2560)),
    codes: ['B15'],
    severity: 'error',
    mend: { choose: { B15: 'zero-hidden' }, loss: true, content: contentWith((d) => d.fill(0, 0, BLOCK)), leaves: ['B08'] },
  },
  {
    id: 'F01y',
    what: 'bits clear over the data of the block that ends the file, the data given up',
    make: () => changed(baseImage(), (b) => b.fill(0, SECOND, SECOND + 512)),
    codes: ['B15'],
    severity: 'error',
    // Not the block of a write that was cut off (B23): it is zero because somebody wanted it so.
    mend: { choose: { B15: 'zero-hidden' }, loss: true, content: contentWith((d) => d.fill(0, 2 * BLOCK, 3 * BLOCK)), leaves: ['B08'] },
  },
  {
    id: 'F02',
    what: 'half a bitmap clear',
    make: () => changed(baseImage(), (b) => b.fill(0, 2048 + 256, 2560)),
    codes: ['B15'],
    severity: 'error',
    mend: { choose: { B15: 'set-bits' } },
  },
  {
    id: 'F07',
    what: 'a bitmap of noise',
    make: () =>
      changed(baseImage(), (b) => {
        let state = 12_345;
        for (let i = 0; i < 512; i++) {
          state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
          b[2048 + i] = state >>> 24;
        }
      }),
    codes: ['B07'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'F09',
    what: 'a short last block',
    make: () => {
      const image = partial();
      const cut = image.length - 512 - (BLOCK - 512 * 100);
      return joined(image.subarray(0, cut), tail(image));
    },
    codes: ['B19'],
    severity: 'note',
    mend: { content: partialContent },
  },
  {
    id: 'F11',
    what: 'an allocated block of zeros',
    make: () => changed(baseImage(), (b) => b.fill(0, SECOND + 512, FOOTER_AT)),
    codes: ['B08'],
    severity: 'note',
  },
  {
    id: 'F13',
    what: 'data behind the disk’s end',
    make: () => {
      const image = partial();
      return changed(image, (b) => b.fill(0x77, b.length - 1024, b.length - 512));
    },
    codes: ['B21'],
    severity: 'note',
    mend: { choose: { B21: 'zero-hidden' }, content: partialContent },
  },
  {
    id: 'F06',
    what: 'bits behind the end of the block',
    make: () =>
      sparseImage({
        size: 4 * 524_288,
        blockBytes: 524_288,
        blocks: [{ index: 0, data: patterned(524_288, 3), bitmap: new Uint8Array(512).fill(0xff) }],
        footer: { geometry: [60, 4, 17] },
      }).bytes,
    codes: ['B18'],
    severity: 'note',
  },
  {
    id: 'G01',
    what: 'batmap’s checksum wrong',
    make: () => changed(xenImage(), (b) => put32(b, 2048 + 24, 0)),
    codes: ['X01'],
    severity: 'error',
    mend: { content: tapContent },
  },
  {
    id: 'G02',
    what: 'batmap bit over an unallocated block',
    make: () =>
      changed(xenImage(), (b) => {
        put8(b, 2560, 0xe0);
        put32(b, 2048 + 24, 0xffff_ffff - 0xe0);
      }),
    codes: ['X02'],
    severity: 'error',
    mend: { content: tapContent },
  },
  {
    id: 'G03',
    what: 'batmap bit over a partial bitmap, in a disk whose block is half empty',
    make: () =>
      changed(xenImage(), (b) => {
        b.fill(0, 3584 + 256, 4096);
        b.fill(0, 4096 + BLOCK / 2, 4096 + BLOCK);
      }),
    codes: ['X03'],
    severity: 'error',
    mend: {
      content: () => {
        const disk = tapContent();
        disk.fill(0, BLOCK / 2, BLOCK);
        return disk;
      },
    },
  },
  {
    id: 'G04',
    what: 'batmap’s cookie missing',
    make: () => changed(xenImage(), (b) => b.fill(0, 2048, 3072)),
    codes: ['X04'],
    severity: 'error',
    mend: { content: tapContent },
  },
  {
    id: 'G05',
    what: 'a block over the batmap, as QEMU’s first write leaves it',
    make: () => {
      const image = baseImage();
      return inBothFooters(image, (b, at) => {
        putText(b, at + 28, 'tap\0');
        put32(b, at + 32, 0x0001_0003);
        put32(b, at + 36, 0);
      });
    },
    codes: ['X04'],
    severity: 'error',
    mend: { choose: { X04: 'old-xen-version' } },
  },
  {
    id: 'G05b',
    what: 'a block over the batmap, moved away, and a new batmap in its place',
    make: () =>
      inBothFooters(baseImage(), (b, at) => {
        putText(b, at + 28, 'tap\0');
        put32(b, at + 32, 0x0001_0003);
        put32(b, at + 36, 0);
      }),
    codes: ['X04'],
    severity: 'error',
    // The room of the moved block stays.
    mend: { choose: { X04: 'move-block' }, leaves: ['B06'] },
  },
  {
    id: 'E04',
    what: 'a third block over the batmap',
    make: () => withEntry(xenImage(), 1, 4),
    codes: ['B03'],
    severity: 'error',
    mend: { choose: { B03: 'unallocate' }, content: tapContent },
  },
  {
    id: 'G06',
    what: 'a batmap of no sectors',
    make: () =>
      changed(xenImage(), (b) => {
        put32(b, 2048 + 16, 0);
        put32(b, 2048 + 24, 0xffff_ffff);
      }),
    codes: ['X06'],
    severity: 'note',
  },
  {
    id: 'G09',
    what: 'the footer far behind the last block',
    make: () => joined(baseImage().subarray(0, FOOTER_AT), new Uint8Array(3 * 1_048_576), tail(baseImage())),
    codes: ['B06'],
    severity: 'note',
  },
  {
    id: 'F10',
    what: 'a block cut by a footer that stands too early',
    make: () => joined(baseImage().subarray(0, FOOTER_AT - 1_048_576), tail(baseImage())),
    codes: ['B04'],
    severity: 'error',
    mend: {
      choose: { B04: 'fill-with-zeros' },
      loss: true,
      content: contentWith((d) => d.fill(0, 5 * 1_048_576, 6 * 1_048_576)),
    },
  },
  {
    id: 'I06',
    what: 'a grow that stopped after the header',
    make: () => inHeader(baseImage(), (b, at) => put32(b, at + 28, 6)),
    codes: ['H05'],
    severity: 'note',
  },
  {
    id: 'G07',
    what: 'encrypted',
    make: () => changed(xenImage(), (b) => put8(b, 2048 + 29, 1)),
    codes: ['X07'],
    severity: 'note',
  },
];

const childContent = (): Uint8Array =>
  contentWith((d) => {
    d.fill(0xaa, 0, 512);
    d.fill(0xbb, 9 * 512, 10 * 512);
  })();

/** Cases of children: 7-Zip alone reads chains right. */
export const CHILD_DAMAGE: readonly Damage[] = [
  {
    id: 'F03',
    what: 'stale bytes under clear bits of a child',
    child: true,
    make: () => changed(childImage().bytes, (b) => b.fill(0x55, 2560 + 512 + 512 * 3, 2560 + 512 + 512 * 4)),
    codes: ['B16'],
    severity: 'note',
    mend: { choose: { B16: 'zero-hidden' }, content: childContent },
  },
  {
    id: 'F04',
    what: 'a single bit',
    child: true,
    make: () => childImage().bytes,
    codes: [],
    severity: 'note',
  },
  {
    id: 'F05',
    what: 'mirrored bitmaps',
    child: true,
    make: () =>
      changed(childImage().bytes, (b) => {
        put8(b, 2560, 0x01);
        put8(b, 2561, 0x02);
      }),
    codes: ['B17'],
    severity: 'error',
    mend: { choose: { B17: 'mirror-bits' }, content: childContent },
  },
  {
    id: 'F08',
    what: 'all bits set over zeros where the parent has data',
    child: true,
    make: () => changed(childImage().bytes, (b) => b.fill(0xff, 2560, 3072)),
    codes: ['P09'],
    severity: 'warning',
    mend: { choose: { P09: 'clear-bits' }, loss: true, content: childContent },
  },
  {
    id: 'F12',
    what: 'a sector equal to the parent’s',
    child: true,
    make: () =>
      changed(childImage().bytes, (b) => {
        put8(b, 2560, 0x88);
        b.set(patterned(BLOCK, 3).subarray(4 * 512, 5 * 512), 3072 + 4 * 512);
      }),
    codes: ['B20'],
    severity: 'note',
  },
  {
    id: 'A05c',
    what: 'a child cut inside a block',
    child: true,
    make: () => childImage().bytes.slice(0, 3072 + 1_048_576),
    codes: ['F23', 'B04', 'F01'],
    severity: 'error',
    mend: { choose: { B04: 'clear-bits' }, loss: true, content: childContent },
  },
];
