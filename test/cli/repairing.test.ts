/** `repair` as a user runs it, where footers are damaged: copies, exit codes and words. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { repairDocument } from '../../shared/documents/repair';
import { tool } from '../support/cli';
import { documentHere, platterHere } from '../support/cliHere';
import { changed } from '../support/damage';
import { baseImage, BLOCK, fixedImage, FOOTER_AT, joined, SIZE, withEntry } from '../support/fixtures';
import { patterned, put16, put32, put64, sparseImage, stampFooter } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

let folder = '';
let disk = '';
const at = (name: string): string => path.join(folder, name);
const root = tempDir();
let count = 0;

beforeEach(() => {
  folder = path.join(root, `${count++}`);
  tool('mkdir', folder);
  disk = at('disk.vhd');
});

/** Ten cylinders of 4 × 17 sectors: wrong for every disk here. */
const withOddGeometry = (image: Uint8Array, ...footers: number[]): Uint8Array =>
  changed(image, (b) => {
    for (const footerAt of footers) {
      put16(b, footerAt + 56, 10);
      stampFooter(b, footerAt);
    }
  });

/** Footer changes: cylinders, and the sum. */
const GEOMETRY_BYTES = [56, 57, 64, 65, 66, 67];

describe('a copy is the disk that was planned', () => {
  test.each<[string, () => Uint8Array, number, 0 | 2]>([
    ['a footer of 511 bytes', () => withOddGeometry(fixedImage(), SIZE).slice(0, -1), SIZE, 0],
    ['a disk whose footer was cut off', () => withOddGeometry(baseImage(), 0).slice(0, FOOTER_AT), 0, 2],
    ['bytes behind the footer', () => joined(withOddGeometry(fixedImage(), SIZE), new Uint8Array(4096).fill(0x77)), SIZE, 2],
  ])('where nothing but the geometry of %s is mended', async (_what, make, footerAt, code) => {
    const image = make();
    writeFileSync(disk, image);
    await documentHere(
      repairDocument,
      ['repair', disk, '--only', 'F10', '--choose', 'F10=recompute-geometry', '--output', at('copy.vhd')],
      code,
    );
    const copy = readFileSync(at('copy.vhd'));
    expect(copy.length).toBe(image.length);
    const different = [...copy.keys()].filter((i) => copy[i] !== image[i]);
    expect(different.every((i) => GEOMETRY_BYTES.includes(i - footerAt))).toBe(true);
    // 240 × 4 × 17 is what the specification gives a disk of 16,384 sectors.
    expect(copy.readUInt16BE(footerAt + 56)).toBe(240);
  });

  test('where a lost table is made anew, and the footer that was cut off with it', async () => {
    const image = withEntry(withEntry(baseImage(), 0, 0xffff_ffff), 2, 0xffff_ffff).slice(0, FOOTER_AT);
    writeFileSync(disk, image);
    await documentHere(repairDocument, ['repair', disk, '--rebuild', '--output', at('copy.vhd')]);
    const copy = readFileSync(at('copy.vhd'));
    expect(copy.length).toBe(FOOTER_AT + 512);
    expect(copy.subarray(2048, FOOTER_AT).equals(Buffer.from(image.subarray(2048)))).toBe(true);
    expect(copy.subarray(FOOTER_AT).equals(copy.subarray(0, 512))).toBe(true);
  });
});

