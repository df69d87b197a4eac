/** One position expressed in every way: sector, block, file offset, structure, partition. */
import { SECTOR_BYTES, type Space } from '../../shared/vhd/units';
import type { PartitionView, StructureView } from '../../shared/views';
import { offsetText, type Radix } from './address.model';
import {
  blockAtFile,
  blockOf,
  partitionAt,
  partitionName,
  structureAt,
  structureName,
  toDiskOffset,
  toFileOffset,
  type Disk,
} from './translate.model';
import { grouped } from '../../shared/text/numbers';

export type Position = {
  /** Byte offset on the disk; null if the byte belongs to no sector. */
  readonly diskAt: number | null;
  readonly lba: number | null;
  /** Byte offset in the sector. */
  readonly inSector: number;
  readonly block: number | null;
  /** Byte offset in this file; null if, according to the BAT, this file does not hold it. */
  readonly fileAt: number | null;
  readonly structure: StructureView | null;
  readonly partition: PartitionView | null;
};

export function positionOf(disk: Disk, { space, at }: { readonly space: Space; readonly at: number }): Position {
  const diskAt = space === 'disk' ? at : toDiskOffset(disk, at);
  const fileAt = space === 'file' ? at : toFileOffset(disk, at);
  return {
    diskAt,
    lba: diskAt === null ? null : Math.floor(diskAt / SECTOR_BYTES),
    inSector: diskAt === null ? 0 : diskAt % SECTOR_BYTES,
    block: diskAt === null ? (fileAt === null ? null : (blockAtFile(disk, fileAt)?.block ?? null)) : blockOf(disk, diskAt),
    fileAt,
    structure: fileAt === null ? null : structureAt(disk, fileAt),
    partition: diskAt === null ? null : partitionAt(disk, diskAt),
  };
}

type Address = { readonly space: Space; readonly at: number };

/** "LBA 805,294,080 · block 196,605 · file 0x2C41F0C00 · partition 3 · NTFS · Windows". */
export function positionText(disk: Disk, address: Address, radix: Radix): string {
  const { own, numbers } = positionParts(disk, address, radix);
  return [...numbers, ...own].join(' · ');
}

/** The same with what it belongs to first, for a column that may be cut at its end: "partition 3 · NTFS · Windows · LBA …". */
export function belongingText(disk: Disk, address: Address, radix: Radix): string {
  const { own, numbers } = positionParts(disk, address, radix);
  return [...own, ...numbers].join(' · ');
}

/** What a place belongs to: names of its structure and partition, and its block where there is a table of blocks. */
export function belongingOf(disk: Disk, address: Address): { readonly own: readonly string[]; readonly block: number | null } {
  return belonging(disk, positionOf(disk, address));
}

function belonging({ view }: Disk, { structure, partition, block }: Position): { readonly own: string[]; readonly block: number | null } {
  const ownName = structure !== null && structure.kind !== 'blocks' && structure.kind !== 'data' ? structureName(structure) : null;
  const own = [ownName, partition === null ? null : `partition ${partitionName(partition)}`];
  return { own: own.filter((part) => part !== null), block: view.disk?.blocks.inTable === true ? block : null };
}

type Parts = { readonly numbers: readonly string[]; readonly own: readonly string[] };

function positionParts(disk: Disk, address: Address, radix: Radix): Parts {
  const position = positionOf(disk, address);
  const { lba, inSector, fileAt } = position;
  const { own, block } = belonging(disk, position);
  const numbers = [
    lba === null ? null : `LBA ${grouped(lba)}${inSector === 0 ? '' : ` +${offsetText(inSector, radix)}`}`,
    block === null ? null : `block ${grouped(block)}`,
    fileAt === null ? 'not in this file' : `file ${offsetText(fileAt, radix)}`,
  ];
  return { numbers: numbers.filter((part) => part !== null), own };
}
