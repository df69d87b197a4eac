/** H rules: what can be wrong with the dynamic header. Spec 1.0, "Dynamic Disk Header Format". */
import type { Finding } from '../../../shared/findings';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import type { StructBytes } from '../../../shared/views';
import type { Image } from '../image';
import { finding, place } from './finding';

const fieldPlace = (header: StructBytes, key: keyof typeof dynamicHeader.fields): ReturnType<typeof place> =>
  place('dynamic-header', header.at + dynamicHeader.fields[key].at, dynamicHeader.fields[key].bytes);

export function checkHeader(image: Image): Finding[] {
  const { header, mapFault } = image;
  if (mapFault?.kind === 'no-header') return [finding('H01', 'error', { at: 512 }, place('dynamic-header', 512, dynamicHeader.bytes))];
  if (header === null) return [];
  const findings: Finding[] = [];
  const faults = new Set(dynamicHeader.check(header.bytes).map((fault) => fault.field));
  const sums = dynamicHeader.sums(header.bytes);
  if (faults.has('cookie')) findings.push(finding('H01', 'error', { at: header.at }, fieldPlace(header, 'cookie')));
  if (sums !== null && sums.stored !== sums.computed) findings.push(finding('H02', 'error', sums, fieldPlace(header, 'checksum')));
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
  if (image.map !== null) {
    const entries = image.map.tableEntries;
    const needed = image.map.entries.length;
    if (entries !== needed)
      findings.push(finding('H05', entries < needed ? 'error' : 'note', { entries, needed }, fieldPlace(header, 'maxTableEntries')));
  }
  return findings;
}
