/**
 * Children and sizes, judged by 7-Zip, QEMU, libvhdi, cmp and sha256sum. The disks are written by hand from the
 * specification; QEMU takes a child for a disk of its own, which is what one layer alone is.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { hashDocument } from '../../shared/documents/content';
import { checkDocument } from '../../shared/documents/finding';
import { infoDocument } from '../../shared/documents/info';
import { madeDocument } from '../../shared/documents/made';
import { asNamed, fileHash, onWindows, sha256, tool } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { baseImage, BLOCK, childImage, fixedImage, GEOMETRY, inBothFooters, SIZE, TABLE_AT, xenImage } from '../support/fixtures';
import { get32, patterned, sparseImage, utf16 } from '../support/imageBuilder';
import { hashOutput, lacks, qemuConvert, vhdiInfo } from '../support/oracles';
import { tempDir } from '../support/tempDir';

const root = tempDir();
let folder = '';
let count = 0;
const at = (name: string): string => path.join(folder, name);
const sevenZip = (name: string): Promise<string> => hashOutput('7z', 'x', '-tvhd', '-so', at(name));
const sha256Of = (bytes: Uint8Array): string => {
  writeFileSync(at('expected.raw'), bytes);
  return sha256(at('expected.raw'));
};

const MIB = 1024 * 1024;

/** What BASE holds; and CHILD over it. */
function content(child: boolean): Uint8Array {
  const disk = new Uint8Array(SIZE);
  disk.set(patterned(BLOCK, 3), 0);
  disk.set(patterned(BLOCK, 91), 2 * BLOCK);
  if (child) disk.fill(0xaa, 0, 512).fill(0xbb, 9 * 512, 10 * 512);
  return disk;
}

/** CHILD without its parents. */
const layer = (): Uint8Array => new Uint8Array(SIZE).fill(0xaa, 0, 512).fill(0xbb, 9 * 512, 10 * 512);

beforeEach(() => {
  folder = path.join(root, `${count++}`);
  tool('mkdir', folder);
  writeFileSync(at('p.vhd'), baseImage());
  writeFileSync(at('kid.vhd'), childImage().bytes);
});

