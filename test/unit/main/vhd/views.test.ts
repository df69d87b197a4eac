/** What the window is told: tables of blocks, claims of size, paths as decoded. */
import { describe, expect, it } from 'vitest';
import { blockTable } from '../../../../main/vhd/describe/blockTable';
import { resolveChain, withParent, type Chain } from '../../../../main/vhd/read/chain';
import { describe as describeImage } from '../../../../main/vhd/describe/describe';
import { geometryOf, qemuCreatedSectors } from '../../../../shared/vhd/geometry';
import { isVhdlSource } from '../../../../main/vhd/format/identify';
import { layoutOf } from '../../../../main/vhd/describe/layout';
import { openImage } from '../../../../main/vhd/read/openImage';
import { decodePath } from '../../../../main/vhd/format/parentLocator';
import { readSectors, sectorRuns } from '../../../../main/vhd/read/readDisk';
import { visibleSize, type SizePolicy } from '../../../../main/vhd/describe/visibleSize';
import { lba } from '../../../../shared/vhd/units';
import { BLOCK_STATE, OWNER_NOBODY, OWNER_UNKNOWN } from '../../../../shared/views';
import { childImage, baseImage, fixedImage } from '../../../support/fixtures';
import { footerBytes, utf16 } from '../../../support/imageBuilder';
import { memoryFile, sparseFile } from '../../../support/memoryFile';
import { chainOf, imageIn, NO_SIBLINGS, NOW } from '../../../support/opened';

const as = async (bytes: Uint8Array, kind: 'raw' | 'bytes'): Promise<Chain> => {
  const image = await openImage(memoryFile(bytes), kind);
  if (!image.ok) throw new Error(image.error.kind);
  return resolveChain(image.value, NO_SIBLINGS);
};

describe('a file that is no VHD', () => {
  it('has no disk when only its bytes are shown', async () => {
    const chain = await as(new Uint8Array(5000).fill(1), 'bytes');
    expect(blockTable(chain)).toEqual({
      states: new Uint8Array(),
      owners: new Uint8Array(),
      entries: new Uint32Array(),
      shares: new Uint16Array(),
    });
    expect(await describeImage(chain, NOW)).toMatchObject({ disk: null, layers: [{ kind: 'raw' }] });
    expect(layoutOf(chain.layers[0])).toEqual([{ kind: 'gap', at: 0, bytes: 5000, count: 0, verdict: 'unchecked' }]);
  });

  it('is one whole disk when it is read as raw', async () => {
    const chain = await as(new Uint8Array(1536), 'raw');
    const { disk } = await describeImage(chain, NOW);
    expect(disk).toMatchObject({ kind: 'raw', sectors: 3, geometry: null, trusted: 'none', sizes: [{ notion: 'file', bytes: 1536 }] });
    expect(Array.from(blockTable(chain).states)).toEqual([BLOCK_STATE.full]);
  });

  it('may be VHDL source, if it is text', () => {
    const text = (source: string): Uint8Array => new TextEncoder().encode(source);
    expect(isVhdlSource(text('-- adder\nlibrary ieee;\nuse ieee.std_logic_1164.all;\n'))).toBe(true);
    expect(isVhdlSource(text('Entity adder Is\n'))).toBe(true);
    expect(isVhdlSource(text('architectural notes\n'))).toBe(false);
    expect(isVhdlSource(new Uint8Array())).toBe(false);
    expect(isVhdlSource(text('library ieee;\0'))).toBe(false);
  });
});

describe('a fixed disk', () => {
  it('has damaged blocks where the file ends before the disk does', async () => {
    const size = 16 * 2 ** 20;
    const file = sparseFile(2 ** 22 + 512, [[2 ** 22, footerBytes({ type: 2, size })]]);
    const chain = await chainOf(file);
    const { full, damaged } = BLOCK_STATE;
    expect(Array.from(blockTable(chain).states)).toEqual([full, full, damaged, damaged, damaged, damaged, damaged, damaged]);
  });

  it('counts in larger pieces beyond two tebibytes', async () => {
    const size = 2 ** 42;
    const chain = await chainOf(sparseFile(size + 512, [[size, footerBytes({ type: 2, size })]]));
    expect(blockTable(chain).states.length).toBe(2 ** 20);
  });
});

describe('reading', () => {
  it('refuses ranges that are not on the disk, and more than a read can hold', async () => {
    const chain = await chainOf(memoryFile(fixedImage()));
    await expect(sectorRuns(chain, lba(-1), 1, 'honour')).rejects.toThrow(RangeError);
    await expect(sectorRuns(chain, lba(16_384), 1, 'honour')).rejects.toThrow(RangeError);
    await expect(readSectors(chain, lba(0), 65_537, 'honour')).rejects.toThrow(RangeError);
  });
});

