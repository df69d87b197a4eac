/**
 * The course of a long job: any number of phases, then exactly one end. Plain data, made by main/jobs and read by the command
 * line and the window.
 */
import type { PatternFault } from './find/pattern';
import type { CreateError, FormatError, HalfSaved, IoError, ParentRefusal, PlanError, SaveCause, StandIn } from './errors';
import type { SectorSource } from './views';

/**
 * `reading`: every byte that matters is read; `verifying`: the new file is compared with the source; `hashing`: its digests are
 * computed, over zeros too; `finishing`: it gets its name.
 */
export type PhaseName = 'opening' | 'reading' | 'writing' | 'verifying' | 'hashing' | 'finishing';

/** `totalBytes`: the bytes that are known to need work. Holes do not count, except when digests are made. */
export type JobPhase = {
  readonly name: PhaseName;
  readonly doneBytes: number;
  readonly totalBytes: number;
  readonly cancellable: boolean;
};

/** Why a job failed. The source is as it was, and no new file is left. */
export type JobError =
  | IoError
  | FormatError
  | SaveCause
  | CreateError
  | PlanError
  /** Sectors that the source cannot give, because their block is damaged or a parent is missing. `isAll`: this is the whole disk. */
  | { readonly kind: 'unreadable'; readonly lba: number; readonly sectors: number; readonly source: SectorSource; readonly isAll?: boolean }
  /** `of`: the disk whose parent is missing, if that is itself a parent. */
  | {
      readonly kind: 'parent-missing';
      readonly expectedId: string;
      readonly lookedFor: readonly string[];
      readonly of: string | null;
      readonly isThere: boolean;
      readonly sameId?: readonly string[];
    }
  /** The chain of parents is a loop: the parent of the disk `of` is one of the disks before it. */
  | { readonly kind: 'chain-loop'; readonly of: string }
  | { readonly kind: 'chain-too-deep'; readonly layers: number }
  | { readonly kind: 'parent-mismatch'; readonly expectedId: string; readonly foundId: string }
  /** The file at `path`, which the user named as a parent, is not accepted. */
  | { readonly kind: 'bad-parent'; readonly path: string; readonly why: ParentRefusal }
  /** The change would depend on a parent that was only guessed and that nobody named. */
  | { readonly kind: 'parent-not-named'; readonly standIn: StandIn }
  /** This many bytes behind the disk's last whole sector are not read, and the new file would replace the only file that has them. */
  | { readonly kind: 'end-would-go'; readonly bytes: number }
  /** The source or one of its parents is half saved. */
  | HalfSaved
  /** The new file would replace one that it is made from. */
  | { readonly kind: 'target-in-chain'; readonly name: string }
  /** The new file would replace the disk without having this data, and then no file would have it. */
  | ({ readonly kind: 'drops-hidden-data' } & HiddenData)
  /** The new file would not have blocks that stand in the file of the disk, and that its block table does not name. */
  | ({ readonly kind: 'drops-lost-blocks' } & LostBlocks)
  | { readonly kind: 'saved-state' }
  /** The file to be imported as a raw image is a VHD. */
  | { readonly kind: 'is-disk' }
  /** The file to be imported is a VHD that was grown as if it were raw: its footer is at `at`, with `behind` bytes behind it. */
  | { readonly kind: 'footer-inside'; readonly at: number; readonly behind: number }
  /** Compacting would make the file longer. `bytes`: of the new file; `source`: of the old one. */
  | { readonly kind: 'would-be-larger'; readonly bytes: number; readonly source: number }
  /** Shrinking would cut off this data. */
  | { readonly kind: 'data-beyond'; readonly lba: number }
  | { readonly kind: 'partition-beyond'; readonly index: number; readonly endLba: number }
  /** What the operation needs its source to be, and it is not. */
  | { readonly kind: 'wrong-kind'; readonly needs: 'sparse' | 'differencing' | 'disk' | 'smaller' | 'larger' | 'more-layers' }
  | { readonly kind: 'bad-pattern'; readonly why: PatternFault }
  | { readonly kind: 'verify-failed'; readonly lba: number }
  /** The job would take more memory than it may have. */
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
 * Sectors that hold data which not all programs show: under clear bits of a dynamic disk, where Windows shows zeros and QEMU
 * the data; or behind the disk’s end, where no program shows it unless the disk grows.
 */
