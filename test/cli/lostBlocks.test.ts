/** Blocks that a table has lost are not dropped unsaid by what makes the disk anew, and a guess at their place is called one. */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { madeDocument } from '../../shared/documents/made';
import { tool } from '../support/cli';
import { documentHere, doneHere, platterHere } from '../support/cliHere';
import { joined, withEntry } from '../support/fixtures';
import { patterned, put16, sparseImage } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const NOWHERE = 0xffff_ffff;
/** 512 KiB: 1,024 sectors of data and one of bitmap. */
const BLOCK = 524_288;

const root = tempDir();
let folder = '';
let count = 0;
const at = (name: string): string => path.join(folder, name);
let disk = '';

beforeEach(() => {
  folder = path.join(root, `${count++}`);
  tool('mkdir', folder);
  disk = at('disk.vhd');
});

/** A disk of 16 blocks, of which these stand in the file; the entries of `wipe` are set to FF. */
function lost(blocks: readonly number[], wipe: readonly number[], isBoot: boolean): Uint8Array {
  const { bytes } = sparseImage({
    size: 16 * BLOCK,
    blockBytes: BLOCK,
    blocks: blocks.map((index) => {
      const data = patterned(BLOCK, index + 1);
      if (index === 0 && isBoot) put16(data, 510, 0x55aa);
      return { index, data };
    }),
  });
  for (const block of wipe) withEntry(bytes, block, NOWHERE);
  return bytes;
}

const WAYS: readonly (readonly string[])[] = [['compact'], ['compact', '--keep-zeros'], ['resize', '--size', '4M']];
/** The words of one of these commands for a file. */
const words = ([command = '', ...rest]: readonly string[], file: string, ...more: readonly string[]): string[] => [
  command,
  file,
  ...rest,
  ...more,
];

describe.each(WAYS.map((way) => [way.join(' '), way] as const))('%s', (_name, way) => {
  test('refuses to drop a block that belongs to the disk, in place and beside it, and does it with --force', async () => {
    const image = lost([0, 3, 5], [0], true);
    writeFileSync(disk, image);
    for (const more of [[], ['--output', at('new.vhd')], ['--backup']]) {
      const ran = await platterHere(words(way, disk, ...more));
      expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('1 block stands in the file that the block table does not name')]);
      expect(ran.err).toContain('platter check --deep');
      expect(ran.err).toContain('--force');
      expect(existsSync(at('new.vhd'))).toBe(false);
      expect(readFileSync(disk).equals(image)).toBe(true);
    }
    const forced = await platterHere(words(way, disk, '--output', at('new.vhd'), '--force'));
    expect(forced.err).toContain('warning: In the disk it was made from, 1 block stands in the file');
    expect(existsSync(at('new.vhd'))).toBe(true);
  });

  test('drops one that may be an old copy only where the old file stays, and says so', async () => {
    writeFileSync(disk, lost([0, 3, 5], [3], false));
    expect(await platterHere(words(way, disk))).toMatchObject({ code: 1, err: expect.stringContaining('--force') as string });
    const beside = await platterHere(words(way, disk, '--output', at('new.vhd')));
    expect([beside.code, beside.err]).toEqual([0, expect.stringContaining('that the block table does not name')]);
  });

  test('does not make an empty disk of one whose table was wiped', async () => {
    const image = lost([0, 3, 5], [0, 3, 5], true);
    writeFileSync(disk, image);
    for (const more of [[], ['--output', at('new.vhd')]]) {
      const ran = await platterHere(words(way, disk, ...more));
      expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('3 blocks stand in the file that the block table does not name')]);
    }
    expect(readFileSync(disk).equals(image)).toBe(true);
  });

  test('takes the place of no file in whose free room something stands that nobody can tell', async () => {
    const image = lost([0, 3, 5], [], true);
    const room = new Uint8Array(2 * 1025 * 512).fill(0x61);
    const filled = joined(image.subarray(0, -512), room, image.subarray(-512));
    writeFileSync(disk, filled);
    const ran = await platterHere(words(way, disk));
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('room for 2 blocks that the block table does not name is not zero')]);
    expect(readFileSync(disk).equals(filled)).toBe(true);
  });

  test('says nothing of room that is zeros', async () => {
    const image = lost([0, 3, 5], [], true);
    const room = new Uint8Array(3 * 1025 * 512);
    writeFileSync(disk, joined(image.subarray(0, -512), room, image.subarray(-512)));
    const made = await platterHere(words(way, disk, '--output', at('new.vhd')));
    expect([made.code, made.err]).toEqual([0, '']);
  });
});

test('a new disk of another kind is made, with a warning of what it does not have', async () => {
  writeFileSync(disk, lost([0, 3, 5], [0], true));
  const args = ['convert', disk, at('fixed.vhd'), '--type', 'fixed'];
  expect((await platterHere(args)).err).toContain('1 block stands in the file');
  const document = await documentHere(madeDocument, ['convert', disk, at('again.vhd'), '--type', 'fixed']);
  expect(document.notes.map(({ kind }) => kind)).toEqual(['lost-blocks-dropped']);
});

test('a dry run of compacting says it too, and a rebuilt disk loses nothing', async () => {
  writeFileSync(disk, lost([0, 3, 5], [0], true));
  copyFileSync(disk, at('old.vhd'));
  expect((await platterHere(['compact', disk, '--dry-run'])).err).toContain('1 block stands in the file');
  await doneHere('repair', disk, '--rebuild', '--output', at('whole.vhd'));
  expect(readFileSync(at('whole.vhd')).equals(lost([0, 3, 5], [], true))).toBe(true);
});

test('where places are guesses, the end of the rebuild says how many, and that no check can tell', async () => {
  // Between 0 and 7 six are free, for two that are lost: guesses, as is what stands behind 9.
  writeFileSync(disk, lost([0, 2, 5, 7, 9], [0, 2, 5], true));
  const out = await doneHere('repair', disk, '--rebuild');
  expect(out).toContain('Afterwards: no problems. 2 of 3 places are guesses; the checks cannot tell whether they are right.');
  writeFileSync(disk, lost([0, 1, 2], [1], true));
  expect(await doneHere('repair', disk, '--rebuild')).toContain('Afterwards: no problems\n');
});
