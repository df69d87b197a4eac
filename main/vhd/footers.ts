/**
 * Finds the footer and its copy and decides which to believe. The trailing footer rules: a disk's own first sector may
 * hold another VHD's footer copy. Candidates and order: the end of the file (512 bytes, or 511 from before Virtual PC
 * 2004), the last whole sector, offset 0, and a bounded scan backwards for one that junk was appended to.
 */
import type { IoError } from '../../shared/errors';
import { ok, type Result } from '../../shared/result';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, FOOTER_COOKIE, NO_DATA_OFFSET, footer } from '../../shared/vhd/footer';
import { onesComplementSum } from '../../shared/vhd/defineStruct';
import { fileOffset, safeNumber, SECTOR_BYTES } from '../../shared/vhd/units';
import type { StructBytes } from '../../shared/views';
import type { BlockFile } from './blockFile';

/** How far back a footer is looked for behind appended bytes. */
const SCAN_BYTES = 4 * 1024 * 1024;
const IN_USE_BY_XEN = 0xc7;

export type FooterTail = 'good' | 'short' | 'cut-off' | 'in-use-by-xen' | 'blank';

export type Footers = {
  readonly footer: StructBytes | null;
  readonly copy: StructBytes | null;
  /** What stands where the footer should be. */
  readonly tail: FooterTail;
  /** Bytes behind the footer. */
  readonly trailingBytes: number;
  readonly trusted: 'footer' | 'footer-copy' | 'none';
};

const cookieOf = (raw: Uint8Array): string => footer.get(raw, 'cookie');

/** A footer, perhaps damaged: the cookie is there, or the checksum would be right if it were. */
export function isRecognised(raw: Uint8Array): boolean {
  if (cookieOf(raw) === FOOTER_COOKIE) return true;
  const mended = footer.setRaw(raw, 'cookie', FOOTER_COOKIE);
  return onesComplementSum(mended, footer.fields.checksum.at) === footer.get(raw, 'checksum') && raw.some((byte) => byte !== 0);
}

/** Cookie, checksum, version and type are what they should be. */
export function isSound(raw: Uint8Array): boolean {
  const sums = footer.sums(raw);
  return (
    cookieOf(raw) === FOOTER_COOKIE &&
    sums !== null &&
    sums.stored === sums.computed &&
    footer.get(raw, 'fileFormatVersion') === 0x0001_0000 &&
    ['fixed', 'dynamic', 'differencing'].includes(typeOf(raw))
  );
}

export const typeOf = (raw: Uint8Array): string => {
  const type = footer.get(raw, 'diskType');
  return typeof type === 'string' ? type : 'unknown';
};

const isSparseType = (raw: Uint8Array): boolean => typeOf(raw) === 'dynamic' || typeOf(raw) === 'differencing';

/** Both copies of a dynamic disk's footer, or the one footer of a fixed disk. */
export async function findFooters(file: BlockFile): Promise<Result<Footers, IoError>> {
  const tail = await readTail(file);
  if (!tail.ok) return tail;
  const front = file.bytes >= FOOTER_BYTES ? await file.read(fileOffset(0), FOOTER_BYTES) : ok(new Uint8Array(FOOTER_BYTES));
  if (!front.ok) return front;
  const { found } = tail.value;
  const copy = isRecognised(front.value) && isSparseType(front.value) && found?.at !== 0 ? { at: 0, bytes: front.value } : null;

  if (found !== null && isSound(found.bytes) && typeOf(found.bytes) === 'fixed' && sizeFits(found)) {
    return ok({ footer: found, copy: null, tail: tail.value.tail, trailingBytes: tail.value.trailingBytes, trusted: 'footer' });
  }
  const trusted = await choose(file, found, copy);
  const withCopy = trusted === 'footer' && found !== null && typeOf(found.bytes) === 'fixed' ? null : copy;
  return ok({ footer: found, copy: withCopy, tail: tail.value.tail, trailingBytes: tail.value.trailingBytes, trusted });
}

