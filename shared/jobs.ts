/**
 * The life of a long job: any number of phases, then exactly one end. Plain data, made by main/jobs, read by the command
 * line and the window.
 */
import type { CreateError, FormatError, HalfSaved, IoError, ParentRefusal, PlanError, SaveCause, StandIn } from './errors';
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
  /** Sectors that the source cannot give: their block is damaged, or a parent is missing. `isAll`: they are the whole disk. */
  | { readonly kind: 'unreadable'; readonly lba: number; readonly sectors: number; readonly source: SectorSource; readonly isAll?: boolean }
  /** `of`: the disk of the chain that wants it, where that is a parent itself. */
  | {
      readonly kind: 'parent-missing';
      readonly expectedId: string;
      readonly lookedFor: readonly string[];
      readonly of: string | null;
      readonly isThere: boolean;
      readonly sameId?: readonly string[];
    }
  /** The parents of the source end in the disk `of`, whose parent is one of those before it. */
  | { readonly kind: 'chain-loop'; readonly of: string }
  | { readonly kind: 'chain-too-deep'; readonly layers: number }
  | { readonly kind: 'parent-mismatch'; readonly expectedId: string; readonly foundId: string }
  /** The file at `path`, named as a parent, is not taken. */
  | { readonly kind: 'bad-parent'; readonly path: string; readonly why: ParentRefusal }
  /** The file would be changed by what a parent says that nobody named. */
  | { readonly kind: 'parent-not-named'; readonly standIn: StandIn }
  /** So many bytes behind the disk's last whole sector are not read; the new file would take the place of the only one that has them. */
  | { readonly kind: 'end-would-go'; readonly bytes: number }
  /** The source, or a parent of it. */
  | HalfSaved
  /** The new file would take the place of one that it is made from. */
  | { readonly kind: 'target-in-chain'; readonly name: string }
  /** The new file would take the disk’s own place without them, and nothing would have them then. */
  | ({ readonly kind: 'drops-hidden-data' } & HiddenData)
  | { readonly kind: 'saved-state' }
  /** What should be imported as a raw image is a VHD. */
  | { readonly kind: 'is-disk' }
  /** It is one that was grown as if it were raw: its footer stands there, and so many bytes behind it. */
  | { readonly kind: 'footer-inside'; readonly at: number; readonly behind: number }
  /** Shrinking would cut this off. */
  | { readonly kind: 'data-beyond'; readonly lba: number }
  | { readonly kind: 'partition-beyond'; readonly index: number; readonly endLba: number }
  /** What the operation asks of its source, and this is not it. */
  | { readonly kind: 'wrong-kind'; readonly needs: 'sparse' | 'differencing' | 'disk' | 'smaller' | 'larger' | 'more-layers' }
  | { readonly kind: 'bad-pattern'; readonly why: 'empty' | 'hex' | 'regex' | 'too-long' | 'encoding' }
  | { readonly kind: 'verify-failed'; readonly lba: number }
  /** It would take more memory than a job may have. */
  | { readonly kind: 'job-too-large' }
  /** A bug of ours; the text is for a report. */
  | { readonly kind: 'internal'; readonly text: string };

export type JobState<T> =
  | { readonly kind: 'running'; readonly phase: JobPhase }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failed'; readonly error: JobError }
  | { readonly kind: 'done'; readonly summary: T };

export type JobEnd<T> = Exclude<JobState<T>, { readonly kind: 'running' }>;

/**
 * Sectors of blocks that hold data and that not everybody shows: under clear bits of a dynamic disk, where Windows shows zeros
 * and QEMU the data; or behind the disk’s end, where nobody shows it before the disk grows.
 */
export type HiddenData = { readonly where: 'clear-bits' | 'behind-end'; readonly sectors: number; readonly firstLba: number };

/** What is worth a word about a file that was made. Sizes in bytes. */
export type MadeNote =
  /** Zeros behind the source's end, so that the disk has this size. */
  | { readonly kind: 'enlarged'; readonly bytes: number; readonly added: number }
  | { readonly kind: 'backup-gpt-moved' }
  /** The geometry that was chosen for the source says no disk of this size. */
  | { readonly kind: 'geometry-replaced' }
  /** The new file has zeros there, or ends before. */
  | ({ readonly kind: 'hidden-data-dropped' } & HiddenData)
  /** What was read of the parent is of a file that was found by its id alone. */
  | { readonly kind: 'stand-in'; readonly standIn: StandIn }
  /** So many bytes of the source, or of what it was compared with, lie behind its last whole sector; `name`: of its file. */
  | { readonly kind: 'end-not-read'; readonly name: string; readonly bytes: number }
  /** Smaller than what Windows makes or attaches. */
  | { readonly kind: 'small-for-windows' }
  /** Compacting gained nothing; `source` is the length of the file it was made from. */
  | { readonly kind: 'not-smaller'; readonly bytes: number; readonly source: number };

/** Of a job that makes a file. */
export type FileSummary = {
  readonly kind: 'file';
  readonly path: string;
  readonly fileBytes: number;
  readonly virtualBytes: number;
  /** Blocks that the new disk stores, others that it has, and those that the source stores and the new file does not. */
  readonly blocks: { readonly kept: number; readonly dropped: number; readonly released: number } | null;
  /** Bytes of data that were written. */
  readonly writtenBytes: number;
  /** Sectors that could not be read and became zeros, because the caller wanted that. */
  readonly lostSectors: number;
  /** The first of them, by their place on the disk; ascending, neighbours joined. */
  readonly lost: readonly SectorRange[];
  /** Of the new file, where it was asked for. */
  readonly hash: Readonly<Record<string, string>> | null;
  readonly uniqueId: string | null;
  readonly verified: boolean;
  /** What went wrong after the file was complete. */
  readonly afterwards: string | null;
  readonly notes?: readonly MadeNote[];
};

export type SectorRange = { readonly firstLba: number; readonly sectors: number };

export type CompareSummary = {
  readonly kind: 'compare';
  readonly notes?: readonly MadeNote[];
  readonly equal: boolean;
  /** The first of them, in order; neighbours joined. */
  readonly differing: readonly SectorRange[];
  readonly differingSectors: number;
  /** Whether `differing` names all of them. */
  readonly complete: boolean;
  readonly sizes: readonly [number, number];
};

export type HashSummary = {
  readonly kind: 'hash';
  readonly bytes: number;
  readonly digests: Readonly<Record<string, string>>;
  readonly notes?: readonly MadeNote[];
};

/** `offset` in bytes of the virtual disk. */
export type SearchHit = { readonly offset: number; readonly lba: number; readonly length: number };
export type SearchSummary = {
  readonly kind: 'search';
  readonly hits: readonly SearchHit[];
  readonly complete: boolean;
  readonly notes?: readonly MadeNote[];
};

/** `isUnchanged`: nobody wrote to the file meanwhile. What was found has been told in parts. */
export type ScanSummary = { readonly kind: 'scan'; readonly blocks: number; readonly isUnchanged: boolean };

export type JobSummary = FileSummary | CompareSummary | HashSummary | SearchSummary | ScanSummary;
