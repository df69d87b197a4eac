/** What `--dry-run` shows and what a change says afterwards, row by row, by the bytes that were put there. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { changedDocument, planDocument } from '../../shared/documents/plan';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { baseImage, BLOCK, fixedImage, FOOTER_AT, inBothFooters, SIZE } from '../support/fixtures';
import { put32 } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const lay = (bytes: Uint8Array): string => {
  const file = path.join(tempDir(), 'disk.vhd');
  writeFileSync(file, bytes);
  return file;
};

describe('a dry run', () => {
  test('of one field, left alone, shows the row before and after', async () => {
    const file = lay(baseImage());
    expect(await doneHere('set', file, '--raw', 'footer.savedState=1', '--dry-run')).toBe(
      [
        '1 range, in the order they would be written. Nothing was written.',
        '',
        'change  0x00400C00  512 bytes  bytes of the file',
        // The last four bytes of the id, and the saved state behind them.
        '  - 00400C50  55 66 77 88 00 00 00 00 00 00 00 00 00 00 00 00',
        '  + 00400C50  55 66 77 88 01 00 00 00 00 00 00 00 00 00 00 00',
        '',
      ].join('\n'),
    );
    expect(FOOTER_AT).toBe(0x40_0c00);
    expect(readFileSync(file).equals(Buffer.from(baseImage()))).toBe(true);
  });

  test.each([[[]], [['--raw']]])('of what is like that already says so, and so does the change (%j)', async (more) => {
    const file = lay(baseImage());
    const words = ['set', file, 'footer.savedState=0', ...more];
    expect(await doneHere(...words, '--dry-run')).toBe('Nothing to change: it is like that already. Nothing was written.\n');
    expect(await documentHere(planDocument, [...words, '--dry-run'])).toMatchObject({ steps: [], fileBytesAfter: baseImage().length });
    expect(await doneHere(...words)).toContain('nothing to change: it is like that already');
    expect(readFileSync(file).equals(Buffer.from(baseImage()))).toBe(true);
  });

  test('of a sector in a new block shows how the file grows, with zeros counted and not shown', async () => {
    const file = lay(baseImage());
    const sector = new Uint8Array(512).fill(0xa5, 0, 16);
    sector.fill(0x5a, 256, 272);
    const words = ['write', file, '--lba', '4097'];
    const before = baseImage().length;
    const told = await platterHere([...words, '--dry-run'], { input: sector });
    expect(told.code).toBe(0);
    const { fileBytesAfter } = await plan([...words, '--dry-run', '--json'], sector);
    expect(told.out).toContain(
      `; the file grows from ${before.toLocaleString('en')} bytes to ${fileBytesAfter.toLocaleString('en')} bytes. Nothing was written.`,
    );
    expect(told.out).toMatch(/\n {2}\+ [0-9A-F]{8} {2}(A5 ?){16}\n {2}\+ … 240 bytes of zeros\n {2}\+ [0-9A-F]{8} {2}(5A ?){16}\n/);
    const done = await platterHere(words, { input: sector });
    expect(done.out).toMatch(/ added for 1 new block\n$/);
    const after = readFileSync(file);
    expect(after).toHaveLength(fileBytesAfter);
    // The second entry of the table names the new block; behind its bitmap of one sector stands sector 4097, its second.
    const at = after.readUInt32BE(1536 + 4) * 512;
    expect((after[at] as number) & 0x40).toBe(0x40);
    expect(after.subarray(at + 512 + 512, at + 512 + 1024).equals(Buffer.from(sector))).toBe(true);
  });

  test('of sectors in two new blocks tells of two', async () => {
    const file = lay(baseImage());
    const { newBlocks, growthBytes } = await documentOfChange(['write', file, '--lba', '8191', '--json'], new Uint8Array(1024).fill(1));
    expect([newBlocks, growthBytes]).toEqual([[1], BLOCK + 512]);
    const both = lay(baseImage().fill(0xff, 1536, 1536 + 16));
    // Its own blocks stand in the file still: that needs insisting.
    const ran = await platterHere(['write', both, '--lba', '4095', '--force'], { input: new Uint8Array(1024).fill(1) });
    expect(ran.out).toMatch(/ added for 2 new blocks\n$/);
  });

  test('of a fixed disk that grows has no block in it', async () => {
    const file = lay(fixedImage());
    const told = await doneHere('resize', file, '--size', '9M', '--dry-run');
    expect(told).toContain(`the file grows from 8,389,120 bytes to 9,437,696 bytes`);
    expect(await doneHere('resize', file, '--size', '9M')).toMatch(/1,048,576 bytes added\n$/);
    expect(
      readFileSync(file)
        .subarray(SIZE, 9 * 1024 * 1024)
        .every((byte) => byte === 0),
    ).toBe(true);
  });

  test('of a disk in a saved state warns, and so does the change', async () => {
    const saved = (): string => lay(inBothFooters(baseImage(), (bytes, at) => void (bytes[at + 84] = 1)));
    const words = (file: string): string[] => ['write', file, '--lba', '0'];
    const input = new Uint8Array(512).fill(3);
    expect((await platterHere([...words(saved()), '--dry-run'], { input })).out).toContain('The disk is in a saved state');
    expect((await platterHere(words(saved()), { input })).err).toContain('warning: The disk is in a saved state');
  });
});

async function plan(words: readonly string[], input: Uint8Array): Promise<ReturnType<typeof planDocument.parse>> {
  return planDocument.parse(JSON.parse((await platterHere(words, { input })).out));
}
async function documentOfChange(words: readonly string[], input: Uint8Array): Promise<ReturnType<typeof changedDocument.parse>> {
  return changedDocument.parse(JSON.parse((await platterHere(words, { input })).out));
}

describe('set', () => {
  test('knows the header by both of its names', async () => {
    for (const name of ['header', 'dynamicHeader']) {
      const file = lay(baseImage());
      await doneHere('set', file, '--raw', `${name}.maxTableEntries=5`);
      const wanted = baseImage();
      put32(wanted, 512 + 28, 5);
      expect(readFileSync(file).equals(Buffer.from(wanted))).toBe(true);
    }
  });

  test('of a header field mends its sum', async () => {
    const file = lay(baseImage());
    await doneHere('set', file, 'dynamicHeader.parentTimeStamp=5');
    const after = readFileSync(file);
    expect(after.readUInt32BE(512 + 56)).toBe(5);
    // The sum is of every byte but its own four: ones' complement.
    const sum = after.subarray(512, 1536).reduce((all, byte, i) => (i >= 36 && i < 40 ? all : all + byte), 0);
    expect(after.readUInt32BE(512 + 36)).toBe(0xffff_ffff - sum);
  });
});
