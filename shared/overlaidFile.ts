/**
 * A readable file in which other bytes cover some of its own: what a plan, a draft, a journal or unsaved changes would make of
 * it. There is only one implementation, so that all of them treat edges, the end of the file and overlapping pieces alike.
 */
import type { IoError } from './errors';
import { overlayIndex } from './overlayIndex';
import { err, ok, type Result } from './result';
import type { FileOffset } from './vhd/units';

/** `at`: byte offset in the file, or in whatever the pieces cover. */
export type Piece = { readonly at: number; readonly bytes: Uint8Array };

type Readable = {
  /** Length in bytes. */
  readonly bytes: number;
  read(at: FileOffset, bytes: number): Promise<Result<Uint8Array, IoError>>;
  readonly dataAfter?: ((at: number) => Promise<Stretch | null>) | undefined;
};

/** Half-open. */
type Stretch = { readonly at: number; readonly end: number };
type PiecesIn = (at: number, bytes: number) => Iterable<Piece>;

/** Copies into `into` the bytes of the piece that belong there; `into` holds the bytes from offset `at` on. */
export function layOver(into: Uint8Array, at: number, { at: from, bytes }: Piece): void {
  const start = Math.max(at, from);
  const end = Math.min(at + into.length, from + bytes.length);
  if (start < end) into.set(bytes.subarray(start - from, end - from), start - at);
}

/**
 * A file of `length` bytes. Later pieces cover earlier ones. Bytes behind the end of `base` that no piece covers are zero. A
 * read only looks at the pieces that it touches, however many there are. Holes of `base` are holes if no piece covers them.
 * Closing the file closes `base`.
 */
export function overlaidFile<F extends Readable>(base: F, length: number, pieces: readonly Piece[]): F {
  const touching = overlayIndex(pieces.map(({ at, bytes }) => ({ at, length: bytes.length })));
  const piecesIn = (at: number, bytes: number): Piece[] => touching(at, bytes).map((index) => pieces[index] as Piece);
  return { ...overlaidBy(base, length, piecesIn), dataAfter: dataOver(base, length, piecesIn) };
}

/**
 * The range in which the next piece is first searched. It doubles each time, so that not all of many close pieces are looked at
 * to find one.
 */
const FIRST_LOOK = 4096;

/** The first piece that overlaps the range `from` to `to`, cut off at both ends. */
function pieceAfter(from: number, to: number, piecesIn: PiecesIn): Stretch | null {
  for (let at = from, look = FIRST_LOOK; at < to; at += look, look *= 2) {
    let first: Stretch | null = null;
    for (const piece of piecesIn(at, Math.min(look, to - at))) {
      const found = { at: Math.max(from, piece.at), end: Math.min(to, piece.at + piece.bytes.length) };
      if (first === null || found.at < first.at) first = found;
    }
    if (first !== null) return first;
  }
  return null;
}

/** The `dataAfter` of an overlaid file; undefined if the holes of its base are not known. */
function dataOver({ bytes, dataAfter }: Readable, length: number, piecesIn: PiecesIn): Readable['dataAfter'] {
  if (dataAfter === undefined) return undefined;
  return async (at) => {
    const below = at >= Math.min(bytes, length) ? null : await dataAfter(at);
    const data = below === null || below.at >= length ? null : { at: below.at, end: Math.min(below.end, length) };
    return pieceAfter(at, data?.at ?? length, piecesIn) ?? data;
  };
}

/**
 * The same for pieces that the caller keeps: `piecesIn` answers those that touch a range, the later ones last. The result does
 * not report holes.
 */
export function overlaidBy<F extends Readable>(base: F, length: number, piecesIn: PiecesIn): F {
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
  // A piece may cover a hole of the file, so holes of the base say nothing here.
  return { ...base, bytes: length, read, dataAfter: undefined };
}
