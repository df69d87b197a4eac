/** How a command ends: 0 done, 2 differences or errors found; or trouble: an exit code and a line to print. */
import { err, type Result } from '../../shared/result';
import { reasonText, type Reason } from '../../shared/text/errors';
import { visibleText } from '../../shared/vhd/codec';

export const EXIT = { done: 0, failed: 1, found: 2, usage: 64, cancelled: 130 } as const;

export type Trouble = { readonly exit: 1 | 64 | 130; readonly line: string };
export type Outcome = Result<0 | 2, Trouble>;

/** One line: what could not be done, why, and what to do about it. */
export const failure = (what: string, why: string, todo: string): Trouble => ({ exit: EXIT.failed, line: `${what}: ${why}. ${todo}` });

/** The same, with the words of an error. `wayOut` replaces what those words say about what to do. */
export function troubleOf(what: string, error: Reason, wayOut: string | null = null): Trouble {
  const { why, todo } = reasonText(error);
  return failure(what, why, wayOut ?? todo);
}

export const failed = (what: string, error: Reason, wayOut: string | null = null): Result<never, Trouble> =>
  err(troubleOf(what, error, wayOut));

export const wrongUsage = (line: string): Trouble => ({ exit: EXIT.usage, line });

export const CANCELLED: Trouble = { exit: EXIT.cancelled, line: 'Cancelled: nothing of it was kept.' };

/** A file name made safe to print in a line: a file may be called anything. */
export const shown = (name: string): string => visibleText(name);

/** For a file that replaced another one. */
export const RIGHTS_NOT_KEPT = 'could not get all of the old file’s owner, group and rights';
