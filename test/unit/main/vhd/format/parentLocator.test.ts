import { describe, expect, test } from 'vitest';
import { decodePath, parentNameIn, readLocators, spaceBytes } from '../../../../../main/vhd/format/parentLocator';
import { childImage, HEADER_AT } from '../../../../support/fixtures';
import { utf16, type LocatorSpec } from '../../../../support/imageBuilder';
import { memoryFile, spyOn } from '../../../../support/memoryFile';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the room’s unit', () => {
  test.each([
    [0, 0],
    [1, 512],
    [511, 511 * 512],
    [512, 512],
    [4096, 4096],
    [65_536, 65_536],
    [513, null],
    [1000, null],
  ])('%i stored', (stored, bytes) => {
    expect(spaceBytes(stored)).toBe(bytes);
  });
});

describe('paths', () => {
  test.each<[string, Parameters<typeof decodePath>[0], Uint8Array, string | null, string]>([
    ['relative, little-endian', 'W2ru', utf16('.\\p.vhd', 'le'), '.\\p.vhd', 'utf-16le'],
    ['absolute', 'W2ku', utf16('C:\\dir\\p.vhd', 'le'), 'C:\\dir\\p.vhd', 'utf-16le'],
    ['a share', 'W2ku', utf16('\\\\host\\s\\p.vhd', 'le'), '\\\\host\\s\\p.vhd', 'utf-16le'],
    ['big-endian by mistake', 'W2ru', utf16('.\\p.vhd', 'be'), '.\\p.vhd', 'utf-16be'],
    ['Chinese, little-endian', 'W2ru', utf16('.\\父磁盘.vhd', 'le'), '.\\父磁盘.vhd', 'utf-16le'],
    ['a trailing NUL', 'W2ru', utf16('p.vhd\0\0', 'le'), 'p.vhd', 'utf-16le'],
    ['garbage behind a NUL', 'W2ru', utf16('p.vhd\0xx', 'le'), 'p.vhd', 'utf-16le'],
    ['half a surrogate pair', 'W2ru', utf16('p\ud800.vhd', 'le'), 'p\ud800.vhd', 'utf-16le'],
    ['nothing', 'W2ru', utf16('\0', 'le'), null, 'utf-16le'],
    ['old relative', 'Wi2r', ascii('.\\p.vhd'), '.\\p.vhd', 'utf-8'],
    ['old, in UTF-8 as VirtualBox writes', 'Wi2k', utf8('C:\\Größe.vhd'), 'C:\\Größe.vhd', 'utf-8'],
    ['old, in one byte a letter', 'Wi2k', Uint8Array.of(0x47, 0x72, 0xf6), 'Grö', 'latin-1'],
    ['file URL with host', 'MacX', ascii('file://localhost/Disks/p.vhd'), '/Disks/p.vhd', 'utf-8'],
    ['file URL without host', 'MacX', ascii('file:///Disks/My%20disk.vhd'), '/Disks/My disk.vhd', 'utf-8'],
    ['file URL, percent-encoded UTF-8', 'MacX', ascii('file:///Gr%C3%B6%C3%9Fe.vhd'), '/Größe.vhd', 'utf-8'],
    ['file URL, plain UTF-8', 'MacX', utf8('file:///Größe.vhd'), '/Größe.vhd', 'utf-8'],
    ['Xen’s relative URL', 'MacX', ascii('file://./p.vhd'), './p.vhd', 'utf-8'],
    ['a percent sign that is none', 'MacX', ascii('file:///100%.vhd'), '/100%.vhd', 'utf-8'],
    ['a URL of another host', 'MacX', ascii('file://host/p.vhd'), null, 'utf-8'],
    ['an overlong form is no slash', 'MacX', ascii('file:///a%C0%AFb'), '/a\ufffd\ufffdb', 'utf-8'],
    ['a Mac alias', 'Mac', Uint8Array.of(0, 1, 2), null, 'opaque'],
    ['an unknown platform', 'unknown', ascii('x'), null, 'opaque'],
  ])('%s', (_, platform, data, path, encoding) => {
    expect(decodePath(platform, data)).toEqual({ path, encoding });
  });
});

describe('the header’s name', () => {
  const named = (name: string, order: 'be' | 'le'): string => {
    const header = new Uint8Array(1024);
    header.set(utf16(name, order), 64);
    return parentNameIn(header);
  };
  test.each([
    ['p.vhd', 'be'],
    ['父磁盘.vhd', 'be'],
    ['C:\\vm\\p.avhd', 'be'],
    ['p.vhd', 'le'],
    ['x'.repeat(256), 'be'],
    ['p\ud800.vhd', 'be'],
    ['', 'be'],
  ] as const)('%j, %s', (name, order) => {
    expect(named(name, order)).toBe(name);
  });
});

describe('reading the eight entries', () => {
  const read = async (locators: readonly LocatorSpec[]): ReturnType<typeof readLocators> => {
    const { bytes } = childImage({ locators });
    return readLocators(memoryFile(bytes), { at: HEADER_AT, bytes: bytes.slice(HEADER_AT, HEADER_AT + 1024) });
  };

  test('entries are found in any slot, and empty ones skipped', async () => {
    const found = await read([
      { slot: 7, code: 'W2ku', data: utf16('C:\\p.vhd', 'le') },
      { slot: 6, code: 'W2ru', data: utf16('p.vhd', 'le') },
    ]);
    expect(found.map(({ index, platform, path, verdict }) => [index, platform, path, verdict])).toEqual([
      [6, 'W2ru', 'p.vhd', 'good'],
      [7, 'W2ku', 'C:\\p.vhd', 'good'],
    ]);
  });

  test('a path of 32,768 letters is read without trouble', async () => {
    const [long] = await read([{ slot: 0, code: 'Wi2k', data: new Uint8Array(65_536).fill(0x61) }]);
    expect([long?.verdict, long?.path?.length]).toEqual(['good', 65_536]);
  });

  test('what can be read and is not understood is not bad', async () => {
    const found = await read([
      { slot: 0, code: 'Abcd', data: new Uint8Array(100_000).fill(1) },
      { slot: 1, code: 'MacX', data: ascii('http://x/p.vhd') },
      { slot: 2, code: 'Abcd', data: ascii('x'), at: 2 ** 40 },
    ]);
    expect(found.map(({ path, verdict }) => [path, verdict])).toEqual([
      [null, 'good'],
      [null, 'good'],
      [null, 'bad'],
    ]);
  });

  test('a length beyond any path is not read at all', async () => {
    const { bytes } = childImage({ locators: [{ slot: 0, code: 'W2ru', data: utf16('p', 'le'), length: 1_000_000 }] });
    const spy = spyOn(memoryFile(bytes));
    const [locator] = await readLocators(spy.file, { at: HEADER_AT, bytes: bytes.slice(HEADER_AT, HEADER_AT + 1024) });
    expect([locator?.verdict, spy.calls]).toEqual(['bad', 0]);
  });
});
