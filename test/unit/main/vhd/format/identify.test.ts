import type { FormatError } from '../../../../../shared/errors';
import { reasonText } from '../../../../../shared/text/errors';
import { describe, expect, test } from 'vitest';
import { isVhdlSource } from '../../../../../main/vhd/format/identify';
import { baseImage, BLOCK, fixedImage, FOOTER_AT, withEntry } from '../../../../support/fixtures';
import { gptBytes } from '../../../../support/gpt';
import { put16, put32, put64, putText } from '../../../../support/imageBuilder';
import { memoryFile } from '../../../../support/memoryFile';
import { imageIn, refusalOf } from '../../../../support/opened';
import { budgetMs, cpuMs } from '../../../../support/cpuTime';

const ascii = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0) & 0xff);
const at = (offset: number, text: string, bytes = 102_400): Uint8Array => {
  const file = new Uint8Array(bytes);
  putText(file, offset, text);
  return file;
};
const why = (bytes: Uint8Array): Promise<object> => refusalOf(memoryFile(bytes));

describe('other disk formats', () => {
  test.each([
    ['vhdx', 0, 'vhdxfile'],
    ['vmdk', 0, 'KDMV'],
    ['vmdk', 0, '# Disk DescriptorFile\nversion=1\n'],
    ['vmdk', 0, 'COWD'],
    ['qcow2', 0, 'QFI\xfb\0\0\0\x03'],
    ['qcow2', 0, 'QFI\xfb\0\0\0\x02'],
    ['qcow', 0, 'QFI\xfb\0\0\0\x01'],
    ['vdi', 64, '\x7f\x10\xda\xbe'],
    ['iso', 32_769, 'CD001'],
    ['dmg', 102_400 - 512, 'koly'],
  ])('%s at %i', async (format, offset, magic) => {
    expect(await why(at(offset, magic))).toEqual({ kind: 'foreign', format });
  });
});

describe('disks whose bytes are swapped in pairs (J06)', () => {
  const swapped = (image: Uint8Array): Uint8Array => new Uint8Array(Buffer.from(image).swap16());

  test.each([
    ['dynamic', baseImage],
    ['fixed', fixedImage],
  ])('%s', async (_kind, make) => {
    expect(await why(swapped(make()))).toEqual({ kind: 'swapped-bytes' });
  });

  test('are not seen in a few bytes that say nothing', async () => {
    expect(await why(new Uint8Array(100).fill(1))).toEqual({ kind: 'too-small', fileBytes: 100 });
  });
});

describe('disks that were copied as text, with a line feed in their footers', () => {
  // Windows 10 writes 00 0A 00 00 as its version.
  const asText = (image: Uint8Array): Uint8Array =>
    new Uint8Array(Buffer.from(Buffer.from(image).toString('latin1').replaceAll('\n', '\r\n'), 'latin1'));

  test.each([
    ['dynamic', baseImage],
    ['fixed', fixedImage],
  ])('%s', async (_kind, make) => {
    expect(make().slice(-480, -476)).toEqual(new Uint8Array([0, 10, 0, 0]));
    expect(await why(asText(make()))).toEqual({ kind: 'copied-as-text' });
  });

  test('are none where the footer is damaged otherwise', async () => {
    const image = asText(fixedImage());
    image[image.length - 20] = 1;
    expect(await why(image)).not.toEqual({ kind: 'copied-as-text' });
  });
});

describe('tar archives', () => {
  /** As `tar` writes it: name, mode, sizes, and a checksum in octal over the header with blanks in the sum's place. */
  const tar = (name: string, more: (header: Uint8Array) => void = () => {}): Uint8Array => {
    const bytes = new Uint8Array(10_240);
    const put = (at: number, text: string): void => bytes.set(new TextEncoder().encode(text), at);
    put(0, name);
    put(100, '0000644\0');
    put(124, '00000001000\0');
    more(bytes);
    put(148, '        ');
    const sum = bytes.subarray(0, 512).reduce((all, byte) => all + byte, 0);
    put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    return bytes;
  };

  test.each([
    ['tar', 'disks/win.vhd'],
    ['ova', 'appliance.ovf'],
    ['xva', 'ova.xml'],
  ])('%s', async (format, name) => {
    expect(await why(tar(name))).toEqual({ kind: 'archive', format });
    expect(await why(tar(name, (b) => b.set(new TextEncoder().encode('ustar  \0'), 257)))).toEqual({ kind: 'archive', format });
  });

  test('whose checksum is wrong is none', async () => {
    const bytes = tar('disk.vhd');
    bytes[0] = 0x20;
    expect(await why(bytes)).toMatchObject({ kind: 'no-footer' });
  });
});

describe('compressed files', () => {
  test.each([
    ['zip', 'PK\x03\x04'],
    ['zip', 'PK\x05\x06'],
    ['gzip', '\x1f\x8b\x08'],
    ['7z', '7z\xbc\xaf\x27\x1c'],
    ['xz', '\xfd7zXZ\0'],
    ['bzip2', 'BZh9'],
    ['rar', 'Rar!\x1a\x07\0'],
    ['zstd', '\x28\xb5\x2f\xfd'],
  ])('%s', async (format, magic) => {
    expect(await why(at(0, magic))).toEqual({ kind: 'archive', format });
  });
});

