/** Makes a repaired copy in a thread of its own, as the window needs it: with progress in bytes and the window's kinds of error. */
import type { JobEnd, JobSummary } from '../../shared/jobs';
import type { RepairCopyError, RepairProgress, RepairRequest } from '../../shared/repairViews';
import { err, ok, type Result } from '../../shared/result';
import { startJob } from './startJob';

export type RepairOrder = {
  readonly path: string;
  readonly parents: readonly string[];
  readonly footerAt: number | null;
  readonly recipe: { readonly request: RepairRequest; readonly deep: boolean; readonly now: number; readonly ids: readonly string[] };
  readonly target: string;
};

/** `tag`: hex digits for the temporary name. */
export function startRepair(
  { path, parents, footerAt, recipe, target }: RepairOrder,
  { worker, tag }: { readonly worker: string; readonly tag: string },
  tell: (progress: RepairProgress) => void,
): { readonly end: Promise<Result<null, RepairCopyError>>; cancel(): void } {
  const output = { path: target, publish: { kind: 'new' as const }, tag, full: false, hash: [], verify: false, salvage: false };
  const job = startJob(
    { op: 'repair', source: { path, as: 'disk', parents, footerAt }, output, ...recipe },
    {
      worker,
      helpers: 0,
      report: ({ doneBytes, totalBytes }) => tell({ done: doneBytes, total: totalBytes, of: 'repair' }),
    },
  );
  return { end: job.end.then(answerOf), cancel: () => job.cancel() };
}

function answerOf(end: JobEnd<JobSummary>): Result<null, RepairCopyError> {
  if (end.kind === 'done') return ok(null);
  if (end.kind === 'cancelled') return err({ kind: 'cancelled' });
  const { error } = end;
  if (error.kind === 'half-saved') return err({ kind: 'journal-exists' });
  if (error.kind === 'internal') return err({ kind: 'internal-job', text: error.text });
  // All other errors of a repair are file system errors.
  return err(error as RepairCopyError);
}
