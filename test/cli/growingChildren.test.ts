/** Growing adds zeros at the end: whatever a larger parent, or the rest of the last block, has there. Disks written by hand. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { doneHere, platterHere } from '../support/cliHere';
import { BASE_ID, patterned, sparseImage, utf16 } from '../support/imageBuilder';
import { tempDir } from '../support/tempDir';

const MIB = 1024 ** 2;
const BLOCK = 2 * MIB;
const root = tempDir();
let folder = '';
let count = 0;
const at = (name: string): string => path.join(folder, name);

/** The parent has 8 MiB of which block 3 is not stored; the child has 3 MiB, and block 0 of its own. */
const PARENT = [0, 1, 2].map((index) => ({ index, data: patterned(BLOCK, 0x50 + index) }));
const own = patterned(BLOCK, 0x90);
const geometry = [240, 4, 17] as const;
const childOf = (blocks: readonly { readonly index: number; readonly data: Uint8Array; readonly bitmap?: Uint8Array }[]): Uint8Array =>
  sparseImage({
    size: 3 * MIB,
    blockBytes: BLOCK,
    // Room in the table, so that it can be grown in place.
    entries: 4,
    type: 4,
    blocks,
    footer: { geometry, uuid: new Uint8Array(16).fill(8) },
    header: { parentId: BASE_ID, parentStamp: 0, parentName: 'p.vhd' },
    locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\p.vhd', 'le') }],
  }).bytes;

beforeEach(() => {
  folder = path.join(root, `${count++}`);
  mkdirSync(folder);
  writeFileSync(at('p.vhd'), sparseImage({ size: 8 * MIB, blockBytes: BLOCK, blocks: PARENT, footer: { geometry } }).bytes);
  writeFileSync(at('c.vhd'), childOf([{ index: 0, data: own }]));
});

const shown = async (name: string): Promise<Buffer> => {
  await doneHere('export', at(name), at(`${name}.raw`), '--force');
  return readFileSync(at(`${name}.raw`));
};

/** The child’s block, what the parent has up to the child’s old end, zeros. */
const wanted = (bytes: number): Buffer => {
  const disk = Buffer.alloc(bytes);
  disk.set(own, 0);
  disk.set((PARENT[1]?.data ?? own).subarray(0, MIB), BLOCK);
  return disk;
};

describe('a child whose parent is larger shows zeros in what was added', () => {
  test.each([
    ['in place', [] as string[], 'c.vhd'],
    ['in a new file', ['--output'], 'out.vhd'],
  ])('%s', async (_, more, name) => {
    expect((await shown('c.vhd')).equals(wanted(3 * MIB))).toBe(true);
    await doneHere('resize', at('c.vhd'), '--size', '7MiB', ...more, ...(more.length === 0 ? [] : [at(name)]));
    expect((await shown(name)).equals(wanted(7 * MIB))).toBe(true);
  });

  test('and a dry run says that this takes a new file', async () => {
    const ran = await platterHere(['resize', at('c.vhd'), '--size', '7MiB', '--dry-run']);
    expect([ran.code, ran.err]).toEqual([1, expect.stringContaining('takes a new file')]);
  });

  test('also after it was made smaller', async () => {
    await doneHere('resize', at('c.vhd'), '--size', '2MiB', '--force');
    await doneHere('resize', at('c.vhd'), '--size', '6MiB');
    const disk = await shown('c.vhd');
    expect(disk.subarray(0, BLOCK).equals(own)).toBe(true);
    expect(disk.subarray(BLOCK).every((byte) => byte === 0)).toBe(true);
  });

  test('where the last block is stored, and only its sectors before the old end are the child’s', async () => {
    const last = patterned(BLOCK, 0x70);
    writeFileSync(at('c.vhd'), childOf([{ index: 1, data: last, bitmap: new Uint8Array(512).fill(0xff, 0, 256) }]));
    // What stands behind the old end is dropped: the old file has to stay.
    expect((await platterHere(['resize', at('c.vhd'), '--size', '6MiB'])).err).toContain('behind the end of the disk');
    await doneHere('resize', at('c.vhd'), '--size', '6MiB', '--backup');
    const disk = await shown('c.vhd');
    expect(disk.subarray(BLOCK, 3 * MIB).equals(last.subarray(0, MIB))).toBe(true);
    expect(disk.subarray(3 * MIB).every((byte) => byte === 0)).toBe(true);
  });

  test('where the parent is missing, it is not grown', async () => {
    writeFileSync(at('p.vhd'), 'no disk');
    const before = readFileSync(at('c.vhd'));
    const ran = await platterHere(['resize', at('c.vhd'), '--size', '7MiB']);
    expect(ran.code).toBe(1);
    expect(ran.err).toContain('parent');
    expect(readFileSync(at('c.vhd')).equals(before)).toBe(true);
  });
});

test('a dynamic disk shows zeros in what was added, whatever its last block holds behind the old end', async () => {
  const data = patterned(BLOCK, 0x33);
  const blocks = [{ index: 1, data }];
  writeFileSync(
    at('d.vhd'),
    sparseImage({ size: 3 * MIB, blockBytes: BLOCK, entries: 4, blocks, footer: { geometry, uuid: new Uint8Array(16).fill(9) } }).bytes,
  );
  expect((await platterHere(['resize', at('d.vhd'), '--size', '7MiB'])).err).toContain('behind the end of the disk');
  await doneHere('resize', at('d.vhd'), '--size', '7MiB', '--backup');
  const disk = await shown('d.vhd');
  expect(disk.subarray(BLOCK, 3 * MIB).equals(data.subarray(0, MIB))).toBe(true);
  expect(disk.subarray(3 * MIB).every((byte) => byte === 0)).toBe(true);
});
