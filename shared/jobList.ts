/** Long jobs as a window knows them: what it asks for, and the list it shows. Paths stay in main. */
import type { Obstacle } from './newDisk';
import type { FileSummary, HashSummary, JobError, JobPhase, PhaseName } from './jobs';
import type { FileTicket, OpenTicket } from './views';

export type JobId = string & { readonly __job: true };

export const DISK_KINDS = ['raw', 'fixed', 'dynamic'] as const;
export type DiskKind = (typeof DISK_KINDS)[number];

/** Sectors of the virtual disk. */
export type SectorSpan = { readonly from: number; readonly sectors: number };

/** What a new file is made of: always of the file as it is saved, never of changes that are only staged. */
export type MakingWish =
  /** Raw bytes. `range` null: the whole disk. `layer`: only what this file holds, the rest zero. `full`: zeros are written too. */
  | {
      readonly op: 'export';
      readonly range: SectorSpan | null;
      readonly layer: boolean;
      readonly full: boolean;
      /** A `.sha256` file beside it. */
      readonly sidecar: boolean;
    }
  | { readonly op: 'convert'; readonly to: DiskKind }
  | { readonly op: 'flatten'; readonly to: DiskKind }
  | { readonly op: 'compact' | 'defragment' | 'azure' | 'skeleton' }
  | { readonly op: 'merge'; readonly ancestors: number }
  | { readonly op: 'resize'; readonly sectors: number };

/** `hash` only reads. */
export type JobWish = MakingWish | { readonly op: 'hash'; readonly layer: boolean };
export type JobOp = JobWish['op'];

/** Where the file of a job goes; `replace`: the user has seen what is there and that it goes. */
export type JobPlace = { readonly place: OpenTicket; readonly replace: boolean };

/** Why a job was not even begun. */
export type JobStartError =
  | { readonly kind: 'stale-ticket' | 'image-closed' | 'no-disk' | 'interrupted-save' | 'place-needed' | 'too-many' }
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
  | { readonly kind: 'cancelling' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: JobError }
  | { readonly kind: 'done'; readonly outcome: JobOutcome };

export type RunningState = Extract<JobViewState, { readonly kind: 'running' }>;

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

export const isActive = ({ state }: JobView): boolean => state.kind === 'queued' || state.kind === 'running' || state.kind === 'cancelling';

/** Phases that move bytes, in order; what was not needed is told by what has passed. */
function stepsOf({ op, hashes }: Pick<JobView, 'op' | 'hashes'>, seen: readonly PhaseName[]): readonly PhaseName[] {
  if (op === 'hash') return ['hashing'];
  if (op === 'skeleton') return ['writing'];
  return [...(seen.includes('reading') ? (['reading'] as const) : []), 'writing', 'verifying', ...(hashes ? (['hashing'] as const) : [])];
}

export type Progress = {
  /** Of 1, over all that is to be done: it never falls. */
  readonly share: number;
  /** For all of it: what comes later is thought to take as long as what comes now. Null: not known yet. */
  readonly secondsLeft: number | null;
};

/** How far a running job is; null while nobody knows how much there is to do. */
export function progressOf(
  job: Pick<JobView, 'op' | 'hashes'>,
  { phase, passed, bytesPerSecond, secondsLeft }: RunningState,
): Progress | null {
  if (phase === null) return null;
  const steps = stepsOf(job, [...passed, phase.name]);
  const at = steps.indexOf(phase.name);
  if (at < 0) {
    const over = steps.filter((step) => passed.includes(step)).length;
    return over === 0 ? null : { share: over / steps.length, secondsLeft: null };
  }
  const { doneBytes, totalBytes } = phase;
  const done = totalBytes === 0 ? 1 : Math.min(1, doneBytes / totalBytes);
  const later = bytesPerSecond === null ? 0 : ((steps.length - at - 1) * totalBytes) / bytesPerSecond;
  return { share: (at + done) / steps.length, secondsLeft: secondsLeft === null ? null : secondsLeft + later };
}
