/** F rules: what can be wrong with the footer, its copy, and the file around them. Spec 1.0, "Hard Disk Footer Format". */
import { append } from '../../../shared/append';
import type { Finding, FindingPlace } from '../../../shared/findings';
import { VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { MAX_DISK_SECTORS, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import { isOnlyCookieDamaged, isPlausible, isPoisoned, isXenHiddenQuirk, sumHolds, type Footers } from '../format/footers';
import { geometryBytes, isGeometryFit, isGeometryMarker } from '../../../shared/vhd/geometry';
import type { Image } from '../read/image';
import { endOfKnown } from '../describe/occupied';
import { geometryIn } from '../describe/visibleSize';
import { finding, findingPlace } from './finding';

const DAY = 86_400;

/** `now` in Unix seconds. */
export function checkFooters(image: Image, now: number): Finding[] {
  const { footers, footer: raw } = image;
  if (footers === null || raw === null) return [];
  return [
    ...checkTail(image, footers),
    ...checkSums(footers, image.kind !== 'fixed'),
    ...checkSameId(image, footers),
    ...checkFields(image, raw, believedAt(footers), now),
    ...checkSize(image, raw, believedAt(footers)),
  ];
}

export const believedAt = (footers: Footers): number => (footers.trusted === 'footer-copy' ? footers.copy?.at : footers.footer?.at) ?? 0;

export const fieldPlace = (at: number, key: keyof typeof footer.fields): FindingPlace =>
  findingPlace('footer', at + footer.fields[key].at, footer.fields[key].bytes);

function checkTail(image: Image, { footer: found, copy, tail, trailingBytes, trusted }: Footers): Finding[] {
  const hasCopy = copy !== null;
  const copyUsed = trusted === 'footer-copy';
  // What the drive cannot read is reported by a finding of its own.
  if (tail === 'unread') return [];
  if (found === null) {
    const missing = missingBytes(image);
    const why = tail === 'good' || tail === 'short' || (tail === 'blank' && missing > 0) ? 'cut-off' : tail;
    const facts = { why, copyUsed, ...(why === 'cut-off' && missing > 0 ? { missing } : {}) };
    return [finding('F01', why === 'in-use-by-xen' ? 'warning' : 'error', facts, missingPlace(image, missing))];
  }
  if (isOnlyCookieDamaged(found.bytes)) {
    const why = sumHolds(found.bytes) ? 'summed-cookie' : 'bad-cookie';
    return [finding('F01', 'error', { why, copyUsed }, fieldPlace(found.at, 'cookie'))];
  }
  if (isPoisoned(found.bytes)) return [finding('F01', 'error', { why: 'poisoned', copyUsed }, fieldPlace(found.at, 'cookie'))];
  if (tail === 'short') {
    const bytes = image.file.bytes - found.at;
    return [finding('F05', bytes === FOOTER_BYTES - 1 ? 'note' : 'error', { bytes }, findingPlace('footer', found.at, bytes))];
  }
  return trailingBytes === 0
    ? []
    : [
        finding(
          'F04',
          hasCopy && trailingBytes % SECTOR_BYTES === 0 ? 'warning' : 'error',
          { bytes: trailingBytes, hasCopy },
          findingPlace('trailing', found.at + FOOTER_BYTES, trailingBytes),
        ),
      ];
}

/**
 * Where the footer belongs that is not there: behind the last block, from where the file lacks some of it; else it is what stands
 * at the file's end.
 */
function missingPlace({ file }: Image, missing: number): FindingPlace {
  const at = missing > FOOTER_BYTES ? file.bytes : Math.max(0, file.bytes + missing - FOOTER_BYTES);
  return findingPlace('footer', at, missing > 0 ? FOOTER_BYTES : file.bytes - at);
}

/** How much of a footer has no room between the last block and the end of the file: so much was cut off. Zero if it has room. */
function missingBytes(image: Image): number {
  const { map, file } = image;
  return map === null ? 0 : Math.max(0, endOfKnown(image, map) + FOOTER_BYTES - file.bytes);
}

function checkSums({ footer: found, copy }: Footers, hasCopy: boolean): Finding[] {
  const both: [StructBytes | null, 'footer' | 'footer-copy'][] = [
    [found, 'footer'],
    [copy, 'footer-copy'],
  ];
  return both.flatMap(([struct, which]) => {
    const sums = struct === null ? null : footer.sums(struct.bytes);
    if (struct === null || sums === null || sums.stored === sums.computed) return [];
    // If only the cookie is damaged, F01 or F03 reports it.
    if (isOnlyCookieDamaged(struct.bytes)) return [];
    const severity = isXenHiddenQuirk(struct.bytes) ? 'note' : 'error';
    return [finding('F02', severity, { which, hasCopy, ...sums }, fieldPlace(struct.at, 'checksum'))];
  });
}

/**
 * Of each field, whether two footers that differ in it belong to two disks. They may still belong to the same one if they differ
 * in the others only, for example after an interrupted edit of the description.
 */
const TELLS_DISKS_APART: Readonly<Record<keyof typeof footer.fields, boolean>> = {
  cookie: false,
  features: false,
  fileFormatVersion: true,
  dataOffset: true,
  timeStamp: false,
  creatorApplication: true,
  creatorVersion: false,
  creatorHostOs: true,
  originalSize: true,
  currentSize: true,
  cylinders: true,
  heads: true,
  sectorsPerTrack: true,
  diskType: true,
  checksum: false,
  uniqueId: true,
  savedState: false,
  hidden: false,
  reserved: false,
};

/** Whether two footers that differ in these fields belong to two disks. */
export const areTwoDisks = (fields: readonly string[]): boolean =>
  footer.keys.some((key) => fields.includes(key) && TELLS_DISKS_APART[key]);

const isWhole = (raw: Uint8Array): boolean => sumHolds(raw) || isOnlyCookieDamaged(raw);

/**
 * Trailing footer and copy must be the same bytes. If one of them is damaged, F01 or F02 already reports it, unless its
 * remains belong to another disk: the undamaged one may be the older one.
 */
function checkSameId(image: Image, { footer: found, copy, unread }: Footers): Finding[] {
  if (image.kind === 'fixed' || found === null || unread !== null) return [];
  if (copy === null)
    return [finding('F03', 'error', { fields: [], copyMissing: true, says: null }, findingPlace('footer-copy', 0, FOOTER_BYTES))];
  const differing = footer.keys.filter((key) => {
    const { at, bytes } = footer.fields[key];
    return found.bytes.subarray(at, at + bytes).some((byte, i) => byte !== copy.bytes[at + i]);
  });
  const fields = differing.filter((key) => key !== 'checksum');
  const areTwo = areTwoDisks(fields);
  if (fields.length === 0 || (isOnlyCookieDamaged(found.bytes) && fields.every((key) => key === 'cookie'))) return [];
  if (!(isWhole(found.bytes) && isWhole(copy.bytes)) && !(areTwo && tellApart(found.bytes, copy.bytes))) return [];
  const places = differing.flatMap((key) => [fieldPlace(found.at, key), copyPlace(key)]);
  const severity = areTwo || fields.includes('cookie') ? 'error' : 'warning';
  const says = { footer: saidBy(found.bytes), copy: saidBy(copy.bytes) };
  return [{ ...finding('F03', severity, { fields, copyMissing: false, says }), where: places }];
}

/** Whether the damaged one was another footer before: if it had been equal to the other, its checksum field would be the same. */
const tellApart = (a: Uint8Array, b: Uint8Array): boolean =>
  isPlausible(a) && isPlausible(b) && footer.get(a, 'checksum') !== footer.get(b, 'checksum');

const saidBy = (raw: Uint8Array): { size: string; stamp: number; isDamaged: boolean } => ({
  size: footer.fields.currentSize.text(footer.get(raw, 'currentSize')),
  stamp: footer.get(raw, 'timeStamp'),
  isDamaged: !sumHolds(raw) || isOnlyCookieDamaged(raw),
});

const copyPlace = (key: keyof typeof footer.fields): FindingPlace => ({ ...fieldPlace(0, key), structure: 'footer-copy' });

function checkFields(image: Image, raw: Uint8Array, at: number, now: number): Finding[] {
  const findings: Finding[] = [];
  const faults = new Set(footer.check(raw).map((fault) => fault.field));
  if (faults.has('fileFormatVersion')) {
    const version = footer.fields.fileFormatVersion.text(footer.get(raw, 'fileFormatVersion'));
    findings.push(finding('F06', 'error', { version }, fieldPlace(at, 'fileFormatVersion')));
  }
  append(findings, checkType(image, raw, at));
  const stamp = footer.get(raw, 'timeStamp');
  const why = stampFault(stamp, now);
  if (why !== null) findings.push(finding('F11', 'note', { why, stamp }, fieldPlace(at, 'timeStamp')));
  const saved = savedIn(image, raw, at);
  if (saved !== null) findings.push(finding('F12', 'warning', { value: saved.value }, fieldPlace(saved.at, 'savedState')));
  const hidden = footer.get(raw, 'hidden');
  if (hidden !== 0) findings.push(finding('X05', 'note', { value: hidden }, fieldPlace(at, 'hidden')));
  const used = usedBytes(footer.reserved, raw);
  if (used > 0) findings.push({ ...finding('F13', 'note', { bytes: used }), where: footer.reserved.map(({ key }) => fieldPlace(at, key)) });
  return findings;
}

/** How many bytes of these fields of a structure are not zero. */
export const usedBytes = (fields: readonly { readonly at: number; readonly bytes: number }[], raw: Uint8Array): number =>
  fields.reduce((n, { at, bytes }) => n + raw.subarray(at, at + bytes).filter((byte) => byte !== 0).length, 0);

/**
 * The saved state in the believed footer, or in the other one if that is undamaged: a machine may rely on the disk by
 * either. Null: no.
 */
function savedIn({ footers }: Image, raw: Uint8Array, at: number): { readonly value: number; readonly at: number } | null {
  const others = [footers?.footer ?? null, footers?.copy ?? null].flatMap((place) =>
    place !== null && place.at !== at && isWhole(place.bytes) ? [place] : [],
  );
  const saved = [{ at, bytes: raw }, ...others].find(({ bytes }) => footer.get(bytes, 'savedState') !== 0);
  return saved === undefined ? null : { value: footer.get(saved.bytes, 'savedState'), at: saved.at };
}

/** Compares the stored type with the layout that was found. */
function checkType(image: Image, raw: Uint8Array, at: number): Finding[] {
  const { kind } = image;
  const type = footer.get(raw, 'diskType');
  if (type === kind || kind === 'raw' || kind === 'bytes') return [];
  const { at: inside, bytes } = footer.fields.diskType;
  const diskType = new DataView(raw.buffer, raw.byteOffset + inside, bytes).getUint32(0);
  return [finding('F09', 'error', { diskType, taken: kind }, fieldPlace(at, 'diskType'))];
}

/** Xen Orchestra stores Unix seconds, which reads as a date thirty years late. */
function stampFault(stamp: number, now: number): 'future' | 'zero' | 'unix-epoch' | null {
  if (stamp === 0) return 'zero';
  if (stamp + VHD_EPOCH_UNIX_SECONDS <= now + DAY) return null;
  return stamp > VHD_EPOCH_UNIX_SECONDS && stamp <= now + DAY ? 'unix-epoch' : 'future';
}

function checkSize(image: Image, raw: Uint8Array, at: number): Finding[] {
  const findings: Finding[] = [];
  const stored = footer.get(raw, 'currentSize');
  const bytes = safeNumber(stored);
  const size = footer.fields.currentSize.text(stored);
  const where = fieldPlace(at, 'currentSize');
  if (bytes === 0) findings.push(finding('F07', 'error', { size, why: 'zero' }, where));
  else if (bytes === null || bytes > MAX_DISK_SECTORS * SECTOR_BYTES)
    findings.push(finding('F07', 'error', { size, why: 'too-large' }, where));
  else if (bytes % SECTOR_BYTES !== 0) findings.push(finding('F07', 'error', { size, why: 'not-whole-sectors' }, where));
  if (image.kind === 'fixed' && bytes !== null && bytes !== image.dataEnd) {
    findings.push(
      finding(
        'F08',
        bytes > image.dataEnd ? 'error' : 'warning',
        { fileBytes: image.dataEnd + FOOTER_BYTES, expectedBytes: bytes + FOOTER_BYTES },
        where,
      ),
    );
  }
  const geometry = geometryIn(raw);
  const chsBytes = geometryBytes(geometry);
  const isSane = bytes !== null && bytes > 0 && bytes <= MAX_DISK_SECTORS * SECTOR_BYTES;
  if (!isGeometryFit(geometry, image.sectors) && !isGeometryMarker(geometry) && isSane) {
    findings.push(finding('F10', 'warning', { chsBytes, currentSize: bytes }, findingPlace('footer', at + footer.fields.cylinders.at, 4)));
  }
  return findings;
}
