/** Which of an image's stored paths a system could follow, once the user agrees to that exact path. */

/** Decides what `\` and drive letters mean. */
export type PathSystem = 'windows' | 'other';

const CONTROL = /[\0-\u001f]/;

export const usableOn = (system: PathSystem, path: string): boolean =>
  !CONTROL.test(path) && (system === 'windows' ? usableOnWindows(path) : usableElsewhere(path));

/**
 * Outside Windows a drive letter or a share means nothing; devices and the kernel's own folders are no disks. Relative paths
 * are written with either separator, see `translated`.
 */
const usableElsewhere = (path: string): boolean =>
  isRelative(path)
    ? !/^[a-z][a-z\d+.-]*:/i.test(path)
    : !/^[a-z]:/i.test(path) && !path.includes('\\') && !path.startsWith('//') && !/^\/+(dev|proc|sys)(\/|$)/.test(normal(path));

const isRelative = (path: string): boolean => !/^([a-z]:|[\\/])/i.test(path);

/** A relative path in the system's spelling. Windows takes both separators; elsewhere `\` would be a letter of a name. */
export const translated = (system: PathSystem, path: string): string =>
  system === 'other' && isRelative(path) ? path.replaceAll('\\', '/') : path;

/** More folders than any tool makes between a child and its parent. */
const MAX_PARTS = 32;

/** Whether it means a file or folder of this name on every system. */
const isPlainPart = (part: string): boolean =>
  part.length <= 255 && !/[:\0-\u001f]/.test(part) && !DEVICE.test(part) && !/(^|[. ])$/.test(part);

/**
 * The names on the way of a stored path that stays inside the disk's own folder, the file's last; null for any other. Such a
 * path is as harmless as a bare name. One with `..` counts as leading out, wherever it ends.
 */
export function partsInside(path: string): readonly string[] | null {
  if (!isRelative(path)) return null;
  const parts = path.split(/[\\/]/).filter((part) => part !== '.');
  return parts.length > 0 && parts.length <= MAX_PARTS && parts.every(isPlainPart) ? parts : null;
}

/** The path without `.`, `..` and empty parts, so that a detour does not hide where it leads. */
function normal(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return path.startsWith('/') ? `/${parts.join('/')}` : parts.join('/');
}

const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d\u00b9\u00b2\u00b3])\s*(\..*)?$/i;

/**
 * Accepts paths on a drive or a share, and relative ones. Refuses paths relative to a drive's current folder, which mean
 * another file each time; paths of other systems (`/home/…`) and URLs; `\\.\` and `\??\`, which are devices; streams
 * (`a:b`).
 */
function usableOnWindows(path: string): boolean {
  const slashed = path.replaceAll('/', '\\');
  if (slashed.startsWith('\\\\.\\') || slashed.startsWith('\\??\\') || /globalroot/i.test(slashed)) return false;
  if (/^\\\\\?\\(?!([a-z]:|unc)\\)/i.test(slashed)) return false;
  if (path.startsWith('/') && !slashed.startsWith('\\\\')) return false;
  const rest = slashed.replace(/^\\\\\?\\/, '').replace(/^[a-z]:\\/i, '');
  return !rest.includes(':') && !rest.split('\\').some((part) => DEVICE.test(part) || /[^. ][. ]+$/.test(part));
}
