/** What main needs to know of paths, so that nobody else imports node:path or touches the file system for it. */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

export const baseName = (file: string): string => path.basename(file);
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

/** The file itself where the name is a link to one; the name as it is where there is no such file yet. */
export const realPathOf = (file: string): Promise<string> => realpath(file).catch(() => path.resolve(file));

export const relativePath = (fromFolder: string, file: string): string => path.relative(fromFolder, file);
