/**
 * The order of a save and of a recovery, as a record, so that a test can plant one fault and see it caught. Production code
 * uses PROTOCOL.
 */
import type { Result } from '../../shared/result';
import type { FileError } from '../../shared/errors';
import type { Stage } from '../vhd/ops/plan';
import type { JournalRecord } from './journal';

/** Every sync there is, by what becomes durable. `restored`: the old bytes are back; `clean-up`: the journal's name is gone. */
export type Barrier = 'journal' | 'journal-name' | Stage | 'commit-mark' | 'prepared-mark' | 'restored' | 'rolled-back-mark' | 'clean-up';

export type Phase = 'compare' | 'journal' | 'image' | 'read-back' | 'commit';

export type Protocol = {
  /** Runs the sync it is given; a planted fault skips it. */
  readonly barrier: (name: Barrier, sync: () => Promise<Result<void, FileError>>) => Promise<Result<void, FileError>>;
  readonly phases: readonly Phase[];
  readonly stages: readonly Stage[];
  /** Which of the changes are journalled. */
  readonly journalled: (records: readonly JournalRecord[]) => readonly JournalRecord[];
  /** The journal is marked when a save is complete. */
  readonly marksCommit: boolean;
  /** Recovery trusts that mark. */
  readonly believesCommit: boolean;
  /** Recovery checks the journal's hashes. */
  readonly checksHashes: boolean;
  /** Recovery brings back the old length. */
  readonly restoresLength: boolean;
  /** Recovery compares what stands in the file with old and new bytes. */
  readonly looksForForeign: boolean;
};

export const PROTOCOL: Protocol = {
  barrier: (_name, sync) => sync(),
  phases: ['compare', 'journal', 'image', 'read-back', 'commit'],
  stages: ['end', 'reserve', 'data', 'bitmaps', 'table', 'metadata', 'footer-copy', 'footer'],
  journalled: (records) => records,
  marksCommit: true,
  believesCommit: true,
  checksHashes: true,
  restoresLength: true,
  looksForForeign: true,
};
