/** Chapters A and B of the damage catalogue: footers present, absent, different; fixed disks. */
import { changed, contentWith, type Damage } from './damage';
import { baseImage, fixedImage, FOOTER_AT, inBothFooters, joined, SIZE } from './fixtures';
import { footerBytes, put32, put64, putText, stampFooter } from './imageBuilder';

const MIB = 1_048_576;
const zeros = (bytes: number): Uint8Array => new Uint8Array(bytes);
const body = (image: Uint8Array): Uint8Array => image.subarray(0, image.length - 512);
const tail = (image: Uint8Array): Uint8Array => image.subarray(image.length - 512);
const fixedFooter = (size: number, change: (raw: Uint8Array) => void = () => {}): Uint8Array =>
  changed(footerBytes({ type: 2, size, geometry: [240, 4, 17] }), (raw) => {
    change(raw);
    stampFooter(raw, 0);
  });

export const FOOTER_DAMAGE: readonly Damage[] = [
  {
    id: 'A01',
    what: 'front checksum wrong',
    make: () => changed(baseImage(), (b) => put32(b, 64, 0)),
    codes: ['F02'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A02',
    what: 'trailing checksum wrong',
    make: () => changed(baseImage(), (b) => put32(b, FOOTER_AT + 64, 0)),
    codes: ['F02'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A03',
    what: 'trailing footer zeroed',
    make: () => joined(body(baseImage()), zeros(512)),
    codes: ['F01'],
    severity: 'error',
    mend: {},
  },
  { id: 'A04', what: 'trailing footer missing', make: () => body(baseImage()).slice(), codes: ['F01'], severity: 'error', mend: {} },
  {
    id: 'A05',
    what: 'cut inside a block',
    make: () => baseImage().slice(0, FOOTER_AT - MIB),
    codes: ['F23', 'B04', 'F01'],
    severity: 'error',
    mend: { choose: { B04: 'fill-with-zeros' }, loss: true, content: contentWith((d) => d.fill(0, 5 * MIB, 6 * MIB)) },
  },
  { id: 'A06', what: '511-byte footer', make: () => baseImage().slice(0, -1), codes: ['F05'], severity: 'note', mend: {} },
  { id: 'A06f', what: '511-byte footer, fixed', make: () => fixedImage().slice(0, -1), codes: ['F05'], severity: 'note', mend: {} },
  {
    id: 'A07',
    what: '100 bytes of junk behind the footer',
    make: () => joined(baseImage(), zeros(100).fill(0x5a)),
    codes: ['F04'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A08',
    what: 'a sector of junk behind the footer',
    make: () => joined(baseImage(), zeros(512).fill(0x5a)),
    codes: ['F04'],
    severity: 'warning',
    mend: { choose: { F04: 'cut-tail' } },
  },
  {
    id: 'A08z',
    what: '4,096 zeros behind the footer',
    make: () => joined(baseImage(), zeros(4096)),
    codes: ['F04'],
    severity: 'warning',
    mend: {},
  },
  {
    id: 'A09',
    what: 'slack before the footer',
    make: () => joined(body(baseImage()), zeros(4096).fill(0x33), tail(baseImage())),
    codes: ['B06'],
    severity: 'note',
  },
  {
    id: 'A10',
    what: '0xC7 tail',
    make: () => joined(body(baseImage()), zeros(512).fill(0xc7)),
    codes: ['F01'],
    severity: 'warning',
    mend: { choose: { F01: 'write-footer' } },
  },
  {
    id: 'A11',
    what: 'v_poison in both footers',
    make: () => inBothFooters(baseImage(), (b, at) => putText(b, at, 'v_poison')),
    codes: ['F01'],
    severity: 'error',
    mend: { choose: { F01: 'restore-cookie' } },
  },
  {
    id: 'A12',
    what: 'front copy zeroed',
    make: () => changed(baseImage(), (b) => b.fill(0, 0, 512)),
    codes: ['F03'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A14',
    what: 'footers differ in size',
    make: () =>
      changed(baseImage(), (b) => {
        put64(b, 48, 6 * MIB);
        stampFooter(b, 0);
      }),
    codes: ['F03'],
    severity: 'error',
    mend: { choose: { F03: 'use-footer' } },
  },
  {
    id: 'A15',
    what: 'footers differ in id',
    make: () =>
      changed(baseImage(), (b) => {
        b.fill(0xee, FOOTER_AT + 68, FOOTER_AT + 84);
        stampFooter(b, FOOTER_AT);
      }),
    codes: ['F03'],
    severity: 'error',
    mend: { choose: { F03: 'use-copy' } },
  },
  {
    id: 'A16',
    what: 'footers differ in time',
    make: () =>
      changed(baseImage(), (b) => {
        put32(b, FOOTER_AT + 24, 0x2000_0001);
        stampFooter(b, FOOTER_AT);
      }),
    codes: ['F03'],
    severity: 'warning',
    mend: {},
  },
  {
    id: 'A18',
    what: 'cookie with one wrong letter, trailing',
    make: () => changed(baseImage(), (b) => putText(b, FOOTER_AT, 'Conectix')),
    codes: ['F01'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A18b',
    what: 'cookie cut, both',
    make: () => changed(baseImage(), (b) => [0, FOOTER_AT].forEach((at) => putText(b, at, 'conecti\0'))),
    codes: ['F01'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A19',
    what: 'both sums zero',
    make: () => changed(baseImage(), (b) => [0, FOOTER_AT].forEach((at) => put32(b, at + 64, 0))),
    codes: ['F02'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A20',
    what: 'one bit of the trailing footer flipped',
    make: () => changed(baseImage(), (b) => (b[FOOTER_AT + 40] = 0x40)),
    codes: ['F02'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'A21',
    what: 'Xen’s hidden without its sum',
    make: () =>
      inBothFooters(baseImage(), (b, at) => {
        putText(b, at + 28, 'tap\0');
        put32(b, at + 32, 0x0001_0001);
      }).map((byte, i) => (i === 85 || i === FOOTER_AT + 85 ? 1 : byte)),
    codes: ['F02', 'X05'],
    severity: 'note',
    // 7-Zip refuses a disk that Xen has hidden.
    mend: { leaves: ['X05'], judges: ['qemu', 'libvhdi'] },
  },
  {
    id: 'B02',
    what: 'fixed, checksum wrong',
    make: () => changed(fixedImage(), (b) => put32(b, SIZE + 64, 0x1234)),
    codes: ['F02'],
    severity: 'error',
    mend: { choose: { F02: 'recompute-checksum' } },
  },
  {
    id: 'B03',
    what: 'fixed, a mebibyte short',
    make: () => joined(fixedImage().subarray(0, SIZE - MIB), tail(fixedImage())),
    codes: ['F08'],
    severity: 'error',
    mend: { choose: { F08: 'pad-with-zeros' }, loss: true },
  },
  {
    id: 'B04',
    what: 'fixed, a mebibyte too long',
    make: () => joined(body(fixedImage()), zeros(MIB), tail(fixedImage())),
    codes: ['F08'],
    severity: 'warning',
    mend: { choose: { F08: 'drop-surplus' }, loss: true },
  },
  {
    id: 'B05',
    what: 'fixed, size not whole sectors',
    make: () => joined(body(fixedImage()), zeros(100).fill(7), fixedFooter(SIZE + 100)),
    codes: ['F07'],
    severity: 'error',
    mend: {
      choose: { F07: 'round-size-up' },
      content: () => joined(body(fixedImage()), zeros(100).fill(7), zeros(412)),
    },
  },
  {
    id: 'B06',
    what: 'fixed, data offset of 32 bits',
    make: () =>
      joined(
        body(fixedImage()),
        fixedFooter(SIZE, (raw) => put64(raw, 16, 0xffff_ffffn)),
      ),
    codes: ['F16'],
    severity: 'note',
    mend: {},
  },
  {
    id: 'B07',
    what: 'fixed, data offset 512',
    make: () =>
      joined(
        body(fixedImage()),
        fixedFooter(SIZE, (raw) => put64(raw, 16, 512n)),
      ),
    codes: ['F16'],
    severity: 'warning',
    mend: {},
  },
  {
    id: 'B08',
    what: 'fixed, junk behind the footer',
    make: () => joined(fixedImage(), zeros(100).fill(0x5a)),
    codes: ['F04'],
    severity: 'error',
    mend: {},
  },
  {
    id: 'B10',
    what: 'a VHD inside a VHD',
    make: () => {
      const inner = joined(baseImage(), zeros(5 * MIB - baseImage().length));
      return joined(inner, footerBytes({ type: 2, size: 5 * MIB, geometry: [150, 4, 17] }));
    },
    codes: ['F20'],
    severity: 'note',
  },
  {
    id: 'B11',
    what: 'a footer alone',
    make: () => fixedFooter(SIZE),
    codes: ['F08'],
    severity: 'error',
  },
  {
    id: 'B12',
    what: 'two footers at the end',
    make: () => joined(fixedImage(), fixedFooter(SIZE + 512)),
    codes: ['F18'],
    severity: 'error',
    mend: { choose: { F18: 'drop-outer-footer' } },
  },
  {
    id: 'I08',
    what: 'grown fixed disk, old footer left inside',
    make: () => {
      const outer = footerBytes({ type: 2, size: 2 * SIZE, originalSize: SIZE, geometry: [481, 4, 17] });
      return joined(fixedImage(), zeros(SIZE - 512), outer);
    },
    codes: ['F18', 'F17'],
    severity: 'note',
    mend: {
      choose: { F18: 'zero-old-footer' },
      content: () => joined(body(fixedImage()), zeros(SIZE)),
    },
  },
];
