/**
 * What must stand where in an ext2, ext3 or ext4 file system: each group's bitmaps, which its descriptor names and whose
 * checksums or counts it has; the journal's first block; and the first block of directories. Linux, Documentation/filesystems/ext4.
 */
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { viewOf } from '../partitions/view';
import type { Expected, Kind, Peek } from './expectation';

const MAGIC = 0xef53;
/** So many groups and directories are looked at, and so many bytes of the descriptors of groups. */
const MAX_GROUPS = 65_536;
const MAX_INODES = 4096;
const MAX_TABLE_BYTES = 8 * 1024 * 1024;
const [META_GROUPS, WIDE, SEEDED] = [0x10, 0x80, 0x2000];
const [GROUP_SUMS, META_SUMS] = [0x10, 0x400];
const [NO_INODE_BITMAP, NO_BLOCK_BITMAP] = [1, 2];
const EXTENTS_MAGIC = 0xf30a;
const JOURNAL_MAGIC = 0xc03b_3998;

type Ext = {
  readonly view: DataView;
  readonly blockBytes: number;
  readonly firstBlock: number;
  readonly perGroup: number;
  readonly inodesPerGroup: number;
  readonly inodeBytes: number;
  readonly descriptorBytes: number;
  readonly groups: number;
  readonly sums: 'none' | 'group' | 'all';
  readonly seed: number;
};

/** Castagnoli's checksum without inversions, as ext4 uses it. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let value = i;
  for (let bit = 0; bit < 8; bit++) value = (value & 1) === 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  return value;
});
function crcOf(bytes: Uint8Array, seed: number): number {
  let crc = seed;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC_TABLE[(crc ^ byte) & 0xff] as number);
  return crc >>> 0;
}

function extIn(superblock: Uint8Array): Ext | null {
  if (superblock.length < 1024) return null;
  const view = viewOf(superblock);
  const incompatible = view.getUint32(0x60, true);
  const blockBytes = 1024 << view.getUint32(0x18, true);
  const [perGroup, inodesPerGroup] = [view.getUint32(0x20, true), view.getUint32(0x28, true)];
  const isSane = view.getUint16(0x38, true) === MAGIC && view.getUint16(0x5a, true) === 0;
  if (!isSane || (incompatible & META_GROUPS) !== 0 || perGroup === 0 || inodesPerGroup === 0) return null;
  if (blockBytes < 1024 || blockBytes > 65_536) return null;
  const isWide = (incompatible & WIDE) !== 0;
  const blocks = view.getUint32(4, true) + (isWide ? view.getUint32(0x150, true) * 2 ** 32 : 0);
  const firstBlock = view.getUint32(0x14, true);
  const descriptorBytes = isWide ? Math.max(32, view.getUint16(0xfe, true)) : 32;
  const mostGroups = Math.min(MAX_GROUPS, Math.floor(MAX_TABLE_BYTES / descriptorBytes));
  const features = view.getUint32(0x64, true);
  return {
    view,
    blockBytes,
    firstBlock,
    perGroup,
    inodesPerGroup,
    inodeBytes: view.getUint32(0x4c, true) === 0 ? 128 : view.getUint16(0x58, true),
    descriptorBytes,
    groups: Math.max(0, Math.min(mostGroups, Math.ceil((blocks - firstBlock) / perGroup))),
    sums: (features & META_SUMS) !== 0 ? 'all' : (features & GROUP_SUMS) !== 0 ? 'group' : 'none',
    seed: (incompatible & SEEDED) !== 0 ? view.getUint32(0x270, true) : crcOf(superblock.subarray(0x68, 0x78), 0xffff_ffff),
  };
}

/** `superblock`: from its first byte on. */
export async function extExpected(superblock: Uint8Array, peek: Peek): Promise<Expected[]> {
  const ext = extIn(superblock);
  if (ext === null) return [];
  const perBlock = ext.blockBytes / SECTOR_BYTES;
  const bytes = Math.ceil((ext.groups * ext.descriptorBytes) / SECTOR_BYTES);
  const table = await peek((ext.firstBlock + 1) * perBlock, bytes);
  return [
    ...journalOf(ext),
    ...(table === null ? [] : [...bitmapsOf(ext, viewOf(table)), ...(await directoriesOf(ext, viewOf(table), peek))]),
  ];
}

