/**
 * Repairs as data: by which method a finding can be repaired, and how sure that is. The words are in shared/text/repairs.ts.
 * Classes: `safe` takes everything from the file, `choice` decides between two readings of the file, `loss` invents or gives up
 * data. What can only be put right in a new file is called a rebuild and not a repair.
 */
import type { FindingCode } from './findings';

export type RepairClass = 'safe' | 'choice' | 'loss';

export const REPAIR_METHODS = [
  'write-footer',
  'restore-cookie',
  'copy-from-start',
  'copy-from-end',
  'recompute-checksum',
  'newer-footer',
  'end-footer',
  'use-footer',
  'use-copy',
  'cut-tail',
  'move-footer',
  'complete-footer',
  'set-version',
  'round-size-up',
  'round-size-down',
  'size-from-evidence',
  'size-from-file',
  'pad-with-zeros',
  'drop-surplus',
  'type-from-layout',
  'recompute-geometry',
  'rebase-time',
  'set-time',
  'clear-saved-state',
  'clear-reserved',
  'set-feature',
  'clear-temporary',
  'new-id',
  'set-no-offset',
  'original-from-current',
  'drop-outer-footer',
  'zero-old-footer',
  'trust-current-size',
  'point-to-header',
  'rebuild-header',
  'block-size-from-spacing',
  'entries-from-size',
  'find-table',
  'type-differencing',
  'clear-parent',
  'unallocate',
  'split',
  'move-block',
  'fill-with-zeros',
  'free-hidden',
  'swap-table',
  'pad-table',
  'set-bits',
  'bits-from-data',
  'zero-hidden',
  'mirror-bits',
  'pad-block',
  'clear-bits',
  'rebuild-batmap',
  'old-xen-version',
  'clear-hidden',
  'restamp-parent',
  'rewrite-locators',
  'renew-locator',
  'clear-locator',
  'grow-to-parent',
  'rewrite-name',
  'type-dynamic',
  'append-footer',
  'restore-footer',
  'invent-footer',
  'strip-prefix',
  'copy-gpt',
  'move-backup-gpt',
  'fill-up-for-azure',
  'use-first-gpt',
  'use-backup-gpt',
  'adopt-block',
  'adopt-shared',
  'true-place',
  'reconnect-parent',
] as const;
export type RepairMethod = (typeof REPAIR_METHODS)[number];

/** Methods that copy from the other footer or compute what they write: no data is touched, and nothing is decided. */
export const SAFE_METHODS: readonly RepairMethod[] = [
  'copy-from-start',
  'copy-from-end',
  'recompute-checksum',
  'restore-cookie',
  'newer-footer',
  'end-footer',
];

/** A way to mend a finding. */
export type RepairOffer = { readonly code: FindingCode; readonly method: RepairMethod; readonly class: RepairClass };

/** Methods that can change the size of the disk or drop blocks. What each would do is shown before the user chooses it. */
export const RESIZING_METHODS: readonly RepairMethod[] = [
  'newer-footer',
  'end-footer',
  'use-footer',
  'use-copy',
  'copy-from-start',
  'copy-from-end',
  'cut-tail',
  'move-footer',
  'round-size-up',
  'round-size-down',
  'size-from-evidence',
  'size-from-file',
  'pad-with-zeros',
  'drop-surplus',
  'drop-outer-footer',
  'unallocate',
  'grow-to-parent',
  'fill-up-for-azure',
];

/**
 * What a repair does to the disk itself, in bytes of the disk: its size, and how much of the stored data is no longer part of
 * it. A fixed disk has no blocks.
 */
export type DiskChange = {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Blocks that lose some or all of their data. */
  readonly lostBlocks: number;
  readonly lostBytes: number;
};

/** What a repair cuts off the end of the file. `nonZero`: how many of the first `looked` bytes are not zero. */
export type CutBytes = { readonly bytes: number; readonly looked: number; readonly nonZero: number };

/** The parts of the file that a repair writes to. `room`: zeros behind the end of the file. */
export type TouchedPart =
  | 'footer'
  | 'footer-copy'
  | 'old-footer'
  | 'dynamic-header'
  | 'locator'
  | 'locators'
  | 'block-table'
  | 'bitmaps'
  | 'batmap'
  | 'data'
  | 'new-blocks'
  | 'room';

/**
 * What a repair does to the user's data: how many bytes of each part of the file are changed, or added behind its end, in
 * the order of the file. `field`: the field of a footer or header, if all these bytes are in one field.
 */
