/**
 * The port under everything that writes. Reads and writes are whole or an error: the implementation loops over short counts.
 * No call throws. nodeFileSystem.ts is the real one; tests have one in memory and one that fails on purpose.
 */
import type { FileError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import type { FileOffset } from '../../shared/vhd/units';
import type { BlockFile } from '../vhd/read/blockFile';

/** What distinguishes a file from others, and from itself after somebody changed it. Times in nanoseconds since 1970. */
export type Identity = {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** The number of names (hard links) of the file. */
  readonly nlink: number;
};

export type Done = Promise<Result<void, FileError>>;

/**
 * `read-own`: for reading a file that we made; it must not be a link. `write`: for reading and writing; never creates or
 * shortens the file. `create-new`: as `write`, but the name must be free.
 */
export type OpenMode = 'read' | 'read-own' | 'write' | 'create-new';

export interface OpenFile {
  /** Exactly `bytes` bytes, in a buffer of the caller's own; if the file ends before that, `read-failed` with code EOF. */
  read(at: FileOffset, bytes: number): Promise<Result<Uint8Array, FileError>>;
  /** Writes all of it. After an error any part of it may have been written. */
  write(at: FileOffset, data: Uint8Array): Done;
  truncate(bytes: number): Done;
  /**
   * Finds the file's holes as `BlockFile.dataAfter` does, while the file has so many bytes and is not written to; missing if
   * nobody can tell.
   */
  holes?(bytes: number): NonNullable<BlockFile['dataAfter']>;
  /** Everything written to this file so far is durable. After an error nothing is known, and calling it again proves nothing. */
  sync(): Done;
  stat(): Promise<Result<Identity, FileError>>;
  /** Takes the lock that keeps other writers out until the file is closed; false when somebody else has one. */
  tryLock(): Promise<Result<boolean, FileError>>;
  close(): Done;
}

export interface FileSystem {
  /** Opening for writing keeps everybody else, ourselves included, from opening the file (Windows). */
  readonly opensExclusively: boolean;
  /** Parts that are never written take no room. On Windows they are filled with zeros, silently and at once (holes.ts). */
  readonly leavesHoles: boolean;
  /**
   * A file that is open for writing, or was created and is still open, cannot be opened for writing by anybody else
   * (Windows, macOS).
   */
  readonly locksByOpening: boolean;
  /**
   * Opens regular files only. Only `read` follows a link as the last part of the name. `private` makes a new file accessible
   * to its owner only; otherwise it gets the system's usual rights.
   */
  open(path: string, mode: OpenMode, rights?: 'private'): Promise<Result<OpenFile, FileError>>;
  /** The identity of the regular file of that name, links followed; `is-folder` or `not-a-file` for anything else. */
  stat(path: string): Promise<Result<Identity, FileError>>;
  /** Replaces a file that has the new name. */
  rename(from: string, to: string): Done;
  /** Gives the file a second name; `exists` when that is taken. */
  link(from: string, to: string): Done;
  unlink(path: string): Done;
  /**
   * Gives `to` the mode of `from`, and its owner and group if we may; on Windows its access list. After an error it has
   * those that could be given.
   */
  copyRights(from: string, to: string): Done;
  /** Makes the names in the folder durable. */
  syncFolder(folder: string): Done;
  /** Bytes that an ordinary user may still write; advisory. */
  freeBytes(folder: string): Promise<Result<number, FileError>>;
  /** The longest file that the folder’s drive can hold; null: no limit that matters, or the system does not tell. */
  longestFile(folder: string): Promise<number | null>;
  /** Names in the folder, up to a limit. */
  list(folder: string): Promise<Result<readonly string[], FileError>>;
}

/** The same file by device and number; says nothing about its bytes. */
export const sameFile = (a: Identity, b: Identity): boolean => a.dev === b.dev && a.ino === b.ino;

/** The same file, and nobody has written to it or its metadata: a new name or owner counts as a change, reading does not. */
export const unchanged = (a: Identity, b: Identity): boolean =>
  sameFile(a, b) && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
