/** What becomes of the path in a parent locator. No file is looked up: the search for the parent has ended before. */
import type { LocatorLead, LocatorView } from '../../../shared/views';
import { isPath } from '../format/parentLocator';
import { waysTo } from '../format/parentPath';
import type { Chain } from '../read/chain';
import { partsInside, usableOn } from '../read/usablePaths';

/** One spelling for all ways to write a path: Windows' separators, no `.\` in front, lower case. */
const plain = (path: string): string =>
  path
    .replaceAll('/', '\\')
    .replace(/^(?:\.\\)+/, '')
    .toLowerCase();

const bareName = (path: string): string => plain(path).split('\\').at(-1) ?? '';

/** Where the locator of the chain's top layer leads. */
export function leadOf(
  { layers: [top, parent], parent: missing, standIns = [], system = 'other' }: Chain,
  locator: LocatorView,
): LocatorLead {
  const { path, platform } = locator;
  if (path === null) return isPath(platform) ? 'unreadable' : 'no-path';
  if (parent !== undefined) {
    const { relativePath, windowsPath, posixPath } = waysTo(top.file.path, parent.file.path, true);
    const ways = [relativePath, windowsPath, posixPath].filter((way) => way !== null).map(plain);
    if (ways.includes(plain(path))) return 'to-parent';
    const isBeside = relativePath === `.\\${parent.file.name}`;
    const isByName = isBeside && bareName(path) === parent.file.name.toLowerCase();
    if (isOutside(path))
      return usableOn(system, path) ? (isByName ? 'by-name-outside' : 'not-looked-at') : isByName ? 'by-name-foreign' : 'not-a-path-here';
    if (isByName) return 'by-name';
  }
  if (isOutside(path)) return usableOn(system, path) ? 'not-looked-at' : 'not-a-path-here';
  // What stands in the folder is known where no parent was found by a name.
  const looked = parent === undefined ? missing : standIns.find(({ childLayer }) => childLayer === 0);
  if (looked == null) return 'not-to-parent';
  const parts = partsInside(path);
  const stands = looked.refused?.some(({ name }) => name === path || (parts?.length === 1 && plain(name) === bareName(path)));
  return stands === true ? 'another-disk' : 'nothing-there';
}

/** A path that leads out of the disk's own folder is followed only when the user says so. */
const isOutside = (path: string): boolean => plain(path).includes('\\') && partsInside(path) === null;
