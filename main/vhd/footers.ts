/**
 * Finds the footer and its copy and decides which to believe. The trailing footer rules: a disk's own first sector may
 * hold another VHD's footer copy. Candidates and order: the end of the file (512 bytes, or 511 from before Virtual PC
 * 2004), offset 0, the place behind the last block, and a bounded scan backwards for one that junk was appended to.
 */
import type { IoError } from '../../shared/errors';
import { ok, type Result } from '../../shared/result';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, FOOTER_COOKIE, footer } from '../../shared/vhd/footer';
import { onesComplementSum } from '../../shared/vhd/defineStruct';
import { fileOffset, SECTOR_BYTES } from '../../shared/vhd/units';
import type { StructBytes } from '../../shared/views';
import { endOfBlocks } from './bat';
import type { BlockFile } from './blockFile';
import { findHeader } from './header';

/** How far back a footer is looked for behind appended bytes. */
const SCAN_BYTES = 4 * 1024 * 1024;
/** Windows leaves up to this between the last block and the footer. */
const ALIGNMENT_BYTES = 4096;
const IN_USE_BY_XEN = 0xc7;

export type FooterTail = 'good' | 'short' | 'cut-off' | 'in-use-by-xen' | 'blank';

export type Footers = {
  readonly footer: StructBytes | null;
  /** What stands at offset 0, if it is a footer; null on a fixed disk, whose first sector is its own. */
  readonly copy: StructBytes | null;
  /** What stands where the footer should be. */
  readonly tail: FooterTail;
  /** Bytes behind the footer. */
  readonly trailingBytes: number;
  readonly trusted: 'footer' | 'footer-copy' | 'none';
};

const hasCookie = (raw: Uint8Array): boolean => footer.get(raw, 'cookie') === FOOTER_COOKIE;

/** Only the cookie is damaged: with the right one the checksum holds. */
export const isOnlyCookieDamaged = (raw: Uint8Array): boolean =>
  !hasCookie(raw) &&
  onesComplementSum(footer.setRaw(raw, 'cookie', FOOTER_COOKIE), footer.fields.checksum.at) === footer.get(raw, 'checksum');

/** Xen's vhd-util puts this in place of the cookie while it resizes a disk. */
const POISON = 'v_poison';
export const isPoisoned = (raw: Uint8Array): boolean => footer.get(raw, 'cookie') === POISON && sumHolds(raw);

/** A footer, perhaps damaged: the cookie is there, or the checksum would be right if it were, or Xen disabled it. */
export const isRecognised = (raw: Uint8Array): boolean => hasCookie(raw) || isOnlyCookieDamaged(raw) || isPoisoned(raw);

/** Early Xen tools forgot the checksum when they set `hidden`; those versions are forgiven. */
export function isXenHiddenQuirk(raw: Uint8Array): boolean {
  const early = [0x0000_0001, 0x0001_0001].includes(footer.get(raw, 'creatorVersion'));
  if (footer.get(raw, 'creatorApplication') !== 'tap\0' || !early) return false;
  return onesComplementSum(footer.setRaw(raw, 'hidden', 0), footer.fields.checksum.at) === footer.get(raw, 'checksum');
}

export function sumHolds(raw: Uint8Array): boolean {
  const sums = footer.sums(raw);
  return sums !== null && (sums.stored === sums.computed || isXenHiddenQuirk(raw));
}

/** Cookie, checksum, version and type are what they should be. */
export const isSound = (raw: Uint8Array): boolean =>
  hasCookie(raw) &&
  sumHolds(raw) &&
  footer.get(raw, 'fileFormatVersion') === 0x0001_0000 &&
  ['fixed', 'dynamic', 'differencing'].includes(typeOf(raw));

export const typeOf = (raw: Uint8Array): string => {
  const type = footer.get(raw, 'diskType');
  return typeof type === 'string' ? type : 'unknown';
};

const isSparse = (raw: Uint8Array): boolean => typeOf(raw) === 'dynamic' || typeOf(raw) === 'differencing';

/** The footer stands exactly where a fixed disk of its size ends. */
export const sizeFits = ({ at, bytes }: StructBytes): boolean => footer.get(bytes, 'currentSize') === BigInt(at);

const sameDisk = (a: StructBytes, b: StructBytes): boolean => footer.get(a.bytes, 'uniqueId') === footer.get(b.bytes, 'uniqueId');

/** Both copies of a dynamic disk's footer, or the one footer of a fixed disk. */
export async function findFooters(file: BlockFile): Promise<Result<Footers, IoError>> {
  const nearBytes = Math.min(FOOTER_BYTES, file.bytes);
  const near = await file.read(fileOffset(file.bytes - nearBytes), nearBytes);
  if (!near.ok) return near;
  const front = nearBytes === FOOTER_BYTES ? await file.read(fileOffset(0), FOOTER_BYTES) : ok(new Uint8Array(FOOTER_BYTES));
  if (!front.ok) return front;
  const tail = await readTail(file, near.value, isRecognised(front.value) ? { at: 0, bytes: front.value } : null);
  if (!tail.ok) return tail;
  const { found } = tail.value;
  const copy = isRecognised(front.value) && found?.at !== 0 ? { at: 0, bytes: front.value } : null;
  const { trailingBytes } = tail.value;
  const alone = found !== null && isFixedByItself(found);
  const trusted = alone ? 'footer' : await choose(file, found, copy);
  return ok({ footer: found, copy: alone ? null : copy, tail: tail.value.tail, trailingBytes, trusted });
}

/** A fixed disk's footer in its place, whatever the disk's first sector holds: QEMU would open a disk nested there. */
const isFixedByItself = (found: StructBytes): boolean => hasCookie(found.bytes) && typeOf(found.bytes) === 'fixed' && sizeFits(found);

