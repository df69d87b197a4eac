/**
 * Finds our long jobs that read a file which is about to be written to. If opening for writing keeps everybody else out
 * (Windows), a save can only come after them, because their threads hold descriptors of their own.
 */
import type { FileSystem } from '../../io/fileSystem';
import { fileKey } from '../../io/ownReaders';
import { realPath } from '../../io/paths';
import type { Jobs, JobUnderWay } from './jobs';

export async function jobsInTheWay(path: string, jobs: Pick<Jobs, 'underWay'>, files: FileSystem): Promise<readonly JobUnderWay[]> {
  if (!files.opensExclusively) return [];
  const real = await realPath(path);
  const stat = await files.stat(real);
  if (!stat.ok) return [];
  const wanted = fileKey(stat.value, real);
  const found: JobUnderWay[] = [];
  for (const job of jobs.underWay()) {
    for (const file of job.files) {
      const there = await files.stat(file);
      if (!there.ok || fileKey(there.value, await realPath(file)) !== wanted) continue;
      found.push(job);
      break;
    }
  }
  return found;
}
