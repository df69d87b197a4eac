/** How a child stores its parent's path: one rule for new children, for reconnecting and for repairs. No file is looked up. */
import type { ParentSpec } from './parentLocator';

type PathParts = {
  /** A drive, a share, or the root directory; null if the path has none. */
  readonly root: string | null;
  readonly folders: readonly string[];
  readonly name: string;
};

const isWindowsPath = (path: string): boolean => /^(?:[a-z]:[\\/]|[\\/]{2})/i.test(path);

/** The path without the prefix that lifts Windows' limit on path lengths. */
const plain = (path: string): string => path.replace(/^\\\\\?\\UNC\\/i, '\\\\').replace(/^\\\\\?\\(?=[a-z]:\\)/i, '');

function windowsParts(path: string): PathParts {
  const match = /^(?:([a-z]:)|[\\/]{2}([^\\/]+)[\\/]+([^\\/]+))(?=[\\/])/i.exec(path);
  if (match === null) return { root: null, folders: [], name: '' };
  const [whole, drive, server, share] = match;
  return partsOf((drive ?? `//${server}/${share}`).toLowerCase(), path.slice(whole.length).split(/[\\/]/));
}

/** In Windows' spelling, a backslash inside a name could not be told from a folder separator. */
const posixParts = (path: string): PathParts =>
  path.startsWith('/') && !path.includes('\\') ? partsOf('/', path.split('/')) : { root: null, folders: [], name: '' };

function partsOf(root: string, parts: readonly string[]): PathParts {
  const folders: string[] = [];
  for (const part of parts) {
    if (part === '..') folders.pop();
    else if (part !== '' && part !== '.') folders.push(part);
  }
  const name = folders.pop() ?? '';
  return { root, folders, name };
}

/**
 * The relative path from the child's folder to the parent, as Windows stores it: with backslashes, and `.\` or `..\` in
 * front. Both are absolute paths of one system. Null if there is none: on another drive or share, or if the parent's name
 * cannot be written like this.
 */
export function relativePath(child: string, parent: string): string | null {
  const isWindows = isWindowsPath(plain(child));
  const [from, to] = [child, parent].map((path) => (isWindows ? windowsParts(plain(path)) : posixParts(path))) as [PathParts, PathParts];
  if (from.root === null || from.root !== to.root || to.name === '') return null;
  const same = (a: string, b: string | undefined): boolean => (isWindows ? a.toLowerCase() === b?.toLowerCase() : a === b);
  let shared = 0;
  while (shared < from.folders.length && same(from.folders[shared] as string, to.folders[shared])) shared += 1;
  const up = from.folders.slice(shared).map(() => '..');
  return [...(up.length === 0 ? ['.'] : up), ...to.folders.slice(shared), to.name].join('\\');
}

/** Whether both are Windows paths on different drives or shares: then no relative path leads from one to the other. */
export function isOnOtherDrive(child: string, parent: string): boolean {
  const [from, to] = [child, parent].map((path) => windowsParts(plain(path)).root) as [PathParts['root'], PathParts['root']];
  return from !== null && to !== null && from !== to;
}

/**
 * The parent's bare name and every path to it. `namesAbsolute`: absolute paths too, which reveal something about this computer.
 *
 * Elsewhere than on Windows there is no absolute Windows path, and one that the child stored is not kept either: nobody can look
 * from here whether it still leads to the parent. Windows takes a child with a wrong one for damaged, and one that leads to
 * another disk would be followed, while the relative path is enough for Windows to find the parent.
 */
export const waysTo = (
  child: string,
  parent: string,
  namesAbsolute: boolean,
): Pick<ParentSpec, 'name' | 'relativePath' | 'windowsPath' | 'posixPath'> => {
  const isWindows = isWindowsPath(parent);
  return {
    name: parent.split(isWindows ? /[\\/]/ : '/').at(-1) ?? '',
    relativePath: relativePath(child, parent),
    windowsPath: namesAbsolute && isWindows ? plain(parent) : null,
    posixPath: namesAbsolute && !isWindows ? parent : null,
  };
};
