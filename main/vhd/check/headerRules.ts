/** H rules: what can be wrong with the dynamic header. Spec 1.0, "Dynamic Disk Header Format". */
import { append } from '../../../shared/append';
import type { Finding, FindingPlace } from '../../../shared/findings';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import { safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import type { StructBytes } from '../../../shared/views';
import type { BlockMap } from '../format/bat';
import { sumHolds } from '../format/footers';
import { isOnlyCookieDamaged, USUAL_HEADER_AT } from '../format/header';
import type { Image } from '../read/image';
import { finding, findingPlace } from './finding';

const fieldPlace = (header: StructBytes, key: keyof typeof dynamicHeader.fields): FindingPlace =>
  findingPlace('dynamic-header', header.at + dynamicHeader.fields[key].at, dynamicHeader.fields[key].bytes);

export function checkHeader(image: Image): Finding[] {
  const { header, mapFault } = image;
  if (image.footer === null || image.kind === 'fixed') return [];
  const told = safeNumber(footer.get(image.footer, 'dataOffset'));
  if (mapFault?.kind === 'no-header')
    return [
      finding('H01', 'error', { at: told, foundAt: null }, findingPlace('dynamic-header', told ?? USUAL_HEADER_AT, dynamicHeader.bytes)),
    ];
  if (header === null) return [];
  const findings: Finding[] = [];
  const faults = new Set(dynamicHeader.check(header.bytes).map((fault) => fault.field));
  const sums = dynamicHeader.sums(header.bytes);
  const displaced = header.at !== told;
  const copy = image.footers?.trusted === 'footer' ? image.footers.copy : null;
  const copyLeads = copy !== null && sumHolds(copy.bytes) && safeNumber(footer.get(copy.bytes, 'dataOffset')) === header.at;
  if (displaced)
    findings.push(finding('H01', 'error', { at: told, foundAt: header.at, ...(copyLeads ? { copyLeads } : {}) }, dataOffsetPlace(image)));
  else if (faults.has('cookie')) findings.push(finding('H01', 'error', { at: told, foundAt: told }, fieldPlace(header, 'cookie')));
  if (sums !== null && sums.stored !== sums.computed && !isOnlyCookieDamaged(header.bytes))
    findings.push(finding('H02', 'error', sums, fieldPlace(header, 'checksum')));
  if (faults.has('headerVersion')) {
    const version = dynamicHeader.fields.headerVersion.text(dynamicHeader.get(header.bytes, 'headerVersion'));
    findings.push(finding('H03', 'error', { version }, fieldPlace(header, 'headerVersion')));
  }
  if (mapFault?.kind === 'block-size')
    findings.push(finding('H04', 'error', { blockSize: mapFault.blockSize }, fieldPlace(header, 'blockSize')));
  if (mapFault?.kind === 'table-place') {
    const { tableOffset, why } = mapFault;
    findings.push(finding('H06', 'error', { tableOffset, why }, fieldPlace(header, 'tableOffset')));
  }
  if (image.map !== null) append(findings, checkTable(image, header, image.map));
  return findings;
}

/** Compares the claimed number of entries with the number needed; if the size is impossible (F07), that is not known. */
function checkTable(image: Image, header: StructBytes, map: BlockMap): Finding[] {
  const { tableEntries: entries, tableFits: fits, unbacked } = map;
  if (unbacked > 0) {
    const tableOffset = dynamicHeader.fields.tableOffset.text(dynamicHeader.get(header.bytes, 'tableOffset'));
    return [finding('H06', 'error', { tableOffset, why: 'cut-off' }, fieldPlace(header, 'tableOffset'))];
  }
  const size = image.footer === null ? null : safeNumber(footer.get(image.footer, 'currentSize'));
  const needed = map.entries.length;
  if (entries === needed || size === null || Math.floor(size / SECTOR_BYTES) !== image.sectors || size === 0) return [];
  return [finding('H05', entries < needed || !fits ? 'error' : 'note', { entries, needed, fits }, fieldPlace(header, 'maxTableEntries'))];
}

/** The place of the field that points to the header, in the footer that is believed. */
function dataOffsetPlace({ footers }: Image): FindingPlace {
  const believed = footers?.trusted === 'footer-copy' ? footers.copy : (footers?.footer ?? null);
  return findingPlace('footer', (believed?.at ?? 0) + footer.fields.dataOffset.at, footer.fields.dataOffset.bytes);
}
