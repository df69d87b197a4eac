/**
 * Repairs as the window sees them: its request, and the plan that main makes for it. A plan has a number, and what is staged,
 * written or copied afterwards is exactly the plan of that number.
 */
import type { ReviewRow } from './edits';
import type { OpenTicket, ParentCandidate, ParentEvidence, PartitionView } from './views';
import type { FileError, IoError, SaveCause, Obstacle } from './errors';
import type { Finding, FindingCode } from './findings';
import type { SeverityCounts } from './findingList';
import type {
  CopyReason,
  OpenOffer,
  Placement,
  RepairCost,
  RepairEffect,
  RepairError,
  RepairMethod,
  RepairOffer,
  SharedFate,
} from './repairs';

export type RepairChoice = { readonly code: FindingCode; readonly method: RepairMethod };

/** Which block stands at this file sector, as the user says. */
export type PlaceChoice = { readonly sector: number; readonly block: number };
/** So many blocks that share their place are told one by one. */
export const MAX_FATES = 16;
/** At most so many blocks are placed by hand. */
export const MAX_PLACED = 1000;

export type RepairRequest =
  /**
   * Repairs these findings. `choose` says how, if there is more than one way. `parent`: planned as if that file were the missing
   * parent, which it becomes only when the plan is carried out.
   */
  | {
      readonly kind: 'mend';
      readonly only: readonly FindingCode[];
      readonly choose: readonly RepairChoice[];
      readonly parent?: OpenTicket | undefined;
    }
  /** Everything that can be repaired by computing a checksum or from the other footer: nothing is decided, and no data is touched. */
  | { readonly kind: 'safe' }
  /** The block table is lost: it is rebuilt in a new file, from the blocks that are found. */
  | { readonly kind: 'rebuild'; readonly place: readonly PlaceChoice[] }
  /** Makes a disk, in a new file, from a file that does not open as one. */
  | { readonly kind: 'rescue' }
  /**
   * The same, by a footer that is far before the end of the file. `at`: its place, once the file was searched for it; `method`:
   * what is done with the bytes behind it, once that is chosen.
   */
  | { readonly kind: 'far-footer'; readonly at: number | null; readonly method: FarMethod | null };

/** The bytes behind a footer that is far before the end are cut off, or become part of the disk. */
export const FAR_METHODS = ['cut-tail', 'move-footer'] as const satisfies readonly RepairMethod[];
export type FarMethod = (typeof FAR_METHODS)[number];

/** A request for a disk that is open. */
export type MendRequest = Exclude<RepairRequest, RescueRequest>;
/** A request for a file that did not open. */
export type RescueRequest = Extract<RepairRequest, { readonly kind: 'rescue' | 'far-footer' }>;

/** What can be repaired in the open image, and how. */
export type OffersView = { readonly offers: readonly RepairOffer[]; readonly canRebuild: boolean };

/** `evidence` null: the file has no footer, as the raw parents of Xen. */
export type NamedParent = Pick<ParentCandidate, 'name' | 'folder' | 'fileBytes'> & {
  readonly diskBytes: number;
  readonly evidence: ParentEvidence | null;
};

/** The plan of a repair. The cost of a disk that is made anew is empty. */
export type RepairView = RepairCost & {
  readonly plan: number;
  readonly request: RepairRequest;
  readonly done: readonly RepairOffer[];
  /** Findings that disappear together with those that are repaired, the first of each code. */
  readonly settled: readonly Finding[];
  /** All ways to repair the findings that were asked for, including the chosen one. */
  readonly ways: readonly OpenOffer[];
  /** What the repair does to the user's data; null if a disk is made anew, as the file itself is then only read. */
  readonly effect: RepairEffect | null;
  readonly rows: readonly ReviewRow[];
  readonly rowsLeftOut: number;
  readonly changedBytes: number;
  readonly fileBytesBefore: number;
  readonly fileBytesAfter: number;
  readonly problemsBefore: SeverityCounts;
  /** What all checks find in the result. */
  readonly after: readonly Finding[];
  /** The file that the disk leads to afterwards as its parent, and what speaks for it; null: the repair is about no parent. */
  readonly parent: NamedParent | null;
  /** What becomes of blocks that share their place; the first MAX_FATES of them. */
  readonly shared: readonly SharedFate[];
  readonly sharedLeftOut: number;
  /** Where lost blocks are put, and how that is known. */
  readonly placements: readonly Placement[];
  readonly placementsLeftOut: number;
  /** How many of all of them are guesses. */
  readonly guesses: number;
  /** The partitions of a rebuilt disk, as its blocks are placed. */
  readonly partitions: readonly PartitionView[];
  /** The repaired disk; null if the result is none. */
  readonly disk: { readonly bytes: number; readonly blocks: number; readonly allocated: number } | null;
  /** Why it can only be done in a new file; null if the file itself can be repaired this way. */
  readonly copyOnly: CopyReason | null;
  /** What can be done with the plan: stage it as a change, write it at once, write it as a new file. */
  readonly canStage: boolean;
  readonly canApply: boolean;
  readonly canCopy: boolean;
};

export type RepairPlanError =
  | RepairError
  | IoError
  | { readonly kind: 'image-closed' | 'stale-revision' | 'stale-ticket' | 'bytes-only' }
  /** Nothing can be done for this file. */
  | { readonly kind: 'no-rescue' }
  /** There is no footer anywhere in the file. */
  | { readonly kind: 'no-far-footer'; readonly unreadBytes: number };

/** Why no repaired copy was made. Nothing is left of it, and the original is as it was. */
export type RepairCopyError =
  | SaveCause
  | FileError
  | RepairError
  | { readonly kind: 'image-closed' | 'stale-plan' | 'stale-ticket' | 'busy' | 'cancelled' | 'check-failed' }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle }
  | { readonly kind: 'internal-job'; readonly text: string }
  /** The file is complete and has its name, but it is not certain that it would survive a power cut. */
  | { readonly kind: 'not-durable'; readonly code: string };

export type CheckError = IoError | { readonly kind: 'image-closed' | 'cancelled' | 'busy' | 'stale-revision' };

/** In bytes. `check`: a check of everything; `repair`: a copy, or a search for a footer. */
export type RepairProgress = { readonly done: number; readonly total: number; readonly of: 'check' | 'repair' };
