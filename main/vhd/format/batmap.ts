/**
 * Xen's batmap: behind the BAT, a header and one bit per block for "allocated and wholly written". It is only a hint, so it
 * is located and protected, not read. Sources: blktap libvhd.h, structure vhd_batmap_header; big-endian.
 */
import { latin1 } from '../../../shared/vhd/codec';
import { footer } from '../../../shared/vhd/footer';
import { fileOffset, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { BlockFile } from '../read/blockFile';

const COOKIE = 'tdbatmap';
const MAP_OFFSET_AT = 8;
const MAP_SECTORS_AT = 16;

/**
 * In bytes of the file; the header and the map may lie apart. `isBeyond`: the file ends before the map does, so there is no
 * such batmap; in a longer file there would be one.
 */
export type Batmap = { readonly headerAt: number; readonly mapAt: number; readonly mapBytes: number; readonly isBeyond: boolean };

/** The batmap of a disk that Xen made. `raw` is the footer, `tableEnd` the end of the BAT, whole sectors. */
export async function findBatmap(file: BlockFile, raw: Uint8Array, tableEnd: number): Promise<Batmap | null> {
  if (!footer.get(raw, 'creatorApplication').startsWith('tap') || tableEnd + SECTOR_BYTES > file.bytes) return null;
  const read = await file.read(fileOffset(tableEnd), SECTOR_BYTES);
  if (!read.ok || latin1(read.value.subarray(0, COOKIE.length)) !== COOKIE) return null;
  const view = new DataView(read.value.buffer, read.value.byteOffset, read.value.byteLength);
  const mapAt = safeNumber(view.getBigUint64(MAP_OFFSET_AT));
  const mapBytes = view.getUint32(MAP_SECTORS_AT) * SECTOR_BYTES;
  return mapAt === null ? null : { headerAt: tableEnd, mapAt, mapBytes, isBeyond: mapAt + mapBytes > file.bytes };
}
