/**
 * Where a file has data and where it has holes, which read as zeros and need not be read. The system is asked by lseek with
 * SEEK_DATA and SEEK_HOLE, which Node cannot call. Used only on Linux, and only on file systems that are known to answer
 * rightly about recent writes too; elsewhere all of a file counts as data.
 */
import { statfs } from 'node:fs/promises';

/** Half-open, in bytes of the file. */
export type DataRange = { readonly at: number; readonly end: number };

/** Returns the new position in the file; -1 if there is none of that kind, or nobody can tell. */
type Seek = (fd: number, at: number, whence: number) => { readonly place: number; readonly isNone: boolean };

const SEEK_DATA = 3;
const SEEK_HOLE = 4;
/** The system's “no such address”: there is neither data nor a hole behind that place. */
const ENXIO = 6;

/** ext2 to ext4, XFS, Btrfs, tmpfs and F2FS, by the numbers of statfs. */
const TRUSTED_FILE_SYSTEMS: readonly number[] = [0xef53, 0x58465342, 0x9123683e, 0x01021994, 0xf2f52010];
/** On processors of another word size lseek takes other arguments. */
const ARCHITECTURES: readonly string[] = ['x64', 'arm64'];
/** Reading fewer bytes is faster than loading the library. */
const WORTH_ASKING = 4 * 1024 * 1024;

let loaded: Promise<Seek | null> | null = null;

/** Null: the library does not exist for this machine. */
export const systemSeek = (): Promise<Seek | null> => (loaded ??= loadSeek().catch(() => null));

async function loadSeek(): Promise<Seek | null> {
  if (process.platform !== 'linux' || !ARCHITECTURES.includes(process.arch)) return null;
  const { default: koffi } = await import('koffi');
  const lseek = koffi.load(null).func('int64_t lseek(int fd, int64_t at, int whence)');
  return (fd, at, whence) => {
    const place = Number(lseek(fd, at, whence));
    return { place, isNone: place < 0 && koffi.errno() === ENXIO };
  };
}

const isTrusted = async (fd: number): Promise<boolean> =>
  TRUSTED_FILE_SYSTEMS.includes(
    await statfs(`/proc/self/fd/${fd}`).then(
      ({ type }) => type,
      () => 0,
    ),
  );

/** Whether a file may have holes worth asking for. `takenBytes`: the room it takes on the drive, if known. */
export const mayHaveHoles = (bytes: number, takenBytes: number | undefined): boolean =>
  takenBytes !== undefined && bytes - takenBytes >= WORTH_ASKING;

/**
 * As `BlockFile.dataAfter`, for a file of so many bytes. `descriptor` returns the current descriptor, as the file may be
 * closed and opened again; null while it is closed. It is used at once, so it cannot have become another file's.
 */
export function dataFinder(
  bytes: number,
  descriptor: () => number | null,
  load: () => Promise<Seek | null> = systemSeek,
): (at: number) => Promise<DataRange | null> {
  let seek: Seek | null | undefined;
  const begin = async (): Promise<Seek | null> => {
    const fd = descriptor();
    return fd !== null && (await isTrusted(fd)) ? load() : null;
  };
  return async (at) => {
    if (seek === undefined) seek = await begin();
    const fd = descriptor();
    if (seek === null || fd === null) return { at, end: bytes };
    const data = seek(fd, at, SEEK_DATA);
    if (data.isNone) return null;
    const hole = data.place < at ? data : seek(fd, data.place, SEEK_HOLE);
    // If the answers contradict each other, the system is not asked again.
    if (data.place < at || hole.place <= data.place) seek = null;
    return seek === null ? { at, end: bytes } : { at: data.place, end: Math.min(bytes, hole.place) };
  };
}

type DataAfter = (at: number) => Promise<DataRange | null>;

/** The same answers, but the last one is remembered and given again for the same range without asking. */
export function remembered(find: DataAfter): DataAfter {
  let known: { readonly from: number; readonly found: DataRange | null } = { from: 0, found: { at: 0, end: 0 } };
  return async (at) => {
    const { from, found } = known;
    if (at < from || (found !== null && at >= found.end)) {
      known = { from: at, found: await find(at) };
      return known.found;
    }
    return found === null ? null : { at: Math.max(at, found.at), end: found.end };
  };
}

/**
 * The same, but after a turn of the event loop: a caller that skips holes awaits no reads, so signals and other work would
 * never get a turn.
 */
export const afterATurn =
  (find: DataAfter): DataAfter =>
  async (at) => {
    await new Promise((resolve) => setImmediate(resolve));
    return find(at);
  };
