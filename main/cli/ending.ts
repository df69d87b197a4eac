/** How the process ends: its exit code, and a line to print if there is something to say. */
import type { StopReason } from './context';
import { EXIT, type Outcome } from './outcome';

export type Ending = { readonly code: number; readonly line: string | null };

/**
 * `reason`: why the command was asked to stop, if it was. A reader who leaves is no failure; output that cannot be written
 * is one.
 */
export function endingOf(outcome: Outcome, reason: StopReason | undefined): Ending {
  if (reason?.kind === 'output') return { code: EXIT.failed, line: `cannot write the output: ${reason.code}. Check where it goes.` };
  if (reason?.kind === 'reader-gone' && (outcome.ok || outcome.error.exit === EXIT.cancelled)) {
    return { code: outcome.ok ? outcome.value : EXIT.done, line: null };
  }
  return outcome.ok ? { code: outcome.value, line: null } : { code: outcome.error.exit, line: outcome.error.line };
}
