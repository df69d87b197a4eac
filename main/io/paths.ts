/** What main needs to know of paths, so that nobody else imports node:path or touches the file system for it. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

export const baseName = (file: string): string => path.basename(file);
/** The path of another name in the file's folder. */
export const beside = (file: string, name: string): string => path.join(path.dirname(file), name);
export const folderOf = (file: string): string => path.dirname(file);
export const absolute = (from: string, file: string): string => path.resolve(from, file);
export const isAbsolute = (file: string): boolean => path.isAbsolute(file);

/** Where the name leads when links are followed; the name itself where that cannot be told. */
export const realPath = (file: string): Promise<string> => realpath(file).catch(() => path.resolve(file));

export const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

export const relativePath = (fromFolder: string, file: string): string => path.relative(fromFolder, file);

/**
 * How a disk in the folder of `child` names `parent`: relative, with backslashes, as Windows stores it. On another drive
 * there is no relative path; the bare name is looked for beside the child.
 */
export function windowsRelative(child: string, parent: string): string {
  const relative = path.relative(path.dirname(child), parent);
  if (path.isAbsolute(relative)) return `.\\${path.basename(parent)}`;
  const parts = relative.split(path.sep).join('\\');
  return parts.startsWith('..\\') ? parts : `.\\${parts}`;
}
