/**
 * Repairs as data: by what method a finding can be mended, and how sure that is. The wording is in text/repairs.ts.
 * Classes are those of the damage catalogue: `safe` derives everything, `choice` decides between two readings of the
 * file, `loss` invents or gives up data. What can only be mended in a new file is no repair but a rebuild.
 */
import type { FindingCode } from './findings';

export type RepairClass = 'safe' | 'choice' | 'loss';

export const REPAIR_METHODS = [
  'write-footer',
  'restore-cookie',
  'copy-other-footer',
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
] as const;
export type RepairMethod = (typeof REPAIR_METHODS)[number];

/** Methods that take what they write from the other footer or compute it: no data is touched, and nothing is decided. */
export const SAFE_METHODS: readonly RepairMethod[] = [
  'copy-other-footer',
  'recompute-checksum',
  'restore-cookie',
  'newer-footer',
  'end-footer',
];

/** A way to mend a finding. */
export type RepairOffer = { readonly code: FindingCode; readonly method: RepairMethod; readonly class: RepairClass };

/** Methods that can give the disk another size or let go of blocks: what each would do is told before it is chosen. */
export const RESIZING_METHODS: readonly RepairMethod[] = [
  'newer-footer',
  'end-footer',
  'use-footer',
  'use-copy',
  'copy-other-footer',
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
 * What a repair does to the disk itself, in bytes of the disk: its size, and how much of what is stored for it is no part
 * of it afterwards. A fixed disk has no blocks.
 */
export type DiskChange = {
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Blocks of which something is lost. */
  readonly lostBlocks: number;
  readonly lostBytes: number;
};

/** What a repair cuts off the end of the file. `nonZero`: bytes that are not zero, among the first `looked` of them. */
export type CutBytes = { readonly bytes: number; readonly looked: number; readonly nonZero: number };

/** What stands where a repair writes. `room`: zeros behind the end of the file, which take up room. */
export type TouchedPart =
  | 'footer'
  | 'footer-copy'
  | 'old-footer'
  | 'dynamic-header'
  | 'locator'
  | 'block-table'
  | 'bitmaps'
  | 'batmap'
  | 'data'
  | 'new-blocks'
  | 'room';

/**
 * What a repair does to the user's data: bytes of the file that come to differ or are added, by what stands there, in the
 * order of the file. `field`: the one field of a footer or header that they are, where they are of one alone.
 */
export type RepairEffect = {
  readonly parts: readonly { readonly part: TouchedPart; readonly bytes: number; readonly field: string | null }[];
  /** The disk has its size and kind, and every sector of it is read from where it was. */
  readonly isReadAlike: boolean;
};

/** Structures whose checksum a repair can compute anew although another field may be what was damaged. */
export const SIGNED_PARTS = ['footer', 'dynamic-header'] as const;
export type SignedPart = (typeof SIGNED_PARTS)[number];

/**
 * What a repair does beside mending. `diskChange` null: the disk keeps its size and its blocks; `cut` null: the file does.
 * `signs`: what has a wrong checksum now and gets one that holds, over fields that may be damaged.
 */
export type RepairCost = {
  readonly diskChange: DiskChange | null;
  readonly cut: CutBytes | null;
  readonly signs: readonly SignedPart[];
};

/**
 * Why a repair is made in a new file, and not in the file itself: that would get shorter; a suspended machine, or Xen, has
 * it by its own account; or what is made is another disk.
 */
export const COPY_REASONS = ['shorter', 'saved-state', 'xen', 'another-disk'] as const;
export type CopyReason = (typeof COPY_REASONS)[number];

/**
 * A way that is not taken yet. `also`: findings without a repair of their own that go with it. `copyOnly` null: the file
 * itself can be mended so.
 */
export type OpenOffer = RepairOffer & RepairCost & { readonly also: readonly FindingCode[]; readonly copyOnly: CopyReason | null };

/** A finding that goes when another one is mended. */
export type Along = { readonly code: FindingCode; readonly with: FindingCode };

/** Bytes that a repair changes, for the preview. `before` is shorter where the old file ends. */
export type RepairChange = {
  readonly code: FindingCode;
  readonly method: RepairMethod;
  readonly at: number;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
};

/** Where a block whose entry is lost belongs, and how that is known. `sector`: of the file. */
export type Placement = {
  readonly sector: number;
  readonly block: number;
  readonly confidence: 'certain' | 'likely' | 'guess';
  readonly evidence: 'partition-table' | 'boot-sector' | 'order' | 'given' | 'table';
};

/** The disk has no such block, two places were named for it, or the table names a good one already. */
export type PlaceFault = 'no-such-block' | 'named-twice' | 'has-place';

export type RepairError =
  | { readonly kind: 'nothing-to-do' }
  | { readonly kind: 'too-much'; readonly bytes: number; readonly most: number }
  /** The repair would leave an error that was not there. */
  | { readonly kind: 'made-worse'; readonly codes: readonly FindingCode[] }
  | { readonly kind: 'cannot-read'; readonly at: number }
  /**
   * The drive does not give header or table, at this file offset: a copy that has zeros there can be put together. `blocks`: so
   * many are unknown because a part of the table is lost; null where it is all of it, or the header.
   */
  | { readonly kind: 'rebuild-copy'; readonly at: number; readonly lost: 'header' | 'table'; readonly blocks: number | null }
  /**
   * Nothing says where the blocks belong that the table does not name, or there are more than the disk has places.
   * `candidates`: file offsets at which some of them stand; none where no block can be told from other bytes.
   */
  | { readonly kind: 'no-evidence'; readonly candidates: readonly number[] }
  /** A place was named for a file offset at which no lost block stands. */
  | { readonly kind: 'no-block-there'; readonly at: number; readonly candidates: readonly number[] }
  /** A place was named for a block that cannot have it. */
  | { readonly kind: 'bad-place'; readonly block: number; readonly why: PlaceFault };
