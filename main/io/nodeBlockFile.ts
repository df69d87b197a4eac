/** BlockFile over a read-only handle. */
import { constants, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { IoError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import type { FileOffset } from '../../shared/vhd/units';
import type { BlockFile } from '../vhd/read/blockFile';
import { afterATurn, dataFinder, mayHaveHoles, remembered } from './dataRanges';
import { errnoOf, openErrorOf } from './errno';
import { isDevicePath } from './fileNames';
import { addReader, fileKey, untilFree } from './ownReaders';
import { behindLinks, orBrokenLink, realPath } from './paths';

/** Linux only, and only for the file's owner: reading then does not change the access time. */
export const NO_ACCESS_TIME = constants.O_NOATIME ?? 0;

/** Error codes when the system does not allow that. */
export const NOT_QUIETLY = ['EPERM', 'EINVAL', 'EOPNOTSUPP', 'EROFS'];

export type OpenOptions = { readonly followLinks: boolean };

/** Only the owner may ask for that, and some file systems do not support it: it must never keep a file from being opened. */
const openQuietly = (file: string, flags: number): Promise<FileHandle> =>
  open(file, flags | NO_ACCESS_TIME).catch((cause: unknown) => {
    if (!NOT_QUIETLY.includes(errnoOf(cause))) throw cause;
    return open(file, flags);
  });

/** If we are writing to the file ourselves and the system lets nobody else open it, it is opened once that is done. */
async function openOnceFree(file: string, flags: number): Promise<FileHandle> {
  try {
    return await openQuietly(file, flags);
  } catch (cause) {
    if (errnoOf(cause) !== 'EBUSY') throw cause;
    await untilFree();
    return openQuietly(file, flags);
  }
}

/** Opens regular files only, for reading only; nothing is created, locked or stamped. */
export async function openReadOnly(
  file: string,
  { followLinks }: OpenOptions = { followLinks: true },
): Promise<Result<BlockFile, IoError>> {
  if (isDevicePath(file)) return err({ kind: 'not-a-file' });
  // Without NONBLOCK, opening a named pipe would wait until somebody writes to it.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (followLinks ? 0 : (constants.O_NOFOLLOW ?? 0));
  let handle: FileHandle;
  try {
    handle = await openOnceFree(file, flags);
  } catch (cause) {
    const code = errnoOf(cause);
    // The path is a link, and links are not to be followed.
    if (code === 'ELOOP' && !followLinks) return err({ kind: 'not-a-file' });
    return err(await orBrokenLink(openErrorOf(code), file));
  }
  try {
    const stats = await handle.stat({ bigint: true });
    if (stats.isFile()) {
      const named = { name: path.basename(file), path: await behindLinks(file), identity: await keyOf(stats, file) };
      return ok(
        blockFile(
          handleThatReturns(handle, { key: named.identity, file }, () => openOnceFree(file, flags)),
          named,
          stats,
        ),
      );
    }
    await handle.close();
    return err({ kind: stats.isDirectory() ? 'is-folder' : 'not-a-file' });
  } catch (cause) {
    await handle.close();
    return err(openErrorOf(errnoOf(cause)));
  }
}

const keyOf = async (stats: Pick<Stats, 'dev' | 'ino'>, file: string): Promise<string> =>
  fileKey(stats, stats.ino === 0n ? await realPath(file) : file);

/** Some file systems report no blocks for a file that has data. */
export const takenOf = ({ blocks }: { readonly blocks: bigint }): { readonly takenBytes?: number } =>
  blocks > 0n ? { takenBytes: Number(blocks) * STAT_BLOCK_BYTES } : {};
/** The unit in which stat counts, whatever the file system's own block size is. */
const STAT_BLOCK_BYTES = 512;

type Stats = { readonly size: bigint; readonly blocks: bigint; readonly mtimeMs: bigint; readonly dev: bigint; readonly ino: bigint };
/** `descriptor`: the descriptor of the file that is open at the moment. */
type Handle = Pick<FileHandle, 'read' | 'close'> & { readonly descriptor: () => number | null };

/**
 * `dataAfter`, if the file may have holes. `isBrief`: the last answer is remembered, for callers that read the file once and
 * check afterwards that it did not change.
 */
export function holesOf(
  stats: Pick<Stats, 'size' | 'blocks'>,
  descriptor: () => number | null,
  isBrief: boolean,
): Pick<BlockFile, 'dataAfter'> {
  const bytes = Number(stats.size);
  if (!mayHaveHoles(bytes, takenOf(stats).takenBytes)) return {};
  const dataAfter = dataFinder(bytes, descriptor);
  return { dataAfter: isBrief ? remembered(dataAfter) : afterATurn(dataAfter) };
}

const blockFile = (handle: Handle, named: Pick<BlockFile, 'name' | 'path' | 'identity'>, stats: Stats): BlockFile => ({
  ...named,
  bytes: Number(stats.size),
  ...takenOf(stats),
  ...holesOf(stats, handle.descriptor, false),
  modifiedUnixSeconds: Number(stats.mtimeMs / 1000n),
  read: (at, bytes, room) => readExactly(handle, at, room?.subarray(0, bytes) ?? new Uint8Array(bytes)),
  close: () => handle.close(),
});

/** A handle that is closed while this process writes to the file exclusively, and opened again for the next read. */
function handleThatReturns(
  first: FileHandle,
  { key, file }: { readonly key: string; readonly file: string },
  open: () => Promise<FileHandle>,
): Handle {
  let now: Promise<FileHandle> | null = Promise.resolve(first);
  let shown: FileHandle = first;
  const shut = async (): Promise<void> => {
    const was = now;
    now = null;
    await (await was?.catch(() => null))?.close();
  };
  const again = async (): Promise<FileHandle> => {
    await untilFree(key);
    const handle = await open();
    const stats = await handle.stat({ bigint: true });
    if ((await keyOf(stats, file)) === key) {
      shown = handle;
      return handle;
    }
    await handle.close();
    throw Object.assign(new Error('the name stands for another file now'), { code: 'ESTALE' });
  };
  const forget = addReader(key, shut);
  let isClosed = false;
  const read = async (...words: Parameters<FileHandle['read']>): ReturnType<FileHandle['read']> => {
    if (isClosed) return first.read(...words);
    const used = (now ??= again());
    const handle = await used.catch((cause: unknown) => {
      // The error may be temporary: the next read tries again.
      if (now === used) now = null;
      throw cause;
    });
    return handle.read(...words).catch((cause: unknown) => {
      if (isClosed || now === used) throw cause;
      // The handle was closed between our call and the system's answer.
      return read(...words);
    });
  };
  return {
    read: read as FileHandle['read'],
    // A handle that is being closed has no descriptor any more.
    descriptor: () => (isClosed || now === null || shown.fd < 0 ? null : shown.fd),
    close: () => {
      isClosed = true;
      forget();
      return shut();
    },
  };
}

/** Fills the buffer, looping over short reads. If the file ends before that, it fails with code EOF. */
async function readExactly(handle: Handle, at: FileOffset, buffer: Uint8Array): Promise<Result<Uint8Array, IoError>> {
  const bytes = buffer.length;
  let done = 0;
  try {
    while (done < bytes) {
      const { bytesRead } = await handle.read(buffer, done, bytes - done, at + done);
      if (bytesRead === 0) return err({ kind: 'read-failed', at: at + done, bytes: bytes - done, code: 'EOF' });
      done += bytesRead;
    }
  } catch (cause) {
    return err({ kind: 'read-failed', at: at + done, bytes: bytes - done, code: errnoOf(cause) });
  }
  return ok(buffer);
}
