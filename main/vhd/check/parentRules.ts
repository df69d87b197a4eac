/** P rules: what can be wrong between a differencing disk and its parent. Spec 1.0, "Differencing Disks". */
import type { Finding, FindingFacts, FindingPlace } from '../../../shared/findings';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer } from '../../../shared/vhd/footer';
import { parentLocatorEntry } from '../../../shared/vhd/parentLocatorEntry';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { LocatorView, ParentView } from '../../../shared/views';
import { TIME_GRAIN, timesApart, type Chain } from '../read/chain';
import type { Image } from '../read/image';
import { heldRoom, occupied } from '../describe/occupied';
import { isPath, locatorRoom, spaceBytes } from '../format/parentLocator';
import { isOnOtherDrive } from '../format/parentPath';
import { atLayer, finding, findingPlace } from './finding';
import { isOrphan } from './lineageRules';

const headerPlace = (image: Image, key: keyof typeof dynamicHeader.fields): FindingPlace =>
  findingPlace('dynamic-header', (image.header?.at ?? 0) + dynamicHeader.fields[key].at, dynamicHeader.fields[key].bytes);

/** `lower`: the number of errors of each deeper layer, for P07. */
export function checkParent(chain: Chain, lower: readonly { readonly layer: string; readonly errors: number }[]): Finding[] {
  const [top] = chain.layers;
  if (top.kind !== 'differencing' || top.header === null) return [];
  if (isOrphan(top)) return [finding('P08', 'error', {}, headerPlace(top, 'parentUniqueId'))];
  return [...checkFound(chain, top), ...checkLocators(chain, top), ...checkLower(top, lower)];
}

function checkFound(chain: Chain, top: Image): Finding[] {
  const { parent, layers } = chain;
  const next = layers[1];
  const findings: Finding[] = [];
  if (parent !== null) {
    const child = layers[parent.childLayer] as Image;
    const { lookedFor, elsewhere, refused = [] } = parent;
    const name = lookedFor[0] ?? '';
    const other = refused.find(({ why }) => why.kind === 'other-id')?.name.toLowerCase();
    const outside = elsewhere.map(({ path, usableHere }) => ({ path, usableHere }));
    const isPlain = lookedFor.length <= 1 && outside.length === 0 && refused.length === 0;
    const looked = isPlain ? {} : { looked: { names: lookedFor, ...(outside.length === 0 ? {} : { outside }), refused } };
    const layer = parent.childLayer;
    const of = layer === 0 ? null : child.file.name;
    if (parent.state === 'loop' || parent.state === 'too-deep')
      findings.push(finding('P05', 'error', endless(layers, parent), headerPlace(top, 'parentUniqueId')));
    else if (parent.state === 'wrong-id')
      findings.push(
        atLayer(
          layer,
          finding(
            'P02',
            'error',
            {
              name: lookedFor.find((one) => one.toLowerCase() === other) ?? name,
              expectedId: parent.expectedId,
              foundId: parent.foundId ?? '',
              ...(of === null ? {} : { of }),
            },
            headerPlace(child, 'parentUniqueId'),
          ),
        ),
      );
    else {
      const why = parent.state === 'unreadable' ? 'unreadable' : 'missing';
      const { sameId } = parent;
      findings.push(
        atLayer(
          layer,
          finding(
            'P01',
            'error',
            { name, why, of, layer, ...(sameId === undefined ? {} : { sameId }), ...looked },
            headerPlace(child, 'parentUnicodeName'),
          ),
        ),
      );
    }
  }
  return next === undefined ? findings : [...findings, ...checkSizes(top, next), ...checkTime(top, next)];
}

const endless = (layers: Chain['layers'], { state, childLayer, loopTo = 0 }: ParentView): FindingFacts['P05'] =>
  state === 'loop'
    ? { why: 'loop', child: layers[childLayer]?.file.name ?? '', again: layers[loopTo]?.file.name ?? '' }
    : { why: 'too-deep', layers: layers.length };

function checkSizes(top: Image, next: Image): Finding[] {
  if (next.sectors === top.sectors) return [];
  const at = (top.footers?.trusted === 'footer-copy' ? top.footers.copy : top.footers?.footer)?.at ?? 0;
  const where = findingPlace('footer', at + footer.fields.currentSize.at, footer.fields.currentSize.bytes);
  return [finding('P04', 'warning', { childBytes: top.sectors * SECTOR_BYTES, parentBytes: next.sectors * SECTOR_BYTES }, where)];
}

const QUARTER_HOUR = 900;
const WIDEST_ZONE = 14 * 3600;

/**
 * Compares the parent file's time with the stored one. A time of zero says nothing. A difference of whole quarter hours
 * comes from another clock or time zone, the commonest false alarm.
 */
