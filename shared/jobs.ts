/**
 * The life of a long job: any number of phases, then exactly one end. Plain data, made by main/jobs, read by the command
 * line and the window.
 */
import type { CreateError, FormatError, IoError, PlanError, SaveCause } from './errors';
import type { SectorSource } from './views';

/**
 * `reading`: every byte that matters is looked at; `verifying`: the new file is compared with the old; `hashing`: its digests
 * are made, of zeros too; `finishing`: it gets its name.
 */
export type PhaseName = 'opening' | 'reading' | 'writing' | 'verifying' | 'hashing' | 'finishing';

/** `total` is what is known to be moved; holes count for nothing, but where digests are made. */
export type JobPhase = {
  readonly name: PhaseName;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly cancellable: boolean;
};

/** Why a job came to nothing. The source is as it was, and no new file is left. */
export type JobError =
  | IoError
  | FormatError
  | SaveCause
  | CreateError
  | PlanError
  /** Sectors that the source cannot give: their block is damaged, or a parent is missing. */
  | { readonly kind: 'unreadable'; readonly lba: number; readonly sectors: number; readonly source: SectorSource }
  | { readonly kind: 'parent-missing'; readonly expectedId: string; readonly lookedFor: readonly string[] }
  | { readonly kind: 'parent-mismatch'; readonly expectedId: string; readonly foundId: string }
  | { readonly kind: 'saved-state' }
  /** Shrinking would cut this off. */
  | { readonly kind: 'data-beyond'; readonly lba: number }
  | { readonly kind: 'partition-beyond'; readonly index: number; readonly endLba: number }
  /** What the operation asks of its source, and this is not it. */
  | { readonly kind: 'wrong-kind'; readonly needs: 'sparse' | 'differencing' | 'disk' | 'smaller' | 'larger' | 'more-layers' }
  | { readonly kind: 'bad-pattern'; readonly why: 'empty' | 'hex' | 'regex' | 'too-long' | 'encoding' }
  | { readonly kind: 'verify-failed'; readonly lba: number }
  /** A bug of ours; the text is for a report. */
  | { readonly kind: 'internal'; readonly text: string };

export type JobState<T> =
  | { readonly kind: 'running'; readonly phase: JobPhase }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: JobError }
  | { readonly kind: 'done'; readonly summary: T };

export type JobEnd<T> = Exclude<JobState<T>, { readonly kind: 'running' }>;

/** Of a job that makes a file. */
export type FileSummary = {
  readonly kind: 'file';
  readonly path: string;
  readonly fileBytes: number;
  readonly virtualBytes: number;
  readonly blocks: { readonly kept: number; readonly dropped: number } | null;
  /** Bytes of data that were written. */
  readonly writtenBytes: number;
  /** Sectors that could not be read and became zeros, because the caller wanted that. */
  readonly lostSectors: number;
  /** Of the new file, where it was asked for. */
  readonly hash: Readonly<Record<string, string>> | null;
  readonly uniqueId: string | null;
  readonly verified: boolean;
  /** What went wrong after the file was complete. */
  readonly afterwards: string | null;
};

export type SectorRange = { readonly firstLba: number; readonly sectors: number };

export type CompareSummary = {
  readonly kind: 'compare';
  readonly equal: boolean;
  /** The first of them, in order; neighbours joined. */
  readonly differing: readonly SectorRange[];
  readonly differingSectors: number;
  /** Whether `differing` names all of them. */
  readonly complete: boolean;
  readonly sizes: readonly [number, number];
};

export type HashSummary = { readonly kind: 'hash'; readonly bytes: number; readonly digests: Readonly<Record<string, string>> };

/** `offset` in bytes of the virtual disk. */
export type SearchHit = { readonly offset: number; readonly lba: number; readonly length: number };
export type SearchSummary = { readonly kind: 'search'; readonly hits: readonly SearchHit[]; readonly complete: boolean };

/** `isUnchanged`: nobody wrote to the file meanwhile. What was found has been told in parts. */
export type ScanSummary = { readonly kind: 'scan'; readonly blocks: number; readonly isUnchanged: boolean };

export type JobSummary = FileSummary | CompareSummary | HashSummary | SearchSummary | ScanSummary;