describe('raw disks', () => {
  const bootSector = (change: (bytes: Uint8Array) => void): Uint8Array => {
    const bytes = new Uint8Array(102_400);
    put16(bytes, 510, 0x55aa);
    change(bytes);
    return bytes;
  };
  test.each<[string, Uint8Array]>([
    ['gpt', bootSector((b) => putText(b, 512, 'EFI PART'))],
    ['mbr', bootSector((b) => put32(b, 446, 0x8000_0000))],
    ['fat', bootSector((b) => putText(b, 54, 'FAT16   '))],
    ['ntfs', bootSector((b) => putText(b, 3, 'NTFS    '))],
    ['ext', at(1080, '\x53\xef')],
  ])('%s', async (evidence, bytes) => {
    expect(await why(bytes)).toEqual({ kind: 'raw-disk', evidence });
  });

  describe('that were cut short are told from whole ones', () => {
    const KIB_100 = 102_400;
    /** A partition of `sectors` behind sector 128. */
    const mbr = (sectors: number): Uint8Array =>
      bootSector((b) => {
        b.set([0x80, 0, 0, 0, 0x07], 446);
        new DataView(b.buffer).setUint32(454, 128, true);
        new DataView(b.buffer).setUint32(458, sectors, true);
      });
    const gpt = (sectors: number): Uint8Array => {
      const bytes = new Uint8Array(KIB_100);
      bytes.set(gptBytes(sectors, []));
      return bytes;
    };
    const ntfs = (sectors: bigint): Uint8Array =>
      bootSector((b) => {
        putText(b, 3, 'NTFS    ');
        new DataView(b.buffer).setUint16(11, 512, true);
        new DataView(b.buffer).setBigUint64(40, sectors, true);
      });
    const ext = (blocks: number): Uint8Array => {
      const bytes = at(1080, '\x53\xef');
      new DataView(bytes.buffer).setUint32(1028, blocks, true);
      return bytes;
    };

    test.each<[string, Uint8Array, number, string]>([
      // (128 + 8,064) × 512
      ['by its partition table', mbr(8064), 4_194_304, 'partition-table'],
      ['by its GPT', gpt(8192), 4_194_304, 'partition-table'],
      // 8,191 sectors and the copy of the first one
      ['by NTFS', ntfs(8191n), 4_194_304, 'file-system'],
      // Blocks of 1 KiB
      ['by ext', ext(4096), 4_194_304, 'file-system'],
    ])('%s', async (_what, bytes, leastBytes, by) => {
      expect(await why(bytes)).toMatchObject({ kind: 'raw-disk', cut: { fileBytes: KIB_100, leastBytes, by } });
    });

    test('and whether it ends inside a sector: then a footer cannot be put behind it, and it is filled up instead', async () => {
      const bytes = new Uint8Array(KIB_100 + 300);
      bytes.set(mbr(8064));
      const error = (await why(bytes)) as FormatError;
      expect(error).toMatchObject({ kind: 'raw-disk', over: 300 });
      expect(reasonText(error).why).toMatch(/was cut short: its partition table .*; it ends 300 bytes behind its last whole sector$/);
      expect(reasonText(error).todo).toContain('“platter import --pad”');
      expect(reasonText(error).todo).not.toContain('platter repair');
    });

    test.each<[string, Uint8Array]>([
      // (128 + 67) × 512 = 99,840
      ['a partition that ends inside', mbr(67)],
      ['a GPT of the file’s own length', gpt(195)],
      ['a file system that ends inside', ntfs(194n)],
      ['a superblock without blocks', ext(0)],
    ])('not of %s', async (_what, bytes) => {
      expect(await why(bytes)).not.toHaveProperty('cut');
    });

    test('a protective entry over all sectors that it can count tells no size', async () => {
      const bytes = mbr(0xffff_ffff);
      bytes[450] = 0xee;
      expect(await why(bytes)).not.toHaveProperty('cut');
    });
  });

  describe('a FAT boot sector whose label says nothing', () => {
    /** By Microsoft’s FAT specification 1.03: a jump, 512 bytes a sector, 4 sectors a cluster, 2 FATs, media F8. */
    const fat = (change: (bytes: Uint8Array) => void = () => {}): Uint8Array =>
      bootSector((b) => {
        b.set([0xeb, 0x3c, 0x90], 0);
        b.set([0x00, 0x02, 4], 11);
        b[16] = 2;
        b[21] = 0xf8;
        // No partition has a status like this.
        b[446] = 0x41;
        change(b);
      });

    test.each<[string, Uint8Array]>([
      ['by a short jump', fat()],
      ['by a near one', fat((b) => b.set([0xe9, 0x3c, 0x00], 0))],
      ['with sectors of 4,096 bytes and one FAT', fat((b) => b.set([0x00, 0x10, 1, 0, 0, 1], 11))],
    ])('is known %s', async (_what, bytes) => {
      expect(await why(bytes)).toEqual({ kind: 'raw-disk', evidence: 'fat' });
    });

    test.each<[string, Uint8Array]>([
      ['without a jump', fat((b) => b.fill(0, 0, 3))],
      ['with a jump that leads nowhere', fat((b) => b.set([0xeb, 0x3c, 0x00], 0))],
      ['with sectors of 100 bytes', fat((b) => b.set([100, 0], 11))],
      ['with clusters of no sectors', fat((b) => b.fill(0, 13, 14))],
      ['with clusters of three sectors', fat((b) => b.fill(3, 13, 14))],
      ['without a FAT', fat((b) => b.fill(0, 16, 17))],
      ['with three FATs', fat((b) => b.fill(3, 16, 17))],
      ['on a medium of no kind', fat((b) => b.fill(0x10, 21, 22))],
      ['with half a signature', fat((b) => b.fill(0, 510, 511))],
      ['with the other half', fat((b) => b.fill(0, 511, 512))],
    ])('is not taken for one %s', async (_what, bytes) => {
      expect(await why(bytes)).toMatchObject({ kind: 'no-footer' });
    });
  });

  test('a fixed disk that lost its footer (B01) is no longer known as a VHD', async () => {
    expect(await why(fixedImage().subarray(0, 4 * BLOCK))).toEqual({ kind: 'no-footer', headerAt: null, plausibleBlocks: 0 });
  });
});

