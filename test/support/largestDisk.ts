/** The largest dynamic disk the format allows, written by hand from the specification: a sparse file of 2 TiB. */
import { open } from 'node:fs/promises';

const BLOCKS = 1_044_480;
const BLOCK_SECTORS = 4096;
const BAT_AT = 1536;
const FIRST_BLOCK_SECTOR = (BAT_AT + BLOCKS * 4) / 512;
const EXTENT = 1 + BLOCK_SECTORS;

const sumInto = (bytes: Uint8Array, at: number): void => {
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  new DataView(bytes.buffer).setUint32(at, ~sum >>> 0);
};

const ascii = (bytes: Uint8Array, at: number, text: string): void =>
  bytes.set(
    Array.from(text, (c) => c.charCodeAt(0)),
    at,
  );

function footerBytes(): Uint8Array {
  const bytes = new Uint8Array(512);
  const view = new DataView(bytes.buffer);
  ascii(bytes, 0, 'conectix');
  view.setUint32(8, 2);
  view.setUint32(12, 0x10000);
  view.setBigUint64(16, 512n);
  view.setUint32(24, 800_000_000);
  ascii(bytes, 28, 'win ');
  view.setUint32(32, 0xa0000);
  ascii(bytes, 36, 'Wi2k');
  view.setBigUint64(40, BigInt(BLOCKS) * 2_097_152n);
  view.setBigUint64(48, BigInt(BLOCKS) * 2_097_152n);
  view.setUint32(56, 0xffff_10ff);
  view.setUint32(60, 3);
  for (let i = 0; i < 16; i++) bytes[68 + i] = i + 1;
  sumInto(bytes, 64);
  return bytes;
}

function headerBytes(): Uint8Array {
  const bytes = new Uint8Array(1024);
  const view = new DataView(bytes.buffer);
  ascii(bytes, 0, 'cxsparse');
  view.setBigUint64(8, 0xffff_ffff_ffff_ffffn);
  view.setBigUint64(16, BigInt(BAT_AT));
  view.setUint32(24, 0x10000);
  view.setUint32(28, BLOCKS);
  view.setUint32(32, BLOCK_SECTORS * 512);
  sumInto(bytes, 36);
  return bytes;
}

/**
 * Every block is in the file, block i at place (i × 7919) mod 1,044,480: far from order. The last block's bitmap says
 * that all of its sectors are stored; all other bitmaps are holes of the file and say that none is.
 */
export async function largestDisk(file: string): Promise<{ readonly lastSectorAt: number }> {
  const table = new DataView(new ArrayBuffer(BLOCKS * 4));
  const entry = (block: number): number => FIRST_BLOCK_SECTOR + ((block * 7919) % BLOCKS) * EXTENT;
  for (let block = 0; block < BLOCKS; block++) table.setUint32(block * 4, entry(block));
  const last = entry(BLOCKS - 1) * 512;
  const handle = await open(file, 'w');
  const footer = footerBytes();
  await handle.write(footer, 0, 512, 0);
  await handle.write(headerBytes(), 0, 1024, 512);
  await handle.write(new Uint8Array(table.buffer), 0, table.byteLength, BAT_AT);
  await handle.write(new Uint8Array(512).fill(0xff), 0, 512, last);
  await handle.write(footer, 0, 512, (FIRST_BLOCK_SECTOR + BLOCKS * EXTENT) * 512);
  await handle.close();
  return { lastSectorAt: last + 512 + (BLOCK_SECTORS - 1) * 512 };
}