describe.skipIf(lacks('7z', 'qemu-img', 'vhdiinfo'))('a differencing disk', () => {
  test.each(['fixed', 'dynamic'] as const)('becomes %s with what its chain shows, and writes no parent', async (type) => {
    const want = sha256Of(content(true));
    const parent = sha256(at('p.vhd'));
    expect(await sevenZip('kid.vhd')).toBe(want);
    await doneHere('convert', at('kid.vhd'), at('out.vhd'), '--type', type);
    // Alone: whatever it shows is in it.
    tool('mv', at('p.vhd'), at('away'));
    expect(await sevenZip('out.vhd')).toBe(want);
    qemuConvert(at('out.vhd'), at('out.raw'));
    expect(sha256(at('out.raw'))).toBe(want);
    expect(vhdiInfo(at('out.vhd'))).toMatchObject({ parentId: null, mediaBytes: SIZE });
    expect(sha256(at('away'))).toBe(parent);
  });

  test('is not converted without its parent', async () => {
    tool('rm', at('p.vhd'));
    expect(await platterHere(['convert', at('kid.vhd'), at('out.vhd'), '--type', 'fixed'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('p.vhd') as string,
    });
    expect(existsSync(at('out.vhd'))).toBe(false);
  });

  test('gives one layer alone, to a file and as a digest, with or without its parent', async () => {
    const want = sha256Of(layer());
    qemuConvert(at('kid.vhd'), at('qemu.raw'));
    await doneHere('export', at('kid.vhd'), at('layer.raw'), '--layer');
    tool('cmp', at('layer.raw'), at('qemu.raw'));
    expect(sha256(at('layer.raw'))).toBe(want);
    expect(await documentHere(hashDocument, ['hash', at('kid.vhd'), '--layer'])).toEqual({ bytes: SIZE, sha256: want });
    expect((await documentHere(hashDocument, ['hash', at('kid.vhd')]))['sha256']).toBe(sha256Of(content(true)));
    tool('rm', at('p.vhd'));
    expect((await documentHere(hashDocument, ['hash', at('kid.vhd'), '--layer']))['sha256']).toBe(want);
    expect((await platterHere(['hash', at('kid.vhd')])).code).toBe(1);
  });

  test.each([
    ['W2ru', utf16('.\\gone.vhd', 'le')],
    ['W2ku', utf16('C:\\gone.vhd', 'le')],
    ['MacX', Buffer.from('file://localhost/gone/gone.vhd')],
    ['Wi2r', Buffer.from('.\\gone.vhd')],
    ['Wi2k', Buffer.from('C:\\gone.vhd')],
  ])('whose only locator is %s is reconnected, and 7-Zip and libvhdi find the parent', async (code, data) => {
    const header = { parentId: Buffer.from('00000000000000001122334455667788', 'hex'), parentName: 'gone.vhd' };
    writeFileSync(at('kid.vhd'), childImage({ header, locators: [{ slot: 0, code, data }] }).bytes);
    tool('mv', at('p.vhd'), at('found again.vhd'));
    await doneHere('reconnect', at('kid.vhd'), '--parent', at('found again.vhd'));
    expect(await sevenZip('kid.vhd')).toBe(sha256Of(content(true)));
    expect(vhdiInfo(at('kid.vhd')).parentName).toBe('found again.vhd');
    const bytes = readFileSync(at('kid.vhd'));
    // Entries by the specification's offsets: the relative path, then the whole one, as a URL where that is not Windows'; those of other platforms are gone.
    const entries = Array.from({ length: 8 }, (_, slot) => 512 + 576 + slot * 24).map((entry) => ({
      code: bytes.toString('latin1', entry, entry + 4),
      data: bytes.subarray(get32(bytes, entry + 20), get32(bytes, entry + 20) + get32(bytes, entry + 8)),
    }));
    expect(entries.filter((entry) => entry.code !== '\0\0\0\0')).toEqual([
      { code: 'W2ru', data: Buffer.from('.\\found again.vhd', 'utf16le') },
      onWindows
        ? { code: 'W2ku', data: Buffer.from(asNamed(at('found again.vhd')), 'utf16le') }
        : { code: 'MacX', data: Buffer.from(`file://localhost${at('found%20again.vhd')}`) },
    ]);
  });
});

describe.skipIf(lacks('7z', 'qemu-img'))('resizing', () => {
  beforeEach(() => {
    tool('rm', at('kid.vhd'));
    writeFileSync(at('fixed.vhd'), fixedImage());
  });

  /** `bytes` cut, or with zeros behind, to `size`. */
  const sized = (bytes: Uint8Array, size: number): Uint8Array => {
    const whole = new Uint8Array(size);
    whole.set(bytes.subarray(0, size));
    return whole;
  };

  test.each([
    ['dynamic', 'p.vhd', 64 * MIB],
    ['fixed', 'fixed.vhd', 9 * MIB + 512],
  ])('grows a %s disk with zeros, where it is and as a copy', async (_what, name, size) => {
    await doneHere('resize', at(name), '--size', `${size}`, '--output', at('copy.vhd'));
    await doneHere('resize', at(name), '--size', `${size}`);
    const want = sha256Of(sized(content(false), size));
    for (const file of [name, 'copy.vhd']) {
      expect(await sevenZip(file)).toBe(want);
      expect(vhdiInfo(at(file)).mediaBytes).toBe(size);
      // They lie in one folder, and have one ID.
      const { findings } = await documentHere(checkDocument, ['check', at(file), '--deep']);
      expect(findings.map(({ code }) => code)).toEqual(['E05']);
    }
  });

  test('grows a disk whose table has no room for the new blocks, into a new file', async () => {
    // 8 MiB in blocks of 64 KiB fill a sector of the table.
    const block = patterned(65_536, 5);
    const { bytes } = sparseImage({
      size: SIZE,
      blockBytes: 65_536,
      blocks: [{ index: 127, data: block }],
      footer: { geometry: GEOMETRY },
    });
    writeFileSync(at('full.vhd'), bytes);
    await doneHere('resize', at('full.vhd'), '--size', `${9 * MIB + 512}`);
    const want = new Uint8Array(9 * MIB + 512);
    want.set(block, SIZE - 65_536);
    expect(await sevenZip('full.vhd')).toBe(sha256Of(want));
    const seen = await documentHere(infoDocument, ['info', at('full.vhd')]);
    expect(seen).toMatchObject({ bat: { entries: 145, allocated: 1 } });
    expect(seen.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('exports what is known without a parent, and lists the rest', async () => {
    // CHILD stores sectors 0 and 9 of 16,384; its parent is elsewhere, and the fixed disk with the same ID too.
    writeFileSync(at('kid.vhd'), childImage().bytes);
    for (const name of ['p.vhd', 'fixed.vhd']) tool('rm', at(name));
    const words = ['export', at('kid.vhd'), at('known.raw')];
    expect(await platterHere(words)).toMatchObject({ code: 1, err: expect.stringContaining('export --known') as string });
    const { lost, lostSectors } = await documentHere(madeDocument, [...words, '--known', '--verify'], 2);
    expect(lost).toEqual([
      { firstLba: 1, sectors: 8 },
      { firstLba: 10, sectors: 16_374 },
    ]);
    expect(lostSectors).toBe(16_382);
    expect(sha256(at('known.raw'))).toBe(sha256Of(layer()));
    const full = await documentHere(madeDocument, ['export', at('kid.vhd'), at('full.raw'), '--known', '--full'], 2);
    expect(full).toMatchObject({ lost, lostSectors });
  });

  test('does not shrink a child over what its parent shows there, nor over what nobody can tell', async () => {
    writeFileSync(at('empty.vhd'), childImage({ blocks: [] }).bytes);
    // The parent's last data are its third block of 2 MiB, to 6 MiB.
    const words = (size: number): string[] => ['resize', at('empty.vhd'), '--size', `${size}`, '--output', at('out.vhd')];
    expect(await platterHere(words(4 * MIB))).toMatchObject({ code: 1, err: expect.stringContaining('data lies behind') as string });
    await doneHere(...words(6 * MIB));
    expect((await documentHere(infoDocument, ['info', at('out.vhd')])).virtualBytes).toBe(6 * MIB);
    tool('mv', at('p.vhd'), at('away'));
    tool('rm', at('out.vhd'), at('fixed.vhd'));
    expect(await platterHere(words(6 * MIB))).toMatchObject({
      code: 1,
      err: expect.stringContaining('a parent that was not found') as string,
    });
    expect(existsSync(at('out.vhd'))).toBe(false);
    await doneHere(...words(6 * MIB), '--force');
  });

  test.each(['p.vhd', 'fixed.vhd'])('shrinks %s to the end of its data, and by force through it', async (name) => {
    await doneHere('resize', at(name), '--size', `${3 * BLOCK}`);
    expect(await sevenZip(name)).toBe(sha256Of(content(false).subarray(0, 3 * BLOCK)));
    const before = fileHash(at(name));
    const words = ['resize', at(name), '--size', `${3 * BLOCK - 512}`];
    expect(await platterHere(words)).toMatchObject({ code: 1, err: expect.stringContaining('data lies behind') as string });
    expect(fileHash(at(name))).toBe(before);
    await doneHere(...words, '--force');
    expect(await sevenZip(name)).toBe(sha256Of(content(false).subarray(0, 3 * BLOCK - 512)));
    qemuConvert(at(name), at('qemu.raw'));
    tool('cmp', at('qemu.raw'), at('expected.raw'));
  });

  test('does not cut a partition, though it holds nothing but zeros', async () => {
    const image = new Uint8Array(SIZE + 512);
    image.set(fixedImage().subarray(SIZE), SIZE);
    image.set([0, 0, 0, 0, 7, 0, 0, 0, 0x00, 0x08, 0, 0, 0x00, 0x20, 0, 0], 446);
    image.set([0x55, 0xaa], 510);
    writeFileSync(at('mbr.vhd'), image);
    const words = (sectors: number): string[] => ['resize', at('mbr.vhd'), '--size', `${sectors * 512}`, '--output', at('out.vhd')];
    // The table says: from sector 2048, 8192 sectors.
    expect(await platterHere(words(10_239))).toMatchObject({ code: 1, err: expect.stringContaining('artition 1') as string });
    expect(existsSync(at('out.vhd'))).toBe(false);
    await doneHere(...words(10_240));
    expect(sha256(at('out.vhd'))).not.toBe(sha256(at('mbr.vhd')));
  });

  test.each([
    ['the size it has', SIZE],
    ['no size', 0],
    ['half a sector more', SIZE + 256],
    ['more than a table can say', 3 * 2 ** 40],
  ])('refuses %s', async (_what, size) => {
    const before = fileHash(at('p.vhd'));
    expect(await platterHere(['resize', at('p.vhd'), '--size', `${size}`, '--output', at('out.vhd')])).toMatchObject({ code: 1 });
    expect(fileHash(at('p.vhd'))).toBe(before);
    expect(existsSync(at('out.vhd'))).toBe(false);
  });

  test('refuses a disk with a saved state', async () => {
    writeFileSync(
      at('saved.vhd'),
      inBothFooters(baseImage(), (b, footer) => b.fill(1, footer + 84, footer + 85)),
    );
    const before = fileHash(at('saved.vhd'));
    for (const more of [[], ['--output', at('out.vhd')]])
      expect(await platterHere(['resize', at('saved.vhd'), '--size', '16MiB', ...more])).toMatchObject({
        code: 1,
        err: expect.stringContaining('saved state') as string,
      });
    expect(fileHash(at('saved.vhd'))).toBe(before);
  });
});

describe.skipIf(lacks('7z', 'vhdiinfo'))('a skeleton', () => {
  const PAYLOAD = patterned(BLOCK, 3).subarray(0, 512);

  test.each([
    ['dynamic', baseImage],
    ['fixed', fixedImage],
    ['child', (): Uint8Array => childImage().bytes],
    ['Xen’s', xenImage],
  ])('of a %s disk opens as it did, and no payload is in it', async (_what, make) => {
    writeFileSync(at('whole.vhd'), make());
    await doneHere('skeleton', at('whole.vhd'), at('bones.vhd'));
    const [whole, bones] = [readFileSync(at('whole.vhd')), readFileSync(at('bones.vhd'))];
    expect(bones.length).toBe(whole.length);
    expect(bones.includes(Buffer.from(PAYLOAD))).toBe(false);
    expect(bones.includes(Buffer.alloc(512, 0xaa))).toBe(false);
    expect(bones.subarray(-512).equals(whole.subarray(-512))).toBe(true);
    expect(vhdiInfo(at('bones.vhd'))).toEqual(vhdiInfo(at('whole.vhd')));
    expect(tool('7z', 'l', '-tvhd', at('bones.vhd'))).toContain(`${SIZE}`);
    if (get32(whole, 0) === 0x636f_6e65) expect(bones.subarray(0, TABLE_AT + 16).equals(whole.subarray(0, TABLE_AT + 16))).toBe(true);
  });
});
