/** Large dynamic disks as sparse files, written by hand from the specification: of any size, with any block anywhere. */
import { writeSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';

export const BLOCK_SECTORS = 4096;
const BAT_AT = 1536;
const EXTENT = 1 + BLOCK_SECTORS;
const SECTOR = 512;

const ascii = (bytes: Uint8Array, at: number, text: string): void =>
  bytes.set(
    Array.from(text, (c) => c.charCodeAt(0)),
    at,
  );

/** Ones' complement of the byte sum, the checksum's own bytes still zero. */
function stamp(bytes: Uint8Array, at: number): Uint8Array {
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  new DataView(bytes.buffer).setUint32(at, ~sum >>> 0);
  return bytes;
}

function footerBytes(blocks: number): Uint8Array {
  const bytes = new Uint8Array(SECTOR);
  const view = new DataView(bytes.buffer);
  ascii(bytes, 0, 'conectix');
  view.setUint32(8, 2);
  view.setUint32(12, 0x10000);
  view.setBigUint64(16, 512n);
  view.setUint32(24, 800_000_000);
  ascii(bytes, 28, 'win ');
  view.setUint32(32, 0xa0000);
  ascii(bytes, 36, 'Wi2k');
  view.setBigUint64(40, BigInt(blocks) * 2_097_152n);
  view.setBigUint64(48, BigInt(blocks) * 2_097_152n);
  view.setUint32(56, 0xffff_10ff);
  view.setUint32(60, 3);
  for (let i = 0; i < 16; i++) bytes[68 + i] = i * 13 + 1;
  return stamp(bytes, 64);
}

function headerBytes(blocks: number): Uint8Array {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  ascii(bytes, 0, 'cxsparse');
  view.setBigUint64(8, 0xffff_ffff_ffff_ffffn);
  view.setBigUint64(16, BigInt(BAT_AT));
  view.setUint32(24, 0x10000);
  view.setUint32(28, blocks);
  view.setUint32(32, BLOCK_SECTORS * SECTOR);
  return stamp(bytes, 36);
}

export type DynamicDisk = {
  readonly blocks: number;
  /** The block's place among those in the file, or null: every place at most once, none left out. */
  readonly placeOf: (block: number) => number | null;
  /** Bytes at a sector of the disk, inside one block that is in the file; that block's bitmap then claims all its sectors. */
  readonly contents: readonly { readonly lba: number; readonly bytes: Uint8Array }[];
  /** The bitmap of a block without contents, up to 512 bytes; none set where it is null. */
  readonly bitmapOf?: (block: number) => Uint8Array | null;
  /** BAT entries to be spoiled. */
  readonly spoiled?: ReadonlyMap<number, number>;
};

/** Blocks without contents and without a bitmap of their own say that nothing is stored: they are holes of the file. */
export async function writeDynamicDisk(file: string, disk: DynamicDisk): Promise<void> {
  const { blocks, placeOf, bitmapOf, contents, spoiled } = disk;
  const tableBytes = Math.ceil((blocks * 4) / SECTOR) * SECTOR;
  const firstSector = (BAT_AT + tableBytes) / SECTOR;
  const table = new DataView(new Uint8Array(tableBytes).fill(0xff).buffer);
  let stored = 0;
  for (let block = 0; block < blocks; block++) {
    const place = placeOf(block);
    if (place === null) continue;
    stored += 1;
    table.setUint32(block * 4, spoiled?.get(block) ?? firstSector + place * EXTENT);
  }
  const handle = await open(file, 'w');
  try {
    await handle.write(footerBytes(blocks), 0, SECTOR, 0);
    await handle.write(headerBytes(blocks), 0, 1024, SECTOR);
    await handle.write(new Uint8Array(table.buffer), 0, tableBytes, BAT_AT);
    for (let block = 0; bitmapOf !== undefined && block < blocks; block++) {
      const place = placeOf(block);
      const bitmap = place === null ? null : bitmapOf(block);
      if (place !== null && bitmap !== null) writeSync(handle.fd, bitmap, 0, bitmap.length, (firstSector + place * EXTENT) * SECTOR);
    }
    for (const { lba, bytes } of contents) await writeContent(handle, firstSector, placeOf(Math.floor(lba / BLOCK_SECTORS)), lba, bytes);
    await handle.write(footerBytes(blocks), 0, SECTOR, (firstSector + stored * EXTENT) * SECTOR);
  } finally {
    await handle.close();
  }
}

async function writeContent(handle: FileHandle, firstSector: number, place: number | null, lba: number, bytes: Uint8Array): Promise<void> {
  if (place === null) throw new Error(`sector ${lba} is in no block of the file`);
  const at = (firstSector + place * EXTENT) * SECTOR;
  await handle.write(new Uint8Array(SECTOR).fill(0xff), 0, SECTOR, at);
  await handle.write(bytes, 0, bytes.length, at + SECTOR + (lba % BLOCK_SECTORS) * SECTOR);
}

/** The most blocks of 2 MiB the format allows: 2040 GiB. */
export const MAX_BLOCKS = 1_044_480;
