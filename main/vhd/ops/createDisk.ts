/**
 * The whole layout of a new disk, as extents for a writer. Sparse disks: footer copy, header at 512, BAT at 1536,
 * locators' data, blocks of a partition table if one is wanted, footer. Footer and copy are written last.
 */
import type { CreateError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES, isXensName, NULL_UUID, type DiskType } from '../../../shared/vhd/footer';
import { azureSectors } from '../../../shared/vhd/azure';
import { qemuCreatedSectors } from '../../../shared/vhd/geometry';
import { bitmapSectorsOf, dataPlace, HEADER_AT, leastSectors, sparseFrame, sparseLength, TABLE_AT } from '../../../shared/vhd/newLayout';
import { fileOffset, MAX_DISK_SECTORS, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { Extent, NewFile } from './newFile';
import { LARGEST_BLOCK } from '../read/openImage';
import { emptyPartitions, type DiskPiece, type PartitionScheme } from '../partitions/emptyPartitions';
import type { Geometry } from '../../../shared/views';
import { geometryRefusal } from './convert';
import { setBits } from './growth';
import { newLocators, type ParentSpec } from '../format/parentLocator';
import { newFooter, newHeader, type Creator } from './newStructures';

const EXTENT_BYTES = 1024 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * `exact`: as asked for. `geometry`: rounded up, as QEMU does, to a size that a geometry can express, so that programs that
 * use it see all of the disk. `azure`: fixed disks only, rounded up to whole MiB, at least 20.
 */
export type SizeRule = 'exact' | 'geometry' | 'azure';

export type DiskSpec = {
  readonly kind: DiskType;
  readonly sizeBytes: number;
  readonly sizeRule: SizeRule;
  /** For dynamic and differencing disks: a power of two, 512 bytes to 256 MiB. */
  readonly blockBytes: number;
  /**
   * Blocks' data on 4 KiB and padding before the footer, as Windows 8 and later do it; otherwise everything follows without
   * a gap, as all others do. QEMU leaves the old footer inside the blocks it adds to aligned disks, and VirtualBox loses
   * blocks when it resizes one.
   */
  readonly isAligned: boolean;
  readonly uniqueId: string;
  /** Seconds since 2000. */
  readonly timeStamp: number;
  readonly creator: Creator;
  /** Chosen cylinders, heads and sectors, which give exactly the size; if missing, as the specification says. */
  readonly geometry?: Geometry;
  readonly partitions: PartitionScheme;
  /** Differencing disks, and only they, have a parent; `sizeBytes` is the parent's size. */
  readonly parent: (ParentSpec & { readonly sizeBytes: number }) | null;
};

export type NewDisk = NewFile & { readonly sectors: number };

/** What to write for a new disk, or why such a disk cannot be made. */
export function planDisk(spec: DiskSpec): Result<NewDisk, CreateError> {
  const sectors = diskSectors(spec);
  const refusal = refusalOf(spec, sectors);
  if (refusal !== null) return err(refusal);
  const raw = newFooter({ ...spec, sectors });
  const pieces = emptyPartitions(spec.partitions, sectors);
  if (spec.kind === 'fixed') return ok({ ...fixedFile(raw, sectors, pieces), sectors });
  const file = sparseFile(spec, sectors, raw, pieces);
  return file === null
    ? err({ kind: 'blocks-too-small', bytes: sectors * SECTOR_BYTES, blockBytes: spec.blockBytes })
    : ok({ ...file, sectors });
}

/** The sectors the disk gets for the request; meaningless when the request is refused. */
function diskSectors({ sizeBytes, sizeRule }: DiskSpec): number {
  if (sizeRule === 'azure') return azureSectors(Math.ceil(sizeBytes / SECTOR_BYTES));
  const sectors = sizeBytes / SECTOR_BYTES;
  return sizeRule === 'geometry' ? qemuCreatedSectors(sectors) : sectors;
}

function refusalOf(spec: DiskSpec, sectors: number): CreateError | null {
  const { kind, sizeBytes: bytes, sizeRule, partitions } = spec;
  if (bytes <= 0) return { kind: 'size-zero', bytes };
  if (!Number.isInteger(bytes / SECTOR_BYTES)) return { kind: 'size-not-whole-sectors', bytes };
  if (sizeRule === 'azure' && kind !== 'fixed') return { kind: 'size-not-azure', bytes };
  if (sectors > MAX_DISK_SECTORS) return { kind: 'size-too-large', bytes };
  if (partitions.scheme !== 'none' && (kind === 'differencing' || sectors < leastSectors(partitions.scheme))) {
    return kind === 'differencing' ? { kind: 'partitions-on-child' } : { kind: 'too-small-for-partitions', bytes };
  }
  if (kind !== 'fixed' && !isBlockSize(spec.blockBytes)) return { kind: 'bad-block-size', bytes: spec.blockBytes };
  return geometryRefusal(spec, sectors) ?? namesRefusal(spec) ?? parentRefusal(spec, sectors);
}

const isBlockSize = (bytes: number): boolean => Number.isInteger(Math.log2(bytes)) && bytes >= SECTOR_BYTES && bytes <= LARGEST_BLOCK;
const isLatin = (text: string): boolean => /^[\0-\xff]{4}$/.test(text);

function namesRefusal({ uniqueId, creator }: DiskSpec): CreateError | null {
  if (!UUID.test(uniqueId) || uniqueId === NULL_UUID) return { kind: 'bad-name', field: 'id' };
  if (isXensName(creator.application)) return { kind: 'xen-creator' };
  return isLatin(creator.application) && isLatin(creator.hostOs) ? null : { kind: 'bad-name', field: 'creator' };
}

/** Hyper-V requires child and parent to have one size; a child of a disk without an id could belong to any disk. */
function parentRefusal({ kind, parent }: DiskSpec, sectors: number): CreateError | null {
  if (kind !== 'differencing') return parent === null ? null : { kind: 'parent-not-wanted' };
  if (parent === null) return { kind: 'parent-needed' };
  if (parent.uniqueId === NULL_UUID || !UUID.test(parent.uniqueId)) return { kind: 'parent-without-id' };
  const bytes = sectors * SECTOR_BYTES;
  if (parent.sizeBytes !== bytes) return { kind: 'parent-size', bytes, parentBytes: parent.sizeBytes };
  const isBare = parent.name !== '' && parent.name.length <= 256 && !/[/\\\0]/.test(parent.name);
  if (!isBare) return { kind: 'bad-name', field: 'parentName' };
  const isRelative = parent.relativePath === null || (parent.relativePath !== '' && !/[/\0]/.test(parent.relativePath));
  return isRelative && (parent.posixPath?.startsWith('/') ?? true) ? null : { kind: 'bad-name', field: 'parentPath' };
}

const piecesBytes = (extents: readonly Extent[]): number => extents.reduce((sum, { data }) => sum + data.length, 0);

function* inParts(extents: readonly Extent[]): Generator<Extent> {
  for (const { at, data } of extents) {
    for (let from = 0; from < data.length; from += EXTENT_BYTES)
      yield { at: fileOffset(at + from), data: data.subarray(from, from + EXTENT_BYTES) };
  }
}

function fixedFile(raw: Uint8Array, sectors: number, pieces: readonly DiskPiece[]): NewFile {
  const bytes = sectors * SECTOR_BYTES;
  const extents = pieces.map((piece) => ({ at: fileOffset(piece.lba * SECTOR_BYTES), data: piece.bytes }));
  return {
    bytes: bytes + FOOTER_BYTES,
    extents: () => inParts(extents),
    extentBytes: piecesBytes(extents),
    closing: [{ at: fileOffset(bytes), data: raw }],
  };
}

/** Null when the BAT could not reach the disk's last block if all blocks were allocated. */
function sparseFile(spec: DiskSpec, sectors: number, raw: Uint8Array, pieces: readonly DiskPiece[]): NewFile | null {
  const { blockBytes, isAligned, parent } = spec;
  const named = parent === null ? [] : newLocators(parent);
  const frame = sparseFrame({ sectors, blockBytes, isAligned, locatorRooms: named.map(({ room }) => room) });
  if (frame === null) return null;
  const { entries, tableBytes, locatorsAt, blocksAt, align } = frame;
  const table = new Uint8Array(tableBytes).fill(0xff);
  const locators = named.map((locator, slot) => ({ ...locator, at: locatorsAt[slot] ?? blocksAt }));
  const blocks = allocate(pieces, blockBytes, { end: blocksAt, align, table });
  const length = sparseLength(blocks.end, blockBytes, align);
  const header = newHeader({ tableAt: TABLE_AT, entries, blockBytes, parent, locators });
  const extents: Extent[] = [
    { at: fileOffset(HEADER_AT), data: header },
    { at: fileOffset(TABLE_AT), data: table },
    ...locators.map(({ at, data }) => ({ at: fileOffset(at), data })),
    ...blocks.extents,
  ];
  return {
    bytes: length,
    extents: () => inParts(extents),
    extentBytes: piecesBytes(extents),
    closing: [
      { at: fileOffset(0), data: raw },
      { at: fileOffset(length - FOOTER_BYTES), data: raw },
    ],
  };
}

type Room = { readonly end: number; readonly align: number; readonly table: Uint8Array };

/** Blocks for what the partition table writes, each wholly present; their entries are added to the BAT. */
function allocate(pieces: readonly DiskPiece[], blockBytes: number, { end, align, table }: Room): { end: number; extents: Extent[] } {
  const perBlock = blockBytes / SECTOR_BYTES;
  const bitmap = new Uint8Array(bitmapSectorsOf(perBlock) * SECTOR_BYTES);
  setBits(bitmap, 0, perBlock);
  const entries = new DataView(table.buffer);
  const extents: Extent[] = [];
  let free = end;
  let dataAt = 0;
  let current = -1;
  for (const { lba, bytes } of pieces) {
    for (let done = 0; done < bytes.length; ) {
      const sector = lba + done / SECTOR_BYTES;
      const block = Math.floor(sector / perBlock);
      if (block !== current) {
        dataAt = dataPlace(free, blockBytes, align);
        extents.push({ at: fileOffset(dataAt - bitmap.length), data: bitmap });
        entries.setUint32(block * 4, (dataAt - bitmap.length) / SECTOR_BYTES);
        free = dataAt + blockBytes;
        current = block;
      }
      const take = Math.min(bytes.length - done, ((block + 1) * perBlock - sector) * SECTOR_BYTES);
      const at = dataAt + (sector - block * perBlock) * SECTOR_BYTES;
      extents.push({ at: fileOffset(at), data: bytes.subarray(done, done + take) });
      done += take;
    }
  }
  return { end: free, extents };
}
