/** The program's own files, which the build put beside the main process. */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Every file under `root`: "/folder/name" → absolute path. */
export async function listFolder(root: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const visit = async (folder: string, prefix: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      const at = path.join(folder, entry.name);
      if (entry.isDirectory()) await visit(at, `${prefix}${entry.name}/`);
      else files.set(`${prefix}${entry.name}`, at);
    }
  };
  await visit(root, '/');
  return files;
}

export const readWhole = async (file: string): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await readFile(file));
