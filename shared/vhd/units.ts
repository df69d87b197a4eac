/**
 * Numbers whose type has a unit, so that a file offset, a file sector and an LBA cannot be confused. Plain numbers become such
 * numbers only here and in codec.ts.
 */
declare const unit: unique symbol;
type Unit<N extends string> = number & { readonly [unit]: N };

/** Bytes from the start of the .vhd file. */
export type FileOffset = Unit<'file-offset'>;
/** What a BAT entry holds: a file offset divided by 512. */
export type FileSector = Unit<'file-sector'>;
/** A 512-byte sector of the virtual disk. */
export type Lba = Unit<'lba'>;
/** Bytes from the start of the virtual disk. */
export type DiskOffset = Unit<'disk-offset'>;
/** Index into the BAT. */
export type BlockIndex = Unit<'block-index'>;

/** VHD has no other logical sector size. */
export const SECTOR_BYTES = 512;
/** The format's limit for dynamic and differencing disks, in sectors: 2040 GiB. The specification and all other programs have it. */
export const MAX_DISK_SECTORS = 0xff00_0000;
/** The BAT entry of a block that is not in the file. */
export const UNALLOCATED = 0xffff_ffff;
/** Larger block tables are refused: 8 Mi blocks is what 2,040 GiB take in blocks of 256 KiB. */
export const MAX_BLOCKS = 8 * 1024 * 1024;

export const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to;

export const fileOffset = (bytes: number): FileOffset => bytes as FileOffset;
export const fileSector = (sectors: number): FileSector => sectors as FileSector;
export const lba = (sector: number): Lba => sector as Lba;
export const diskOffset = (bytes: number): DiskOffset => bytes as DiskOffset;
export const blockIndex = (index: number): BlockIndex => index as BlockIndex;

export const fileOffsetOf = (sector: FileSector): FileOffset => (sector * SECTOR_BYTES) as FileOffset;
export const diskOffsetOf = (sector: Lba): DiskOffset => (sector * SECTOR_BYTES) as DiskOffset;
export const lbaOf = (at: DiskOffset): Lba => Math.floor(at / SECTOR_BYTES) as Lba;

/** Throws if `at` is no place in a file. A system that is asked to write at a negative place writes where it last stopped. */
export function mustBeOffset(at: number): void {
  if (!Number.isSafeInteger(at) || at < 0) throw new RangeError(`no place in a file: ${at}`);
}

/** A half-open range of the file. */
export type FileRange = { readonly at: FileOffset; readonly bytes: number };

/** `value` as a number if it is exact and not negative, else null: a forged 2^63 must be reported and not rounded. */
export const safeNumber = (value: bigint): number | null =>
  value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;

/** The two address spaces: the bytes of the file, and the bytes of the virtual disk. */
export type Space = 'file' | 'disk';
