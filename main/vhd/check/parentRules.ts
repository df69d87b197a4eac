/** P rules: what can be wrong between a differencing disk and its parent. Spec 1.0, "Differencing Disks". */
import type { Finding, FindingFacts } from '../../../shared/findings';
import { VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { FOOTER_BYTES, footer } from '../../../shared/vhd/footer';
import { parentLocatorEntry } from '../../../shared/vhd/parentLocatorEntry';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { LocatorView } from '../../../shared/views';
import type { Chain } from '../chain';
import type { Image } from '../image';
import { spaceBytes } from '../parentLocator';
import { finding, place } from './finding';
import { isOrphan } from './lineageRules';

const headerPlace = (image: Image, key: keyof typeof dynamicHeader.fields): ReturnType<typeof place> =>
  place('dynamic-header', (image.header?.at ?? 0) + dynamicHeader.fields[key].at, dynamicHeader.fields[key].bytes);

/** `lower` counts the errors of a deeper layer, for P07. */
export function checkParent(chain: Chain, lower: readonly { readonly layer: string; readonly errors: number }[]): Finding[] {
  const [top] = chain.layers;
  if (top.kind !== 'differencing' || top.header === null) return [];
  if (isOrphan(top)) return [finding('P08', 'error', {}, headerPlace(top, 'parentUniqueId'))];
  return [...checkFound(chain, top), ...checkLocators(top), ...checkLower(top, lower)];
}

function checkFound(chain: Chain, top: Image): Finding[] {
  const { parent, layers } = chain;
  const next = layers[1];
  const findings: Finding[] = [];
  if (parent !== null) {
    const child = layers[parent.childLayer] as Image;
    const name = parent.lookedFor[0] ?? '';
    if (parent.state === 'loop' || parent.state === 'too-deep')
      findings.push(finding('P05', 'error', {}, headerPlace(top, 'parentUniqueId')));
    else if (parent.state === 'wrong-id')
      findings.push(
        finding(
          'P02',
          'error',
          { name, expectedId: parent.expectedId, foundId: parent.foundId ?? '' },
          headerPlace(child, 'parentUniqueId'),
        ),
      );
    else {
      const why = parent.state === 'unreadable' ? 'unreadable' : 'missing';
      findings.push(finding('P01', 'error', { name, why }, headerPlace(child, 'parentUnicodeName')));
    }
  }
  return next === undefined ? findings : [...findings, ...checkSizes(top, next), ...checkTime(top, next)];
}

function checkSizes(top: Image, next: Image): Finding[] {
  if (next.sectors === top.sectors) return [];
  const at = (top.footers?.trusted === 'footer-copy' ? top.footers.copy : top.footers?.footer)?.at ?? 0;
  const where = place('footer', at + footer.fields.currentSize.at, footer.fields.currentSize.bytes);
  return [finding('P04', 'warning', { childBytes: top.sectors * SECTOR_BYTES, parentBytes: next.sectors * SECTOR_BYTES }, where)];
}

/** FAT keeps times to two seconds. */
const TIME_GRAIN = 2;
const QUARTER_HOUR = 900;
const WIDEST_ZONE = 14 * 3600;

/**
 * The parent file's time against the remembered one. A stamp of zero says nothing; a whole number of quarter hours is a
 * clock or time zone that was set otherwise, the commonest false alarm.
 */
function checkTime(top: Image, next: Image): Finding[] {
  const stored = top.header === null ? 0 : dynamicHeader.get(top.header.bytes, 'parentTimeStamp');
  const found = Math.floor(next.file.modifiedUnixSeconds) - VHD_EPOCH_UNIX_SECONDS;
  const apart = Math.abs(stored - found);
  if (stored === 0 || apart <= TIME_GRAIN) return [];
  const fromStep = Math.abs(apart - Math.round(apart / QUARTER_HOUR) * QUARTER_HOUR);
  const isZone = apart <= WIDEST_ZONE + TIME_GRAIN && fromStep <= TIME_GRAIN;
  return [finding('P03', isZone ? 'note' : 'warning', { stored, found }, headerPlace(top, 'parentTimeStamp'))];
}

type LocatorFault = FindingFacts['P06']['why'];

const entryPlace = ({ entry }: LocatorView): ReturnType<typeof place> => place('dynamic-header', entry.at, entry.bytes.length);

function checkLocators(top: Image): Finding[] {
  const seen = new Set<LocatorView['platform']>();
  const findings: Finding[] = top.locators.flatMap((locator) => {
    const isTwice = seen.has(locator.platform);
    seen.add(locator.platform);
    const why = locatorFault(top, locator) ?? (isTwice ? 'twice' : null);
    return why === null ? [] : [finding('P06', severityOf(top, why), { slot: locator.index, why }, entryPlace(locator))];
  });
  const absolute = top.locators.find(({ platform }) => platform === 'W2ku');
  const hasRelative = top.locators.some(({ platform }) => platform === 'W2ru');
  if (absolute !== undefined && absolute.verdict === 'good' && !hasRelative)
    findings.push(finding('P06', 'warning', { slot: absolute.index, why: 'absolute-only' }, entryPlace(absolute)));
  return findings;
}

const NOTED: readonly LocatorFault[] = ['unknown-platform', 'not-absolute', 'not-normal'];

/** Old kinds beside new ones, and kinds nobody knows, are only skipped. */
function severityOf(top: Image, why: LocatorFault): 'warning' | 'note' {
  const hasModern = top.locators.some(({ platform, verdict }) => verdict === 'good' && (platform === 'W2ru' || platform === 'W2ku'));
  return NOTED.includes(why) || (why === 'deprecated' && hasModern) ? 'note' : 'warning';
}

function locatorFault(top: Image, locator: LocatorView): LocatorFault | null {
  const { platform, dataAt, dataBytes, verdict } = locator;
  if (platform === 'unknown') return 'unknown-platform';
  if (isOverStructures(top, dataAt, dataBytes)) return 'misplaced';
  if (verdict === 'bad') return 'unreadable';
  const space = parentLocatorEntry.get(locator.entry.bytes, 'platformDataSpace');
  const room = spaceBytes(space);
  const isUtf16 = platform === 'W2ru' || platform === 'W2ku';
  if (space === 0) return 'no-space';
  if (room === null || dataBytes > room || (isUtf16 && dataBytes % 2 !== 0)) return 'bad-length';
  if (platform === 'Wi2r' || platform === 'Wi2k') return 'deprecated';
  if (locator.encoding === 'utf-16be') return 'byte-order';
  if (space < SECTOR_BYTES) return 'sector-space';
  return oddPath(locator);
}

/** Windows' paths as others write them. */
function oddPath({ platform, path, dataBytes }: LocatorView): LocatorFault | null {
  if (path === null) return null;
  if (platform === 'W2ku') return /^([a-z]:)?[\\/]/i.test(path) ? null : 'not-absolute';
  if (platform !== 'W2ru') return null;
  const hasNul = dataBytes > path.length * 2;
  return hasNul || path.includes('/') || !/^\.{1,2}\\/.test(path) ? 'not-normal' : null;
}

/** The header and the table; a locator under a block is told as the block's fault. */
function isOverStructures({ header, map }: Image, at: number, bytes: number): boolean {
  const hits = (from: number, to: number): boolean => at > 0 && bytes > 0 && at < to && at + bytes > from;
  if (header !== null && hits(header.at, header.at + header.bytes.length)) return true;
  return hits(0, FOOTER_BYTES) || (map !== null && hits(map.tableAt, map.tableAt + map.tableBytes));
}

function checkLower(top: Image, lower: readonly { readonly layer: string; readonly errors: number }[]): Finding[] {
  const broken = lower.find(({ errors }) => errors > 0);
  return broken === undefined ? [] : [finding('P07', 'error', broken, headerPlace(top, 'parentUniqueId'))];
}
