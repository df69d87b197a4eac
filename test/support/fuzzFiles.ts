/**
 * Jobs on mutants, in this thread and on a file system in memory where there is one: a folder with the disk and its
 * parent, the same workers for all, and the promise that a job changes nothing but the file it makes.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { newControl } from '../../main/io/bulk/control';
import { newWorkers } from '../../main/io/bulk/workers';
import { openReadOnly } from '../../main/io/nodeBlockFile';
import { nodeFileSystem } from '../../main/io/nodeFileSystem';
import { newContext } from '../../main/jobs/context';
import type { JobTask } from '../../main/jobs/tasks';
import { runJob } from '../../main/jobs/runJob';
import type { Chain } from '../../main/vhd/read/chain';
import { openImage } from '../../main/vhd/read/openImage';
import type { JobError, JobSummary } from '../../shared/jobs';
import { err, ok, type Result } from '../../shared/result';
import { sameBytes } from './plainReader';

export type JobFolder = {
  readonly top: string;
  readonly out: string;
  /** The disk, and its parent beside it. */
  put(bytes: Uint8Array, parent: Uint8Array | null): void;
  /** Throws when the job failed by a fault of ours, changed a source, or left something behind. */
  run(request: JobTask): Promise<Result<JobSummary, JobError>>;
  /** Opens the new file over the parents of `chain`. */
  result<T>(as: 'disk' | 'raw', parents: Chain['layers'][number][], use: (made: Chain) => Promise<T>): Promise<T>;
};

/** A bug, or a new file that is not what it was made from: never an answer to a damaged disk. */
const OURS: readonly JobError['kind'][] = ['internal', 'verify-failed', 'changed-on-disk'];

/** `folder` is empty, and nobody else's. */
export function newJobFolder(folder: string): JobFolder {
  const [top, parentAt, out] = ['disk.vhd', 'parent.vhd', 'out.img'].map((name) => path.join(folder, name)) as [string, string, string];
  const workers = newWorkers(newControl(), null);
  let sources: readonly (readonly [string, Uint8Array])[] = [];
  const check = (isMade: boolean): void => {
    for (const [file, bytes] of sources) if (!sameBytes(readFileSync(file), bytes)) throw new Error(`${path.basename(file)} was changed`);
    const expected = [...sources.map(([file]) => path.basename(file)), ...(isMade ? ['out.img'] : [])].sort();
    const found = readdirSync(folder).sort();
    if (found.join() !== expected.join()) throw new Error(`left behind: ${found.join(', ')}`);
  };
  return {
    top,
    out,
    put: (bytes, parent) => {
      for (const name of readdirSync(folder)) rmSync(path.join(folder, name));
      sources =
        parent === null
          ? [[top, bytes]]
          : [
              [top, bytes],
              [parentAt, parent],
            ];
      for (const [file, content] of sources) writeFileSync(file, content);
    },
    run: async (request) => {
      rmSync(out, { force: true });
      const end = await runJob(
        request,
        newContext(workers, nodeFileSystem(), () => {}),
      );
      if (end.kind === 'cancelled') throw new Error('cancelled by nobody');
      check(end.kind === 'done');
      if (end.kind === 'done') return ok(end.summary);
      if (OURS.includes(end.error.kind)) throw new Error(`${request.op}: ${JSON.stringify(end.error)}`);
      return err(end.error);
    },
    result: async (as, parents, use) => {
      const file = await openReadOnly(out);
      if (!file.ok) throw new Error(JSON.stringify(file.error));
      try {
        const image = await openImage(file.value, as);
        if (!image.ok) throw new Error(`what was made is refused: ${JSON.stringify(image.error)}`);
        return await use({ layers: [image.value, ...(image.value.kind === 'differencing' ? parents : [])], parent: null });
      } finally {
        await file.value.close();
      }
    },
  };
}
