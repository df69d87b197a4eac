/**
 * The save journal, format 1: what stood where and what will, kept beside the image until the save is complete, and
 * after it for as long as the user may want to undo. Little-endian throughout, in units of 512 bytes:
 *
 *   sector 0   header: identity of the image, lengths, SHA-256 over the body, SHA-256 over itself
 *   sector 1   state, the only thing ever overwritten, with a CRC-32C
 *   body       records: offset, length, kind, flags, old and new bytes with a CRC-32C each
 *   trailer    magic and the body's length
 *
 * A journal is hostile input: parseJournal checks every number before it is used, and nothing of a journal that is not
 * whole is ever written into an image.
 */
import { createHash } from 'node:crypto';
import type { JournalFault } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import { fileOffset, type FileOffset } from '../../shared/vhd/units';
import { crc32c, crc32cOfZeros } from './crc32c';
import type { Identity } from './fileSystem';

export const JOURNAL_STATE = { prepared: 1, committed: 2, 'rolled-back': 3 } as const;
export type JournalState = keyof typeof JOURNAL_STATE;

/** One range of the file. Records are sorted and do not overlap. */
export type JournalRecord = {
  readonly at: FileOffset;
  /** The number of new bytes. There are as many old bytes as the old file has in that range. */
  readonly bytes: number;
  /** Null behind the old end of the file. */
  readonly before: Uint8Array | null;
  /** Null: the new bytes are zeros, which are not stored. */
  readonly after: Uint8Array | null;
  /** Zeros that nobody writes, because the file's new length gives them. Known only while saving; the journal does not store it. */
  readonly isHole?: true;
};

export type GuardRange = { readonly at: number; readonly bytes: number };

export type JournalHeader = {
  readonly id: Uint8Array;
  /** Unix milliseconds. */
  readonly created: number;
  readonly app: string;
  readonly pid: number;
  readonly bootId: Uint8Array;
  readonly host: string;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** The disk's id, 16 bytes; zeros where the file has none. */
  readonly diskId: Uint8Array;
  /** Ranges that the save did not change but relied upon: footers, header, table. */
  readonly guards: readonly GuardRange[];
  /** SHA-256 over their bytes before the save, concatenated. If somebody changed them since, it is another disk. */
  readonly metaHash: Uint8Array;
  readonly lengthBefore: number;
  readonly lengthAfter: number;
};

export type Journal = JournalHeader & { readonly state: JournalState; readonly seq: number; readonly records: readonly JournalRecord[] };

const UNIT = 512;
export const STATE_AT = fileOffset(UNIT);
const BODY_AT = 2 * UNIT;
const RECORD_HEAD = 32;
const MAGIC = 'PLATJNL1';
const STATE_MAGIC = 'PLATSTAT';
const END_MAGIC = 'PLATJEND';
const VERSION = 1;
/** A save changes at most 64 MiB; the journal has old and new bytes and the records' heads. */
export const MAX_JOURNAL_BYTES = 320 * 1024 * 1024;
const MAX_RECORDS = 1_000_000;
/** The limit that a BAT's offsets and fixed disks stay below. */
const MAX_LENGTH = 2 ** 53 - 1;
const FLAG_ZEROS = 1;
/** The largest table that is read: 8 Mi entries. */
const MAX_GUARDED = 32n * 1024n * 1024n;

const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const padded = (bytes: number): number => Math.ceil(bytes / UNIT) * UNIT;
const viewOf = (raw: Uint8Array): DataView => new DataView(raw.buffer, raw.byteOffset, raw.byteLength);

/** Field offsets in sector 0. */
const H = {
  version: 8,
  flags: 10,
  id: 16,
  created: 32,
  app: 40,
  dev: 56,
  ino: 64,
  size: 72,
  mtimeNs: 80,
  ctimeNs: 88,
  diskId: 96,
  metaHash: 112,
  pid: 144,
  records: 148,
  bootId: 152,
  host: 168,
  lengthBefore: 232,
  lengthAfter: 240,
  bodyBytes: 248,
  bodyHash: 256,
  guards: 288,
  ownHash: 480,
} as const;
const GUARD_BYTES = 16;
/** A plan has four guards: both footers, header, table. */
export const MAX_GUARDS = (H.ownHash - H.guards) / GUARD_BYTES;
const APP_BYTES = H.dev - H.app;
const HOST_BYTES = H.lengthBefore - H.host;

const putText = (raw: Uint8Array, at: number, bytes: number, text: string): void =>
  raw.set(new TextEncoder().encode(text).subarray(0, bytes), at);
