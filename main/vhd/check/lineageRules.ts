/** P08 and P10–P18: how a differencing disk names its parent, and what keeps it from being found elsewhere. */
import type { Finding, FindingPlace } from '../../../shared/findings';
import { VHD_EPOCH_UNIX_SECONDS, utf16Units } from '../../../shared/vhd/codec';
import { dynamicHeader } from '../../../shared/vhd/dynamicHeader';
import { footer, NULL_UUID } from '../../../shared/vhd/footer';
import type { Chain } from '../read/chain';
import type { Image } from '../read/image';
import { allocatedBlocks } from '../format/bat';
import { parentNameIn } from '../format/parentLocator';
import { waysTo } from '../format/parentPath';
import { namedPaths, namesOf } from '../read/chain';
import { finding, findingPlace } from './finding';

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
    ...checkStale(top, chain),
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
 * P18, for parents at any depth that were found only by their id, and for a named parent whose name the child does not
 * store. If the file with the stored name exists, or the times differ, another disk may be read than was meant.
 */
function checkStale(top: Image, { layers: [, parent], standIns = [] }: Chain): Finding[] {
  const names = namesOf(top);
  const guessed = standIns.map((standIn) => {
    const severity = standIn.refused.length > 0 || standIn.times !== null ? 'warning' : 'note';
    const facts = { names: standIn.names.join(', '), found: standIn.found, standIn };
    return finding('P18', severity, facts, headerPlace(top, 'parentUnicodeName'));
  });
  if (guessed.length > 0) return guessed;
  if (parent === undefined || names.length === 0) return [];
  const found = parent.file.name;
  const path = pathElsewhere(top, parent);
  if (path === null && names.some((name) => name.toLowerCase() === found.toLowerCase())) return [];
  const facts = { names: names.join(', '), found, ...(path === null ? {} : { path }) };
  return [finding('P18', 'note', facts, headerPlace(top, 'parentUnicodeName'))];
}

/** The way to a parent that stands neither beside the disk nor where one of its paths leads; null: it does, or nobody can tell. */
function pathElsewhere(top: Image, parent: Image): string | null {
  const { relativePath, windowsPath, posixPath } = waysTo(top.file.path, parent.file.path, true);
  if (relativePath === `.\\${parent.file.name}`) return null;
  const way = relativePath ?? windowsPath ?? posixPath;
  const plain = (path: string): string => path.replaceAll('/', '\\').toLowerCase();
  const ways = [relativePath, windowsPath, posixPath].filter((one) => one !== null).map(plain);
  return namedPaths(top).some(({ path }) => ways.includes(plain(path))) ? null : way;
}

function checkStamp(top: Image, header: Uint8Array, now: number): Finding[] {
  const stamp = dynamicHeader.get(header, 'parentTimeStamp');
  return stamp + VHD_EPOCH_UNIX_SECONDS > now + CLOCK_SLACK
    ? [finding('P14', 'warning', { stamp }, headerPlace(top, 'parentTimeStamp'))]
    : [];
}
