/**
 * Changes that are staged and not yet saved, as the window sees them. The log of changes is in main
 * (main/session/edit/editLog.ts) and holds exactly what the next save writes.
 */
import type { Obstacle, PlanError, RecoveryError, SaveCause, SaveError } from './errors';
import type { FindingCode } from './findings';
import type { SearchPattern } from './find/pattern';
import type { ApplyPatchError, MakePatchError } from './patch';
import type { RepairMethod } from './repairs';
import type { Space } from './vhd/units';

/** Bytes that replace those at `at`; nothing is ever inserted or removed. */
export type ByteEdit = { readonly space: Space; readonly at: number; readonly bytes: Uint8Array };

/** What the user did; shown in "Undo …". */
export type EditLabel =
  | { readonly kind: 'typing' | 'paste' | 'fill' | 'content' | 'patch' }
  /** `places`: how many hits of a search. */
  | { readonly kind: 'replace'; readonly places: number }
  | { readonly kind: 'bits'; readonly how: BitChange }
  | { readonly kind: 'field'; readonly structure: EditableStructure; readonly field: string }
  | { readonly kind: 'repair'; readonly repairs: readonly { readonly code: FindingCode; readonly method: RepairMethod }[] };

/** Changes to bits of sector bitmaps. `match`: set the bits of sectors whose data is not zero. */
export const BIT_CHANGES = ['set', 'clear', 'invert', 'match'] as const;
export type BitChange = (typeof BIT_CHANGES)[number];

export type EditableStructure = 'footer' | 'dynamic-header';

/** What is updated together with a field: its structure's checksum, and the other footer. */
export type FollowUps = { readonly checksum: boolean; readonly otherFooter: boolean };

/** A half-open range, in bytes. */
export type ByteRange = { readonly at: number; readonly bytes: number };

/** One staged change: the first bytes it touches, and how many it touches in all. */
export type ChangeView = { readonly label: EditLabel; readonly first: ByteRange & { readonly space: Space }; readonly bytes: number };

/** Its size does not depend on how much is staged: the page asks for the rest when it shows it. */
export type EditsView = {
  /** Rises with every change, undo and redo included; a request that names an older one is refused. */
  readonly revision: number;
  /** Whether edit mode is on. */
  readonly editing: boolean;
  /** How many changes are staged; undone ones do not count. */
  readonly changes: number;
  /** The latest changes, newest first, at most MAX_LISTED of them. */
  readonly latest: readonly ChangeView[];
  readonly redo: EditLabel | null;
  /** Whether only bytes of the disk are changed, or also structures of the file, which may change where sectors come from. */
  readonly of: 'nothing' | 'disk-bytes' | 'structures';
  /** Blocks that the last change or undo touched, at most MAX_BLOCKS_ASKED of them. */
  readonly touched: readonly number[];
  /** By how much the file would grow. */
  readonly growthBytes: number;
  /** Whether a save of this session can be undone. */
  readonly canUndoSave: boolean;
  /** Why a crash would lose the changes; null: they are kept. */
  readonly unkept: 'too-large' | 'failed' | null;
};

/** How many changes are listed at once. */
export const MAX_LISTED = 50;
/** How many changed blocks a map asks for at once. */
export const MAX_MARKS = 4096;
/** The most bytes that one fill or one inserted file can write. */
export const MAX_PUT_BYTES = 16 * 1024 * 1024;
export const MAX_PATTERN_BYTES = 64;

/** One stretch that a save would change. */
export type ReviewRow = {
  /** Byte offset in the file. */
  readonly at: number;
  readonly bytes: number;
  /** Its bytes as they are and as they would be, or the first of very many; `before` is empty where the file grows. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  /** How many of its bytes differ; 0 where the file grows. */
  readonly changed: number;
  readonly why: string;
};

/** A row with the name of what is there, its address as text, and what its bytes mean: "40 MiB → 80 MiB". */
export type NamedRow = Omit<ReviewRow, 'why' | 'changed'> & {
  readonly name: string;
  readonly place: string;
  readonly meaning: readonly string[];
};

/** The plan whose bytes are shown: that of what is staged, or of a repair. */
export type ShownPlan = { readonly kind: 'staged'; readonly revision: number } | { readonly kind: 'repair'; readonly plan: number };
export type ShownPlanError = { readonly kind: 'stale-plan' } | { readonly kind: 'image-closed' };
/** The most bytes of a row that are shown at once. */
export const MAX_ROW_BYTES = 64 * 1024;
/** Rows of a plan, and how many come after them. */
export type RowsPart = { readonly rows: readonly ReviewRow[]; readonly rowsLeftOut: number };
/** Part of a row's bytes as they are and as they would be; `before` is empty where the file grows. */
export type RowBytes = { readonly before: Uint8Array; readonly after: Uint8Array };

/** Blocks that the table has lost, or may have. `isFound`: they were looked for; else there is only room for so many. */
export type LostRoom = { readonly blocks: number; readonly isFound: boolean; readonly isTableEmpty: boolean };

export type ReviewView = {
  /** The revision of the log that the review shows. Only that revision is saved. */
  readonly revision: number;
  readonly rows: readonly ReviewRow[];
  readonly rowsLeftOut: number;
  readonly changedBytes: number;
  readonly growthBytes: number;
  readonly newBlocks: number;
  /** Disks that are based on this one, and would show something else. */
  readonly children: readonly string[];
  /** Blocks may be lost, and new ones would take their places in the table; null: there are none, or no new ones. */
  readonly lost: LostRoom | null;
  /** A suspended machine relies on the disk as it is. */
  readonly savedState: boolean;
  /** How many errors checks find in the disk as it is, and as it would be. */
  readonly errorsBefore: number;
  readonly errorsAfter: number;
  /** Faults that the changes leave on purpose, and that were not there before. */
  readonly left: readonly ReviewLeft[];
};

