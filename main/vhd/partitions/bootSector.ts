/** What the first sector of a disk is: a partition table, or the first sector of a file system. */
import { viewOf } from './view';

/** Where the four entries of a partition table stand. */
const ENTRIES_AT = [446, 462, 478, 494] as const;

export const isSigned = (sector: Uint8Array): boolean => sector[510] === 0x55 && sector[511] === 0xaa;

/** Entries begin with 0x00 or 0x80. A boot sector without a table has code or text there. */
export const hasStatusBytes = (sector: Uint8Array): boolean => ENTRIES_AT.every((at) => ((sector[at] as number) & 0x7f) === 0);

/** A used MBR entry. Sectors count from the start of its table's range: the disk, or the record that contains the entry. */
export type MbrSlot = { readonly number: number; readonly type: number; readonly from: number; readonly sectors: number };

/** Entries with a type and a length; one without sectors is no partition. Numbers are the slots' places, from 1. */
export function usedSlots(sector: Uint8Array): MbrSlot[] {
  const view = viewOf(sector);
  return ENTRIES_AT.map((at, i) => ({
    number: i + 1,
    type: view.getUint8(at + 4),
    from: view.getUint32(at + 8, true),
    sectors: view.getUint32(at + 12, true),
  })).filter(({ type, sectors }) => type !== 0 && sectors > 0);
}

/** Whether the entries are plausible for a table of this disk: inside it, behind the table, not overlapping. */
export function areSensible(slots: readonly MbrSlot[], diskSectors: number): boolean {
  const sorted = [...slots].sort((a, b) => a.from - b.from);
  let end = 1;
  for (const { from, sectors } of sorted) {
    if (from < end) return false;
    end = from + sectors;
  }
  return end <= diskSectors;
}

const NAMED = ['NTFS    ', 'EXFAT   '];

/** The first sector of NTFS, exFAT or FAT. */
export function isFileSystemStart(sector: Uint8Array): boolean {
  const name = Array.from(sector.subarray(3, 11), (byte) => String.fromCharCode(byte)).join('');
  return NAMED.includes(name) || isFatStart(sector);
}

/** A FAT boot sector: a jump, and plausible parameters. Little-endian. */
export function isFatStart(sector: Uint8Array): boolean {
  const view = viewOf(sector);
  const jumps = (sector[0] === 0xeb && sector[2] === 0x90) || sector[0] === 0xe9;
  const perCluster = view.getUint8(13);
  const fats = view.getUint8(16);
  const isSane = [512, 1024, 2048, 4096].includes(view.getUint16(11, true)) && perCluster > 0 && (perCluster & (perCluster - 1)) === 0;
  return jumps && isSane && fats >= 1 && fats <= 2 && view.getUint8(21) >= 0xf0 && isSigned(sector);
}
