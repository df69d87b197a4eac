/** What a save and a recovery need from outside, passed in by whoever composes the program. */
import type { OtherWriter } from '../../shared/errors';
import type { FileSystem, Identity } from './fileSystem';

/** The process that wrote a journal. */
export type Owner = {
  readonly pid: number;
  /** 16 bytes that change with every start of the machine; zeros if the system has none. */
  readonly bootId: Uint8Array;
  readonly host: string;
  /** The program's version. */
  readonly app: string;
};

export type SaveContext = {
  readonly files: FileSystem;
  readonly owner: Owner;
  /** Unix milliseconds. */
  now(): number;
  /** 16 random bytes. */
  newId(): Uint8Array;
  /** Whether another process, the writer of a journal, still runs; our own does not count. */
  isAlive(owner: Pick<Owner, 'pid' | 'bootId'>): boolean;
  /** Who else writes to the file, as far as the system tells; if missing, only the lock is tried. */
  otherWriters?(file: Identity): Promise<readonly OtherWriter[]>;
};

export const journalPath = (image: string): string => `${image}.platter-journal`;
/** The name of a journal that is put out of the way without being applied; `now` in Unix milliseconds. */
export const setAsidePath = (image: string, now: number): string => `${image}.platter-set-aside-${now}`;
/** The name of a journal kept after a save, so that the save can be undone; `n` counts up. */
export const undoPath = (image: string, n: number): string => `${image}.platter-undo-${n}`;
