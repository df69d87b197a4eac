/**
 * Small disks of each type with every kind of block, and every script of one to three edits on them. A disk's bytes
 * are kept beside it as a plain array, which is what its readers are judged by.
 */
import { BASE_ID, footerBytes, patterned, sparseImage, utf16, type BlockSpec } from './imageBuilder';

const SECTOR = 512;

export type DiskKind = 'fixed' | 'dynamic' | 'differencing';
export const DISK_KINDS = ['fixed', 'dynamic', 'differencing'] as const satisfies readonly DiskKind[];

export type EditKind = 'in-block' | 'across-blocks' | 'into-hole' | 'partial-bitmap' | 'last-block' | 'one-sector';
export const EDIT_KINDS = [
  'in-block',
  'across-blocks',
  'into-hole',
  'partial-bitmap',
  'last-block',
  'one-sector',
] as const satisfies readonly EditKind[];

/** Whole sectors written from `lba`. */
export type Edit = { readonly lba: number; readonly bytes: Uint8Array };

export type SmallDisk = {
  readonly kind: DiskKind;
  readonly blockBytes: number;
  readonly file: Uint8Array;
  /** What the disk holds. */
  readonly raw: Uint8Array;
  readonly parent: { readonly file: Uint8Array; readonly raw: Uint8Array } | null;
};

const BLOCKS = 8;
/** In file order, which is not the disk's. Blocks 3, 4 and 6 are holes, block 7 too: it is the last, and not whole. */
const STORED = [5, 0, 1, 2];
const HOLES = [3, 4, 6];

/** Sectors of the disk; its last block is half there where a block has more than one sector. */
const sectorsOf = (blockBytes: number): number => {
  const perBlock = blockBytes / SECTOR;
  return perBlock === 1 ? BLOCKS : perBlock * (BLOCKS - 1) + perBlock / 2;
};

/** Bitmap of block 2: every second sector is present. All the others are whole. */
const bitmapOf = (index: number, blockBytes: number): Uint8Array => {
  const perBlock = blockBytes / SECTOR;
  const bitmap = new Uint8Array(Math.max(1, perBlock / 8));
  for (let sector = 0; sector < perBlock; sector++)
    if (index !== 2 || sector % 2 === 0) bitmap[sector >> 3] = (bitmap[sector >> 3] as number) | (0x80 >> (sector & 7));
  return bitmap;
};

/** Sectors that no bit speaks for hold zeros, as the specification asks. */
function storedBlocks(blockBytes: number): BlockSpec[] {
  return STORED.map((index) => {
    const bitmap = bitmapOf(index, blockBytes);
    const data = patterned(blockBytes, 11 + index * 31);
    for (let sector = 0; sector * SECTOR < blockBytes; sector++)
      if (((bitmap[sector >> 3] as number) & (0x80 >> (sector & 7))) === 0) data.fill(0, sector * SECTOR, (sector + 1) * SECTOR);
    return { index, data, bitmap };
  });
}

function overlay(raw: Uint8Array, blockBytes: number): Uint8Array {
  for (const { index, data, bitmap } of storedBlocks(blockBytes)) {
    for (let sector = 0; sector * SECTOR < blockBytes; sector++) {
      const at = index * blockBytes + sector * SECTOR;
      const present = (((bitmap ?? data)[sector >> 3] as number) & (0x80 >> (sector & 7))) !== 0;
      if (present && at < raw.length) raw.set(data.subarray(sector * SECTOR, (sector + 1) * SECTOR), at);
    }
  }
  return raw;
}

function fixedDisk(raw: Uint8Array, uuid: Uint8Array = BASE_ID): Uint8Array {
  const file = new Uint8Array(raw.length + SECTOR);
  file.set(raw);
  file.set(footerBytes({ type: 2, size: raw.length, uuid }), raw.length);
  return file;
}

const PARENT_ID = new Uint8Array(16).fill(0x5a);

export function smallDisk(kind: DiskKind, blockBytes: number): SmallDisk {
  const size = sectorsOf(blockBytes) * SECTOR;
  if (kind === 'fixed') {
    const raw = patterned(size, 3);
    return { kind, blockBytes, raw, file: fixedDisk(raw), parent: null };
  }
  const blocks = storedBlocks(blockBytes);
  if (kind === 'dynamic') {
    const { bytes } = sparseImage({ size, blockBytes, blocks });
    return { kind, blockBytes, file: bytes, raw: overlay(new Uint8Array(size), blockBytes), parent: null };
  }
  const parentRaw = patterned(size, 101);
  const { bytes } = sparseImage({
    size,
    blockBytes,
    blocks,
    type: 4,
    header: { parentId: PARENT_ID, parentName: 'parent.vhd' },
    locators: [{ slot: 0, code: 'W2ru', data: utf16('.\\parent.vhd', 'le') }],
  });
  const parent = { file: fixedDisk(parentRaw, PARENT_ID), raw: parentRaw };
  return { kind, blockBytes, file: bytes, raw: overlay(parentRaw.slice(), blockBytes), parent };
}

/** Where an edit of this kind goes, as first sector and count; `turn` is its place in the script. */
function placeOf(kind: EditKind, perBlock: number, turn: number): readonly [number, number] {
  const half = Math.max(1, perBlock / 2);
  switch (kind) {
    case 'in-block':
      return [perBlock + (perBlock - half > turn ? turn : 0), half];
    case 'across-blocks':
      return [perBlock - 1, 2];
    case 'into-hole':
      return [(HOLES[turn % HOLES.length] as number) * perBlock + (perBlock > 1 ? 1 : 0), Math.max(1, half - 1)];
    case 'partial-bitmap':
      return [perBlock * 2 + (perBlock > 1 ? 1 : 0), half];
    case 'last-block':
      return [sectorsOf(perBlock * SECTOR) - 1, 1];
    case 'one-sector':
      return [perBlock * 5 + (turn % perBlock), 1];
  }
}

/** The script's edits; each fills its sectors with bytes of its own. */
export function editsOf(script: readonly EditKind[], blockBytes: number): Edit[] {
  return script.map((kind, turn) => {
    const [lba, sectors] = placeOf(kind, blockBytes / SECTOR, turn);
    return { lba, bytes: patterned(sectors * SECTOR, 201 + turn * 17) };
  });
}

/** What the disk holds after the edits. */
export function edited(raw: Uint8Array, edits: readonly Edit[]): Uint8Array {
  const after = raw.slice();
  for (const { lba, bytes } of edits) after.set(bytes, lba * SECTOR);
  return after;
}

/** Every script of one to `most` edits. */
export function allScripts(most = 3): EditKind[][] {
  let last: EditKind[][] = [[]];
  const all: EditKind[][] = [];
  for (let length = 1; length <= most; length++) {
    last = last.flatMap((script) => EDIT_KINDS.map((kind) => [...script, kind]));
    all.push(...last);
  }
  return all;
}
