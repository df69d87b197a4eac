/** What main needs to know of paths, so that nobody else imports node:path or touches the file system for it. */
import { lstat, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { errnoOf } from './errno';

export const baseName = (file: string): string => path.basename(file);
/** The path of another name in the file's folder. */
export const beside = (file: string, name: string): string => path.join(path.dirname(file), name);
export const folderOf = (file: string): string => path.dirname(file);
export const absolute = (from: string, file: string): string => path.resolve(from, file);
export const isAbsolute = (file: string): boolean => path.isAbsolute(file);

/** Where the name leads when links are followed; the name itself where that cannot be told. */
export const realPath = (file: string): Promise<string> => realpath(file).catch(() => path.resolve(file));

/** Whether the name is a symbolic link; false where that cannot be told. */
export const isLink = (file: string): Promise<boolean> =>
  lstat(file).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );

/** What is not found is a link that leads nowhere, where there is one. */
export const orBrokenLink = async <E extends { readonly kind: string }>(
  error: E,
  file: string,
): Promise<E | { readonly kind: 'broken-link' }> => (error.kind === 'not-found' && (await isLink(file)) ? { kind: 'broken-link' } : error);

/** As realPath, but it looks at the name alone, and not at every folder above it; those may be reached by links. */
export const behindLinks = async (file: string): Promise<string> => ((await isLink(file)) ? realPath(file) : path.resolve(file));

/** Whether anything has the name, a link that leads nowhere too: no new file can get it. */
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

/** What stands at a folder's name; `unknown` where that cannot be told. */
export const folderAt = (folder: string): Promise<'folder' | 'file' | 'missing' | 'unknown'> =>
  stat(folder).then(
    (found) => (found.isDirectory() ? 'folder' : 'file'),
    (cause: unknown) => (errnoOf(cause) === 'ENOENT' ? 'missing' : errnoOf(cause) === 'ENOTDIR' ? 'file' : 'unknown'),
  );

/** Whether even looking there may tell a server who the user is, or passes by the rules that names of files have on Windows. */
export const needsWarning = (file: string): boolean => /^[\\/]{2}/.test(file);
