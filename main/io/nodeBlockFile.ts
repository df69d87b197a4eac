/** BlockFile over a read-only handle. */
import { constants, open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { IoError } from '../../shared/errors';
import { err, ok, type Result } from '../../shared/result';
import type { FileOffset } from '../../shared/vhd/units';
import type { BlockFile } from '../vhd/blockFile';
import { errnoOf, openErrorOf } from './errno';

/** Linux only, and only for the file's owner: reading then leaves the access time alone. */
export const NO_ACCESS_TIME = constants.O_NOATIME ?? 0;

/** What the system answers where it cannot be asked for. */
export const NOT_QUIETLY = ['EPERM', 'EINVAL', 'EOPNOTSUPP', 'EROFS'];

export type OpenOptions = { readonly followLinks: boolean };

/** Opens for reading only; nothing is created, locked or stamped. Regular files only. */
export async function openReadOnly(
  file: string,
  { followLinks }: OpenOptions = { followLinks: true },
): Promise<Result<BlockFile, IoError>> {
  // Without NONBLOCK a named pipe would hold us until somebody writes.
  const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (followLinks ? 0 : (constants.O_NOFOLLOW ?? 0));
  let handle: FileHandle;
  try {
    // Only the owner may ask for that, and some file systems do not know it: it must never be why a file stays closed.
    handle = await open(file, flags | NO_ACCESS_TIME).catch((cause: unknown) => {
      if (!NOT_QUIETLY.includes(errnoOf(cause))) throw cause;
      return open(file, flags);
    });
  } catch (cause) {
    return err(openErrorOf(errnoOf(cause)));
  }
  try {
    const stats = await handle.stat({ bigint: true });
    if (stats.isFile()) return ok(blockFile(handle, file, stats));
    await handle.close();
    return err({ kind: stats.isDirectory() ? 'is-folder' : 'not-a-file' });
  } catch (cause) {
    await handle.close();
    return err(openErrorOf(errnoOf(cause)));
  }
}

type Stats = { readonly size: bigint; readonly mtimeMs: bigint; readonly dev: bigint; readonly ino: bigint };

const blockFile = (handle: FileHandle, file: string, stats: Stats): BlockFile => ({
  name: path.basename(file),
  bytes: Number(stats.size),
  modifiedUnixSeconds: Number(stats.mtimeMs / 1000n),
  // Some network file systems number nothing: then the name is all there is.
  identity: stats.ino === 0n ? path.resolve(file) : `${stats.dev}:${stats.ino}`,
  read: (at, bytes) => readExactly(handle, at, bytes),
  close: () => handle.close(),
});

/** Loops over short reads; the end of the file before `bytes` is a failure with code EOF. */
async function readExactly(handle: FileHandle, at: FileOffset, bytes: number): Promise<Result<Uint8Array, IoError>> {
  const buffer = new Uint8Array(bytes);
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
