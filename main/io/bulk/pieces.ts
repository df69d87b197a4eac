/**
 * The table of a round: pieces of the target, and which bytes of which files fill them. One thread fills it, all threads
 * read it.
 */
import { isCancelled, MAX_PIECES, MAX_SEGMENTS, PIECE_BYTES, PIECE_NUMBERS, RESULT, SEGMENT_NUMBERS, type Control } from './control';
import { setBitsIn } from '../../../shared/vhd/sectorBitmap';
import { readInto } from './syncFile';
import type { FileError, IoError } from '../../../shared/errors';

export type Segment = { readonly fd: number; readonly at: number; readonly into: number; readonly bytes: number };

export type PieceTable = {
  readonly pieces: () => number;
  /** False: the table is full, and the piece was not added. */
  add(at: number, bytes: number, segments: readonly Segment[], other?: readonly Segment[]): boolean;
  clear(): void;
};

export function pieceTable(control: Control): PieceTable {
  let pieces = 0;
  let segments = 0;
  const put = (some: readonly Segment[]): number => {
    const first = segments;
    for (const { fd, at, into, bytes } of some) control.segments.set([fd, at, into, bytes], segments++ * SEGMENT_NUMBERS);
    return first;
  };
  return {
    pieces: () => pieces,
    add: (at, bytes, some, other = []) => {
      if (pieces === MAX_PIECES || segments + some.length + other.length > MAX_SEGMENTS) return false;
      const first = put(some);
      // The other side's segments follow the first side's.
      const second = put(other);
      control.pieces.set([at, bytes, first, second - first, second, other.length], pieces * PIECE_NUMBERS);
      control.results[pieces] = RESULT.open;
      pieces += 1;
      return true;
    },
    clear: () => {
      pieces = 0;
      segments = 0;
    },
  };
}

const number = (from: Float64Array, at: number): number => from[at] as number;

export const pieceAt = (control: Control, piece: number): number => number(control.pieces, piece * PIECE_NUMBERS);
export const pieceBytes = (control: Control, piece: number): number => number(control.pieces, piece * PIECE_NUMBERS + 1);

/**
 * Returned when a cancel interrupts a piece made of many segments. Nobody reads it: every caller checks for the cancel
 * afterwards.
 */
const GIVEN_UP: IoError = { kind: 'read-failed', at: 0, bytes: 0, code: 'ECANCELED' };

/** Fills the buffer with the bytes of one side of the piece; what no segment covers is zero. */
export function fillPiece(control: Control, piece: number, side: 0 | 1, buffer: Uint8Array): IoError | null {
  const base = piece * PIECE_NUMBERS;
  const first = number(control.pieces, base + 2 + side * 2);
  const count = number(control.pieces, base + 3 + side * 2);
  let end = 0;
  for (let i = first; i < first + count; i++) {
    const at = i * SEGMENT_NUMBERS;
    const into = number(control.segments, at + 2);
    const bytes = number(control.segments, at + 3);
    if (into > end) buffer.fill(0, end, into);
    if (isCancelled(control)) return GIVEN_UP;
    const error = readInto(number(control.segments, at), buffer.subarray(into, into + bytes), number(control.segments, at + 1));
    if (error !== null) return error;
    end = into + bytes;
  }
  if (end < buffer.length) buffer.fill(0, end);
  return null;
}

/** The drive is gone, or the handle is no longer that of the file: nothing more can be read. */
const GONE: readonly string[] = ['EOF', 'EBADF', 'ENODEV', 'ENXIO', 'ENOTCONN', 'ESTALE'];
const SECTOR_BYTES = 512;
/** A range that cannot be read is tried again in this many parts, down to single sectors. */
const PARTS = 8;

/** Called for sectors that the drive cannot read; `at` is their place in the piece. */
type Lost = (at: number, bytes: number) => void;

/**
 * Fills the buffer with what the drive can read. Other sectors become zeros and are reported to `lost`. A bad drive may take
 * seconds over each, so a cancel is checked for before every read.
 */
function readWhatIsThere(control: Control, { fd, at, into }: Omit<Segment, 'bytes'>, buffer: Uint8Array, lost: Lost): IoError | null {
  if (isCancelled(control)) return GIVEN_UP;
  const error = readInto(fd, buffer, at);
  if (error === null) return null;
  if (error.kind !== 'read-failed' || GONE.includes(error.code)) return error;
  if (buffer.length <= SECTOR_BYTES) {
    buffer.fill(0);
    lost(into, buffer.length);
    return null;
  }
  const step = Math.max(SECTOR_BYTES, Math.ceil(buffer.length / PARTS / SECTOR_BYTES) * SECTOR_BYTES);
  for (let done = 0; done < buffer.length; done += step) {
    const failed = readWhatIsThere(control, { fd, at: at + done, into: into + done }, buffer.subarray(done, done + step), lost);
    if (failed !== null) return failed;
  }
  return null;
}

