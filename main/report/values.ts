/** How values of an image are written in JSON (shared/documents): as numbers where these are exact, else as text. */
import type { FindingDocument } from '../../shared/documents/finding';
import type { FooterDocument, HeaderDocument } from '../../shared/documents/info';
import { isOnDisk, type Finding, type FindingPlace } from '../../shared/findings';
import { findingText } from '../../shared/text/findings';
import { windowsId, VHD_EPOCH_UNIX_SECONDS } from '../../shared/vhd/codec';
import { dynamicHeader } from '../../shared/vhd/dynamicHeader';
import { footer, NO_DATA_OFFSET } from '../../shared/vhd/footer';
import { safeNumber } from '../../shared/vhd/units';
import { parentNameIn } from '../vhd/format/parentLocator';
import { geometryIn } from '../vhd/describe/visibleSize';
import { hex } from '../../shared/text/numbers';

export const wideValue = (value: bigint): number | string => safeNumber(value) ?? `0x${hex(value, 16)}`;
const offsetValue = (value: bigint): number | string | null => (value === NO_DATA_OFFSET ? null : wideValue(value));
export const timeValue = (vhdSeconds: number): string =>
  new Date((vhdSeconds + VHD_EPOCH_UNIX_SECONDS) * 1000).toISOString().replace('.000Z', 'Z');
export const sumValue = (value: number): string => hex(value, 8);
const versionValue = (value: number): string => `${value >>> 16}.${value & 0xffff}`;

export function footerDocument(raw: Uint8Array): FooterDocument {
  const type = footer.get(raw, 'diskType');
  return {
    cookie: footer.get(raw, 'cookie'),
    features: footer.get(raw, 'features'),
    fileFormatVersion: versionValue(footer.get(raw, 'fileFormatVersion')),
    dataOffset: offsetValue(footer.get(raw, 'dataOffset')),
    timeStamp: timeValue(footer.get(raw, 'timeStamp')),
    creatorApplication: footer.get(raw, 'creatorApplication'),
    creatorVersion: versionValue(footer.get(raw, 'creatorVersion')),
    creatorHostOS: footer.get(raw, 'creatorHostOs'),
    originalSize: wideValue(footer.get(raw, 'originalSize')),
    currentSize: wideValue(footer.get(raw, 'currentSize')),
    geometry: geometryIn(raw),
    diskType: typeof type === 'string' ? type : type.unknown,
    checksum: sumValue(footer.get(raw, 'checksum')),
    uniqueId: footer.get(raw, 'uniqueId'),
    uniqueIdWindows: windowsId(footer.get(raw, 'uniqueId')),
    savedState: footer.get(raw, 'savedState'),
    hidden: footer.get(raw, 'hidden'),
  };
}

export function headerDocument(raw: Uint8Array): HeaderDocument {
  const stamp = dynamicHeader.get(raw, 'parentTimeStamp');
  return {
    cookie: dynamicHeader.get(raw, 'cookie'),
    dataOffset: offsetValue(dynamicHeader.get(raw, 'dataOffset')),
    tableOffset: wideValue(dynamicHeader.get(raw, 'tableOffset')),
    headerVersion: versionValue(dynamicHeader.get(raw, 'headerVersion')),
    maxTableEntries: dynamicHeader.get(raw, 'maxTableEntries'),
    blockSize: dynamicHeader.get(raw, 'blockSize'),
    checksum: sumValue(dynamicHeader.get(raw, 'checksum')),
    parentUniqueId: dynamicHeader.get(raw, 'parentUniqueId'),
    parentUniqueIdWindows: windowsId(dynamicHeader.get(raw, 'parentUniqueId')),
    parentTimeStamp: stamp === 0 ? null : timeValue(stamp),
    parentUnicodeName: parentNameIn(raw),
  };
}

const placeDocument = (place: FindingPlace): FindingDocument['places'][number] => {
  const { structure, at, bytes } = place;
  return isOnDisk(place) ? { structure: 'disk', diskOffset: at, bytes } : { structure, fileOffset: at, bytes };
};

/** `isRepairable`: whether `repair` would propose something. */
export function findingDocument(finding: Finding, isRepairable: (finding: Finding) => boolean): FindingDocument {
  const places = finding.where.map(placeDocument);
  return {
    code: finding.code,
    severity: finding.severity,
    ...findingText(finding),
    where: places[0] ?? null,
    places,
    repairable: isRepairable(finding),
    because: finding.because ?? null,
  };
}
