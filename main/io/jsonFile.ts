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
