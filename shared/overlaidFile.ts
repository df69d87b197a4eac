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
  readonly dataAfter?: ((at: number) => Promise<Stretch | null>) | undefined;
};

/** Half-open. */
type Stretch = { readonly at: number; readonly end: number };
type PiecesIn = (at: number, bytes: number) => Iterable<Piece>;

/** Copies into `into`, which stands at `at`, what of the piece falls there. */
export function layOver(into: Uint8Array, at: number, { at: from, bytes }: Piece): void {
  const start = Math.max(at, from);
  const end = Math.min(at + into.length, from + bytes.length);
  if (start < end) into.set(bytes.subarray(start - from, end - from), start - at);
}

/**
 * `length` bytes long. Later pieces lie over earlier ones; what lies behind the end of `base` and under no piece is zero. A
 * read looks at the pieces that it touches, however many there are. Holes of `base` are holes where no piece lies over them.
 * Closing it closes `base`.
 */
export function overlaidFile<F extends Readable>(base: F, length: number, pieces: readonly Piece[]): F {
  const touching = overlayIndex(pieces.map(({ at, bytes }) => ({ at, length: bytes.length })));
  const piecesIn = (at: number, bytes: number): Piece[] => touching(at, bytes).map((index) => pieces[index] as Piece);
  return { ...overlaidBy(base, length, piecesIn), dataAfter: dataOver(base, length, piecesIn) };
}

/** What is looked at first for the next piece; twice as much each time, so that pieces that lie close are not all looked at for one. */
const FIRST_LOOK = 4096;

/** The first piece that ends behind `from`, of those that begin before `to`, clipped to both. */
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

/** Of an overlaid file; undefined where nothing is known of the holes of its base. */
function dataOver({ bytes, dataAfter }: Readable, length: number, piecesIn: PiecesIn): Readable['dataAfter'] {
  if (dataAfter === undefined) return undefined;
  return async (at) => {
    const below = at >= Math.min(bytes, length) ? null : await dataAfter(at);
    const data = below === null || below.at >= length ? null : { at: below.at, end: Math.min(below.end, length) };
    return pieceAfter(at, data?.at ?? length, piecesIn) ?? data;
  };
}

/**
 * The same over pieces that somebody else keeps in order: `piecesIn` answers those that touch a range, in the order in which
 * they are laid. Holes are not told of.
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
  // A hole of the file may lie under a piece.
  return { ...base, bytes: length, read, dataAfter: undefined };
}
