/** A draft as a whole new file: what is not zero, in pieces, and the footers last, which make a disk of it. */
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset } from '../../../shared/vhd/units';
import type { Chain } from '../chain';
import type { Extent, NewFile } from '../newFile';
import { draftFile, type Draft } from './draft';

const PIECE = 1024 * 1024;

/** `chain` is the one over the draft. A read that fails while the file is copied ends the copy. */
export function newFileOf({ layers: [top] }: Chain, draft: Draft): NewFile {
  const file = draftFile(draft);
  const end = draft.bytes - FOOTER_BYTES;
  const hasCopy = top.footers?.copy != null;
  const raw = top.footer ?? new Uint8Array(FOOTER_BYTES);
  const first = hasCopy ? FOOTER_BYTES : 0;
  async function* extents(): AsyncIterable<Extent> {
    for (let at = first; at < end; at = (Math.floor(at / PIECE) + 1) * PIECE) {
      const bytes = Math.min((Math.floor(at / PIECE) + 1) * PIECE, end) - at;
      const read = await file.read(fileOffset(at), bytes);
      if (!read.ok) throw new Error(`cannot read ${bytes} bytes at ${at}`);
      if (read.value.some((byte) => byte !== 0)) yield { at: fileOffset(at), data: read.value };
    }
  }
  const copy = hasCopy ? [{ at: fileOffset(0), data: raw }] : [];
  return { bytes: draft.bytes, extents, extentBytes: draft.bytes, closing: [...copy, { at: fileOffset(end), data: raw }] };
}
