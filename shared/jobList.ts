/** Long jobs as a window knows them: what it asks for, and the list it shows. Paths stay in main. */
import type { DumpFormat } from './dumps';
import type { Obstacle } from './errors';
import type { FileSummary, HashSummary, JobError, JobPhase, PhaseName } from './jobs';
import type { FileTicket, Geometry, OpenTicket } from './views';

export type JobId = string & { readonly __job: true };

export const DISK_KINDS = ['raw', 'fixed', 'dynamic'] as const;
export type DiskKind = (typeof DISK_KINDS)[number];

export const TABLES = ['bat', 'runs', 'problems'] as const;
export type TableName = (typeof TABLES)[number];
export const TABLE_FORMATS = ['csv', 'json'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** Sectors of the virtual disk. */
export type SectorSpan = { readonly from: number; readonly sectors: number };

/** Bytes of the disk, through the chain or of one layer, or of the file. */
export type DumpOf =
  | { readonly kind: 'disk'; readonly at: number; readonly bytes: number; readonly layer: boolean }
  | { readonly kind: 'file'; readonly at: number; readonly bytes: number };

/** What a new file is made of: the file as it is saved. `unsaved`: with the staged changes of the disk's bytes over it. */
export type ConvertRequest =
  /** Raw bytes. `range` null: the whole disk. `layer`: only what this file holds, the rest zero. `full`: zeros are written too. */
  | {
      readonly op: 'export';
      readonly range: SectorSpan | null;
      readonly layer: boolean;
      readonly full: boolean;
      /** Sectors that cannot be read become zeros and are listed; else they end the job. */
      readonly salvage: boolean;
      /** So does what only a parent that is missing has; else it ends the job. */
      readonly known: boolean;
      /** A `.sha256` file beside it. */
      readonly sidecar: boolean;
      readonly unsaved: boolean;
    }
  /** Text that holds the bytes, or the bytes of the file as they are. */
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

/** `hash` only reads. */
export type JobRequest = ConvertRequest | { readonly op: 'hash'; readonly layer: boolean };
export type JobOp = JobRequest['op'] | 'import';

/** A raw image becomes a disk. */
export type ImportRequest = {
  readonly to: Exclude<DiskKind, 'raw'>;
  readonly blockBytes: number;
  /** Zeros fill up a last sector that is not whole; else such an image is refused. */
  readonly pad: boolean;
  /** Chosen; null: as the specification says. */
  readonly geometry: Geometry | null;
};

/** Where the file of a job goes; `replace`: the user has seen what is there and that it goes. */
export type JobPlace = { readonly place: OpenTicket; readonly replace: boolean };

/** Why a job was not even begun. */
export type JobStartError =
  | { readonly kind: 'stale-ticket' | 'image-closed' | 'no-disk' | 'interrupted-save' | 'place-needed' | 'too-many' }
  /** Changes of the file's own structures are staged: what the disk would be is only known once they are saved. */
  | { readonly kind: 'unsaved-structures' }
  /** The file is not the one that is shown any more: somebody changed it, or it is gone. */
  | { readonly kind: 'source-changed' | 'source-gone' }
  /** Another job is writing a file of this name already. */
  | { readonly kind: 'target-taken' }
  | { readonly kind: 'exists'; readonly code: string }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle };

export type JobOutcome = (Omit<FileSummary, 'path'> & { readonly file: FileTicket }) | HashSummary;

export type JobViewState =
  | { readonly kind: 'queued' }
  /** `secondsLeft` null: not known yet, or not at all. */
  | {
      readonly kind: 'running';
      readonly phase: JobPhase | null;
      /** Phases that are over. */
      readonly passed: readonly PhaseName[];
      readonly bytesPerSecond: number | null;
      readonly secondsLeft: number | null;
    }
  /** Where it stood; its files stay open. */
  | { readonly kind: 'paused'; readonly phase: JobPhase | null; readonly passed: readonly PhaseName[] }
  | { readonly kind: 'cancelling' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: JobError }
  | { readonly kind: 'done'; readonly outcome: JobOutcome };

export type RunningState = Extract<JobViewState, { readonly kind: 'running' }>;
export type PausedState = Extract<JobViewState, { readonly kind: 'paused' }>;

export type JobView = {
  readonly id: JobId;
  readonly op: JobOp;
  /** Names of the files, for reading. */
  readonly source: string;
  readonly target: string | null;
  /** Digests of the new file are made, too. */
  readonly hashes: boolean;
  readonly state: JobViewState;
};

const ACTIVE: readonly JobViewState['kind'][] = ['queued', 'running', 'paused', 'cancelling'];
export const isActive = ({ state }: JobView): boolean => ACTIVE.includes(state.kind);

/** Only jobs that read: one that makes a file keeps room and a half-made file, and is better finished or stopped. */
export const canPause = ({ target }: Pick<JobView, 'target'>): boolean => target === null;

/** Phases that move bytes, in order; what was not needed is told by what has passed. */
function stepsOf({ op, hashes }: Pick<JobView, 'op' | 'hashes'>, seen: readonly PhaseName[]): readonly PhaseName[] {
  if (op === 'hash') return ['hashing'];
  if (op === 'skeleton' || op === 'dump' || op === 'table') return ['writing'];
  if (op === 'report') return ['reading'];
  return [...(seen.includes('reading') ? (['reading'] as const) : []), 'writing', 'verifying', ...(hashes ? (['hashing'] as const) : [])];
}

export type Progress = {
  /** Of 1, over all that is to be done: it never falls. */
  readonly share: number;
  /** For all of it: what comes later is thought to take as long as what comes now. Null: not known yet. */
  readonly secondsLeft: number | null;
};

const NO_RATE = { bytesPerSecond: null, secondsLeft: null } as const;

/** How far a job is that runs or is paused; null while nobody knows how much there is to do. */
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
  // A list or a report is as long as it turns out to be.
  if (totalBytes === 0 && (job.op === 'table' || job.op === 'report')) return null;
  const done = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
  const later = bytesPerSecond === null ? 0 : ((steps.length - at - 1) * totalBytes) / bytesPerSecond;
  return { share: (at + done) / steps.length, secondsLeft: secondsLeft === null ? null : secondsLeft + later };
}
