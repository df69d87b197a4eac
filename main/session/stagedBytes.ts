/** What is staged, as bytes of the virtual disk: what an export puts over the bytes that are saved. */
import { activeEdits, type EditLog } from './editLog';

type Piece = { readonly at: number; readonly bytes: Uint8Array };

/** Ascending and apart, a later edit over an earlier one; null when an edit is of the file: it may change where sectors come from. */
export function diskBytesOf(log: EditLog): readonly Piece[] | null {
  let pieces: Piece[] = [];
  for (const { space, at, bytes } of activeEdits(log)) {
    if (space !== 'disk') return null;
    const end = at + bytes.length;
    pieces = [...pieces.flatMap((piece) => outside(piece, at, end)), { at, bytes }];
  }
  return pieces.sort((a, b) => a.at - b.at);
}

/** What is left of the piece in front of `from` and from `to` on. */
function outside(piece: Piece, from: number, to: number): Piece[] {
  const end = piece.at + piece.bytes.length;
  if (end <= from || piece.at >= to) return [piece];
  const parts: Piece[] = [];
  if (piece.at < from) parts.push({ at: piece.at, bytes: piece.bytes.subarray(0, from - piece.at) });
  if (end > to) parts.push({ at: to, bytes: piece.bytes.subarray(to - piece.at) });
  return parts;
}
