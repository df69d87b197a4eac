/** F rules: what can be wrong with the footer, its copy, and the file around them. Spec 1.0, "Hard Disk Footer Format". */
import type { Finding } from '../../../shared/findings';
import { VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { MAX_DISK_SECTORS, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import type { Footers } from '../footers';
import { geometryBytes, geometryOf, isGeometryMarker } from '../geometry';
import type { Image } from '../image';
import { geometryIn } from '../visibleSize';
import { finding, place } from './finding';

const DAY = 86_400;

/** `now` in Unix seconds. */
export function checkFooters(image: Image, now: number): Finding[] {
  const { footers, footer: raw } = image;
  if (footers === null || raw === null) return [];
  return [
    ...checkTail(image, footers),
    ...checkSums(footers),
    ...checkTwins(image, footers),
    ...checkFields(raw, believedAt(footers), now),
    ...checkSize(image, raw, believedAt(footers)),
  ];
}

const believedAt = (footers: Footers): number => (footers.trusted === 'footer-copy' ? footers.copy?.at : footers.footer?.at) ?? 0;

const fieldPlace = (at: number, key: keyof typeof footer.fields): ReturnType<typeof place> =>
  place('footer', at + footer.fields[key].at, footer.fields[key].bytes);

function checkTail(image: Image, { footer: found, tail, trailingBytes }: Footers): Finding[] {
  if (tail === 'short') return [finding('F05', 'note', {}, place('footer', found?.at ?? 0, FOOTER_BYTES - 1))];
  if (found === null) {
    const why = tail === 'good' ? 'cut-off' : tail;
    const at = Math.max(0, image.file.bytes - FOOTER_BYTES);
    return [finding('F01', why === 'in-use-by-xen' ? 'warning' : 'error', { why }, place('footer', at, image.file.bytes - at))];
  }
  return trailingBytes === 0
    ? []
    : [
        finding(
          'F04',
          trailingBytes % SECTOR_BYTES === 0 ? 'warning' : 'error',
          { bytes: trailingBytes },
          place('trailing', found.at + FOOTER_BYTES, trailingBytes),
        ),
      ];
}

function checkSums({ footer: found, copy }: Footers): Finding[] {
  const both: [StructBytes | null, 'footer' | 'footer-copy'][] = [
    [found, 'footer'],
    [copy, 'footer-copy'],
  ];
  return both.flatMap(([struct, which]) => {
    const sums = struct === null ? null : footer.sums(struct.bytes);
    if (struct === null || sums === null || sums.stored === sums.computed) return [];
    return [finding('F02', 'error', { which, ...sums }, fieldPlace(struct.at, 'checksum'))];
  });
}

/** Trailing footer and copy must be the same bytes. A copy whose checksum is wrong is told by F02 already. */
function checkTwins(image: Image, { footer: found, copy, trusted }: Footers): Finding[] {
  if (image.kind === 'fixed' || found === null) return [];
  if (copy === null) return [finding('F03', 'error', { fields: [], copyMissing: true }, place('footer-copy', 0, FOOTER_BYTES))];
  const fields = footer.keys.filter((key) => {
    const { at, bytes } = footer.fields[key];
    return found.bytes.subarray(at, at + bytes).some((byte, i) => byte !== copy.bytes[at + i]);
  });
  const bySum = fields.every((key) => key === 'checksum') || footer.sums(trusted === 'footer' ? copy.bytes : found.bytes) === null;
  return fields.length === 0 || bySum
    ? []
    : [
        finding(
          'F03',
          'warning',
          { fields: fields.filter((key) => key !== 'checksum'), copyMissing: false },
          place('footer', found.at, FOOTER_BYTES),
          place('footer-copy', copy.at, FOOTER_BYTES),
        ),
      ];
}

function checkFields(raw: Uint8Array, at: number, now: number): Finding[] {
  const findings: Finding[] = [];
  const faults = new Set(footer.check(raw).map((fault) => fault.field));
  const type = footer.get(raw, 'diskType');
  if (faults.has('fileFormatVersion')) {
    const version = footer.fields.fileFormatVersion.text(footer.get(raw, 'fileFormatVersion'));
    findings.push(finding('F06', 'error', { version }, fieldPlace(at, 'fileFormatVersion')));
  }
  if (typeof type !== 'string' || type === 'none') {
    findings.push(finding('F09', 'error', { diskType: typeof type === 'string' ? 0 : type.unknown }, fieldPlace(at, 'diskType')));
  }
  const stamp = footer.get(raw, 'timeStamp');
  const why = stampFault(stamp, now);
  if (why !== null) findings.push(finding('F11', 'note', { why, stamp }, fieldPlace(at, 'timeStamp')));
  const savedState = footer.get(raw, 'savedState');
  if (savedState !== 0) findings.push(finding('F12', 'warning', { value: savedState }, fieldPlace(at, 'savedState')));
  const used = raw.subarray(85).reduce((n, byte) => n + (byte === 0 ? 0 : 1), 0);
  if (used > 0) findings.push(finding('F13', 'note', { bytes: used }, place('footer', at + 85, FOOTER_BYTES - 85)));
  return findings;
}

/** Xen Orchestra stores Unix seconds, which reads thirty years late. */
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
        { fileBytes: image.file.bytes, expectedBytes: bytes + FOOTER_BYTES },
        where,
      ),
    );
  }
  const geometry = geometryIn(raw);
  const chsBytes = geometryBytes(geometry);
  const expected = geometryOf(image.sectors);
  const bySpec = geometryBytes(expected) === chsBytes;
  if (!bySpec && !isGeometryMarker(geometry) && bytes !== null && bytes > 0) {
    findings.push(finding('F10', 'warning', { chsBytes, currentSize: bytes }, place('footer', at + footer.fields.cylinders.at, 4)));
  }
  return findings;
}
