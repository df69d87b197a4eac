/** Long jobs as a window sees them: its requests, and the list it shows. Paths stay in main. */
import type { DumpFormat } from './dumps';
import type { Obstacle } from './errors';
import type { FileSummary, HashSummary, JobError, JobPhase, PhaseName } from './jobs';
import type { FileTicket, Geometry, OpenTicket, PartitionView } from './views';
import type { Space } from './vhd/units';

export type JobId = string & { readonly __job: true };

export const DISK_KINDS = ['raw', 'fixed', 'dynamic'] as const;
export type DiskKind = (typeof DISK_KINDS)[number];

export const TABLES = ['bat', 'runs', 'problems'] as const;
export type TableName = (typeof TABLES)[number];
export const TABLE_FORMATS = ['csv', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Sectors of the virtual disk. */
export type SectorSpan = { readonly from: number; readonly sectors: number };

/** Which bytes to export: those of the disk, read through its parents or from one layer alone, or those of the file. */
export type DumpOf =
  | { readonly kind: 'disk'; readonly at: number; readonly bytes: number; readonly layer: boolean }
  | { readonly kind: 'file'; readonly at: number; readonly bytes: number };

/** Makes a new file from the file as it is saved. `unsaved`: with the staged changes of the disk's bytes included. */
export type ConvertRequest =
  /** Raw bytes. `range` null: the whole disk. `layer`: only what this file holds, the rest as zeros. `full`: zeros are written too. */
  | {
      readonly op: 'export';
      readonly range: SectorSpan | null;
      readonly layer: boolean;
      readonly full: boolean;
      /** Sectors that cannot be read become zeros and are listed. Without this they end the job. */
      readonly salvage: boolean;
      /** Sectors that only a missing parent has become zeros too. Without this they end the job. */
      readonly known: boolean;
      /** A `.sha256` file is written beside it. */
      readonly sidecar: boolean;
      readonly unsaved: boolean;
    }
  /** Text that represents the bytes, or the bytes themselves. */
  | {
      readonly op: 'dump';
      readonly of: DumpOf;
      readonly format: DumpFormat | 'bytes';
      readonly sidecar: boolean;
      readonly unsaved: boolean;
    }
  | { readonly op: 'table'; readonly table: TableName; readonly format: TableFormat }
  | { readonly op: 'report' }
  | { readonly op: 'convert'; readonly to: DiskKind }
  | { readonly op: 'flatten'; readonly to: DiskKind }
  | { readonly op: 'compact' | 'defragment' | 'azure' | 'skeleton' }
  | { readonly op: 'merge'; readonly ancestors: number }
  | { readonly op: 'resize'; readonly sectors: number };

/** Bytes of the disk, or of its file. */
export type BytesPart = { readonly space: Space; readonly at: number; readonly bytes: number };

/** `hash` only reads and makes no file. `part` null: all of the disk. */
export type JobRequest = ConvertRequest | { readonly op: 'hash'; readonly layer: boolean; readonly part: BytesPart | null };
export type JobOp = JobRequest['op'] | 'import';

/** Makes a disk from a raw image. */
export type ImportRequest = {
  readonly to: Exclude<DiskKind, 'raw'>;
  readonly blockBytes: number;
  /** Zeros fill up an incomplete last sector. Without this, such an image is refused. */
  readonly pad: boolean;
  /** The geometry that the user chose; null: the one by the specification. */
  readonly geometry: Geometry | null;
};

/** Where the file of a job goes. `replace`: the user has seen the file there and that it will be replaced. */
export type JobPlace = { readonly place: OpenTicket; readonly replace: boolean };

/** Why a job was not even begun. */
export type JobStartError =
  | { readonly kind: 'stale-ticket' | 'image-closed' | 'no-disk' | 'interrupted-save' | 'place-needed' | 'too-many' }
  /** Changes of the file's own structures are staged. What the disk would then be is known only once they are saved. */
  | { readonly kind: 'unsaved-structures' }
  /** The file is not the one that is shown any more: another program changed it, or it is gone. */
  | { readonly kind: 'source-changed' | 'source-gone' }
  /** Another job is already writing a file of this name. */
  | { readonly kind: 'target-taken' }
  | { readonly kind: 'exists'; readonly code: string }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle };

export type JobOutcome = (Omit<FileSummary, 'path'> & { readonly file: FileTicket }) | HashSummary;