/** Bitmaps that were never written have no checksum. Without checksums, the number of zeros is what the descriptor tells. */
function bitmapsOf(ext: Ext, table: DataView): Expected[] {
  const perBlock = ext.blockBytes / SECTOR_BYTES;
  const isWide = ext.descriptorBytes >= 0x3c;
  const kindOf = (bits: number): Kind => ({
    bytes: ext.blockBytes,
    tells: (content) => {
      const used = content.subarray(0, Math.floor(bits / 8));
      if (used.every((byte) => byte === 0)) return null;
      if (ext.sums !== 'all') return `${zerosIn(used)}`;
      const crc = crcOf(used, ext.seed);
      return `${isWide ? crc : crc & 0xffff}`;
    },
  });
  const [ofBlocks, ofInodes] = [kindOf(ext.perGroup), kindOf(ext.inodesPerGroup)];
  const expected: Expected[] = [];
  for (let group = 0; group < ext.groups; group++) {
    const at = group * ext.descriptorBytes;
    const wide = (low: number, high: number): number =>
      table.getUint32(at + low, true) + (isWide ? table.getUint32(at + high, true) * 2 ** 32 : 0);
    const pair = (low: number, high: number): number =>
      table.getUint16(at + low, true) + (isWide ? table.getUint16(at + high, true) * 65_536 : 0);
    const flags = ext.sums === 'none' ? 0 : table.getUint16(at + 0x12, true);
    const [blockSays, inodeSays] = ext.sums === 'all' ? [pair(0x18, 0x38), pair(0x1a, 0x3a)] : [pair(0xc, 0x2c), pair(0xe, 0x2e)];
    if ((flags & NO_BLOCK_BITMAP) === 0) expected.push({ lba: wide(0, 0x20) * perBlock, kind: ofBlocks, says: `${blockSays}` });
    // A bitmap of inodes that are all free is zeros.
    const isUsed = pair(0xe, 0x2e) < ext.inodesPerGroup;
    if ((flags & NO_INODE_BITMAP) === 0 && isUsed) expected.push({ lba: wide(4, 0x24) * perBlock, kind: ofInodes, says: `${inodeSays}` });
  }
  return expected;
}

function zerosIn(bytes: Uint8Array): number {
  let zeros = 0;
  for (const byte of bytes) for (let bit = 0; bit < 8; bit++) zeros += (byte >> bit) & 1 ? 0 : 1;
  return zeros;
}

/** A journal's first block has its length in blocks; its numbers are big-endian. */
const JOURNAL: Kind = {
  bytes: SECTOR_BYTES,
  tells: (b) => (viewOf(b).getUint32(0) === JOURNAL_MAGIC ? `${viewOf(b).getUint32(16)}` : null),
};

/** The superblock keeps a copy of the journal's inode: the map of its blocks, and its length. */
function journalOf(ext: Ext): Expected[] {
  const { view, blockBytes } = ext;
  const bytes = view.getUint32(0x10c + 16 * 4, true);
  const first = firstBlockIn(view, 0x10c);
  if (view.getUint8(0xfd) !== 1 || first === null) return [];
  return [{ lba: (first * blockBytes) / SECTOR_BYTES, kind: JOURNAL, says: `${bytes / blockBytes}` }];
}

/** A directory's first block begins with its own inode's number, under the name ".". */
const DIRECTORY: Kind = {
  bytes: SECTOR_BYTES,
  tells: (b) => {
    const view = viewOf(b);
    const isDot = view.getUint16(4, true) === 12 && view.getUint8(6) === 1 && view.getUint8(8) === 0x2e;
    return isDot ? `${view.getUint32(0, true)}` : null;
  },
};

/** Those of inodes in the first group, as far as its table is there. */
async function directoriesOf(ext: Ext, table: DataView, peek: Peek): Promise<Expected[]> {
  const perBlock = ext.blockBytes / SECTOR_BYTES;
  const count = Math.min(MAX_INODES, ext.inodesPerGroup);
  const expected: Expected[] = [];
  const perSector = Math.max(1, Math.floor(SECTOR_BYTES / ext.inodeBytes));
  const from = table.getUint32(8, true) * perBlock;
  if (ext.inodeBytes < 128 || ext.inodeBytes > SECTOR_BYTES) return [];
  for (let first = 0; first < count; first += perSector * perBlock) {
    const inodes = await peek(from + first / perSector, perBlock);
    if (inodes === null) break;
    const view = viewOf(inodes);
    for (let i = 0; i < perSector * perBlock && first + i < count; i++) {
      const at = i * ext.inodeBytes;
      const block = (view.getUint16(at, true) & 0xf000) === 0x4000 ? firstBlockIn(view, at + 0x28) : null;
      if (block !== null) expected.push({ lba: block * perBlock, kind: DIRECTORY, says: `${first + i + 1}` });
    }
  }
  return expected;
}

/** The first block that an inode's map of blocks names: the first of its extents, or of its list. */
function firstBlockIn(view: DataView, at: number): number | null {
  if (view.getUint16(at, true) !== EXTENTS_MAGIC) return view.getUint32(at, true) || null;
  const isLeaf = view.getUint16(at + 2, true) > 0 && view.getUint16(at + 6, true) === 0 && view.getUint32(at + 12, true) === 0;
  return isLeaf ? view.getUint32(at + 20, true) + view.getUint16(at + 18, true) * 2 ** 32 : null;
}
