/** A file put together from stretches of another one and from new bytes, for reading and for writing as a new file. */
import { err, ok } from '../../../shared/result';
import { fileOffset } from '../../../shared/vhd/units';
import type { BlockFile } from '../blockFile';
import { overlayIndex } from './overlayIndex';

/** Bytes of the new file from `at` on: of the base, or new. What no piece covers is zero; later pieces win. */
export type Piece =
  | { readonly at: number; readonly bytes: Uint8Array }
  | { readonly at: number; readonly from: number; readonly length: number };

const lengthOf = (piece: Piece): number => ('bytes' in piece ? piece.bytes.length : piece.length);

/** Later pieces lie over earlier ones. */
export function composedFile(base: BlockFile, bytes: number, pieces: readonly Piece[]): BlockFile {
  const touching = overlayIndex(pieces.map((piece) => ({ at: piece.at, length: lengthOf(piece) })));
  return {
    ...base,
    bytes,
    read: async (at, count) => {
      const inside = Math.max(0, Math.min(count, bytes - at));
      if (inside < count) return err({ kind: 'read-failed', at: at + inside, bytes: count - inside, code: 'EOF' });
      const buffer = new Uint8Array(count);
      for (const index of touching(at, count)) {
        const piece = pieces[index] as Piece;
        const start = Math.max(at, piece.at);
        const end = Math.min(at + count, piece.at + lengthOf(piece));
        if ('bytes' in piece) buffer.set(piece.bytes.subarray(start - piece.at, end - piece.at), start - at);
        else {
          const read = await base.read(fileOffset(piece.from + start - piece.at), end - start);
          if (!read.ok) return read;
          buffer.set(read.value, start - at);
        }
      }
      return ok(buffer);
    },
    close: async () => {},
  };
}
