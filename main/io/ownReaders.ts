/**
 * The files that this process has open for reading. If opening for writing keeps everybody else out, ourselves included
 * (Windows), whoever writes to a file first closes all our readers of it; they open again at their next read, once the
 * writing is done. The file system port does that at every such opening, so that nobody can forget it.
 */
import path from 'node:path';

/**
 * Device and file number as one text; the path if a file system gives no numbers. `file` must then be the real path: a
 * mapped drive is another way to the same file.
 */
export const fileKey = (
  { dev, ino }: { readonly dev: bigint; readonly ino: bigint },
  file: string,
  platform: NodeJS.Platform = process.platform,
): string => (ino === 0n ? pathKey(path.resolve(file), platform) : `${deviceOf(dev, platform)}:${ino}`);

/** On Windows upper and lower case are the same. */
const pathKey = (file: string, platform: NodeJS.Platform): string => (platform === 'win32' ? file.toLowerCase() : file);

/** Some versions of libuv give 64 bits of a Windows volume's number by path and 32 by handle. */
export const deviceOf = (dev: bigint, platform: NodeJS.Platform = process.platform): bigint =>
  platform === 'win32' ? BigInt.asUintN(32, dev) : dev;

type Release = () => Promise<void>;

const readers = new Map<string, Set<Release>>();
const held = new Map<string, Promise<void>>();

/**
 * Registers a reader of the file. `release` closes its handle for a while. Returns the function to call when it is closed
 * for good.
 */
export function addReader(key: string, release: Release): () => void {
  const mine = readers.get(key) ?? new Set();
  readers.set(key, mine.add(release));
  return () => {
    mine.delete(release);
    if (mine.size === 0 && readers.get(key) === mine) readers.delete(key);
  };
}

/** Waits while we write to the file exclusively; without `key`, while that holds for any file. */
export async function untilFree(key?: string): Promise<void> {
  for (;;) {
    const waits = key === undefined ? [...held.values()] : [held.get(key)].filter((wait) => wait !== undefined);
    if (waits.length === 0) return;
    await Promise.all(waits);
  }
}

/**
 * Closes all our readers and keeps them closed. Returns the function that lets them read again; null: we are already writing
 * to it.
 */
export async function holdAlone(key: string): Promise<(() => void) | null> {
  if (held.has(key)) return null;
  let free = (): void => undefined;
  held.set(
    key,
    new Promise((resolve) => {
      free = () => {
        held.delete(key);
        resolve();
      };
    }),
  );
  await Promise.all([...(readers.get(key) ?? [])].map((release) => release()));
  return free;
}
