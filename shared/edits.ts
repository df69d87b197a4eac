/**
 * Changes that are staged and not yet saved, as the window sees them. The log lives in main (session/editLog.ts): what is
 * in it is exactly what the next save writes.
 */
import type { PlanError, RecoveryError, SaveError } from './errors';
import type { FindingCode } from './findings';
import type { RepairMethod } from './repairs';
import type { Space } from './vhd/units';

/** Bytes put over what stands there; nothing is ever inserted or removed. */
export type ByteEdit = { readonly space: Space; readonly at: number; readonly bytes: Uint8Array };

/** What the user did, for "Undo …". */
export type EditLabel =
  | { readonly kind: 'typing' | 'paste' | 'fill' | 'content' }
  | { readonly kind: 'bits'; readonly how: BitChange }
  | { readonly kind: 'field'; readonly structure: EditableStructure; readonly field: string }
  | { readonly kind: 'repair'; readonly repairs: readonly { readonly code: FindingCode; readonly method: RepairMethod }[] };

/** Of sector bitmaps; `match`: set where the data is not zero. */
export const BIT_CHANGES = ['set', 'clear', 'invert', 'match'] as const;
export type BitChange = (typeof BIT_CHANGES)[number];

export type EditableStructure = 'footer' | 'dynamic-header';

/** What follows a field that is set: its structure's checksum, and the other footer. */
export type FollowUps = { readonly checksum: boolean; readonly otherFooter: boolean };

/** A half-open range, in bytes. */
export type ByteRange = { readonly at: number; readonly bytes: number };

/** One staged change: the first bytes it touches, and how many it touches in all. */
export type ChangeView = { readonly label: EditLabel; readonly first: ByteRange & { readonly space: Space }; readonly bytes: number };

/** Of one size however much is staged: the page asks for the rest as it shows it. */
export type EditsView = {
  /** Rises with every change, undo and redo included; a request that names an older one is refused. */
  readonly revision: number;
  /** Edit mode is on. */
  readonly editing: boolean;
  /** How many are staged; undone ones do not count. */
  readonly changes: number;
  /** The newest of them, newest first, at most MAX_LISTED. */
  readonly latest: readonly ChangeView[];
  readonly redo: EditLabel | null;
  /** Bytes of the disk alone, or of the file too, which may change where sectors come from. */
  readonly of: 'nothing' | 'disk-bytes' | 'structures';
  /** Blocks that the last change touched, or took back; at most MAX_BLOCKS_ASKED of them. */
  readonly touched: readonly number[];
  /** By how much the file would grow. */
  readonly growthBytes: number;
  /** A save of this session that can be taken back. */
  readonly canUndoSave: boolean;
  /** Why a crash would take the changes along; null: they are kept. */
  readonly unkept: 'too-large' | 'failed' | null;
};

/** Changes listed at once. */
export const MAX_LISTED = 50;
/** Changed blocks that a map is told of at once. */
export const MAX_MARKS = 4096;
/** Bytes that one fill, or one file's content, can put. */
export const MAX_PUT_BYTES = 16 * 1024 * 1024;
export const MAX_PATTERN_BYTES = 64;

