/** The images that the cases of damage start from: small, sound, every byte known. */
import {
  BASE_ID,
  footerBytes,
  headerBytes,
  patterned,
  put32,
  putText,
  sparseImage,
  stampFooter,
  stampHeader,
  utf16,
  type Built,
} from './imageBuilder';

export const BLOCK = 2 * 1024 * 1024;
export const SIZE = 4 * BLOCK;
/** Cylinders, heads, sectors per track of 8 MiB: 16,384 sectors, 963 tracks of 17. */
export const GEOMETRY = [240, 4, 17] as const;
export const HEADER_AT = 512;
export const TABLE_AT = 1536;
export const FOOTER_AT = 4_197_376;
export const CHILD_ID = new Uint8Array(16).fill(0xc1);

let base: Built | null = null;

/** Dynamic, 8 MiB, 2 MiB blocks, blocks 0 and 2 allocated; 4,197,888 bytes. */
export function baseImage(): Uint8Array {
  base ??= sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    blocks: [
      { index: 0, data: patterned(BLOCK, 3) },
      { index: 2, data: patterned(BLOCK, 91) },
    ],
    footer: { geometry: GEOMETRY },
  });
  return base.bytes.slice();
}

/** The same disk, fixed; 8,389,120 bytes. */
export function fixedImage(): Uint8Array {
  const bytes = new Uint8Array(SIZE + 512);
  bytes.set(patterned(BLOCK, 3), 0);
  bytes.set(patterned(BLOCK, 91), 2 * BLOCK);
  bytes.set(footerBytes({ type: 2, size: SIZE, geometry: GEOMETRY }), SIZE);
  return bytes;
}

/** A child of the base image: block 0 with sectors 0 and 9 written; W2ru names p.vhd. */
export function childImage(change: Partial<Parameters<typeof sparseImage>[0]> = {}): Built {
  const data = new Uint8Array(BLOCK);
  data.fill(0xaa, 0, 512);
  data.fill(0xbb, 9 * 512, 10 * 512);
  const bitmap = new Uint8Array(512);
  bitmap[0] = 0x80;
  bitmap[1] = 0x40;
  return sparseImage({
    size: SIZE,
    blockBytes: BLOCK,
    type: 4,
    blocks: [{ index: 0, data, bitmap }],
    footer: { geometry: GEOMETRY, uuid: CHILD_ID },
    header: { parentId: BASE_ID, parentName: 'p.vhd' },
    locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\p.vhd', 'le') }],
    ...change,
  });
}

/** Changes bytes of both footers and mends both checksums. */
export function inBothFooters(bytes: Uint8Array, change: (bytes: Uint8Array, at: number) => void): Uint8Array {
  for (const at of [0, bytes.length - 512]) {
    change(bytes, at);
    stampFooter(bytes, at);
  }
  return bytes;
}

/** Changes bytes of the dynamic header and mends its checksum. */
export function inHeader(bytes: Uint8Array, change: (bytes: Uint8Array, at: number) => void): Uint8Array {
  change(bytes, HEADER_AT);
  stampHeader(bytes, HEADER_AT);
  return bytes;
}

/** Sets one entry of the table at 1536. */
export function withEntry(bytes: Uint8Array, block: number, sector: number): Uint8Array {
  put32(bytes, TABLE_AT + block * 4, sector);
  return bytes;
}

export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A disk as Xen makes it: creator tap 1.3, batmap behind the BAT, blocks' data on 4 KiB. */
export function xenImage(): Uint8Array {
  const size = SIZE;
  const [batmapAt, mapAt] = [2048, 2560];
  const blockAt = [3584, 2_104_832] as const;
  const end = blockAt[1] + 512 + BLOCK;
  const bytes = new Uint8Array(end + 512);
  const footer = footerBytes({ type: 3, size, geometry: GEOMETRY, creator: 'tap\0', creatorVersion: 0x0001_0003, hostOs: '\0\0\0\0' });
  bytes.set(footer, 0);
  bytes.set(headerBytes({ entries: 4, blockBytes: BLOCK }), HEADER_AT);
  bytes.fill(0xff, TABLE_AT, TABLE_AT + 16);
  withEntry(bytes, 0, blockAt[0] / 512);
  withEntry(bytes, 2, blockAt[1] / 512);
  putText(bytes, batmapAt, 'tdbatmap');
  put32(bytes, batmapAt + 12, mapAt);
  put32(bytes, batmapAt + 16, 1);
  put32(bytes, batmapAt + 20, 0x0001_0002);
  bytes[mapAt] = 0xa0;
  put32(bytes, batmapAt + 24, 0xffff_ffff - 0xa0);
  blockAt.forEach((at, i) => {
    bytes.fill(0xff, at, at + 512);
    bytes.set(patterned(BLOCK, 3 + i), at + 512);
  });
  bytes.set(footer, end);
  return bytes;
}