async function choose(file: BlockFile, found: StructBytes | null, copy: StructBytes | null): Promise<Footers['trusted']> {
  const usable = copy !== null && isSparse(copy.bytes);
  if (found === null) return copy !== null && (usable || typeOf(copy.bytes) !== 'fixed') ? 'footer-copy' : 'none';
  if (copy === null || !usable || !isSound(copy.bytes) || !(await hasHeader(file, copy))) return 'footer';
  if (!isSound(found.bytes)) return 'footer-copy';
  if (typeOf(found.bytes) === 'fixed') return sameDisk(found, copy) ? 'footer-copy' : 'footer';
  const older = footer.get(found.bytes, 'timeStamp') < footer.get(copy.bytes, 'timeStamp');
  return older && !(await fitsTable(file, found)) ? 'footer-copy' : 'footer';
}

async function headerOf(file: BlockFile, candidate: StructBytes): Promise<Uint8Array | null> {
  const header = await findHeader(file, candidate.bytes);
  return header?.ok === true ? header.value.bytes : null;
}

const hasHeader = async (file: BlockFile, candidate: StructBytes): Promise<boolean> => (await headerOf(file, candidate)) !== null;

/** Whether the footer's size is one the table can map. */
async function fitsTable(file: BlockFile, candidate: StructBytes): Promise<boolean> {
  const header = await headerOf(file, candidate);
  if (header === null) return true;
  const mapped = BigInt(dynamicHeader.get(header, 'maxTableEntries')) * BigInt(dynamicHeader.get(header, 'blockSize'));
  return footer.get(candidate.bytes, 'currentSize') <= mapped;
}

type Tail = { readonly found: StructBytes | null; readonly tail: FooterTail; readonly trailingBytes: number };

/** `near` is the file's last 512 bytes: almost always the footer, and nothing more is read. */
async function readTail(file: BlockFile, near: Uint8Array, front: StructBytes | null): Promise<Result<Tail, IoError>> {
  if (near.length === FOOTER_BYTES && isRecognised(near))
    return ok({ found: { at: file.bytes - FOOTER_BYTES, bytes: near }, tail: 'good', trailingBytes: 0 });
  const short = shortFooter(file, near);
  if (short !== null) return ok({ found: short, tail: 'short', trailingBytes: 0 });
  const tail = whatStandsThere(near);
  if (tail === 'in-use-by-xen') return ok({ found: null, tail, trailingBytes: 0 });
  const behind = await lookBack(file, front !== null && isSound(front.bytes) ? front : null);
  if (!behind.ok) return behind;
  if (behind.value === null) return ok({ found: null, tail, trailingBytes: 0 });
  return ok({ found: behind.value, tail: 'good', trailingBytes: file.bytes - behind.value.at - FOOTER_BYTES });
}

/** Before Virtual PC 2004 the footer was written without its last byte, which is reserved and zero. */
function shortFooter(file: BlockFile, near: Uint8Array): StructBytes | null {
  if (file.bytes % SECTOR_BYTES !== SECTOR_BYTES - 1) return null;
  const bytes = new Uint8Array(FOOTER_BYTES);
  bytes.set(near.subarray(near.length - (FOOTER_BYTES - 1)));
  return isRecognised(bytes) ? { at: file.bytes - (FOOTER_BYTES - 1), bytes } : null;
}

const whatStandsThere = (near: Uint8Array): FooterTail => {
  if (near.every((byte) => byte === IN_USE_BY_XEN)) return 'in-use-by-xen';
  return near.every((byte) => byte === 0) ? 'blank' : 'cut-off';
};

/**
 * A footer that something was appended to: right behind the last block, or the last one in the end of the file. It must
 * be the copy's twin, or, without a sound copy, fit the file by itself: the disk's data may hold other disks' footers.
 */
async function lookBack(file: BlockFile, copy: StructBytes | null): Promise<Result<StructBytes | null, IoError>> {
  const blocks = copy === null || !isSparse(copy.bytes) ? ok(null) : await blocksEnd(file, copy);
  if (!blocks.ok) return blocks;
  const least = Math.max(SECTOR_BYTES, Math.floor((blocks.value ?? 0) / SECTOR_BYTES) * SECTOR_BYTES);
  const accept = (candidate: StructBytes): boolean => (copy === null ? standsAlone(file, candidate) : sameDisk(candidate, copy));
  if (blocks.value !== null) {
    const close = await scan(file, least, Math.min(file.bytes, least + ALIGNMENT_BYTES + FOOTER_BYTES), accept);
    if (!close.ok || close.value !== null) return close;
  }
  const from = Math.max(least, Math.floor((file.bytes - SCAN_BYTES) / SECTOR_BYTES) * SECTOR_BYTES);
  const last = await scan(file, from, file.bytes, accept);
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

/** The last sound footer on a sector border of the range that is accepted. `from` is on a border. */
async function scan(
  file: BlockFile,
  from: number,
  to: number,
  accept: (candidate: StructBytes) => boolean,
): Promise<Result<StructBytes | null, IoError>> {
  if (to - from < FOOTER_BYTES) return ok(null);
  const read = await file.read(fileOffset(from), to - from);
  if (!read.ok) return read;
  const first = FOOTER_COOKIE.charCodeAt(0);
  for (let at = Math.floor((to - from - FOOTER_BYTES) / SECTOR_BYTES) * SECTOR_BYTES; at >= 0; at -= SECTOR_BYTES) {
    if (read.value[at] !== first) continue;
    const candidate = { at: from + at, bytes: read.value.slice(at, at + FOOTER_BYTES) };
    if (isSound(candidate.bytes) && accept(candidate)) return ok(candidate);
  }
  return ok(null);
}
