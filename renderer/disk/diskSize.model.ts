/** The size of a disk as the user types it. It is rounded up to whole sectors and must be more than zero. */
import { readSizeInput, type SizeInput, type SizeUnit } from '../../shared/text/sizeInput';
import { SECTOR_BYTES } from '../../shared/vhd/units';

export type SizeRead = {
  /** Whole sectors, more than zero. */
  readonly bytes: number;
  readonly wasRounded: boolean;
} & Pick<SizeInput, 'unit' | 'decimal'>;

const upToSectors = (bytes: number): number => Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(bytes / SECTOR_BYTES) * SECTOR_BYTES);

/** `otherwise`: the unit of a number without one. Null if the text is no size, or is zero. */
export function readSize(text: string, otherwise: SizeUnit): SizeRead | null {
  const read = readSizeInput(text, otherwise);
  if (read === null || read.bytes === 0) return null;
  const bytes = upToSectors(read.bytes);
  return {
    bytes,
    unit: read.unit,
    wasRounded: bytes !== read.bytes || !read.isWhole,
    decimal: read.decimal === null ? null : { ...read.decimal, bytes: upToSectors(read.decimal.bytes) },
  };
}

/** What a size box holds: its text, and the unit of a number without one. */
export type SizeBox = { readonly sizeText: string; readonly unit: SizeUnit };

/** The box with that text in it. A unit in the text becomes the box's unit, so that a number typed over the text counts in it. */
export const typedSize = (sizeText: string, unit: SizeUnit): SizeBox => ({ sizeText, unit: readSizeInput(sizeText, unit)?.unit ?? unit });