export type HiddenData = { readonly where: 'clear-bits' | 'behind-end'; readonly sectors: number; readonly firstLba: number };

/**
 * What stands in room that the block table does not name: `blocks` of the disk, of which `placed` say where they belong; and as
 * much that nobody can tell as `unclear` blocks take.
 */
export type LostBlocks = { readonly blocks: number; readonly placed: number; readonly unclear: number };

/** Remarks about a file that was made. Sizes in bytes. */
export type MadeNote =
  /** Zeros were added at the end, so that the disk has this size. */
  | { readonly kind: 'enlarged'; readonly bytes: number; readonly added: number }
  | { readonly kind: 'backup-gpt-moved' }
  /** The geometry that was chosen for the source cannot give the new size. */
  | { readonly kind: 'geometry-replaced' }
  /** The new file has zeros instead of this data, or ends before it. */
  | ({ readonly kind: 'hidden-data-dropped' } & HiddenData)
  /** The new file does not have these blocks. */
  | ({ readonly kind: 'lost-blocks-dropped' } & LostBlocks)
  /** Something was read from a parent that was found only by its id. */
  | { readonly kind: 'stand-in'; readonly standIn: StandIn }
  /**
   * This many bytes behind the last whole sector of the source, or of the file it was compared with, were not read; `name`:
   * that file's name.
   */
  | { readonly kind: 'end-not-read'; readonly name: string; readonly bytes: number }
  /** The disk is smaller than those that Windows makes or attaches. */
  | { readonly kind: 'small-for-windows' }
  /** Compacting gained nothing; `source` is the length of the source file. */
  | { readonly kind: 'not-smaller'; readonly bytes: number; readonly source: number };

/** The result of a job that makes a file. */
export type FileSummary = {
  readonly kind: 'file';
  readonly path: string;
  readonly fileBytes: number;
  readonly virtualBytes: number;
  /** Blocks that the new disk stores; its other blocks; and blocks that the source stores but the new file does not. */
  readonly blocks: { readonly kept: number; readonly dropped: number; readonly released: number } | null;
  /** How many bytes of data were written. */
  readonly writtenBytes: number;
  /** Sectors that could not be read and became zeros, as the caller allowed. */
  readonly lostSectors: number;
  /** The first of these sectors, ascending by their place on the disk, with neighbours joined. */
  readonly lost: readonly SectorRange[];
  /** Digests of the new file, if they were asked for. */
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
  /** The first sectors that differ, in order, with neighbours joined. */
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

/** `offset`: in bytes of the virtual disk. `pattern`: which of the patterns was found. */
export type SearchHit = { readonly offset: number; readonly lba: number; readonly length: number; readonly pattern: number };
export type SearchSummary = {
  readonly kind: 'search';
  readonly hits: readonly SearchHit[];
  readonly complete: boolean;
  readonly notes?: readonly MadeNote[];
};

/** `isUnchanged`: no program wrote to the file during the scan. The results were sent in parts before. */
/** `stored`: how many sectors the bitmaps say are in the file; null if not all of them were counted. */
export type ScanSummary = { readonly kind: 'scan'; readonly blocks: number; readonly isUnchanged: boolean; readonly stored: number | null };

/**
 * The hits were sent in parts before. `unread`: sectors that the file cannot give, and that were not searched. `behind`: how many
 * bytes differ behind the end of the disk, where a larger one is compared with it.
 */
export type FindSummary = {
  readonly kind: 'find';
  readonly found: number;
  readonly unread: number;
  readonly behind?: number;
  readonly isUnchanged: boolean;
};

export type JobSummary = FileSummary | CompareSummary | HashSummary | SearchSummary | ScanSummary | FindSummary;

/** How a scan ended. `parts`: how many parts of its results were sent before; the answer may arrive before the last of them. */
export type ScanEnd = { readonly end: JobEnd<ScanSummary>; readonly parts: number };
