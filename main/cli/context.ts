/** What a command works with, handed in by cli.ts: where to write, when to stop, the clock and randomness. */
import type { JobPhase } from '../../shared/jobs';
import type { World } from '../io/nodeSaveContext';
import type { JobTask } from '../jobs/tasks';
import type { Job } from '../jobs/startJob';

/** Standard output or standard error. A write waits while the reader is slower than we are. */
export type Sink = {
  readonly isTerminal: boolean;
  readonly isColoured: boolean;
  readonly columns: number;
  write(data: string | Uint8Array): Promise<void>;
};

/** Why a command is asked to stop: Ctrl-C, the reader of our output is gone, or the output cannot be written. */
export type StopReason =
  | { readonly kind: 'interrupt' }
  | { readonly kind: 'reader-gone' }
  | { readonly kind: 'output'; readonly code: string };

export type Cli = {
  readonly out: Sink;
  readonly err: Sink;
  /** Standard input in pieces; null when it is a terminal. */
  readonly input: AsyncIterable<Uint8Array> | null;
  readonly signal: AbortSignal;
  readonly world: World;
  /** Starts long work in a thread of its own. */
  readonly startJob: (request: JobTask, report: (phase: JobPhase) => void) => Promise<Pick<Job, 'end' | 'cancel'>>;
};

/** Tells people something they should know, without stopping anything. */
export const warn = (cli: Cli, line: string): Promise<void> => cli.err.write(`platter: ${line}\n`);
