/**
 * Which file system begins at a sector of the disk, and its label, as far as its first structures tell. Each test is by the magic
 * that its specification gives; nothing is checked beyond that. Numbers are little-endian but for XFS and HFS+, which are only
 * recognised.
 */
import type { VolumeView } from '../../../shared/views';
import type { Chain } from '../read/chain';
import { utf16Units } from '../../../shared/vhd/codec';
import { isFatStart } from './bootSector';
import { sectorsAt } from './sectors';
import { viewOf } from './view';

/** The first 4 KiB hold the start of every file system but btrfs, whose superblock is at 64 KiB. */
const START_SECTORS = 8;
const BTRFS_AT = 128;
const MAX_LABEL_SECTORS = 128;

type Read = (from: number, count: number) => Promise<Uint8Array | null>;

/** Null if the volume's start cannot be read, lies outside the disk, or is of no kind that is known here. */
export async function readVolume(chain: Chain, firstLba: number, sectors: number): Promise<VolumeView | null> {
  const read: Read = async (from, count) => {
    if (from + count > sectors) return null;
    const found = await sectorsAt(chain, firstLba + from, count);
    return typeof found === 'string' ? null : found;
  };
  const start = await read(0, Math.min(START_SECTORS, sectors));
  if (start === null) return null;
  const name = latin(start, 3, 8);
  if (name === 'NTFS    ') return { fileSystem: 'NTFS', label: await ntfsLabel(start, read) };
  if (name === 'EXFAT   ') return { fileSystem: 'exFAT', label: await exfatLabel(start, read) };
  if (name === '-FVE-FS-') return { fileSystem: 'BitLocker', label: '' };
  if (name === 'ReFS\0\0\0\0') return { fileSystem: 'ReFS', label: '' };
  if (isFatStart(start)) return fatVolume(start, read);
  return magicVolume(start) ?? (await btrfsVolume(read));
}

const latin = (bytes: Uint8Array, at: number, length: number): string =>
  Array.from(bytes.subarray(at, at + length), (byte) => String.fromCharCode(byte)).join('');

/** Text up to its first zero byte. */
const utf8 = (bytes: Uint8Array, at: number, length: number): string => {
  const end = bytes.indexOf(0, at);
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(at, end < 0 ? at + length : Math.min(end, at + length)));
};

/** What is told by a few letters at a fixed offset. */
function magicVolume(start: Uint8Array): VolumeView | null {
  if (start.length < START_SECTORS * 512) return null;
  const view = viewOf(start);
  if (view.getUint16(1080, true) === 0xef53) return { fileSystem: extName(view), label: utf8(start, 1144, 16) };
  if (latin(start, 0, 4) === 'XFSB') return { fileSystem: 'XFS', label: utf8(start, 108, 12) };
  if (latin(start, 0, 6) === 'LUKS\xba\xbe') return { fileSystem: 'LUKS', label: '' };
  if (latin(start, 512, 8) === 'LABELONE') return { fileSystem: 'LVM', label: '' };
  if (latin(start, 4086, 10) === 'SWAPSPACE2') return { fileSystem: 'Linux swap', label: utf8(start, 1052, 16) };
  if (latin(start, 32, 4) === 'NXSB') return { fileSystem: 'APFS', label: '' };
  if (['H+', 'HX'].includes(latin(start, 1024, 2))) return { fileSystem: 'HFS+', label: '' };
  return null;
}

/** ext4 has extents, ext3 a journal: bits of the incompatible and the compatible features. */
const extName = (view: DataView): string =>
  (view.getUint32(1024 + 96, true) & 0x40) !== 0 ? 'ext4' : (view.getUint32(1024 + 92, true) & 0x4) !== 0 ? 'ext3' : 'ext2';

async function btrfsVolume(read: Read): Promise<VolumeView | null> {
  const block = await read(BTRFS_AT, 2);
  return block !== null && latin(block, 64, 8) === '_BHRfS_M' ? { fileSystem: 'btrfs', label: utf8(block, 299, 256) } : null;
}

