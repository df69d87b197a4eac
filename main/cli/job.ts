/** Runs a long job in its thread: progress on a terminal, Ctrl-C, and what came of it. */
import { err, ok, type Result } from '../../shared/result';
import type { FileSummary, JobPhase, JobSummary } from '../../shared/jobs';
import { startJob } from '../jobs/startJob';
import type { JobRequest, OutputRef, SourceRef } from '../jobs/requests';
import type { Cli } from './context';
import type { Target } from './newFiles';
import { CANCELLED, failed, type Trouble } from './outcome';
import { withProgress } from './progress';

type SummaryOf<Op extends JobRequest['op']> = Extract<
  JobSummary,
  { readonly kind: Op extends 'compare' | 'hash' | 'search' | 'scan' ? Op : 'file' }
>;

const PHASES: Readonly<Record<JobPhase['name'], string>> = {
  opening: 'Opening',
  reading: 'Reading',
  writing: 'Writing',
  verifying: 'Verifying',
  hashing: 'Hashing',
  finishing: 'Finishing',
};

/** `what`: what cannot be done when it fails. */
export async function runJob<Op extends JobRequest['op']>(
  cli: Cli,
  request: Extract<JobRequest, { readonly op: Op }>,
  what: string,
): Promise<Result<SummaryOf<Op>, Trouble>> {
  if (cli.signal.aborted) return err(CANCELLED);
  const end = await withProgress(cli, '', 0, async (draw) => {
    const report = ({ name, doneBytes, totalBytes }: JobPhase): void => draw(doneBytes, PHASES[name], totalBytes);
    const job = startJob(request, { ...cli.threads, report });
    const stop = (): void => job.cancel();
    cli.signal.addEventListener('abort', stop);
    const ended = await job.end;
    cli.signal.removeEventListener('abort', stop);
    return ended;
  });
  if (end.kind === 'cancelled') return err(CANCELLED);
  return end.kind === 'failed' ? failed(what, end.error) : ok(end.summary as SummaryOf<Op>);
}

export const sourceAt = (path: string, parents: readonly string[] = [], as: SourceRef['as'] = 'disk'): SourceRef => ({ path, as, parents });

export type Making = { readonly full?: boolean; readonly hash?: readonly string[]; readonly verify?: boolean };

export const outputAt = (cli: Cli, { path, publish }: Target, { full = false, hash = [], verify = true }: Making = {}): OutputRef => ({
  path,
  publish,
  tag: Buffer.from(cli.world.newId()).toString('hex').slice(0, 8),
  full,
  hash,
  verify,
  salvage: false,
});

export type MadeBy = Pick<FileSummary, 'fileBytes' | 'virtualBytes' | 'blocks' | 'writtenBytes' | 'hash' | 'uniqueId' | 'verified'>;
