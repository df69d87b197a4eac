/** BlockFile over a plain descriptor with synchronous reads: in a worker, an await then costs only a turn of the queue. */
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, realpathSync, type BigIntStats } from 'node:fs';
import path from 'node:path';
import type { IoError } from '../../../shared/errors';
import { err, ok, type Result } from '../../../shared/result';
import { holesOf, NO_ACCESS_TIME, NOT_QUIETLY, takenOf } from '../nodeBlockFile';
import type { BlockFile } from '../../vhd/read/blockFile';
import { errnoOf, openErrorOf } from '../errno';
import { isDevicePath } from '../fileNames';
import { fileKey } from '../ownReaders';

export type SyncFile = BlockFile & {
  /** The descriptor is valid in every thread of the process. */
  readonly fd: number;
  /** Changes when somebody writes to the file. */
  stamp(): string;
  /** The stamp when the file was opened and its length, `bytes`, was taken. */
  readonly openedAs: string;
};

/** Opens without changing the access time, if the system allows it and we own the file: reading should leave no trace. */
function openQuietly(file: string, flags: number): number {
  try {
    return openSync(file, flags | NO_ACCESS_TIME);
  } catch (cause) {
    if (!NOT_QUIETLY.includes(errnoOf(cause))) throw cause;
    return openSync(file, flags);
  }
}

/** The path with links resolved; the given path if the system does not tell. */
function realPathOf(file: string, ask: (file: string) => string = realpathSync): string {
  try {
    return ask(file);
  } catch {
    return path.resolve(file);
  }
}

const isLinkSync = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() === true;

const stampOf = ({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string => [dev, ino, size, mtimeNs, ctimeNs].join(':');

/** Opens regular files only, for reading only. */
export function openSyncFile(file: string): Result<SyncFile, IoError> {
  if (isDevicePath(file)) return err({ kind: 'not-a-file' });
  let fd = -1;
  try {
    fd = openQuietly(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(fd, { bigint: true });
    if (stats.isFile()) return ok(syncFile(fd, file, stats));
    closeSync(fd);
    return err({ kind: stats.isDirectory() ? 'is-folder' : 'not-a-file' });
  } catch (cause) {
    if (fd >= 0) closeSync(fd);
    const error = openErrorOf(errnoOf(cause));
    return err(error.kind === 'not-found' && isLinkSync(file) ? { kind: 'broken-link' } : error);
  }
}

function syncFile(fd: number, file: string, stats: BigIntStats): SyncFile {
  let isOpen = true;
  return {
    fd,
    path: realPathOf(file),
    name: path.basename(file),
    bytes: Number(stats.size),
    ...takenOf(stats),
    ...holesOf(stats, () => (isOpen ? fd : null), true),
    modifiedUnixSeconds: Number(stats.mtimeMs / 1000n),
    identity: fileKey(stats, stats.ino === 0n ? realPathOf(file, realpathSync.native) : file),
    read: (at, bytes, room) => {
      const buffer = room?.subarray(0, bytes) ?? new Uint8Array(bytes);
      const error = readInto(fd, buffer, at);
      return Promise.resolve(error === null ? ok(buffer) : err(error));
    },
    // Only the first call closes: later the descriptor's number may belong to another file.
    close: () => {
      if (isOpen) closeSync(fd);
      isOpen = false;
      return Promise.resolve();
    },
    openedAs: stampOf(stats),
    stamp: () => stampOf(fstatSync(fd, { bigint: true })),
  };
}

/** Fills the buffer; if the file ends before that, the error is `read-failed` with code EOF. */
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