/** FAT12, FAT16 or FAT32 by the number of clusters, as Microsoft's specification has it. */
async function fatVolume(start: Uint8Array, read: Read): Promise<VolumeView> {
  const view = viewOf(start);
  const scale = view.getUint16(11, true) / 512;
  const perCluster = view.getUint8(13);
  const small = view.getUint16(22, true);
  const tables = view.getUint8(16) * (small || view.getUint32(36, true));
  const root = view.getUint16(14, true) + tables;
  const rootSectors = Math.ceil(view.getUint16(17, true) / (16 * scale));
  const total = view.getUint16(19, true) || view.getUint32(32, true);
  const clusters = Math.floor((total - root - rootSectors) / perCluster);
  const fileSystem = small === 0 ? 'FAT32' : clusters < 4085 ? 'FAT12' : 'FAT16';
  const rootAt = small === 0 ? root + (view.getUint32(44, true) - 2) * perCluster : root;
  return { fileSystem, label: await fatLabel(rootAt * scale, latin(start, small === 0 ? 71 : 43, 11), read) };
}

/** The label in the root directory's first entries, which systems change; else that of the boot sector, which stays as it was. */
async function fatLabel(rootAt: number, ofBoot: string, read: Read): Promise<string> {
  const root = isPlace(rootAt, START_SECTORS) ? await read(rootAt, START_SECTORS) : null;
  for (let at = 0; root !== null && at < root.length && root[at] !== 0; at += 32)
    if (((root[at + 11] as number) & 0x3f) === 0x08 && root[at] !== 0xe5) return latin(root, at, 11).trim();
  // Bytes that are no text stand there when the field is not used.
  return ofBoot.trim() === 'NO NAME' || /[^\x20-\x7e]/.test(ofBoot) ? '' : ofBoot.trim();
}

/** The volume name entry of the root directory's first cluster. */
async function exfatLabel(start: Uint8Array, read: Read): Promise<string> {
  const view = viewOf(start);
  const scale = 2 ** (view.getUint8(108) - 9);
  const perCluster = 2 ** view.getUint8(109) * scale;
  const from = view.getUint32(88, true) * scale + (view.getUint32(96, true) - 2) * perCluster;
  const count = Math.min(perCluster, START_SECTORS);
  if (!isPlace(from, count)) return '';
  const root = await read(from, count);
  for (let at = 0; root !== null && at < root.length; at += 32)
    if (root[at] === 0x83) return utf16(root, at + 2, Math.min(11, root[at + 1] as number));
  return '';
}

const isPlace = (from: number, count: number): boolean =>
  Number.isSafeInteger(from) && from >= 0 && Number.isInteger(count) && count > 0 && count <= MAX_LABEL_SECTORS;

const utf16 = (bytes: Uint8Array, at: number, letters: number): string => utf16Units(bytes.subarray(at, at + letters * 2), 'le');

/** Attribute $VOLUME_NAME of record 3 of the MFT. */
async function ntfsLabel(start: Uint8Array, read: Read): Promise<string> {
  const view = viewOf(start);
  const power = (value: number): number => (value > 127 ? 2 ** (256 - value) : value);
  const sector = view.getUint16(11, true) / 512;
  const cluster = power(view.getUint8(13)) * sector;
  const record = view.getUint8(64) > 127 ? power(view.getUint8(64)) / 512 : view.getUint8(64) * cluster;
  const from = Number(view.getBigUint64(48, true)) * cluster + 3 * record;
  if (!isPlace(from, record)) return '';
  const bytes = await read(from, record);
  return bytes === null || latin(bytes, 0, 4) !== 'FILE' ? '' : nameIn(withoutFixups(bytes));
}

/** The last two bytes of each 512 of a record are kept in an array, because a check value stands in their place. */
export function withoutFixups(record: Uint8Array): Uint8Array {
  const bytes = record.slice();
  const view = viewOf(bytes);
  const [at, count] = [view.getUint16(4, true), view.getUint16(6, true)];
  for (let i = 1; i < count && i * 512 <= bytes.length && at + 2 * i + 2 <= bytes.length; i++)
    bytes.copyWithin(i * 512 - 2, at + 2 * i, at + 2 * i + 2);
  return bytes;
}

const VOLUME_NAME = 0x60;

function nameIn(record: Uint8Array): string {
  const view = viewOf(record);
  for (let at = view.getUint16(20, true); at + 24 <= record.length; ) {
    const [type, length] = [view.getUint32(at, true), view.getUint32(at + 4, true)];
    if (type === 0xffff_ffff || length < 24) return '';
    if (type === VOLUME_NAME && view.getUint8(at + 8) === 0)
      return utf16(record, at + view.getUint16(at + 20, true), Math.floor(view.getUint32(at + 16, true) / 2));
    at += length;
  }
  return '';
}
