/** What main needs to know about paths, so that nothing else imports node:path or uses the file system for it. */
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { errnoOf } from './errno';

export const baseName = (file: string): string => path.basename(file);
/** The path of another name in the file's folder. */
export const beside = (file: string, name: string): string => path.join(path.dirname(file), name);
export const folderOf = (file: string): string => path.dirname(file);
/** The way from a folder to a file inside it; null if it is not inside. Both are absolute. */
export function wayInside(folder: string, file: string): string | null {
  const way = path.relative(folder, file);
  return way === '' || /^\.\.([\\/]|$)/.test(way) || path.isAbsolute(way) ? null : way;
}
export const absolute = (from: string, file: string): string => path.resolve(from, file);
export const isAbsolute = (file: string): boolean => path.isAbsolute(file);

/** What was typed or handed over as a file: its address (“file:///…”) as a path; anything else, and what is no address of a file here, as it is. */
export function pathFrom(given: string): string {
  if (!/^file:\//i.test(given)) return given;
  try {
    return fileURLToPath(given);
  } catch {
    return given;
  }
}

/** The path with links resolved; the path itself if that cannot be told. */
export const realPath = (file: string): Promise<string> => realpath(file).catch(() => path.resolve(file));

/** As realPath, also for a file that is not there yet: then the links above it are resolved. */
export const realPlace = (file: string): Promise<string> =>
  realpath(file).catch(async () => path.join(await realPath(path.dirname(path.resolve(file))), path.basename(file)));

/** Which of the paths names the same file, by links or not; null if none does, or if that cannot be told within the time. */
export async function sameFileAmong(paths: readonly string[], file: string, withinMs: number): Promise<string | null> {
  if (paths.length === 0) return null;
  if (paths.includes(file)) return file;
  const found = (async (): Promise<string | null> => {
    const [real, ...others] = await Promise.all([file, ...paths].map(realPath));
    return paths[others.indexOf(real ?? '')] ?? null;
  })();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, withinMs, null);
  });
  return Promise.race([found, late]).finally(() => clearTimeout(timer));
}

/** Whether the name itself is a symbolic link, whose target is not touched; false if that cannot be told. */
export const isLink = (file: string): Promise<boolean> =>
  lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

/** A file that is not found is reported as a broken link if a link stands there. */
export const orBrokenLink = async <E extends { readonly kind: string }>(
  error: E,
  file: string,
): Promise<E | { readonly kind: 'broken-link' }> => (error.kind === 'not-found' && (await isLink(file)) ? { kind: 'broken-link' } : error);

/** As realPath, but only the last part is checked for a link; folders above may still be reached by links. */
export const behindLinks = async (file: string): Promise<string> => ((await isLink(file)) ? realPath(file) : path.resolve(file));

/** Whether anything has the name, even a broken link: no new file can get it then. */
export const isTaken = (file: string): Promise<boolean> =>
  lstat(file).then(
    () => true,
    () => false,
  );

export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

/** What stands at a folder's path; `unknown` if that cannot be told. */
export const folderAt = (folder: string): Promise<'folder' | 'file' | 'missing' | 'unknown'> =>
  stat(folder).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    (cause: unknown) => (errnoOf(cause) === 'ENOENT' ? 'missing' : errnoOf(cause) === 'ENOTDIR' ? 'file' : 'unknown'),
  );

/** Whether merely looking there may tell a server who the user is, or bypasses the Windows rules for file names. */
export const needsWarning = (file: string): boolean => /^[\\/]{2}/.test(file);
