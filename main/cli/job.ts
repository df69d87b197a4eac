/** Runs a long job in its thread: shows progress on a terminal, stops at Ctrl-C, and returns the result. */
import { err, ok, type Result } from '../../shared/result';
import type { FileSummary, JobError, JobPhase, JobSummary, MadeNote } from '../../shared/jobs';
import type { JobTask, OutputRef, SourceRef } from '../jobs/tasks';
import { reasonText } from '../../shared/text/errors';
import { madeNoteText } from '../../shared/text/madeNotes';
import { warn, type Cli } from './context';
import type { NamedTarget } from './apart';
import { notTaken } from './openDisk';
import { CANCELLED, failed, failure, type Trouble } from './outcome';
import { withProgress } from './progress';

type SummaryOf<Op extends JobTask['op']> = Extract<
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

/**
 * `what`: the act that cannot be done when the job fails. `wayOut`: what to do about it, if the caller knows better than the
 * error's own words.
 */
export async function runJob<Op extends JobTask['op']>(
  cli: Cli,
  request: Extract<JobTask, { readonly op: Op }>,
  what: string,
  wayOut: (error: JobError) => string | null = () => null,
): Promise<Result<SummaryOf<Op>, Trouble>> {
  if (cli.signal.aborted) return err(CANCELLED);
  const end = await withProgress(cli, '', 0, async (draw) => {
    const report = ({ name, doneBytes, totalBytes }: JobPhase): void => draw(doneBytes, PHASES[name], totalBytes);
    const job = await cli.startJob(request, report);
    const stop = (): void => job.cancel();
    cli.signal.addEventListener('abort', stop);
    // Ctrl-C may have come while the job was being started.
    if (cli.signal.aborted) stop();
    const ended = await job.end;
    cli.signal.removeEventListener('abort', stop);
    return ended;
  });
  if (end.kind === 'cancelled') return err(CANCELLED);
  if (end.kind === 'failed' && end.error.kind === 'bad-parent') return notTaken(end.error.path, end.error.why);
  if (end.kind === 'failed' && (end.error.kind === 'chain-loop' || end.error.kind === 'chain-too-deep') && 'layer' in request)
    return endless(what, end.error, 'known' in request);
  if (end.kind === 'failed') return failed(what, end.error, wayOut(end.error));
  const { notes = [] } = 'notes' in end.summary ? end.summary : {};
  for (const note of notes) if (isWarned(note)) await warn(cli, `warning: ${madeNoteText(note)}`);
  return ok(end.summary as SummaryOf<Op>);
}

/** Notes about the content that was read, and about blocks that were not, are warnings of every command that reads it, not only of those that write a file. */
export const isWarned = ({ kind }: MadeNote): boolean => kind === 'stand-in' || kind === 'end-not-read' || kind === 'lost-blocks-dropped';

/**
 * For commands that can read a single disk of a chain that never ends, or is too long. `hasKnown`: they can also leave out what no
 * disk in reach has.
 */
export function endless(
  what: string,
  error: Extract<JobError, { readonly kind: 'chain-loop' | 'chain-too-deep' }>,
  hasKnown = false,
): Result<never, Trouble> {
  const { why, todo } = reasonText(error);
  const known = hasKnown ? ' --known writes zeros for what no disk in reach has.' : '';
  return err(failure(what, why, `${todo} --layer reads one disk alone.${known}`));
}

export const sourceAt = (path: string, parents: readonly string[] = [], as: SourceRef['as'] = 'disk'): SourceRef => ({ path, as, parents });

export type OutputChoices = {
  readonly full?: boolean;
  readonly hash?: readonly string[];
  readonly verify?: boolean;
  readonly salvage?: boolean;
};

export const outputAt = (
  cli: Cli,
  { path, publish }: NamedTarget,
  { full = false, hash = [], verify = true, salvage = false }: OutputChoices = {},
): OutputRef => ({
  path,
  publish,
  tag: Buffer.from(cli.world.newId()).toString('hex').slice(0, 8),
  full,
  hash,
  verify,
  salvage,
});

export type MadeBy = Pick<FileSummary, 'fileBytes' | 'virtualBytes' | 'blocks' | 'writtenBytes' | 'hash' | 'uniqueId' | 'verified'>;
