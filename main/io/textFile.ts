/** Small files of the program's own, replaced as a whole so that a crash leaves old or new. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** With the folders above it, where they are missing. Throws what the file system throws. */
export const makeFolder = async (folder: string): Promise<void> => void (await mkdir(folder, { recursive: true }));

/** Temporary name beside the target, sync, rename. Throws what the file system throws. */
export const writeText = (file: string, text: string): Promise<void> => writeParts(file, [Buffer.from(text)]);

/** The same for bytes that come in pieces. `rights`: nobody but the user may read it; otherwise the system's usual ones. */
export async function writeParts(file: string, parts: Iterable<Uint8Array> | AsyncIterable<Uint8Array>, rights?: 'private'): Promise<void> {
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
    await rename(temporary, file);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}
