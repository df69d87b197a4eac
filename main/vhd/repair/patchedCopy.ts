/**
 * Writes an image that exists only in memory as a whole new file, byte for byte: what is not zero, in pieces, and last what
 * makes it a disk.
 */
import type { FileError, IoError } from '../../../shared/errors';
import { ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES } from '../../../shared/vhd/footer';
import { fileOffset, type FileOffset } from '../../../shared/vhd/units';
import { isUnread } from '../check/unread';
import { heldBytes, type BlockFile } from '../read/blockFile';
import { dataIn, type Stretch } from '../read/holes';
import { isAllZero } from '../read/sameBytes';
import type { Disk } from '../read/image';
import type { Extent, NewFile } from '../ops/newFile';

const PIECE = 1024 * 1024;
/** Aligned runs of zeros of this length are left out. */
const HOLE = 64 * 1024;

export type Copy = {
  readonly content: NewFile;
  /** The bytes that the written copy must have. */
  readonly file: BlockFile;
};

type Range = { readonly from: number; readonly to: number };

/** What is written last: the copy at the start, the footer wherever it stands, and the end of the file; in file order, disjoint. */
function heldBack({ file, footers: { copy, footer } }: Disk): Range[] {
  const starts = [copy?.at, footer?.at, file.bytes - FOOTER_BYTES].filter((at) => at !== undefined);
  const ranges: Range[] = [];
  let end = 0;
  for (const at of starts.sort((a, b) => a - b)) {
    const range = { from: Math.max(at, end), to: Math.min(at + FOOTER_BYTES, file.bytes) };
    if (range.from >= range.to) continue;
    ranges.push(range);
    end = range.to;
  }
  return ranges;
}

const lostAt = (bytes: number, at: number, cause: IoError): Error => new Error(`cannot read ${bytes} bytes at ${at}`, { cause });

/** The drive cannot read what would be written last: the plan can be viewed, but copying fails at once. */
const notGiven = (file: BlockFile, error: IoError, at: number): Copy => ({
  content: {
    bytes: file.bytes,
    extents: () => {
      throw lostAt(FOOTER_BYTES, at, error);
    },
    extentBytes: file.bytes,
    closing: [],
  },
  file,
});

/** If a read fails while the extents are taken, the generator throws, which ends the copy. */
export async function copyOf(disk: Disk): Promise<Result<Copy, IoError>> {
  const { file } = disk;
  const held = heldBack(disk);
  const closing: Extent[] = [];
  for (const { from, to } of held) {
    const read = await file.read(fileOffset(from), to - from);
    if (!read.ok && isUnread(read.error)) return ok(notGiven(file, read.error, from));
    if (!read.ok) return read;
    closing.push({ at: fileOffset(from), data: read.value });
  }
  const extents = (): AsyncIterable<Extent> => piecesOf(file, held);
  return ok({ content: { bytes: file.bytes, extents, extentBytes: heldBytes(file), closing }, file });
}

async function* piecesOf(file: BlockFile, held: readonly Range[]): AsyncIterable<Extent> {
  let at = 0;
  for (const { from, to } of [...held, { from: file.bytes, to: file.bytes }]) {
    for await (const data of dataIn(file, { at, end: from })) yield* dataOf(file, data);
    at = to;
  }
}

async function* dataOf(file: BlockFile, { at: start, end }: Stretch): AsyncIterable<Extent> {
  for (let at = start; at < end; ) {
    const bytes = Math.min((Math.floor(at / PIECE) + 1) * PIECE, end) - at;
    const read = await file.read(fileOffset(at), bytes);
    if (!read.ok) throw lostAt(bytes, at, read.error);
    yield* runsOf(read.value, at);
    at += bytes;
  }
}

/** The non-zero parts of the bytes at `start`, in runs of whole hole sizes: what is left out takes no room. */
function* runsOf(bytes: Uint8Array, start: number): Generator<Extent> {
  let from = -1;
  for (let done = 0; done < bytes.length; ) {
    const end = Math.min(bytes.length, done + HOLE - ((start + done) % HOLE));
    const isZero = isAllZero(bytes.subarray(done, end));
    if (!isZero && from < 0) from = done;
    if (isZero && from >= 0) {
      yield { at: fileOffset(start + from), data: bytes.subarray(from, done) };
      from = -1;
    }
    done = end;
  }
  if (from >= 0) yield { at: fileOffset(start + from), data: bytes.subarray(from) };
}

/** A file that is open somewhere. */
type Readable = { read(at: FileOffset, bytes: number): Promise<Result<Uint8Array, FileError>> } & Pick<BlockFile, 'dataAfter'>;

/** The first byte of the written copy that is wrong; null when all are right. The writer checks the length. */
export async function firstWrongByte({ file }: Copy, written: Readable): Promise<Result<number | null, FileError>> {
  for (let at = 0; ; ) {
    const start = await dataOfEither(file, written, at);
    if (start >= file.bytes) return ok(null);
    const bytes = Math.min(PIECE, file.bytes - start);
    const [wanted, found] = [await file.read(fileOffset(start), bytes), await written.read(fileOffset(start), bytes)];
    if (!wanted.ok) return wanted;
    if (!found.ok) return found;
    for (let i = 0; i < bytes; i++) if (wanted.value[i] !== found.value[i]) return ok(start + i);
    at = start + bytes;
  }
}

/** The first place where one of the two may not be zeros. */
async function dataOfEither(file: BlockFile, written: Readable, at: number): Promise<number> {
  let first = file.bytes;
  for (const { dataAfter } of [file, written])
    first = Math.min(first, dataAfter === undefined || at >= file.bytes ? at : ((await dataAfter(at))?.at ?? file.bytes));
  return first;
}
