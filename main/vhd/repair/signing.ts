/**
 * Whether a repair writes a new checksum over fields that nobody has confirmed ("signs" them). If a structure's checksum is
 * wrong, any field may be damaged; a repair that changes one field and writes a right checksum would make the others look
 * right too.
 */
import type { FindingCode } from '../../../shared/findings';
import type { RepairMethod, SignedPart } from '../../../shared/repairs';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { isOnlyCookieDamaged as isOnlyFooterCookie, sumHolds } from '../format/footers';
import { isOnlyCookieDamaged as isOnlyHeaderCookie } from '../format/header';
import type { Disk } from '../read/image';
import type { Edit } from './patched';
import type { Fix } from './fix';

type Summed = Pick<typeof footer, 'sums'>;

/** A checksum that was never written is no sign of damage. */
const isUnset = (sum: number): boolean => sum === 0 || sum === 0xffff_ffff;

const storedIn = (struct: Summed, raw: Uint8Array): number => struct.sums(raw)?.stored ?? 0;

const holds = (struct: Summed, raw: Uint8Array): boolean => {
  const sums = struct.sums(raw);
  return sums !== null && sums.stored === sums.computed;
};

/**
 * Which structures of `top` the edits of a repair sign in this way. If the resulting checksum already stands there, nothing
 * is signed: either the changed field was the damaged one, or the bytes are those of the other, sound footer.
 */
function signedBy(top: Disk, method: RepairMethod, edits: readonly Edit[]): SignedPart[] {
  // Here the user chooses the checksum itself, and the method says what that means.
  if (method === 'recompute-checksum') return [];
  const signed: SignedPart[] = [];
  if (edits.some((edit) => signsFooter(top, method, edit))) signed.push('footer');
  if (edits.some((edit) => signsHeader(top, edit))) signed.push('dynamic-header');
  return signed;
}

/** If every checksum is right, no repair signs anything new. */
const isSigned = ({ footers, header }: Disk): boolean =>
  [footers.footer, footers.copy].every((place) => place === null || sumHolds(place.bytes)) &&
  (header === null || holds(dynamicHeader, header.bytes));

/** The footer from which the method derives what it writes. */
function sourceOf({ footer: believed, footers }: Disk, method: RepairMethod): Uint8Array {
  if (method === 'use-footer') return footers.footer?.bytes ?? believed;
  if (method === 'use-copy') return footers.copy?.bytes ?? believed;
  return believed;
}

function signsFooter(top: Disk, method: RepairMethod, { bytes, why }: Edit): boolean {
  if ((why !== 'footer' && why !== 'footer-copy') || bytes.length < FOOTER_BYTES - 1) return false;
  const source = sourceOf(top, method);
  if (sumHolds(source) || isOnlyFooterCookie(source) || isUnset(storedIn(footer, source))) return false;
  // A footer that was written without its last byte, which is zero.
  const whole = new Uint8Array(FOOTER_BYTES);
  whole.set(bytes);
  const present = [top.footers.footer, top.footers.copy].flatMap((place) => (place === null ? [] : [storedIn(footer, place.bytes)]));
  return holds(footer, whole) && !present.includes(storedIn(footer, whole));
}

function signsHeader({ header }: Disk, { bytes, why }: Edit): boolean {
  if (header === null || why !== 'dynamic-header' || bytes.length !== dynamicHeader.bytes) return false;
  const stored = storedIn(dynamicHeader, header.bytes);
  if (holds(dynamicHeader, header.bytes) || isOnlyHeaderCookie(header.bytes) || isUnset(stored)) return false;
  return holds(dynamicHeader, bytes) && storedIn(dynamicHeader, bytes) !== stored;
}

/**
 * What this way of mending a finding signs. Repairs of blocks write no footer or header anew, and may take long to make, so
 * they are not tried.
 */
export async function signsOf(top: Disk, code: FindingCode, fix: Fix): Promise<readonly SignedPart[]> {
  if (isSigned(top) || (code.startsWith('B') && code !== 'B09')) return [];
  const made = await fix.make();
  return made.ok ? signedBy(top, fix.method, made.value.edits) : [];
}
