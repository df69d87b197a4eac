/** Runs long jobs: in this thread, as one step after another, or in threads of the worker as it is built. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newControl, type Control } from '../../main/io/bulk/control';
import { newWorkers } from '../../main/io/bulk/workers';
import type { FileSystem } from '../../main/io/fileSystem';
import { newContext } from '../../main/jobs/context';
import type { JobTask, OutputRef, SourceRef } from '../../main/jobs/tasks';
import { runJob } from '../../main/jobs/runJob';
import { DEFAULT_CREATOR } from '../../main/vhd/ops/newStructures';
import type { CompareSummary, FileSummary, HashSummary, JobEnd, JobPhase, JobSummary, SearchSummary } from '../../shared/jobs';
import { realFiles } from './newDisks';

export const FRESH = { uniqueId: '10f1e2d3-c4b5-a697-8879-6a5b4c3d2e1f', timeStamp: 0x2e00_0000, creator: DEFAULT_CREATOR } as const;
export const CREATOR = DEFAULT_CREATOR;

export const sourceAt = (file: string, as: SourceRef['as'] = 'disk'): SourceRef => ({ path: file, as, parents: [] });
export const outputAt = (file: string, more: Partial<OutputRef> = {}): OutputRef => ({
  path: file,
  publish: { kind: 'new' },
  tag: 'abcdef',
  full: false,
  hash: [],
  verify: true,
  salvage: false,
  ...more,
});

export type HereOptions = {
  readonly files?: FileSystem;
  readonly phases?: JobPhase[];
  readonly onPhase?: (phase: JobPhase) => void;
  readonly onControl?: (control: Control) => void;
};

/** In this thread. */
export async function endOf(
  request: JobTask,
  { phases, onPhase, onControl, files = realFiles }: HereOptions = {},
): Promise<JobEnd<JobSummary>> {
  const workers = newWorkers(newControl(), null);
  onControl?.(workers.control);
  return runJob(
    request,
    newContext(workers, files, (phase) => {
      phases?.push(phase);
      onPhase?.(phase);
    }),
  );
}

/** What the job made or found; throws what stood in its way. */
export async function summaryOf(request: JobTask): Promise<JobSummary> {
  const end = await endOf(request);
  if (end.kind !== 'done') throw new Error(JSON.stringify(end));
  return end.summary;
}

type Made = Exclude<JobTask, { readonly op: 'compare' } | { readonly op: 'hash' } | { readonly op: 'search' }>;
type Of<Op extends JobTask['op']> = Extract<JobTask, { readonly op: Op }>;
export const fileOf = async (request: Made): Promise<FileSummary> => (await summaryOf(request)) as FileSummary;
export const compareOf = async (request: Of<'compare'>): Promise<CompareSummary> => (await summaryOf(request)) as CompareSummary;
export const hashOf = async (request: Of<'hash'>): Promise<HashSummary> => (await summaryOf(request)) as HashSummary;
export const searchOf = async (request: Of<'search'>): Promise<SearchSummary> => (await summaryOf(request)) as SearchSummary;

/** Builds an entry as the program's own build does; the folder goes when the process ends. */
async function built(entry: string): Promise<string> {
  // Only here: most of those who run jobs build nothing.
  const { build } = await import('vite');
  const outDir = mkdtempSync(path.join(tmpdir(), 'platter-worker-'));
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    configFile: false,
    root: path.resolve(import.meta.dirname, '../..'),
    logLevel: 'error',
    build: {
      ssr: path.resolve(import.meta.dirname, '../..', entry),
      outDir,
      emptyOutDir: true,
      minify: false,
      target: 'node20',
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'entry.cjs', codeSplitting: false } },
    },
  });
  return path.join(outDir, 'entry.cjs');
}

/** The worker as the program has it: `support/buildCli` has built it before any test. */
export const WORKER = path.resolve(import.meta.dirname, '../../out/worker/worker.cjs');
/** A program that runs one job and is there to be interrupted: test/support/jobRunner.ts. */
export const builtRunner = (): Promise<string> => built('test/support/jobRunner.ts');
/** The second thread of the workers: test/support/workerPartner.ts. */
export const builtPartner = (): Promise<string> => built('test/support/workerPartner.ts');