export type JobViewState =
  | { readonly kind: 'queued' }
  /** `secondsLeft` is null while it is not known, which may be all the time. */
  | {
      readonly kind: 'running';
      readonly phase: JobPhase | null;
      /** Phases that have ended. */
      readonly passed: readonly PhaseName[];
      readonly bytesPerSecond: number | null;
      readonly secondsLeft: number | null;
    }
  /** The phase in which it was paused. Its files stay open. */
  | { readonly kind: 'paused'; readonly phase: JobPhase | null; readonly passed: readonly PhaseName[] }
  | { readonly kind: 'cancelling' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: JobError }
  | { readonly kind: 'done'; readonly outcome: JobOutcome };

export type RunningState = Extract<JobViewState, { readonly kind: 'running' }>;
export type PausedState = Extract<JobViewState, { readonly kind: 'paused' }>;

/** What of the disk or the file a job takes. `partition`: the one that it is, if it is one. */
export type JobPart = BytesPart & { readonly partition: PartitionView | null };

export type JobView = {
  readonly id: JobId;
  readonly op: JobOp;
  /** Names of the files, to be shown. */
  readonly source: string;
  /** The part of the source that is taken; null: all of it. */
  readonly part: JobPart | null;
  readonly target: string | null;
  /** Whether digests of the new file are made too. */
  readonly hashes: boolean;
  /** A hash that was begun while changes were not saved: they are not in it. */
  readonly asSaved?: boolean;
  readonly state: JobViewState;
};

const ACTIVE: readonly JobViewState['kind'][] = ['queued', 'running', 'paused', 'cancelling'];
export const isActive = ({ state }: JobView): boolean => ACTIVE.includes(state.kind);

/**
 * Only jobs that just read can be paused. A job that makes a file takes up room with a half-made file, so it is better finished
 * or stopped.
 */
export const canPause = ({ target }: Pick<JobView, 'target'>): boolean => target === null;

/** The phases that move bytes, in order; 'new-disk': those in which a disk is made anew. */
const STEPS: Readonly<Record<JobOp, readonly PhaseName[] | 'new-disk'>> = {
  export: 'new-disk',
  dump: ['writing'],
  table: ['writing'],
  report: ['reading'],
  import: 'new-disk',
  convert: 'new-disk',
  flatten: 'new-disk',
  merge: 'new-disk',
  resize: 'new-disk',
  compact: 'new-disk',
  defragment: 'new-disk',
  azure: 'new-disk',
  skeleton: ['writing'],
  hash: ['hashing'],
};

/** Whether a reading phase is needed shows only in the phases seen so far. */
function stepsOf({ op, hashes }: Pick<JobView, 'op' | 'hashes'>, seen: readonly PhaseName[]): readonly PhaseName[] {
  const steps = STEPS[op];
  if (steps !== 'new-disk') return steps;
  return [...(seen.includes('reading') ? (['reading'] as const) : []), 'writing', 'verifying', ...(hashes ? (['hashing'] as const) : [])];
}

export type Progress = {
  /** Between 0 and 1, over the whole job; it never falls. */
  readonly share: number;
  /** For the whole job. Later phases are assumed to take as long as the present one. Null: not known yet. */
  readonly secondsLeft: number | null;
};

const NO_RATE = { bytesPerSecond: null, secondsLeft: null } as const;

/** How far a running or paused job has come; null while nobody knows how much there is to do. */
export function progressOf(job: Pick<JobView, 'op' | 'hashes'>, state: RunningState | PausedState): Progress | null {
  const { phase, passed } = state;
  const { bytesPerSecond, secondsLeft } = state.kind === 'running' ? state : NO_RATE;
  if (phase === null) return null;
  const steps = stepsOf(job, [...passed, phase.name]);
  const at = steps.indexOf(phase.name);
  if (at < 0) {
    const over = steps.filter((step) => passed.includes(step)).length;
    return over === 0 ? null : { share: over / steps.length, secondsLeft: null };
  }
  const { doneBytes, totalBytes } = phase;
  // The length of a list or a report is not known beforehand.
  if (totalBytes === 0 && (job.op === 'table' || job.op === 'report')) return null;
  const done = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
  const later = bytesPerSecond === null ? 0 : ((steps.length - at - 1) * totalBytes) / bytesPerSecond;
  return { share: (at + done) / steps.length, secondsLeft: secondsLeft === null ? null : secondsLeft + later };
}
