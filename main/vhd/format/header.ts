/** Finds the dynamic header that a footer points to. Spec 1.0, "Dynamic Disk Header Format". */
import type { IoError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { DYNAMIC_HEADER_BYTES, DYNAMIC_HEADER_COOKIE, dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer, NULL_UUID } from '../../../shared/vhd/footer';
import { safeNumber } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import { givenIn, type Unread } from '../check/unread';
import type { BlockFile } from '../read/blockFile';

/** Where every known program puts it: behind the footer copy. */
export const USUAL_HEADER_AT = FOOTER_BYTES;

const sumHolds = (raw: Uint8Array): boolean => {
  const sums = dynamicHeader.sums(raw);
  return sums !== null && sums.stored === sums.computed;
};

const hasCookie = (raw: Uint8Array): boolean => dynamicHeader.get(raw, 'cookie') === DYNAMIC_HEADER_COOKIE;

/** Only the cookie is damaged: with the right one the checksum is right. */
export const isOnlyCookieDamaged = (raw: Uint8Array): boolean =>
  !hasCookie(raw) && sumHolds(dynamicHeader.setRaw(raw, 'cookie', DYNAMIC_HEADER_COOKIE));

/** Whether these 1,024 bytes are a dynamic header, perhaps a damaged one. */
const isHeader = (raw: Uint8Array): boolean => hasCookie(raw) || isOnlyCookieDamaged(raw);

/** A header, and the ranges of it that the drive cannot read: `bytes` has zeros there, which are the true bytes. */
export type FoundHeader = StructBytes & { readonly unread: readonly Unread[] };

/**
 * If the drive cannot read all of it, the rest may still be known. The checksum is a sum of bytes, and so few bytes add
 * nothing to it only if they are zeros. A dynamic disk's header has zeros in its second half.
 */
async function headerAt(file: BlockFile, at: number): Promise<Result<FoundHeader, IoError> | null> {
  if (at < FOOTER_BYTES || at + DYNAMIC_HEADER_BYTES > file.bytes) return null;
  const given = await givenIn(file, { at, bytes: DYNAMIC_HEADER_BYTES });
  if (!given.ok) return given;
  const { pieces, unread, why } = given.value;
  const [first] = unread;
  if (first === undefined || why === null) return ok({ at, bytes: (pieces[0] as StructBytes).bytes, unread });
  const bytes = new Uint8Array(DYNAMIC_HEADER_BYTES);
  for (const piece of pieces) bytes.set(piece.bytes, piece.at - at);
  return hasCookie(bytes) && sumHolds(bytes) ? ok({ at, bytes, unread }) : err({ ...why, ...first });
}

/**
 * The header at the footer's data offset; if there is none, a sound one in the usual place. `raw` is the footer. Null when
 * neither place holds a header.
 */
export async function findHeader(file: BlockFile, raw: Uint8Array): Promise<Result<FoundHeader, IoError> | null> {
  const at = safeNumber(footer.get(raw, 'dataOffset'));
  const told = at === null ? null : await headerAt(file, at);
  if (told !== null && (!told.ok || isHeader(told.value.bytes))) return told;
  const usual = await headerAt(file, USUAL_HEADER_AT);
  if (usual === null || !usual.ok) return usual;
  return hasCookie(usual.value.bytes) && sumHolds(usual.value.bytes) ? usual : null;
}

/** Whether the header names a parent by id. */
export const namesParent = (header: Uint8Array): boolean => dynamicHeader.get(header, 'parentUniqueId') !== NULL_UUID;
