/** Repairs of footers: lost, damaged or different ones, and their fields. */
import type { FindingOf } from '../../../shared/findings';
import { latin1, VHD_EPOCH_UNIX_SECONDS, vhdSeconds } from '../../../shared/vhd/codec';
import { FOOTER_BYTES, FOOTER_COOKIE, footer, NO_DATA_OFFSET } from '../../../shared/vhd/footer';
import { MAX_DISK_SECTORS, roundUp, safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import { dynamicHeader, DYNAMIC_HEADER_COOKIE } from '../../../shared/vhd/dynamicHeader';
import type { Geometry, StructBytes } from '../../../shared/views';
import { isOnlyCookieDamaged, isSoundFooter, isXenHiddenQuirk, sumHolds } from '../format/footers';
import { exactGeometry, geometryOf, geometrySectors, isGeometryFit, isGeometryMarker } from '../../../shared/vhd/geometry';
import { areTwoDisks } from '../check/footerRules';
import { geometryIn } from '../describe/visibleSize';
import type { Disk } from '../read/image';
import { sameBytes } from '../read/sameBytes';
import { endOfKnown, occupied } from '../describe/occupied';
import { sized as resized } from '../ops/rewrite';
import {
  changedFooters,
  fix,
  footerAt,
  inFooters,
  read,
  setFooter,
  type Fix,
  type FixContext,
  type FixEdits,
  type Fixers,
  withoutEvidence,
} from './fix';

const RESERVED_FEATURE = 2;
const VERSION_1 = 0x0001_0000;

/**
 * The present geometry if the disk can have it. If it said more than the disk's size, programs that use it showed all of the
 * disk, and the new geometry must do so too.
 */
function geometryFor(sectors: number, present: Geometry): Geometry {
  if (isGeometryFit(present, sectors) || isGeometryMarker(present)) return present;
  return (geometrySectors(present) > sectors ? exactGeometry(sectors) : null) ?? geometryOf(sectors);
}

const withGeometry =
  (sectors: number) =>
  (raw: Uint8Array): Uint8Array => {
    return withFields(raw, geometryFor(sectors, geometryIn(raw)));
  };

const withFields = (raw: Uint8Array, { cylinders, heads, sectorsPerTrack }: Geometry): Uint8Array =>
  footer.set(footer.setRaw(footer.setRaw(raw, 'cylinders', cylinders), 'heads', heads), 'sectorsPerTrack', sectorsPerTrack);

const restored = (raw: Uint8Array): Uint8Array => footer.set(raw, 'cookie', FOOTER_COOKIE);

async function lostFooter({ top, findings }: FixContext, { facts, because }: FindingOf<'F01'>): Promise<Fix[]> {
  if (facts.why === 'bad-cookie' || facts.why === 'summed-cookie') return [fix('restore-cookie', 'safe', () => inAll(top))];
  if (facts.why === 'poisoned') return top.map === null ? [] : [fix('restore-cookie', 'choice', () => inAll(top))];
  // If more than the footer was cut off, that needs its room first, or is given up first: else the footer would take its place.
  const isMoreCut = findings.some((one) => one.code !== 'F01' && because !== undefined && one.because === because);
  if (!facts.copyUsed || isMoreCut || findings.some(({ code }) => code === 'B04')) return [];
  const last = roundUp(top.file.bytes - FOOTER_BYTES, SECTOR_BYTES);
  // Zeros at the end are the old footer's place, unless they are the end of a block's data.
  const isData = facts.why === 'blank' && occupied(top).inRange(last, last + FOOTER_BYTES)?.kind === 'block';
  // Behind the last block there is just room for a footer: what stands there was one.
  const isSlot = facts.why === 'cut-off' && top.map !== null && endOfKnown(top, top.map) === last && (await isLeftOver(top, last));
  const end = (facts.why === 'cut-off' && !isSlot) || isData ? roundUp(top.file.bytes, SECTOR_BYTES) : last;
  const klass = facts.why === 'in-use-by-xen' ? 'choice' : 'safe';
  return [fix('write-footer', klass, () => footerAt(top, top.footer, end))];
}

/** Less than a sector at the end is what is left of the footer only if it is the same as the footer’s beginning. */
async function isLeftOver(top: Disk, at: number): Promise<boolean> {
  const bytes = top.file.bytes - at;
  if (bytes === FOOTER_BYTES) return true;
  const left = await read(top, at, bytes);
  return left.ok && sameBytes(left.value, top.footer.subarray(0, bytes));
}

/** Writes the right cookie in both places, wherever it is damaged. */
function inAll({ footers }: Disk): FixEdits {
  const both: [StructBytes | null, 'footer-copy' | 'footer'][] = [
    [footers.copy, 'footer-copy'],
    [footers.footer, 'footer'],
  ];
  return { edits: both.flatMap(([struct, why]) => (struct === null ? [] : [{ at: struct.at, bytes: restored(struct.bytes), why }])) };
}

/** Whether everything except the checksum is right: a new checksum over a wrong size would hide the damage. */
function isSane({ top, findings }: FixContext, raw: Uint8Array): boolean {
  const faults = footer.check(raw).map(({ field }) => field);
  if (faults.some((field) => field !== 'checksum' && !footer.reserved.some(({ key }) => key === field))) return false;
  if (findings.some(({ code }) => ['F07', 'F08', 'F09', 'H01', 'H04', 'H06', 'B01', 'B03'].includes(code))) return false;
  return top.kind === 'fixed' ? BigInt(top.dataEnd) === footer.get(raw, 'currentSize') : top.map !== null;
}

function badSum(context: FixContext, { facts }: FindingOf<'F02'>): Fix[] {
  const { footers } = context.top;
  const [own, otherFooter] = facts.which === 'footer' ? [footers.footer, footers.copy] : [footers.copy, footers.footer];
  // If the two footers describe two disks, F03 asks which of them is right.
  if (own === null || context.findings.some((finding) => finding.code === 'F03' && areTwoDisks(finding.facts.fields))) return [];
  const why = facts.which;
  const bytes = (raw: Uint8Array): Uint8Array => raw.subarray(0, context.top.file.bytes - own.at);
  if (isXenHiddenQuirk(own.bytes)) return [fix('recompute-checksum', 'safe', () => inAll(context.top))];
  if (otherFooter !== null && isSoundFooter(otherFooter.bytes))
    return [
      fix(facts.which === 'footer' ? 'copy-from-start' : 'copy-from-end', 'safe', () => ({
        edits: [{ at: own.at, bytes: bytes(otherFooter.bytes), why }],
      })),
    ];
  if (!isSane(context, own.bytes)) return [];
  const isUnset = facts.stored === 0 || facts.stored === 0xffff_ffff;
  return [fix('recompute-checksum', isUnset ? 'safe' : 'choice', () => ({ edits: [{ at: own.at, bytes: restored(own.bytes), why }] }))];
}

/** The footer with the right cookie and checksum. */
const whole = (raw: Uint8Array): Uint8Array => (sumHolds(raw) && !isOnlyCookieDamaged(raw) ? raw : restored(raw));

/** The footer with a geometry that fits its own size. */
function fitted(raw: Uint8Array): Uint8Array {
  const size = safeNumber(footer.get(raw, 'currentSize'));
  const isSize = size !== null && size > 0 && size <= MAX_DISK_SECTORS * SECTOR_BYTES;
  if (!isSize || isGeometryMarker(geometryIn(raw)) || isGeometryFit(geometryIn(raw), Math.floor(size / SECTOR_BYTES))) return raw;
  return withGeometry(Math.floor(size / SECTOR_BYTES))(raw);
}

/** One of the two says that a suspended machine relies on the disk; time stamps do not tell which of them is right. */
const differInSaved = (a: Uint8Array, b: Uint8Array): boolean =>
  (footer.get(a, 'savedState') === 0) !== (footer.get(b, 'savedState') === 0);

/** Whether a structure that is out of its place reaches into the sector of the footer's copy, as where bytes were lost before it. */
function isOutOfPlace(start: Uint8Array): boolean {
  const text = latin1(start);
  return [FOOTER_COOKIE, DYNAMIC_HEADER_COOKIE].some((cookie) => {
    const at = text.indexOf(cookie);
    return at >= 0 && at < FOOTER_BYTES;
  });
}

async function differing({ top }: FixContext, { facts }: FindingOf<'F03'>): Promise<Fix[]> {
  const { footer: found, copy } = top.footers;
  // A footer at the start is its own copy.
  if (found === null || found.at === 0) return [];
  /** Written at both places, so that a damaged footer is mended too. */
  const use = (raw: Uint8Array): FixEdits => ({ edits: inFooters(top, whole(raw)) });
  if (copy === null) {
    const start = await read(top, 0, 2 * SECTOR_BYTES);
    if (!start.ok) return [withoutEvidence('copy-from-end', start)];
    if (isOutOfPlace(start.value)) return [];
    return [fix('copy-from-end', 'safe', () => ({ edits: [{ at: 0, bytes: whole(found.bytes), why: 'footer-copy' }] }))];
  }
  if (areTwoDisks(facts.fields) || differInSaved(found.bytes, copy.bytes))
    return [fix('use-footer', 'choice', () => use(fitted(found.bytes))), fix('use-copy', 'choice', () => use(fitted(copy.bytes)))];
  if (isOnlyCookieDamaged(copy.bytes)) return [fix('copy-from-end', 'safe', () => use(found.bytes))];
  const [ofCopy, ofFound] = [footer.get(copy.bytes, 'timeStamp'), footer.get(found.bytes, 'timeStamp')];
  if (ofCopy === ofFound) return [fix('end-footer', 'safe', () => use(found.bytes))];
  return [fix('newer-footer', 'safe', () => use(ofCopy > ofFound ? copy.bytes : found.bytes))];
}

async function surplus({ top }: FixContext, { facts }: FindingOf<'F04'>): Promise<Fix[]> {
  const end = top.file.bytes - facts.bytes;
  const some = await read(top, end, Math.min(facts.bytes, 1024 * 1024));
  const isZero = some.ok && facts.bytes === some.value.length && some.value.every((byte) => byte === 0);
  const cut = fix('cut-tail', isZero || facts.bytes < SECTOR_BYTES ? 'safe' : 'choice', () => ({ edits: [], bytes: end }));
  const grown = Math.floor(top.file.bytes / SECTOR_BYTES) * SECTOR_BYTES;
  if (top.kind !== 'fixed' || facts.bytes < SECTOR_BYTES || top.dataEnd !== top.sectors * SECTOR_BYTES) return [cut];
  // The disk is larger now, also for programs that use the original size.
  const larger = resized(top.footer, top.sectors, grown / SECTOR_BYTES);
  // For a tiny disk, the specification's geometry may be smaller than one that was chosen for it: no program should see less
  // than before.
  const before = geometryIn(top.footer);
  const isLess = geometrySectors(geometryIn(larger)) < Math.min(geometrySectors(before), top.sectors);
  const moved = (): FixEdits => footerAt(top, isLess ? withFields(larger, before) : larger, grown);
  return [cut, fix('move-footer', 'choice', moved)];
}

function wrongSize({ top }: FixContext, { facts }: FindingOf<'F07'>): Fix[] {
  const stored = safeNumber(footer.get(top.footer, 'currentSize'));
  if (facts.why === 'not-whole-sectors' && stored !== null) {
    const to = (size: number): FixEdits => sized(top, size);
    return [
      fix('round-size-up', 'choice', () => to(roundUp(stored, SECTOR_BYTES))),
      fix('round-size-down', 'choice', () => to(Math.floor(stored / SECTOR_BYTES) * SECTOR_BYTES)),
    ];
  }
  const evidence = sizeByEvidence(top);
  return evidence === null ? [] : [fix('size-from-evidence', 'choice', () => sized(top, evidence))];
}

/** The original size if the table fits it, else all that the table maps; for a fixed disk, the file's size. */
function sizeByEvidence(top: Disk): number | null {
  if (top.kind === 'fixed') return top.dataEnd % SECTOR_BYTES === 0 && top.dataEnd > 0 ? top.dataEnd : null;
  if (top.header === null) return null;
  const block = dynamicHeader.get(top.header.bytes, 'blockSize');
  const mapped = dynamicHeader.get(top.header.bytes, 'maxTableEntries') * block;
  const original = safeNumber(footer.get(top.footer, 'originalSize')) ?? 0;
  if (original % SECTOR_BYTES === 0 && original <= mapped && original > mapped - block) return original;
  return mapped > 0 && mapped <= MAX_DISK_SECTORS * SECTOR_BYTES ? mapped : null;
}

/** The disk with this size; a fixed disk's footer is put at its end. */
export function sized(top: Disk, size: number): FixEdits {
  const raw = withGeometry(size / SECTOR_BYTES)(setFooter('currentSize', BigInt(size))(top.footer));
  return top.kind === 'fixed' ? footerAt(top, raw, size) : changedFooters(top, () => raw);
}

function fixedLength({ top }: FixContext, { facts }: FindingOf<'F08'>): Fix[] {
  const size = facts.expectedBytes - FOOTER_BYTES;
  const inFile = Math.floor(top.dataEnd / SECTOR_BYTES) * SECTOR_BYTES;
  // There must be data: a footer alone is no disk.
  if (size % SECTOR_BYTES !== 0 || inFile === 0) return [];
  const fromFile = fix('size-from-file', 'choice', () => sized(top, inFile));
  const move = (): FixEdits => footerAt(top, top.footer, size);
  return [fromFile, fix(size > inFile ? 'pad-with-zeros' : 'drop-surplus', 'loss', move)];
}

const trustSize = (top: Disk): Fix =>
  fix('trust-current-size', 'choice', () =>
    changedFooters(top, setFooter('cylinders', 0xffff), setFooter('heads', 16), setFooter('sectorsPerTrack', 255)),
  );

/** No program should see less of the disk than before: if no geometry expresses the size, one that is larger is not made smaller. */
function geometryFixes({ top }: FixContext): Fix[] {
  const isTooLarge = geometrySectors(geometryIn(top.footer)) > top.sectors;
  if (isTooLarge && exactGeometry(top.sectors) === null) return [trustSize(top)];
  return [fix('recompute-geometry', 'choice', () => changedFooters(top, withGeometry(top.sectors)))];
}

const withoutReserved = (raw: Uint8Array): Uint8Array =>
  footer.reserved.reduce((bytes, field) => footer.set(bytes, field.key, new Uint8Array(field.bytes)), raw);

export const FOOTER_FIXERS: Fixers = {
  F01: lostFooter,
  F02: badSum,
  F03: differing,
  F04: surplus,
  F05: ({ top }, { facts }) => [fix('complete-footer', 'safe', () => ({ edits: [], bytes: top.file.bytes + FOOTER_BYTES - facts.bytes }))],
  F06: ({ top }) => [fix('set-version', 'choice', () => changedFooters(top, setFooter('fileFormatVersion', VERSION_1)))],
  F07: wrongSize,
  F08: fixedLength,
  F09: ({ top }) => [fix('type-from-layout', 'choice', () => changedFooters(top, setFooter('diskType', top.kind)))],
  F10: geometryFixes,
  F11: ({ top, now }, { facts }) =>
    facts.why === 'unix-epoch'
      ? [fix('rebase-time', 'choice', () => changedFooters(top, setFooter('timeStamp', facts.stamp - VHD_EPOCH_UNIX_SECONDS)))]
      : [fix('set-time', 'choice', () => changedFooters(top, setFooter('timeStamp', vhdSeconds(now))))],
  F12: ({ top }) => [fix('clear-saved-state', 'choice', () => changedFooters(top, setFooter('savedState', 0)))],
  F13: ({ top }) => [fix('clear-reserved', 'choice', () => changedFooters(top, withoutReserved))],
  F14: ({ top }, { facts }) => {
    if (facts.why === 'temporary')
      return [fix('clear-temporary', 'choice', () => changedFooters(top, setFooter('features', (facts.features & ~1) >>> 0)))];
    if (facts.why === 'unknown') return [];
    return [fix('set-feature', 'safe', () => changedFooters(top, setFooter('features', (facts.features | RESERVED_FEATURE) >>> 0)))];
  },
  F15: ({ top, newId }) => [fix('new-id', 'safe', () => changedFooters(top, setFooter('uniqueId', newId())))],
  F16: ({ top }) => [fix('set-no-offset', 'safe', () => changedFooters(top, setFooter('dataOffset', NO_DATA_OFFSET)))],
  F17: ({ top }, { facts }) => [
    fix('original-from-current', 'safe', () => changedFooters(top, setFooter('originalSize', BigInt(facts.currentSize)))),
  ],
  F18: (_, { facts }) => {
    // If there are two disks in one file, neither is given up.
    if (facts.why === 'joined') return [];
    if (facts.why === 'double') return [fix('drop-outer-footer', 'choice', () => ({ edits: [], bytes: facts.at + FOOTER_BYTES }))];
    const zeros = new Uint8Array(FOOTER_BYTES);
    return [fix('zero-old-footer', 'choice', () => ({ edits: [{ at: facts.at, bytes: zeros, why: 'old-footer' }] }))];
  },
  F19: ({ top }) => [trustSize(top)],
  X05: ({ top }) => [fix('clear-hidden', 'choice', () => changedFooters(top, setFooter('hidden', 0)))],
  P08: ({ top }) => [fix('type-dynamic', 'loss', () => changedFooters(top, setFooter('diskType', 'dynamic')))],
};
