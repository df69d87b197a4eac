/**
 * How large a disk must be at least, by what stands at its beginning: a GPT, a partition table, or a file system's first
 * structures. Of a file without footer this tells whether its end is missing. Little-endian throughout.
 */
import { safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import { hasStatusBytes, isFatStart, isFileSystemStart, isSigned, usedSlots } from './bootSector';
import { gptHeaderHolds, gptPlace, isGptHeader } from './gptHeader';
import { viewOf } from './view';

export type ProvenSize = { readonly bytes: number; readonly by: 'partition-table' | 'file-system' };

const PROTECTIVE = 0xee;
/** A protective entry over more sectors than it can count. */
const ALL_SECTORS = 0xffff_ffff;

/** `head`: the first bytes of the disk. Null: nothing there tells a size. */
export function provenSize(head: Uint8Array): ProvenSize | null {
  if (head.length < SECTOR_BYTES) return null;
  const bytes = gptBytes(head) ?? mbrBytes(head);
  if (bytes !== null) return { bytes, by: 'partition-table' };
  const volume = volumeBytes(head);
  return volume === null ? null : { bytes: volume, by: 'file-system' };
}

/** The backup header stands in the last sector. Only a header whose checksum is right is believed. */
function gptBytes(head: Uint8Array): number | null {
  for (const sectorBytes of [SECTOR_BYTES, 4096]) {
    const sector = head.subarray(sectorBytes, sectorBytes + SECTOR_BYTES);
    if (sector.length < SECTOR_BYTES || !isGptHeader(sector) || !gptHeaderHolds(sector)) continue;
    const last = gptPlace(sector, 'other');
    return last === null ? null : sizeOf((last + 1) * sectorBytes);
  }
  return null;
}

/** Where the last partition ends. */
function mbrBytes(head: Uint8Array): number | null {
  if (!isSigned(head) || !hasStatusBytes(head) || isFileSystemStart(head)) return null;
  const ends = usedSlots(head)
    .filter(({ type, sectors }) => type !== PROTECTIVE || sectors !== ALL_SECTORS)
    .map(({ from, sectors }) => from + sectors);
  return sizeOf(ends.reduce((last, end) => Math.max(last, end), 0) * SECTOR_BYTES);
}

function volumeBytes(head: Uint8Array): number | null {
  const view = viewOf(head);
  const name = Array.from(head.subarray(3, 11), (byte) => String.fromCharCode(byte)).join('');
  // A copy of its first sector stands behind the sectors that NTFS counts.
  if (name === 'NTFS    ') return sizeOf(((safeNumber(view.getBigUint64(40, true)) ?? 0) + 1) * view.getUint16(11, true));
  if (name === 'EXFAT   ') return sizeOf((safeNumber(view.getBigUint64(72, true)) ?? 0) * 2 ** view.getUint8(108));
  if (isFatStart(head)) return sizeOf((view.getUint16(19, true) || view.getUint32(32, true)) * view.getUint16(11, true));
  if (head.length < 2048 || view.getUint16(1024 + 56, true) !== 0xef53) return null;
  return sizeOf(view.getUint32(1024 + 4, true) * 2 ** (10 + view.getUint32(1024 + 24, true)));
}

/** No disk is larger than 8 PiB: a number beyond it is not a size. */
const sizeOf = (bytes: number): number | null => (bytes > SECTOR_BYTES && bytes <= 2 ** 53 ? bytes : null);
