/** Small JSON files of the program itself: settings, recents. */
import { rename } from 'node:fs/promises';
import { readText, writeText } from './textFile';

/** Tells whether a value is what a file should hold, as the schemas of zod do. */
type Shape<T> = { safeParse(value: unknown): { readonly success: true; readonly data: T } | { readonly success: false } };

/**
 * The file's content, or null when it is missing, unreadable or not of that shape: settings are never worth an error. A file
 * with other content is set aside as `NAME.damaged`, because it would be replaced at the next change.
 */
export async function readJson<T>(file: string, shape: Shape<T>): Promise<T | null> {
  const text = await readText(file).catch(() => null);
  if (text === null) return null;
  const read = shape.safeParse(parsed(text));
  if (read.success) return read.data;
  await rename(file, `${file}.damaged`).catch(() => undefined);
  return null;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Throws the file system's errors. */
export const writeJson = (file: string, value: unknown): Promise<void> => writeText(file, `${JSON.stringify(value, null, 2)}\n`);

/** The same for files that are not worth an error: if it fails, `failed` is told why, and whatever the user is doing goes on. */
export const keepJson = (file: string, value: unknown, failed: (cause: unknown) => void): Promise<void> =>
  writeJson(file, value).catch(failed);