const textAt = (raw: Uint8Array, at: number, bytes: number): string =>
  new TextDecoder().decode(raw.subarray(at, at + bytes)).split('\0', 1)[0] ?? '';

/** The sector that holds the state. */
export function encodeState(state: JournalState, seq: number): Uint8Array {
  const raw = new Uint8Array(UNIT);
  putText(raw, 0, 8, STATE_MAGIC);
  viewOf(raw).setUint32(8, JOURNAL_STATE[state], true);
  viewOf(raw).setUint32(12, seq, true);
  viewOf(raw).setUint32(UNIT - 4, crc32c(raw.subarray(0, UNIT - 4)), true);
  return raw;
}

/** An unreadable state counts as prepared: the bytes in the image are then checked and decide. */
function decodeState(raw: Uint8Array): { readonly state: JournalState; readonly seq: number } {
  const view = viewOf(raw);
  const code = view.getUint32(8, true);
  const names = Object.keys(JOURNAL_STATE) as JournalState[];
  const state = names.find((name) => JOURNAL_STATE[name] === code);
  const isWhole = textAt(raw, 0, 8) === STATE_MAGIC && view.getUint32(UNIT - 4, true) === crc32c(raw.subarray(0, UNIT - 4));
  return isWhole && state !== undefined ? { state, seq: view.getUint32(12, true) } : { state: 'prepared', seq: 0 };
}

/** The whole file, in pieces that are written one after the other; its state is prepared. */
export function encodeJournal(header: JournalHeader, records: readonly JournalRecord[]): Uint8Array {
  const bodyBytes = records.reduce((sum, record) => sum + recordBytes(record), 0);
  const raw = new Uint8Array(BODY_AT + bodyBytes + UNIT);
  let at = BODY_AT;
  for (const record of records) at += putRecord(raw.subarray(at), record);
  const body = raw.subarray(BODY_AT, BODY_AT + bodyBytes);
  putHeader(raw.subarray(0, UNIT), header, records.length, body);
  raw.set(encodeState('prepared', 0), STATE_AT);
  putText(raw, BODY_AT + bodyBytes, 8, END_MAGIC);
  viewOf(raw).setBigUint64(BODY_AT + bodyBytes + 8, BigInt(bodyBytes), true);
  return raw;
}

/** The length of a journal with these records. */
export const journalBytes = (records: readonly JournalRecord[]): number =>
  BODY_AT + records.reduce((sum, record) => sum + recordBytes(record), 0) + UNIT;

const recordBytes = ({ before, after }: JournalRecord): number => padded(RECORD_HEAD + (before?.length ?? 0) + (after?.length ?? 0));

function putHeader(raw: Uint8Array, header: JournalHeader, records: number, body: Uint8Array): void {
  const view = viewOf(raw);
  putText(raw, 0, 8, MAGIC);
  view.setUint16(H.version, VERSION, true);
  raw.set(header.id, H.id);
  view.setBigUint64(H.created, BigInt(header.created), true);
  putText(raw, H.app, APP_BYTES, header.app);
  view.setBigUint64(H.dev, BigInt.asUintN(64, header.dev), true);
  view.setBigUint64(H.ino, BigInt.asUintN(64, header.ino), true);
  view.setBigUint64(H.size, BigInt(header.lengthBefore), true);
  view.setBigInt64(H.mtimeNs, header.mtimeNs, true);
  view.setBigInt64(H.ctimeNs, header.ctimeNs, true);
  raw.set(header.diskId, H.diskId);
  raw.set(header.metaHash, H.metaHash);
  view.setUint32(H.pid, header.pid, true);
  view.setUint32(H.records, records, true);
  raw.set(header.bootId, H.bootId);
  putText(raw, H.host, HOST_BYTES, header.host);
  view.setBigUint64(H.lengthBefore, BigInt(header.lengthBefore), true);
  view.setBigUint64(H.lengthAfter, BigInt(header.lengthAfter), true);
  view.setBigUint64(H.bodyBytes, BigInt(body.length), true);
  raw.set(sha256(body), H.bodyHash);
  header.guards.forEach(({ at, bytes }, index) => {
    view.setBigUint64(H.guards + index * GUARD_BYTES, BigInt(at), true);
    view.setBigUint64(H.guards + index * GUARD_BYTES + 8, BigInt(bytes), true);
  });
  raw.set(sha256(raw.subarray(0, H.ownHash)), H.ownHash);
}

