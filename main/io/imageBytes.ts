/** What saving and recovering do with an image's bytes: write ranges, compare them, and tell old from new. */
import { createHash } from 'node:crypto';
import type { FileError } from '../../shared/errors';
import { layOver } from '../../shared/overlaidFile';
import { err, ok, type Result } from '../../shared/result';
import { fileOffset } from '../../shared/vhd/units';
import type { Done, OpenFile } from './fileSystem';
import type { GuardRange, JournalRecord } from './journal';

const CHUNK = 1024 * 1024;
const SECTOR = 512;
const ZEROS = new Uint8Array(CHUNK);

/** The ranges of at most 1 MiB that make up `bytes` bytes from `at`. */
function* chunks(at: number, bytes: number): Generator<{ readonly at: number; readonly from: number; readonly bytes: number }> {
  for (let from = 0; from < bytes; from += CHUNK) yield { at: at + from, from, bytes: Math.min(CHUNK, bytes - from) };
}

/** `signal` is checked before each chunk; an aborted write is reported as a failure. */
export async function writeRange(file: OpenFile, at: number, data: Uint8Array, signal?: { readonly aborted: boolean }): Done {
  for (const part of chunks(at, data.length)) {
    if (signal?.aborted === true) return err({ kind: 'read-failed', at: part.at, bytes: 0, code: 'ECANCELED' });
    const written = await file.write(fileOffset(part.at), data.subarray(part.from, part.from + part.bytes));
    if (!written.ok) return written;
  }
  return ok(undefined);
}

/** Writes real zeros, not a hole: the room must be reserved afterwards. */
export async function writeZeros(file: OpenFile, at: number, bytes: number): Done {
  for (const part of chunks(at, bytes)) {
    const written = await file.write(fileOffset(part.at), ZEROS.subarray(0, part.bytes));
    if (!written.ok) return written;
  }
  return ok(undefined);
}

const firstDifference = (a: Uint8Array, b: Uint8Array): number => {
  if (Buffer.compare(a, b) === 0) return -1;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return i;
  return a.length;
};

/** The first byte of the range that differs from `expected` (null: from zero); null when none does. */
export async function findDifference(
  file: OpenFile,
  at: number,
  bytes: number,
  expected: Uint8Array | null,
): Promise<Result<number | null, FileError>> {
  for (const part of chunks(at, bytes)) {
    const read = await file.read(fileOffset(part.at), part.bytes);
    if (!read.ok) return read;
    const wanted = expected === null ? ZEROS.subarray(0, part.bytes) : expected.subarray(part.from, part.from + part.bytes);
    const place = firstDifference(read.value, wanted);
    if (place >= 0) return ok(part.at + place);
  }
  return ok(null);
}

/** The first place where the records' new bytes do not stand; null when they stand everywhere. */
export async function findNotNew(file: OpenFile, records: readonly JournalRecord[]): Promise<Result<number | null, FileError>> {
  for (const { at, bytes, after } of records) {
    const place = await findDifference(file, at, bytes, after);
    if (!place.ok || place.value !== null) return place;
  }
  return ok(null);
}

/** SHA-256 over the guarded ranges as they were before the save; their old bytes are taken from `records`. */
export async function guardHash(
  file: OpenFile,
  guards: readonly GuardRange[],
  records: readonly JournalRecord[],
): Promise<Result<Uint8Array, FileError>> {
  const hash = createHash('sha256');
  for (const guard of guards) {
    for (const part of chunks(guard.at, guard.bytes)) {
      const read = await file.read(fileOffset(part.at), part.bytes);
      if (!read.ok) return read;
      for (const { at, before } of records) if (before !== null) layOver(read.value, part.at, { at, bytes: before });
      hash.update(read.value);
    }
  }
  return ok(hash.digest());
}

export type Standing = {
  readonly allOld: boolean;
  readonly allNew: boolean;
  /** The first sector that is neither old nor new. Only searched within the old file: behind it a cut may leave anything. */
  readonly foreignAt: number | null;
};

/** Checks sector by sector whether it is old, new, both, or something else. `length` is the file's now. */
export async function standingOf(file: OpenFile, records: readonly JournalRecord[], length: number): Promise<Result<Standing, FileError>> {
  let allOld = true;
  let allNew = true;
  let foreignAt: number | null = null;
  for (const record of records) {
    if (record.before === null) {
      const isNew = record.at + record.bytes <= length ? await findDifference(file, record.at, record.bytes, record.after) : ok(record.at);
      if (!isNew.ok) return isNew;
      allOld &&= length <= record.at;
      allNew &&= isNew.value === null;
      continue;
    }
    const some = await standingOfOld(file, record, record.before);
    if (!some.ok) return some;
    allOld &&= some.value.allOld;
    allNew &&= some.value.allNew;
    foreignAt ??= some.value.foreignAt;
  }
  return ok({ allOld, allNew, foreignAt });
}

/**
 * Whether a full disk or a failing drive ended a write in the middle of a sector: old up to a point and new behind it, or
 * the reverse. `now` is neither of them.
 */
function isCutShort(now: Uint8Array, old: Uint8Array, fresh: Uint8Array): boolean {
  const upTo = (side: Uint8Array): number => now.findIndex((byte, i) => byte !== side[i]);
  const isSame = (side: Uint8Array, from: number): boolean => Buffer.compare(now.subarray(from), side.subarray(from)) === 0;
  return isSame(old, upTo(fresh)) || isSame(fresh, upTo(old));
}

async function standingOfOld(file: OpenFile, record: JournalRecord, before: Uint8Array): Promise<Result<Standing, FileError>> {
  const read = await file.read(record.at, record.bytes);
  if (!read.ok) return read;
  let allOld = true;
  let allNew = true;
  for (let from = 0; from < record.bytes; from += SECTOR) {
    const to = Math.min(from + SECTOR, record.bytes);
    const now = read.value.subarray(from, to);
    const sides = [before.subarray(from, to), (record.after ?? ZEROS).subarray(from, to)] as const;
    const isOld = Buffer.compare(now, sides[0]) === 0;
    const isNew = Buffer.compare(now, sides[1]) === 0;
    if (!isOld && !isNew && !isCutShort(now, sides[0], sides[1])) return ok({ allOld: false, allNew: false, foreignAt: record.at + from });
    allOld &&= isOld;
    allNew &&= isNew;
  }
  return ok({ allOld, allNew, foreignAt: null });
}

/** Turns a comparison's result into one that callers can pass on: `place` is the first difference, or null. */
export const asMismatch = <T>(
  place: Result<number | null, T>,
): Result<void, T | { readonly kind: 'read-back-differs'; readonly at: number }> => {
  if (!place.ok) return place;
  return place.value === null ? ok(undefined) : err({ kind: 'read-back-differs', at: place.value });
};