function checkTime(top: Image, next: Image): Finding[] {
  const times = timesApart(top, next);
  if (times === null) return [];
  const apart = Math.abs(times.stored - times.found);
  const fromStep = Math.abs(apart - Math.round(apart / QUARTER_HOUR) * QUARTER_HOUR);
  const isZone = apart <= WIDEST_ZONE + TIME_GRAIN && fromStep <= TIME_GRAIN;
  return [finding('P03', isZone ? 'note' : 'warning', times, headerPlace(top, 'parentTimeStamp'))];
}

type LocatorFault = FindingFacts['P06']['why'];

const entryPlace = ({ entry }: LocatorView): FindingPlace => findingPlace('dynamic-header', entry.at, entry.bytes.length);

function checkLocators(chain: Chain, top: Image): Finding[] {
  const seen = new Set<LocatorView['platform']>();
  const findings: Finding[] = top.locators.flatMap((locator) => {
    const isTwice = seen.has(locator.platform);
    seen.add(locator.platform);
    const why = locatorFault(top, locator);
    const faults: LocatorFault[] = [...(why === null ? [] : [why]), ...(isTwice ? (['twice'] as const) : [])];
    return faults.map((fault) => finding('P06', severityOf(top, fault), { slot: locator.index, why: fault }, entryPlace(locator)));
  });
  const absolute = top.locators.find(({ platform }) => platform === 'W2ku');
  const hasRelative = top.locators.some(({ platform }) => platform === 'W2ru');
  const parent = chain.layers[1]?.file.path ?? absolute?.path ?? '';
  if (absolute !== undefined && absolute.path !== null && !hasRelative && !isOnOtherDrive(top.file.path, parent))
    findings.push(finding('P06', 'warning', { slot: absolute.index, why: 'absolute-only' }, entryPlace(absolute)));
  return findings;
}

const NOTED: readonly LocatorFault[] = ['unknown-platform', 'not-absolute', 'not-normal'];

/** Deprecated kinds besides newer ones, and unknown kinds, are only skipped. */
function severityOf(top: Image, why: LocatorFault): 'warning' | 'note' {
  const hasModern = top.locators.some(({ platform, path }) => path !== null && (platform === 'W2ru' || platform === 'W2ku'));
  return NOTED.includes(why) || (why === 'deprecated' && hasModern) ? 'note' : 'warning';
}

function locatorFault(top: Image, locator: LocatorView): LocatorFault | null {
  const { platform, path, dataAt, dataBytes, verdict } = locator;
  const isCrowded = verdict === 'good' && claimsTooMuch(top, locator);
  if (platform === 'unknown') return isCrowded ? 'room-overlaps' : 'unknown-platform';
  if (isOverStructures(top, dataAt, dataBytes)) return 'misplaced';
  if (verdict === 'bad' || (path === null && isPath(platform))) return 'unreadable';
  const space = parentLocatorEntry.get(locator.entry.bytes, 'platformDataSpace');
  const room = spaceBytes(space);
  const isUtf16 = platform === 'W2ru' || platform === 'W2ku';
  if (space === 0) return 'no-space';
  if (room === null || dataBytes > room || (isUtf16 && dataBytes % 2 !== 0)) return 'bad-length';
  if (isCrowded) return 'room-overlaps';
  if (platform === 'Wi2r' || platform === 'Wi2k') return 'deprecated';
  if (locator.encoding === 'utf-16be') return 'byte-order';
  if (space < SECTOR_BYTES) return 'sector-space';
  return oddPath(locator);
}

/** Whether something else stands in the room that it claims. Blocks over its text are reported as blocks. */
function claimsTooMuch(top: Image, locator: LocatorView): boolean {
  const held = top.map === null ? null : heldRoom(top, locator);
  if (held === null || held >= locatorRoom(locator)) return false;
  return held >= locator.dataBytes || top.map?.faults.structure.blocks === 0;
}

/** Windows paths as other programs write them. */
function oddPath({ platform, path, dataBytes }: LocatorView): LocatorFault | null {
  if (path === null) return null;
  if (platform === 'W2ku') return /^([a-z]:)?[\\/]/i.test(path) ? null : 'not-absolute';
  if (platform !== 'W2ru') return null;
  const hasNul = dataBytes > path.length * 2;
  return hasNul || path.includes('/') || !/^\.{1,2}\\/.test(path) ? 'not-normal' : null;
}

/** A locator under a block is reported as the block's fault. */
const isOverStructures = (image: Image, at: number, bytes: number): boolean =>
  at > 0 &&
  bytes > 0 &&
  occupied(image).structures.some(
    ({ kind, from, to }) => ['footer-copy', 'dynamic-header', 'bat'].includes(kind) && from < at + bytes && to > at,
  );

function checkLower(top: Image, lower: readonly { readonly layer: string; readonly errors: number }[]): Finding[] {
  const broken = lower.find(({ errors }) => errors > 0);
  return broken === undefined ? [] : [finding('P07', 'error', broken, headerPlace(top, 'parentUniqueId'))];
}
