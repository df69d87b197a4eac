/** Chapter H of the damage catalogue: parents, locators, chains. */
import { changed, contentWith, type Damage, type Mended } from './damage';
import { baseImage, childImage, HEADER_AT, inBothFooters, inHeader } from './fixtures';
import { put16, put32, put64, putText, utf16, type LocatorSpec } from './imageBuilder';

const LOCATOR = 576;
const content = contentWith((d) => {
  d.fill(0xaa, 0, 512);
  d.fill(0xbb, 9 * 512, 10 * 512);
});
const header =
  (change: (header: Uint8Array) => void): (() => Uint8Array) =>
  () =>
    inHeader(childImage().bytes, (b, at) => change(b.subarray(at, at + 1024)));
const locators = (...some: LocatorSpec[]): Uint8Array => childImage({ locators: some }).bytes;
const text = (path: string): Uint8Array => utf16(path, 'le');
const mend = (more: Partial<Mended> = {}): Mended => ({ content, ...more });

type Case = Omit<Damage, 'child'>;

const CASES: readonly Case[] = [
  { id: 'H01', what: 'space in sectors', make: header((h) => put32(h, LOCATOR + 4, 1)), codes: ['P06'], severity: 'warning', mend: mend() },
  { id: 'H02', what: 'space 0', make: header((h) => put32(h, LOCATOR + 4, 0)), codes: ['P06'], severity: 'warning', mend: mend() },
  {
    id: 'H03',
    what: 'length beyond the space',
    make: header((h) => put32(h, LOCATOR + 8, 5000)),
    codes: ['P06'],
    severity: 'warning',
    mend: mend(),
  },
  { id: 'H03b', what: 'an odd length', make: header((h) => put32(h, LOCATOR + 8, 13)), codes: ['P06'], severity: 'warning', mend: mend() },
  {
    id: 'H04',
    what: 'offset past the end',
    make: header((h) => put64(h, LOCATOR + 16, 2 ** 40)),
    codes: ['P06'],
    severity: 'warning',
    mend: mend(),
  },
  {
    id: 'H04b',
    what: 'offset over the table',
    make: header((h) => put64(h, LOCATOR + 16, 1536)),
    codes: ['P06'],
    severity: 'warning',
    mend: mend(),
  },
  {
    id: 'H05',
    what: 'big-endian text',
    make: () => locators({ slot: 0, code: 'W2ru', data: utf16('.\\p.vhd', 'be') }),
    codes: ['P06'],
    severity: 'warning',
    mend: mend(),
  },
  {
    id: 'H06',
    what: 'name little-endian',
    make: header((h) => h.set(utf16('p.vhd', 'le'), 64)),
    codes: ['P10'],
    severity: 'note',
    mend: mend(),
  },
  {
    id: 'H07',
    what: 'VirtualBox’s code for the Mac',
    make: () => locators({ slot: 0, code: 'W2ru', data: text('.\\p.vhd') }, { slot: 1, code: 0x4d16_3258, data: text('p.vhd') }),
    codes: ['P06'],
    severity: 'note',
  },
  {
    id: 'H08',
    what: 'one code twice',
    make: () => locators({ slot: 0, code: 'W2ru', data: text('.\\p.vhd') }, { slot: 1, code: 'W2ru', data: text('.\\q.vhd') }),
    codes: ['P06'],
    severity: 'warning',
    mend: mend({ choose: { P06: 'rewrite-locators' } }),
  },
  {
    id: 'H09',
    what: 'an absolute path alone',
    make: () => locators({ slot: 0, code: 'W2ku', data: text('C:\\vm\\p.vhd') }),
    codes: ['P06'],
    severity: 'warning',
    mend: mend(),
  },
  { id: 'H10', what: 'no locators', make: () => locators(), codes: ['P13'], severity: 'note', mend: mend() },
  {
    id: 'H11',
    what: 'a relative path with a slash',
    make: () => locators({ slot: 0, code: 'W2ru', data: text('./p.vhd') }),
    codes: ['P06'],
    severity: 'note',
    mend: mend(),
  },
  {
    id: 'H11b',
    what: 'a relative path with a NUL',
    make: () => locators({ slot: 0, code: 'W2ru', data: text('.\\p.vhd\0') }),
    codes: ['P06'],
    severity: 'note',
    mend: mend(),
  },
  {
    id: 'H14',
    what: 'a relative path where an absolute one is due',
    make: () => locators({ slot: 0, code: 'W2ru', data: text('.\\p.vhd') }, { slot: 1, code: 'W2ku', data: text('.\\p.vhd') }),
    codes: ['P06'],
    severity: 'note',
  },
  {
    id: 'H16',
    what: 'the parent’s id is another',
    make: header((h) => h.fill(0x99, 40, 56)),
    codes: ['P02'],
    severity: 'error',
  },
  {
    id: 'H18',
    what: 'the parent was modified since',
    make: header((h) => put32(h, 56, 100)),
    codes: ['P03'],
    severity: 'warning',
    mend: mend({ choose: { P03: 'restamp-parent' } }),
  },
  {
    id: 'H19',
    what: 'the parent’s time lies in the future',
    make: header((h) => put32(h, 56, 4_000_000_000)),
    codes: ['P03', 'P14'],
    severity: 'warning',
    mend: mend({ choose: { P03: 'restamp-parent' } }),
  },
  {
    id: 'H12',
    what: 'a name that is not ASCII',
    make: () =>
      inHeader(childImage().bytes, (b) => {
        b.fill(0, HEADER_AT + 64, HEADER_AT + 576);
        b.set(utf16('größe.vhd', 'be'), HEADER_AT + 64);
      }),
    codes: ['P11'],
    severity: 'note',
  },
  {
    id: 'H13',
    what: 'half a surrogate pair',
    make: () => inHeader(childImage().bytes, (b) => b.set(utf16('p\ud800.vhd', 'be'), HEADER_AT + 64)),
    codes: ['P12', 'P11'],
    severity: 'note',
  },
  {
    id: 'H20',
    what: 'the parent is larger than the child',
    parent: () =>
      inBothFooters(baseImage(), (b, at) => {
        put64(b, at + 40, 10 * 1_048_576);
        put64(b, at + 48, 10 * 1_048_576);
        put16(b, at + 56, 301);
      }),
    make: () => childImage().bytes,
    codes: ['P04', 'P07'],
    severity: 'warning',
  },
  {
    id: 'H28',
    what: 'the parent’s name belongs to something that is no disk',
    parent: () => new Uint8Array(4096),
    make: () => childImage().bytes,
    codes: ['P01'],
    severity: 'error',
  },
  {
    id: 'H27',
    what: 'a share',
    make: () => locators({ slot: 0, code: 'W2ru', data: text('.\\p.vhd') }, { slot: 1, code: 'W2ku', data: text('\\\\host\\s\\p.vhd') }),
    codes: ['P15'],
    severity: 'warning',
  },
  {
    id: 'H15',
    what: 'the parent is missing',
    make: () =>
      changed(childImage({ locators: [{ slot: 0, code: 'W2ru', data: text('.\\gone.vhd') }] }).bytes, (b) =>
        inHeader(b, (all, at) => {
          all.fill(0, at + 64, at + 576);
          all.set(utf16('gone.vhd', 'be'), at + 64);
        }),
      ),
    codes: ['P01'],
    severity: 'error',
  },
  {
    id: 'G08',
    what: 'Xen’s raw parent without an id',
    make: () =>
      changed(childImage().bytes, (b) => {
        inHeader(b, (all, at) => all.fill(0, at + 40, at + 56));
        for (const at of [0, b.length - 512]) {
          putText(b, at + 28, 'tap\0');
          put32(b, at + 32, 0x0001_0001);
          let sum = 0;
          put32(b, at + 64, 0);
          for (let i = at; i < at + 512; i++) sum += b[i] ?? 0;
          put32(b, at + 64, 0xffff_ffff - sum);
        }
      }),
    codes: ['P02', 'X08'],
    severity: 'error',
  },
];

export const PARENT_DAMAGE: readonly Damage[] = CASES.map((one) => ({ ...one, child: true }));
