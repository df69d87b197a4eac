/** Bytes → Image. Never writes, never repairs, never allocates by what a field claims; a strange image still opens. */
import type { FormatError, IoError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer, NO_DATA_OFFSET, type DiskType } from '../../shared/vhd/footer';
import { fileOffset, MAX_DISK_SECTORS, safeNumber, SECTOR_BYTES } from '../../shared/vhd/units';
import type { StructBytes } from '../../shared/views';
import { MOST_TABLE_BYTES, readBlockMap } from './bat';
import type { BlockFile } from './blockFile';
import { findFooters, typeOf, type Footers } from './footers';
import { identify } from './identify';
import type { Image, MapFault } from './image';
import { readLocators } from './parentLocator';

/** A fixed disk may be larger than a dynamic one; beyond this a size is absurd (8 PiB). */
const MOST_FIXED_SECTORS = 2 ** 44;
const LARGEST_BLOCK = 256 * 1024 * 1024;

export type OpenAs = 'disk' | 'raw' | 'bytes';

const plain = (file: BlockFile, kind: 'raw' | 'bytes'): Image => ({
  file,
  kind,
  footers: null,
  footer: null,
  header: null,
  mapFault: null,
  map: null,
  locators: [],
  sectors: kind === 'raw' ? Math.floor(file.bytes / SECTOR_BYTES) : 0,
  dataEnd: file.bytes,
});

/** The caller keeps the file and closes it, whatever the answer. */
export async function openImage(file: BlockFile, as: OpenAs): Promise<Result<Image, FormatError | IoError>> {
  if (as !== 'disk') return ok(plain(file, as));
  if (file.bytes === 0) return err({ kind: 'empty-file' });
  const footers = await findFooters(file);
  if (!footers.ok) return footers;
  const believed = footers.value.trusted === 'footer' ? footers.value.footer : footers.value.copy;
  if (footers.value.trusted === 'none' || believed === null) {
    const why = await identify(file);
    return why.ok ? err(why.value) : why;
  }
  return openVhd(file, footers.value, believed);
}

async function openVhd(file: BlockFile, footers: Footers, believed: StructBytes): Promise<Result<Image, FormatError | IoError>> {
  const kind = await kindOf(file, believed.bytes);
  if (kind === null) {
    const type = footer.get(believed.bytes, 'diskType');
    return err({ kind: 'unsupported', what: 'disk-type', value: typeof type === 'string' ? 0 : type.unknown });
  }
  const dataEnd = footers.footer?.at ?? file.bytes;
  const size = safeNumber(footer.get(believed.bytes, 'currentSize')) ?? Number.MAX_SAFE_INTEGER;
  const most = kind === 'fixed' ? MOST_FIXED_SECTORS : MAX_DISK_SECTORS;
  const sectors = Math.min(Math.floor(size / SECTOR_BYTES), most);
  const image: Image = { ...plain(file, 'bytes'), kind, footers, footer: believed.bytes, sectors, dataEnd };
  return kind === 'fixed' ? ok(image) : withMap(image, believed.bytes);
}

/** The footer's type; where it says none, a dynamic header in its place decides. */
async function kindOf(file: BlockFile, raw: Uint8Array): Promise<DiskType | null> {
  const type = typeOf(raw);
  if (type === 'fixed' || type === 'dynamic' || type === 'differencing') return type;
  const header = await readHeader(file, raw);
  if (header === null || !header.ok) return null;
  const hasParent = dynamicHeader.get(header.value.bytes, 'parentUniqueId').replace(/[-0]/g, '') !== '';
  return hasParent ? 'differencing' : 'dynamic';
}

/** The 1,024 bytes at the footer's data offset, if they lie in the file and look like a header. */
async function readHeader(file: BlockFile, raw: Uint8Array): Promise<Result<StructBytes, IoError> | null> {
  const offset = footer.get(raw, 'dataOffset');
  const at = safeNumber(offset);
  if (offset === NO_DATA_OFFSET || at === null || at < SECTOR_BYTES || at + dynamicHeader.bytes > file.bytes) return null;
  const read = await file.read(fileOffset(at), dynamicHeader.bytes);
  if (!read.ok) return read;
  const sums = dynamicHeader.sums(read.value);
  const known = dynamicHeader.get(read.value, 'cookie') === DYNAMIC_HEADER_COOKIE || (sums !== null && sums.stored === sums.computed);
  return known ? ok({ at, bytes: read.value }) : null;
}

async function withMap(image: Image, raw: Uint8Array): Promise<Result<Image, FormatError | IoError>> {
  const header = await readHeader(image.file, raw);
  if (header === null)
    return ok({ ...image, mapFault: { kind: 'no-header', at: footer.fields.dataOffset.text(footer.get(raw, 'dataOffset')) } });
  if (!header.ok) return header;
  const locators = image.kind === 'differencing' ? await readLocators(image.file, header.value) : [];
  const found = { ...image, header: header.value, locators };
  const blockSize = dynamicHeader.get(header.value.bytes, 'blockSize');
  const fault = mapFaultOf(image, header.value, blockSize);
  if (fault !== null) return ok({ ...found, mapFault: fault });
  const blockSectors = blockSize / SECTOR_BYTES;
  const needed = Math.ceil(image.sectors / blockSectors);
  if (needed * 4 > MOST_TABLE_BYTES) return err({ kind: 'unsupported', what: 'table-size', value: needed });
  const map = await readBlockMap(image.file, {
    tableAt: Number(dynamicHeader.get(header.value.bytes, 'tableOffset')),
    tableEntries: dynamicHeader.get(header.value.bytes, 'maxTableEntries'),
    blockSectors,
    needed,
    lastBlockSectors: image.sectors - (needed - 1) * blockSectors,
    headerAt: header.value.at,
    headerBytes: dynamicHeader.bytes,
    dataEnd: image.dataEnd,
  });
  return map.ok ? ok({ ...found, map: map.value }) : map;
}

function mapFaultOf(image: Image, header: StructBytes, blockSize: number): MapFault | null {
  const powerOfTwo = blockSize >= SECTOR_BYTES && blockSize <= LARGEST_BLOCK && (blockSize & (blockSize - 1)) === 0;
  if (!powerOfTwo) return { kind: 'block-size', blockSize };
  const offset = dynamicHeader.get(header.bytes, 'tableOffset');
  const at = safeNumber(offset);
  const fault = (why: 'unaligned' | 'outside-file' | 'inside-header'): MapFault => ({
    kind: 'table-place',
    tableOffset: dynamicHeader.fields.tableOffset.text(offset),
    why,
  });
  if (at === null || at >= image.file.bytes) return fault('outside-file');
  if (at % SECTOR_BYTES !== 0) return fault('unaligned');
  return at < header.at + dynamicHeader.bytes && at + SECTOR_BYTES > header.at
    ? fault('inside-header')
    : at === 0
      ? fault('inside-header')
      : null;
}
