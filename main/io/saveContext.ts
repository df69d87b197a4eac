/** What a save and a recovery need of the world, handed in by whoever composes the program. */
import type { OtherWriter } from '../../shared/errors';
import type { FileSystem, Identity } from './fileSystem';

/** Who writes a journal. */
export type Owner = {
  readonly pid: number;
  /** 16 bytes that change with every start of the machine; zeros where the system has none. */
  readonly bootId: Uint8Array;
  readonly host: string;
  /** Version of the program. */
  readonly app: string;
};

export type SaveContext = {
  readonly files: FileSystem;
  readonly owner: Owner;
  /** Unix milliseconds. */
  now(): number;
  /** 16 random bytes. */
  newId(): Uint8Array;
  /** Whether another process that wrote a journal still runs; our own is not another. */
  isAlive(owner: Pick<Owner, 'pid' | 'bootId'>): boolean;
  /** Who else writes to the file, as far as the system tells; without it only the lock is asked. */
  otherWriters?(file: Identity): Promise<readonly OtherWriter[]>;
};

export const journalPath = (image: string): string => `${image}.platter-journal`;
/** Never applied, and out of the way; `now` in Unix milliseconds. */
export const setAsidePath = (image: string, now: number): string => `${image}.platter-set-aside-${now}`;
/** Kept after a save, so that it can be undone; `n` counts up. */
export const undoPath = (image: string, n: number): string => `${image}.platter-undo-${n}`;
