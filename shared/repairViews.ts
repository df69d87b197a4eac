/**
 * Repairs as the window sees them: what it asks for, and the plan that main made of it. A plan has a number, and what is
 * staged, written or copied afterwards is exactly the plan of that number.
 */
import type { ReviewRow } from './edits';
import type { FileError, IoError, SaveCause } from './errors';
import type { Finding, FindingCode } from './findings';
import type { Placement, RepairError, RepairMethod, RepairOffer } from './repairs';

export type RepairChoice = { readonly code: FindingCode; readonly method: RepairMethod };

export type RepairWish =
  /** These findings; `choose` decides where there is more than one way. */
  | { readonly kind: 'mend'; readonly only: readonly FindingCode[]; readonly choose: readonly RepairChoice[] }
  /** Everything that a checksum or a twin mends: nothing is decided, and no data is touched. */
  | { readonly kind: 'safe' }
  /** The block table is lost: put together from the blocks that are found, in a new file. */
  | { readonly kind: 'rebuild' }
  /** A file that does not open as a disk, made one in a new file. */
  | { readonly kind: 'rescue' };

/** Of a disk that is open. */
export type MendWish = Exclude<RepairWish, { readonly kind: 'rescue' }>;

/** What can be mended in the image that is open, and how. */
export type OffersView = { readonly offers: readonly RepairOffer[]; readonly canRebuild: boolean };

export type RepairView = {
  readonly plan: number;
  readonly wish: RepairWish;
  readonly done: readonly RepairOffer[];
  /** Every way for the findings that were asked for, the one taken included. */
  readonly ways: readonly RepairOffer[];
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
  | { readonly kind: 'no-rescue' };

/** Why no repaired copy was made; nothing is left of it, and the original is as it was. */
export type RepairCopyError =
  | SaveCause
  | FileError
  | RepairError
  | { readonly kind: 'image-closed' | 'stale-plan' | 'stale-ticket' | 'busy' | 'cancelled' | 'check-failed' }
  | { readonly kind: 'internal-job'; readonly text: string }
  /** It is complete and has its name; whether that outlasts a power cut is not known. */
  | { readonly kind: 'not-durable'; readonly code: string };

export type CheckError = IoError | { readonly kind: 'image-closed' | 'cancelled' | 'busy' | 'stale-revision' };

/** Bytes of a copy; blocks of a check. */
export type RepairProgress = { readonly done: number; readonly total: number; readonly unit: 'bytes' | 'blocks' };
