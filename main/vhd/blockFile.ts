/** The port the engine reads through; main/io implements it over a file, tests over memory. */
import type { IoError } from '../../shared/errors';
import type { Result } from '../../shared/result';
import type { FileOffset } from '../../shared/vhd/units';

export interface BlockFile {
  /** The file's name, without folder. */
  readonly name: string;
  /** Length when it was opened. */
  readonly bytes: number;
  readonly modifiedUnixSeconds: number;
  /** Tells two names of one file apart from two files: equal for the same file only. */
  readonly identity: string;
  /** Exactly `bytes` bytes at `at`, in a buffer of their own; fewer is `read-failed`. */
  read(at: FileOffset, bytes: number): Promise<Result<Uint8Array, IoError>>;
  close(): Promise<void>;
}
