/**
 * The port under everything that writes. Reads and writes are whole or an error: who implements it loops over short
 * counts. No call throws. nodeFileSystem.ts is the real one; tests have one in memory and one that fails on purpose.
 */
import type { FileError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import type { FileOffset } from '../../shared/vhd/units';
import type { BlockFile } from '../vhd/read/blockFile';

/** What tells a file from another one, and from itself after somebody changed it. Times in nanoseconds since 1970. */
export type Identity = {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** Names of the file. */
  readonly nlink: number;
};

export type Done = Promise<Result<void, FileError>>;

/**
 * `read-own`: for reading a file of our own making, which is no link. `write`: for reading and writing, never created, never
 * shortened. `create-new`: the same, and the name must be free.
 */
export type OpenMode = 'read' | 'read-own' | 'write' | 'create-new';

export interface OpenFile {
  /** Exactly `bytes` bytes, in a buffer of the caller's own; the end of the file before that is `read-failed` with code EOF. */
  read(at: FileOffset, bytes: number): Promise<Result<Uint8Array, FileError>>;
  /** All of it. After an error any part of it may have been written. */
  write(at: FileOffset, data: Uint8Array): Done;
  truncate(bytes: number): Done;
  /** What tells of its holes while it has so many bytes and is not written to, as `BlockFile.dataAfter`; missing where nobody does. */
  holes?(bytes: number): NonNullable<BlockFile['dataAfter']>;
  /** Everything written to this file so far is durable. After an error nothing is known, and asking again proves nothing. */
  sync(): Done;
  stat(): Promise<Result<Identity, FileError>>;
  /** Takes the lock that keeps other writers out until the file is closed; false when somebody else has one. */
  tryLock(): Promise<Result<boolean, FileError>>;
  close(): Done;
}

export interface FileSystem {
  /** Opening for writing lets nobody else open the file, ourselves included (Windows). */
  readonly opensExclusively: boolean;
  /** What is never written takes no room. On Windows it is filled with zeros, silently and all at once (holes.ts). */
  readonly leavesHoles: boolean;
  /** What is open for writing, or was created and is still open, cannot be opened for writing by anybody else (Windows, macOS). */
  readonly locksByOpening: boolean;
  /**
   * Regular files only; links as the last part of the name are followed by `read` only. `private` keeps a new file to
   * its owner; otherwise the system's usual rights hold.
   */
  open(path: string, mode: OpenMode, rights?: 'private'): Promise<Result<OpenFile, FileError>>;
  /** Of the regular file that the name stands for, links followed; `is-folder` or `not-a-file` for anything else of that name. */
  stat(path: string): Promise<Result<Identity, FileError>>;
  /** Replaces what has the new name. */
  rename(from: string, to: string): Done;
  /** A second name; `exists` when it is taken. */
  link(from: string, to: string): Done;
  unlink(path: string): Done;
  /**
   * Gives `to` the mode of `from`, and its owner and group where we may; on Windows its access list. After an error it has
   * what could be given.
   */
  copyRights(from: string, to: string): Done;
  /** Names in the folder are durable. */
  syncFolder(folder: string): Done;
  /** What an ordinary user may still write; advisory. */
  freeBytes(folder: string): Promise<Result<number, FileError>>;
  /** Names in the folder, a bounded number of them. */
  list(folder: string): Promise<Result<readonly string[], FileError>>;
}

/** The same file, by place; says nothing about its bytes. */
export const sameFile = (a: Identity, b: Identity): boolean => a.dev === b.dev && a.ino === b.ino;

/** The same file, and nobody has written to it or its description: a new name or owner counts as a change too, reading does not. */
export const unchanged = (a: Identity, b: Identity): boolean =>
  sameFile(a, b) && a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs;