function putRecord(raw: Uint8Array, { at, bytes, before, after }: JournalRecord): number {
  const view = viewOf(raw);
  const old = before ?? new Uint8Array();
  view.setBigUint64(0, BigInt(at), true);
  view.setUint32(8, bytes, true);
  view.setUint16(12, before === null ? 2 : 1, true);
  view.setUint16(14, after === null ? FLAG_ZEROS : 0, true);
  view.setUint32(16, old.length, true);
  view.setUint32(20, crc32c(old), true);
  view.setUint32(24, after === null ? crc32cOfZeros(bytes) : crc32c(after), true);
  raw.set(old, RECORD_HEAD);
  if (after !== null) raw.set(after, RECORD_HEAD + old.length);
  return recordBytes({ at, bytes, before, after });
}

/** The length of the first sector. */
export const HEADER_BYTES = UNIT;

/** Whether a journal that begins with `head` was made for the file of this device and number, whatever else it holds. */
export function isJournalOf(head: Uint8Array, { dev, ino }: Pick<JournalHeader, 'dev' | 'ino'>): boolean {
  const view = viewOf(head);
  const isWhole = textAt(head, 0, 8) === MAGIC && same(sha256(head.subarray(0, H.ownHash)), head.subarray(H.ownHash));
  return (
    isWhole && view.getBigUint64(H.dev, true) === BigInt.asUintN(64, dev) && view.getBigUint64(H.ino, true) === BigInt.asUintN(64, ino)
  );
}

/** What a journal's first sector says about the file it was made for, though the sector may be damaged elsewhere. */
export type Claim = Pick<JournalHeader, 'dev' | 'ino' | 'diskId'> & {
  /** Lengths of the file before and after the save, unchecked: its last footer stands at the end of one of them. */
  readonly lengths: readonly [bigint, bigint];
};

/** Null if even the beginning is not that of a journal. */
export function claimOf(head: Uint8Array): Claim | null {
  if (head.length < HEADER_BYTES || textAt(head, 0, 8) !== MAGIC) return null;
  const view = viewOf(head);
  return {
    dev: view.getBigUint64(H.dev, true),
    ino: view.getBigUint64(H.ino, true),
    diskId: head.slice(H.diskId, H.diskId + 16),
    lengths: [view.getBigUint64(H.lengthBefore, true), view.getBigUint64(H.lengthAfter, true)],
  };
}

/** File systems' times may be this coarse: a file written later may still have its earlier time. */
const COARSEST_TIME_MS = 2000;

/**
 * Whether the journal that begins with `head` was cut off while it was written, which is before the first byte of its image
 * is written: the journal is shorter than it says, and the image still has the identity, length and times it was made for.
 * If a journal lost its end later, its image was written to since.
 */
export function isCutBeforeImage(head: Uint8Array, fileBytes: number, now: Identity): boolean {
  if (head.length < HEADER_BYTES || !isJournalOf(head, now)) return false;
  const header = readHeader(head);
  const view = viewOf(head);
  if (header === null || view.getUint16(H.version, true) !== VERSION) return false;
  const isCut = BigInt(fileBytes) < view.getBigUint64(H.bodyBytes, true) + BigInt(BODY_AT + UNIT);
  const { mtimeNs, ctimeNs, created, lengthBefore } = header;
  const isSameFile = mtimeNs === now.mtimeNs && ctimeNs === now.ctimeNs && lengthBefore === now.size;
  const latest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
  return isCut && isSameFile && BigInt(created - COARSEST_TIME_MS) * 1_000_000n >= latest;
}

/** `checksHashes` is false only in tests that plant that fault. */
export function parseJournal(raw: Uint8Array, checksHashes = true): Result<Journal, JournalFault> {
  if (raw.length > MAX_JOURNAL_BYTES) return err('too-large');
  if (raw.length < BODY_AT + UNIT) return err('short');
  const head = raw.subarray(0, UNIT);
  const view = viewOf(head);
  if (textAt(head, 0, 8) !== MAGIC) return err('bad-magic');
  if (checksHashes && !same(sha256(head.subarray(0, H.ownHash)), head.subarray(H.ownHash))) return err('bad-hash');
  if (view.getUint16(H.version, true) !== VERSION) return err('bad-version');
  const bodyBytes = view.getBigUint64(H.bodyBytes, true);
  if (bodyBytes !== BigInt(raw.length - BODY_AT - UNIT)) return err('short');
  const body = raw.subarray(BODY_AT, raw.length - UNIT);
  if (checksHashes && !same(sha256(body), head.subarray(H.bodyHash, H.bodyHash + 32))) return err('bad-hash');
  const end = viewOf(raw.subarray(raw.length - UNIT));
  if (textAt(raw, raw.length - UNIT, 8) !== END_MAGIC || end.getBigUint64(8, true) !== bodyBytes) return err('short');
  const header = readHeader(head);
  if (header === null) return err('bad-record');
  const records = readRecords(body, view.getUint32(H.records, true), header);
  if (records === null) return err('bad-record');
  return ok({ ...header, ...decodeState(raw.subarray(UNIT, 2 * UNIT)), records });
}