const sizeFits = (found: StructBytes): boolean => footer.get(found.bytes, 'currentSize') === BigInt(found.at);

async function choose(file: BlockFile, found: StructBytes | null, copy: StructBytes | null): Promise<Footers['trusted']> {
  if (found === null) return copy === null ? 'none' : 'footer-copy';
  if (copy === null) return 'footer';
  if (!isSound(copy.bytes)) return 'footer';
  if (!isSound(found.bytes)) return 'footer-copy';
  if (typeOf(found.bytes) === 'fixed') return (await hasHeader(file, copy)) ? 'footer-copy' : 'footer';
  const older = footer.get(found.bytes, 'timeStamp') < footer.get(copy.bytes, 'timeStamp');
  return older && !(await fitsTable(file, found)) ? 'footer-copy' : 'footer';
}

async function headerOf(file: BlockFile, candidate: StructBytes): Promise<Uint8Array | null> {
  const at = safeNumber(footer.get(candidate.bytes, 'dataOffset'));
  if (footer.get(candidate.bytes, 'dataOffset') === NO_DATA_OFFSET || at === null || at + dynamicHeader.bytes > file.bytes) return null;
  const read = await file.read(fileOffset(at), dynamicHeader.bytes);
  return read.ok && dynamicHeader.get(read.value, 'cookie') === 'cxsparse' ? read.value : null;
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

async function readTail(file: BlockFile): Promise<Result<Tail, IoError>> {
  const from = Math.max(0, file.bytes - SCAN_BYTES);
  // The last bytes first: almost always the footer is there, and nothing more needs to be read.
  const nearFrom = Math.max(0, file.bytes - FOOTER_BYTES);
  const near = await file.read(fileOffset(nearFrom), file.bytes - nearFrom);
  if (!near.ok) return near;
  if (near.value.length === FOOTER_BYTES && isRecognised(near.value)) {
    return ok({ found: { at: nearFrom, bytes: near.value }, tail: 'good', trailingBytes: 0 });
  }
  const short = shortFooter(file, near.value);
  if (short !== null) return ok({ found: short, tail: 'short', trailingBytes: 0 });
  const tail = await file.read(fileOffset(from), file.bytes - from);
  if (!tail.ok) return tail;
  const behind = scanBack(tail.value, from);
  if (behind !== null) return ok({ found: behind, tail: 'good', trailingBytes: file.bytes - behind.at - FOOTER_BYTES });
  return ok({ found: null, tail: whatStandsThere(near.value), trailingBytes: 0 });
}

/** Before Virtual PC 2004 the footer was written without its last byte, which is reserved and zero. */
function shortFooter(file: BlockFile, near: Uint8Array): StructBytes | null {
  if (file.bytes % SECTOR_BYTES !== SECTOR_BYTES - 1) return null;
  const bytes = new Uint8Array(FOOTER_BYTES);
  bytes.set(near.subarray(near.length - (FOOTER_BYTES - 1)));
  return isRecognised(bytes) ? { at: file.bytes - (FOOTER_BYTES - 1), bytes } : null;
}

/** The last footer on a sector border, offset 0 left to the copy. */
function scanBack(tail: Uint8Array, from: number): StructBytes | null {
  const last = Math.floor((from + tail.length - FOOTER_BYTES) / SECTOR_BYTES) * SECTOR_BYTES;
  for (let at = last; at >= Math.max(from, SECTOR_BYTES); at -= SECTOR_BYTES) {
    const raw = tail.subarray(at - from, at - from + FOOTER_BYTES);
    if (raw[0] === 0x63 && isSound(raw)) return { at, bytes: raw.slice() };
  }
  return null;
}

function whatStandsThere(near: Uint8Array): FooterTail {
  if (near.every((byte) => byte === IN_USE_BY_XEN)) return 'in-use-by-xen';
  return near.every((byte) => byte === 0) ? 'blank' : 'cut-off';
}
