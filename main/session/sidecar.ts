/** The digest of a new file, in a file beside it, in the form sha256sum reads. */
import type { JobSummary } from '../../shared/jobs';
import { baseName } from '../io/paths';
import { writeText } from '../io/textFile';
import type { JobWhat } from './jobs';

/** Answers what went wrong; the new file itself is complete. */
export async function writeSidecar({ sidecar }: JobWhat, summary: JobSummary): Promise<string | null> {
  const digest = summary.kind === 'file' ? summary.hash?.['sha256'] : undefined;
  if (!sidecar || summary.kind !== 'file' || digest === undefined) return null;
  try {
    await writeText(`${summary.path}.sha256`, `${digest}  ${baseName(summary.path)}\n`);
    return null;
  } catch {
    return 'sidecar';
  }
}
