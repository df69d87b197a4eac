/** P08 and P10–P18: how a differencing disk names its parent, and what keeps it from being found elsewhere. */
import type { Finding, FindingFacts, FindingPlace } from '../../../shared/findings';
import type { StandIn } from '../../../shared/errors';
import { VHD_EPOCH_UNIX_SECONDS, utf16Units } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer, NULL_UUID } from '../../../shared/vhd/footer';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { allocatedBlocks } from '../format/bat';
import { parentNameIn } from '../format/parentLocator';
import { waysTo } from '../format/parentPath';
import { namedPaths, namesOf } from '../read/chain';
import { partsInside } from '../read/usablePaths';
import { atLayer, finding, findingPlace } from './finding';

/** Xen's tools allow half an hour of wrong clocks. */
const CLOCK_SLACK = 1800;
/** Xen's storage manager supports no deeper chains. */
const USUAL_LAYERS = 30;
const NAME_UNITS = 256;

const headerPlace = (image: Image, key: keyof typeof dynamicHeader.fields): FindingPlace =>
  findingPlace('dynamic-header', (image.header?.at ?? 0) + dynamicHeader.fields[key].at, dynamicHeader.fields[key].bytes);

/** `now` in Unix seconds. */
export function checkLineage(chain: Chain, now: number): Finding[] {
  const [top] = chain.layers;
  if (top.kind !== 'differencing' || top.header === null) return [];
  const findings = [
    ...checkName(top, top.header.bytes),
    ...checkPaths(top),
    ...checkStamp(top, top.header.bytes, now),
    ...checkOwn(top),
    ...checkStale(chain),
  ];
  if (chain.layers.length > USUAL_LAYERS)
    findings.push(finding('P16', 'note', { layers: chain.layers.length }, headerPlace(top, 'parentUniqueId')));
  return findings;
}

/** Whether a differencing disk names no parent at all: P01 then adds nothing. */
export const isOrphan = (image: Image): boolean =>
  image.kind === 'differencing' &&
  image.header !== null &&
  dynamicHeader.get(image.header.bytes, 'parentUniqueId') === NULL_UUID &&
  parentNameIn(image.header.bytes) === '' &&
  image.locators.length === 0;

function checkName(top: Image, header: Uint8Array): Finding[] {
  const where = headerPlace(top, 'parentUnicodeName');
  if (isOrphan(top)) return [];
  const findings: Finding[] = [];
  const name = parentNameIn(header);
  const { at, bytes } = dynamicHeader.fields.parentUnicodeName;
  const stored = utf16Units(header.subarray(at, at + bytes), 'be').split('\0', 1)[0] ?? '';
  if (name !== '' && !stored.startsWith(name)) findings.push(finding('P10', 'note', { name }, where));
  if (/[^\x20-\x7e]/.test(name)) findings.push(finding('P11', 'note', { name }, where));
  if (name.length === NAME_UNITS) findings.push(finding('P12', 'note', { why: 'full' }, where));
  else if (/\p{Cs}/u.test(name)) findings.push(finding('P12', 'note', { why: 'half-pair' }, where));
  if (top.locators.length === 0) findings.push(finding('P13', 'note', {}, headerPlace(top, 'parentLocators')));
  const isNull = dynamicHeader.get(header, 'parentUniqueId') === NULL_UUID;
  if (isNull && top.footer !== null && footer.get(top.footer, 'creatorApplication').startsWith('tap'))
    findings.push(finding('X08', 'note', { name }, headerPlace(top, 'parentUniqueId')));
  return findings;
}

/** Checks where stored paths lead; one finding, for the first that leads outside. */
function checkPaths(top: Image): Finding[] {
  for (const { index, path } of namedPaths(top)) {
    const why = outside(path);
    if (why === null) continue;
    const entry = top.locators.find((locator) => locator.index === index)?.entry;
    const where =
      entry === undefined ? headerPlace(top, 'parentUnicodeName') : findingPlace('dynamic-header', entry.at, entry.bytes.length);
    return [finding('P15', 'warning', { path, why }, where)];
  }
  return [];
}