describe('while errors are left', () => {
  const withVersion7 = (image: Uint8Array): Uint8Array => changed(image, (b) => put32(b, SIZE + 12, 0x0007_0000));

  test('repair answers 2, whether it wrote to the file, to a copy, or had nothing to do', async () => {
    writeFileSync(disk, withVersion7(fixedImage()));
    expect(await platterHere(['repair', disk])).toMatchObject({ code: 0 });
    const copied = await platterHere(['repair', disk, '--output', at('copy.vhd')]);
    expect(copied).toMatchObject({ code: 2, out: expect.stringContaining('nothing was repaired') as string });
    expect(copied.out).not.toContain('repaired copy');
    tool('cmp', disk, at('copy.vhd'));
    const same = await platterHere(['repair', disk, '--yes']);
    expect(same).toMatchObject({ code: 2, out: expect.stringContaining('nothing was repaired') as string });
    tool('cmp', disk, at('copy.vhd'));
  });

  test('what would come with another repair says so before it is chosen', async () => {
    writeFileSync(disk, withVersion7(fixedImage()));
    const { open, repairs } = await documentHere(repairDocument, ['repair', disk]);
    expect(repairs).toEqual([]);
    // The checksum is right for version 1.0 alone, so that it has no repair of its own.
    expect(open).toMatchObject([{ code: 'F06', method: 'set-version', also: ['F02'] }]);
    expect(await platterHere(['repair', disk])).toMatchObject({
      code: 0,
      out: expect.stringContaining('This also settles “Footer checksum is wrong” (F02).') as string,
    });
  });

  test('and 0 when none is left; what was mended along with another is named', async () => {
    writeFileSync(disk, withVersion7(fixedImage()));
    const document = await documentHere(repairDocument, ['repair', disk, '--choose', 'F06=set-version']);
    expect(document).toMatchObject({ repairs: [{ code: 'F06' }], along: [{ code: 'F02', with: 'F06' }], problemsAfter: 0 });
    const ran = await platterHere(['repair', disk, '--choose', 'F06=set-version', '--yes']);
    expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('This also settles “Footer checksum is wrong” (F02).') as string });
    expect(readFileSync(disk).equals(Buffer.from(fixedImage()))).toBe(true);
  });
});

describe('a choice that makes the disk another one', () => {
  // The copy of the footer says 4 MiB; block 2 stands from 4 MiB on.
  const image = changed(baseImage(), (b) => {
    put64(b, 40, 4 << 20);
    put64(b, 48, 4 << 20);
    stampFooter(b, 0);
  });
  const becomes = 'The disk becomes 4 MiB, from 8 MiB; 2 MiB in 1 stored block are no longer part of it.';
  const diskChange = { bytesBefore: 8 << 20, bytesAfter: 4 << 20, lostBlocks: 1, lostBytes: 2 << 20 };

  test('says so where it is offered, and is not made by itself', async () => {
    writeFileSync(disk, image);
    const { out } = await platterHere(['repair', disk, '--yes']);
    expect(out).toMatch(/--choose F03=use-copy\n.*\n {6}The disk becomes 4 MiB/);
    expect(Buffer.compare(readFileSync(disk), image)).toBe(0);
    const { repairs, open } = await documentHere(repairDocument, ['repair', disk]);
    expect(repairs).toEqual([]);
    expect(open.filter(({ code }) => code === 'F03').map((offer) => [offer.method, offer.diskChange])).toEqual([
      ['use-footer', null],
      ['use-copy', diskChange],
    ]);
  });

  test('says so in the plan, in its document, and before anything is written', async () => {
    writeFileSync(disk, image);
    const words = ['repair', disk, '--choose', 'F03=use-copy'];
    const planned = await platterHere(words);
    expect([planned.out.includes(`\n${becomes}\n`), planned.err]).toEqual([true, '']);
    expect((await documentHere(repairDocument, words, planned.code ?? 0)).diskChange).toEqual(diskChange);
    const written = await platterHere([...words, '--yes']);
    expect(written.err).toBe(`platter: ${becomes}\n`);
    expect(readFileSync(disk).readBigUInt64BE(FOOTER_AT + 48)).toBe(4n << 20n);
  });
});

describe('a choice that the disk does not offer', () => {
  test.each([
    ['F12=use-copy', 'F12=use-copy is not offered for this disk: for F12 there is nothing to choose'],
    ['F10=set-version', 'F10=set-version is not offered for this disk: for F10 choose F10=recompute-geometry'],
  ])('%s is refused, and no copy is written', async (choice, said) => {
    writeFileSync(disk, withOddGeometry(fixedImage(), SIZE));
    const ran = await platterHere(['repair', disk, '--choose', choice, '--output', at('copy.vhd')]);
    expect(ran).toMatchObject({ code: 64, err: expect.stringContaining(said) as string });
    expect(existsSync(at('copy.vhd'))).toBe(false);
  });
});