/** As fillPiece, but sectors that cannot be read become zeros, and `lost` gets their place in the piece. */
export function salvagePiece(control: Control, piece: number, buffer: Uint8Array, lost: Lost): IoError | null {
  const base = piece * PIECE_NUMBERS;
  const first = number(control.pieces, base + 2);
  const count = number(control.pieces, base + 3);
  buffer.fill(0);
  for (let at = first * SEGMENT_NUMBERS; at < (first + count) * SEGMENT_NUMBERS; at += SEGMENT_NUMBERS) {
    const [fd, from, into, bytes] = [0, 1, 2, 3].map((i) => number(control.segments, at + i)) as [number, number, number, number];
    const error = readWhatIsThere(control, { fd, at: from, into }, buffer.subarray(into, into + bytes), lost);
    if (error !== null) return error;
  }
  return null;
}

/** At most so many sectors are tried to find the end of an unreadable range: each may take seconds. */
const MAX_TRIED = 16;

/**
 * After a failed read, narrows the error to the first range that cannot be read, or to its beginning if it is long: the
 * error names the whole read, much of which may be readable. `inDisk`: as in the error.
 */
export function lostPlace(control: Control, piece: number, error: FileError, inDisk: boolean): FileError {
  if (error.kind !== 'read-failed' || GONE.includes(error.code)) return error;
  const fd = fdOf(control, piece, error.at);
  if (fd === null) return error;
  const at = Math.floor(error.at / SECTOR_BYTES) * SECTOR_BYTES;
  const end = Math.min(error.at + error.bytes, at + MAX_TRIED * SECTOR_BYTES);
  const sector = new Uint8Array(SECTOR_BYTES);
  let to = at;
  while (to < end && !isCancelled(control) && readInto(fd, sector, to)?.kind === 'read-failed') to += SECTOR_BYTES;
  return { ...error, at, bytes: Math.max(SECTOR_BYTES, to - at), ...(inDisk ? { inDisk } : {}) };
}

/** The descriptor of the file that gives the piece's bytes at `place`. */
function fdOf(control: Control, piece: number, place: number): number | null {
  for (const side of [0, 1]) {
    const first = number(control.pieces, piece * PIECE_NUMBERS + 2 + side * 2);
    const count = number(control.pieces, piece * PIECE_NUMBERS + 3 + side * 2);
    for (let at = first * SEGMENT_NUMBERS; at < (first + count) * SEGMENT_NUMBERS; at += SEGMENT_NUMBERS) {
      const from = number(control.segments, at + 1);
      if (place >= from && place < from + number(control.segments, at + 3)) return number(control.segments, at);
    }
  }
  return null;
}

/** Stands for the count of a bitmap that could not be read. */
export const UNREADABLE = -1;

/** Each segment is a bitmap: its number of bits is replaced by the number of set ones, or by UNREADABLE. */
export function countBits(control: Control, piece: number, buffer: Uint8Array): void {
  const base = piece * PIECE_NUMBERS;
  const first = number(control.pieces, base + 2);
  const count = number(control.pieces, base + 3);
  for (let at = first * SEGMENT_NUMBERS; at < (first + count) * SEGMENT_NUMBERS; at += SEGMENT_NUMBERS) {
    if (isCancelled(control)) return;
    control.segments[at + 2] = bitsSet(control, at, buffer);
  }
}

function bitsSet({ segments }: Control, at: number, buffer: Uint8Array): number {
  const [fd, from, bits, bytes] = [number(segments, at), number(segments, at + 1), number(segments, at + 2), number(segments, at + 3)];
  let set = 0;
  for (let done = 0; done < bytes; done += buffer.length) {
    const part = buffer.subarray(0, Math.min(buffer.length, bytes - done));
    if (readInto(fd, part, from + done) !== null) return UNREADABLE;
    set += setBitsIn(part, Math.max(0, Math.min(bits - done * 8, part.length * 8)));
  }
  return set;
}

/** The result of countBits for a segment, by the segment's number in the table. */
export const bitsOf = (control: Control, segment: number): number => number(control.segments, segment * SEGMENT_NUMBERS + 2);

/** The scan first reads a little: a block with data mostly shows it at once. */
const FIRST_LOOK = 4096;

/** Whether any byte of the piece's segments is not zero. A scanned piece may be longer than the buffer. */
export function holdsData(control: Control, piece: number, buffer: Buffer, zeros: Buffer): boolean | IoError {
  const base = piece * PIECE_NUMBERS;
  const first = number(control.pieces, base + 2);
  const count = number(control.pieces, base + 3);
  let look = FIRST_LOOK;
  for (let i = first; i < first + count; i++) {
    const at = i * SEGMENT_NUMBERS;
    const [fd, from, bytes] = [number(control.segments, at), number(control.segments, at + 1), number(control.segments, at + 3)];
    for (let done = 0; done < bytes; ) {
      const some = Math.min(look, bytes - done);
      if (isCancelled(control)) return GIVEN_UP;
      const error = readInto(fd, buffer.subarray(0, some), from + done);
      if (error !== null) return error;
      if (buffer.compare(zeros, 0, some, 0, some) !== 0) return true;
      done += some;
      look = PIECE_BYTES;
    }
  }
  return false;
}
