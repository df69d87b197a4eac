/** P rules: what can be wrong between a differencing disk and its parent. Spec 1.0, "Differencing Disks". */
import type { Finding, FindingFacts } from '../../../shared/findings';
import { VHD_EPOCH_UNIX_SECONDS } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { PLATFORM_CODES, parentLocatorEntry } from '../../../shared/vhd/parentLocatorEntry';
import { SECTOR_BYTES } from '../../../shared/vhd/units';
import type { LocatorView } from '../../../shared/views';
import { namedPaths, type Chain } from '../chain';
import type { Image } from '../image';
import { spaceBytes } from '../parentLocator';
import { finding, place } from './finding';

const headerPlace = (image: Image, key: keyof typeof dynamicHeader.fields): ReturnType<typeof place> =>
  place('dynamic-header', (image.header?.at ?? 0) + dynamicHeader.fields[key].at, dynamicHeader.fields[key].bytes);

/** `lower` counts the errors of a deeper layer, for P07. */
export function checkParent(chain: Chain, lower: readonly { readonly layer: string; readonly errors: number }[]): Finding[] {
  const [top] = chain.layers;
  if (top.kind !== 'differencing' || top.header === null) return [];
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
      findings.push(finding('P02', 'error', { name, expectedId: parent.expectedId, foundId: '' }, headerPlace(child, 'parentUniqueId')));
    else findings.push(finding('P01', 'error', { name }, headerPlace(child, 'parentUnicodeName')));
  }
  if (next === undefined) return findings;
  if (next.sectors !== top.sectors) {
    findings.push(finding('P04', 'warning', { childBytes: top.sectors * SECTOR_BYTES, parentBytes: next.sectors * SECTOR_BYTES }));
  }
  const stored = top.header === null ? 0 : dynamicHeader.get(top.header.bytes, 'parentTimeStamp');
  const found = Math.floor(next.file.modifiedUnixSeconds) - VHD_EPOCH_UNIX_SECONDS;
  // A stamp of zero says nothing, and two seconds is what FAT can tell.
  if (stored !== 0 && Math.abs(stored - found) > 2)
    findings.push(finding('P03', 'warning', { stored, found }, headerPlace(top, 'parentTimeStamp')));
  return findings;
}

type LocatorFault = FindingFacts['P06']['why'];

function checkLocators(top: Image): Finding[] {
  const findings: Finding[] = top.locators.flatMap((locator) => {
    const why = locatorFault(locator);
    return why === null
      ? []
      : [finding('P06', 'warning', { slot: locator.index, why }, place('dynamic-header', locator.entry.at, locator.entry.bytes.length))];
  });
  const platforms = top.locators.map(({ platform }) => platform);
  const absolute = top.locators.find(({ platform }) => platform === 'W2ku');
  if (absolute !== undefined && !platforms.includes('W2ru') && namedPaths(top).length > 0) {
    findings.push(
      finding(
        'P06',
        'note',
        { slot: absolute.index, why: 'absolute-only' },
        place('dynamic-header', absolute.entry.at, absolute.entry.bytes.length),
      ),
    );
  }
  return findings;
}

function locatorFault(locator: LocatorView): LocatorFault | null {
  const code = parentLocatorEntry.get(locator.entry.bytes, 'platformCode');
  if (typeof code !== 'string' || PLATFORM_CODES[code] === undefined) return 'unknown-platform';
  if (locator.verdict === 'bad') return 'unreadable';
  if (locator.encoding === 'utf-16be') return 'byte-order';
  const space = parentLocatorEntry.get(locator.entry.bytes, 'platformDataSpace');
  if (spaceBytes(space) === null) return 'unreadable';
  return space > 0 && space < SECTOR_BYTES ? 'sector-space' : null;
}

function checkLower(top: Image, lower: readonly { readonly layer: string; readonly errors: number }[]): Finding[] {
  const broken = lower.find(({ errors }) => errors > 0);
  return broken === undefined ? [] : [finding('P07', 'error', broken, headerPlace(top, 'parentUniqueId'))];
}
