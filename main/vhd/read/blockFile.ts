/** The port the engine reads through; main/io implements it over a file, tests over memory. */
import type { IoError } from '../../../shared/errors';
import type { Result } from '../../../shared/result';
import type { FileOffset } from '../../../shared/vhd/units';

export interface BlockFile {
  /** The file's name, without folder. */
  readonly name: string;
  /** Absolute, links followed, as the system spells it: for the way from a child to its parent, never to be shown. */
  readonly path: string;
  /** Length when it was opened. */
  readonly bytes: number;
  /** Room it takes on its drive, where that is known: less than its length where it has holes. */
  readonly takenBytes?: number;
  readonly modifiedUnixSeconds: number;
  /** Tells two names of one file apart from two files: equal for the same file only. */
  readonly identity: string;
  /**
   * Exactly `bytes` bytes at `at`, in a buffer of their own; fewer is `read-failed`. Who reads much and keeps nothing may
   * lend `room` for them, at least as large: fresh memory costs several times the read itself. The answer may lie
   * elsewhere all the same.
   */
  read(at: FileOffset, bytes: number, room?: Uint8Array<ArrayBuffer>): Promise<Result<Uint8Array, IoError>>;
  /**
   * The first stretch, half-open, that ends behind `at`, lies at or behind it, and is not known to be zeros: all before it, from
   * `at` on, is. Null: from there on the file is zeros. Where its drive tells nothing of holes, there is no such method, or the
   * stretch is all the rest.
   */
  readonly dataAfter?: ((at: number) => Promise<{ readonly at: number; readonly end: number } | null>) | undefined;
  close(): Promise<void>;
}

/** At most so many of its bytes are not zero, as far as its drive tells. */
export const heldBytes = ({ bytes, takenBytes = bytes }: Pick<BlockFile, 'bytes' | 'takenBytes'>): number => Math.min(bytes, takenBytes);
