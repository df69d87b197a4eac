/** Small files of the program's own, replaced as a whole, so that a crash leaves the old or the new one. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { renamePatiently } from './patience';

/** Makes the folder, and missing folders above it. Throws the file system's errors. */
export const makeFolder = async (folder: string): Promise<void> => void (await mkdir(folder, { recursive: true }));

/** The file's text; null if there is no such file. Throws the file system's other errors. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** Writes a temporary file beside the target, syncs it and renames it. Throws the file system's errors. */
export const writeText = (file: string, text: string): Promise<void> => writeParts(file, [Buffer.from(text)]);

type Parts = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** The last unfinished write of each file. */
const writing = new Map<string, Promise<void>>();

/**
 * The same for bytes in pieces. Writes of one file are done in the order of the calls: two at once would share a temporary
 * name, and one that fails would remove what the other has written. `rights`: `private` lets only the user read the file;
 * otherwise it gets the system's usual rights.
 */
export function writeParts(file: string, parts: Parts, rights?: 'private'): Promise<void> {
  const name = path.resolve(file);
  const before = writing.get(name) ?? Promise.resolve();
  const written = before.catch(() => undefined).then(() => writeWhole(name, parts, rights));
  writing.set(name, written);
  const forget = (): void => {
    if (writing.get(name) === written) writing.delete(name);
  };
  written.then(forget, forget);
  return written;
}

async function writeWhole(file: string, parts: Parts, rights?: 'private'): Promise<void> {
  await makeFolder(path.dirname(file));
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w', rights === 'private' ? 0o600 : 0o666);
    try {
      for await (const part of parts) await handle.writeFile(part);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await renamePatiently(() => rename(temporary, file));
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}
