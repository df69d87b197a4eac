/** Small text files, replaced as a whole so that a crash leaves old or new. */
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';

/** Temporary name beside the target, sync, rename. Throws what the file system throws. */
export async function writeText(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const handle = await open(temporary, 'w');
    try {
      await handle.writeFile(text);
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