export type RepairEffect = {
  readonly parts: readonly {
    readonly part: TouchedPart;
    readonly bytes: number;
    readonly field: string | null;
    readonly isAdded: boolean;
  }[];
  /** The disk keeps its size and kind, and every sector is read from the same place as before. */
  readonly isReadAlike: boolean;
  /** Something is given up for it or made up, though perhaps nothing that a sector of the disk shows. */
  readonly isLoss: boolean;
};

/** Structures whose checksum a repair can recompute although the damage may be in another field. */
export const SIGNED_PARTS = ['footer', 'dynamic-header'] as const;
export type SignedPart = (typeof SIGNED_PARTS)[number];

/**
 * What a repair does besides repairing. `diskChange` null: the disk keeps its size and its blocks. `cut` null: nothing is cut
 * off the file. `signs`: structures whose checksum is wrong now and will be right, although their fields may be damaged.
 */
export type RepairCost = {
  readonly diskChange: DiskChange | null;
  readonly cut: CutBytes | null;
  readonly signs: readonly SignedPart[];
};

/**
 * Why a repair is done in a new file and not in the file itself: the file would get shorter; a suspended machine relies on it;
 * Xen has marked it as in use; or the result is another disk.
 */
export const COPY_REASONS = ['shorter', 'saved-state', 'xen', 'another-disk'] as const;
export type CopyReason = (typeof COPY_REASONS)[number];

/**
 * A way that is not chosen yet. `also`: findings without a repair of their own that disappear with it. `copyOnly` null: the
 * file itself can be repaired this way.
 */
export type OpenOffer = RepairOffer & RepairCost & { readonly also: readonly FindingCode[]; readonly copyOnly: CopyReason | null };

/** A finding that disappears when another one is repaired. */
export type Along = { readonly code: FindingCode; readonly with: FindingCode };

/** Bytes that a repair changes, for the preview. `before` is shorter if the old file ends there. */
export type RepairChange = {
  readonly code: FindingCode;
  readonly method: RepairMethod;
  readonly at: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
};

/**
 * What becomes of a block that shares its place with another. `from`, `to`: file offsets of its bitmap before and after; `to`
 * null: it has no place any more.
 */
export type SharedFate = {
  readonly block: number;
  readonly kind: 'alone' | 'shared' | 'moved' | 'copied' | 'freed';
  readonly from: number;
  readonly to: number | null;
};

/** Where a block belongs whose table entry is lost, and how that is known. `sector`: its file sector. */
export type Placement = {
  readonly sector: number;
  readonly block: number;
  readonly confidence: 'certain' | 'likely' | 'guess';
  readonly evidence: (typeof PLACE_EVIDENCE)[number];
};

/** What a block’s place is known by. */
export const PLACE_EVIDENCE = ['partition-table', 'boot-sector', 'file-system', 'batmap', 'order', 'bad-entry', 'given', 'table'] as const;

/** There is no such block on the disk; two places were named for it; or the table already has a good place for it. */
export type PlaceFault = 'no-such-block' | 'named-twice' | 'has-place';

export type RepairError =
  | { readonly kind: 'nothing-to-do' }
  /** Blocks were looked for, and there is none that the table does not name. */
  | { readonly kind: 'no-lost-blocks' }
  | { readonly kind: 'too-much'; readonly bytes: number; readonly most: number }
  /** The repair would leave an error that was not there before. */
  | { readonly kind: 'made-worse'; readonly codes: readonly FindingCode[] }
  | { readonly kind: 'cannot-read'; readonly at: number }
  /**
   * The drive does not give the header or the table, at this file offset, but a copy with zeros there can be rebuilt. `blocks`:
   * how many are unknown because part of the table is lost; null if it is all of the table, or the header.
   */
  | { readonly kind: 'rebuild-copy'; readonly at: number; readonly lost: 'header' | 'table'; readonly blocks: number | null }
  /**
   * It is not known where the blocks belong that the table does not name, or there are more of them than the disk has room for.
   * `candidates`: file offsets of some of them; empty if no block can be told from other bytes.
   */
  | { readonly kind: 'no-evidence'; readonly candidates: readonly number[] }
  /** The user named a place for a file offset where there is no lost block. */
  | { readonly kind: 'no-block-there'; readonly at: number; readonly candidates: readonly number[] }
  /** The user named a place for a block that cannot have it. */
  | { readonly kind: 'bad-place'; readonly block: number; readonly why: PlaceFault };
