/** The header of a GPT: UEFI 2.10, 5.3.2. Little-endian, in one sector. */
import { safeNumber } from '../../../shared/vhd/units';
import { crc32 } from '../format/crc32';
import { viewOf } from './view';

/** "EFI PART", read big-endian. */
export const GPT_SIGNATURE = 0x4546_4920_5041_5254n;
export const MIN_GPT_HEADER = 92;

/** Byte offsets in the header. */
export const GPT_FIELD = {
  revision: 8,
  headerBytes: 12,
  sum: 16,
  own: 24,
  other: 32,
  firstUsable: 40,
  lastUsable: 48,
  diskId: 56,
  table: 72,
  entries: 80,
  entryBytes: 84,
  tableSum: 88,
} as const;

type PlaceField = 'own' | 'other' | 'firstUsable' | 'lastUsable' | 'table';

export const isGptHeader = (sector: Uint8Array): boolean => viewOf(sector).getBigUint64(0) === GPT_SIGNATURE;

/** An LBA in the header; null if it is beyond 2^53. */
export const gptPlace = (sector: Uint8Array, field: PlaceField): number | null =>
  safeNumber(viewOf(sector).getBigUint64(GPT_FIELD[field], true));

export const setGptPlace = (sector: Uint8Array, field: PlaceField, lba: number): void =>
  viewOf(sector).setBigUint64(GPT_FIELD[field], BigInt(lba), true);

/** CRC-32 of the header with zero as its own checksum; null if its length is impossible for a header. */
function sumOf(sector: Uint8Array): number | null {
  const bytes = viewOf(sector).getUint32(GPT_FIELD.headerBytes, true);
  if (bytes < MIN_GPT_HEADER || bytes > sector.length) return null;
  return crc32(sector.slice(0, bytes).fill(0, GPT_FIELD.sum, GPT_FIELD.sum + 4));
}

export const gptHeaderHolds = (sector: Uint8Array): boolean => sumOf(sector) === viewOf(sector).getUint32(GPT_FIELD.sum, true);

/** Writes the right checksum into a header whose length is right. */
export function sealGptHeader(sector: Uint8Array): void {
  viewOf(sector).setUint32(GPT_FIELD.sum, sumOf(sector) ?? 0, true);
}
