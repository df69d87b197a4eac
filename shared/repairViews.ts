/**
 * Repairs as the window sees them: what it asks for, and the plan that main made of it. A plan has a number, and what is
 * staged, written or copied afterwards is exactly the plan of that number.
 */
import type { ReviewRow } from './edits';
import type { FileError, IoError, SaveCause, Obstacle } from './errors';
import type { Finding, FindingCode } from './findings';
import type { Along, CopyReason, OpenOffer, Placement, RepairCost, RepairEffect, RepairError, RepairMethod, RepairOffer } from './repairs';

export type RepairChoice = { readonly code: FindingCode; readonly method: RepairMethod };

export type RepairRequest =
  /** These findings; `choose` decides where there is more than one way. */
  | { readonly kind: 'mend'; readonly only: readonly FindingCode[]; readonly choose: readonly RepairChoice[] }
  /** Everything that a checksum or the other footer mends: nothing is decided, and no data is touched. */
  | { readonly kind: 'safe' }
  /** The block table is lost: put together from the blocks that are found, in a new file. */
  | { readonly kind: 'rebuild' }
  /** A file that does not open as a disk, made one in a new file. */
  | { readonly kind: 'rescue' }
  /**
   * The same by a footer that stands far before the end of the file. `at`: where, once all of the file was searched for it;
   * `method`: what becomes of the bytes behind it, once that is decided.
   */
  | { readonly kind: 'far-footer'; readonly at: number | null; readonly method: FarMethod | null };

/** The bytes behind a far footer are cut off, or become part of the disk. */
export const FAR_METHODS = ['cut-tail', 'move-footer'] as const satisfies readonly RepairMethod[];
export type FarMethod = (typeof FAR_METHODS)[number];

/** Of a disk that is open. */
export type MendRequest = Exclude<RepairRequest, RescueRequest>;
/** Of a file that did not open. */
export type RescueRequest = Extract<RepairRequest, { readonly kind: 'rescue' | 'far-footer' }>;

/** What can be mended in the image that is open, and how. */
export type OffersView = { readonly offers: readonly RepairOffer[]; readonly canRebuild: boolean };

/** A disk that is made anew has no cost. */
export type RepairView = RepairCost & {
  readonly plan: number;
  readonly request: RepairRequest;
  readonly done: readonly RepairOffer[];
  /** Findings that go with what is mended. */
  readonly along: readonly Along[];
  /** Every way for the findings that were asked for, the one taken included. */
  readonly ways: readonly OpenOffer[];
  /** What becomes of the user's data; null where a disk is made anew, and the file itself is only read. */
  readonly effect: RepairEffect | null;
  readonly rows: readonly ReviewRow[];
  readonly rowsLeftOut: number;
  readonly changedBytes: number;
  readonly fileBytesBefore: number;
  readonly fileBytesAfter: number;
  readonly problemsBefore: number;
  /** All checks again, on the result. */
  readonly after: readonly Finding[];
  /** Where lost blocks are put, and how that is known. */
  readonly placements: readonly Placement[];
  readonly placementsLeftOut: number;
  /** Of the repaired disk; null where it is none. */
  readonly disk: { readonly bytes: number; readonly blocks: number; readonly allocated: number } | null;
  /** Why it is made in a new file alone; null where the file itself can be mended so. */
  readonly copyOnly: CopyReason | null;
  /** What can be done with it: staged as a change, written at once, written as a new file. */
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
  /** No footer stands anywhere in it. */
  | { readonly kind: 'no-far-footer'; readonly unreadBytes: number };

/** Why no repaired copy was made; nothing is left of it, and the original is as it was. */
export type RepairCopyError =
  | SaveCause
  | FileError
  | RepairError
  | { readonly kind: 'image-closed' | 'stale-plan' | 'stale-ticket' | 'busy' | 'cancelled' | 'check-failed' }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle }
  | { readonly kind: 'internal-job'; readonly text: string }
  /** It is complete and has its name; whether that outlasts a power cut is not known. */
  | { readonly kind: 'not-durable'; readonly code: string };

export type CheckError = IoError | { readonly kind: 'image-closed' | 'cancelled' | 'busy' | 'stale-revision' };

/** Bytes: of a check of everything, or of what a repair is about, a copy or a search for a footer. */
export type RepairProgress = { readonly done: number; readonly total: number; readonly of: 'check' | 'repair' };