export type ReviewLeft = 'footer-checksum' | 'header-checksum' | 'footers-differ';

export type EditError =
  | PlanError
  | { readonly kind: 'stale-revision' }
  | { readonly kind: 'not-editing' }
  | { readonly kind: 'nothing-to-undo' }
  /** The repair was planned before something else changed. */
  | { readonly kind: 'stale-plan' }
  /** The bit is needed: its sector holds a staged change, which would be lost if the bit were cleared. */
  | { readonly kind: 'bit-needed'; readonly lba: number }
  /** `nothing`: none of the places still holds what was found, with the length of what replaces it. */
  | { readonly kind: 'cannot-replace'; readonly why: 'pattern' | 'too-many' | 'nothing'; readonly most: number }
  | { readonly kind: 'image-closed' };

/** Why the content of another file was not staged. */
export type ContentError =
  | EditError
  | { readonly kind: 'stale-ticket' }
  | { readonly kind: 'content-empty' }
  | { readonly kind: 'content-too-large'; readonly bytes: number; readonly most: number };

/** Why a patch file was not staged. */
export type StagePatchError = BeginError | ContentError | ApplyPatchError | { readonly kind: 'patch-applied' };

/** Why the staged changes were not written as a patch file. */
export type SavePatchError =
  | MakePatchError
  | { readonly kind: 'not-written'; readonly cause: SaveCause | { readonly kind: 'cancelled' | 'check-failed' } }
  | { readonly kind: 'image-closed' }
  | { readonly kind: 'obstacle'; readonly obstacle: Obstacle };

/** A patch file that was written. */
export type SavedPatch = { readonly name: string; readonly changes: number };

export type BeginError =
  | SaveError['cause']
  | { readonly kind: 'bytes-only' }
  | { readonly kind: 'interrupted-save' }
  | { readonly kind: 'image-closed' };

/** Changes that were staged when an earlier run ended unexpectedly, and that were kept. */
export type DraftView = {
  /** When the last of them was made, in ISO 8601 UTC. */
  readonly made: string;
  readonly changes: number;
  /** Judged by the file's place, size and times. */
  readonly file: 'unchanged' | 'changed';
  /** Whether they can be staged again: everything that they would overwrite or rely on is as it was. */
  readonly fits: boolean;
  /** Later changes were kept, and are damaged; the last of these may be incomplete. */
  readonly isCut: boolean;
};

/** Why kept changes were not staged again. */
export type DraftError = BeginError | EditError | { readonly kind: 'no-draft' | 'changes-first' | 'draft-misfit' };

/** A save that another run began and did not finish. */
export type InterruptedView = {
  /** When it began, in ISO 8601 UTC. */
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
    /** Another program has the journal open and lets nobody read it (Windows): the disk may be half saved. */
    | 'held'
    /** The journal was cut off while it was being written, before the disk was changed: the disk is whole. */
    | 'never-began'
    /** The journal is damaged: the disk may be half saved, and there is no way to tell. */
    | 'damaged'
    /** A link, a folder or the like has the journal's name: there is no way to tell whether there was a save. */
    | 'not-a-file'
    /** The journal is from another version of the program: the disk may be half saved. */
    | 'other-version'
    /** The journal cannot be read at all: the disk may be half saved. */
    | 'unreadable';
  /** The image is not the file that the save was begun on: it was moved, copied or replaced. */
  readonly moved: boolean;
};

export type RecoverAction = 'roll-back' | 'finish' | 'set-aside';
/** The file was written as was asked for, and could not be opened afterwards: what is shown is what was there before. */
export type NotReadAgain = { readonly kind: 'not-read-again' };
export type RecoverFailure = RecoveryError | { readonly kind: 'declined' } | { readonly kind: 'image-closed' } | NotReadAgain;
export type SaveFailure =
  | SaveError
  | { readonly fileState: 'committed'; readonly cause: NotReadAgain }
  | { readonly fileState: 'untouched'; readonly cause: EditError | { readonly kind: 'declined' } | { readonly kind: 'nothing-to-save' } };

/** What the window asks to be staged. `joins`: it continues the last change, and is undone together with it. */
export type EditRequest =
  | {
      readonly kind: 'bytes';
      readonly how: 'typing' | 'paste';
      readonly space: Space;
      readonly at: number;
      readonly bytes: Uint8Array;
      readonly joins: boolean;
    }
  /** The pattern is repeated and cut off at the end. */
  | { readonly kind: 'fill'; readonly space: Space; readonly at: number; readonly bytes: number; readonly pattern: Uint8Array }
  /**
   * Hits of a search get other bytes of the same length. `text`: what is put there, written as the pattern is. `places`: byte offset
   * and length of each, ascending. Places where something else stands by now are left out.
   */
  | {
      readonly kind: 'replace';
      readonly space: Space;
      readonly pattern: SearchPattern;
      readonly text: string;
      readonly places: Float64Array;
    }
  | {
      readonly kind: 'field';
      readonly structure: EditableStructure;
      readonly field: string;
      readonly value: string | number | bigint | { readonly unknown: number } | Uint8Array;
      /** If absent, everything is updated. */
      readonly follow?: FollowUps;
    }
  /** Bits for these sectors of the disk, in the sector bitmaps. */
  | { readonly kind: 'bits'; readonly how: BitChange; readonly lba: number; readonly sectors: number };

/** What the user has begun and the page has not sent: a question about typed bytes is open, or a field's new value is not set. */
export const UNFINISHED = ['question', 'field'] as const;
export type Unfinished = (typeof UNFINISHED)[number];
