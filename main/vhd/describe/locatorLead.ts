/** What becomes of the path in a parent locator. No file is looked up: the search for the parent has ended before. */
import type { LocatorLead, LocatorView } from '../../../shared/views';
import { isPath } from '../format/parentLocator';
import { waysTo } from '../format/parentPath';
import type { Chain } from '../read/chain';
import { partsInside } from '../read/usablePaths';

/** One spelling for all ways to write a path: Windows' separators, no `.\` in front, lower case. */
const plain = (path: string): string =>
  path
    .replaceAll('/', '\\')
    .replace(/^(?:\.\\)+/, '')
    .toLowerCase();

const bareName = (path: string): string => plain(path).split('\\').at(-1) ?? '';

/** Where the locator of the chain's top layer leads. */
export function leadOf({ layers: [top, parent], parent: missing }: Chain, locator: LocatorView): LocatorLead {
  const { path, platform, index } = locator;
  if (path === null) return isPath(platform) ? 'unreadable' : 'no-path';
  if (parent !== undefined) {
    const { relativePath, windowsPath, posixPath } = waysTo(top.file.path, parent.file.path, true);
    const ways = [relativePath, windowsPath, posixPath].filter((way) => way !== null).map(plain);
    if (ways.includes(plain(path))) return 'to-parent';
    const isBeside = relativePath === `.\\${parent.file.name}`;
    return isBeside && bareName(path) === parent.file.name.toLowerCase() ? 'by-name' : 'not-to-parent';
  }
  const parts = partsInside(path);
  if (!plain(path).includes('\\') || parts !== null) {
    const stands = missing?.refused?.some(({ name }) => name === path || (parts?.length === 1 && plain(name) === bareName(path)));
    return stands === true ? 'another-disk' : 'nothing-there';
  }
  const elsewhere = missing?.elsewhere.find((place) => place.index === index || place.path === path);
  return elsewhere?.usableHere === true ? 'not-looked-at' : 'not-a-path-here';
}