/** One stretch that a save would change. */
export type ReviewRow = {
  /** In the file. */
  readonly at: number;
  readonly bytes: number;
  /** The first bytes of it, as they are and as they would be; `before` is empty where the file grows. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly why: string;
};

/** A row with the name of what stands there, and where that is, in words. */
export type NamedRow = Omit<ReviewRow, 'why'> & { readonly name: string; readonly place: string };

export type ReviewView = {
  /** Of the log that is shown: only that one is saved. */
  readonly revision: number;
  readonly rows: readonly ReviewRow[];
  readonly rowsLeftOut: number;
  readonly changedBytes: number;
  readonly growthBytes: number;
  readonly newBlocks: number;
  /** A suspended machine relies on the disk. */
  readonly savedState: boolean;
  /** Errors that checks find in the disk as it is, and as it would be. */
  readonly errorsBefore: number;
  readonly errorsAfter: number;
  /** What the save would leave on purpose, and was not so before. */
  readonly left: readonly ReviewLeft[];
};

export type ReviewLeft = 'footer-checksum' | 'header-checksum' | 'footers-differ';

export type EditError =
  | PlanError
  | { readonly kind: 'stale-revision' }
  | { readonly kind: 'not-editing' }
  | { readonly kind: 'nothing-to-undo' }
  /** A repair that was planned before something else changed. */
  | { readonly kind: 'stale-plan' }
  /** A bit is to be cleared, and the sector holds a change that is staged and would be lost with it. */
  | { readonly kind: 'bit-needed'; readonly lba: number }
  | { readonly kind: 'image-closed' };

/** Why the content of another file was not staged. */
export type ContentError =
  | EditError
  | { readonly kind: 'stale-ticket' }
  | { readonly kind: 'content-empty' }
  | { readonly kind: 'content-too-large'; readonly bytes: number; readonly most: number };

export type BeginError =
  | SaveError['cause']
  | { readonly kind: 'bytes-only' }
  | { readonly kind: 'interrupted-save' }
  | { readonly kind: 'image-closed' };

/** Changes that were staged when an earlier run ended without being asked, and that were kept. */
export type DraftView = {
  /** ISO 8601 UTC: when the last of them was made. */
  readonly made: string;
  readonly changes: number;
  /** By its place, size and times. */
  readonly file: 'unchanged' | 'changed';
  /** They can be put back: everything they would write over or rely on stands as it did. */
  readonly fits: boolean;
};

/** Why kept changes were not put back. */
export type DraftError = BeginError | EditError | { readonly kind: 'no-draft' } | { readonly kind: 'draft-misfit' };

/** A save another run began and did not finish. */
export type InterruptedView = {
  /** ISO 8601 UTC, when it began. */
  readonly began: string;
  readonly ranges: number;
  readonly state:
    | 'nothing-written'
    | 'partly-written'
    | 'all-written'
    | 'complete'
    | 'taken-back'
    | 'changed-since'
    | 'running'
    /** The journal was cut off while it was written, before the disk was changed: the disk is whole. */
    | 'never-began'
    /** The journal is damaged: the disk may hold half of its save, and nobody can tell. */
    | 'damaged'
    /** The journal is one of another version of the program: the disk may hold half of its save. */
    | 'other-version'
    /** The journal cannot be read at all: the disk may hold half of its save. */
    | 'unreadable';
  /** The image is not the file the save was begun on. */
  readonly moved: boolean;
};

export type RecoverAction = 'roll-back' | 'finish' | 'set-aside';
export type RecoverFailure = RecoveryError | { readonly kind: 'declined' } | { readonly kind: 'image-closed' };
export type SaveFailure =
  | SaveError
  | { readonly fileState: 'untouched'; readonly cause: EditError | { readonly kind: 'declined' } | { readonly kind: 'nothing-to-save' } };

/** What the window asks to be staged. `joins`: it goes on where the last change ended, and is undone together with it. */
export type EditRequest =
  | {
      readonly kind: 'bytes';
      readonly how: 'typing' | 'paste';
      readonly space: Space;
      readonly at: number;
      readonly bytes: Uint8Array;
      readonly joins: boolean;
    }
  /** The pattern again and again, cut off at the end. */
  | { readonly kind: 'fill'; readonly space: Space; readonly at: number; readonly bytes: number; readonly pattern: Uint8Array }
  | {
      readonly kind: 'field';
      readonly structure: EditableStructure;
      readonly field: string;
      readonly value: string | number | bigint | { readonly unknown: number } | Uint8Array;
      /** Absent: everything follows. */
      readonly follow?: FollowUps;
    }
  /** Bits of the sector bitmaps of these sectors of the disk. */
  | { readonly kind: 'bits'; readonly how: BitChange; readonly lba: number; readonly sectors: number };
