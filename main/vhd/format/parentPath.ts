/** How a child names its parent's place: one rule for new children, for reconnecting and for repairs. Nothing is looked up. */
import type { ParentSpec } from './parentLocator';

type Place = {
  /** A drive, a share, or the root of everything; null where the path says none. */
  readonly root: string | null;
  readonly folders: readonly string[];
  readonly name: string;
};

const isWindowsPath = (path: string): boolean => /^(?:[a-z]:[\\/]|[\\/]{2})/i.test(path);

/** Without the prefix that lifts Windows' limit on the length of paths. */
const plain = (path: string): string => path.replace(/^\\\\\?\\UNC\\/i, '\\\\').replace(/^\\\\\?\\(?=[a-z]:\\)/i, '');

function windowsPlace(path: string): Place {
  const match = /^(?:([a-z]:)|[\\/]{2}([^\\/]+)[\\/]+([^\\/]+))(?=[\\/])/i.exec(path);
  if (match === null) return { root: null, folders: [], name: '' };
  const [whole, drive, server, share] = match;
  return placed((drive ?? `//${server}/${share}`).toLowerCase(), path.slice(whole.length).split(/[\\/]/));
}

/** A name with a backslash in it cannot be told from a folder in Windows' spelling. */
const posixPlace = (path: string): Place =>
  path.startsWith('/') && !path.includes('\\') ? placed('/', path.split('/')) : { root: null, folders: [], name: '' };

function placed(root: string, parts: readonly string[]): Place {
  const folders: string[] = [];
  for (const part of parts) {
    if (part === '..') folders.pop();
    else if (part !== '' && part !== '.') folders.push(part);
  }
  const name = folders.pop() ?? '';
  return { root, folders, name };
}

/**
 * The way from the child's folder to the parent, as Windows stores it: backslashes, and `.\` or `..\` in front. Both are
 * absolute paths of one system. Null where there is no such way: on another drive or share, or where the parent's name
 * cannot be written like this.
 */
export function relativePath(child: string, parent: string): string | null {
  const isWindows = isWindowsPath(plain(child));
  const [from, to] = [child, parent].map((path) => (isWindows ? windowsPlace(plain(path)) : posixPlace(path))) as [Place, Place];
  if (from.root === null || from.root !== to.root || to.name === '') return null;
  const same = (a: string, b: string | undefined): boolean => (isWindows ? a.toLowerCase() === b?.toLowerCase() : a === b);
  let shared = 0;
  while (shared < from.folders.length && same(from.folders[shared] as string, to.folders[shared])) shared += 1;
  const up = from.folders.slice(shared).map(() => '..');
  return [...(up.length === 0 ? ['.'] : up), ...to.folders.slice(shared), to.name].join('\\');
}

/** Whether both are paths of Windows, and on different drives or shares: then no relative path leads from one to the other. */
export function isOnOtherDrive(child: string, parent: string): boolean {
  const [from, to] = [child, parent].map((path) => windowsPlace(plain(path)).root) as [Place['root'], Place['root']];
  return from !== null && to !== null && from !== to;
}

/** The parent's bare name and every way to it. `namesAbsolute`: absolute paths too, which tell about this computer. */
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