/** The guards up to the first of length zero; null when one lies outside the old file, or when they have too many bytes to check. */
function readGuards(view: DataView, lengthBefore: bigint): GuardRange[] | null {
  const guards: GuardRange[] = [];
  for (let index = 0; index < MAX_GUARDS; index++) {
    const at = view.getBigUint64(H.guards + index * GUARD_BYTES, true);
    const bytes = view.getBigUint64(H.guards + index * GUARD_BYTES + 8, true);
    if (bytes === 0n) break;
    if (at > lengthBefore || bytes > MAX_GUARDED || at + bytes > lengthBefore) return null;
    guards.push({ at: Number(at), bytes: Number(bytes) });
  }
  return guards;
}

/** Null when a length is one that no file can have. */
function readHeader(head: Uint8Array): JournalHeader | null {
  const view = viewOf(head);
  const lengthBefore = view.getBigUint64(H.lengthBefore, true);
  const lengthAfter = view.getBigUint64(H.lengthAfter, true);
  const created = view.getBigUint64(H.created, true);
  if ([lengthBefore, lengthAfter, created].some((value) => value > BigInt(MAX_LENGTH))) return null;
  const guards = readGuards(view, lengthBefore);
  if (guards === null) return null;
  return {
    guards,
    id: head.slice(H.id, H.id + 16),
    created: Number(created),
    app: textAt(head, H.app, APP_BYTES),
    pid: view.getUint32(H.pid, true),
    bootId: head.slice(H.bootId, H.bootId + 16),
    host: textAt(head, H.host, HOST_BYTES),
    dev: view.getBigUint64(H.dev, true),
    ino: view.getBigUint64(H.ino, true),
    mtimeNs: view.getBigInt64(H.mtimeNs, true),
    ctimeNs: view.getBigInt64(H.ctimeNs, true),
    diskId: head.slice(H.diskId, H.diskId + 16),
    metaHash: head.slice(H.metaHash, H.metaHash + 32),
    lengthBefore: Number(lengthBefore),
    lengthAfter: Number(lengthAfter),
  };
}

/**
 * Null when a record is not whole, lies outside the file or out of order, or when the file would get even one byte longer
 * than the records say: recovery must never make a file as long as a forged number says.
 */
function readRecords(body: Uint8Array, count: number, header: JournalHeader): JournalRecord[] | null {
  if (count > Math.min(MAX_RECORDS, body.length / UNIT)) return null;
  const records: JournalRecord[] = [];
  let from = 0;
  let end = 0;
  for (let index = 0; index < count; index++) {
    const record = readRecord(body.subarray(from), header);
    if (record === null || record.at < end) return null;
    if (record.before === null && record.at !== Math.max(end, header.lengthBefore)) return null;
    records.push(record);
    end = record.at + record.bytes;
    from += recordBytes(record);
  }
  return from === body.length && Math.max(end, header.lengthBefore) === header.lengthAfter ? records : null;
}

function readRecord(raw: Uint8Array, header: JournalHeader): JournalRecord | null {
  if (raw.length < RECORD_HEAD) return null;
  const view = viewOf(raw);
  const at = view.getBigUint64(0, true);
  const bytes = view.getUint32(8, true);
  const oldBytes = view.getUint32(16, true);
  const areZeros = view.getUint16(14, true) === FLAG_ZEROS;
  if (bytes === 0 || at > BigInt(MAX_LENGTH) || Number(at) + bytes > Math.max(header.lengthBefore, header.lengthAfter)) return null;
  const isOld = view.getUint16(12, true) === 1;
  // A record lies wholly inside the old file or wholly behind it.
  if (isOld && areZeros) return null;
  if (isOld ? oldBytes !== bytes || Number(at) + bytes > header.lengthBefore : oldBytes !== 0 || Number(at) < header.lengthBefore)
    return null;
  const stored = oldBytes + (areZeros ? 0 : bytes);
  if (raw.length < padded(RECORD_HEAD + stored)) return null;
  const before = isOld ? raw.slice(RECORD_HEAD, RECORD_HEAD + oldBytes) : null;
  const after = areZeros ? null : raw.slice(RECORD_HEAD + oldBytes, RECORD_HEAD + stored);
  const sumsHold =
    view.getUint32(20, true) === crc32c(before ?? new Uint8Array()) && (after === null || view.getUint32(24, true) === crc32c(after));
  return sumsHold ? { at: fileOffset(Number(at)), bytes, before, after } : null;
}
