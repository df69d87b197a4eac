/** Cases of the damage catalogue about sizes and tables that no disk has, layouts that are odd and sound, and cut-off work. */
import { changed, contentWith, type Damage } from './damage';
import { baseImage, BLOCK, childImage, fixedImage, GEOMETRY, inBothFooters, joined, SIZE } from './fixtures';
import { patterned, put32, put64, putText, sparseImage } from './imageBuilder';

const SECOND = 4101 * 512;
const GIB = 1024 ** 3;
const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);
const body = (image: Uint8Array): Uint8Array => image.subarray(0, image.length - 512);
const tail = (image: Uint8Array): Uint8Array => image.subarray(image.length - 512);
const both = [
  { index: 0, data: patterned(BLOCK, 3) },
  { index: 2, data: patterned(BLOCK, 91) },
];
/** What a child of BASE shows. */
const childContent = contentWith((d) => {
  d.fill(0xaa, 0, 512);
  d.fill(0xbb, 9 * 512, 10 * 512);
});

const SIZES_AND_TABLES: readonly Damage[] = [
  {
    id: 'C13',
    what: 'a disk of 2,041 GiB with a table to match',
    make: () => sparseImage({ size: 2041 * GIB, blockBytes: BLOCK, blocks: [] }).bytes,
    codes: ['F07'],
    severity: 'error',
  },
  {
    id: 'C14',
    what: 'a size of 10 MiB over a table for 8',
    make: () =>
      inBothFooters(baseImage(), (b, at) => {
        put64(b, at + 40, 5 * BLOCK);
        put64(b, at + 48, 5 * BLOCK);
        // 20,480 sectors: 301 cylinders of 4 heads and 17 sectors.
        put32(b, at + 56, 0x012d_0411);
      }),
    codes: ['H05'],
    severity: 'error',
    mend: { content: () => joined(contentWith(() => {})(), zeros(BLOCK)) },
  },
  {
    id: 'F14',
    what: 'blocks of 4 MiB with bitmaps of one sector where two belong',
    make: () => {
      const blocks = [0, 1].map((index) => ({ index, data: patterned(2 * BLOCK, 3 + index) }));
      const { bytes, blockAt } = sparseImage({ size: SIZE, blockBytes: 2 * BLOCK, blocks, footer: { geometry: GEOMETRY } });
      const [first, second] = [blockAt.get(0) ?? 0, blockAt.get(1) ?? 0];
      const short = joined(bytes.subarray(0, first + 512), bytes.subarray(first + 1024, second + 512), bytes.subarray(second + 1024));
      put32(short, 1536 + 4, second / 512 - 1);
      return short;
    },
    codes: ['B12', 'H08'],
    severity: 'error',
  },
];

const ODD_AND_SOUND: readonly Damage[] = [
  {
    id: 'E15',
    what: 'blocks out of order, with room between them as alignment leaves it',
    make: () =>
      sparseImage({ size: SIZE, blockBytes: BLOCK, blocks: [...both].reverse(), gapSectors: 7, footer: { geometry: GEOMETRY } }).bytes,
    codes: [],
    severity: 'note',
  },
  {
    id: 'A17',
    what: 'a stale footer inside a block, as a write of QEMU over slack leaves it',
    make: () => changed(baseImage(), (b) => b.set(tail(baseImage()), 2560 + 7 * 512)),
    codes: [],
    severity: 'note',
  },
  {
    id: 'I01',
    what: 'an append cut off behind its new footer',
    make: () => joined(baseImage(), zeros(BLOCK + 512), tail(baseImage())),
    codes: ['F18', 'B06'],
    severity: 'note',
    mend: { choose: { F18: 'zero-old-footer' }, leaves: ['B06'] },
  },
  {
    id: 'J12',
    what: 'two disks, one behind the other',
    make: () => joined(baseImage(), baseImage()),
    codes: ['F18', 'B06'],
    severity: 'note',
  },
  {
    id: 'J05',
    what: 'line ends of one byte made two in the first 1,536',
    make: () => {
      const image = baseImage();
      const head = Buffer.from(image.subarray(0, 1536)).toString('latin1').replaceAll('\n', '\r\n');
      return joined(Buffer.from(head, 'latin1'), image.subarray(1536));
    },
    codes: ['F22'],
    severity: 'error',
  },
  {
    id: 'C27',
    what: 'disk2vhd’s name with a space for its NUL',
    make: () => inBothFooters(baseImage(), (b, at) => putText(b, at + 28, 'd2v ')),
    codes: ['F21'],
    severity: 'note',
  },
  {
    id: 'E16',
    what: 'an entry for the last block, and neither bitmap nor data',
    make: () => changed(baseImage(), (b) => b.fill(0, SECOND, SECOND + 512 + BLOCK)),
    codes: ['B23'],
    severity: 'warning',
  },
];

const CUT_OFF: readonly Damage[] = [
  {
    id: 'I03',
    what: 'a bitmap written over the footer, and nothing behind it',
    make: () => joined(body(baseImage()), zeros(512).fill(0xff)),
    codes: ['F01'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'I16',
    what: 'half a bitmap where the footer was, on a drive that was full',
    make: () => joined(body(baseImage()), zeros(256).fill(0xff)),
    codes: ['F01'],
    severity: 'error',
    mend: {},
  },
];

const CHILDREN: readonly Damage[] = [
  {
    id: 'H21',
    what: 'a child larger than its parent',
    parent: () =>
      inBothFooters(baseImage(), (b, at) => {
        put64(b, at + 40, 3 * BLOCK);
        put64(b, at + 48, 3 * BLOCK);
        // 12,288 sectors: 180 cylinders.
        put32(b, at + 56, 0x00b4_0411);
      }),
    make: () => childImage().bytes,
    codes: ['P04'],
    severity: 'warning',
  },
  { id: 'H25', what: 'a child of a fixed disk', parent: fixedImage, make: () => childImage().bytes, codes: [], severity: 'note' },
  {
    id: 'H25b',
    what: 'a child of a disk with other blocks',
    parent: () => {
      const half = BLOCK / 4;
      const content = childContent();
      const blocks = Array.from({ length: SIZE / half }, (_, index) => ({ index, data: content.slice(index * half, (index + 1) * half) }));
      return sparseImage({ size: SIZE, blockBytes: half, blocks, footer: { geometry: GEOMETRY } }).bytes;
    },
    make: () => childImage().bytes,
    codes: ['B20'],
    severity: 'note',
  },
];

export const REST_DAMAGE: readonly Damage[] = [
  ...SIZES_AND_TABLES,
  ...ODD_AND_SOUND,
  ...CUT_OFF,
  ...CHILDREN.map((one) => ({ ...one, child: true })),
];
