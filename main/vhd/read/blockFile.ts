/** The port the engine reads through; main/io implements it over a file, tests over memory. */
import type { IoError } from '../../../shared/errors';
import type { Result } from '../../../shared/result';
import type { FileOffset } from '../../../shared/vhd/units';

export interface BlockFile {
  /** The file's name, without folder. */
  readonly name: string;
  /**
   * Absolute, with links resolved, as the system spells it: for computing the path from a child to its parent, never to be
   * shown.
   */
  readonly path: string;
  /** Length when it was opened. */
  readonly bytes: number;
  /** The room it takes on its drive, if known: less than its length if it has holes. */
  readonly takenBytes?: number;
  readonly modifiedUnixSeconds: number;
  /** Tells whether two names mean the same file: equal only for the same file. */
  readonly identity: string;
  /**
   * Exactly `bytes` bytes at `at`, in a buffer of their own; fewer is `read-failed`. A caller that reads much and keeps
   * nothing may lend `room`, at least as large, because fresh memory costs several times the read itself. The result may lie
   * elsewhere nevertheless.
   */
  read(at: FileOffset, bytes: number, room?: Uint8Array<ArrayBuffer>): Promise<Result<Uint8Array, IoError>>;
  /**
   * The next half-open stretch, at or behind `at`, that is not known to be zeros; everything from `at` to it is zeros. Null:
   * the rest of the file is zeros. If the drive tells nothing about holes, the method is missing, or the stretch is the
   * whole rest.
   */
  readonly dataAfter?: ((at: number) => Promise<{ readonly at: number; readonly end: number } | null>) | undefined;
  close(): Promise<void>;
}

/** At most so many of its bytes are not zero, as far as its drive tells. */
export const heldBytes = ({ bytes, takenBytes = bytes }: Pick<BlockFile, 'bytes' | 'takenBytes'>): number => Math.min(bytes, takenBytes);
