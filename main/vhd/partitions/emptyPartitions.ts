/**
 * Partition tables without partitions, for new disks. Little-endian. MBR: 512 bytes, disk signature at 440. GPT: UEFI
 * 2.10, chapter 5: protective MBR, header at LBA 1, 128 entries of 128 bytes from LBA 2, and the same at the end of the
 * disk, entries first.
 */
import { GPT_ENTRIES_SECTORS } from '../../../shared/vhd/newLayout';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import { crc32 } from '../format/crc32';
import { GPT_FIELD, GPT_SIGNATURE, MIN_GPT_HEADER, sealGptHeader, setGptPlace } from './gptHeader';
import { viewOf } from './view';

export type PartitionScheme =
  | { readonly scheme: 'none' }
  /** `signature`: four bytes by which Windows knows the disk. */
  | { readonly scheme: 'mbr'; readonly signature: Uint8Array }
  /** `diskId`: 16 bytes as stored. */
  | { readonly scheme: 'gpt'; readonly diskId: Uint8Array };

/** Whole sectors of the disk. */
export type DiskPiece = { readonly lba: number; readonly bytes: Uint8Array };

const ENTRIES = 128;
const ENTRY_BYTES = 128;
const ENTRIES_SECTORS = GPT_ENTRIES_SECTORS;

/** The sectors that the table takes, in ascending order; `sectors` is the size of the disk. */
export function emptyPartitions(scheme: PartitionScheme, sectors: number): DiskPiece[] {
  switch (scheme.scheme) {
    case 'none':
      return [];
    case 'mbr':
      return [{ lba: 0, bytes: bootSector(scheme.signature) }];
    case 'gpt':
      return gptPieces(scheme.diskId, sectors);
    default:
      return scheme satisfies never;
  }
}

function bootSector(signature: Uint8Array): Uint8Array {
  const sector = new Uint8Array(SECTOR_BYTES);
  sector.set(signature.subarray(0, 4), 440);
  sector.set([0x55, 0xaa], 510);
  return sector;
}

/** One entry over the whole disk, so that old tools see it as used; sizes beyond 32 bits say "all". */
function protectiveMbr(sectors: number): Uint8Array {
  const sector = bootSector(new Uint8Array(4));
  sector.set([0x00, 0x00, 0x02, 0x00, 0xee, 0xff, 0xff, 0xff], 446);
  const view = new DataView(sector.buffer);
  view.setUint32(454, 1, true);
  view.setUint32(458, Math.min(sectors - 1, 0xffff_ffff), true);
  return sector;
}

function gptPieces(diskId: Uint8Array, sectors: number): DiskPiece[] {
  const last = sectors - 1;
  const entries = new Uint8Array(ENTRIES * ENTRY_BYTES);
  const first = new Uint8Array((2 + ENTRIES_SECTORS) * SECTOR_BYTES);
  first.set(protectiveMbr(sectors));
  first.set(gptHeader(diskId, { own: 1, other: last, entriesAt: 2, last }, entries), SECTOR_BYTES);
  const entriesAt = last - ENTRIES_SECTORS;
  const second = new Uint8Array((ENTRIES_SECTORS + 1) * SECTOR_BYTES);
  second.set(gptHeader(diskId, { own: last, other: 1, entriesAt, last }, entries), ENTRIES_SECTORS * SECTOR_BYTES);
  return [
    { lba: 0, bytes: first },
    { lba: entriesAt, bytes: second },
  ];
}

type GptPlaces = { readonly own: number; readonly other: number; readonly entriesAt: number; readonly last: number };

function gptHeader(diskId: Uint8Array, { own, other, entriesAt, last }: GptPlaces, entries: Uint8Array): Uint8Array {
  const header = new Uint8Array(SECTOR_BYTES);
  const view = viewOf(header);
  view.setBigUint64(0, GPT_SIGNATURE);
  view.setUint32(GPT_FIELD.revision, 0x0001_0000, true);
  view.setUint32(GPT_FIELD.headerBytes, MIN_GPT_HEADER, true);
  setGptPlace(header, 'own', own);
  setGptPlace(header, 'other', other);
  setGptPlace(header, 'firstUsable', 2 + ENTRIES_SECTORS);
  setGptPlace(header, 'lastUsable', last - ENTRIES_SECTORS - 1);
  header.set(diskId.subarray(0, 16), GPT_FIELD.diskId);
  setGptPlace(header, 'table', entriesAt);
  view.setUint32(GPT_FIELD.entries, ENTRIES, true);
  view.setUint32(GPT_FIELD.entryBytes, ENTRY_BYTES, true);
  view.setUint32(GPT_FIELD.tableSum, crc32(entries), true);
  sealGptHeader(header);
  return header;
}
