/**
 * Finds the footer and its copy and decides which to believe. The trailing footer wins, because the disk's own first sector
 * may hold another VHD's footer copy. Candidates in order: the end of the file (512 bytes, or 511 from before Virtual PC
 * 2004, or what a cut has left of one), offset 0, the place behind the last block, and a bounded scan backwards for one that junk was appended to.
 */
import type { IoError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, FOOTER_COOKIE, footer, NO_DATA_OFFSET } from '../../../shared/vhd/footer';
import { onesComplementSum } from '../../../shared/vhd/defineStruct';
import { fileOffset, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import { endOfBlocks } from './bat';
import type { BlockFile } from '../read/blockFile';
import { givenIn, isUnread, type Unread } from '../check/unread';
import { findHeader } from './header';

/** How far back a footer is searched for behind appended bytes. */
const SCAN_BYTES = 4 * 1024 * 1024;
/** Windows leaves up to so many bytes between the last block and the footer. */
const ALIGNMENT_BYTES = 4096;
const IN_USE_BY_XEN = 0xc7;
/** `EFI PART`. */
const GPT_SIGNATURE = 0x4546_4920_5041_5254n;

/** `unread`: the drive cannot read it. */
export type FooterTail = 'good' | 'short' | 'cut-off' | 'in-use-by-xen' | 'blank' | 'unread';

export type Footers = {
  readonly footer: StructBytes | null;
  /** What stands at offset 0, if it is a footer; null on a fixed disk, whose first sector is its own. */
  readonly copy: StructBytes | null;
  /** What stands where the footer should be. */
  readonly tail: FooterTail;
  /** Bytes behind the footer. */
  readonly trailingBytes: number;
  /** The range where one of the two should stand, if the drive cannot read it; null if both can be read. */
  readonly unread: Unread | null;
  readonly trusted: 'footer' | 'footer-copy' | 'none';
  /** The place that was given for the footer, if it is only found there; null if it is found without. */
  readonly farAt: number | null;
};

const hasCookie = (raw: Uint8Array): boolean => footer.get(raw, 'cookie') === FOOTER_COOKIE;

const VERSION_1 = 0x0001_0000;

/** Version, type and size have values that a footer can have. */
export function isPlausible(raw: Uint8Array): boolean {
  const size = footer.get(raw, 'currentSize');
  return footer.get(raw, 'fileFormatVersion') === VERSION_1 && isKnownType(raw) && size > 0n && size % BigInt(SECTOR_BYTES) === 0n;
}

/** Xen's vhd-util puts this in place of the cookie while it resizes a disk. */
const POISON = 'v_poison';

/**
 * Only the cookie is damaged: with the right cookie the checksum is right, or a program that did not know the format
 * computed the checksum over the wrong cookie.
 */
export function isOnlyCookieDamaged(raw: Uint8Array): boolean {
  if (hasCookie(raw)) return false;
  const right = onesComplementSum(footer.setRaw(raw, 'cookie', FOOTER_COOKIE), footer.fields.checksum.at);
  if (right === footer.get(raw, 'checksum')) return true;
  return footer.get(raw, 'cookie') !== POISON && isPlausible(raw) && sumHolds(raw);
}

/**
 * Whether a last sector at `at` with wrong cookie and checksum is the rest of a footer: most of the fields that allow few
 * values have one of them.
 */
export function resemblesFooter({ at, bytes }: StructBytes): boolean {
  const offset = footer.get(bytes, 'dataOffset');
  const signs = [
    [2, 3].includes(footer.get(bytes, 'features')),
    footer.get(bytes, 'fileFormatVersion') === VERSION_1,
    offset === NO_DATA_OFFSET || offset === BigInt(FOOTER_BYTES),
    isKnownType(bytes),
    footer.get(bytes, 'currentSize') === BigInt(at),
    hasCookie(bytes),
  ];
  return signs.filter(Boolean).length > signs.length / 2;
}

export const isPoisoned = (raw: Uint8Array): boolean => footer.get(raw, 'cookie') === POISON && sumHolds(raw);

/** A footer, perhaps damaged: it has the cookie, or its checksum would be right with the cookie, or Xen disabled it. */
export const isRecognised = (raw: Uint8Array): boolean => hasCookie(raw) || isOnlyCookieDamaged(raw) || isPoisoned(raw);

/** Early Xen tools did not update the checksum when they set `hidden`; that is accepted. */
export function isXenHiddenQuirk(raw: Uint8Array): boolean {
  const early = [0x0000_0001, 0x0001_0001].includes(footer.get(raw, 'creatorVersion'));
  if (footer.get(raw, 'creatorApplication') !== 'tap\0' || !early) return false;
  return onesComplementSum(footer.setRaw(raw, 'hidden', 0), footer.fields.checksum.at) === footer.get(raw, 'checksum');
}

export function sumHolds(raw: Uint8Array): boolean {
  const sums = footer.sums(raw);
  return sums !== null && (sums.stored === sums.computed || isXenHiddenQuirk(raw));
}

/** Cookie, checksum, version and type are right. */
export const isSoundFooter = (raw: Uint8Array): boolean =>
  hasCookie(raw) && sumHolds(raw) && footer.get(raw, 'fileFormatVersion') === VERSION_1 && isKnownType(raw);

export const typeOf = (raw: Uint8Array): string => {
  const type = footer.get(raw, 'diskType');
  return typeof type === 'string' ? type : 'unknown';
};

const isKnownType = (raw: Uint8Array): boolean => ['fixed', 'dynamic', 'differencing'].includes(typeOf(raw));
const isSparse = (raw: Uint8Array): boolean => typeOf(raw) === 'dynamic' || typeOf(raw) === 'differencing';

/** The footer stands exactly where a fixed disk of its size ends. */
export const sizeFits = ({ at, bytes }: StructBytes): boolean => footer.get(bytes, 'currentSize') === BigInt(at);

const sameDisk = (a: StructBytes, b: StructBytes): boolean => footer.get(a.bytes, 'uniqueId') === footer.get(b.bytes, 'uniqueId');

/**
 * Both copies of a dynamic disk's footer, or the one footer of a fixed disk. `farAt`: where a search of the whole file found
 * one, used if no other place has any. There a damaged one is accepted, because it was sound when it was found.
 */
export async function findFooters(file: BlockFile, farAt: number | null = null): Promise<Result<Footers, IoError>> {
  const nearBytes = Math.min(FOOTER_BYTES, file.bytes);
  const near = await file.read(fileOffset(file.bytes - nearBytes), nearBytes);
  if (!near.ok && !isUnread(near.error)) return near;
  const front = nearBytes === FOOTER_BYTES ? await file.read(fileOffset(0), FOOTER_BYTES) : ok(new Uint8Array(FOOTER_BYTES));
  if (!near.ok || !front.ok) {
    if (!front.ok && !isUnread(front.error)) return front;
    const alone = near.ok ? byEndAlone(file, near.value, front as Failed) : front.ok ? byCopyAlone(file, front.value, near) : near;
    const byOne = await alone;
    return byOne.ok || farAt === null ? byOne : byFarAlone(file, farAt, { near, front, failed: byOne });
  }
  const quick = await readTail(file, near.value, isRecognised(front.value) ? { at: 0, bytes: front.value } : null);
  const isMissed = !quick.ok && isUnread(quick.error) && farAt !== null;
  if (!quick.ok && !isMissed) return quick;
  const looked: Tail = quick.ok ? quick.value : { found: null, tail: 'unread', trailingBytes: 0 };
  const far = looked.found === null && farAt !== null ? await readFar(file, farAt, looked) : ok(looked);
  const tail = !quick.ok && far.ok && far.value.found === null ? quick : far;
  if (!tail.ok) return tail;
  const { found } = tail.value;
  const copy = isRecognised(front.value) && found?.at !== 0 ? { at: 0, bytes: front.value } : null;
  const { trailingBytes } = tail.value;
  const alone = found !== null && isFixedByItself(found);
  const trusted = alone ? 'footer' : await choose(file, found, copy);
  const isFar = found !== null && looked.found === null;
  return ok({
    footer: found,
    copy: alone ? null : copy,
    tail: tail.value.tail,
    trailingBytes,
    trusted,
    unread: null,
    farAt: isFar ? found.at : null,
  });
}

type Failed = Extract<Result<never, IoError>, { readonly ok: false }>;

/** If the drive cannot read the end, a sound copy with its header says what the disk is. */
async function byCopyAlone(file: BlockFile, front: Uint8Array, failed: Failed): Promise<Result<Footers, IoError>> {
  const copy = { at: 0, bytes: front };
  const isEnough = isSoundFooter(front) && isSparse(front) && (await hasHeader(file, copy));
  if (!isEnough) return failed;
  const unread = { at: file.bytes - FOOTER_BYTES, bytes: FOOTER_BYTES };
  return ok({ footer: null, copy, tail: 'unread', trailingBytes: 0, trusted: 'footer-copy', unread, farAt: null });
}

/** If the drive cannot read the start, which is a fixed disk's own first sector, a sound footer in its place says enough. */
async function byEndAlone(file: BlockFile, near: Uint8Array, failed: Failed): Promise<Result<Footers, IoError>> {
  const found = { at: file.bytes - FOOTER_BYTES, bytes: near };
  const isEnough = isSoundFooter(near) && (isFixedByItself(found) || (await hasHeader(file, found)));
  if (!isEnough) return failed;
  const unread = isSparse(near) ? { at: 0, bytes: FOOTER_BYTES } : null;
  return ok({ footer: found, copy: null, tail: 'good', trailingBytes: 0, trusted: 'footer', unread, farAt: null });
}

type Ends = {
  readonly near: Result<Uint8Array, IoError>;
  readonly front: Result<Uint8Array, IoError>;
  readonly failed: Failed;
};

/** If the drive cannot read one of the two places and the other says too little, what a search found elsewhere is used. */
async function byFarAlone(file: BlockFile, farAt: number, { near, front, failed }: Ends): Promise<Result<Footers, IoError>> {
  const far = await readFar(file, farAt, { found: null, tail: 'unread', trailingBytes: 0 });
  if (!far.ok) return far;
  const { found, tail, trailingBytes } = far.value;
  if (found === null) return failed;
  const copy = front.ok && isSparse(found.bytes) && isRecognised(front.value) ? { at: 0, bytes: front.value } : null;
  const isFrontMissed = near.ok && isSparse(found.bytes);
  const unread = near.ok ? (isFrontMissed ? { at: 0, bytes: FOOTER_BYTES } : null) : { at: file.bytes - FOOTER_BYTES, bytes: FOOTER_BYTES };
  return ok({ footer: found, copy, tail, trailingBytes, trusted: await choose(file, found, copy), unread, farAt: found.at });
}

/** A fixed disk's footer in its place wins whatever the disk's first sector holds; QEMU would open a disk nested there. */
const isFixedByItself = (found: StructBytes): boolean => typeOf(found.bytes) === 'fixed' && sizeFits(found);

async function choose(file: BlockFile, found: StructBytes | null, copy: StructBytes | null): Promise<Footers['trusted']> {
  const usable = copy !== null && isSparse(copy.bytes);
  if (found === null) return copy !== null && (usable || typeOf(copy.bytes) !== 'fixed') ? 'footer-copy' : 'none';
  if (copy === null || !usable || !isSoundFooter(copy.bytes) || !(await hasHeader(file, copy))) return 'footer';
  if (!isSoundFooter(found.bytes)) return 'footer-copy';
  if (typeOf(found.bytes) === 'fixed') return sameDisk(found, copy) ? 'footer-copy' : 'footer';
  const older = footer.get(found.bytes, 'timeStamp') < footer.get(copy.bytes, 'timeStamp');
  return older && !(await fitsTable(file, found)) ? 'footer-copy' : 'footer';
}

async function headerOf(file: BlockFile, candidate: StructBytes): Promise<Uint8Array | null> {
  const header = await findHeader(file, candidate.bytes);
  return header?.ok === true ? header.value.bytes : null;
}

export const hasHeader = async (file: BlockFile, candidate: StructBytes): Promise<boolean> => (await headerOf(file, candidate)) !== null;

/** Whether the footer's size is one that the table can map. */
async function fitsTable(file: BlockFile, candidate: StructBytes): Promise<boolean> {
  const header = await headerOf(file, candidate);
  if (header === null) return true;
  const mapped = BigInt(dynamicHeader.get(header, 'maxTableEntries')) * BigInt(dynamicHeader.get(header, 'blockSize'));
  return footer.get(candidate.bytes, 'currentSize') <= mapped;
}

type Tail = { readonly found: StructBytes | null; readonly tail: FooterTail; readonly trailingBytes: number };

/** `near` is the file's last 512 bytes: almost always the footer, and then nothing more is read. */
async function readTail(file: BlockFile, near: Uint8Array, front: StructBytes | null): Promise<Result<Tail, IoError>> {
  // If nothing but a dynamic disk's footer is there, it is the copy at the start, and everything behind it is gone.
  if (file.bytes === FOOTER_BYTES && isRecognised(near) && isSparse(near)) return ok({ found: null, tail: 'cut-off', trailingBytes: 0 });
  if (near.length === FOOTER_BYTES && isRecognised(near))
    return ok({ found: { at: file.bytes - FOOTER_BYTES, bytes: near }, tail: 'good', trailingBytes: 0 });
  const short = shortFooter(file, near);
  if (short !== null) return ok({ found: short, tail: 'short', trailingBytes: 0 });
  const tail = whatStandsThere(near);
  if (tail === 'in-use-by-xen') return ok({ found: null, tail, trailingBytes: 0 });
  const behind = await lookBack(file, front !== null && isSoundFooter(front.bytes) ? front : null);
  if (!behind.ok) return behind;
  if (behind.value === null) return ok({ found: null, tail, trailingBytes: 0 });
  return ok({ found: behind.value, tail: 'good', trailingBytes: file.bytes - behind.value.at - FOOTER_BYTES });
}

/** Reads the footer that a search found, if it is still there. */
async function readFar(file: BlockFile, at: number, quick: Tail): Promise<Result<Tail, IoError>> {
  if (at === 0 || at % SECTOR_BYTES !== 0 || at + FOOTER_BYTES > file.bytes) return ok(quick);
  const read = await file.read(fileOffset(at), FOOTER_BYTES);
  if (!read.ok) return read;
  if (!isRecognised(read.value)) return ok(quick);
  return ok({ found: { at, bytes: read.value }, tail: 'good', trailingBytes: file.bytes - at - FOOTER_BYTES });
}

/** Where the footer's checksum ends: what is left of a footer says nothing without it. */
const SUM_END = footer.fields.checksum.at + footer.fields.checksum.bytes;

/**
 * A footer whose end is missing. Before Virtual PC 2004 it was written without its last byte, which is reserved and zero. If
 * more was cut off, and all of that was zero, the checksum of the rest is right.
 */
function shortFooter(file: BlockFile, near: Uint8Array): StructBytes | null {
  const left = file.bytes % SECTOR_BYTES;
  const at = file.bytes - left;
  if (left < SUM_END || at === 0) return null;
  const bytes = new Uint8Array(FOOTER_BYTES);
  bytes.set(near.subarray(near.length - left));
  const isFooter = left === FOOTER_BYTES - 1 ? isRecognised(bytes) : hasCookie(bytes) && sumHolds(bytes);
  return isFooter ? { at, bytes } : null;
}

const whatStandsThere = (near: Uint8Array): FooterTail => {
  if (near.every((byte) => byte === IN_USE_BY_XEN)) return 'in-use-by-xen';
  return near.every((byte) => byte === 0) ? 'blank' : 'cut-off';
};

/**
 * Finds a footer that something was appended to: right behind the last block, or the last one near the end of the file. It
 * must equal the copy, or, without a sound copy, fit the file by itself: the disk's data may hold other disks' footers.
 */
async function lookBack(file: BlockFile, copy: StructBytes | null): Promise<Result<StructBytes | null, IoError>> {
  const missed: Missed = { why: null };
  const looked = await lookedBack(file, copy, missed);
  // If nothing was found but a part could not be read, nobody can say that there is no footer.
  return looked.ok && looked.value === null && missed.why !== null ? err(missed.why) : looked;
}

/** Why a part could not be read: the error of the first such part. */
type Missed = { why: IoError | null };

async function lookedBack(file: BlockFile, copy: StructBytes | null, missed: Missed): Promise<Result<StructBytes | null, IoError>> {
  const blocks = copy === null || !isSparse(copy.bytes) ? ok(null) : await blocksEnd(file, copy);
  if (!blocks.ok) return blocks;
  const least = Math.max(SECTOR_BYTES, Math.floor((blocks.value ?? 0) / SECTOR_BYTES) * SECTOR_BYTES);
  const accept = (candidate: StructBytes): boolean => (copy === null ? standsAlone(file, candidate) : sameDisk(candidate, copy));
  if (blocks.value !== null) {
    const close = await scan(file, { from: least, to: Math.min(file.bytes, least + ALIGNMENT_BYTES + FOOTER_BYTES), missed }, accept);
    if (!close.ok || close.value !== null) return close;
  }
  const from = Math.max(least, Math.floor((file.bytes - SCAN_BYTES) / SECTOR_BYTES) * SECTOR_BYTES);
  const last = await scan(file, { from, to: file.bytes, missed }, accept);
  if (last.ok && last.value === null && copy === null) return farFooter(file, from, missed);
  if (!last.ok || last.value === null || copy !== null || !isSparse(last.value.bytes)) return last;
  return (await hasHeader(file, last.value)) ? last : ok(null);
}

async function blocksEnd(file: BlockFile, copy: StructBytes): Promise<Result<number | null, IoError>> {
  const header = await headerOf(file, copy);
  return header === null ? ok(null) : endOfBlocks(file, header);
}

/** A fixed disk's footer must stand where its size says, unless less than a sector follows it. */
const standsAlone = (file: BlockFile, candidate: StructBytes): boolean =>
  isSparse(candidate.bytes) || sizeFits(candidate) || file.bytes - candidate.at < FOOTER_BYTES + SECTOR_BYTES;

/** At most so many zeros at the end are skipped to find what stands before them. */
const MAX_ZEROS = 64 * 1024 * 1024;
const STEP = 1024 * 1024;

/**
 * The footer of a fixed disk that was grown as if it were raw: right behind the end that its GPT names, or before the zeros
 * at the end of the file. It must stand where its own size says. `until`: everything from there on was already searched.
 */
async function farFooter(file: BlockFile, until: number, missed: Missed): Promise<Result<StructBytes | null, IoError>> {
  const accept = (candidate: StructBytes): boolean => typeOf(candidate.bytes) === 'fixed' && sizeFits(candidate);
  const told = await endByGpt(file, missed);
  if (!told.ok) return told;
  if (told.value !== null && told.value + FOOTER_BYTES <= file.bytes) {
    const there = await scan(file, { from: told.value, to: told.value + FOOTER_BYTES, missed }, accept);
    if (!there.ok || there.value !== null) return there;
  }
  for (let to = Math.min(until, file.bytes); to > 0 && file.bytes - to < MAX_ZEROS; ) {
    const from = Math.max(0, to - STEP);
    const given = await givenIn(file, { at: from, bytes: to - from });
    if (!given.ok) return given;
    missed.why ??= given.value.why;
    if (given.value.pieces.some(({ bytes }) => bytes.some((byte) => byte !== 0)))
      return scan(file, { from, to: Math.min(file.bytes, to + SECTOR_BYTES), missed }, accept);
    to = from;
  }
  return ok(null);
}

/**
 * Where the disk ends according to its GPT, in bytes: behind the header of the backup. UEFI 2.10, 5.3.2, AlternateLBA,
 * little-endian.
 */
async function endByGpt(file: BlockFile, missed: Missed): Promise<Result<number | null, IoError>> {
  if (file.bytes < 2 * SECTOR_BYTES) return ok(null);
  const read = await file.read(fileOffset(SECTOR_BYTES), SECTOR_BYTES);
  if (!read.ok && !isUnread(read.error)) return read;
  if (!read.ok) {
    missed.why ??= read.error;
    return ok(null);
  }
  const view = new DataView(read.value.buffer, read.value.byteOffset, read.value.byteLength);
  if (view.getBigUint64(0) !== GPT_SIGNATURE) return ok(null);
  const last = safeNumber(view.getBigUint64(32, true));
  return ok(last === null ? null : (last + 1) * SECTOR_BYTES);
}

type ScanRange = { readonly from: number; readonly to: number; readonly missed: Missed };

/** The last sound and accepted footer on a sector border of the range. `from` is on a border. */
async function scan(
  file: BlockFile,
  { from, to, missed }: ScanRange,
  accept: (candidate: StructBytes) => boolean,
): Promise<Result<StructBytes | null, IoError>> {
  if (to - from < FOOTER_BYTES) return ok(null);
  const given = await givenIn(file, { at: from, bytes: to - from });
  if (!given.ok) return given;
  missed.why ??= given.value.why;
  const first = FOOTER_COOKIE.charCodeAt(0);
  for (const { at: start, bytes } of [...given.value.pieces].reverse()) {
    for (let at = Math.floor((bytes.length - FOOTER_BYTES) / SECTOR_BYTES) * SECTOR_BYTES; at >= 0; at -= SECTOR_BYTES) {
      if (bytes[at] !== first) continue;
      const candidate = { at: start + at, bytes: bytes.slice(at, at + FOOTER_BYTES) };
      if (isSoundFooter(candidate.bytes) && accept(candidate)) return ok(candidate);
    }
  }
  return ok(null);
}
