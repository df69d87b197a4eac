/**
 * Finds a footer anywhere in the file, if neither the end nor a GPT leads to it: that of a disk that was grown as if it were
 * raw, and used since. The whole file is read, from its end on, with one buffer. Only a footer that fits its place counts:
 * other disks may be stored as data.
 */
import type { IoError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { FOOTER_BYTES, FOOTER_COOKIE } from '../../../shared/vhd/footer';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import { givenIn } from '../check/unread';
import type { BlockFile } from '../read/blockFile';
import { isHole } from '../read/holes';
import { hasHeader, isSoundFooter, sizeFits, typeOf } from './footers';

export type SearchOptions = {
  readonly signal?: { readonly aborted: boolean };
  readonly report?: (doneBytes: number, totalBytes: number) => void;
};

export type FooterSearch = {
  /** The last footer; null if there is none. */
  readonly found: StructBytes | null;
  /** Bytes that the drive could not read. */
  readonly unreadBytes: number;
};

const STEP = 4 * 1024 * 1024;

/** `read-failed` with ECANCELED once the signal came; what the drive cannot read is skipped and counted. */
export async function searchFooter(file: BlockFile, { signal, report }: SearchOptions = {}): Promise<Result<FooterSearch, IoError>> {
  const room = new Uint8Array(Math.min(STEP, file.bytes));
  let unreadBytes = 0;
  for (let end = file.bytes; end > 0 && signal?.aborted !== true; ) {
    const start = Math.floor((end - 1) / STEP) * STEP;
    const zeros = await zerosBefore(file, end, signal);
    if (zeros < end) {
      end = zeros;
      report?.(file.bytes - end, file.bytes);
      continue;
    }
    const given = await givenIn(file, { at: start, bytes: end - start }, { room });
    if (!given.ok) return given;
    unreadBytes += given.value.unread.reduce((sum, { bytes }) => sum + bytes, 0);
    for (const piece of [...given.value.pieces].reverse()) {
      const found = await lastIn(file, piece);
      if (found !== null) return ok({ found, unreadBytes });
    }
    end = start;
    report?.(file.bytes - end, file.bytes);
  }
  if (signal?.aborted === true) return err({ kind: 'read-failed', at: 0, bytes: 0, code: 'ECANCELED' });
  return ok({ found: null, unreadBytes });
}

/**
 * The start of a hole that ends at `end`, on a border of steps, found by asking for ever larger stretches. `end` if there is
 * no hole.
 */
async function zerosBefore(file: BlockFile, end: number, signal: SearchOptions['signal']): Promise<number> {
  let from = end;
  for (let step = STEP; from > 0 && signal?.aborted !== true; step *= 2) {
    const start = Math.max(0, Math.floor((from - 1) / STEP) * STEP + STEP - step);
    if (!(await isHole(file, { at: start, end: from }))) return from;
    from = start;
  }
  return from;
}

/** `start` is on a sector border: no footer crosses it. */
async function lastIn(file: BlockFile, { at: start, bytes }: StructBytes): Promise<StructBytes | null> {
  const first = FOOTER_COOKIE.charCodeAt(0);
  for (
    let at = Math.floor((bytes.length - FOOTER_BYTES) / SECTOR_BYTES) * SECTOR_BYTES;
    at > 0 || (at === 0 && start > 0);
    at -= SECTOR_BYTES
  ) {
    if (bytes[at] !== first) continue;
    const candidate = { at: start + at, bytes: bytes.slice(at, at + FOOTER_BYTES) };
    if (await fitsItsPlace(file, candidate)) return candidate;
  }
  return null;
}

/** A fixed disk's footer stands where its size says; that of another disk names a dynamic header that is there. */
export async function fitsItsPlace(file: BlockFile, candidate: StructBytes): Promise<boolean> {
  if (!isSoundFooter(candidate.bytes)) return false;
  return typeOf(candidate.bytes) === 'fixed' ? sizeFits(candidate) : hasHeader(file, candidate);
}
