/** Small JSON files of the program itself: settings, recents. */
import { readFile } from 'node:fs/promises';
import { writeText } from './textFile';

/** The file's content, or null when it is missing, unreadable or no JSON: settings are never worth an error. */
export async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch {
    return null;
  }
}

/** Throws the file system's errors. */
export const writeJson = (file: string, value: unknown): Promise<void> => writeText(file, `${JSON.stringify(value, null, 2)}\n`);

/** The same for files that are not worth an error: if it fails, `failed` is told why, and whatever the user is doing goes on. */
export const keepJson = (file: string, value: unknown, failed: (cause: unknown) => void): Promise<void> =>
  writeJson(file, value).catch(failed);
