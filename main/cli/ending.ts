/** How the process ends: its exit code, and a line to print if there is something to say. */
import type { StopReason } from './context';
import { EXIT, type Outcome } from './outcome';

export type Ending = { readonly code: number; readonly line: string | null };

/** The codes by which the system says that nobody reads our output any more; EOF is one of Windows. */
const READER_GONE = ['EPIPE', 'EOF', 'ERR_STREAM_DESTROYED'];

/** Why an output that cannot be written asks the command to stop. */
export const outputEnded = (code = 'UNKNOWN'): StopReason =>
  READER_GONE.includes(code) ? { kind: 'reader-gone' } : { kind: 'output', code };

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