describe('a choice that would be passed over', () => {
  /** Data under bits that are all clear. */
  const hidden = (): Uint8Array =>
    sparseImage({ size: SIZE, blockBytes: BLOCK, blocks: [{ index: 1, data: patterned(BLOCK, 3), bitmap: new Uint8Array(512) }] }).bytes;
  const raw = (): Uint8Array => changed(fixedImage().slice(0, SIZE), (b) => b.fill(0, 446, 510).set([0x55, 0xaa], 510));
  test.each<[string, () => Uint8Array, string[], string]>([
    ['for want of --loss', hidden, ['--deep', '--choose', 'B15=zero-hidden'], 'B15=zero-hidden gives up or invents data: add --loss'],
    [
      'beside --only',
      () => withOddGeometry(fixedImage(), SIZE),
      ['--only', 'F02', '--choose', 'F10=recompute-geometry'],
      'F10 is chosen, and --only leaves it out',
    ],
    [
      'with --rebuild',
      () => withEntry(withEntry(baseImage(), 0, 0xffff_ffff), 2, 0xffff_ffff),
      ['--rebuild', '--choose', 'F10=recompute-geometry'],
      'leave --choose out',
    ],
    ['with --rebuild, as is --only', () => withEntry(baseImage(), 2, 0xffff_ffff), ['--rebuild', '--only', 'F10'], 'leave --only out'],
    ['with --interrupted', baseImage, ['--interrupted', 'undo', '--choose', 'F10=recompute-geometry'], 'leave --choose out'],
    ['in a file that does not open', raw, ['--choose', 'F10=recompute-geometry'], 'is made one by F01=append-footer alone'],
    ['in a file that does not open, by --only', raw, ['--only', 'F02'], '--only leaves out F01'],
    ['as is a place without --rebuild', baseImage, ['--place', '0x800=0'], 'add --rebuild'],
  ])('is refused %s, and nothing is written', async (_why, make, words, said) => {
    writeFileSync(disk, make());
    const ran = await platterHere(['repair', disk, ...words, '--output', at('copy.vhd')]);
    expect(ran).toMatchObject({ code: 64, err: expect.stringContaining(said) as string });
    expect(existsSync(at('copy.vhd'))).toBe(false);
    expect(Buffer.compare(readFileSync(disk), make())).toBe(0);
  });

  test('is made with what it needs, and in a file that does not open where it is the way', async () => {
    writeFileSync(disk, hidden());
    const words = ['--deep', '--choose', 'B15=zero-hidden', '--loss'];
    expect((await documentHere(repairDocument, ['repair', disk, ...words])).repairs).toMatchObject([
      { code: 'B15', method: 'zero-hidden' },
    ]);
    writeFileSync(disk, raw());
    const { repairs } = await documentHere(repairDocument, ['repair', disk, '--only', 'F01', '--choose', 'F01=append-footer']);
    expect(repairs).toMatchObject([{ code: 'F01', method: 'append-footer' }]);
  });
});

describe('--rebuild of a disk whose header is gone', () => {
  const withoutHeader = (to: number): Uint8Array => changed(baseImage(), (b) => b.fill(0, 512, to));

  test('names the way to make the header anew', async () => {
    writeFileSync(disk, withoutHeader(1536));
    const ran = await platterHere(['repair', disk, '--rebuild']);
    expect(ran.err).toContain('its dynamic header is missing. Mend the header first: “platter repair --choose H01=rebuild-header');
  });

  test('says that there is none where the table is gone too, and leads back to no repair', async () => {
    writeFileSync(disk, withoutHeader(2048));
    const ran = await platterHere(['repair', disk, '--rebuild']);
    expect(ran.err).toContain('No block table was found from which the header could be made anew');
    expect(ran.err).not.toContain('Try “platter repair”');
  });
});
