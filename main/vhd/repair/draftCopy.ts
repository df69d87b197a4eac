/** An image that stands in memory only as a whole new file: what is not zero, in pieces, and the footers last. */
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset } from '../../../shared/vhd/units';
import type { Extent, NewFile } from '../newFile';
import type { Disk } from '../image';

const PIECE = 1024 * 1024;

/** The footers make a disk of it, so they are written last. A read that fails ends the copy, by a throw. */
export function newFileFrom({ file, footers, footer }: Disk): NewFile {
  const end = file.bytes - FOOTER_BYTES;
  const hasCopy = footers.copy !== null;
  const first = hasCopy ? FOOTER_BYTES : 0;
  async function* extents(): AsyncIterable<Extent> {
    for (let at = first; at < end; at = (Math.floor(at / PIECE) + 1) * PIECE) {
      const bytes = Math.min((Math.floor(at / PIECE) + 1) * PIECE, end) - at;
      const read = await file.read(fileOffset(at), bytes);
      if (!read.ok) throw new Error(`cannot read ${bytes} bytes at ${at}`, { cause: read.error });
      if (read.value.some((byte) => byte !== 0)) yield { at: fileOffset(at), data: read.value };
    }
  }
  const copy = hasCopy ? [{ at: fileOffset(0), data: footer }] : [];
  return { bytes: file.bytes, extents, extentBytes: file.bytes, closing: [...copy, { at: fileOffset(end), data: footer }] };
}