describe('a child', () => {
  it('does not know who owns a block while its parent is missing', async () => {
    const { owners, states } = blockTable(await chainOf(memoryFile(childImage().bytes)));
    expect([owners[1], states[1]]).toEqual([OWNER_UNKNOWN, BLOCK_STATE.parent]);
  });

  it('takes the parent the user chose, if it is the one', async () => {
    const chain = await chainOf(memoryFile(childImage().bytes));
    const parent = await imageIn(memoryFile(baseImage()));
    const whole = await withParent(chain, parent, NO_SIBLINGS);
    if (!whole.ok) throw new Error(whole.error.kind);
    const { owners } = blockTable(whole.value);
    expect([owners[1], owners[2]]).toEqual([OWNER_NOBODY, 1]);
    const stranger = await imageIn(memoryFile(childImage().bytes));
    expect(await withParent(chain, stranger, NO_SIBLINGS)).toMatchObject({ ok: false, error: { kind: 'wrong-parent' } });
    const self = { ...parent, file: { ...parent.file, identity: chain.layers[0].file.identity } };
    expect(await withParent(chain, self, NO_SIBLINGS)).toMatchObject({ ok: false, error: { kind: 'chain-loop' } });
  });
});

describe('sizes', () => {
  /** Visible size by creator and policy, from QEMU's block/vpc.c; geometry 3/4/17 is 204 sectors, current size 300. */
  const by = (creator: string, policy: SizePolicy, geometry: readonly [number, number, number] = [3, 4, 17]): number =>
    visibleSize(footerBytes({ type: 3, size: 300 * 512, creator, geometry }), policy) / 512;

  it('go by creator in QEMU', () => {
    const policies: SizePolicy[] = ['current', 'chs', 'qemu-2', 'qemu-7', 'qemu-10'];
    expect(policies.map((policy) => by('vpc ', policy))).toEqual([300, 204, 204, 204, 204]);
    expect(policies.map((policy) => by('vs  ', policy))).toEqual([300, 204, 204, 204, 300]);
    expect(policies.map((policy) => by('win ', policy))).toEqual([300, 204, 204, 300, 300]);
    expect(policies.map((policy) => by('d2v\0', policy))).toEqual([300, 204, 300, 204, 300]);
    expect(by('vpc ', 'qemu-7', [0xffff, 16, 255])).toBe(300);
  });

  it('follow the specification’s geometry at its borders', () => {
    const chs = (sectors: number): number[] => Object.values(geometryOf(sectors));
    expect(chs(67)).toEqual([0, 4, 17]);
    expect(chs(69_632)).toEqual([140, 16, 31]);
    expect(chs(507_904)).toEqual([503, 16, 63]);
    expect(chs(66_059_280)).toEqual([16_191, 16, 255]);
    expect(chs(2 ** 32)).toEqual([65_535, 16, 255]);
    // 1 GiB asked of qemu-img 7.2 becomes 1,073,995,776 bytes; 128 GiB stays.
    expect(qemuCreatedSectors(2 ** 21) * 512).toBe(1_073_995_776);
    expect(qemuCreatedSectors(2 ** 28) * 512).toBe(2 ** 37);
  });
});

describe('paths of locators', () => {
  const bytes = (text: string): Uint8Array => Uint8Array.from(text, (c) => c.charCodeAt(0));

  it('are UTF-16 in either order', () => {
    expect(decodePath('W2ru', utf16('.\\p.vhd\0x', 'le'))).toEqual({ path: '.\\p.vhd', encoding: 'utf-16le' });
    expect(decodePath('W2ku', utf16('C:\\p.vhd', 'be'))).toEqual({ path: 'C:\\p.vhd', encoding: 'utf-16be' });
    expect(decodePath('W2ku', new Uint8Array(4))).toEqual({ path: null, encoding: 'utf-16le' });
  });

  it('are bytes in the old kinds: UTF-8 if they can be', () => {
    expect(decodePath('Wi2k', bytes('\xc3\xa4.vhd'))).toEqual({ path: 'ä.vhd', encoding: 'utf-8' });
    expect(decodePath('Wi2r', bytes('\xe4.vhd'))).toEqual({ path: 'ä.vhd', encoding: 'latin-1' });
    // Overlong, too large, cut off: none of them UTF-8.
    for (const bad of ['\xe0\x80\xafa', '\xf7\xbf\xbf\xbfa', 'a\xe2\x82']) expect(decodePath('Wi2r', bytes(bad)).encoding).toBe('latin-1');
    expect(decodePath('Wi2r', bytes('\xe2\x82\xac\xf0\x9f\x98\x80')).path).toBe('€😀');
  });

  it('are file URLs for MacX', () => {
    expect(decodePath('MacX', bytes('file://localhost/a%20b/%zz%4')).path).toBe('/a b/%zz%4');
    expect(decodePath('MacX', bytes('file://./p.vhd')).path).toBe('./p.vhd');
    expect(decodePath('MacX', bytes('http://a/b')).path).toBeNull();
    expect(decodePath('MacX', bytes('')).path).toBeNull();
  });

  it('are nothing to read elsewhere', () => {
    for (const platform of ['Mac', 'none', 'unknown'] as const)
      expect(decodePath(platform, bytes('abc'))).toEqual({ path: null, encoding: 'opaque' });
  });
});
