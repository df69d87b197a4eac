/** Bytes → Image. It never writes or repairs, and allocates nothing by what a field claims; a strange image still opens. */
import type { FormatError, IoError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer, NO_DATA_OFFSET, type DiskType } from '../../../shared/vhd/footer';
import { MAX_BLOCKS, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { LocatorView, OpenAs, StructBytes } from '../../../shared/views';
import { isUnread, type Unread } from '../check/unread';
import { readBlockMap } from '../format/bat';
import { findBatmap } from '../format/batmap';
import type { BlockFile } from './blockFile';
import { isCopiedAsText } from '../format/copiedAsText';
import { findFooters, sizeFits, typeOf, type Footers } from '../format/footers';
import { findHeader, namesParent, type FoundHeader } from '../format/header';
import { identify } from '../format/identify';
import type { Disk, Image, MapFault } from './image';
import { locatorRoom, readLocators } from '../format/parentLocator';

/** A fixed disk may be larger than a dynamic one; a size beyond this is absurd (8 PiB). */
const MAX_FIXED_SECTORS = 2 ** 44;
/** 4 TiB: twice what a BAT can reach, so that no real disk is cut. */
const MAX_SPARSE_SECTORS = 2 ** 33;
/** Real blocks have at most 16 MiB; up to this size bitmaps stay small. */
export const LARGEST_BLOCK = 256 * 1024 * 1024;

type Opened<I extends Image> = Promise<Result<I, FormatError | IoError>>;

const plain = (file: BlockFile, kind: 'raw' | 'bytes') => ({
  file,
  kind,
  footers: null,
  footer: null,
  header: null,
  mapFault: null,
  map: null,
  batmap: null,
  batmapBeyond: null,
  locators: [],
  unread: [],
  sectors: kind === 'raw' ? Math.floor(file.bytes / SECTOR_BYTES) : 0,
  dataEnd: file.bytes,
});

/** Whether a footer may stand where opening does not look: opening found none, or the drive could not read all the usual places. */
export async function mayHaveFarFooter(file: BlockFile, error: FormatError | IoError): Promise<boolean> {
  if (error.kind !== 'read-failed') return error.kind === 'raw-disk' || error.kind === 'no-footer';
  return isUnread(error) && !(await findFooters(file)).ok;
}

/** Whether a file that does not open as a disk is compared as a raw one: it is neither a VHD nor of any other format we know. */
export const isTakenAsRaw = (error: FormatError | IoError): boolean =>
  error.kind === 'raw-disk' || (error.kind === 'no-footer' && error.headerAt === null);

/** The caller keeps the file and closes it, whatever the result. `farAt`: as in openDisk. */
export const openImage = async (file: BlockFile, as: OpenAs, farAt: number | null = null): Opened<Image> =>
  as === 'disk' ? openDisk(file, farAt) : ok(plain(file, as));

/** Opens other bytes of the same file in the way the image was opened. */
export const openLike = (file: BlockFile, { kind, footers }: Image): Opened<Image> =>
  openImage(file, kind === 'raw' || kind === 'bytes' ? kind : 'disk', footers?.farAt ?? null);

/**
 * Opens a disk by its footer. The caller keeps the file and closes it, whatever the result. `farAt`: where a search found a
 * footer outside the usual places.
 */
export async function openDisk(file: BlockFile, farAt: number | null = null): Opened<Disk> {
  if (file.bytes === 0) return err({ kind: 'empty-file' });
  const footers = await findFooters(file, farAt);
  if (!footers.ok) return footers;
  const { trusted, footer: found, copy } = footers.value;
  // If a fixed disk's footer stands at offset 0 and none at the end, it is a sector of something else.
  const believed = { footer: found, 'footer-copy': copy, none: null }[trusted];
  if (believed !== null) return withFooters(file, footers.value, believed);
  const why = await identify(file);
  return why.ok ? err(why.value) : why;
}

async function withFooters(file: BlockFile, footers: Footers, believed: StructBytes): Opened<Disk> {
  const found = await headerFor(file, believed);
  if (found !== null && !found.ok) return withoutHeader(file, footers, believed, found.error);
  const header = found === null ? null : ok({ at: found.value.at, bytes: found.value.bytes });
  const kind = kindOf(believed, header?.value ?? null);
  if (kind === null) {
    if (await isCopiedAsText(file)) return err({ kind: 'copied-as-text' });
    const type = footer.get(believed.bytes, 'diskType');
    return err({ kind: 'unsupported', what: 'disk-type', value: typeof type === 'string' ? 0 : type.unknown });
  }
  const image = diskOf(file, footers, believed, { kind, header: header?.value ?? null, unread: found?.value.unread ?? [] });
  if (kind === 'fixed') return ok(image);
  if (header !== null) return withMap(image, believed.bytes, header.value);
  return ok({ ...image, mapFault: { kind: 'no-header', at: footer.fields.dataOffset.text(footer.get(believed.bytes, 'dataOffset')) } });
}

type Known = { readonly kind: DiskType; readonly header: StructBytes | null; readonly unread: readonly Unread[] };

const diskOf = (file: BlockFile, footers: Footers, believed: StructBytes, { kind, header, unread }: Known): Disk => ({
  ...plain(file, 'bytes'),
  kind,
  footers: kind === 'fixed' ? { ...footers, copy: null } : footers,
  footer: believed.bytes,
  unread: footers.unread === null ? unread : [footers.unread, ...unread],
  sectors: statedSectors(believed.bytes, kind, header),
  dataEnd: footers.footer?.at ?? (footers.tail === 'unread' ? file.bytes - FOOTER_BYTES : file.bytes),
});

/** What the footer alone says, if the drive cannot read the header; not enough if it leaves the type open. */
function withoutHeader(file: BlockFile, footers: Footers, believed: StructBytes, error: IoError): Result<Disk, IoError> {
  const kind = typeOf(believed.bytes);
  if (!isUnread(error) || (kind !== 'dynamic' && kind !== 'differencing')) return err(error);
  const unread = [{ at: error.at, bytes: error.bytes }];
  return ok({ ...diskOf(file, footers, believed, { kind, header: null, unread }), mapFault: { kind: 'unread-header' } });
}

/** The dynamic header; it is not searched for if a fixed disk's footer fits the file. */
async function headerFor(file: BlockFile, believed: StructBytes): Promise<Result<FoundHeader, IoError> | null> {
  const pointsNowhere = footer.get(believed.bytes, 'dataOffset') === NO_DATA_OFFSET;
  if (typeOf(believed.bytes) === 'fixed' && (sizeFits(believed) || pointsNowhere)) return null;
  return findHeader(file, believed.bytes);
}

/**
 * The disk's type by its footer; if that has none, or says fixed against all evidence, a dynamic header decides. Null when
 * nothing does.
 */
function kindOf(believed: StructBytes, header: StructBytes | null): DiskType | null {
  const type = typeOf(believed.bytes);
  if (type === 'dynamic' || type === 'differencing') return type;
  if (header !== null) return namesParent(header.bytes) ? 'differencing' : 'dynamic';
  return type === 'fixed' || sizeFits(believed) ? 'fixed' : null;
}

/** Whole sectors of the disk. An impossible size is limited by the table, or by what a fixed disk may claim. */
function statedSectors(raw: Uint8Array, kind: DiskType, header: StructBytes | null): number {
  const size = safeNumber(footer.get(raw, 'currentSize')) ?? Number.MAX_SAFE_INTEGER;
  const sectors = Math.floor(size / SECTOR_BYTES);
  if (kind === 'fixed') return Math.min(sectors, MAX_FIXED_SECTORS);
  if (sectors <= MAX_SPARSE_SECTORS) return sectors;
  const mapped = header === null ? 0 : dynamicHeader.get(header.bytes, 'maxTableEntries') * dynamicHeader.get(header.bytes, 'blockSize');
  return Math.min(Math.floor(mapped / SECTOR_BYTES), MAX_SPARSE_SECTORS);
}

async function withMap(image: Disk, raw: Uint8Array, header: StructBytes): Opened<Disk> {
  const locators = image.kind === 'differencing' ? await readLocators(image.file, header) : [];
  const found = { ...image, header, locators };
  const blockSize = dynamicHeader.get(header.bytes, 'blockSize');
  if (!isBlockSize(blockSize)) return ok({ ...found, mapFault: { kind: 'block-size', blockSize } });
  const blockSectors = blockSize / SECTOR_BYTES;
  const needed = Math.ceil(image.sectors / blockSectors);
  if (needed > MAX_BLOCKS) return err({ kind: 'unsupported', what: 'table-size', value: needed });
  const tableEntries = dynamicHeader.get(header.bytes, 'maxTableEntries');
  const fault = tableFault(image, header, Math.min(needed, tableEntries) * 4);
  if (fault !== null) return ok({ ...found, mapFault: fault });
  const tableAt = Number(dynamicHeader.get(header.bytes, 'tableOffset'));
  const foundBatmap = await findBatmap(image.file, raw, tableAt + Math.ceil((tableEntries * 4) / SECTOR_BYTES) * SECTOR_BYTES);
  const batmap = foundBatmap?.isBeyond === true ? null : foundBatmap;
  const map = await readBlockMap(image.file, {
    tableAt,
    tableEntries,
    blockSectors,
    needed,
    lastBlockSectors: image.sectors - (needed - 1) * blockSectors,
    headerAt: header.at,
    headerBytes: dynamicHeader.bytes,
    extras: [
      ...locators.filter(({ verdict }) => verdict === 'good').map(roomOf),
      ...(batmap === null ? [] : [reach(batmap.headerAt, SECTOR_BYTES), reach(batmap.mapAt, batmap.mapBytes)]),
    ],
    dataEnd: image.dataEnd,
    endsInFooter: image.footers.footer !== null || image.footers.tail === 'unread',
  });
  return map.ok
    ? ok({
        ...found,
        batmap,
        batmapBeyond: batmap === null ? foundBatmap : null,
        map: map.value,
        unread: [...image.unread, ...map.value.unread],
      })
    : map;
}

const reach = (at: number, bytes: number): { at: number; bytes: number; room: number } => ({ at, bytes, room: bytes });
/** A length beyond the room reserved for it is no reason to suspect the blocks behind. */
const roomOf = (locator: LocatorView): { at: number; bytes: number; room: number } => {
  const room = locatorRoom(locator);
  return { at: locator.dataAt, bytes: Math.min(locator.dataBytes, room), room };
};

const isBlockSize = (bytes: number): boolean => bytes >= SECTOR_BYTES && bytes <= LARGEST_BLOCK && (bytes & (bytes - 1)) === 0;

/** `bytes`: what the disk needs of the table. */
function tableFault(image: Image, header: StructBytes, bytes: number): MapFault | null {
  const offset = dynamicHeader.get(header.bytes, 'tableOffset');
  const at = safeNumber(offset);
  const fault = (why: 'unaligned' | 'outside-file' | 'inside-header'): MapFault => ({
    kind: 'table-place',
    tableOffset: dynamicHeader.fields.tableOffset.text(offset),
    why,
  });
  if (at === null || at >= image.dataEnd) return fault('outside-file');
  if (at % SECTOR_BYTES !== 0) return fault('unaligned');
  const overHeader = at < header.at + dynamicHeader.bytes && at + Math.max(bytes, SECTOR_BYTES) > header.at;
  return at < SECTOR_BYTES || overHeader ? fault('inside-header') : null;
}
