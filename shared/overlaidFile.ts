/**
 * A file with other bytes over its own, for reading: what a plan, a draft, a journal or unsaved changes make of it. There is
 * one implementation, so that all of them agree on edges, on the end of the file and on which piece wins.
 */
import type { IoError } from './errors';
import { overlayIndex } from './overlayIndex';
import { err, ok, type Result } from './result';
import type { FileOffset } from './vhd/units';

/** `at` in bytes of the file, or of whatever the pieces stand over. */
export type Piece = { readonly at: number; readonly bytes: Uint8Array };

type Readable = {
  /** Length in bytes. */
  readonly bytes: number;
  read(at: FileOffset, bytes: number): Promise<Result<Uint8Array, IoError>>;
};

/** Copies into `into`, which stands at `at`, what of the piece falls there. */
export function layOver(into: Uint8Array, at: number, { at: from, bytes }: Piece): void {
  const start = Math.max(at, from);
  const end = Math.min(at + into.length, from + bytes.length);
  if (start < end) into.set(bytes.subarray(start - from, end - from), start - at);
}

/**
 * `length` bytes long. Later pieces lie over earlier ones; what lies behind the end of `base` and under no piece is zero. A
 * read looks at the pieces that it touches, however many there are. Closing it closes `base`.
 */
export function overlaidFile<F extends Readable>(base: F, length: number, pieces: readonly Piece[]): F {
  const touching = overlayIndex(pieces.map(({ at, bytes }) => ({ at, length: bytes.length })));
  return overlaidBy(base, length, (at, bytes) => touching(at, bytes).map((index) => pieces[index] as Piece));
}

/** The same over pieces that somebody else keeps in order: `piecesIn` answers those that touch a range, in the order in which they are laid. */
export function overlaidBy<F extends Readable>(base: F, length: number, piecesIn: (at: number, bytes: number) => Iterable<Piece>): F {
  const read: Readable['read'] = async (at, bytes) => {
    const inside = Math.max(0, Math.min(bytes, length - at));
    if (inside < bytes) return err({ kind: 'read-failed', at: at + inside, bytes: bytes - inside, code: 'EOF' });
    const old = Math.max(0, Math.min(bytes, base.bytes - at));
    const there = old === 0 ? ok(new Uint8Array(bytes)) : await base.read(at, old);
    if (!there.ok) return there;
    const buffer = old === bytes || old === 0 ? there.value : new Uint8Array(bytes);
    if (buffer !== there.value) buffer.set(there.value);
    for (const piece of piecesIn(at, bytes)) layOver(buffer, at, piece);
    return ok(buffer);
  };
  // A hole of the file may lie under a piece.
  return { ...base, bytes: length, read, dataAfter: undefined };
}
