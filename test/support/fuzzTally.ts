/** What a run of the fuzzer found out: what was opened, what it cost, and a line that says so. */
import type { Outcome } from './fuzzRun';

export type Tally = {
  runs: number;
  opened: number;
  readonly refusals: Map<string, number>;
  readonly times: number[];
  mostReads: number;
  /** Bytes read for each byte of file. */
  mostShare: number;
  slowest: number;
};

export const newTally = (): Tally => ({ runs: 0, opened: 0, refusals: new Map(), times: [], mostReads: 0, mostShare: 0, slowest: 0 });

export function count(tally: Tally, outcome: Outcome, fileBytes: number): void {
  tally.runs += 1;
  if (outcome.refusal === null) tally.opened += 1;
  else tally.refusals.set(outcome.refusal, (tally.refusals.get(outcome.refusal) ?? 0) + 1);
  if (tally.runs % 16 === 0) tally.times.push(outcome.openMs);
  tally.slowest = Math.max(tally.slowest, outcome.openMs);
  tally.mostReads = Math.max(tally.mostReads, outcome.open.reads);
  tally.mostShare = Math.max(tally.mostShare, outcome.open.bytes / Math.max(1, fileBytes));
}

export const percentile = (times: readonly number[], share: number): number =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

export const said = (tally: Tally): string =>
  [
    `${tally.runs} mutants`,
    `${tally.opened} opened`,
    `${[...tally.refusals].map(([kind, runs]) => `${kind} ${runs}`).join(', ')}`,
    `open p99 ${percentile(tally.times, 0.99).toFixed(2)} ms`,
    `slowest ${tally.slowest.toFixed(0)} ms`,
    `most reads ${tally.mostReads}`,
    `most read ${tally.mostShare.toFixed(1)}× the file`,
  ].join('; ');
