/** What compare, hash, search and export say: one and many, how much was left out, and what became zeros. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareDocument, searchDocument } from '../../shared/documents/content';
import { checkDocument } from '../../shared/documents/finding';
import { madeDocument } from '../../shared/documents/made';
import { repairDocument } from '../../shared/documents/repair';
import { tool } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { baseImage, BLOCK, childImage, fixedImage, GEOMETRY, inHeader, SIZE } from '../support/fixtures';
import { footerBytes, put32 } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const lay = (name: string, bytes: Uint8Array, folder = tempDir()): string => {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
};

describe('compare', () => {
  test('tells of one sector and of many, with the sizes where they differ', async () => {
    const [a, b] = [lay('a.vhd', baseImage()), lay('b.vhd', fixedImage())];
    expect(await doneHere('compare', a, b)).toBe(`${a} and ${b} hold the same\n`);
    const bytes = fixedImage();
    bytes[5 * 512 + 7] = (bytes[5 * 512 + 7] as number) ^ 1;
    const one = lay('one.vhd', bytes);
    expect(await platterHere(['compare', a, one])).toMatchObject({
      code: 2,
      out: `${a} and ${one} differ in 1 sector:\n${' '.repeat(16)}5 + 1\n`,
    });
    // The same data in a disk of 9 MiB: the rest is zeros.
    const size = 9 * 1024 * 1024;
    const larger = new Uint8Array(size + 512);
    larger.set(fixedImage().subarray(0, SIZE));
    larger.set(footerBytes({ type: 2, size }), size);
    const long = lay('long.vhd', larger);
    expect((await platterHere(['compare', a, long])).out).toContain(', though one disk has 8 MiB and the other 9 MiB');
    larger.fill(7, SIZE, SIZE + 1024);
    writeFileSync(long, larger);
    const told = await platterHere(['compare', a, long]);
    expect([told.code, told.out.split('\n')[0]]).toEqual([
      2,
      `${a} and ${long} differ in 2 sectors, though one disk has 8 MiB and the other 9 MiB:`,
    ]);
    expect(await documentHere(compareDocument, ['compare', a, long], 2)).toMatchObject({
      differing: [{ firstLba: SIZE / 512, sectors: 2 }],
      virtualBytes: [SIZE, size],
    });
  });
});

describe('hash', () => {
  test('prints one digest as sha256sum does, and several as its --tag does', async () => {
    const disk = lay('disk.vhd', fixedImage());
    const raw = lay('disk.raw', fixedImage().subarray(0, SIZE));
    const sum = (program: string): string => tool(program, raw).split(' ')[0] as string;
    expect(await doneHere('hash', disk)).toBe(`${sum('sha256sum')}  ${disk}\n`);
    expect(await doneHere('hash', disk, '--algorithm', 'md5,SHA256,md5')).toBe(
      `MD5 (${disk}) = ${sum('md5sum')}\nSHA256 (${disk}) = ${sum('sha256sum')}\n`,
    );
  });
});

describe('search', () => {
  test('says that it listed the first hit, or hits, of more', async () => {
    const bytes = fixedImage();
    for (const at of [1000, 5000, 9000]) bytes.set(Buffer.from('needle'), at);
    const disk = lay('disk.vhd', bytes);
    const words = (limit: string): string[] => ['search', disk, '--text', 'needle', '--limit', limit];
    expect(await platterHere(words('1'))).toMatchObject({
      code: 0,
      out: '0x3E8  sector 1  6 bytes\n',
      err: 'platter: only the first hit is listed; --limit N lists more.\n',
    });
    expect((await platterHere(words('2'))).err).toContain('only the first 2 hits are listed');
    expect(await platterHere(words('3'))).toMatchObject({ code: 0, err: '' });
    expect(await documentHere(searchDocument, words('2'))).toMatchObject({ complete: false, hits: [{ offset: 1000 }, { offset: 5000 }] });
    expect(await platterHere(['search', disk, '--text', 'nowhere'])).toMatchObject({ code: 0, out: '', err: 'platter: nothing found.\n' });
  });
});

describe('an export of what is known', () => {
  /** A child of block 0 whose bits are set but for some; of blocks 1 to 3 nothing is there, and they are not asked for. */
  function kid(clear: readonly number[]): string {
    const data = new Uint8Array(BLOCK).fill(0xcc);
    const bitmap = new Uint8Array(512).fill(0xff);
    for (const sector of clear) bitmap[sector >> 3] = (bitmap[sector >> 3] as number) & ~(0x80 >> (sector & 7));
    return lay('kid.vhd', childImage({ blocks: [{ index: 0, data, bitmap }] }).bytes);
  }

  test('names the one sector, or the sectors, that became zeros, and answers 2', async () => {
    const out = path.join(tempDir(), 'out.raw');
    const one = await platterHere(['export', kid([9]), out, '--block', '0', '--known']);
    expect([one.code, one.err]).toEqual([
      2,
      `platter: warning: 1 sector is zeros in ${out}, because they are in a parent that is missing, or cannot be read.\n`,
    ]);
    const wanted = Buffer.alloc(BLOCK, 0xcc).fill(0, 9 * 512, 10 * 512);
    expect(readFileSync(out).equals(wanted)).toBe(true);
    const words = ['export', kid([9, 10, 4095]), out, '--block', '0', '--known', '--force'];
    const document = await documentHere(madeDocument, words, 2);
    expect([document.lostSectors, document.lost]).toEqual([
      3,
      [
        { firstLba: 9, sectors: 2 },
        { firstLba: 4095, sectors: 1 },
      ],
    ]);
    expect((await platterHere(words)).err).toContain('3 sectors are zeros');
  });
});

describe('repair', () => {
  test('of a sound disk has nothing to do, and says so', async () => {
    const disk = lay('disk.vhd', fixedImage());
    expect(await doneHere('repair', disk)).toBe(`${disk}: no problems found, and nothing to repair\n`);
    expect(await doneHere('repair', disk, '--yes')).toContain('nothing was repaired, and nothing was written');
    expect(await documentHere(repairDocument, ['repair', disk])).toMatchObject({
      problemsBefore: 0,
      problemsAfter: 0,
      repairs: [],
      changes: [],
    });
    const copy = path.join(tempDir(), 'copy.vhd');
    expect(await doneHere('repair', disk, '--output', copy)).toContain('is the same as');
    expect(readFileSync(copy).equals(Buffer.from(fixedImage()))).toBe(true);
  });

  test('says which choices give something up', async () => {
    // An entry that points behind the end of the file: giving the block up is a loss.
    const bytes = baseImage();
    put32(bytes, 1536 + 4, 2 ** 20);
    const disk = lay('disk.vhd', bytes);
    expect(await doneHere('repair', disk)).toMatch(/\n {2}--choose B01=unallocate(?: --loss)?\n/);
    expect((await documentHere(checkDocument, ['check', disk], 2)).findings.map(({ code }) => code)).toContain('B01');
  });

  test('cannot find blocks where the header does not say where their table is', async () => {
    const bytes = inHeader(baseImage(), (raw, at) => raw.fill(0xee, at + 16, at + 24));
    const ran = await platterHere(['repair', lay('disk.vhd', bytes), '--rebuild']);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('cannot rebuild') as string]);
  });
});

test('a geometry is the size of a new disk', async () => {
  const file = path.join(tempDir(), 'new.vhd');
  await doneHere('create', file, '--type', 'fixed', '--geometry', GEOMETRY.join('/'));
  // 240 × 4 × 17 sectors and the footer.
  expect(readFileSync(file)).toHaveLength(240 * 4 * 17 * 512 + 512);
});
