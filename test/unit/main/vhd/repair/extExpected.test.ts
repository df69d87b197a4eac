/** What an ext superblock may ask for: its fields can be anything, and what is read for them stays small. */
import { expect, test } from 'vitest';
import { extExpected } from '../../../../../main/vhd/repair/extExpected';

/** Fields by their offsets in the superblock, little-endian; Linux, Documentation/filesystems/ext4. */
function superblock(fields: Readonly<Record<number, number>>): Uint8Array {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  for (const [at, value] of Object.entries(fields)) view.setUint32(Number(at), value, true);
  view.setUint16(0x38, 0xef53, true);
  return bytes;
}

test('descriptors of groups are read up to 8 MiB, however many and large they are said to be', async () => {
  const asked: number[] = [];
  const peek = async (_lba: number, sectors: number): Promise<null> => {
    asked.push(sectors * 512);
    return null;
  };
  // 2^32 − 1 blocks in groups of one, 64-bit features, descriptors of 65,535 bytes.
  const wide = superblock({ 4: 0xffff_ffff, 0x20: 1, 0x28: 1, 0x60: 0x80, 0x150: 0xffff });
  new DataView(wide.buffer).setUint16(0xfe, 0xffff, true);
  expect(await extExpected(wide, peek)).toEqual([]);
  expect(await extExpected(superblock({ 4: 0xffff_ffff, 0x20: 1, 0x28: 1 }), peek)).toEqual([]);
  // The first block behind the end of the file system: no groups.
  expect(await extExpected(superblock({ 4: 5, 0x14: 9, 0x20: 1, 0x28: 1 }), peek)).toEqual([]);
  expect(Math.max(...asked)).toBeLessThanOrEqual(8 * 1024 * 1024);
  expect(asked).toHaveLength(3);
});

test('without checksums a bitmap is known by the number of its zeros, which its descriptor tells', async () => {
  // Blocks of 1 KiB from block 1 on, one group of 8,192 blocks and 2,048 inodes.
  const plain = superblock({ 4: 8193, 0x14: 1, 0x20: 8192, 0x28: 2048 });
  const table = new DataView(new ArrayBuffer(512));
  table.setUint32(0, 3, true);
  table.setUint32(4, 4, true);
  table.setUint32(8, 5, true);
  table.setUint16(0xc, 8192 - 9, true);
  table.setUint16(0xe, 2048 - 11, true);
  const told = await extExpected(plain, async (lba) => (lba === 4 ? new Uint8Array(table.buffer) : null));
  expect(told.map(({ lba, says }) => `${lba} ${says}`)).toEqual(['6 8183', '8 2037']);
  const bitmap = new Uint8Array(1024);
  expect(told[0]?.kind.tells(bitmap)).toBe(null);
  // Nine blocks are taken.
  bitmap.set([0xff, 0x01]);
  expect(told[0]?.kind.tells(bitmap)).toBe('8183');
});
