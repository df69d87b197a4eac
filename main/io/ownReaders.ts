/**
 * The files that this process has open for reading. If opening for writing keeps everybody else out, ourselves included
 * (Windows), whoever writes to a file first closes all our readers of it; they open again at their next read, once the
 * writing is done. The file system port does that at every such opening, so that nobody can forget it.
 */
import path from 'node:path';

/** Device and file number as one text; the path if a network file system gives no numbers. */
export const placeOf = (
  { dev, ino }: { readonly dev: bigint; readonly ino: bigint },
  file: string,
  platform: NodeJS.Platform = process.platform,
): string => (ino === 0n ? path.resolve(file) : `${deviceOf(dev, platform)}:${ino}`);

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
export function addReader(place: string, release: Release): () => void {
  const mine = readers.get(place) ?? new Set();
  readers.set(place, mine.add(release));
  return () => {
    mine.delete(release);
    if (mine.size === 0 && readers.get(place) === mine) readers.delete(place);
  };
}

/** Waits while we write to the file exclusively; without `place`, while that holds for any file. */
export async function untilFree(place?: string): Promise<void> {
  for (;;) {
    const waits = place === undefined ? [...held.values()] : [held.get(place)].filter((wait) => wait !== undefined);
    if (waits.length === 0) return;
    await Promise.all(waits);
  }
}

/**
 * Closes all our readers and keeps them closed. Returns the function that lets them read again; null: we are already writing
 * to it.
 */
export async function holdAlone(place: string): Promise<(() => void) | null> {
  if (held.has(place)) return null;
  let free = (): void => undefined;
  held.set(
    place,
    new Promise((resolve) => {
      free = () => {
        held.delete(place);
        resolve();
      };
    }),
  );
  await Promise.all([...(readers.get(place) ?? [])].map((release) => release()));
  return free;
}