describe('files too small', () => {
  test('an empty file', async () => {
    expect(await why(new Uint8Array())).toEqual({ kind: 'empty-file' });
  });
  test.each([1, 180, 511])('%i bytes', async (bytes) => {
    expect(await why(new Uint8Array(bytes).fill(1))).toEqual({ kind: 'too-small', fileBytes: bytes });
  });
});

describe('VHDL source', () => {
  test.each([
    ['library', '-- a counter\nlibrary ieee;\nuse ieee.std_logic_1164.all;\n\nentity counter is\nend;\n'],
    ['entity', '\n\n  ENTITY Blink IS\n  PORT (clk : IN BIT);\nEND Blink;\n'],
    ['package', 'package types is\n  type t is (a, b);\nend package;\n'],
    ['package body', 'package body types is\nend;\n'],
    ['architecture', 'architecture rtl of counter is\nbegin\nend;\n'],
    ['byte order mark', '\xef\xbb\xbfuse work.types.all;\n'],
    ['letters beyond ASCII', '-- Z\xe4hler\nentity z is\nend;\n'],
  ])('%s', async (_, text) => {
    expect(await why(ascii(text))).toEqual({ kind: 'vhdl-source' });
    expect(await why(ascii(text + '-- padding\n'.repeat(100)))).toEqual({ kind: 'vhdl-source' });
  });

  test.each([
    ['prose', 'library card\nuse it.\nan entity is nothing\n'],
    ['a comment only', '-- entity x is\n'],
    ['binary with the words in it', '\0\0entity x is\n'],
    ['C source', '#include <stdio.h>\nint main(void) { return 0; }\n'],
  ])('not %s', (_, text) => {
    expect(isVhdlSource(ascii(text))).toBe(false);
  });

  test('sixteen thousand empty lines are looked through at once', () => {
    const start = cpuMs();
    expect(isVhdlSource(ascii('\n'.repeat(16_384)))).toBe(false);
    expect(isVhdlSource(ascii('library '.repeat(2048)))).toBe(false);
    expect(cpuMs() - start).toBeLessThan(budgetMs(200));
  });
});

describe('both footers gone (A13)', () => {
  const lost = (): Uint8Array => {
    const bytes = baseImage();
    bytes.fill(0, 0, 512);
    bytes.fill(0, FOOTER_AT);
    return bytes;
  };

  test('the dynamic header is found, and the blocks that can be', async () => {
    expect(await why(lost())).toEqual({ kind: 'no-footer', headerAt: 512, plausibleBlocks: 2 });
  });

  test('entries past the end, over the header, or at one place are not plausible', async () => {
    expect(await why(withEntry(lost(), 1, 0x0102_4000))).toEqual({ kind: 'no-footer', headerAt: 512, plausibleBlocks: 2 });
    expect(await why(withEntry(lost(), 1, 1))).toEqual({ kind: 'no-footer', headerAt: 512, plausibleBlocks: 2 });
    expect(await why(withEntry(lost(), 1, 4101))).toEqual({ kind: 'no-footer', headerAt: 512, plausibleBlocks: 1 });
  });

  test('a header whose table cannot be has no plausible block', async () => {
    const bytes = lost();
    put64(bytes, 528, 2n ** 50n);
    expect(await why(bytes)).toEqual({ kind: 'no-footer', headerAt: 512, plausibleBlocks: 0 });
  });
});

test('a file named for its content: a fixed disk whose data looks like another format is a fixed disk', async () => {
  for (const magic of ['QFI\xfb\0\0\0\x03', 'vhdxfile', 'PK\x03\x04', 'library ieee;\n']) {
    const bytes = fixedImage();
    putText(bytes, 0, magic);
    expect((await imageIn(memoryFile(bytes))).kind).toBe('fixed');
  }
});
