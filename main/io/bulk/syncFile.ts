/** BlockFile over a plain descriptor, read at once: in a worker an await then costs nothing but a turn of the queue. */
import { closeSync, constants, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs';
import path from 'node:path';
import type { IoError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { NO_ACCESS_TIME, NOT_QUIETLY } from '../nodeBlockFile';
import type { BlockFile } from '../../vhd/blockFile';
import { errnoOf, openErrorOf } from '../errno';

export type SyncFile = BlockFile & {
  /** Valid in every thread of the process. */
  readonly fd: number;
  readonly path: string;
  /** Changes when somebody writes to the file. */
  stamp(): string;
};

/** Without a new access time, where the system and the file's owner let us: looking leaves no trace. */
function openQuietly(file: string, flags: number): number {
  try {
    return openSync(file, flags | NO_ACCESS_TIME);
  } catch (cause) {
    if (!NOT_QUIETLY.includes(errnoOf(cause))) throw cause;
    return openSync(file, flags);
  }
}

const stampOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string => [dev, ino, size, mtimeNs, ctimeNs].join(':');

/** Reading only; regular files only. */
export function openSyncFile(file: string): Result<SyncFile, IoError> {
  let fd = -1;
  try {
    fd = openQuietly(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(fd, { bigint: true });
    if (stats.isFile()) return ok(syncFile(fd, file, stats));
    closeSync(fd);
    return err({ kind: stats.isDirectory() ? 'is-folder' : 'not-a-file' });
  } catch (cause) {
    if (fd >= 0) closeSync(fd);
    return err(openErrorOf(errnoOf(cause)));
  }
}

const syncFile = (fd: number, file: string, stats: BigIntStats): SyncFile => ({
  fd,
  path: file,
  name: path.basename(file),
  bytes: Number(stats.size),
  modifiedUnixSeconds: Number(stats.mtimeMs / 1000n),
  identity: stats.ino === 0n ? path.resolve(file) : `${stats.dev}:${stats.ino}`,
  read: (at, bytes) => {
    const buffer = new Uint8Array(bytes);
    const error = readInto(fd, buffer, at);
    return Promise.resolve(error === null ? ok(buffer) : err(error));
  },
  close: () => {
    closeSync(fd);
    return Promise.resolve();
  },
  stamp: () => stampOf(fstatSync(fd, { bigint: true })),
});

/** Fills the buffer; the end of the file before that is `read-failed` with code EOF. */
export function readInto(fd: number, buffer: Uint8Array, at: number): IoError | null {
  let done = 0;
  try {
    while (done < buffer.length) {
      const read = readSync(fd, buffer, done, buffer.length - done, at + done);
      if (read === 0) return { kind: 'read-failed', at: at + done, bytes: buffer.length - done, code: 'EOF' };
      done += read;
    }
    return null;
  } catch (cause) {
    return { kind: 'read-failed', at: at + done, bytes: buffer.length - done, code: errnoOf(cause) };
  }
}