function outside(path: string): 'share' | 'device' | 'climbs' | null {
  const slashed = path.replaceAll('\\', '/');
  if (/^\/\/[.?]\/(?![a-z]:\/)/i.test(slashed) || /^\/(dev|proc|sys)\//.test(slashed)) return 'device';
  if (/^\/\/[^/.?]/.test(slashed)) return 'share';
  // Many keep base disks one folder up; a path that climbs further is unusual.
  return (slashed.match(/(^|\/)\.\.(?=\/)/g) ?? []).length > 1 ? 'climbs' : null;
}

function checkOwn(top: Image): Finding[] {
  const { map } = top;
  if (map === null || map.unknown > 0 || allocatedBlocks(map) > 0) return [];
  return [finding('P17', 'note', {}, findingPlace('bat', map.tableAt, map.tableBytes))];
}

/**
 * P18, for parents at any depth that were found only by their id, or that the program does not find by itself, and for a
 * named parent whose name the child does not store. If something stands in a place that the child names, or may stand at a
 * path that was not followed, or the times differ, another disk may be read than was meant. Only the disk's own field is
 * pointed at: that of a disk below is in another file.
 */
function checkStale({ layers, standIns = [] }: Chain): Finding[] {
  const [top] = layers;
  const where = headerPlace(top, 'parentUnicodeName');
  const guessed = standIns.map((standIn) => {
    const severity = isDoubtful(standIn) ? 'warning' : 'note';
    const facts = { names: standIn.names.join(', '), found: standIn.found, standIn };
    return atLayer(standIn.childLayer, finding('P18', severity, facts, where));
  });
  if (guessed.length > 0) return guessed;
  return layers.slice(0, -1).flatMap((child, layer) => {
    const stale = staleWay(child, layers[layer + 1] as Image);
    if (stale === null) return [];
    return [atLayer(layer, finding('P18', 'note', { ...stale, ...(layer === 0 ? {} : { of: child.file.name, layer }) }, where))];
  });
}

/** Whether the disk that was meant may well be another one: at a place that is named, or because of its time. */
const isDoubtful = ({ refused, outside = [], times }: StandIn): boolean =>
  refused.length > 0 || times !== null || outside.some(({ usableHere }) => usableHere);

/** Why the parent, which nobody guessed, is not found by the names and paths that the child stores; null: it is. */
function staleWay(child: Image, parent: Image): Pick<FindingFacts['P18'], 'names' | 'found' | 'path' | 'isNamed'> | null {
  const names = namesOf(child);
  const found = parent.file.name;
  if (names.length === 0) return null;
  const facts = { names: names.join(', '), found };
  const hasName = names.some((name) => name.toLowerCase() === found.toLowerCase());
  const { relativePath, windowsPath, posixPath } = waysTo(child.file.path, parent.file.path, true);
  const way = relativePath ?? windowsPath ?? posixPath;
  if (way === null || relativePath === `.\\${found}`) return hasName ? null : facts;
  const plain = (path: string): string =>
    path
      .replaceAll('/', '\\')
      .replace(/^(?:\.\\)+/, '')
      .toLowerCase();
  const ways = [relativePath, windowsPath, posixPath].filter((one) => one !== null).map(plain);
  const named = namedPaths(child).filter(({ path }) => ways.includes(plain(path)));
  if (named.length === 0) return { ...facts, path: way };
  return named.some(({ path }) => partsInside(path) !== null) ? null : { ...facts, path: named[0]?.path ?? way, isNamed: true };
}

function checkStamp(top: Image, header: Uint8Array, now: number): Finding[] {
  const stamp = dynamicHeader.get(header, 'parentTimeStamp');
  return stamp + VHD_EPOCH_UNIX_SECONDS > now + CLOCK_SLACK
    ? [finding('P14', 'warning', { stamp }, headerPlace(top, 'parentTimeStamp'))]
    : [];
}
