/** Small files of the program's own, replaced as a whole so that a crash leaves old or new. */
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { renamePatiently } from './patience';

/** With the folders above it, where they are missing. Throws what the file system throws. */
export const makeFolder = async (folder: string): Promise<void> => void (await mkdir(folder, { recursive: true }));

/** Its text; null where there is no such file. Throws what else the file system throws. */
export async function readText(file: string): Promise<string | null> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** Temporary name beside the target, sync, rename. Throws what the file system throws. */
export const writeText = (file: string, text: string): Promise<void> => writeParts(file, [Buffer.from(text)]);

type Parts = Iterable<Uint8Array> | AsyncIterable<Uint8Array>;

/** The last write of each file that is not over yet. */
const writing = new Map<string, Promise<void>>();

/**
 * The same for bytes that come in pieces. Writes of one file follow each other in the order in which they were asked for: two
 * at once would share a temporary name, and the one that failed would remove what the other has written. `rights`: nobody
 * but the user may read it; otherwise the system's usual ones.
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
