/**
 * Rules about fields that are odd but harmless by themselves: footer (F14–F17, F19) and dynamic header (H07–H10). Checked by
 * `check`, not on opening.
 */
import type { Finding, FindingPlace } from '../../../shared/findings';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer, NO_DATA_OFFSET, NULL_UUID } from '../../../shared/vhd/footer';
import { safeNumber, SECTOR_BYTES } from '../../../shared/vhd/units';
import { isGeometryFit } from '../../../shared/vhd/geometry';
import type { Image } from '../read/image';
import { geometryIn, visibleSize } from '../describe/visibleSize';
import { believedAt, fieldPlace, usedBytes } from './footerRules';
import { finding, findingPlace } from './finding';

const RESERVED_FEATURE = 2;
const TEMPORARY_FEATURE = 1;
/** With smaller blocks most programs compute a bitmap of zero bytes. */
const MIN_USUAL_BLOCK = 4096;
const USUAL_BLOCKS = [524_288, 2_097_152];
/** Creator codes as their programs write them; QEMU and Xen compare all four bytes. */
const CREATORS = ['vpc ', 'vs  ', 'win ', 'd2v\0', 'tap\0'];
const HALF_OFFSET = 0xffff_ffffn;

const bare = (name: string): string => name.replace(/[\0 ]+$/, '');

export function checkFooterFields(image: Image): Finding[] {
  const { footers, footer: raw } = image;
  if (footers === null || raw === null) return [];
  const at = believedAt(footers);
  const findings: Finding[] = [];
  const features = footer.get(raw, 'features');
  const unknown = features & ~(RESERVED_FEATURE | TEMPORARY_FEATURE);
  const odd = (features & RESERVED_FEATURE) === 0 ? 'reserved-clear' : unknown !== 0 ? 'unknown' : null;
  if (odd !== null) findings.push(finding('F14', 'note', { why: odd, features }, fieldPlace(at, 'features')));
  if ((features & TEMPORARY_FEATURE) !== 0)
    findings.push(finding('F14', 'note', { why: 'temporary', features }, fieldPlace(at, 'features')));
  if (footer.get(raw, 'uniqueId') === NULL_UUID) findings.push(finding('F15', 'note', {}, fieldPlace(at, 'uniqueId')));
  const creator = footer.get(raw, 'creatorApplication');
  const usual = CREATORS.find((name) => creator !== name && bare(creator) === bare(name));
  if (usual !== undefined) findings.push(finding('F21', 'note', { creator, usual }, fieldPlace(at, 'creatorApplication')));
  const offset = footer.get(raw, 'dataOffset');
  if (image.kind === 'fixed' && offset !== NO_DATA_OFFSET) {
    const dataOffset = footer.fields.dataOffset.text(offset);
    findings.push(finding('F16', offset === HALF_OFFSET ? 'note' : 'warning', { dataOffset }, fieldPlace(at, 'dataOffset')));
  }
  return [...findings, ...checkOtherSizes(image, raw, at)];
}

/** The size that other programs take for the disk's, if ours is plausible and theirs differs. */
function checkOtherSizes(image: Image, raw: Uint8Array, at: number): Finding[] {
  const findings: Finding[] = [];
  const current = safeNumber(footer.get(raw, 'currentSize'));
  if (current === null || current === 0 || current % SECTOR_BYTES !== 0 || current !== image.sectors * SECTOR_BYTES) return [];
  const original = footer.get(raw, 'originalSize');
  if (original !== BigInt(current)) {
    const facts = { originalSize: footer.fields.originalSize.text(original), currentSize: current };
    findings.push(finding('F17', 'note', facts, fieldPlace(at, 'originalSize')));
  }
  const seen = visibleSize(raw, 'qemu-7');
  // A geometry that is altogether wrong is reported as F10.
  if (isGeometryFit(geometryIn(raw), image.sectors) && seen < current) {
    const facts = { creator: footer.get(raw, 'creatorApplication'), hiddenBytes: current - seen };
    findings.push(finding('F19', 'note', facts, fieldPlace(at, 'creatorApplication')));
  }
  return findings;
}

export function checkHeaderFields(image: Image): Finding[] {
  const { header } = image;
  if (header === null || image.kind === 'fixed') return [];
  const findings: Finding[] = [];
  const at = (key: keyof typeof dynamicHeader.fields): FindingPlace =>
    findingPlace('dynamic-header', header.at + dynamicHeader.fields[key].at, dynamicHeader.fields[key].bytes);
  const next = dynamicHeader.get(header.bytes, 'dataOffset');
  if (next !== NO_DATA_OFFSET)
    findings.push(
      finding('H07', 'warning', { next: dynamicHeader.fields.dataOffset.text(next), isLoop: next === BigInt(header.at) }, at('dataOffset')),
    );
  const blockSize = dynamicHeader.get(header.bytes, 'blockSize');
  if (image.map !== null && !USUAL_BLOCKS.includes(blockSize)) {
    const isTiny = blockSize < MIN_USUAL_BLOCK;
    findings.push(finding('H08', 'warning', { blockSize, isTiny }, at('blockSize')));
  }
  const bytes = usedBytes(dynamicHeader.reserved, header.bytes);
  if (bytes > 0) findings.push({ ...finding('H09', 'note', { bytes }), where: dynamicHeader.reserved.map(({ key }) => at(key)) });
  const parentId = dynamicHeader.get(header.bytes, 'parentUniqueId');
  if (image.kind === 'dynamic' && parentId !== NULL_UUID) findings.push(finding('H10', 'warning', { parentId }, at('parentUniqueId')));
  return findings;
}
